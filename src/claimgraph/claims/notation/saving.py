"""Reads a capture to be edited, and writes it back unless its file has changed meanwhile."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.errors import ProjectError
from claimgraph.files import locked, opened_regular, replacing
from claimgraph.graph.project import leads_out, not_followed

if TYPE_CHECKING:
    from pathlib import Path

_BOM = "\ufeff"


@dataclass(frozen=True)
class Draft:
    """The text of a capture as its file held it, and the digest of the file's bytes.

    The digest is empty where there is no file yet.
    """

    path: Path
    text: str
    digest: str


def opened(path: Path) -> Draft:
    """Return a capture's text to edit; that of a file which is not there is empty.

    Raises ProjectError for a file that cannot be read, and for one out of the project.
    """
    content = _bytes(path)
    if content is None:
        return Draft(path, "", "")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    return Draft(path, text.removeprefix(_BOM), _digest(content))


def saved(draft: Draft, text: str) -> Draft:
    """Write a draft's new text into its file at once, and return it as a draft.

    Raises ProjectError where the file is not as the draft has it, or cannot be written.
    """
    # Of two that write at once the second finds what the first has written.
    with locked(draft.path.parent):
        content = _bytes(draft.path)
        if (_digest(content) if content is not None else "") != draft.digest:
            raise ProjectError(
                f"{draft.path}: has changed since it was read: look at it, and make the edit again"
            )
        mark = _BOM if content and content.startswith(_BOM.encode()) else ""
        written = (mark + text).encode("utf-8")
        with replacing(draft.path, "check disk space and permissions") as out:
            out.write(written)
    return Draft(draft.path, text, _digest(written))


def _bytes(path: Path) -> bytes | None:
    if leads_out(path):
        raise ProjectError(not_followed(str(path)))
    try:
        with opened_regular(path) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        mend = "allow reading it" if isinstance(error, PermissionError) else "put a file there"
        raise ProjectError(f"{path}: cannot be read ({error.strerror}): {mend}") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
