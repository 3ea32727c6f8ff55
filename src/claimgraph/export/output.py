"""An export from its source to where it goes: what stands in the way, and what is lost."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from claimgraph import export, text
from claimgraph import files as atomic
from claimgraph.errors import ProjectError, UsageError
from claimgraph.export import afar, archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from claimgraph.export import Form, Source
    from claimgraph.graph.inputs import Input
    from claimgraph.graph.project import RdfFile

_MEND = "free some space, allow it, or name another place with --output"


def files(inputs: Sequence[Input]) -> list[RdfFile]:
    """Return the files that inputs ask for."""
    return [
        file for one in inputs for file in one.files if one.only is None or file.name in one.only
    ]


def source(inputs: Sequence[Input], cluster: str | None = None) -> Source:
    """Return what inputs ask for as what is exported; the first one's project is its project.

    Where a `cluster` is named, its workers read the files.
    """
    chosen = files(inputs)
    made = export.of_files(inputs[0].project, chosen)
    if cluster is None:
        return made
    places = [one.project.root for one in inputs]
    return replace(made, streams=lambda: afar.streams(chosen, cluster, places))


def must_be_free(output: Path | None, form: Form, inputs: Sequence[Input]) -> None:
    """Raise UsageError where the output is of another kind than the form, or what is read.

    All files of a project are: those that nobody asked to export are not to be lost either.
    """
    several = form.media_type == archive.MEDIA_TYPE
    if output is None:
        if several and text.seen(sys.stdout):
            raise UsageError(
                f"{form.name} is several files, no text for a terminal or a pipeline's log: "
                "name a folder or a .zip with --output"
            )
        return
    if not _in_folder(output, form):
        if output.is_dir():
            name = f"claimgraph{form.extension}"
            raise UsageError(f"{output}: is a folder: name a file in it, such as {output / name}")
        if output.resolve() in {file.path.resolve() for one in inputs for file in one.files}:
            raise UsageError(f"{output}: is what is exported: name another file with --output")
        return
    if output.exists() and not output.is_dir():
        raise UsageError(
            f"{output}: is a file, and {form.name} is several: name a folder or a .zip"
        )
    here = output.resolve()
    data = [(one.project.root / "data").resolve() for one in inputs]
    if any(here.is_relative_to(one) or one.is_relative_to(here) for one in data):
        raise UsageError(
            f"{output}: is where the data is that is exported: name a folder of its own, "
            f"such as {form.name}"
        )


def must_keep_spelling(form: Form) -> None:
    """Raise UsageError where a form hashes how values are written, which a store does not keep.

    Of `1.50` Oxigraph's keeps 1.5, of 24:00 the next day's 00:00: another hash for the same files.
    """
    if form.name == "canonical":
        raise UsageError(
            "a store keeps values, not how they were written (1.50 becomes 1.5), so its canonical "
            "form is not that of the files: canonicalise the files"
        )


def _in_folder(output: Path, form: Form) -> bool:
    return form.media_type == archive.MEDIA_TYPE and output.suffix.lower() != ".zip"


def write(source: Source, form: Form, output: Path | None) -> list[str]:
    """Write a source to a file, or to standard output; return what the user should know.

    A form of several files goes into a folder where `output` is not a `.zip`. A file is written
    whole or not at all. Raises ProjectError where it cannot be, and what reading the source raises.
    """
    graphs: set[object] = set()

    def watched(quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in quads:
            graphs.add(quad.graph_name)
            yield quad

    followed = source
    if form.kind == "triples":
        followed = replace(source, streams=lambda: map(watched, source.streams()))
    if output and _in_folder(output, form):
        return _unpacked(followed, form, output)
    with (
        atomic.replacing(output, _MEND) if output else text.standard_output(_spelling(form)) as out
    ):
        hashing = atomic.Hashing(out)
        form.write(followed, cast("BinaryIO", hashing) if form.name == "canonical" else out)
    if form.name == "canonical":
        return [f"SHA-256 {hashing.digest.hexdigest()}"]
    if len(graphs) > 1:
        return [
            f"{len(graphs)} named graphs became one, {form.name} has no names for them: "
            "take trig, nquads or jsonld to keep them"
        ]
    return []


def _spelling(form: Form) -> text.Spelling | None:
    if form.media_type == archive.MEDIA_TYPE:
        return None
    return text.reference if "xml" in form.media_type else text.backslash_u


def _unpacked(source: Source, form: Form, folder: Path) -> list[str]:
    """Write the files into the folder; return a line about files that look like theirs."""
    packed = io.BytesIO()
    form.write(source, packed)
    try:
        written = archive.unpack(packed.getvalue(), folder)
    except OSError as error:
        raise ProjectError(f"{folder}: cannot be written ({error.strerror}): {_MEND}") from error
    suffixes = {path.suffix for path in written}
    others = [path for path in folder.iterdir() if path.suffix in suffixes and path not in written]
    if not others:
        return []
    return [
        f"{folder} holds {len(others)} more file{'s' if len(others) != 1 else ''} such as "
        f"{min(others).name}, not of this export: delete what an earlier one left"
    ]
