"""Weighs the articles of a project apart, on the workers of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.api import units
from claimgraph.claims.weighing import apart, rows
from claimgraph.errors import UsageError
from claimgraph.processes import in_order
from claimgraph.questions import catalogue, naming

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rdflib.term import Node

    from claimgraph.api.held import Watched
    from claimgraph.api.units import Shared
    from claimgraph.claims.weighing.apart import Gathered, Part
    from claimgraph.claims.weighing.table import Table
    from claimgraph.graph.project import Project, RdfFile

_REFUSED = "claims cannot be weighed article by article"


def weigh(
    project: Project,
    table: Table,
    cluster: str,
    until: str | None = None,
    watched: Watched = lambda items, _what, _total: items,
    *,
    whole: bool = False,
) -> tuple[Gathered, dict[Node, str]]:
    """Weigh all claims of a project; return how they stand, and what the things there are called.

    With `whole` of all claims, else of theses and pillars; what came after the day `until` is left
    out. Raises UsageError, QuestionError where articles describe what all share, ProjectError and
    SyntaxFault for a broken file, and ClusterError.
    """
    vocabulary = catalogue.vocabulary(project)
    divided = units.divided(project, vocabulary, None, watched, cluster, _REFUSED)
    files = {groups: divided.files(article) for article, groups in divided.of.items()}
    tasks = [(divided.shared, each, table, until, whole) for each in ((), *files.values())]
    labels: dict[Node, str] = {}

    def parts() -> Iterator[Part]:
        with units.executing(project, len(tasks), cluster) as workers:
            results = in_order(workers, _part, tasks, 1)
            common, _ = next(results)
            if common.weighed or common.left_out:
                raise UsageError(
                    f"{_REFUSED}: some are in no article, and all articles may bear on them: "
                    "leave out --cluster"
                )
            yield common
            for one, called in watched(results, "Weighing", len(files)):
                labels.update(called)
                yield one

    return apart.gathered(parts(), whole=whole), labels


def _part(
    shared: Shared, files: Sequence[RdfFile], table: Table, until: str | None, whole: bool
) -> tuple[Part, dict[Node, str]]:
    """Weigh some articles; return with it what the things in its rows are called."""
    with units.store(shared, files) as (store, loaded):
        part = apart.part(store.union, table, until, whole=whole)
        together = apart.gathered([part], whole=whole)
        shown = rows.standings(together, together.standings)
        return part, naming.labels(shown.solutions, store, loaded)
