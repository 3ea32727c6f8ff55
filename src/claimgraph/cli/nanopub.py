"""`claimgraph publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def publish(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Projects, folders, files; by default this project."),
    ] = None,
    server: Annotated[
        str, typer.Option(metavar="URL", help="The nanopublication server to post to.")
    ] = "",
    profile: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The nanopub library's profile.yml to sign with."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="List them, signed if a profile is named; send nothing."),
    ] = False,
) -> None:
    """Publish each claim as a signed nanopublication, and an index of them.

    There is no server by default. What is published cannot be taken back.
    """
    from claimgraph.cli import options
    from claimgraph.errors import UsageError
    from claimgraph.export import nanopubs, output
    from claimgraph.graph.inputs import resolve

    if not dry_run and (not server or profile is None):
        raise UsageError("name the server with --server URL and who signs with --profile FILE")
    inputs = resolve(paths or [options.project(Path()).root])
    signer = None if profile is None else nanopubs.profile(profile)
    made = nanopubs.made(output.source(inputs), signer)
    for one in made if dry_run else nanopubs.publish(made, server):
        sys.stdout.write(f"{one.uri}\n")
    done = "would go" if dry_run else "went"
    nothing = "; nothing was sent" if dry_run else ""
    where = f" to {server}" if server else ""
    unsigned = "" if signer else "; signed with a --profile their addresses are others"
    sys.stderr.write(f"claimgraph: {len(made)} nanopublications {done}{where}{nothing}{unsigned}\n")
