"""`claimgraph check --watch`: again at every save, with the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

    from claimgraph.check import Check


def watch(wanted: Check, out: TextIO) -> None:
    """Check, and check again whenever a file of the project is saved, until interrupted.

    After the first time only what is new is told, and what is gone.
    """
    from watchfiles import watch as saves

    from claimgraph.check.baseline import difference
    from claimgraph.check.reports import text
    from claimgraph.errors import ClaimgraphError
    from claimgraph.graph.inputs import resolve

    roots = [each.project.root for each in resolve(wanted.paths)]
    # An empty turn now and then lets watching begin before the first check, which takes its time.
    saved = saves(*roots, yield_on_timeout=True, rust_timeout=100)
    next(saved, None)
    before = wanted.report()
    text.write(before, out)
    out.write("Watching; Ctrl+C ends it.\n")
    out.flush()
    for files in saved:
        if not files:
            continue
        try:
            after = wanted.report()
        except ClaimgraphError as error:
            # A project in the middle of being saved is no reason to stop watching it.
            out.write(f"not checked: {error}\n")
            out.flush()
            continue
        new, gone = difference(before, after)
        for finding in gone:
            place = f"{finding.location}: " if finding.location else ""
            out.write(
                f"mended: {place}{finding.subject or ''} {finding.message} [{finding.rule}]\n"
            )
        text.findings(new, out)
        out.write(f"{text.verdict(after)}\n")
        out.flush()
        before = after
