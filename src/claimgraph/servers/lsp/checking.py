"""Checks a project with what an editor has not saved, and weighs it: the work of the process."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.check import run
from claimgraph.check.cache import InMemory
from claimgraph.graph import loading
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import Project, described, real
from claimgraph.processes.confinement import give_back
from claimgraph.vocab import ARTICLE, GRAPH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from claimgraph.findings import Finding, Report
    from claimgraph.graph.project import RdfFile

# The graph of what articles share.
_SHARED = f"{GRAPH}registry"
# A finding's rule, message, focus node and value.
Known = tuple[str, str, str, str]


@dataclass(frozen=True)
class Checkup:
    """What a check found, by the real paths of files; `unchecked` as in a report.

    `covered` are the files that it tells of, where these are not all.
    """

    findings: Mapping[Path, tuple[Finding, ...]]
    unchecked: tuple[str, ...]
    covered: frozenset[Path] | None = None


@lru_cache(maxsize=1)
def _kept() -> InMemory:
    """Return the results that this process keeps: each keystroke makes one."""
    return InMemory()


def check(root: Path, alone: Path | None, unsaved: Mapping[Path, str], here: Path) -> Checkup:
    """Check a project, or a file `alone` that is in none.

    `here` is the folder to which findings' files are relative.
    """
    with loading.unsaved(unsaved):
        project = Project(root)
        files = project.data_files if alone is None else (described(alone),)
        report = run.check(Input(project, files), cache=_kept(), apart=True)
    found = Checkup(_by_file(report, here), report.unchecked)
    give_back()
    return found


def check_near(root: Path, near: Path, unsaved: Mapping[Path, str], here: Path) -> Checkup | None:
    """Check the article of a file beside what articles share; None for what is no article's.

    What other articles have to do with it a check of the project tells.
    """
    with loading.unsaved(unsaved):
        project = Project(root)
        own = next((one for one in project.data_files if real(one.path) == near), None)
        if own is None or _is_shared(own):
            return None
        files = [one for one in project.data_files if one.graph == own.graph or _is_shared(one)]
        report = run.check(Input(project, tuple(files)), cache=_kept(), apart=True)
    covered = frozenset(real(one.path) for one in files if one.graph == own.graph)
    other = f"<{ARTICLE}", f"<{ARTICLE}{own.graph.removeprefix(GRAPH)}/"
    kept = (
        one
        for one in report.findings
        if not (one.value or "").startswith(other[0]) or (one.value or "").startswith(other[1])
    )
    return Checkup(_by_file(replace(report, findings=tuple(kept)), here), (), covered)


def articles(root: Path) -> list[Path]:
    """Return a file of each article of a project, by which `check_near` checks it."""
    files = (one for one in Project(root).data_files if not _is_shared(one))
    return list({one.graph: real(one.path) for one in files}.values())


def _is_shared(file: RdfFile) -> bool:
    """Tell whether a file is of the registry, or beside the articles' folders."""
    return file.graph == _SHARED or file.path.parent.name == "data"


def _by_file(report: Report, here: Path) -> dict[Path, tuple[Finding, ...]]:
    by_name: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.location is not None:
            by_name[finding.location.file].append(finding)
    # Two names may lead to one file.
    by_path: dict[Path, list[Finding]] = defaultdict(list)
    for name, some in by_name.items():
        by_path[real(here / name)] += some
    return {path: tuple(some) for path, some in by_path.items()}


def proven(
    root: Path,
    alone: Path | None,
    unsaved: Mapping[Path, str],
    here: Path,
    tries: Sequence[Mapping[Path, str]],
    wanted: Known | None,
) -> list[bool]:
    """Tell which texts make findings fewer by the one that is wanted, and by no other more.

    Without one it is enough that there are no more.
    """
    before = counted(check(root, alone, unsaved, here))
    told = []
    for texts in tries:
        after = counted(check(root, alone, {**unsaved, **texts}, here))
        better = wanted is None or after[wanted] < before[wanted]
        told.append(better and not worse(before, after))
    return told


def worse(before: Counter[Known], after: Counter[Known]) -> list[Known]:
    """Return the findings that there are more of afterwards.

    While a file was not wholly read, or a namespace misspelt, other findings were held back; only
    those are compared that would have been told.
    """
    hid = any(one[0] in _HIDING for one in before)
    more = [one for one in after if after[one] > before[one] and one[0] != "unread"]
    return [one for one in more if not hid or one[0] == "syntax"]


# Rules whose findings hold others back, and what tells of those.
_HIDING = ("syntax", "unread")


def known(finding: Finding) -> Known:
    """Return what a finding is known by wherever it stands."""
    return finding.rule, finding.message, finding.focus or "", finding.value or ""


def counted(checkup: Checkup) -> Counter[Known]:
    """Count findings, wherever they stand."""
    return Counter(known(one) for some in checkup.findings.values() for one in some)


def standings(root: Path, unsaved: Mapping[Path, str], graph: str) -> dict[str, str]:
    """Return how the claims of an article stand, by their IRIs: `accepted 3`."""
    from claimgraph.claims.weighing import table, weighing
    from claimgraph.graph.stores.memory import Embedded

    with loading.unsaved(unsaved):
        project = Project(root)
        shared = f"{graph.rpartition('/')[0]}/registry"
        files = [file for file in project.data_files if file.graph in (graph, shared)]
        files += project.vocabulary_files
        quads = [quad for file in files for quad in loading.load(file).quads]
    weighed = weighing.weigh(Embedded(quads).union, table.table(root))
    return {str(one.iri): str(one) for one in weighed.standings}
