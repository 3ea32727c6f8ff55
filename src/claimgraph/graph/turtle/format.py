"""Turtle files in the form that claimgraph exports: the same graph, comments in their places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import ProjectError, UsageError
from claimgraph.files import replacing
from claimgraph.graph import canonical, loading
from claimgraph.graph import project as projects
from claimgraph.graph.turtle import reader, remarks, tokens, writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from claimgraph.graph.project import RdfFile


@dataclass(frozen=True)
class Formatted:
    """A file as it is and as it should be; `lost` are the comments that have no place in it."""

    file: RdfFile
    before: str
    after: str
    lost: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Tell whether the file is in another form, the ends of its lines and its mark counted."""
        return self.before != self.after


def files(paths: Iterable[Path]) -> list[RdfFile]:
    """Return the Turtle files that paths name, those under a folder in order of their names.

    Raises ProjectError for what is missing and UsageError for another format.
    """
    turtle_files: dict[Path, RdfFile] = {}
    for path in paths:
        if not path.exists():
            raise ProjectError(f"{path}: no such file or folder: check the path")
        if path.is_dir():
            some = [
                one
                for one in projects.rdf_files(path, path)
                if one.format == "turtle" and one.path.suffix.lower() != ".gz"
            ]
            if not some:
                raise ProjectError(f"{path}: holds no Turtle files: give a folder that does")
        else:
            some = [projects.described(path)]
            if some[0].format != "turtle":
                raise UsageError(
                    f"{path}: is not Turtle: convert it with claimgraph export --format turtle"
                )
            loading.must_be_plain(some[0])
        turtle_files |= {one.path.resolve(): one for one in some}
    return list(turtle_files.values())


def formatted(file: RdfFile, *, ordered: bool = True) -> Formatted:
    """Return a Turtle file in claimgraph's form; without `ordered` its subjects stay in order.

    Raises SyntaxFault for a file that does not parse, UsageError for RDF 1.2's syntax.
    """
    return _written(file, ordered=ordered)


def added(file: RdfFile, fact: ox.Quad) -> Formatted:
    """Return a Turtle file with a further fact about one of its subjects, in claimgraph's form.

    Subjects stay in their order. Raises what `formatted` does.
    """
    return _written(
        file, lambda some: _with(some, fact), lambda quads: [*quads, fact], ordered=False
    )


def without(file: RdfFile, subject: str) -> Formatted:
    """Return a Turtle file without what it says about an IRI, in claimgraph's form.

    Subjects stay in their order. Raises what `formatted` does.
    """

    def kept(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        return [quad for quad in quads if quad.subject != ox.NamedNode(subject)]

    def sections(some: Sequence[remarks.Section]) -> list[remarks.Section]:
        return [replace(one, quads=tuple(kept(one.quads))) for one in some]

    return _written(file, sections, kept, ordered=False)


def _with(sections: Sequence[remarks.Section], fact: ox.Quad) -> Sequence[remarks.Section]:
    """Return sections with a fact behind the last one about its subject."""
    made = list(sections)
    for number, one in enumerate(made):
        places = [at for at, quad in enumerate(one.quads, 1) if quad.subject == fact.subject]
        if places:
            quads = (*one.quads[: places[-1]], fact, *one.quads[places[-1] :])
            made[number] = replace(one, quads=quads)
            return made
    return [*made, remarks.Section((fact,))]


def _written(
    file: RdfFile,
    in_sections: Callable[[Sequence[remarks.Section]], Sequence[remarks.Section]] = list,
    in_graph: Callable[[Iterable[ox.Quad]], list[ox.Quad]] = list,
    *,
    ordered: bool,
) -> Formatted:
    loaded = loading.load(file)
    if loaded.fault:
        raise loaded.fault
    document = reader.read(loaded.text)
    _must_agree(file, loaded.quads, (one.quad for one in document.facts))
    read = document.remarks
    head = remarks.Head(tuple(read.header), read.prefix_comments)
    text = writer.document(
        in_sections(read.sections),
        read.prefixes,
        read.comments,
        head,
        ordered=ordered,
        spellings=document.tags,
    )
    before = _raw(file)
    if text == before:
        return Formatted(file, before, text)
    _must_agree(file, in_graph(loaded.quads), ox.parse(text, format=ox.RdfFormat.TURTLE))
    lost = Counter(tokens.comments(loaded.text)) - Counter(tokens.comments(text))
    return Formatted(file, before, text, tuple(sorted(lost.elements())))


def _must_agree(file: RdfFile, loaded: Iterable[ox.Quad], read: Iterable[ox.Quad]) -> None:
    """Raise UsageError unless what was read is the graph that was loaded, by RDFC-1.0."""
    try:
        same = canonical.same(canonical.union(loaded), read)
    except UsageError as error:
        raise UsageError(f"{file.name}: {error}") from error
    if not same:
        raise UsageError(
            f"{file.name}: cannot be formatted without changing its graph: "
            "leave it as it is and report it"
        )


def _raw(file: RdfFile) -> str:
    return loading.raw(file.path).decode()


def write(done: Formatted, *, force: bool = False) -> None:
    """Write a file in its new form, whole or not at all, if it is in another.

    Raises UsageError where comments would be lost and `force` is not given, ProjectError where the
    file cannot be written or has changed since it was read.
    """
    must_keep(done, force=force)
    if not done.changed:
        return
    if _raw(done.file) != done.before:
        raise ProjectError(f"{done.file.name}: changed while it was formatted: format it again")
    with replacing(done.file.path, "allow it or leave the file out") as new:
        new.write(done.after.encode())


def must_keep(done: Formatted, *, force: bool = False) -> None:
    """Raise UsageError where comments have no place in the new form, unless `force`."""
    if done.lost and not force:
        shown = ", ".join(f"‘{line[:40]}’" for line in done.lost[:3])
        more = f" and {len(done.lost) - 3} more" if len(done.lost) > 3 else ""
        raise UsageError(
            f"{done.file.name}: cannot keep {shown}{more}: "
            "move the comment, or drop it with --force"
        )
