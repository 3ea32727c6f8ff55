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
    typer.Option(
        "--article", metavar="SLUG", help="Article; needed when the text does not identify it."
    ),
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
    text: Text,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIRST LAST",
            help='First and last words of each passage, or "first … last" as one argument.',
            show_default=False,
        ),
    ] = None,
    lines: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="More passages, one a line (-: from stdin)."),
    ] = None,
    article: Slug = None,
    namespace: Annotated[
        str | None,
        typer.Option(
            metavar="IRI",
            help="Namespace of the article's IRI; the IRI itself without --article.",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Local name of the passage; one for each (default: its first words)."),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(help="Label of the passage; one for each (default: its first words)."),
    ] = None,
    section: Annotated[
        list[str] | None,
        typer.Option(
            help="Name or label of the section; one for all or for each "
            "(default: that of the passages around)."
        ),
    ] = None,
    at: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Choice among several places where the words fit."),
    ] = None,
) -> None:
    """Print passages as Turtle, to put into article.ttl.

    Each starts at FIRST and ends at the next LAST. Exits with 2, and prints none, where one is not
    found or stands in several places.
    """
    from claimgraph.claims import capture, proposals

    requests = proposals.wanted(
        proposals.given(words or ()),
        capture.decoded(lines).split("\n") if lines else (),
        "stdin" if str(lines) == "-" else str(lines),
        names=name or (),
        labels=label or (),
        sections=section or (),
    )
    source = proposals.nearby(Path())
    proposal = proposals.propose(source, capture.read(text), requests, article, namespace, at or ())
    for fault in proposal.faults:
        sys.stderr.write(f"claimgraph: {fault}\n")
    if proposal.faults:
        raise typer.Exit(2)
    for note in proposal.notes:
        sys.stderr.write(f"note: {note}\n")
    for_programs(sys.stdout, backslash_u).write(proposal.turtle)


def _line(finding: Finding, hint: str | None = None) -> str:
    """Write a finding in one line: how grave, what, where, what to do."""
    grave = "error" if finding.severity.value == "violation" else finding.severity.value
    word = "moved" if finding.rule == "text-moved" else grave
    subject = finding.subject or ""
    where = f" ({finding.location})" if finding.location else ""
    statement = f"{subject[:1].lower()}{subject[1:]} {finding.message}{where}"
    return f"{word}: {statement}: {hint or finding.hint}"
