"""`claimgraph new` and `claimgraph draft`: a capture is begun, and claims are proposed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.text import one_line


def new(
    slug: Annotated[
        str, typer.Argument(help="Name of the article: data/SLUG/ is made, its IRIs have it.")
    ],
    text: Annotated[
        Path,
        typer.Option("--text", metavar="FILE", help="The article: .txt, .md, .html, .pdf, .docx."),
    ],
    project: Annotated[
        Path, typer.Option(help="The project's folder, or where one is to begin.")
    ] = Path(),
) -> None:
    """Begin the capture of an article: its sections, and each sentence as a passage."""
    from claimgraph.claims.notation import capturing

    begun = capturing.begin(capturing.root_of(project), slug, text)
    name = one_line(str(begun.file))
    sys.stdout.write(
        f"{name}: {begun.sentences} sentences in {begun.sections} sections wait for their claims\n"
        f"next: claimgraph draft {slug}, or write claims into the file; then claimgraph check\n"
    )


def draft(
    slug: Annotated[
        str | None, typer.Argument(help="The article; needed where there are several.")
    ] = None,
    project: Annotated[Path, typer.Option(help="The project, or a folder in it.")] = Path(),
) -> None:
    """Propose a claim for each sentence that has none, for a person to finish."""
    from claimgraph.claims.notation import capturing
    from claimgraph.graph import project as projects

    made = capturing.draft(projects.find(project), slug)
    name = one_line(made.file)
    if not made.claims and not made.left:
        sys.stdout.write(f"{name}: every sentence has a claim\n")
        return
    sys.stdout.write(
        f"{name}: {made.claims} drafts added; give each a label and a restatement, or delete it\n"
    )
    if made.actors:
        actors, file = one_line(", ".join(made.actors)), one_line(made.listed_in)
        sys.stdout.write(f"{file}: new actors to be looked at: {actors}\n")
    for words in made.left:
        sys.stderr.write(f"no section for: {one_line(words[:60])} …\n")
