"""Links between articles, checked beside the claims that they join and no more of the articles.

Every article that links join would otherwise have to be judged with all others in one graph. Of an
article is loaded what links are about: which of its resources are claims, and where they are made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.check import batches, undescribed
from claimgraph.check.groups import Checked
from claimgraph.claims.links import FOLDER, PASSAGE, SOURCE
from claimgraph.vocab import ARTICLE, GRAPH, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import pyoxigraph as ox

    from claimgraph.check.groups import Group
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project

_OF_CLAIMS = (RDF + "type", PASSAGE)


def holds_links(group: Group) -> bool:
    """Tell whether a group is the links between articles, and no article."""
    return group.graph == GRAPH + FOLDER


def ends(groups: Sequence[Group]) -> frozenset[str]:
    """Return the IRIs that links lead to, in N-Triples syntax; of files that can be read."""
    loaded = (one for group in groups for one in batches.loaded(group.files, []))
    every = (str(quad.object) for one in loaded for quad in one.quads)
    return frozenset(iri for iri in every if iri[0] == "<")


def homes(wanted: Iterable[str], checked: Mapping[tuple[Group, ...], Checked]) -> list[Group]:
    """Return the groups that describe what links lead to, by what is known of all, in order."""
    by_slug = {f"<{group.namespace}": group for unit in checked for group in unit}
    groups: set[Group] = set()
    others: set[str] = set()
    for iri in wanted:
        home = by_slug.get(iri[: iri.find("/", len(ARTICLE) + 1) + 1])
        if home is not None and iri.startswith(f"<{ARTICLE}"):
            groups.add(home)
        else:
            others.add(iri)
    for unit, known in checked.items():
        if not others.isdisjoint(known.defines):
            groups.update(unit)
    return sorted(groups, key=lambda group: group.graph)


def judged(
    project: Project,
    stamp: str,
    engine: str,
    links: Sequence[Group],
    shared: Sequence[Group],
    alone: AbstractSet[str],
    articles: Sequence[Group],
) -> Checked:
    """Check links beside what all share and the claims of the articles that they join."""
    wanted = ends(links)
    near, unread = _near(articles, wanted)
    described = {str(quad.subject) for one in near for quad in one.quads}
    if spaces := {undescribed.namespace(iri) for iri in wanted - described}:
        # Something is missing: what it may be meant to be is looked for among all of its kin.
        near, unread = _near(articles, wanted, spaces)
    results = batches.checked(project, stamp, [links], shared, engine, alone=alone, near=near)
    known = Checked.merged(results)
    return known if not unread else _without_ends(known)


def _without_ends(known: Checked) -> Checked:
    """Return what is known of links, but for ends that a file which cannot be read may describe."""
    kept = tuple(
        each
        for each in known.findings
        if each.rule not in ("undescribed", "link-subject", "link-object")
    )
    return replace(known, findings=kept)


def _near(
    articles: Iterable[Group], wanted: AbstractSet[str], spaces: AbstractSet[str] = frozenset()
) -> tuple[list[Loaded], list[str]]:
    """Return what articles' files say of claims that are wanted, or of all in some namespaces.

    With it come lines on files that cannot be read.
    """
    unread: list[str] = []
    files = (one for group in articles for one in batches.loaded(group.files, unread))
    near = [replace(one, quads=tuple(_told(one.quads, wanted, spaces))) for one in files]
    return near, unread


def _told(
    quads: Iterable[ox.Quad], wanted: AbstractSet[str], spaces: AbstractSet[str]
) -> Iterator[ox.Quad]:
    for quad in quads:
        predicate, subject = quad.predicate.value, str(quad.subject)
        if predicate == SOURCE or (
            predicate in _OF_CLAIMS
            and (subject in wanted or (spaces and undescribed.namespace(subject) in spaces))
        ):
            yield quad
