"""Forms of several files: one zip archive, the same bytes for the same files, or a folder."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPE = "application/zip"
# The earliest time that zip can write: the time of the export would make every archive another one.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def pack(files: Mapping[str, bytes], out: BinaryIO) -> None:
    """Write files, by name, as a zip archive with the name order and times fixed."""
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            # Stored, not compressed: what zlib makes of the same bytes depends on its version.
            entry.compress_type = zipfile.ZIP_STORED
            entry.external_attr = _READABLE
            entry.create_system = 3  # as on Unix, wherever it is made
            archive.writestr(entry, files[name])


def unpack(packed: bytes, folder: Path) -> list[Path]:
    """Write the files of an archive made by `pack` into a folder and return their paths, sorted.

    All of them or, where one cannot be written, none. Raises OSError.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (
            zipfile.ZipFile(io.BytesIO(packed)) as archive,
            tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as aside,
        ):
            archive.extractall(aside)
            return [
                (Path(aside) / name).replace(folder / name) for name in sorted(archive.namelist())
            ]
    except BaseException:
        if made:
            folder.rmdir()
        raise
