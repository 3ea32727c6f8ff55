"""`claimgraph site`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from claimgraph.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.pages.build import Done


def site(
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder to write: a new one, or an older site.")
    ] = Path("site"),
    base: Annotated[
        str | None,
        typer.Option(
            metavar="IRI",
            help="Where the site will be: for canonical addresses, and rules that lead there.",
        ),
    ] = None,
    vocabulary: Annotated[
        Literal["none", "used", "all"],
        typer.Option(
            help="The vocabulary's terms with a page: none, those that the data use, or all "
            "(with the rules)."
        ),
    ] = "used",
    project: Annotated[Path, typer.Option(help="A folder of the project to publish.")] = Path(),
    allow_service: options.AllowService = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Remember nothing, and make all pages anew.")
    ] = False,
    cluster: options.Cluster = None,
) -> None:
    """Write a static site: a page for every IRI, its data beside it, for any web host."""
    from contextlib import closing, nullcontext

    from claimgraph.check.cache import Cache
    from claimgraph.errors import UsageError
    from claimgraph.pages import afar
    from claimgraph.pages import build as work
    from claimgraph.pages.addresses import root
    from claimgraph.pages.contents import Source
    from claimgraph.pages.parts import of_all
    from claimgraph.pages.site import Site
    from claimgraph.pages.units import keys

    if cluster is not None and allow_service:
        raise UsageError("workers connect to no other servers: leave out --allow-service")
    address = None if base is None else root(base, "--base")
    source = options.project(project)
    # Before the files are read: what changes meanwhile is made the next time.
    before = keys(source)

    def watched(steps: Iterable[Done], total: int) -> Iterable[Done]:
        return options.watched(steps, "Writing pages", total)

    there = (
        nullcontext()
        if cluster is None
        else afar.workers(source, before, address, vocabulary, cluster)
    )
    with there as workers, closing(Cache()) as cache:
        memory = None
        if not no_cache:
            chosen = [address or "", vocabulary, str(allow_service)]
            memory = work.Memory(cache, before, of_all(source, before, chosen))
        done = work.unchanged(output, memory) if memory else None
        if done is None:
            store, loaded = options.store(source)
            questions = options.questions(source, store, loaded, allow_service=allow_service)
            published = Source(
                source, loaded, questions, address, store=store, vocabulary=vocabulary
            )
            done = work.build(Site(published), output, watched, memory, workers)
    removed = f", {done.removed} taken away" if done.removed else ""
    sys.stderr.write(
        f"claimgraph: {output / 'index.html'}: {done.written} files written, "
        f"{done.kept} unchanged{removed}\n"
    )
