"""Files by their named graphs, and what is known of each graph once it has been checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph.graph import ties
from claimgraph.graph.project import RdfFile
from claimgraph.graph.ties import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claimgraph.findings import Finding


@dataclass(frozen=True)
class Group:
    """The files of one named graph: an article, or what articles share."""

    graph: str
    files: tuple[RdfFile, ...]

    @property
    def namespace(self) -> str:
        """Where the IRIs of an article's own resources begin."""
        return ties.namespace(self.graph)


@dataclass(frozen=True)
class Checked:
    """What is known of a group once it has been checked beside the shared ones.

    `defines` and `refers` are IRIs outside the group's own namespace: subjects, and objects that
    neither the group nor a shared one describes. `caused` are the findings on shared groups that
    this one adds, `cured` the marks of those that it removes (`bearing.mark`). `jointly` says that
    the groups of a pack do so together: each of them may do less.
    """

    findings: Sequence[Finding] = ()
    triples: int = 0
    unchecked: tuple[str, ...] = ()
    defines: frozenset[str] = field(default_factory=frozenset)
    refers: frozenset[str] = field(default_factory=frozenset)
    caused: tuple[Finding, ...] = ()
    cured: frozenset[str] = field(default_factory=frozenset)
    jointly: bool = False

    @property
    def said(self) -> Said:
        """What may tie the group to others."""
        defines, refers = ({iri[1:-1] for iri in some} for some in (self.defines, self.refers))
        return Said(defines, refers)

    @classmethod
    def merged(cls, results: Iterable[Checked]) -> Checked:
        """Return what is known of several groups as one."""
        all_of = list(results)
        return cls(
            findings=tuple(dict.fromkeys(f for each in all_of for f in each.findings)),
            triples=sum(each.triples for each in all_of),
            unchecked=tuple(line for each in all_of for line in each.unchecked),
            defines=frozenset().union(*(each.defines for each in all_of)),
            refers=frozenset().union(*(each.refers for each in all_of)),
            caused=tuple(dict.fromkeys(f for each in all_of for f in each.caused)),
            cured=frozenset().union(*(each.cured for each in all_of)),
            jointly=any(each.jointly for each in all_of),
        )


def grouped(files: Iterable[RdfFile]) -> list[Group]:
    """Return the files by their named graphs, in order."""
    members_of: dict[str, list[RdfFile]] = defaultdict(list)
    for file in files:
        members_of[file.graph].append(file)
    return [Group(graph, tuple(members)) for graph, members in members_of.items()]
