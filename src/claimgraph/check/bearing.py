"""How articles bear on findings about what they share, such as the actors of the registry.

A shape may look from a shared node into articles: a state that some article names as a buyer, an
actor whom none mentions. Each article is judged beside the shared groups, without the others. So a
finding on a shared node is told if it is there without any article and no article removes it, or
if one article is enough for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from claimgraph.check.faults import stands_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from claimgraph.check.groups import Checked
    from claimgraph.findings import Finding

T = TypeVar("T")


def mark(finding: Finding) -> str:
    """Return a digest that equal results of a shape share, whatever their messages call things.

    A blank node is known by its place: each reading of a file gives it another label.
    """
    f = finding
    terms = (f.focus, f.path, f.value)
    lasting = tuple("" if term and term.startswith("_:") else term for term in terms)
    place = str(f.location) if lasting != terms else ""
    same = (f.shape, f.component, *lasting, place, f.messages, f.occurrence)
    return hashlib.blake2b(
        repr(same).encode("utf-8", "surrogateescape"), digest_size=16
    ).hexdigest()


def marks(known: Checked) -> frozenset[str]:
    """Return the marks of what shapes find in shared groups without an article."""
    return frozenset(mark(finding) for finding in known.findings if finding.shape)


def brought(
    findings: Iterable[Finding],
    alone: AbstractSet[str],
    shared: AbstractSet[str],
    own: AbstractSet[str],
) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """Return the findings on shared files that the own files add, and the marks of those removed.

    `alone` are the marks of the findings without the own files; `shared` and `own` are names of
    files. A finding that is held back, because it may rest on unread statements, is removed too.
    """
    of_shapes = {mark(each): each for each in findings if each.shape}
    caused = tuple(
        each
        for sign, each in of_shapes.items()
        if sign not in alone and stands_in(each, shared) and not stands_in(each, own)
    )
    return caused, frozenset(alone - of_shapes.keys())


def unsettled(results: Mapping[T, Checked], most: int) -> list[T]:
    """Return units to be judged one by one, of those whose pack changes findings on shared files.

    What a pack changes counts only if one unit is enough for it. Where a unit that was judged
    alone does the same, it does not matter which of a pack's units does. For each other change some
    units are returned, at least one pack of `most`; none where all changes are accounted for.
    """
    packs: dict[frozenset[str], list[T]] = {}
    settled: set[str] = set()
    for unit, known in results.items():
        if known.jointly:
            packs.setdefault(_changes(known), []).append(unit)
        else:
            settled |= _changes(known)
    units: list[T] = []
    for changes, members in packs.items():
        if not changes <= settled:
            settled |= changes
            units += members[:most]
    return units


def _changes(known: Checked) -> frozenset[str]:
    """Return marks of the findings on shared groups that a unit adds, and of those it removes."""
    return frozenset({*(f"+{mark(each)}" for each in known.caused), *known.cured})


def judged(known: Checked, articles: Iterable[Checked]) -> Checked:
    """Return what is known of shared groups once all articles were judged beside them."""
    every = list(articles)
    cured = frozenset().union(*(each.cured for each in every))
    causing = sorted((f for each in every for f in each.caused), key=lambda f: f.message)
    if not cured and not causing:
        return known
    caused: dict[str, Finding] = {}
    for finding in causing:
        caused.setdefault(mark(finding), finding)
    kept = (each for each in known.findings if not each.shape or mark(each) not in cured)
    return replace(known, findings=(*kept, *(caused[sign] for sign in sorted(caused))))
