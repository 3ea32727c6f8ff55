"""How articles bear on findings about what they share, such as the actors of the registry.

A shape may look from a shared node into articles: a state that some article has as a buyer, an
actor whom none mentions. All articles in one graph would tell; each is judged beside the shared
groups alone, and so a finding on these is told where it stands without any article and none takes
it away, or where one article is enough for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.check.faults import stands_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from claimgraph.check.groups import Checked
    from claimgraph.findings import Finding

# What tells that others were held back: their absence shows nothing.
_HELD_BACK = ("syntax", "unread")


def mark(finding: Finding) -> str:
    """Return what is equal for a shape's same result, however its message names things."""
    f = finding
    same = (f.shape, f.component, f.focus, f.path, f.value, f.occurrence)
    return hashlib.blake2b(repr(same).encode(), digest_size=16).hexdigest()


def marks(known: Checked) -> frozenset[str]:
    """Return the marks of what shapes find in shared groups without an article."""
    return frozenset(mark(finding) for finding in known.findings if finding.shape)


def brought(
    findings: Iterable[Finding],
    alone: AbstractSet[str],
    shared: AbstractSet[str],
    own: AbstractSet[str],
) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """Return the findings on shared files that come beside own ones, and marks of those that go.

    `alone` are the marks of what is found without; files are given by name.
    """
    told = list(findings)
    beside = {
        mark(each): each
        for each in told
        if each.shape and stands_in(each, shared) and not stands_in(each, own)
    }
    caused = tuple(each for sign, each in beside.items() if sign not in alone)
    sure = not any(each.rule in _HELD_BACK for each in told)
    return caused, frozenset(alone - beside.keys()) if sure else frozenset()


def judged(known: Checked, articles: Iterable[Checked]) -> Checked:
    """Return what is known of shared groups once all articles were judged beside them."""
    every = list(articles)
    cured = frozenset().union(*(each.cured for each in every))
    caused = {mark(finding): finding for each in every for finding in each.caused}
    if not cured and not caused:
        return known
    kept = (each for each in known.findings if not each.shape or mark(each) not in cured)
    return replace(known, findings=(*kept, *(caused[sign] for sign in sorted(caused))))
