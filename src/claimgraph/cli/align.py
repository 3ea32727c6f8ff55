"""`claimgraph align`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import completing, options
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from claimgraph.claims.alignment.matching import Candidate
    from claimgraph.claims.links import Links
    from claimgraph.graph.project import Project


def align(
    first: Annotated[
        str | None,
        typer.Argument(
            metavar="[A]",
            autocompletion=completing.articles,
            help="An article, by name, label or IRI.",
        ),
    ] = None,
    second: Annotated[
        str | None,
        typer.Argument(
            metavar="[B]", autocompletion=completing.articles, help="Another (default: all others)."
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Align every article with all others.")
    ] = False,
    least: Annotated[
        float,
        typer.Option("--min", min=0, max=1, metavar="SCORE", help="Least score of a candidate."),
    ] = 0.5,
    limit: Annotated[
        int, typer.Option(min=1, max=20, metavar="N", help="Maximum candidates for each claim.")
    ] = 3,
    review: Annotated[
        bool, typer.Option("--review", help="Ask about each candidate, and write what is decided.")
    ] = False,
    author: Annotated[
        str, typer.Option(metavar="WHO", help="Who reviews: an ORCID or another IRI, or a name.")
    ] = "",
    confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="NUMBER", help="How sure the reviewer is.")
    ] = 1.0,
    form: options.RowsFormat = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Propose for each claim of an article those of others that may say the same.

    And for actors, sources and things that articles describe, the registry's nearest by name.

    Nothing is written but what a person accepts or rejects with --review: of claims links; of an
    actor, source or thing that the articles speak of the registry's, or a link that it is not. Such
    pairs are not proposed again. Exits with 1 if there are no candidates.
    """
    from claimgraph.claims.alignment import naming, proposing
    from claimgraph.claims.library import called
    from claimgraph.errors import UsageError
    from claimgraph.questions import answers

    if every and first is not None:
        raise UsageError(
            f"--all aligns every article: leave it out to align '{first}' with all others, or "
            f"leave out '{first}'"
        )
    if not every and first is None:
        raise UsageError(
            "name an article to align with all others, or two with each other, or give --all"
        )
    chosen = answers.chosen(form, sys.stdout)
    if review and store is not None:
        raise UsageError("links are written to files: give --review without --store")
    if review and not author.strip():
        raise UsageError("a link says whose judgement it is: give --author, an ORCID or a name")
    source = options.project(project, in_store=store is not None)
    library = options.library(source, store)
    articles = [called.article(library, name) for name in (first, second) if name is not None]
    known = _links(source, store)
    namesakes = list(naming.nearest(library, articles, least, known))
    candidates: list[Candidate] = []
    try:
        candidates += proposing.between(
            library,
            articles,
            known,
            limit=limit,
            least=least,
            watched=lambda places: options.watched(places, "Aligning", len(places)),
        )
    except proposing.OnlyOneError:
        # The registry may still know what a first article describes.
        if not namesakes:
            raise
    rows = options.of_columns(proposing.rows(candidates, namesakes), columns)
    if not candidates and not namesakes:
        if not review and chosen != "table":
            answers.write(rows, chosen, sys.stdout)
        nothing = _nothing(least, proposing.decided(library, articles, known))
        sys.stderr.write(f"claimgraph: {nothing}\n")
        raise typer.Exit(1)
    if review:
        from decimal import Decimal

        from claimgraph.cli import reviewing

        def named(iri: str) -> str:
            return called.labels(library, [iri]).get(iri, iri)

        reviewing.review(source, candidates, namesakes, named, author, Decimal(str(confidence)))
        return
    answers.write(rows, chosen, sys.stdout, lambda some: called.of_rows(library, some), layout)


def _nothing(least: float, decided: int) -> str:
    """Return the line that nothing is proposed, and why."""
    pairs = "1 pair is" if decided == 1 else f"{decided} pairs are"
    known = f" ({pairs} accepted or rejected)" if decided else ""
    lower = "; a lower --min may propose more" if least else ""
    return f"nothing to propose: no undecided pair scores {least:g} or more{known}{lower}"


def _links(source: Project, store: Path | None) -> Links:
    from claimgraph.claims import link_files, links

    return links.read(options.database(store).union) if store else link_files.held(source)
