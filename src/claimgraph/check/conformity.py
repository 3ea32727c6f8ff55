"""Says in one line whether data conforms to the shapes, for those who export it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from claimgraph.check import run
from claimgraph.errors import ClaimgraphError, ClusterError, UsageError
from claimgraph.findings import Report, Severity
from claimgraph.processes import memory_by_default

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.graph.inputs import Input


def line(inputs: Sequence[Input], *, strict: bool, cluster: str | None = None) -> str | None:
    """Return a line that counts the findings in data that does not conform to the shapes.

    None where it does; raises UsageError instead of the line if `strict`, and ClusterError.
    """
    try:
        report = Report.merged(
            run.check(one, seconds=run.SECONDS, memory=memory_by_default(), cluster=cluster)
            for one in inputs
        )
    except ClusterError:
        raise
    except ClaimgraphError as error:
        if strict:
            raise
        return f"the data was exported without validation ({error})"
    if not report.exit_code(Severity.VIOLATION):
        return None
    counts = Counter(finding.severity for finding in report.findings)
    counted = " and ".join(
        f"{counts[one]} {one.value}{'s' if counts[one] != 1 else ''}"
        for one in (Severity.VIOLATION, Severity.WARNING)
        if counts[one]
    )
    line = f"the data does not conform ({counted or 'not all could be checked'})"
    if strict:
        raise UsageError(f"{line}, nothing was written: mend what claimgraph check lists")
    return f"{line}: claimgraph check lists what to mend"
