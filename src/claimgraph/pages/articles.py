"""What an article's page shows, and what other pages say of an article."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph.claims import progress
from claimgraph.claims.network import linked
from claimgraph.pages import addresses, statements
from claimgraph.pages.arguments import arguments, in_order
from claimgraph.pages.figures import figures
from claimgraph.pages.page import Value
from claimgraph.pages.standings import counted, standing, word
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.pages.page import Here


@dataclass(frozen=True)
class Line:
    """A claim in a list: what it is called, how firmly it is said and by which words.

    `kind`, `standing`, `section` and `actors` (who takes part or speaks) are what a list is
    filtered by.
    """

    link: Value
    certainty: Value | None
    hedges: tuple[Value, ...]
    firm: bool
    kind: str = ""
    standing: Value | None = None
    section: str = ""
    actors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Claims under one heading; `more` counts those left out."""

    name: Value
    lines: tuple[Line, ...]
    more: int = 0


def article(here: Here, node: URIRef) -> dict[str, object]:
    """Return an article's page: its thesis, its pictures, its claims, what to be wary of."""
    read = here.reader.article(node)
    claims = in_order(here, read.claims)
    network = linked(claims, read.arguments)
    lines = {one.iri: _filtered(here, one) for one in claims}
    about = {
        one.iri: {
            way: [each for each in network.concluding.get(one.iri, ()) if each.way == way]
            for way in ("supports", "opposes")
        }
        for one in claims
    }
    pillars = [
        each for one in claims if one.thesis for each in arguments(here, about[one.iri]["supports"])
    ]
    objected = [
        (one, arguments(here, opposing))
        for one in claims
        if (opposing := about[one.iri]["opposes"])
    ]
    text = here.captured.text(node) if here.captured is not None else None
    return summary(here, node) | {
        "covered": progress.sentences(here.reader, node, text),
        "subjects": here.links(here.things.sorted(one.iri for one in read.subjects)),
        "review": here.maybe(read.review),
        "original": addresses.outward(read.url or ""),
        # What the article infers itself comes before what its capturers reconstructed.
        "pillars": sorted(pillars, key=lambda one: not one.explicit),
        "objections": [each for one, against in objected if one.thesis for each in against],
        "figures": figures(here, read),
        "whole_map": here.to(f"maps/{here.names.stem(str(node))}.html"),
        "comparing": here.to_compare(node),
        "reading": here.to(f"reading/{here.names.stem(str(node))}.html"),
        "standings": counted(here, (one.iri for one in claims)),
        "bare": [
            lines[one.iri] for one in claims if not one.evidence and not about[one.iri]["supports"]
        ],
        "hedged": [each for each in lines.values() if not each.firm],
        "objected": [(lines[one.iri], against) for one, against in objected],
        "sections": _sections(here, read, lines),
        "sources": [(here.link(one.iri), one.unnamed) for one in in_order(here, read.sources)],
    }


def summary(here: Here, node: URIRef) -> dict[str, object]:
    """Return what the front page tells of an article: title, authors, thesis, counts."""
    seen = here.reader.overview(node)
    read = seen.publication
    numbers = ("claims", "arguments", "passages", "sources")
    return statements.thing(here, node) | {
        "title": here.said(read.title) or here.link(node),
        "creators": here.links(here.things.sorted(one.iri for one in read.creators)),
        "publishers": here.links(here.things.sorted(one.iri for one in read.publishers)),
        "issued": read.issued,
        "theses": [
            (
                line(here, one),
                here.said(one.paraphrase) or here.link(one.iri),
                standing(here, one.iri),
            )
            for one in in_order(here, seen.theses)
        ],
        "counts": [(name, getattr(seen, name)) for name in numbers],
    }


def line(here: Here, one: model.Proposition) -> Line:
    """Return a claim as lists show it."""
    hedges = tuple(filter(None, map(here.said, one.hedges)))
    return Line(here.link(one.iri), here.maybe(one.certainty), hedges, one.plain)


def lines(here: Here, nodes: Iterable[Node]) -> tuple[Line, ...]:
    """Return claims, and what else is listed beside them, as lists show and filter them."""
    return tuple(
        _filtered(here, here.reader.claim(node))
        if isinstance(node, URIRef) and here.things.form(node) == "Claim"
        else Line(here.link(node), None, (), firm=True)
        for node in here.things.sorted(nodes)
    )


def _filtered(here: Here, one: model.Claim) -> Line:
    takes_part = {each.actor for each in one.participations}
    speaks = {link.actor for each in one.speech for link in each.chain}
    actors = sorted({harmless(each.label) for each in takes_part | speaks if each})
    kind = one.kind.label if one.kind else "claim"
    section = next((each.section.label for each in one.passages if each.section), "")
    return replace(
        line(here, one),
        kind=harmless(kind),
        standing=word(here, one.iri),
        section=harmless(section),
        actors=tuple(actors),
    )


def _sections(
    here: Here, read: model.Article, lines: dict[URIRef, Line]
) -> list[tuple[Value, list[Line]]]:
    """Return the sections in order, each with the claims that are first made there.

    What sums up repeats what the body says: the body counts as the place.
    """
    made: dict[Node | None, list[Line]] = defaultdict(list)
    known = {one.iri for one in read.sections}
    for one in read.claims:
        own = (each.section for each in one.passages if each.article == read.iri and each.section)
        place = next(own, None)
        made[None if place is None else place.iri].append(lines[one.iri])
    sections = [(here.link(one.iri), made[one.iri]) for one in read.sections if made[one.iri]]
    left = [line for iri, some in made.items() if iri not in known for line in some]
    return [*sections, (Value("Outside all sections"), left)] if left else sections
