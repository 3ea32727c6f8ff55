"""What is derived about each unit of articles: only what has changed is weighed again.

A claim stands by its own article and by what all share, so that a unit is weighed alone as it is
weighed among others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.check.cache import key, program
from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.errors import UsageError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.terms import ox_term
from claimgraph.pages.kept import are_few, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from claimgraph.claims.weighing.table import Table
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.pages.kept import Kept


@dataclass(frozen=True)
class Weighed:
    """What is derived about a unit in N-Triples, what was weighed, and the IRIs of its articles."""

    triples: str
    material: tuple[str, ...]
    articles: tuple[str, ...]

    @property
    def quads(self) -> list[ox.Quad]:
        """What is derived."""
        graph = ox.NamedNode(derived.GRAPH)
        triples = ox.parse(self.triples, format=ox.RdfFormat.N_TRIPLES)
        return [ox.Quad(one.subject, one.predicate, one.object, graph) for one in triples]

    def written(self) -> list[Any]:
        """Return it as JSON can say it."""
        return [self.triples, list(self.material), list(self.articles)]

    @classmethod
    def read(cls, held: Any) -> Weighed:
        """Return what `written` gave; raises TypeError or ValueError for anything else."""
        triples, material, articles = held
        return cls(as_text(triples), tuple(map(as_text, material)), tuple(map(as_text, articles)))


@dataclass(frozen=True)
class Units:
    """Units by their places: keys of their statements, and these; `shared` is what all share."""

    keys: Sequence[str]
    quads: Callable[[int], Iterable[ox.Quad]]
    owners: Mapping[str, int]
    shared: Sequence[ox.Quad]


def quads(units: Units, whole: Embedded, table: Table, kept: Kept | None) -> list[ox.Quad]:
    """Return what is derived of a store with all units; raises UsageError as `weigh` does."""
    places = [key(["weighed", program(), repr(table), each]) for each in units.keys]
    known = {n: one for n, p in enumerate(places) if kept and (one := kept.value(p, Weighed.read))}
    missing = [n for n, _ in enumerate(places) if n not in known]
    if kept is None or not are_few(len(missing), len(places)):
        weighing = weigh(whole.union, table)
        found = _parts(weighing, units.owners) or {}
        made = list(derived.quads(weighing))
    else:
        table.must_be_known(whole.union)
        alone = _alone(units, missing, table)
        if alone is None:
            return list(derived.quads(weigh(whole.union, table)))
        found = alone
        made = _together(table, [*known.values(), *found.values()])
    if kept is not None:
        for n in missing:
            if n in found:
                kept.keep_value(places[n], found[n].written())
    return made


def _together(table: Table, parts: Iterable[Weighed]) -> list[ox.Quad]:
    some = list(parts)
    articles = (ox.NamedNode(iri) for one in some for iri in one.articles)
    material = (line for one in some for line in one.material)
    return [*derived.about(table, material, articles), *(q for one in some for q in one.quads)]


def _alone(units: Units, places: Iterable[int], table: Table) -> dict[int, Weighed] | None:
    """Weigh some units, each alone; None where that cannot be told apart."""
    found = {}
    for place in places:
        store = Embedded([*units.shared, *units.quads(place)])
        try:
            parts = _parts(weigh(store.union, table), units.owners)
        # A table may name what another article describes.
        except UsageError:
            return None
        if parts is None or not parts.keys() <= {place}:
            return None
        found[place] = parts.get(place, Weighed("", (), ()))
    return found


def _parts(weighing: Weighing, owners: Mapping[str, int]) -> dict[int, Weighed] | None:
    """Return a weighing by unit; None where something is of no unit, or has a name for once."""
    triples: dict[int | None, list[ox.Triple]] = defaultdict(list)
    material: dict[int | None, list[str]] = defaultdict(list)
    articles: dict[int | None, set[str]] = defaultdict(set)
    for quad in derived.standings(weighing):
        triples[owner(quad, owners)].append(quad.triple)
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            return None
    for node, line in derived.weighed(weighing):
        material[owners.get(str(node))].append(line)
    for claim, some in weighing.material.articles.items():
        articles[owners.get(str(claim))].update(map(str, some))
        if not all(isinstance(ox_term(one), ox.NamedNode) for one in some):
            return None
    places = triples.keys() | material.keys() | articles.keys()
    return (
        None
        if None in places
        else {
            place: Weighed(
                (ox.serialize(triples[place], format=ox.RdfFormat.N_TRIPLES) or b"").decode(),
                tuple(material[place]),
                tuple(sorted(articles[place])),
            )
            for place in places
            if place is not None
        }
    )


def owner(quad: ox.Quad, owners: Mapping[str, int]) -> int | None:
    """Return the unit that something is derived from; None where it is of none."""
    if quad.subject == quad.graph_name:
        return None
    ends = (getattr(end, "value", "") for end in (quad.subject, quad.object))
    return next((owners[iri] for iri in ends if iri in owners), None)
