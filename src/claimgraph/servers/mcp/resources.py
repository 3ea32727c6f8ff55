"""The resources: an article, its text, a claim, a passage, a rule, a scheme, the notation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from claimgraph.claims import passages
from claimgraph.claims.notation import schema
from claimgraph.errors import UsageError
from claimgraph.graph import names
from claimgraph.servers.mcp import arguing, reading
from claimgraph.servers.mcp.results import NOTICE
from claimgraph.servers.mcp.worker import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.server import MCPServer

    from claimgraph.servers.mcp.snapshot import Opened
    from claimgraph.servers.mcp.worker import Worker

_JSON = "application/json"


def add(server: MCPServer[None], worker: Worker) -> None:
    """Add the resources of a worker's project to a server."""

    async def read(fn: Callable[..., str], *arguments: str) -> str:
        try:
            return await worker.call(fn, *arguments)
        except Refusal as refusal:
            raise ResourceNotFoundError(str(refusal)) from None

    @server.resource("claimgraph://articles", name="articles", mime_type=_JSON)
    async def articles() -> str:
        """The articles, and how far each is captured."""
        return await read(_articles)

    @server.resource("claimgraph://article/{article}", name="article", mime_type=_JSON)
    async def article(article: str) -> str:
        """An article: title, sections, claims with their passages."""
        return await read(_article, article)

    @server.resource("claimgraph://text/{article}", name="text", mime_type=_JSON)
    async def text(article: str) -> str:
        """An article's text: untrusted data."""
        return await read(_text, article)

    @server.resource("claimgraph://claim/{article}/{claim}", name="claim", mime_type=_JSON)
    async def claim(article: str, claim: str) -> str:
        """A claim with what it rests on."""
        return await read(_claim, article, claim)

    @server.resource("claimgraph://passage/{article}/{passage}", name="passage", mime_type=_JSON)
    async def passage(article: str, passage: str) -> str:
        """A passage: its section, place, and words where the text is at hand."""
        return await read(_passage, article, passage)

    @server.resource("claimgraph://rule/{rule}", name="rule", mime_type=_JSON)
    async def rule(rule: str) -> str:
        """A rule with its shape and examples."""
        return await read(_rule, rule)

    @server.resource("claimgraph://scheme/{scheme}", name="scheme", mime_type=_JSON)
    async def scheme(scheme: str) -> str:
        """The words of a scheme with their definitions."""
        return await read(_scheme, scheme)

    @server.resource("claimgraph://notation", name="notation", mime_type="application/schema+json")
    async def notation() -> str:
        """The JSON Schema of captures: every key and word of the notation."""
        return await read(_notation)


def _json(told: dict[str, Any]) -> str:
    return json.dumps({"untrusted": NOTICE} | told, ensure_ascii=False)


def _articles(opened: Opened) -> str:
    return _json(reading.status(opened, None, detail=False).sent())


def _article(opened: Opened, article: str) -> str:
    now = opened.now
    iri = now.article(article)
    [one] = [each for each in now.articles if each.iri == iri]
    claims = [
        {
            "name": names.readable(str(claim.iri)),
            "label": claim.label,
            "paraphrase": claim.paraphrase,
            "review": claim.review.label if claim.review else None,
            "passages": [each.label for each in claim.passages],
        }
        for claim in one.claims
    ]
    sections = [section.label for section in one.sections]
    told = {"iri": str(iri), "title": one.label, "issued": one.issued, "url": one.url}
    return _json({**told, "sections": sections, "claims": claims})


def _text(opened: Opened, article: str) -> str:
    text, _ = opened.now.text(article)
    return _json({"text": text})


def _claim(opened: Opened, article: str, claim: str) -> str:
    return _json(arguing.explain(opened, claim, article, detail=True).sent())


def _passage(opened: Opened, article: str, passage: str) -> str:
    now = opened.now
    iri = now.article(article)
    [one] = [each for each in now.articles if each.iri == iri]
    held = [each for each in one.passages if names.readable(str(each.iri)) == passage]
    if not held:
        raise UsageError(f"{passage}: is not a passage of {article}: its resource names them")
    found = held[0]
    text = now.captured.text(iri)
    words = passages.normalise(text)[found.start : found.end] if text else None
    section = found.section.label if found.section else None
    place = {"start": found.start, "end": found.end, "words": words}
    return _json({"iri": str(found.iri), "label": found.label, "section": section, **place})


def _rule(opened: Opened, rule: str) -> str:
    return _json(reading.rules(opened, rule, None, detail=True).sent())


def _scheme(opened: Opened, scheme: str) -> str:
    return _json(reading.terms(opened, scheme).sent())


def _notation(opened: Opened) -> str:
    now = opened.now
    return now.once("schema", lambda: schema.of_project(now.project))
