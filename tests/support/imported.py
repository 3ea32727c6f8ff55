"""A file as an import reads it, and as the command writes and checks it."""

from __future__ import annotations

from collections.abc import Mapping

from claimgraph import imports
from claimgraph.imports.model import Imported, Options


def read(
    form: str,
    source: str | bytes,
    beside: Mapping[str, bytes] | None = None,
    document: str | None = None,
    labels: tuple[str, ...] = (),
) -> Imported:
    """Return what a form reads from a file's content."""
    content = source.encode() if isinstance(source, str) else source
    return imports.form(form).read(content, Options("file", beside or {}, document, labels))
