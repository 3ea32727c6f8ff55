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


def mark(finding: Finding) -> str:
    """Return what is equal for a shape's same result, however its message names things.

    A blank node goes by its place, for each reading of a file gives it another label.
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
    """Return the findings on shared files that come beside own ones, and marks of those that go.

    `alone` are the marks of what is found without; files are given by name. What is held back, for
    it may rest on statements that were not read, goes too.
    """
    of_shapes = {mark(each): each for each in findings if each.shape}
    caused = tuple(
        each
        for sign, each in of_shapes.items()
        if sign not in alone and stands_in(each, shared) and not stands_in(each, own)
    )
    return caused, frozenset(alone - of_shapes.keys())


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
