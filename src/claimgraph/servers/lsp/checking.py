"""Checks a project with what an editor has not saved, and weighs it: the work of the process."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.check import run
from claimgraph.check.kept import InMemory, Packed, unpacked
from claimgraph.claims.links import FOLDER
from claimgraph.graph import loading
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import Project, described, real
from claimgraph.processes.confinement import give_back
from claimgraph.vocab import ARTICLE, GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from claimgraph.check.groups import Checked
    from claimgraph.findings import Finding
    from claimgraph.graph.project import RdfFile

# The graph of what articles share.
_SHARED = f"{GRAPH}registry"
# That of links between articles, which are checked beside the claims that they join.
_LINKS = GRAPH + FOLDER
# A finding's rule, message, focus node and value.
Known = tuple[str, str, str, str]


@dataclass(frozen=True)
class Checkup:
    """What a check found, by the real paths of files; `unchecked` as in a report.

    Files of which the same was known are left out; `marks` are what that is known by.
    `covered` are the files that it tells of, where these are not all.
    """

    findings: Mapping[Path, tuple[Finding, ...]]
    unchecked: tuple[str, ...]
    covered: frozenset[Path] | None = None
    marks: Mapping[Path, bytes] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _kept() -> InMemory:
    """Return the results that this process keeps: each keystroke makes one."""
    return InMemory()


def check(
    root: Path,
    alone: Path | None,
    unsaved: Mapping[Path, str],
    here: Path,
    known: Mapping[Path, bytes] | None = None,
) -> Checkup:
    """Check a project, or a file `alone` that is in none; `known` are marks of what is known.

    `here` is the folder to which findings' files are relative.
    """
    with loading.unsaved(unsaved):
        if alone is None:
            seen = _seen(root, anew=True)
        else:
            seen = Seen(Project(root), ((real(alone), described(alone)),))
        wanted = Input(seen.project, tuple(one for _, one in seen.files))
        pieces = run.pieces(wanted, _kept(), seen.edited(unsaved))
    found = _told(pieces, here, known or {}, None)
    give_back()
    return found


def check_near(
    root: Path,
    near: Path,
    unsaved: Mapping[Path, str],
    here: Path,
    known: Mapping[Path, bytes] | None = None,
) -> Checkup | None:
    """Check the article of a file beside what articles share; None for what is no article's.

    What other articles have to do with it a check of the project tells, and which files there are.
    """
    with loading.unsaved(unsaved):
        seen = _seen(root)
        own = next((one for path, one in seen.files if path == near), None)
        if own is None or _is_shared(own) or own.graph == _LINKS:
            return None
        files = [
            (path, one) for path, one in seen.files if one.graph == own.graph or _is_shared(one)
        ]
        wanted = Input(seen.project, tuple(one for _, one in files))
        pieces = run.pieces(wanted, _kept(), seen.edited(unsaved), near=True)
    covered = frozenset(path for path, one in files if one.graph == own.graph)
    slug = own.graph.removeprefix(GRAPH)
    return _told(pieces, here, known or {}, covered, f"<{ARTICLE}{slug}/")


def _told(
    pieces: Iterable[Checked],
    here: Path,
    known: Mapping[Path, bytes],
    covered: frozenset[Path] | None,
    within: str | None = None,
) -> Checkup:
    """Return what is not known yet; of articles' names only those `within` a namespace, if any."""
    held: dict[Path, list[bytes]] = defaultdict(list)
    unchecked: list[str] = []
    for each in pieces:
        unchecked += each.unchecked
        packed = each.findings if isinstance(each.findings, Packed) else Packed(each.findings)
        for name, part in packed.files.items():
            if name:  # what stands in no file is shown nowhere
                held[real(here / name)].append(part)  # two names may lead to one file
    findings: dict[Path, tuple[Finding, ...]] = {}
    marks: dict[Path, bytes] = {}
    for path in (known.keys() | held.keys()) if covered is None else covered:
        some = held.get(path, [])
        mark = hashlib.blake2b(b"".join(some)).digest() if some else b""
        if known.get(path, b"") == mark:
            continue
        every = [one for part in some for one in unpacked(part)]
        kept = [one for one in every if within is None or not _is_of_another(one, within)]
        marks[path] = mark if len(kept) == len(every) else mark + b"in part"
        if known.get(path) != marks[path]:
            findings[path] = run.in_order(kept)
    return Checkup(findings, () if covered else tuple(unchecked), covered, marks)


def _is_of_another(finding: Finding, article: str) -> bool:
    """Tell whether a finding is about the name of another article."""
    name = finding.value or ""
    return name.startswith(f"<{ARTICLE}") and not name.startswith(article)


@dataclass(frozen=True)
class Seen:
    """A project whose files were looked for: they with their real paths, its folders' times."""

    project: Project
    files: tuple[tuple[Path, RdfFile], ...]
    times: tuple[tuple[Path, int | None], ...] = ()

    @classmethod
    def now(cls, root: Path) -> Seen:
        """Look for the files of a project."""
        project = Project(root)
        folders = {one.path.parent for one in (*project.data_files, *project.vocabulary_files)}
        folders |= {root / name for name in ("data", "ontology", "ontology/shapes")}
        times = tuple((path, _stamp(path)) for path in folders)
        return cls(project, tuple((real(one.path), one) for one in project.data_files), times)

    def edited(self, unsaved: Mapping[Path, str]) -> frozenset[str]:
        """Return the graphs of files that an editor has open."""
        return frozenset(one.graph for path, one in self.files if path in unsaved)


@lru_cache(maxsize=1)
def _projects() -> dict[Path, Seen]:
    """Return the projects whose files were looked for."""
    return {}


def _seen(root: Path, *, anew: bool = False) -> Seen:
    """Return a project whose files are looked for where a folder of its has changed, or `anew`."""
    known = _projects()
    if anew or root not in known or any(_stamp(path) != time for path, time in known[root].times):
        known[root] = Seen.now(root)
    return known[root]


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def articles(root: Path) -> list[Path]:
    """Return a file of each article of a project, by which `check_near` checks it."""
    files = ((path, one) for path, one in _seen(root).files if not _is_shared(one))
    return list({one.graph: path for path, one in files}.values())


def _is_shared(file: RdfFile) -> bool:
    """Tell whether a file is of the registry, or beside the articles' folders."""
    return file.graph == _SHARED or file.path.parent.name == "data"


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
