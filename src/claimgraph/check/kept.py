"""Keeps what was found in this process, packed: for who checks again after each change."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, overload

from claimgraph.check.cache import Cache
from claimgraph.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from claimgraph.check.groups import Checked


class Packed(Sequence[Finding]):
    """Findings that are unpacked when somebody asks for them; `files` has them by their files."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        by_file: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_file[finding.location.file if finding.location else ""].append(finding)
        self.files: Mapping[str, bytes] = {
            name: zlib.compress(pickle.dumps(tuple(some)), 1) for name, some in by_file.items()
        }
        self._size = sum(map(len, by_file.values()))

    def __iter__(self) -> Iterator[Finding]:
        for held in self.files.values():
            yield from unpacked(held)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> Finding: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Finding, ...]: ...

    def __getitem__(self, at: int | slice) -> Finding | tuple[Finding, ...]:
        return tuple(self)[at]

    @property
    def bytes(self) -> int:
        """The memory that they take, more or less."""
        return sum(len(name) + len(held) + 100 for name, held in self.files.items())


def unpacked(held: bytes) -> tuple[Finding, ...]:
    """Return findings of one file of a `Packed`; it must come from a process of one's own."""
    findings: tuple[Finding, ...] = pickle.loads(zlib.decompress(held))
    return findings


class InMemory(Cache):
    """Results of this process alone; the user's cache is read, and nothing is written to it.

    They take up to `most` bytes.
    """

    def __init__(self, most: int = 16 << 20) -> None:
        super().__init__()
        self._most = most
        self._size = 0
        self._results: OrderedDict[str, tuple[Checked, int]] = OrderedDict()

    def get(self, key: str) -> Checked | None:
        """Return what is kept under a key, its findings `Packed`."""
        if key not in self._results:
            known = super().get(key)
            if known is None:
                return None
            self.put(key, known)
        self._results.move_to_end(key)
        return self._results[key][0]

    def put(self, key: str, checked: Checked) -> None:
        """Keep a result, in place of those that were of no use for longest."""
        if checked.unchecked:
            return
        findings = Packed(checked.findings)
        names = sum(len(name) + 100 for name in (*checked.defines, *checked.refers))
        size = findings.bytes + names + 1000
        if key in self._results:
            self._size -= self._results.pop(key)[1]
        self._results[key] = replace(checked, findings=findings), size
        self._size += size
        while self._size > self._most and len(self._results) > 1:
            self._size -= self._results.popitem(last=False)[1][1]
