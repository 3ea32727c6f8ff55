"""Work in processes of its own, each piece of which is ended when it takes too long."""

from __future__ import annotations

import logging
from concurrent.futures import as_completed
from functools import cached_property
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from pebble import ProcessPool

T = TypeVar("T")


class Workers:
    """`most` processes, and `seconds` for a piece of work; use it as a context.

    Without a limit, a single worker is this process itself.
    """

    def __init__(self, most: int = 1, seconds: float | None = None) -> None:
        self.seconds = seconds
        self._most = most

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if "_pool" in vars(self):
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    @cached_property
    def _pool(self) -> ProcessPool:
        from pebble import ProcessPool

        # Not forked: threads of a parent (a progress bar's) would leave their locks behind.
        return ProcessPool(
            self._most,
            initializer=logging.getLogger("rdflib").setLevel,
            initargs=(logging.getLogger("rdflib").getEffectiveLevel(),),
            context=get_context("spawn"),
        )

    def results(
        self, function: Callable[..., T], pieces: Sequence[tuple[Any, ...]], times: int = 1
    ) -> Iterator[tuple[int, T | Exception]]:
        """Call a function with each of the pieces; yield their places and what came of them.

        That is a TimeoutError for one that took longer than `times` the limit, and was ended, and
        another exception for one whose process failed or died. They come as they are done.
        """
        if self.seconds is None and self._most == 1:
            yield from ((place, function(*piece)) for place, piece in enumerate(pieces))
            return
        limit = None if self.seconds is None else self.seconds * times
        running: dict[Future[T], int] = {
            self._pool.schedule(function, args=piece, timeout=limit): place
            for place, piece in enumerate(pieces)
        }
        for future in as_completed(list(running)):
            # Results are not kept here once they are handed on.
            place = running.pop(future)
            error = future.exception()
            yield place, error if isinstance(error, Exception) else future.result()
