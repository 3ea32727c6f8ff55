"""Proposes for what articles describe themselves what the registry knows by a like name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph import alike
from claimgraph.claims import registry
from claimgraph.claims.alignment.wording import Wording
from claimgraph.claims.links import PROPOSED, Links
from claimgraph.vocab import GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from claimgraph.claims.library.library import Library
    from claimgraph.claims.registry import Entry

KINDS = ("actor", "source", "thing")
# So many entries are compared in full, and so many names of a thing.
_SHORTLIST, _NAMES = 30, 20


@dataclass(frozen=True, slots=True)
class Namesake:
    """An entry of the registry that may be what a thing of an article is.

    `kind` is one of KINDS, both have it; `called` are the thing's names, its label first, and
    `name` is the entry's most like one, `score` up to 1.
    """

    kind: str
    iri: str
    entry: str
    name: str
    score: float
    called: tuple[str, ...] = ()


def nearest(
    library: Library, articles: Sequence[str], least: float, known: Links | None = None
) -> Iterator[Namesake]:
    """Yield for actors, sources and things of articles the registry's entry most alike by name.

    Of all articles where none is named. What the registry describes itself, and what has no entry
    of its kind called like it, is left out, and entries that `known` links accept or reject for it.
    Entries are found by an index, never each with each.
    """
    decided = {(str(one.subject), str(one.object)) for one in known or () if one.status != PROPOSED}
    entries = dict(_described(library, "graph.name = ?", [GRAPH + registry.FOLDER]))
    described = {entry.iri for some in entries.values() for entry in some}
    only = f" AND article.iri IN ({', '.join('?' for _ in articles)})" if articles else ""
    wanted = _described(library, f"graph.name != ?{only}", [GRAPH + registry.FOLDER, *articles])
    for kind, things in wanted:
        own = [one for one in things if one.iri not in described]
        yield from _of_kind(kind, own, entries.get(kind, []), least, decided)


def _of_kind(
    kind: str,
    things: Sequence[Entry],
    entries: Sequence[Entry],
    least: float,
    decided: AbstractSet[tuple[str, str]],
) -> Iterator[Namesake]:
    every = [*things, *entries]
    texts = [" ".join(one.names[:_NAMES]) for one in every]
    wording = Wording(texts, [place < len(things) for place in range(len(every))])
    same: dict[str, set[int]] = defaultdict(set)
    for place, entry in enumerate(entries, len(things)):
        for name in entry.names[:_NAMES]:
            same[alike.plain(name)].add(place)
    for first, thing in enumerate(things):
        names = [name for name in thing.names[:_NAMES] if alike.plain(name)]
        # Names of short words have no stems.
        places = set(wording.nearest(first, _SHORTLIST)).union(
            *(sorted(same.get(alike.plain(name), ()))[:_SHORTLIST] for name in names)
        )
        near = [
            every[place] for place in sorted(places) if (thing.iri, every[place].iri) not in decided
        ]
        enough = max(registry.LEAST, 100 * least)
        candidates = [one for name in names for one in registry.nearest(name, near, 1, enough)]
        if candidates:
            best = max(candidates, key=lambda one: one.score)
            yield Namesake(kind, thing.iri, best.iri, best.name, best.score / 100, thing.names)


def _described(
    library: Library, condition: str, values: Sequence[str]
) -> list[tuple[str, list[Entry]]]:
    """Return what is described where a condition holds, by kind, each once."""
    rows = library.rows(
        "SELECT term.iri, node.kind, node.label, node.names, node.local FROM node "
        "JOIN term ON term.id = node.term JOIN graph ON graph.id = node.graph "
        "LEFT JOIN term AS article ON article.id = node.article "
        f"WHERE node.kind IN ('actor', 'source', 'thing') AND {condition} ORDER BY node.id",
        values,
    )
    kinds: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
    for iri, kind, label, others, local in rows:
        names = dict.fromkeys(one for one in (label, *others.split("\n"), local) if one)
        kinds[kind].setdefault(iri, registry.Entry(iri, kind, label, tuple(names)))
    return [(kind, list(described.values())) for kind, described in kinds.items()]
