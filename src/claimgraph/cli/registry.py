"""`claimgraph registry`: what all articles of a project share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import options
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.claims.registry import Match

_STOP = ("q", "quit", "stop")

app = typer.Typer(no_args_is_help=True, help="Look up the actors and things that articles share.")


@app.callback()
def _verbs() -> None:
    """Look up the actors and things that articles share."""


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="What the thing is called, or nearly.")],
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    limit: Annotated[int, typer.Option(min=1, metavar="ROWS", help="Maximum number of rows.")] = 5,
    service: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Ask this W3C reconciliation service instead of the registry."
        ),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
    layout: options.Laid = Layout.auto,
) -> None:
    """Find things of the registry by label, other names, or a name spelt like one of them.

    Exits with 1 if nothing has a similar name. Connects to nothing without --service.
    """
    from claimgraph.claims import reconciliation, registry
    from claimgraph.cli import terminal
    from claimgraph.text import backslash_u, for_programs

    terminal.must_be_form(form, ("table", "json"))
    if service is not None:
        place = options.Place(timeout=timeout, max_size=max_size)
        wire = options.wire(place, reconciliation.LIMITS)
        with options.busy("Asking"):
            matches = reconciliation.candidates(name, service, limit, wire)
    else:
        matches = registry.nearest(name, registry.of(options.project(project)), limit)
    if form == "json":
        for_programs(sys.stdout, backslash_u).write(terminal.matches_as_json(matches))
    elif matches:
        terminal.matches(matches, sys.stdout, layout)
    if not matches:
        where = "the service knows nothing" if service else "nothing in the registry is"
        sys.stderr.write(f"claimgraph: {where} called anything like ‘{name}’\n")
        raise typer.Exit(1)


@app.command()
def reconcile(
    service: Annotated[
        str,
        typer.Option(metavar="URL", help="A W3C reconciliation service; nothing else is asked."),
    ],
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME", help="Entries, by name (default: those without skos:exactMatch)."
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=50, metavar="ROWS", help="Maximum number of candidates.")
    ] = 5,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
    layout: options.Laid = Layout.auto,
) -> None:
    """Propose what a service knows each entry of the registry as; write what a person accepts.

    For each entry its label is sent, candidates are shown, and a number is read from standard
    input: that candidate becomes the entry's skos:exactMatch. An empty line accepts none, q stops.
    """
    from claimgraph.claims import reconciliation
    from claimgraph.cli import terminal
    from claimgraph.graph import project as projects
    from claimgraph.text import one_line

    place = options.Place(timeout=timeout, max_size=max_size)
    wire = options.wire(place, reconciliation.LIMITS)
    source = projects.find(project)
    entries = reconciliation.unmatched(source, names or ())
    if not entries:
        sys.stderr.write("claimgraph: every entry of the registry has its skos:exactMatch\n")
        return
    with options.busy("Asking"):
        space = reconciliation.space(service, wire)
    count = 0
    for place_of, entry in enumerate(entries, 1):
        with options.busy("Asking"):
            found = reconciliation.identified(
                reconciliation.candidates(entry.label, service, limit, wire), space
            )
        head = f"{entry.label} ({entry.kind}), {place_of} of {len(entries)}"
        sys.stdout.write(one_line(head) + "\n")
        if not found:
            sys.stdout.write("no candidate\n\n")
            continue
        terminal.candidates(found, sys.stdout, layout)
        choice = _choice(found)
        if choice is None:
            break
        if choice:
            match = found[choice - 1]
            name = reconciliation.write(source, entry, match.iri)
            count += 1
            sys.stdout.write(one_line(f"{name}: {entry.label} is {match.iri}") + "\n")
        sys.stdout.write("\n")
    sys.stderr.write(f"claimgraph: {count} of {len(entries)} entries matched\n")


def _choice(found: Sequence[Match]) -> int | None:
    """Return the number that a person gives, 0 for none of them, None where it is to stop."""
    while True:
        sys.stdout.write(f"which is it? (1 to {len(found)}, Enter for none, q to stop) ")
        sys.stdout.flush()
        line = sys.stdin.readline(100)
        answer = line.strip().casefold()
        if not line or answer in _STOP:
            sys.stdout.write("\n")
            return None
        if not answer:
            return 0
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(found):
            return int(answer)
