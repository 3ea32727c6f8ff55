"""`claimgraph import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph import imports as forms
from claimgraph.claims.sssom import NAME as SSSOM
from claimgraph.claims.sssom import SUFFIX as SSSOM_SUFFIX
from claimgraph.errors import UsageError
from claimgraph.text import one_line


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the other tool has written.")],
    slug: Annotated[
        str | None,
        typer.Option(help="Name of the article: data/SLUG/ is written, and its IRIs have it."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORM",
            help=f"{', '.join((*forms.NAMES, SSSOM))} (default: by suffix and content).",
        ),
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The article's text (default: the one in FILE)."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Project to write (default: current project)."
        ),
    ] = None,
    claims: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL", help="Label of marks that are claims; repeat for several."),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One document of a FILE that holds several."),
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the article.")] = "",
    author: Annotated[str, typer.Option(help="Author of the article.")] = "",
    publisher: Annotated[
        str, typer.Option(help="Publisher of the article (default: its author).")
    ] = "",
    issued: Annotated[
        str, typer.Option(metavar="DATE", help="Date of publication: 2024, 2024-05, 2024-05-17.")
    ] = "",
    url: Annotated[str, typer.Option(help="Web address of the article.")] = "",
    language: Annotated[
        str, typer.Option(metavar="TAG", help="Language of the text (default: FILE's, else en).")
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a capture that is there already.")
    ] = False,
) -> None:
    """Write what another tool has marked as a capture in data/SLUG/, for a person to finish.

    What cannot be carried over, and what is provisional, is listed on standard error. SSSOM's
    mappings become links between articles, in data/links/.
    """
    from claimgraph.graph.project import shown
    from claimgraph.imports.run import Request, run

    if form == SSSOM or (form is None and file.name.lower().endswith(SSSOM_SUFFIX)):
        _links(file, output, author)
        return
    if slug is None:
        raise UsageError("which article is it? name its folder in data/ with --slug")
    header = {
        "title": title,
        "author": author,
        "publisher": publisher,
        "issued": issued,
        "url": url,
        "language": language,
    }
    done = run(
        Request(file, slug, form, text, output, document, tuple(claims or ()), replace, header)
    )
    for restored in done.restored:
        sys.stderr.write(f"{shown(restored)}: put back: an earlier import of it was stopped\n")
    for line in done.capture.left_out:
        sys.stderr.write(f"left out: {_one_line(line)}\n")
    for line in done.capture.to_do:
        sys.stderr.write(f"to do: {_one_line(line)}\n")
    counts = ", ".join(
        f"{number} {what}{'' if number == 1 else 's'}"
        for number, what in (
            (done.capture.claims, "claim"),
            (done.capture.arguments, "argument"),
            (done.capture.sources, "source"),
        )
    )
    sys.stdout.write(f"{done.folder}: {counts} from {done.form.title}\n")


def _links(file: Path, output: Path | None, author: str) -> None:
    from claimgraph.graph import project as projects
    from claimgraph.imports import sssom

    done = sssom.run(projects.find(output or Path()), file, author)
    for line in done.left_out:
        sys.stderr.write(f"left out: {_one_line(line)}\n")
    for path in done.files:
        sys.stdout.write(f"{projects.shown(path)}: written\n")
    number = f"{done.links} link{'' if done.links == 1 else 's'}"
    sys.stdout.write(f"{number} from SSSOM\n")


def _one_line(line: str) -> str:
    return one_line(" ".join(line.split()))
