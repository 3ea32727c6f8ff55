"""What all executors of claimgraph's work have in common, wherever they run it."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager
    from types import TracebackType

T = TypeVar("T")


class Limited(Executor):
    """An Executor whose tasks may take so many `seconds`, and may die; use it as a context.

    A task's Future raises TimeoutError for one that took longer than its limit, MemoryError for one
    that needed more, and DeathError for one whose process died; these end no other task.
    """

    seconds: float | None

    @abstractmethod
    def within(self, seconds: float | None) -> Executor:
        """Return this executor with another time limit of a task."""

    @abstractmethod
    def kill(self) -> None:
        """End all work, whatever it is doing."""

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        # Who is interrupted waits for nobody.
        self.kill() if kind else self.shutdown()


@dataclass(frozen=True)
class Carried:
    """A function whose task comes from afar: its process has no connections, its owner may have.

    `around` is a context that is entered by the owner, with the task's arguments; it gives those
    that `work` is called with in the process, and is left when that is done.
    """

    around: Callable[..., AbstractContextManager[tuple[Any, ...]]]
    work: Callable[..., Any]

    def called(self, work: Callable[[tuple[Any, ...]], T], args: tuple[Any, ...]) -> T:
        """Return what is made of the arguments by something that calls `work` with them."""
        with self.around(*args) as near:
            return work(near)

    def __call__(self, *args: Any) -> Any:
        """Do it all in this process."""
        return self.called(lambda near: self.work(*near), args)


class Together(Executor):
    """An Executor that takes several tasks at a time, since each message to it costs."""

    @abstractmethod
    def completed(
        self, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        """Do as `completed` does."""

    @abstractmethod
    def in_order(
        self, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        """Do as `completed` does, in the order of the tasks."""


def completed(
    executor: Executor, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[int, T | Exception]]:
    """Call a function with each of the tasks; yield their places and results, as they are done.

    The result of one that failed is its exception.
    """
    if isinstance(executor, Together):
        yield from executor.completed(fn, tasks)
        return
    running = {executor.submit(fn, *task): place for place, task in enumerate(tasks)}
    for future in as_completed(list(running)):
        # Results are not kept here once they are handed on.
        place, error = running.pop(future), future.exception()
        if error is not None and not isinstance(error, Exception):
            raise error
        yield place, error or future.result()


def in_order(
    executor: Executor, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]], ahead: int
) -> Iterator[T]:
    """Call a function with each of the tasks; yield the results in the order of the tasks.

    At most `ahead` tasks of processes of this machine are under way or done and not yet asked for.
    Raises what the first task raises that fails.
    """
    if isinstance(executor, Together):
        for _, result in executor.in_order(fn, tasks):
            if isinstance(result, Exception):
                raise result
            yield result
        return
    running: deque[Future[T]] = deque()
    for task in tasks:
        running.append(executor.submit(fn, *task))
        if len(running) >= ahead:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()
