"""Work in processes of its own: an Executor (PEP 3148) whose tasks have limits and may die.

Each process has one task at a time and pipes of its own, so that none takes another with it
when it is ended. It is not started by `multiprocessing`: whoever imports claimgraph need not guard
the main module for it. It ends with the process that started it, however that one ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.processes.limited import Carried as Carried
from claimgraph.processes.limited import completed as completed
from claimgraph.processes.limited import in_order as in_order
from claimgraph.processes.machine import memory_by_default as memory_by_default
from claimgraph.processes.machine import memory_of_machine as memory_of_machine
from claimgraph.processes.machine import processors as processors
from claimgraph.processes.pool import Processes as Processes
from claimgraph.processes.process import DeathError as DeathError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from claimgraph.processes.limited import Limited


def executor(
    most: int,
    *,
    seconds: float | None = None,
    memory: int | None = None,
    cluster: str | None = None,
    places: Sequence[Path] = (),
) -> Limited:
    """Return what work is done by: `most` processes here, or the workers of a Dask cluster.

    `memory` is for all processes here together, or for all of a worker; `places` are folders that
    workers have to read. Raises ClusterError.
    """
    if cluster is None:
        return Processes(most, seconds=seconds, memory=None if memory is None else memory // most)
    from claimgraph.processes.cluster import Cluster

    return Cluster(cluster, seconds=seconds, memory=memory, places=places)
