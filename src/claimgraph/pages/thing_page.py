"""What each form of page shows: a function for each, of one signature, beside its template.

A function `claim(here, node)` returns what `claim.html` is filled with; values are those of
`claimgraph.pages.page`, and nothing in them is markup.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from rdflib.term import Literal

from claimgraph.claims.facts import Text
from claimgraph.claims.links import LinkReader
from claimgraph.claims.model import SCHEMA
from claimgraph.claims.weighing import derived
from claimgraph.pages import addresses, statements, support
from claimgraph.pages.arguments import arguments, in_order, shown
from claimgraph.pages.articles import Group, article, lines
from claimgraph.pages.corroboration import corroboration
from claimgraph.pages.page import Row, Value
from claimgraph.pages.standings import standing
from claimgraph.pages.statements import MOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rdflib.term import Node, URIRef

    from claimgraph.claims import model
    from claimgraph.pages.page import Here


def filled(here: Here, node: URIRef) -> tuple[str, dict[str, object]]:
    """Return the name of a thing's template and what it is filled with."""
    form = _FORMS.get(here.things.form(node), statements.thing)
    return f"{form.__name__}.html", form(here, node)


# ── Claims, and what is part of them ─────────────────────────────────────────────────────────────


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
        "comparing": here.to_compare(node),
        "thesis": read.thesis,
        "standing": standing(here, node),
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
            for one in in_order(here, read.speech)
        ],
        "evidence": [_evidence(here, one) for one in in_order(here, read.evidence)],
        **support.beneath(here, node),
        "onward": arguments(here, here.reader.using(node)),
        "elsewhere": (linked := _elsewhere(here, node)),
        "corroboration": corroboration(here, node) if linked else None,
        "people": [
            (here.maybe(one.actor), here.maybe(one.role))
            for one in in_order(here, read.participations)
        ],
        "asserted": [
            (here.maybe(one.subject), here.maybe(one.predicate), here.maybe(one.object))
            for one in in_order(here, read.statements)
        ],
    }


@dataclass(frozen=True)
class Elsewhere:
    """A link to a claim of another article, or from there; `record` is the link's own page.

    `comparing` leads to both side by side, if both have pages.
    """

    words: str
    claim: Value
    article: Value | None
    by: Value | None
    record: Value
    comparing: str = ""


def _elsewhere(here: Here, node: URIRef) -> list[Elsewhere]:
    return [
        Elsewhere(
            one.words,
            here.link(one.claim),
            here.maybe(one.article),
            here.said(Text(one.by)),
            here.link(one.link.name),
            here.to_compare(node, one.claim) if here.has_page(str(one.claim)) else "",
        )
        for one in LinkReader(here.things.graph).elsewhere(node)
    ]


def _passages(here: Here, read: Iterable[model.Passage]) -> list[Passage]:
    return [_passage(here, one) for one in in_order(here, read)]


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
        "argument": shown(here, read),
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


def _grouped(here: Here, groups: dict[Node, set[Node]]) -> list[Group]:
    return [
        Group(
            here.link(one),
            lines(here, here.things.sorted(groups[one])[:MOST]),
            max(0, len(groups[one]) - MOST),
        )
        for one in here.things.sorted(groups)
    ]


def _switched(here: Here, node: URIRef) -> str:
    """Return the link to the map in which a source is switched off, or an empty text."""
    article = here.things.article_of(str(node))
    if article is None or not here.has_page(str(article)):
        return ""
    # As the map's script names what is of the article.
    rest = str(node).removeprefix(str(article))
    name = str(node) if ":" in rest or not rest else rest
    return f"{here.href(str(article))}#off={quote(name, safe='/:')}"


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
        "resting": lines(here, resting),
        "told": here.links(things.sorted(quoted - resting)),
        "switched": _switched(here, node),
        "weighed": things.described(derived.GRAPH),
        "falling": here.links(things.sorted(derived.carried(things.graph, node))),
    }


_FORMS: dict[str, Callable[[Here, URIRef], dict[str, object]]] = {
    "Article": article,
    "Claim": claim,
    "Argument": argument,
    "Actor": actor,
    "Source": source,
    "Passage": passage,
}
