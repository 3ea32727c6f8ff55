"""Writes a picture where it belongs: an .svg or a .png file, or standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph import files, text
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIXES = (".svg", ".png")


def must_be_picture(output: Path | None) -> None:
    """Raise UsageError for a file that is not named as a picture."""
    if output and output.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{output}: a picture is an .svg or a .png file: name it so")


def write(drawn: str, output: Path | None) -> None:
    """Write SVG to a file, as PNG where its name says so, whole or not at all, or print it.

    Raises PictureError without what PNG needs, ProjectError for a file that cannot be written.
    """
    if output is None:
        with text.standard_output(text.reference) as out:
            out.write(f"{drawn}\n".encode())
        return
    data = f"{drawn}\n".encode()
    if output.suffix.lower() == ".png":
        from claimgraph.pictures import svg

        data = svg.png(drawn)
    with files.replacing(output, "name another place with --output") as out:
        out.write(data)
