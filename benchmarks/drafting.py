"""Compares drafts with reviewed captures: how much of each kind is found, how much is right.

An article is a folder of a project's data with its text. What a person captured counts as found
where a draft of a sentence of its passages proposes it; what a draft proposes counts as right where
a claim of its sentence has it. Drafts of sentences that nobody captured are left out.
"""

from __future__ import annotations

import argparse
import os
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import SKOS, Graph

from claimgraph.claims import figures, hedging
from claimgraph.claims.drafting.draft import Draft, of
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.facts import Lookup
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader
from claimgraph.graph.project import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rdflib.term import Node

    from claimgraph.claims.model import Claim, Passage, Term

Span = tuple[int, int]


@dataclass(frozen=True)
class Score:
    """How many of what was captured were found, and how many of what was proposed are right."""

    found: int
    captured: int
    right: int
    proposed: int

    def __str__(self) -> str:
        return f"{self._part(self.found, self.captured)} | {self._part(self.right, self.proposed)}"

    @staticmethod
    def _part(some: int, every: int) -> str:
        return f"{some} of {every}" + (f" ({some / every:.2f})" if every else "")


class Compared:
    """The drafts of an article's text beside its capture."""

    def __init__(self, folder: Path, text: str) -> None:
        graph = Graph()
        for place in (shipped("ontology"), folder.parent / "registry", folder):
            for file in sorted(place.glob("*.ttl")):
                graph.parse(file)
        self._graph, reader = graph, Reader(graph)
        [iri] = reader.articles()
        self.article = reader.article(iri)
        self.text = divided(text)
        self.known = of(self.text, dict(self._known()))
        self.unknown = of(self.text, {})

    def _known(self) -> Iterator[tuple[str, str]]:
        for iri, called in self.names.items():
            yield from ((name, str(iri)) for name in called)

    @cached_property
    def names(self) -> dict[Node, list[str]]:
        """The names of each actor."""
        lookup = Lookup(self._graph)
        return {
            iri: [lookup.term(iri).label, *map(str, self._graph.objects(iri, SKOS.altLabel))]
            for iri in lookup.of_kind(CG.Actor)
        }

    @cached_property
    def claims(self) -> dict[Draft, list[Claim]]:
        """The claims of each sentence: of the passages that hold most of it."""
        return {
            draft: claims
            for draft in self.unknown
            if (claims := [c for c in self.article.claims if self._in(draft, c.passages)])
        }

    def of(self, *claims: Claim) -> list[Draft]:
        """Return the drafts of claims."""
        return [draft for draft, own in self.claims.items() if any(one in own for one in claims)]

    def _in(self, draft: Draft, passages: Iterable[Passage]) -> bool:
        return any(
            min(draft.end, p.end or 0) - max(draft.start, p.start or 0)
            > (draft.end - draft.start) / 2
            for p in passages
        )

    # ── Kinds ────────────────────────────────────────────────────────────────────────────────────

    def sentences(self) -> Score:
        """Ends of passages that end a sentence, and beginnings that begin one."""
        places = [(one.start, one.end) for one in self.article.passages]
        starts = {one.start for one in self.text.sentences}
        ends = {one.end for one in self.text.sentences}
        found = sum(start in starts for start, _ in places), sum(end in ends for _, end in places)
        return Score(found[1], len(places), found[0], len(places))

    def hedges(self) -> Score:
        """Marker words of claims; “if” is right, too, where a claim has a condition."""
        captured = {span for claim in self.article.claims for span in self._hedges(claim)}
        proposed = {
            (draft.start + one.start, draft.start + one.end): (draft, one.certainty)
            for draft in self.claims
            for one in draft.hints.hedges
        }
        right = sum(
            any(_overlap(span, other) for other in captured)
            or (meant == hedging.CONDITIONAL and any(c.conditions for c in self.claims[draft]))
            for span, (draft, meant) in proposed.items()
        )
        found = sum(any(_overlap(span, other) for other in proposed) for span in captured)
        return Score(found, len(captured), right, len(proposed))

    def _hedges(self, claim: Claim) -> Iterator[Span]:
        for hedge in claim.hedges:
            for passage in claim.passages:
                start, end = passage.start or 0, passage.end or 0
                held = re.search(
                    rf"(?<!\w){re.escape(hedge)}(?!\w)", self.text.text[start:end], re.IGNORECASE
                )
                if held:
                    yield start + held.start(), start + held.end()
                    break

    def certainties(self) -> Score:
        """Certainties other than asserted, of the sentences that have the claim's marker words."""
        captured = {
            (draft, str(claim.certainty.iri).rpartition("/")[2])
            for claim in self.article.claims
            if claim.certainty
            for span in self._hedges(claim)
            for draft in self.of(claim)
            if _overlap(span, (draft.start, draft.end))
        }
        proposed = {(one, one.certainty) for one in self.claims if one.certainty != "asserted"}
        right = sum(
            any(str(c.certainty and c.certainty.iri).endswith(f"/{meant}") for c in self.claims[d])
            for d, meant in proposed
        )
        return Score(len(captured & proposed), len(captured), right, len(proposed))

    def dates(self) -> Score:
        """Dates of events, as precisely as captured."""
        captured, found = 0, 0
        for event in {event for claim in self.article.claims for event in claim.events}:
            drafts = self.of(*(c for c in self.article.claims if event in c.events))
            values = {one.value for draft in drafts for one in draft.hints.dates}
            for date in filter(None, (event.start, event.end)):
                captured += not event.computed
                found += not event.computed and date in values
        proposed = {(draft, one.value) for draft in self.claims for one in draft.hints.dates}
        right = sum(value in self._dates(self.claims[draft]) for draft, value in proposed)
        return Score(found, captured, right, len(proposed))

    @staticmethod
    def _dates(claims: Iterable[Claim]) -> set[str | None]:
        """Return the dates of claims' events, quantities and sources."""
        events = [event for claim in claims for event in claim.events]
        told: list[str | None] = [date for one in events for date in (one.start, one.end)]
        told += [one.as_of for claim in claims for one in claim.quantities]
        issued = [one.issued for claim in claims for one in claim.sources]
        return {*told, *issued, *(one and one[:4] for one in issued)}

    def figures(self) -> Score:
        """Figures with their comparators."""
        quantities = {(one, claim) for claim in self.article.claims for one in claim.quantities}
        kept = {one for one, _ in quantities if not one.computed}
        found = 0
        for one in kept:
            drafts = self.of(*(claim for other, claim in quantities if other == one))
            held = {_figure(a.value, a.value_to) for d in drafts for a in d.hints.amounts}
            found += _figure(one.value, one.value_to) in held
        proposed = [(draft, one) for draft in self.claims for one in draft.hints.amounts]
        right = sum(
            _figure(one.value, one.value_to)
            in {_figure(q.value, q.value_to) for c in self.claims[draft] for q in c.quantities}
            for draft, one in proposed
        )
        return Score(found, len(kept), right, len(proposed))

    def comparators(self) -> Score:
        """Of the figures that are found: comparators, and units."""
        pairs = [
            (one, quantity)
            for draft, claims in self.claims.items()
            for one in draft.hints.amounts
            for quantity in {quantity for claim in claims for quantity in claim.quantities}
            if _figure(one.value, one.value_to) == _figure(quantity.value, quantity.value_to)
        ]
        compared = sum(one.comparator == _local(other.comparator) for one, other in pairs)
        units = sum(
            _local(other.unit) in (one.units or ("NUM", "UNITLESS")) for one, other in pairs
        )
        return Score(compared, len(pairs), units, len(pairs))

    def known_actors(self) -> Score:
        """Actors of claims that their sentence names, by the names that the registry has."""
        captured = set(self._actors())
        by_place = {draft.start: draft for draft in self.claims}
        proposed = {
            (by_place[draft.start], str(one.iri))
            for draft in self.known
            if draft.start in by_place
            for one in draft.hints.actors
            if one.iri
        }
        return Score(
            len({(draft, str(iri)) for draft, iri in captured} & proposed),
            len(captured),
            sum(iri in map(str, self._of(self.claims[draft])) for draft, iri in proposed),
            len(proposed),
        )

    def new_actors(self) -> Score:
        """The same without a registry; what names any actor is right."""
        captured = set(self._actors())
        found = sum(
            any(_overlap(span, (one.start, one.end)) for one in draft.hints.actors)
            for draft, iri in captured
            if (span := self._named(draft, iri))
        )
        proposed = [(draft, one) for draft in self.claims for one in draft.hints.actors]
        right = sum(
            any(
                (span := self._named(draft, iri)) and _overlap(span, (one.start, one.end))
                for iri in self.names
            )
            for draft, one in proposed
        )
        return Score(found, len(captured), right, len(proposed))

    def _actors(self) -> Iterator[tuple[Draft, Node]]:
        for draft, claims in self.claims.items():
            yield from ((draft, iri) for iri in self._of(claims) if self._named(draft, iri))

    def _of(self, claims: Iterable[Claim]) -> set[Node]:
        """Return the actors of claims: who takes part, speaks, or stands in a statement."""
        terms = [one.actor for claim in claims for one in claim.participations]
        terms += [link.actor for claim in claims for one in claim.speech for link in one.chain]
        for claim in claims:
            terms += [*claim.about, *claim.addressees, *claim.favours]
            for one in claim.statements:
                terms += [one.subject, one.object, one.recipient]
        return {term.iri for term in terms if term and term.iri in self.names}

    def _named(self, draft: Draft, iri: Node) -> Span | None:
        """Return where a sentence names an actor; a name of one word has its capital."""
        for name in sorted(self.names[iri], key=len, reverse=True):
            flags = re.IGNORECASE if " " in name else 0
            found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", draft.text, flags)
            if found:
                return found.span()
        return None

    def attributions(self) -> Score:
        """Claims that are not the article's own words: somebody is said to speak."""
        own = {one.iri for one in self.article.creators}
        spoken = {
            claim
            for claim in self.article.claims
            if any(one.through or (one.actor and one.actor.iri not in own) for one in claim.speech)
        }
        found = sum(
            any(one.hints.attributions or _unnamed(one) for one in self.of(claim))
            for claim in spoken
        )
        proposed = [(draft, one) for draft in self.claims for one in draft.hints.attributions]
        right = sum(not spoken.isdisjoint(self.claims[draft]) for draft, _ in proposed)
        return Score(found, len(spoken), right, len(proposed))

    def arguments(self) -> Score:
        """Arguments that the article draws itself, by a sentence of theirs with such a word."""
        by_iri = {str(claim.iri): claim for claim in self.article.claims}
        drawn = [one for one in self.article.arguments if one.explicit]
        parts = {
            one.iri: [
                by_iri[str(iri)] for iri in (*one.premises, *one.conclusions) if str(iri) in by_iri
            ]
            for one in drawn
        }
        proposed = [(draft, one) for draft in self.claims for one in draft.hints.connectives]
        held = {
            (one.iri, draft, _way(one.way)) for one in drawn for draft in self.of(*parts[one.iri])
        }
        fits = {(draft, way) for _, draft, way in held}
        said = {(draft, one.way) for draft, one in proposed}
        found = {iri for iri, draft, way in held if (draft, way) in said}
        right = sum((draft, one.way) in fits for draft, one in proposed)
        return Score(len(found), len(drawn), right, len(proposed))


def _unnamed(draft: Draft) -> bool:
    """Tell whether a sentence has the words of a speaker without a name: “reportedly”."""
    unnamed = {hedging.REPORTED, hedging.WIDELY_BELIEVED, hedging.ONCE_EXPECTED}
    return draft.certainty in unnamed


def _way(way: str) -> str:
    return "supports" if way == "supports" else "opposes"


def _local(term: Term | None) -> str:
    return str(term.iri).rpartition("/")[2] if term else ""


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _figure(value: str | None, value_to: str | None) -> tuple[Decimal | None, Decimal | None]:
    return figures.number(value), figures.number(value_to)


KINDS: tuple[tuple[str, Callable[[Compared], Score]], ...] = (
    ("ends (and beginnings) of passages", Compared.sentences),
    ("hedges", Compared.hedges),
    ("certainty, where hedged", Compared.certainties),
    ("dates", Compared.dates),
    ("figures", Compared.figures),
    ("comparators (and units) of figures", Compared.comparators),
    ("actors, registry known", Compared.known_actors),
    ("actors, without a registry", Compared.new_actors),
    ("speakers", Compared.attributions),
    ("arguments that the text draws", Compared.arguments),
)


def table(articles: Iterable[tuple[Path, str]]) -> str:
    """Return the scores of articles as a Markdown table."""
    compared = [(folder.name, Compared(folder, text)) for folder, text in articles]
    heads = [f"{name}: found | {name}: right" for name, _ in compared]
    lines = [f"| kind | {' | '.join(heads)} |", "|---|" + "---|---|" * len(compared)]
    for kind, score in KINDS:
        lines.append(f"| {kind} | {' | '.join(str(score(one)) for _, one in compared)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--text",
        type=Path,
        default=os.environ.get("CLAIMGRAPH_ARTICLE"),
        help="text of data/huawei-comeback, which is not kept here (default: CLAIMGRAPH_ARTICLE)",
    )
    parser.add_argument(
        "--article",
        nargs=2,
        action="append",
        default=[],
        metavar=("FOLDER", "TEXT"),
        help="another captured article: its folder of data, and its text",
    )
    given = parser.parse_args()
    articles = [
        (shipped("data") / "climate-judgment", shipped("data") / "climate-judgment/text.txt")
    ]
    if given.text:
        articles.insert(0, (shipped("data") / "huawei-comeback", Path(given.text)))
    articles += [(Path(folder), Path(text)) for folder, text in given.article]
    print(table((folder, text.read_text("utf-8")) for folder, text in articles))


if __name__ == "__main__":
    main()
