"""Writes an imported capture into a project's folder, whole or not at all."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from claimgraph.errors import ProjectError, UsageError
from claimgraph.files import abandoned, temporary_folder
from claimgraph.graph.project import CAPTURES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The files of a capture with claims: an earlier one is not left beside a new one.
_WHOLE = ("article.ttl", "claims.ttl", "arguments.ttl", "evidence.ttl", *CAPTURES)

# What is being written, and what it takes the place of, under the name that this had.
_PREFIX = ".import-"
_OLD = "old"


def restore(data: Path) -> list[Path]:
    """Put back the articles that imports were killed over; return their folders.

    Raises ProjectError where one cannot be put back.
    """
    restored = []
    for left in abandoned(data, _PREFIX):
        for old in (left / _OLD).glob("*"):
            folder = data / old.name
            if folder.exists():
                continue
            try:
                old.rename(folder)
            except OSError as error:
                raise ProjectError(
                    f"{folder}: an import was stopped, and {old} cannot be put back "
                    f"({error.strerror}): move it there"
                ) from error
            restored.append(folder)
        shutil.rmtree(left, ignore_errors=True)
    return restored


def must_be_free(folder: Path, names: Mapping[str, str], *, replace: bool) -> None:
    """Raise UsageError where a file is in the way and may not be replaced.

    A capture with claims is a folder of its own; sources alone go beside one that is there.
    """
    if replace or not folder.exists():
        return
    if "claims.ttl" in names:
        raise UsageError(
            f"{folder}: is there already: choose another --slug, or replace it with --replace"
        )
    for name in names:
        if (folder / name).exists():
            raise UsageError(f"{folder / name}: is there already: replace it with --replace")


def write(folder: Path, files: Mapping[str, str], *, replace: bool = False) -> None:
    """Write files into a folder; of several, all or none.

    With `replace` the files of a capture are replaced and others stay as they are. Raises
    UsageError where something is in the way, ProjectError where the folder cannot be written.
    """
    must_be_free(folder, files, replace=replace)
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(_PREFIX, folder.parent) as name:
            new = name / "new"
            if folder.exists():
                shutil.copytree(folder, new, symlinks=True)
            else:
                new.mkdir()
            for file in _WHOLE if "claims.ttl" in files else ():
                (new / file).unlink(missing_ok=True)
            for file, text in files.items():
                (new / file).unlink(missing_ok=True)
                (new / file).write_text(text, encoding="utf-8", newline="")
            old = name / _OLD / folder.name
            old.parent.mkdir()
            if folder.exists():
                folder.rename(old)
            try:
                new.rename(folder)
            except OSError:
                if old.exists():
                    old.rename(folder)
                raise
    except OSError as error:
        for one in made:
            with suppress(OSError):
                one.rmdir()
        why = error.strerror or error
        raise ProjectError(
            f"{folder}: cannot be written ({why}): allow it or name another folder with -o"
        ) from error
