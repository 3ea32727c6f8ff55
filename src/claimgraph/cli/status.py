"""`claimgraph status`."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimgraph.text import one_line

if TYPE_CHECKING:
    from claimgraph.claims.progress import Progress

# So many sentences and names are listed as text, and so much of a sentence.
_SHOWN = 5
_WORDS = 70


def status(
    slug: Annotated[
        str | None, typer.Argument(help="An article, by name, label or IRI (default: all).")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Name all that is missing, not the first few.")
    ] = False,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
) -> None:
    """Show how far each capture is, what is unfinished, and which sentences come next."""
    from claimgraph.claims import fetching
    from claimgraph.claims.capture import Captured
    from claimgraph.claims.progress import progress
    from claimgraph.cli import options, terminal
    from claimgraph.text import backslash_u, for_programs

    terminal.must_be_form(form, ("text", "json"))
    captured = Captured.of(options.project(project))
    known = [progress(captured, iri) for iri in fetching.selected(captured.graph, slug)]
    if form == "json":
        out = for_programs(sys.stdout, backslash_u)
        out.write(json.dumps([_fields(one) for one in known], ensure_ascii=False, indent=2) + "\n")
        return
    for one in known:
        for line in _lines(one, whole=gaps):
            sys.stdout.write(f"{_broken(one_line(line))}\n")


def _broken(line: str) -> str:
    """Return a line broken between words where a terminal is narrower, and whole anywhere else."""
    if not sys.stdout.isatty():
        return line
    width = shutil.get_terminal_size().columns
    return textwrap.fill(
        line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _fields(one: Progress) -> dict[str, Any]:
    fields = asdict(one)
    if one.sentences is not None:
        fields["sentences"] |= {"covered": one.sentences.covered}
    return fields


def _lines(one: Progress, *, whole: bool) -> list[str]:
    """Return what is told of a capture, a line each; what is not missing is left out."""
    lines = [f"{one.slug}: {one.label}"]
    sentences = one.sentences
    if sentences is None:
        lines.append("  sentences  the text is not at hand: name it with text: to count them")
    else:
        share = f" ({100 * sentences.covered // sentences.number} %)" if sentences.number else ""
        drafted = f", {sentences.drafted} by drafts alone" if sentences.drafted else ""
        lines.append(
            f"  sentences  {sentences.covered} of {sentences.number} covered by claims"
            f"{share}{drafted}"
        )
    lines.append(f"  claims     {one.claims}")
    for what, names in (
        ("drafts", one.drafts),
        ("without restatement", one.unrestated),
        ("without evidence or argument", one.unsupported),
        ("in no argument", one.unlinked),
        ("events without a date", one.undated),
    ):
        if names:
            shown = names if whole else names[:_SHOWN]
            more = ", …" if len(shown) < len(names) else ""
            lines.append(f"  {what}: {len(names)} ({', '.join(shown)}{more})")
    waiting = sentences.waiting if sentences is not None else ()
    for words in waiting if whole else waiting[:_SHOWN]:
        lines.append(f"  next: {words[:_WORDS]}{' …' if len(words) > _WORDS else ''}")
    return lines
