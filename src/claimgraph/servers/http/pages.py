"""The site's pages, answered from the graph: 303 from a thing to its page, or to data."""

from __future__ import annotations

import pickle
import re
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import RedirectResponse

from claimgraph.claims.weighing import table
from claimgraph.pages import data
from claimgraph.pages.data import Asked
from claimgraph.servers.http import formats, questions_api, responses
from claimgraph.servers.http.engine import Engine, Limits
from claimgraph.servers.http.messages import PAGE, THING, Job, Refusal, Reply, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.questions import Question

_HTML = "text/html; charset=utf-8"
_TYPES = {
    "html": _HTML,
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "rq": "application/sparql-query; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
# What a thing's address leads to, by what the client would like best; a page where it is all one.
_LEADS = {"text/html": ".html", "application/xhtml+xml": ".html"} | {
    kind: suffix for suffix, kind in data.FORMS.items()
}
# So many bytes of pages are kept as they were answered: nothing changes while a graph is served.
_KEPT = 64 << 20


@dataclass(frozen=True)
class Source:
    """What is served: an Oxigraph database on disk, the questions, and the files' prefixes.

    `url` is where the world sees the server, ending in a slash; without it, links have no host.
    `cors` lets pages of other sites read the answers. With a `project`, its vocabulary and shapes
    have pages, and so has all that is in the graph. `texts` are articles' texts that may be shown.
    """

    location: Path
    questions: Sequence[Question] = ()
    loaded: Sequence[Loaded] = ()
    url: str | None = None
    limits: Limits = field(default_factory=Limits)
    project: Project | None = None
    cors: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)


def engine(source: Source) -> Engine:
    """Return the engine that makes the pages of a source, in processes of its own."""
    by = table.table(source.project.root) if source.project else table.DEFAULT
    outline = (source.project, source.loaded, list(source.questions), source.url, by, source.texts)
    # No page is dear before its time is over: what a process has read once makes the next cheap.
    limits = replace(source.limits, quick=source.limits.seconds, workers=2, slow=1)
    return Engine(source.location, limits, pickle.dumps(outline))


class Pages:
    """Answers requests for pages and things, made by `makers`; `engine` answers their questions.

    `address` returns the site's address, as a request has it.
    """

    def __init__(
        self, engine: Engine, makers: Engine, source: Source, address: Callable[[Request], str]
    ) -> None:
        self._engine = engine
        self._makers = makers
        self._questions = {(each.theme, each.name): each for each in source.questions}
        self._loaded = source.loaded
        self._url = source.url
        self._address = address
        self._kept: OrderedDict[Wanted, tuple[Reply, bytes]] = OrderedDict()
        self._size = 0

    async def respond(self, request: Request) -> Response:
        """Answer a request for a path below the site's root; raises Refusal, GoneError."""
        path = request.path_params["path"] or "index.html"
        parts = path.removesuffix(".html").split("/")
        question = self._questions.get((parts[1], parts[2])) if len(parts) == 3 else None
        if path.startswith("questions/") and path.endswith(".html") and question:
            return await self._question(request, question, path)
        # Of all pages the answers of questions alone depend on where the site lies.
        base = self._address(request) if path.startswith("questions/") else None
        reply, body = await responses.while_there(request, self._made(Wanted(path, base)))
        if reply.format == PAGE:
            return _answered(request, reply, body, _TYPES[path.rpartition(".")[2]])
        if reply.format == THING:
            return self._led(request, path, reply.line)
        offered = {"text/plain": "plain", "text/html": "html"}
        if formats.best(request.headers.get("accept"), offered) == "plain":
            raise Refusal(404, "nothing here: see /sparql and /api/questions")
        # Links of the page of errors are relative to the root, which is not where it is shown.
        root = quote("/" if self._url is None else self._url, safe=":/")
        body = re.sub(b'href="(?![a-z]+:)', f'href="{root}'.encode(), body)
        return _answered(request, replace(reply, size=len(body)), body, _HTML, 404)

    async def _made(self, wanted: Wanted) -> tuple[Reply, bytes]:
        if wanted in self._kept:
            return self._kept[wanted]
        reply, body = await self._makers.answer(wanted)
        if reply.format == PAGE and reply.file is None and wanted not in self._kept:
            self._kept[wanted] = (reply, body)
            self._size += len(body)
            while self._size > _KEPT:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._size -= len(oldest)
        return reply, body

    def _led(self, request: Request, path: str, stem: str) -> Response:
        """Lead from a thing to its page or its data (W3C, Cool URIs for the Semantic Web, 4.2)."""
        suffix = formats.best(request.headers.get("accept"), _LEADS)
        if suffix is None:
            raise Refusal(406, "no such format: accept text/html, text/turtle or others")
        # Relative without our address: the header Host is the client's.
        root = self._url or "../" * path.count("/") or "./"
        target = root + quote(stem + suffix, safe="/~")
        return RedirectResponse(target, 303, {"Vary": "Accept", "Cache-Control": "max-age=300"})

    async def _question(self, request: Request, question: Question, path: str) -> Response:
        """Answer a question's page, its form filled in with what the address says."""
        values = {name: value for name, value in request.query_params.items() if value}
        wanted = Wanted(path, question=True, values=tuple(values.items()))
        base = f"{self._address(request)}{quote(path)}"
        status = 200
        if values or Asked.answered(question):
            try:
                wanted = await responses.while_there(request, self._asked(wanted, question, base))
            except Refusal as refusal:
                status = refusal.status
                wanted = replace(wanted, text=refusal.line)
        reply, body = await responses.while_there(request, self._makers.answer(wanted))
        return _answered(request, reply, body, _HTML, status)

    async def _asked(self, wanted: Wanted, question: Question, base: str) -> Wanted:
        sparql = await questions_api.bound(
            question, dict(wanted.values), self._engine, self._loaded, base
        )
        reply, body = await self._engine.answer(Job(sparql, graph="ntriples"))
        return replace(wanted, form=reply.format, text=body.decode(), file=reply.file)


def _answered(
    request: Request, reply: Reply, body: bytes, kind: str, status: int = 200
) -> Response:
    answer = responses.answer(request, reply, body, kind, {"Cache-Control": "max-age=300"})
    if status != 200:
        answer.status_code = status
    return answer
