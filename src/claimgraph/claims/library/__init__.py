"""Many articles as one library: an index beside them, in which words and ways are looked up.

The index is one SQLite file, brought up to date article by article. It may be deleted at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from claimgraph.claims.library.library import Library
    from claimgraph.graph.project import Project


def opened(
    project: Project,
    store: Path | None = None,
    watched: Callable[[list[str]], Iterable[str]] = lambda graphs: graphs,
) -> Library:
    """Open the index of a project's files, or of a store on disk, and bring it up to date.

    `watched` is given the graphs that are to be read. Raises ProjectError, SyntaxFault, StoreError
    for what cannot be read.
    """
    from claimgraph.claims.library.library import Library
    from claimgraph.claims.library.places import Files, Stored

    if store is None:
        return Library(Files(project), watched)
    from claimgraph.graph.stores.disk import OnDisk

    return Library(Stored(OnDisk(store), store, project), watched)
