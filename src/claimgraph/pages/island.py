"""Writes the graph of an article's arguments as JSON, for the script of the map.

It holds what the map shows of each claim, and what claims are weighed from: with it the script
works out what falls without a source as `claimgraph whatif --article` does. What is empty is left
out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from rdflib import URIRef

from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.claims.weighing.table import VERSION
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.pages import addresses
from claimgraph.pages.page import in_script
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup
    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.claims.weighing.grounds import Material, Standpoint
    from claimgraph.claims.weighing.semantics import Inference
    from claimgraph.pages.page import Here


def island(here: Here, article: model.Article) -> Markup:
    """Return the graph of an article; raises UsageError where the project's table does not fit."""
    material = weigh(here.things.graph, here.table, article=article.iri).material
    things = _Things(here, str(article.iri), material)
    schemes = {one.iri: one.scheme for one in article.arguments}
    title = here.said(article.title) or here.link(article.iri)
    described = {
        "article": str(article.iri),
        "title": title.text,
        "byline": ", ".join(harmless(one.label) for one in article.creators),
        "issued": article.issued or "",
        "table": {
            "name": here.table.name,
            "semantics": VERSION,
            "author": here.table.author,
            "arguedFor": here.table.argued_for,
        },
        "order": [things.key(claim) for claim in material.order],
        "claims": [_claim(things, one) for one in article.claims],
        "arguments": [
            _argument(things, one, schemes.get(cast("Node", one.iri)))
            for one in material.inferences
        ],
    }
    # Listed last: all of the above name what belongs there.
    described["passages"] = things.passages
    described["things"] = things.listed()
    return in_script(json.dumps(described, ensure_ascii=False, separators=(",", ":")))


@dataclass(frozen=True)
class _Things:
    """What claims rest on and speak of: each is listed once, and claims give its place there."""

    here: Here
    base: str
    material: Material
    kinds: dict[Node | str, set[str]] = field(default_factory=dict)
    places: dict[Node | str, int] = field(default_factory=dict)
    said: dict[Node, int] = field(default_factory=dict)
    passages: list[dict[str, Any]] = field(default_factory=list)

    def key(self, node: Node) -> str:
        """Return an IRI, without its beginning where that is the article's; blank nodes have none.

        A rest with a colon would be taken for an IRI, and stays one.
        """
        if not isinstance(node, URIRef):
            return ""
        rest = node.removeprefix(self.base)
        return str(node) if ":" in rest or not rest else rest

    def link(self, node: Node | None) -> dict[str, str]:
        """Return a thing's name, its language and the link to its page."""
        shown = self.here.link(node)
        return {"label": shown.text, "lang": shown.lang, "href": shown.href}

    def placed(self, kind: str, nodes: Iterable[Node | str]) -> list[int]:
        """Return the places of things of a kind, which is empty for what is only known to be."""
        found = sorted(nodes, key=str)
        for one in found:
            self.places.setdefault(one, len(self.places))
            self.kinds.setdefault(one, set()).update([kind] if kind else [])
        return sorted({self.places[one] for one in found})

    def passage(self, one: model.Passage) -> int:
        """Return the place of a passage: each is described once, whatever claims it makes."""
        if one.iri not in self.said:
            opens = addresses.passage(one.url or "", one.fragment or "")
            section = harmless(one.section.label) if one.section else ""
            self.said[one.iri] = len(self.passages)
            self.passages.append(_full({**self.link(one.iri), "section": section, "opens": opens}))
        return self.said[one.iri]

    def listed(self) -> list[dict[str, Any]]:
        """Return all things in their places."""
        belonging = self.material.belonging
        above = {
            actor: self.placed("speaker", belonging[actor] - {actor})
            for actor in list(self.places)
            if actor in belonging
        }
        evidence_kinds = self.here.reader.evidence_kinds()
        return [
            self._thing(one, evidence_kinds) | _full({"above": above.get(cast("Node", one), [])})
            for one in self.places
        ]

    def _thing(self, one: Node | str, evidence_kinds: set[Node]) -> dict[str, Any]:
        if not isinstance(one, URIRef):
            return {"id": UNNAMED} if one == UNNAMED else {}
        kinds = sorted({*self.kinds[one], *(["kind"] if one in evidence_kinds else [])})
        return {"id": self.key(one)} | (_full(self.link(one) | {"kinds": kinds}) if kinds else {})


def _claim(things: _Things, one: model.Claim) -> dict[str, Any]:
    actors = [part.actor for part in one.participations]
    actors += [link.actor for speech in one.speech for link in speech.chain]
    section = next((each.section for each in one.passages if each.section), None)
    return _full(
        {
            "id": things.key(one.iri),
            **things.link(one.iri),
            "role": things.material.roles.get(one.iri, ""),
            "certainty": harmless(one.certainty.label) if one.certainty else "",
            "plain": one.plain,
            "hedges": [harmless(hedge) for hedge in one.hedges],
            "section": harmless(section.label) if section else "",
            "actors": things.placed("actor", (actor.iri for actor in actors if actor)),
            "passages": [things.passage(each) for each in one.passages],
            "evidence": [_evidence(things, each) for each in one.evidence],
            "basis": _basis(things, things.material.standpoints.get(one.iri)),
        }
    )


def _evidence(things: _Things, one: model.Evidence) -> dict[str, Any]:
    return _full(
        {
            **things.link(one.iri),
            "kind": harmless(one.kind.label) if one.kind else "",
            "source": things.link(one.source.iri) if one.source else None,
            "unnamed": one.source is not None and one.source.unnamed,
            "locator": harmless(one.locator or ""),
        }
    )


def _basis(things: _Things, one: Standpoint | None) -> dict[str, Any] | None:
    """Return what a claim is graded by; None for a claim that is not weighed."""
    if one is None:
        return None
    grounds = [
        _full(
            {
                "grade": each.grade,
                "sources": things.placed("source", each.sources),
                "actors": things.placed("speaker", each.actors),
                "things": things.placed("", each.things),
            }
        )
        for each in one.grounds
    ]
    authors = things.placed("speaker", one.authors)
    return {"cap": one.cap} | _full({"word": one.word, "authors": authors, "grounds": grounds})


def _argument(things: _Things, one: Inference, scheme: model.Term | None) -> dict[str, Any]:
    return _full(
        {
            "id": things.key(cast("Node", one.iri)),
            **things.link(cast("Node", one.iri)),
            "way": one.way,
            "scheme": harmless(scheme.label) if scheme else "",
            "explicit": one.explicit,
            "cap": one.cap,
            "ends": [things.key(cast("Node", end)) for end in one.ends],
            "premises": [things.key(cast("Node", premise)) for premise in one.premises],
        }
    )


def _full(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, false or zero: the script takes what is missing for that."""
    return {name: value for name, value in values.items() if value}
