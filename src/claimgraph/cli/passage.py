"""`claimgraph passage`: passages against the article's text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.text import backslash_u, for_programs

if TYPE_CHECKING:
    from claimgraph.findings import Finding

app = typer.Typer(no_args_is_help=True, help="Verify passages against the text, or find new ones.")

Text = Annotated[Path, typer.Option("--text", metavar="FILE", help="The article's text, in UTF-8.")]
Slug = Annotated[
    str | None,
    typer.Option("--article", metavar="SLUG", help="The article, where the text does not tell."),
]


@app.command()
def verify(
    text: Text,
    path: Annotated[Path, typer.Argument(help="The project, or a folder in it.")] = Path(),
    write: Annotated[
        bool, typer.Option("--write", help="Mend positions and digests in the Turtle files.")
    ] = False,
    article: Slug = None,
) -> None:
    """Verify every passage, and what is captured of it, against the text.

    Exits with 0 where nothing disagrees with the text, with 1 where something does, with 2 where
    the text is not the article's.
    """
    from claimgraph.claims import capture
    from claimgraph.cli import options
    from claimgraph.graph import project

    # What claimgraph ships may be read anywhere, but is written only where someone works on it.
    source = project.find(path) if write else options.project(path)
    outcome = capture.outcome(source, capture.read(text), article, write=write)
    for finding in outcome.mended:
        sys.stdout.write(f"{_line(finding, 'Mended.')}\n")
    for finding in outcome.verdict.all_findings:
        sys.stdout.write(f"{_line(finding)}\n")
    sys.stdout.write(f"{outcome.verdict}\n")
    raise typer.Exit(0 if outcome.verdict.agrees else 1)


@app.command()
def find(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="The passage's first words.")],
    last: Annotated[str, typer.Argument(metavar="LAST", help="Its last words.")],
    text: Text,
    article: Slug = None,
) -> None:
    """Print a passage as Turtle, to put into article.ttl.

    It goes from the first words to where the last words come first after them.
    """
    from claimgraph.claims import capture, proposals

    source = proposals.nearby(Path())
    proposal = proposals.propose(source, capture.read(text), (first, last), article)
    for note in proposal.notes:
        sys.stderr.write(f"note: {note}\n")
    for_programs(sys.stdout, backslash_u).write(proposal.turtle)


def _line(finding: Finding, hint: str | None = None) -> str:
    """Write a finding in one line: how grave, what, where, what to do."""
    grave = "error" if finding.severity.value == "violation" else finding.severity.value
    word = "moved" if finding.rule == "text-moved" else grave
    subject = finding.subject or ""
    where = f" ({finding.location})" if finding.location else ""
    told = f"{subject[:1].lower()}{subject[1:]} {finding.message}{where}"
    return f"{word}: {told}: {hint or finding.hint}"
