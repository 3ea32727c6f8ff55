"""The stored questions that tell what articles lack, by what each of their rows is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claimgraph.errors import UsageError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.project import Project


@dataclass(frozen=True)
class Gap:
    """Something that an article may lack: `thing` is the column of what lacks it."""

    name: str
    question: str
    thing: str
    sparql: str = ""


GAPS = (
    Gap("unsupported", "unsupported-claims", "claim"),
    Gap("undated", "undated-events", "claim"),
    Gap("unused", "orphans", "claim"),
    Gap("unlinked", "unlinked", "claim"),
    Gap("unreviewed", "unreviewed", "claim"),
    Gap("undated-source", "undated-sources", "source"),
    Gap("unnamed-source", "unnamed-evidence", "source"),
)
NAMES = tuple(gap.name for gap in GAPS)


def chosen(names: Iterable[str] | None) -> tuple[str, ...]:
    """Return the names of gaps that are wanted, all by default; UsageError for an unknown one."""
    wanted = tuple(dict.fromkeys(names or NAMES))
    for name in wanted:
        if name not in NAMES:
            raise UsageError(f"no gap '{name}': choose from {', '.join(NAMES)}")
    return wanted


def asked(project: Project) -> tuple[Gap, ...]:
    """Return what may be lacking, with the text of each stored question, about all articles.

    A project may have questions of its own in the place of shipped ones. Raises what finding and
    binding a question raise.
    """
    nothing = Embedded()
    return tuple(
        replace(gap, sparql=catalogue.bound(catalogue.find(project, gap.question), {}, nothing))
        for gap in GAPS
    )
