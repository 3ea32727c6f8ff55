"""Keys of what a check depends on: of the files of a group, and of all that judges them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.check import stored_graphs
from claimgraph.check.cache import key, program
from claimgraph.errors import ProjectError
from claimgraph.graph import loading
from claimgraph.graph.project import NOTATION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from claimgraph.check.groups import Group
    from claimgraph.graph.project import Project, RdfFile

_ARTICLE = b"Article"
_TEXT = b"textFile"
# In the notation these keys say the same, however they are quoted; an escape may spell either.
_TYPED = {
    b"title": (_ARTICLE,),
    b"text": (_TEXT,),
    **dict.fromkeys((b"\\u", b"\\x"), (_ARTICLE, _TEXT)),
}
_AS_WRITTEN = {_ARTICLE: (_ARTICLE,), _TEXT: (_TEXT,)}


@dataclass(frozen=True)
class Keys:
    """Makes keys of files' bytes.

    With `by_time` a file is read again only when its time or size has changed: for who asks after
    each change, and keeps no result for longer than the process.
    """

    by_time: bool = False

    def of_rules(self, project: Project, engine: str) -> str:
        """Return a key of all that judges: the program, the engine, the vocabulary, the rules."""
        files = (*project.vocabulary_files, *project.shape_files)
        return key([program(), engine, *(part for file in files for part in self._content(file))])

    def of(self, group: Group) -> str:
        """Return a key of a group and what its files hold."""
        return key([group.graph, *self._contents(group)])

    def holds_article(self, group: Group) -> bool:
        """Tell whether an article may be in a group: its files have the word."""
        return any(_ARTICLE in self._content(file) for file in group.files)

    def _contents(self, group: Group) -> list[bytes]:
        parts = [part for file in group.files for part in self._content(file)]
        if _TEXT in parts:
            folders = sorted({file.path.parent for file in group.files})
            parts += [part for folder in folders for part in _texts(folder)]
        return parts

    def _content(self, file: RdfFile) -> tuple[bytes, ...]:
        """Return a file's name, a digest of its bytes, and words where an article may be in it, or
        the name of a text.

        Of one that cannot be read the reason is there instead. Of a store's graph nothing is
        remembered: here is only whether it is an article's.
        """
        name = file.name.encode("utf-8", "surrogateescape")
        if file.format == stored_graphs.STORED:
            return name, _ARTICLE if stored_graphs.is_article(file) else b""
        try:
            if self.by_time:
                with suppress(OSError):
                    return name, *_known(file.path, file.format, loading.stamp(file.path))
            return name, *_read(file.path, file.format)
        except ProjectError as error:
            return name, b"", str(error).encode("utf-8", "surrogateescape")


@lru_cache(maxsize=10_000)
def _known(path: Path, format: str, stamp: tuple[int, int]) -> tuple[bytes, ...]:  # noqa: A002, ARG001
    return _read(path, format)


def _read(path: Path, format: str) -> tuple[bytes, ...]:  # noqa: A002
    digest, end, found = hashlib.sha256(), b"", set[bytes]()
    words = _TYPED if format == NOTATION else _AS_WRITTEN
    for piece in loading.pieces(path):
        digest.update(piece)
        end += piece
        text = end.lower() if format == NOTATION else end
        found |= {each for word, meant in words.items() if word in text for each in meant}
        end = end[1 - len(_TEXT) :]
    return digest.digest(), *sorted(found)


def _texts(folder: Path) -> Iterator[bytes]:
    """Yield names and digests of the texts in a folder: an article may name one of them."""
    for path in sorted(folder.glob("*.txt")):
        with suppress(OSError):
            yield path.name.encode("utf-8", "surrogateescape")
            yield hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
