"""Templates as they were compiled the last time, in a folder of the user's caches."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import jinja2

from claimgraph.check.cache import key, program

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.bccache import Bucket


class Compiled(jinja2.FileSystemBytecodeCache):
    """Jinja's own cache of bytecode; a folder that cannot be read or written holds nothing."""

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        super().__init__(str(folder))

    def get_source_checksum(self, source: str) -> str:
        """Return what a template's bytecode depends on: no other version's is trusted."""
        return key([program(), source])

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if there is something to fill it with."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a bucket, if that can be done."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
