"""What a report lists: every claim in the article's order, and every thing that claims speak of."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph.claims import events
from claimgraph.claims.model import CG
from claimgraph.claims.network import linked, mentioning
from claimgraph.pictures import svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib import URIRef
    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.claims.model import Argument, Article
    from claimgraph.claims.reading import Reader


@dataclass(frozen=True)
class Passage:
    """Where a claim is said: a label, and a link that opens the original at the words."""

    label: str
    href: str


@dataclass(frozen=True)
class Claim:
    """A claim with all that the report says of it: its own words, and the arguments around it."""

    said: model.Claim
    passages: tuple[Passage, ...]
    arguments: tuple[Argument, ...]
    used: tuple[Argument, ...]

    @property
    def iri(self) -> URIRef:
        """Its name."""
        return self.said.iri


@dataclass(frozen=True)
class Section:
    """A section of the article with the claims that it makes, in their order."""

    label: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Thing:
    """A source, an actor, an event, a measure or a technology, and the claims that speak of it."""

    iri: Node
    label: str
    kind: str
    group: str
    claims: tuple[URIRef, ...] = field(default=())


_GROUPS = {
    "Sources": CG.Source,
    "Actors": CG.Actor,
    "Events": CG.Event,
    "Measures": CG.Measure,
    "Technologies": CG.Technology,
}


def claims(article: Article) -> list[Section]:
    """Return the claims of an article by its sections; what it says twice stands in its body."""
    network = linked(article.claims, article.arguments)
    sections: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for one in article.claims:
        arguments = network.concluding.get(one.iri, [])
        attacks = [a for each in arguments for a in network.concluding.get(each.iri, ())]
        section = one.passages[0].section
        place = (section.position or 0, section.label) if section else (0, "")
        sections[place].append(
            Claim(
                one,
                tuple(map(_passage, one.passages)),
                (*arguments, *attacks),
                tuple(network.using.get(one.iri, ())),
            )
        )
    return [Section(label, tuple(some)) for (_, label), some in sorted(sections.items())]


def _passage(passage: model.Passage) -> Passage:
    url, fragment = passage.url or "", passage.fragment
    href = f"{url.partition('#')[0]}#{fragment}" if url and fragment else url
    return Passage(passage.label, href if svg.safe(href) else "")


def things(reader: Reader, sections: Sequence[Section]) -> list[Thing]:
    """Return the things that claims speak of, in groups, by label."""
    order = {claim.iri: n for n, claim in enumerate(c for s in sections for c in s.claims)}

    def speaking(iri: Node) -> tuple[URIRef, ...]:
        found = mentioning(reader.graph, iri) & set(order)
        return tuple(sorted(found, key=order.__getitem__))

    found = []
    for group, kind in _GROUPS.items():
        if group == "Events":
            for event in events.events(reader.graph):
                when = event.period.shown if event.period else "no date"
                found.append(Thing(event.iri, event.label, when, group, speaking(event.iri)))
            continue
        some = []
        for iri in reader.of_kind(kind):
            nearest = next(one.label for one in reader.kinds_of(iri) if one.within(kind))
            some.append(Thing(iri, reader.term(iri).label, nearest, group, speaking(iri)))
        spoken = [thing for thing in some if thing.claims or group == "Sources"]
        found += sorted(spoken, key=lambda thing: (thing.label.casefold(), thing.iri))
    return found


@dataclass(frozen=True)
class Anchors:
    """The names of the places, by IRI, and the numbers of the claims."""

    names: dict[Node, str]
    numbers: dict[Node, int]

    def href(self, iri: Node) -> str:
        """Return the link to an IRI's place; empty where it has none."""
        return f"#{self.names[iri]}" if iri in self.names else ""


def places(sections: Sequence[Section], things: Iterable[Thing]) -> Anchors:
    """Give each claim, argument and thing a place, named by the end of its IRI."""
    names: dict[Node, str] = {}
    taken: set[str] = set()
    claims = [one for section in sections for one in section.claims]
    arguments = [one for claim in claims for one in claim.arguments]
    kinds = (("claim", claims), ("argument", arguments), ("thing", things))
    for kind, some in kinds:
        for one in some:
            if one.iri in names:
                continue
            end = re.sub("[^a-z0-9]+", "-", str(one.iri).rstrip("/#").lower().split("/")[-1])
            name = base = f"{kind}-{end.strip('-')[:60] or 'x'}"
            number = 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name)
            names[one.iri] = name
    return Anchors(names, {claim.iri: number for number, claim in enumerate(claims, start=1)})
