"""`claimgraph export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph import export as forms
from claimgraph.cli import completing, options
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


def export(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Projects, folders, files; by default this project."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            autocompletion=completing.among("export", "NAMES"),
            help=f"{', '.join(forms.NAMES)}; by default what --output ends in, or else trig.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write, by default standard output.")
    ] = None,
    canonical: Annotated[
        bool,
        typer.Option("--canonical", help="RDFC-1.0 N-Quads; their SHA-256 on standard error."),
    ] = False,
    spreadsheet: Annotated[
        bool,
        typer.Option("--spreadsheet", help="With tables: no spreadsheet calculates a cell."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse data that does not conform to the shapes.")
    ] = False,
    check: Annotated[
        bool, typer.Option(help="Validate the data first, and tell where it does not conform.")
    ] = True,
    store: options.Store = None,
    endpoint: options.Endpoints = None,
    follow_links: options.FollowLinks = False,
    cluster: options.Cluster = None,
) -> None:
    """Write the graph in the form that other tools read."""
    from claimgraph.check import conformity
    from claimgraph.export import output as delivery
    from claimgraph.graph.inputs import resolve
    from claimgraph.questions import catalogue

    if canonical and form not in (None, "nquads", "canonical"):
        raise UsageError(f"--canonical is N-Quads, not {form}: leave one of the two out")
    chosen = forms.named("canonical" if canonical else form, output)
    if spreadsheet:
        if chosen.name != "tables":
            raise UsageError("--spreadsheet is for tables: add --format tables")
        from claimgraph.export import tables

        chosen = tables.SPREADSHEET
    if store is not None or endpoint:
        if paths or strict or cluster is not None:
            raise UsageError(
                "a store is exported whole and unchecked: no PATH, no --strict, no --cluster"
            )
        delivery.must_keep_spelling(chosen)
        delivery.must_be_free(output, chosen, ())
        home = options.project(Path(), in_store=True)
        place = options.Place(store=store, endpoints=tuple(endpoint or ()))
        held = forms.Source(home, lambda: options.held(place, home), catalogue.prefixes(home))
        _told(delivery.write(held, chosen, output))
        return
    inputs = resolve(paths or [options.project(Path()).root], follow_links)
    delivery.must_be_free(output, chosen, inputs)
    notes = []
    if check or strict:
        notes.append(conformity.line(inputs, strict=strict, cluster=cluster))
    _told([*notes, *delivery.write(delivery.source(inputs, cluster), chosen, output)])


def _told(notes: Iterable[str | None]) -> None:
    for note in filter(None, notes):
        sys.stderr.write(f"claimgraph: {note}\n")
