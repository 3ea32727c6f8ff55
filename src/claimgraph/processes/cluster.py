"""Work on other machines: the workers of a Dask cluster, each with confined processes of its own.

A worker of Dask has connections, which a stranger's shapes and queries must not; so it hands each
task to a process that has none, with the limits of one machine. What it runs is what
`Processes` runs. Tasks travel as pickles: docs/security.md says who may be on the network.
"""

from __future__ import annotations

import logging
import platform
import uuid
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures import wait as until
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from itertools import islice
from math import ceil
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.errors import ClusterError
from claimgraph.processes.limited import Limited, Together
from claimgraph.processes.machine import memory_of_machine, processors
from claimgraph.processes.pool import Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


T = TypeVar("T")
Call = tuple["Callable[..., Any]", tuple[Any, ...]]

LOCAL = "local"
# Calls in a message: each is of some ten articles, so that a message is hundreds of them.
_TOGETHER = 20
# Messages under way or waiting for each thread of the cluster; more would only fill its memory.
_AHEAD = 3
# Seconds for the scheduler to answer, and for workers to be there, at first and when all are lost.
_CONTACT, _WORKERS = 10, 60
# Seconds after which somebody looks whether workers are left.
_LOOK = 5.0


class Cluster(Limited, Together):
    """The workers of the Dask scheduler at an address; `local` is one in this process.

    `memory` are the bytes that the tasks of a worker may take together, at most three quarters
    of what the worker itself may; `places` are folders that each worker must be able to read.
    A worker that dies costs its tasks again. Raises ClusterError where there is no scheduler or no
    worker, and where they go away.
    """

    def __init__(
        self,
        address: str,
        *,
        seconds: float | None = None,
        memory: int | None = None,
        places: Sequence[Path] = (),
    ) -> None:
        self.seconds = seconds
        self.address = address
        self._name = f"claimgraph-{uuid.uuid4().hex}"
        self._own: Any = None
        self._client = self._connected(address)
        self._executor: Executor = self._client.get_executor(pure=False)
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS)
            # Sent to each worker once, and to each that joins later.
            self._client.register_plugin(_plugin(memory, tuple(places)), name=self._name)
        except BaseException as error:
            self._close()
            if not isinstance(error, Exception) or isinstance(error, ClusterError):
                raise
            if isinstance(error, TimeoutError):
                raise ClusterError(
                    f"{address}: no worker is there: start some, with `dask worker {address}`"
                ) from error
            raise ClusterError(
                f"{address}: a worker refused the work ({_line(error)}): "
                "have the same claimgraph and Python on all machines"
            ) from error

    def _connected(self, address: str) -> Any:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise ClusterError(
                "a cluster needs Dask: pip install 'claimgraph[cluster]', here and at its workers"
            ) from error
        # What it tells of lost connections is told once, in a line of ours.
        for name in ("", ".client", ".core", ".worker", ".scheduler", ".comm", ".nanny"):
            logging.getLogger(f"distributed{name}").setLevel(logging.CRITICAL)
        try:
            if address == LOCAL:
                # In this process: nothing listens for work.
                self._own = distributed.LocalCluster(
                    n_workers=1,
                    threads_per_worker=processors(),
                    processes=False,
                    # They serve a page each, which no other machine is to see.
                    dashboard_address="127.0.0.1:0",
                    worker_dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            else:
                # A client that begins with what is no address complains again as it ends.
                distributed.comm.get_address_host_port(address)
            return distributed.Client(
                self._own or address, timeout=_CONTACT, set_as_default=False, name="claimgraph"
            )
        except (OSError, ValueError, TimeoutError, TypeError) as error:
            raise ClusterError(
                f"{address}: no Dask scheduler answers there ({_line(error)}): "
                "check the address, which is that of `dask scheduler`, such as tcp://HOST:8786"
            ) from error

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a function called on a worker; it and its arguments are pickled."""
        return self._executor.submit(_one, self._name, self.seconds, fn, args, kwargs)

    def within(self, seconds: float | None) -> Executor:
        """Return this cluster as an Executor of tasks with another time limit."""
        return _Within(self, seconds)

    def completed(
        self, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        """Call a function with each of the tasks, many in a message; see `completed`."""
        return self._completed(self.seconds, fn, list(tasks))

    def in_order(
        self, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        """Do so in the order of the tasks; what waits for its turn is held, some messages long."""
        return self._completed(self.seconds, fn, list(tasks), in_order=True)

    def _completed(
        self,
        seconds: float | None,
        fn: Callable[..., T],
        tasks: Sequence[tuple[Any, ...]],
        *,
        in_order: bool = False,
    ) -> Iterator[tuple[int, T | Exception]]:
        size = max(1, min(_TOGETHER, ceil(len(tasks) / (self._threads() * 4))))
        starts = iter(range(0, len(tasks), size))
        running: dict[Future[list[T | Exception]], int] = {}
        while True:
            for start in islice(starts, max(0, self._threads() * _AHEAD - len(running))):
                calls: list[Call] = [(fn, task) for task in tasks[start : start + size]]
                running[self._executor.submit(_several, self._name, seconds, calls)] = start
            if not running:
                return
            for future in self._done(islice(running, 1 if in_order else None)):
                start = running.pop(future)
                try:
                    results = future.result()
                except CancelledError as error:
                    raise self._gone() from error
                except Exception as error:
                    # Several workers have died of it: each of its calls is told of.
                    results = [error] * min(size, len(tasks) - start)
                yield from enumerate(results, start)

    def _done(self, awaited: Iterable[Future[Any]]) -> set[Future[Any]]:
        """Return what is done, as soon as anything is; raises ClusterError where nobody works."""
        running = list(awaited)
        begin = monotonic()
        while True:
            done, _ = until(running, timeout=_LOOK, return_when="FIRST_COMPLETED")
            if done:
                return done
            if self._threads():
                begin = monotonic()
            elif monotonic() - begin > _WORKERS:
                raise ClusterError(
                    f"{self.address}: no worker is left: start some and run the command again"
                )

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError, ValueError, RuntimeError, AttributeError) as error:
            raise self._gone() from error

    def _gone(self) -> ClusterError:
        return ClusterError(
            f"{self.address}: the scheduler went away: start it and run the command again"
        )

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Take no more tasks, and let go of the cluster."""
        self._close()

    def kill(self) -> None:
        """Cancel what is under way, and let go of the cluster."""
        with suppress(Exception):
            self._executor.shutdown(wait=False)
        self._close()

    def _close(self) -> None:
        with suppress(Exception):
            self._client.unregister_worker_plugin(self._name)
        for each in filter(None, (self._client, self._own)):
            with suppress(Exception):
                each.close(timeout=_CONTACT)


class _Within(Together):
    def __init__(self, cluster: Cluster, seconds: float | None) -> None:
        self._cluster = cluster
        self._seconds = seconds

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        own = self._cluster
        return own._executor.submit(_one, own._name, self._seconds, fn, args, kwargs)

    def completed(
        self, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        return self._cluster._completed(self._seconds, fn, list(tasks))

    def in_order(
        self, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        return self._cluster._completed(self._seconds, fn, list(tasks), in_order=True)


def _line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _versions() -> tuple[str, ...]:
    return (version("claimgraph"), *platform.python_version_tuple()[:2])


# ── On the worker ────────────────────────────────────────────────────────────────────────────────


def _plugin(memory: int | None, places: tuple[Path, ...]) -> Any:
    from distributed import WorkerPlugin

    # Made here, for only who has Dask can have its classes.
    class Confined(WorkerPlugin):
        """The confined processes of a worker."""

        def __init__(self) -> None:
            self.versions = _versions()
            self.here = Path.cwd()

        def setup(self, worker: Any) -> None:
            """Start with the first task; raises ClusterError where the work cannot be done."""
            self.processes = processes_of(worker, memory, places, self.here, self.versions)

        def teardown(self, worker: Any) -> None:  # noqa: ARG002
            """End the processes."""
            self.processes.kill()

    return Confined()


def processes_of(
    worker: Any, memory: int | None, places: Iterable[Path], here: Path, versions: tuple[str, ...]
) -> Processes:
    """Return the confined processes of a Dask worker, one for each of its threads.

    Raises ClusterError where it is of another version, or cannot read one of the places.
    """
    mine = _versions()
    if mine != versions:
        raise ClusterError(
            f"{worker.address} has claimgraph, Python {mine}, the command has {versions}"
        )
    for place in places:
        if not place.exists():
            raise ClusterError(
                f"{worker.address} cannot read {place}: put it on a disk that all machines share"
            )
    most = worker.memory_manager.memory_limit or memory_of_machine()
    share = most * 3 // 4
    threads = worker.state.nthreads
    share = (share if memory is None else min(share, memory)) // threads
    # The names of files that a message tells are those that the command sees.
    return Processes(threads, memory=share, folder=here if here.is_dir() else None)


def _processes(name: str) -> Processes:
    from distributed import get_worker

    plugin: Any = get_worker().plugins[name]
    processes: Processes = plugin.processes
    return processes


def _one(
    name: str,
    seconds: float | None,
    fn: Callable[..., T],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> T:
    return _processes(name).within(seconds).submit(fn, *args, **kwargs).result()


def _several(name: str, seconds: float | None, calls: Sequence[Call]) -> list[Any]:
    """Return the results of calls, one after the other; of each that failed its exception."""
    executor = _processes(name).within(seconds)
    results = []
    for fn, args in calls:
        try:
            results.append(executor.submit(fn, *args).result())
        except Exception as error:
            results.append(error)
    return results
