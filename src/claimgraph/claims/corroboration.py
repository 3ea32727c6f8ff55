"""Says in how many articles a claim stands on sources of their own, and what contradicts it.

Articles corroborate each other as far as their sources differ: those that share one count once.
`docs/links.md` states the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import Literal

from claimgraph.claims import dates, links
from claimgraph.claims.facts import Term
from claimgraph.claims.links import ACCEPTED, REJECTED, LinkReader
from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.claims.weighing.roots import Sources
from claimgraph.claims.weighing.table import DEFAULT
from claimgraph.claims.weighing.weighing import bearing_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.links import Link
    from claimgraph.claims.weighing.outcomes import Standing
    from claimgraph.claims.weighing.roots import Roots
    from claimgraph.claims.weighing.table import Table

# So many claims that say the same are looked at, and so many that contradict them.
MOST = 200
_NO_NAME = Term(Literal(UNNAMED), "unnamed sources")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim of some article: how it stands there, on which sources, and when that was published.

    `proposed` where only a program, and no person, has linked it.
    """

    claim: Term
    article: Term | None
    issued: str | None
    standing: Standing | None
    sources: tuple[Term, ...] = ()
    proposed: bool = False

    @property
    def stands(self) -> bool:
        """Whether its article's own reasons carry it."""
        return self.standing is not None and self.standing.grade > 0

    @property
    def where(self) -> str:
        """The article's name, that of the claim where it has none."""
        return f"“{self.article or self.claim}”"


@dataclass(frozen=True, slots=True)
class Group:
    """Articles in which a claim stands that count as one, for they share sources."""

    said: tuple[Said, ...]
    shared: tuple[Term, ...] = ()

    @property
    def articles(self) -> tuple[str, ...]:
        """The names of the articles."""
        return tuple(dict.fromkeys(one.where for one in self.said))

    def __str__(self) -> str:
        named = " with ".join(self.articles)
        return f"{named} (sharing {_listed(self.shared)})" if self.shared else named


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Where a claim stands, by sources: the claim's own article is in the first group, if in any.

    `elsewhere` is where it is said and does not stand; `proposed` what may say the same, which
    counts nowhere; `against` what contradicts it, `newest` where it was said last.
    """

    groups: tuple[Group, ...]
    elsewhere: tuple[Said, ...] = ()
    proposed: tuple[Said, ...] = ()
    against: tuple[Said, ...] = ()
    newest: Said | None = None
    complete: bool = True

    @property
    def count(self) -> int:
        """In how many articles it stands on sources that differ."""
        return len(self.groups)

    @property
    def articles(self) -> int:
        """In how many articles it stands, whatever their sources."""
        return len({name for group in self.groups for name in group.articles})

    @property
    def counted(self) -> str:
        """In how many articles it stands, and on how many different sources, in words."""
        if not self.groups:
            return "stands in no article"
        text = f"stands in {self.articles} article{'' if self.articles == 1 else 's'}"
        if self.count == self.articles:
            return f"{text}, on sources of their own" if self.count > 1 else text
        return f"{text}, counted as {self.count} for the sources they share"

    def __str__(self) -> str:
        return "; ".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it in words, a line for each part."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        named = f": {_listed(self.groups)}" if self.groups else ""
        yield f"{self.counted}{named}"
        if self.elsewhere:
            yield f"said, and does not stand, in {_listed(_at(one) for one in self.elsewhere)}"
        if self.newest is not None:
            yield f"last said on {self.newest.issued} in {self.newest.where}"
        for one in self.against:
            end = ", proposed" if one.proposed else ""
            yield f"contradicted by: {one.claim} in {_at(one)}{end}"
        if self.proposed:
            named = _listed(f"{one.claim} in {one.where}" for one in self.proposed)
            yield f"proposed, and not counted: {named}"
        if not self.complete:
            yield f"only {MOST} claims were looked at"


def _at(one: Said) -> str:
    return f"{one.where} ({', '.join(filter(None, (str(one.standing or ''), one.issued)))})"


def _listed(things: Iterable[object]) -> str:
    return ", ".join(map(str, things))


def corroboration(
    graph: Graph, claim: URIRef, table: Table = DEFAULT, language: str = "en"
) -> Corroboration | None:
    """Return where else a claim stands and what contradicts it, None where no link tells.

    Claims are weighed by a table, each by what its own article says.
    """
    reader = LinkReader(graph, language)
    near = _Near(reader, claim)
    if not (len(near.same) > 1 or near.proposed or near.against):
        return None
    return _Reading(reader, near, table).corroboration()


class _Near:
    """The claims that say the same as one, that may do so, and that contradict it."""

    def __init__(self, reader: LinkReader, claim: URIRef) -> None:
        self._reader = reader
        self._links: dict[URIRef, tuple[Link, ...]] = {}
        near = links.same(claim, self._of, MOST)
        exact, self.same, self.complete = near.exact, near.claims, near.complete
        agreeing = (links.EXACT, *links.NEARLY)
        self.proposed = self._ends(exact, agreeing, accepted=False)
        # Whether what contradicts it is only proposed.
        self.against = dict.fromkeys(self._ends(exact, (links.DISAGREES,), accepted=True), False)
        for one in self._ends(exact, (links.DISAGREES,), accepted=False):
            self.against.setdefault(one, True)

    def of(self, claim: URIRef, relations: Iterable[URIRef], *, accepted: bool) -> list[Link]:
        """Return the links of a claim by some relations that are accepted, or are proposed."""
        return [
            link
            for link in self._of(claim)
            if link.relation in relations
            and (link.accepted if accepted else link.status not in (ACCEPTED, REJECTED))
        ]

    def _of(self, claim: URIRef) -> tuple[Link, ...]:
        if claim not in self._links:
            self._links[claim] = tuple(self._reader.links_of(claim).of(claim))
        return self._links[claim]

    def _ends(
        self, claims: Iterable[URIRef], relations: Iterable[URIRef], *, accepted: bool
    ) -> list[URIRef]:
        ends = dict.fromkeys(
            link.other(one)
            for one in claims
            for link in self.of(one, relations, accepted=accepted)
            if link.other(one) not in self.same
        )
        self.complete = self.complete and len(ends) <= MOST
        return list(ends)[:MOST]


class _Reading:
    def __init__(self, reader: LinkReader, near: _Near, table: Table) -> None:
        self.reader, self.near = reader, near
        every = [*near.same, *near.proposed, *near.against]
        self.weighing = bearing_on(reader.graph, every, table)
        self.sources = Sources(reader.graph, self.weighing.material)

    def corroboration(self) -> Corroboration:
        near = self.near
        said = {one: self.said(one) for one in near.same}
        standing = [one for one in near.same if said[one].stands]
        dated = [(when, one) for one in said.values() if (when := _when(one)) is not None]
        return Corroboration(
            tuple(
                Group(tuple(said[one] for one in group), self.shared(group))
                for group in self.grouped(standing)
            ),
            tuple(said[one] for one in near.same if not said[one].stands),
            tuple(self.said(one, proposed=True) for one in near.proposed),
            tuple(self.said(one, proposed=only) for one, only in near.against.items()),
            max(dated, key=lambda pair: pair[0])[1] if dated else None,
            near.complete,
        )

    def said(self, claim: URIRef, *, proposed: bool = False) -> Said:
        reader, weighing = self.reader, self.weighing
        articles = sorted(reader.articles_of(claim), key=str)
        issued = [when for one in articles if (when := reader.issued(one))]
        return Said(
            reader.term(claim),
            reader.term(articles[0]) if articles else None,
            max(issued, default=None),
            weighing.standing(claim) if weighing.holds(claim) else None,
            self.terms(self.sources.of(claim)),
            proposed,
        )

    def terms(self, roots: Roots) -> tuple[Term, ...]:
        named = (_NO_NAME if one == UNNAMED else self.reader.term(one) for one in roots)  # type: ignore[arg-type]
        return tuple(sorted(named, key=lambda term: (term.label, str(term.iri))))

    def grouped(self, claims: list[URIRef]) -> list[list[URIRef]]:
        """Put claims together that share an article or a source, or take one from the other."""
        groups: list[tuple[set[object], list[URIRef]]] = []
        for claim in claims:
            marks: set[object] = {claim, *self.sources.of(claim), *self.reader.articles_of(claim)}
            marks |= {
                link.other(claim) for link in self.near.of(claim, links.TAKEN_OVER, accepted=True)
            }
            together = [claim]
            apart = []
            for other_marks, others in groups:
                if marks.isdisjoint(other_marks):
                    apart.append((other_marks, others))
                else:
                    marks |= other_marks
                    together = [*others, *together]
            groups = [*apart, (marks, together)]
        place = {claim: number for number, claim in enumerate(claims)}
        ordered = (sorted(group, key=place.__getitem__) for _, group in groups)
        return sorted(ordered, key=lambda group: place[group[0]])

    def shared(self, group: list[URIRef]) -> tuple[Term, ...]:
        """Return the sources on which more than one claim of a group rests."""
        seen: set[Node | str] = set()
        twice: set[Node | str] = set()
        for claim in group:
            roots = self.sources.of(claim)
            twice |= seen & roots
            seen |= roots
        return self.terms(frozenset(twice))


def _when(one: Said) -> float | None:
    """Return the first moment that an article can have been published, to order by."""
    date = dates.date(one.issued) if one.issued else None
    return None if date is None else date.first
