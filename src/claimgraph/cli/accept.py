"""`claimgraph accept`: drafts that are finished become reviewed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import options
from claimgraph.errors import UsageError
from claimgraph.text import one_line


def accept(
    claims: Annotated[
        list[str] | None,
        typer.Argument(metavar="CLAIM", help="Claims by label, IRI or name in the data."),
    ] = None,
    article: options.Article = None,
    every: Annotated[
        bool, typer.Option("--all", help="All drafts that are finished; the others are listed.")
    ] = False,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
) -> None:
    """Mark drafts as reviewed, once they are restated and break no rule.

    Exits with 1 if a claim is refused; claims that were named are then all left as they are.
    """
    from claimgraph.check import accepting
    from claimgraph.claims import fetching, progress
    from claimgraph.claims.reading import Reader
    from claimgraph.graph import project as projects
    from claimgraph.questions import naming

    if bool(claims) == every:
        raise UsageError("name the claims to accept, or give --all")
    source = projects.find(project)
    store, loaded = options.store(source)
    within = fetching.selected(store, article)
    reader = Reader(store.union)
    articles = [fetching.article(store, iri) for iri in within]
    known = {one.iri: one for each in articles for one in each.claims}
    unrestated = [reader.claim(iri) for one in within for iri in sorted(reader.unrestated(one))]
    known |= {one.iri: one for one in unrestated}
    if every:
        wanted = [*(one for each in articles for one in progress.drafts(each)), *unrestated]
    else:
        kinds = naming.classes("Claim", store, loaded)
        iris = [
            naming.thing(name, store, loaded, kinds=kinds, what="claim") for name in claims or ()
        ]
        if strange := [iri for iri in iris if iri not in known]:
            raise UsageError(f"{strange[0]}: is not a claim of that article: leave out --article")
        wanted = [known[iri] for iri in dict.fromkeys(iris)]
    accepted = accepting.acceptable(source, wanted, options.watched)
    for claim, why in accepted.refused:
        sys.stderr.write(f"claimgraph: {one_line(claim.label)}: {one_line(why)}\n")
    if every or not accepted.refused:
        accepted.write()
        count = len(accepted.claims)
        sys.stdout.write(f"{count} claim{'s' if count != 1 else ''} reviewed\n")
    if accepted.refused:
        raise typer.Exit(1)
