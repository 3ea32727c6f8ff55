"""What each form of page shows: a function for each, of one signature, beside its template.

A function `claim(here, node)` returns what `claim.html` is filled with; values are those of
`claimgraph.pages.page`, and nothing in them is markup.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from rdflib.term import Literal

from claimgraph.claims import progress
from claimgraph.claims.model import SCHEMA
from claimgraph.claims.network import linked
from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.semantics import FIRMEST
from claimgraph.pages import addresses, statements, support
from claimgraph.pages.figures import figures
from claimgraph.pages.page import Row, Value
from claimgraph.pages.statements import MOST
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rdflib.term import Node, URIRef

    from claimgraph.claims import model
    from claimgraph.pages.page import Here

    class _Read(Protocol):
        @property
        def iri(self) -> Node: ...

    One = TypeVar("One", bound=_Read)


def filled(here: Here, node: URIRef) -> tuple[str, dict[str, object]]:
    """Return the name of a thing's template and what it is filled with."""
    form = _FORMS.get(here.things.form(node), statements.thing)
    return f"{form.__name__}.html", form(here, node)


def _in_order(here: Here, read: Iterable[One]) -> list[One]:
    """Return what was read by what it is called, or by what is said of it."""
    by_iri = {one.iri: one for one in read}
    return [by_iri[iri] for iri in here.things.sorted(by_iri)]


# ── Claims, and what is part of them ─────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Argument:
    """An argument as a claim's page shows it; what undercuts it attacks the inference itself."""

    link: Value
    way: str
    scheme: Value | None
    explicit: bool
    premises: tuple[Value, ...]
    conclusions: tuple[Value, ...]
    undercuts: tuple[Argument, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How a claim stands, how firmly by which weighing, and which other claim decides it."""

    link: Value
    how: Value
    weakest: Value | None


@dataclass(frozen=True)
class Passage:
    """A passage, its section, and the address that opens the text at its words."""

    link: Value
    section: Value | None
    opens: str


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on outside the article."""

    link: Value
    kind: Value | None
    locator: str | None
    source: Value | None
    unnamed: bool


def claim(here: Here, node: URIRef) -> dict[str, object]:
    """Return what a claim's page shows: how firmly it is said, where, by whom, and why."""
    read = here.reader.claim(node)
    notes: dict[str, Sequence[model.Term | model.Event | model.Quantity]] = {
        # What a claim hangs on stands with the arguments, where it is a claim.
        "Holds if": [one for one in read.conditions if isinstance(one.iri, Literal)],
        "Horizon": read.horizons,
        "Addressed to": read.addressees,
        "Speaks well of": read.favours,
        "About": read.about,
        "Events": read.events,
        "Figures": read.quantities,
        "Review of the capture": [read.review] if read.review else [],
    }
    return statements.thing(here, node) | {
        "thesis": read.thesis,
        "standing": _standing(here, node),
        "certainty": here.maybe(read.certainty),
        "hedges": tuple(filter(None, map(here.said, read.hedges))),
        "notes": [
            (name, here.links(here.things.sorted(one.iri for one in values)))
            for name, values in notes.items()
            if values
        ],
        "passages": _passages(here, read.passages),
        "attributions": [
            [
                (here.maybe(link.actor), here.maybe(link.source), here.maybe(link.speech_act))
                for link in reversed(one.chain)
            ]
            for one in _in_order(here, read.speech)
        ],
        "evidence": [_evidence(here, one) for one in _in_order(here, read.evidence)],
        **support.beneath(here, node),
        "onward": _arguments(here, here.reader.using(node)),
        "people": [
            (here.maybe(one.actor), here.maybe(one.role))
            for one in _in_order(here, read.participations)
        ],
        "asserted": [
            (here.maybe(one.subject), here.maybe(one.predicate), here.maybe(one.object))
            for one in _in_order(here, read.statements)
        ],
    }


def _standing(here: Here, node: URIRef) -> Standing | None:
    """Return how a claim stands, where that has been derived."""
    read = derived.read(here.things.graph, node)
    if read is None:
        return None
    accepted = read.grade != "0"
    how = (
        f"grade {read.grade} of {FIRMEST}"
        if accepted
        else f"grade {read.pro} for it, grade {read.con} against it"
    )
    weakest = None if read.weakest in (None, node) else here.link(read.weakest)
    weighing = Value(how, here.href(derived.GRAPH))
    return Standing(here.link(read.standing), weighing, weakest)


def _arguments(
    here: Here, read: Iterable[model.Argument], above: tuple[Node, ...] = ()
) -> list[Argument]:
    return [_argument(here, one, above) for one in _in_order(here, read)]


def _argument(here: Here, one: model.Argument, above: tuple[Node, ...] = ()) -> Argument:
    """Return an argument with its premises and what undercuts it."""
    undercuts = [] if one.iri in above else here.reader.concluding(one.iri)
    return Argument(
        link=here.link(one.iri),
        way=one.way,
        scheme=here.maybe(one.scheme),
        explicit=one.explicit,
        premises=here.links(here.things.sorted(one.premises)),
        conclusions=here.links(here.things.sorted(one.conclusions)),
        undercuts=tuple(_arguments(here, undercuts, (*above, one.iri))),
    )


def _passages(here: Here, read: Iterable[model.Passage]) -> list[Passage]:
    return [_passage(here, one) for one in _in_order(here, read)]


def _passage(here: Here, one: model.Passage) -> Passage:
    opens = addresses.passage(one.url or "", one.fragment or "")
    return Passage(here.link(one.iri), here.maybe(one.section), opens)


def _evidence(here: Here, one: model.Evidence) -> Evidence:
    source = one.source
    return Evidence(
        link=here.link(one.iri),
        kind=here.maybe(one.kind),
        locator=one.locator,
        source=here.maybe(source),
        unnamed=source is not None and source.unnamed,
    )


def argument(here: Here, node: URIRef) -> dict[str, object]:
    """Return what an argument's page shows: premises needed together, scheme, conclusion."""
    read = here.reader.argument(node)
    return statements.thing(here, node) | {
        "argument": _argument(here, read),
        "passages": _passages(here, read.passages),
    }


def passage(here: Here, node: URIRef) -> dict[str, object]:
    """Return what a passage's page shows: where it stands in the article, what is said there."""
    return statements.thing(here, node) | {"passage": _passage(here, here.reader.passage(node))}


# ── What claims speak of ─────────────────────────────────────────────────────────────────────────


def actor(here: Here, node: URIRef) -> dict[str, object]:
    """Return what an actor's page shows: its roles in claims, what it says, its relations."""
    things, reader = here.things, here.reader
    roles: dict[Node, set[Node]] = defaultdict(set)
    said: dict[Node, set[Node]] = defaultdict(set)
    relations: dict[tuple[Node, Node, Node], set[Node]] = defaultdict(set)
    for owner, chain in things.owners(node):
        inner = chain[-1]
        if role := reader.participation(inner).role:
            roles[role.iri].add(owner)
        if act := reader.attribution(inner).speech_act:
            said[act.iri].add(owner)
        one = reader.statement(inner)
        if one.subject and one.predicate and one.object:
            relations[one.subject.iri, one.predicate.iri, one.object.iri].add(owner)
    listed = set().union(*roles.values(), *said.values(), *relations.values())
    return statements.thing(here, node) | {
        "incoming": statements.incoming(here, node, listed),
        "roles": _grouped(here, roles),
        "said": _grouped(here, said),
        "relations": [
            Row(
                Value("", rows=tuple(Row(here.link(part), ()) for part in triple)),
                here.links(things.sorted(claims)),
            )
            for triple, claims in sorted(
                relations.items(), key=lambda one: [things.name(part).text for part in one[0]]
            )
        ],
    }


def _grouped(here: Here, groups: dict[Node, set[Node]]) -> list[Row]:
    return [
        Row(
            here.link(one),
            here.links(here.things.sorted(groups[one])[:MOST]),
            max(0, len(groups[one]) - MOST),
        )
        for one in here.things.sorted(groups)
    ]


def source(here: Here, node: URIRef) -> dict[str, object]:
    """Return what a source's page shows: who issued it, and every claim that rests on it."""
    things, reader = here.things, here.reader
    read, resting = reader.source(node), reader.resting_on(node)
    quoted: set[Node] = {
        owner
        for owner, chain in things.owners(node)
        if reader.attribution(chain[-1]).source == read
    }
    return statements.thing(here, node) | {
        "incoming": statements.incoming(here, node, quoted),
        "unnamed": read.unnamed,
        "issuer": here.maybe(read.issuer),
        "issued": read.issued,
        "url": read.url and here.link(things.value(node, SCHEMA.url)),
        "resting": here.links(things.sorted(resting)),
        "told": here.links(things.sorted(quoted - resting)),
        "weighed": things.described(derived.GRAPH),
        "falling": here.links(things.sorted(derived.carried(things.graph, node))),
    }


# ── Articles ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """A claim in a list: what it is called, how firmly it is said and by which words.

    `kind` and `actors` (who takes part or speaks) are what a list is filtered by.
    """

    link: Value
    certainty: Value | None
    hedges: tuple[Value, ...]
    firm: bool
    kind: str = ""
    actors: tuple[str, ...] = ()


def article(here: Here, node: URIRef) -> dict[str, object]:
    """Return an article's page: its thesis, its pictures, its claims, what to be wary of."""
    read = here.reader.article(node)
    claims = _in_order(here, read.claims)
    network = linked(claims, read.arguments)
    lines = {one.iri: _filtered(here, one) for one in claims}
    about = {
        one.iri: {
            way: [each for each in network.concluding.get(one.iri, ()) if each.way == way]
            for way in ("supports", "opposes")
        }
        for one in claims
    }
    sources = {one.source.iri: one.source for each in claims for one in each.evidence if one.source}
    pillars = [
        each
        for one in claims
        if one.thesis
        for each in _arguments(here, about[one.iri]["supports"])
    ]
    text = here.captured.text(node) if here.captured is not None else None
    return summary(here, node) | {
        "covered": progress.sentences(here.reader, node, text),
        "subjects": here.links(here.things.sorted(one.iri for one in read.subjects)),
        "review": here.maybe(read.review),
        "original": addresses.outward(read.url or ""),
        # What the article infers itself comes before what its capturers reconstructed.
        "pillars": sorted(pillars, key=lambda one: not one.explicit),
        "figures": figures(here, read),
        "whole_map": here.to(f"maps/{here.names.stem(str(node))}.html"),
        "reading": here.to(f"reading/{here.names.stem(str(node))}.html"),
        "unsupported": [
            lines[one.iri] for one in claims if not one.evidence and not about[one.iri]["supports"]
        ],
        "hedged": [each for each in lines.values() if not each.firm],
        "contested": [
            (lines[one.iri], _arguments(here, found))
            for one in claims
            if (found := about[one.iri]["opposes"])
        ],
        "sections": _sections(here, read, lines),
        "sources": [(here.link(one.iri), one.unnamed) for one in _in_order(here, sources.values())],
    }


def summary(here: Here, node: URIRef) -> dict[str, object]:
    """Return what the front page tells of an article: title, authors, thesis, counts."""
    seen = here.reader.overview(node)
    read = seen.publication
    counted = ("claims", "arguments", "passages", "sources")
    return statements.thing(here, node) | {
        "title": here.said(read.title) or here.link(node),
        "creators": here.links(here.things.sorted(one.iri for one in read.creators)),
        "publishers": here.links(here.things.sorted(one.iri for one in read.publishers)),
        "issued": read.issued,
        "theses": [
            (line(here, one), here.said(one.paraphrase) or here.link(one.iri))
            for one in _in_order(here, seen.theses)
        ],
        "counts": [(name, getattr(seen, name)) for name in counted],
    }


def line(here: Here, one: model.Proposition) -> Line:
    """Return a claim as lists show it."""
    hedges = tuple(filter(None, map(here.said, one.hedges)))
    return Line(here.link(one.iri), here.maybe(one.certainty), hedges, one.plain)


def _filtered(here: Here, one: model.Claim) -> Line:
    takes_part = {each.actor for each in one.participations}
    speaks = {link.actor for each in one.speech for link in each.chain}
    actors = sorted({harmless(each.label) for each in takes_part | speaks if each})
    kind = one.kind.label if one.kind else "claim"
    return replace(line(here, one), kind=harmless(kind), actors=tuple(actors))


def _sections(
    here: Here, read: model.Article, lines: dict[URIRef, Line]
) -> list[tuple[Value, list[Line]]]:
    """Return the sections in order, each with the claims that are first made there.

    What sums up repeats what the body says: the body counts as the place.
    """
    made: dict[Node, list[Line]] = defaultdict(list)
    for one in read.claims:
        own = (each.section for each in one.passages if each.article == read.iri and each.section)
        if place := next(own, None):
            made[place.iri].append(lines[one.iri])
    return [(here.link(one.iri), made[one.iri]) for one in read.sections if made[one.iri]]


_FORMS: dict[str, Callable[[Here, URIRef], dict[str, object]]] = {
    "Article": article,
    "Claim": claim,
    "Argument": argument,
    "Actor": actor,
    "Source": source,
    "Passage": passage,
}
