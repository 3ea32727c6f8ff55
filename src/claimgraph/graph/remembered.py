"""Loads files that are read again and again, such as the shipped shapes: once in each process.

Their blank nodes go by where they stand, so that a file read again has the same names.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from dataclasses import replace
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from claimgraph.graph import loading
from claimgraph.graph.project import NOTATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import RdfFile
    from claimgraph.graph.terms import OxTerm
    from claimgraph.graph.turtle.stretches import Stretches

T = TypeVar("T")


def once(make: Callable[[Loaded], T]) -> Callable[[Loaded], T]:
    """Return a function whose result for a file is kept as long as the file's quads are."""

    @wraps(make)
    def made(one: Loaded) -> T:
        kept = one.__dict__.setdefault("_made", {})
        if made not in kept:
            kept[made] = make(one)
        result: T = kept[made]
        return result

    return made


def named(quads: Sequence[ox.Quad], file: str) -> tuple[ox.Quad, ...]:
    """Return a file's quads with other blank nodes, in order.

    A blank node goes by the triple that leads to it first; what none leads to, by its turn.
    """
    places = _places(quads)
    if not places:
        return tuple(quads)
    names: dict[OxTerm | str, ox.BlankNode] = {}
    for node in places:
        ahead: list[OxTerm | str] = [node]
        while (owner := places[ahead[-1]][0]) in places and owner not in names:
            if owner in ahead:  # they lead to each other in a circle
                places[owner] = (file, "circle", len(names))
                break
            ahead.append(owner)
        for each in reversed(ahead):
            if each not in names:
                owner, predicate, turn = places[each]
                place = f"{file}\n{names.get(owner) or owner}\n{predicate}\n{turn}"
                digest = hashlib.blake2b(place.encode("utf-8", "surrogateescape"), digest_size=16)
                names[each] = ox.BlankNode(f"b{digest.hexdigest()}")
    return tuple(
        ox.Quad(
            names.get(q.subject, q.subject),
            q.predicate,
            names.get(q.object, q.object),
            q.graph_name,
        )
        if q.subject in names or q.object in names
        else q
        for q in quads
    )


def _places(quads: Iterable[ox.Quad]) -> dict[OxTerm | str, tuple[OxTerm | str, str, int]]:
    """Return what leads to each blank node: subject, predicate, and which of its objects it is."""
    places: dict[OxTerm | str, tuple[OxTerm | str, str, int]] = {}
    alone: dict[OxTerm, None] = {}
    turns: Counter[tuple[OxTerm, str]] = Counter()
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            alone.setdefault(subject)
        if isinstance(value, ox.BlankNode) and value not in places:
            way = subject, quad.predicate.value
            places[value] = (*way, turns[way])
            turns[way] += 1
    for turn, node in enumerate(node for node in alone if node not in places):
        places[node] = ("", "", turn)
    return places


# The vocabulary and the rules, an article and the registry; and how many states of each file: what
# is tried is taken back, and what is typed often, too.
_FILES, _STATES = 48, 2

_loaded: OrderedDict[RdfFile, OrderedDict[tuple[int, int], Loaded]] = OrderedDict()
_changing = Lock()


def load(file: RdfFile) -> Loaded:
    """Load a file as `loading.load` does, again only when it has changed.

    Its blank nodes go by where they stand, so that a file read again has the same ones. What a
    capture says depends on other files, too: it is read each time. Raises ProjectError where the
    file cannot be read.
    """
    if file.format == NOTATION:
        return _named(file)
    try:
        now = loading.stamp(file.path)
    except OSError:
        return loading.load(file)  # which says why
    known = _loaded.get(file)
    loaded = known[now] if known and now in known else _named(file, _last(known))
    with _changing:
        states = _loaded.setdefault(file, OrderedDict())
        states[now] = loaded
        states.move_to_end(now)
        _loaded.move_to_end(file)
        if len(states) > _STATES:
            states.popitem(last=False)
        if len(_loaded) > _FILES:
            _loaded.popitem(last=False)
    return loaded


def _last(states: OrderedDict[tuple[int, int], Loaded] | None) -> Stretches | None:
    """Return the statements of the state that was of use last; they are not read for that."""
    return next(reversed(states.values())).places.stretches if states else None


def _named(file: RdfFile, earlier: Stretches | None = None) -> Loaded:
    loaded = loading.load(file, earlier)
    own = named(loaded.quads, file.name)
    return replace(loaded, quads=own, earlier=loaded.earlier or earlier)
