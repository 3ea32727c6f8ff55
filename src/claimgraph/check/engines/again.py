"""Judges data again after a change: only by the shapes that the change can concern.

A shape looks at triples of the predicates that it names, and at classes. Where it may look at any
triple, it is asked each time. Shapes whose results go by one name are asked together.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH

from claimgraph.check.engines import queries, routing
from claimgraph.check.engines.literals import is_true
from claimgraph.check.engines.shapes import TARGETS, is_class
from claimgraph.graph.terms import ox_term, term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from claimgraph.check.engines.results import Result
    from claimgraph.graph.terms import OxTerm

    Shapes = tuple[ox.Quad, ...]
    # Judges data by some of the shapes; the other ones are all shapes.
    Judge = Callable[[Sequence[ox.Quad], Shapes, Shapes], Iterable[Result]]

_PROPERTY, _PATH, _CLOSED = (str(SH[name]) for name in ("property", "path", "closed"))
_TARGET_CLASS, _OFF = str(SH.targetClass), str(SH.deactivated)
# Triples of these tell the focus nodes, and of which class a value is.
_TYPE, _ABOVE = ox.NamedNode(RDF.type), ox.NamedNode(RDFS.subClassOf)
_KINDS = frozenset({_TYPE.value, _ABOVE.value})
# What a shape keeps whatever of it is asked.
_KEPT = TARGETS | {str(SH.severity), _OFF}
# Of so many articles so many states are remembered, and so many choices of shapes: what is typed is
# often taken back, and a statement with a fault, of which nothing is read, is mended.
_ARTICLES, _STATES, _CHOICES = 2, 2, 16


@dataclass(frozen=True)
class Part:
    """A shape with targets, asked by one of its properties; or else by all other constraints."""

    root: OxTerm
    property: OxTerm | None = None


@dataclass
class Unit:
    """Parts whose results go by the same shapes.

    `reads` are the predicates that they look at, None for any; of the instances of `closed` they
    look at all triples.
    """

    parts: list[Part] = field(default_factory=list)
    reads: set[str] | None = field(default_factory=lambda: set(_KINDS))
    closed: set[OxTerm] = field(default_factory=set)


class Plan:
    """The shapes in units that are asked apart; `of_shape` has a unit's place by its shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._known = routing.looked_at(shapes)
        self._roots = frozenset(self._known.roots)
        self._reached = {node for root in self._roots for node in self._known.reach(root)}
        self.units: list[Unit] = []
        self.of_shape: dict[OxTerm, int] = {}
        for part in self._parts():
            self._place(part)
        self._chosen: OrderedDict[frozenset[int], Shapes] = OrderedDict()

    def _parts(self) -> Iterator[Part]:
        for root in self._known.roots:
            yield Part(root)
            if not self._is_whole(root):
                yield from (Part(root, each) for each in self._known.values(root, _PROPERTY))

    def _is_whole(self, root: OxTerm) -> bool:
        """Tell whether a shape's properties are not asked apart from it."""
        off = any(is_true(term(each)) for each in self._known.values(root, _OFF))
        return off or bool(self._known.values(root, _PATH))

    def _place(self, part: Part) -> None:
        """Put a part where the shapes are whose names its results have."""
        names = {part.root} if part.property is None else self._reporting(part.property)
        if part.property is None and self._is_whole(part.root):
            names = self._reporting(part.root)
        places = {self.of_shape[name] for name in names if name in self.of_shape}
        place = min(places, default=len(self.units))
        if place == len(self.units):
            self.units.append(Unit())
        unit = self.units[place]
        for other in [self.units[each] for each in places - {place}]:
            unit.parts += other.parts
            unit.closed |= other.closed
            unit.reads = _union(unit.reads, other.reads)
            other.parts, other.reads, other.closed = [], set(), set()
        unit.parts.append(part)
        unit.reads = _union(unit.reads, self._reads(part, unit))
        self.of_shape |= {name: place for name, at in self.of_shape.items() if at in places}
        self.of_shape |= dict.fromkeys(names, place)

    def _reporting(self, shape: OxTerm) -> set[OxTerm]:
        names: set[OxTerm] = set()
        ahead = [shape]
        while ahead:
            name = ahead.pop()
            if name not in names:
                names.add(name)
                ahead += self._known.values(name, _PROPERTY)
        return names

    # ── What is looked at ────────────────────────────────────────────────────────────────────────

    def _reads(self, part: Part, unit: Unit) -> set[str] | None:
        """Return the predicates that a part looks at; None for any."""
        root, known = part.root, self._known
        apart = not self._is_whole(root)
        own = list(known.of(root))
        if part.property is not None:
            own = [quad for quad in own if quad.predicate.value in TARGETS]
            nodes = set(known.reach(part.property))
        else:
            if apart:
                own = [quad for quad in own if quad.predicate.value != _PROPERTY]
            nodes = {n for q in own if q.object in self._reached for n in known.reach(q.object)}
            nodes -= {root}
        quads = [*own, *(quad for node in nodes for quad in known.of(node))]
        if not all(known.is_known(quad.predicate.value) for quad in quads):
            return None
        for quad in quads:
            if quad.predicate.value != _CLOSED or not is_true(term(quad.object)):
                continue
            if quad.subject != root or part.property is not None or not apart:
                return None
            targets = {q.predicate.value for q in own if q.predicate.value in TARGETS}
            if not targets <= {_TARGET_CLASS}:
                return None
            unit.closed.update(known.values(root, _TARGET_CLASS))
            if any(is_class(kind) for kind in known.values(root, _TYPE.value)):
                unit.closed.add(root)
        reads = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
        is_node = not known.values(root, str(SH.targetNode))
        for text, iris in known.queried({*nodes, root} if part.property is None else nodes):
            if iris is None or queries.starts_anywhere(text, is_node=is_node):
                return None
            reads |= iris
        return reads

    def touched(self, data: Sequence[ox.Quad], changed: AbstractSet[ox.Quad]) -> frozenset[int]:
        """Return the units that a change of the data can concern."""
        predicates = {quad.predicate.value for quad in changed}
        if not predicates:
            return frozenset(n for n, unit in enumerate(self.units) if unit.reads is None)
        kinds = _kinds(data, {quad.subject for quad in changed})
        return frozenset(
            place
            for place, unit in enumerate(self.units)
            if unit.parts
            and (
                unit.reads is None
                or not unit.reads.isdisjoint(predicates)
                or not unit.closed.isdisjoint(kinds)
            )
        )

    def needed(self, data: Sequence[ox.Quad], places: AbstractSet[int]) -> Sequence[ox.Quad]:
        """Return the data that units look at, and perhaps more."""
        units = [self.units[place] for place in places]
        if any(unit.reads is None for unit in units):
            return data
        reads: set[str] = set().union(*(unit.reads or () for unit in units))
        closed = set().union(*(unit.closed for unit in units))
        whole = _instances(data, closed) if closed else ()
        return [q for q in data if q.predicate.value in reads or q.subject in whole]

    # ── Some of the shapes ───────────────────────────────────────────────────────────────────────

    def some(self, places: frozenset[int]) -> Shapes:
        """Return the shapes of these units, and perhaps more."""
        if places not in self._chosen:
            self._chosen[places] = self._some({p for n in places for p in self.units[n].parts})
            if len(self._chosen) > _CHOICES:
                self._chosen.popitem(last=False)
        self._chosen.move_to_end(places)
        return self._chosen[places]

    def _some(self, parts: AbstractSet[Part]) -> Shapes:
        wanted: dict[OxTerm, set[OxTerm | None]] = defaultdict(set)
        for part in parts:
            wanted[part.root].add(part.property)
        whole = {root for root in wanted if None in wanted[root] and self._is_whole(root)}
        starts = {each for some in wanted.values() for each in some if each is not None} | whole
        starts |= {
            quad.object
            for root, some in wanted.items()
            for quad in self._known.of(root)
            if None in some and quad.predicate.value != _PROPERTY and quad.object in self._reached
        }
        # Shapes that others lead to stay as they are, but for their targets.
        within = {node for each in starts for node in self._known.reach(each)}
        chosen: list[ox.Quad] = []
        for quad in self.shapes:
            shape, predicate = quad.subject, quad.predicate.value
            if shape in within and shape in self._roots and shape not in wanted:
                if predicate in TARGETS or _makes_class(quad):
                    continue
            elif shape in wanted and shape not in within:
                others = None in wanted[shape]
                if predicate == _PROPERTY:
                    if quad.object not in wanted[shape]:
                        if others and self._known.values(shape, _CLOSED):
                            chosen += self._bare(quad)
                        continue
                elif not others and not (predicate in _KEPT or _makes_class(quad)):
                    continue
            elif shape in self._reached and shape not in within:
                continue
            chosen.append(quad)
        return tuple(chosen)

    def _bare(self, quad: ox.Quad) -> Iterator[ox.Quad]:
        """Yield a property that asks nothing, by which a closed shape takes its predicate."""
        for path in self._known.values(quad.object, _PATH):
            if isinstance(path, ox.NamedNode):
                bare = ox.NamedNode(f"urn:claimgraph:bare:{path.value}")
                yield ox.Quad(quad.subject, quad.predicate, bare)
                yield ox.Quad(bare, ox.NamedNode(_PATH), path)


def _union(some: set[str] | None, others: set[str] | None) -> set[str] | None:
    return None if some is None or others is None else some | others


def _makes_class(quad: ox.Quad) -> bool:
    return quad.predicate == _TYPE and is_class(quad.object)


def _kinds(data: Iterable[ox.Quad], nodes: AbstractSet[object]) -> set[OxTerm]:
    """Return the classes of nodes, and those above them."""
    kinds: set[OxTerm] = set()
    above: dict[OxTerm, list[OxTerm]] = defaultdict(list)
    for quad in data:
        predicate = quad.predicate
        if predicate == _TYPE:
            if quad.subject in nodes:
                kinds.add(quad.object)
        elif predicate == _ABOVE:
            above[quad.subject].append(quad.object)
    ahead = list(kinds)
    while ahead:
        new = set(above[ahead.pop()]) - kinds
        kinds |= new
        ahead += new
    return kinds


def _instances(data: Iterable[ox.Quad], kinds: AbstractSet[OxTerm]) -> set[OxTerm]:
    """Return the nodes of classes, or of classes below them."""
    below: dict[OxTerm, list[OxTerm]] = defaultdict(list)
    of_kind: dict[OxTerm, list[OxTerm]] = defaultdict(list)
    for quad in data:
        predicate = quad.predicate
        if predicate == _TYPE:
            of_kind[quad.object].append(quad.subject)
        elif predicate == _ABOVE:
            below[quad.object].append(quad.subject)
    known: set[OxTerm] = set()
    ahead = list(kinds)
    while ahead:
        kind = ahead.pop()
        if kind not in known:
            known.add(kind)
            ahead += below[kind]
    return {node for kind in known for node in of_kind[kind]}


@dataclass
class _State:
    plan: Plan
    data: frozenset[ox.Quad]
    results: dict[int, list[Result]]


_states: OrderedDict[str, list[_State]] = OrderedDict()


@lru_cache(maxsize=1)
def _plan(shapes: Shapes) -> Plan:
    return Plan(shapes)


def judged(judge: Judge, name: str, data: Sequence[ox.Quad], shapes: Shapes) -> list[Result]:
    """Judge data that goes by a name: all of it the first time, then by what a change concerns."""
    plan = _plan(shapes)
    now = frozenset(data)
    states = [state for state in _states.pop(name, []) if state.plan is plan]
    last = min(states, key=lambda state: len(now ^ state.data), default=None)
    everything = frozenset(n for n, unit in enumerate(plan.units) if unit.parts)
    places = plan.touched(data, now ^ last.data) if last is not None else everything
    results = {n: r for n, r in last.results.items() if n not in places} if last else {}
    results |= {place: [] for place in places}
    some = shapes if places == everything else plan.some(places)
    for result in judge(plan.needed(data, places), some, shapes) if places else ():
        place = plan.of_shape.get(ox_term(result.shape))
        if place is None:  # of a shape that nothing was known to lead to
            return list(judge(data, shapes, shapes))
        if place in places:
            results[place].append(result)
    others = [state for state in states if state.data != now]
    _states[name] = [*others[1 - _STATES :], _State(plan, now, results)]
    if len(_states) > _ARTICLES:
        _states.popitem(last=False)
    return [result for some_results in results.values() for result in some_results]
