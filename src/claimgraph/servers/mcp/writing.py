"""The tool that writes: drafts, into one capture, re-checked; nothing that a person accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.check import drafting
from claimgraph.claims.notation import capturing
from claimgraph.claims.notation.capturing import TEXT
from claimgraph.errors import ProjectError, UsageError
from claimgraph.findings import Severity
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import CAPTURES, NOTATION
from claimgraph.servers.mcp import results, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.check.drafting import Edit
    from claimgraph.graph.project import RdfFile
    from claimgraph.servers.mcp.snapshot import Opened, Snapshot


def draft_put(
    opened: Opened, article: str, edits: Sequence[Edit], assistant: str, *, dry_run: bool
) -> results.Put:
    """Make edits in an article's capture, all or none, unless a rule would be broken."""
    now = opened.now
    if not now.writable:
        raise UsageError("these articles are claimgraph's own: work in a project, with --project")
    file = _file(now, article)
    made = drafting.put(now.project, file, edits, assistant, now.checked, write=not dry_run)
    grave = [one for one in made.new if one.severity is Severity.VIOLATION]
    listing, more = shown.listed(grave or made.new, detail=False)
    return results.Put(
        written=not made.why,
        file=file.name,
        drafts=len(made.drafts),
        new=listing,
        more=more,
        gone=made.gone,
        why=shown.cut(made.why),
    )


def _file(now: Snapshot, article: str) -> RdfFile:
    """Return an article's capture, or the one that begins beside the article's text."""
    folder = now.folder(article)
    held = [file for file in now.project.data_files if file.path.parent == folder]
    if any(file.format == NOTATION for file in held):
        file = capturing.typed(now.project, article)
        loading.must_be_plain(file)
        return file
    if held:
        return capturing.typed(now.project, article)  # which says what to do
    path = folder / CAPTURES[0]
    if path.is_symlink() or not (folder / TEXT).is_file():
        raise ProjectError(f"data/{article}: has no {TEXT}: a person puts the article's text there")
    described = projects.described(path, now.project.root / "data")
    return replace(described, name=projects.shown(path))
