"""What the page proposes of other articles and of the registry, and what a person decides."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import URIRef

from claimgraph.claims import library as libraries
from claimgraph.claims import link_files
from claimgraph.claims.alignment import naming, proposing, reviewing
from claimgraph.claims.library import called
from claimgraph.claims.links import RELATIONS
from claimgraph.servers.edit import outline
from claimgraph.servers.edit.changes import of_type
from claimgraph.servers.edit.view import Said, local
from claimgraph.servers.http.messages import Refusal
from claimgraph.text import harmless
from claimgraph.vocab import CG, RDF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claimgraph.claims.alignment.matching import Candidate
    from claimgraph.claims.alignment.naming import Namesake
    from claimgraph.claims.library.library import Library
    from claimgraph.servers.edit.capture import Capture

_DECISIONS = {"accept": False, "reject": True}


def candidates(capture: Capture, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims of other articles that are proposed for a claim, as it is saved.

    Raises Refusal for a claim that the file does not have, and what proposing raises.
    """
    capture = capture.now()
    library, proposed = _proposed(capture, of_type(wanted, "claim", str))
    articles = called.labels(library, sorted({one.other.article for one in proposed}))
    return {
        "candidates": [
            {
                "other": one.other.iri,
                "label": harmless(one.other.label),
                "says": harmless(one.other.paraphrase),
                "article": harmless(articles.get(one.other.article, one.other.article)),
                "score": f"{one.score:.2f}",
                "shared": harmless(", ".join(one.shared[:6])),
                "relation": str(one.relation),
            }
            for one in proposed
        ],
        "relations": [{"value": str(one.iri), "words": one.words} for one in RELATIONS.values()],
    }


def decide(capture: Capture, wanted: Mapping[str, Any]) -> str:
    """Write what a person decides about a candidate, and return what was written where.

    As `claimgraph align --review` does. Raises Refusal for what is not proposed any more.
    """
    capture = capture.now()
    rejected = _rejected(wanted)
    relation = URIRef(of_type(wanted, "relation", str))
    if relation not in RELATIONS:
        raise Refusal(422, "claims are not related so: choose a relation of the list")
    by = reviewing.author(of_type(wanted, "author", str))
    other: str = of_type(wanted, "other", str)
    _, proposed = _proposed(capture, of_type(wanted, "claim", str))
    candidate = next((one for one in proposed if one.other.iri == other), None)
    if candidate is None:
        raise Refusal(422, "it is not proposed any more: open the links of the claim again")
    lines = reviewing.write(
        capture.project,
        candidate,
        by,
        _confidence(of_type(wanted, "confidence", str)),
        relation,
        rejected=rejected,
    )
    return harmless("; ".join(lines))


def entries(capture: Capture) -> dict[str, Any]:
    """Return the registry's entries that are called like what the article describes, as saved."""
    library, proposed = _named(capture.now())
    labels = called.labels(library, sorted({one.entry for one in proposed}))
    return {
        "entries": [
            {
                "kind": one.kind,
                "iri": one.iri,
                "label": harmless(one.called[0]),
                "also": [harmless(name) for name in one.called[1:]],
                "entry": one.entry,
                "known": harmless(labels.get(one.entry, one.name)),
                "name": harmless(one.name),
                "score": f"{one.score:.2f}",
            }
            for one in proposed
        ]
    }


def decide_entry(capture: Capture, wanted: Mapping[str, Any]) -> str:
    """Write what a person decides about an entry, and return what was written where.

    As `claimgraph align --review` does. Raises Refusal for what is not proposed any more.
    """
    capture = capture.now()
    rejected = _rejected(wanted)
    by = reviewing.author(of_type(wanted, "author", str))
    ends = (of_type(wanted, "iri", str), of_type(wanted, "entry", str))
    pair = next((one for one in _named(capture)[1] if (one.iri, one.entry) == ends), None)
    if pair is None:
        raise Refusal(422, "it is not proposed any more: open the registry again")
    confidence = _confidence(of_type(wanted, "confidence", str))
    lines = reviewing.write_name(capture.project, pair, by, confidence, rejected=rejected)
    return harmless("; ".join(lines))


def _rejected(wanted: Mapping[str, Any]) -> bool:
    decision = of_type(wanted, "decision", str)
    if decision not in _DECISIONS:
        raise Refusal(400, f"no such decision: {', '.join(_DECISIONS)} are known")
    return _DECISIONS[decision]


def _named(capture: Capture) -> tuple[Library, list[Namesake]]:
    document = capture.document(capture.draft().text)
    articles = [
        fact.quad.subject.value
        for fact in document.facts
        if fact.quad.predicate.value == RDF + "type"
        and fact.quad.object == ox.NamedNode(CG + "Article")
        and isinstance(fact.quad.subject, ox.NamedNode)
    ]
    library = libraries.opened(capture.project)
    if not articles:
        return library, []
    known = link_files.held(capture.project)
    return library, list(naming.nearest(library, articles, proposing.LEAST, known))


def _proposed(capture: Capture, name: str) -> tuple[Library, list[Candidate]]:
    text = capture.draft().text
    said = Said(capture.document(text), outline.places(text), text)
    claim = next((str(iri) for _, iri in said.of("claim") if local(iri) == name), None)
    if claim is None:
        raise Refusal(422, "the saved file has no such claim: save it first")
    library = libraries.opened(capture.project)
    return library, proposing.for_claim(library, claim, link_files.held(capture.project))


def _confidence(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except ArithmeticError:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= 1:
        raise Refusal(422, f"{text[:20]!r} does not say how sure you are: give a number up to 1")
    return number
