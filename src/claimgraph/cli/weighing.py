"""`claimgraph weigh`, `whatif`, `critical`, `crux`, `inflate`, `derive`: what stands and falls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import completing, options, weighed
from claimgraph.errors import UsageError
from claimgraph.layout import Layout
from claimgraph.pictures import output as delivery

Folder = Annotated[Path, typer.Option("--project", help="A folder of the project.")]
Article = Annotated[
    str | None,
    typer.Option(
        "--article",
        metavar="ARTICLE",
        autocompletion=completing.articles,
        help="Only this article's claims.",
    ),
]
Table = Annotated[
    Path | None,
    typer.Option(
        "--table", metavar="FILE", help="Table of grades (default: the project's weighing.toml)."
    ),
]
Linked = Annotated[
    bool,
    typer.Option("--links", help="By what other articles say, too, as far as accepted links lead."),
]
Format = Annotated[
    str,
    typer.Option("--format", help="text, table, csv, tsv, json, xml or markdown."),
]


def weigh(
    project: Folder = Path(),
    article: Article = None,
    whole: Annotated[
        bool, typer.Option("--all", help="All claims, not only theses and pillars.")
    ] = False,
    until: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Leave out what came after this day."),
    ] = None,
    linked: Linked = False,
    form: Format = "text",
    table: Table = None,
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
    cluster: options.Cluster = None,
) -> None:
    """Show how firmly claims stand by what the graph holds for and against them."""
    from claimgraph.claims.weighing import aging, rows
    from claimgraph.cli import standings

    if cluster is not None:
        if article is not None or store is not None or linked:
            raise UsageError(
                "--cluster weighs each article of the files apart: leave out --article, --store "
                "and --links"
            )
        _on_a_cluster(cluster, project, table, until, form, layout, columns, whole=whole)
        return
    opened = weighed.opened(project, store, article, table, linked=linked)
    weighing = opened.weighing
    if until is not None:
        weighing = weighing.supposing(aging.later(weighing, until))
    first = bool(weighing.material.theses)
    shown = [one for one in weighing.standings if whole or not first or weighing.role(one.iri)]
    opened.write(
        form,
        lambda: standings.weighed(weighing, shown, sys.stdout, layout),
        lambda: rows.standings(weighing, shown),
        layout,
        columns,
    )


def _on_a_cluster(
    address: str,
    project: Path,
    table: Path | None,
    until: str | None,
    form: str,
    layout: Layout,
    columns: str | None,
    *,
    whole: bool,
) -> None:
    from claimgraph.api import weighed as work
    from claimgraph.claims.weighing import rows
    from claimgraph.claims.weighing import table as tables
    from claimgraph.cli import standings

    source = options.project(project)
    by = tables.table(source.root, table)
    weighing, labels = work.weigh(source, by, address, until, options.watched, whole=whole)
    weighed.tell_left_out(weighing.left_out)
    shown = weighing.standings
    weighed.write(
        weighing,
        lambda _: labels,
        form,
        lambda: standings.weighed(weighing, shown, sys.stdout, layout),
        lambda: rows.standings(weighing, shown),
        layout,
        columns,
    )


def whatif(
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="X",
            help="A source, claim, argument, actor or evidence kind that counts no more, "
            "or 'unnamed' for all unnamed sources (repeatable).",
        ),
    ] = None,
    doubt: Annotated[
        list[str] | None,
        typer.Option(metavar="ACTOR", help="An actor whose word is doubted (repeatable)."),
    ] = None,
    restore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="X", help="What stays, of all that --without takes; a claim is granted."
        ),
    ] = None,
    project: Folder = Path(),
    article: Article = None,
    linked: Linked = False,
    form: Annotated[
        str,
        typer.Option("--format", help="text, table, csv, tsv, json, xml, markdown or svg."),
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Draw it, as an .svg or .png file (default: text on standard output).",
        ),
    ] = None,
    table: Table = None,
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Show what would stand otherwise if some sources, claims or actors counted no more."""
    from claimgraph.claims.weighing import rows
    from claimgraph.cli import standings

    if not (without or doubt or restore):
        raise UsageError("nothing is supposed: give --without, --doubt or --restore")
    drawn = output is not None or form == "svg"
    if output is not None and form not in ("text", "svg"):
        raise UsageError(f"--output is for the picture: leave out --format {form}, or pipe it on")
    delivery.must_be_picture(output)
    if drawn:
        options.must_go_to_a_file(output, "a picture")
    opened = weighed.opened(project, store, article, table, linked=linked)
    gone, doubted, kept = (opened.things(some or ()) for some in (without, doubt, restore))
    opened.weighing.must_count([*gone, *kept], doubted)
    after = opened.weighing.without(*gone, doubt=doubted, restore=kept)
    found = after.changes
    said = "; ".join(
        f"{word} {', '.join(map(opened.named, things))}"
        for word, things in (("without", gone), ("doubting", doubted), ("keeping", kept))
        if things
    )
    said = said[:1].upper() + said[1:]
    if drawn:
        from claimgraph.pictures import whatif as picture

        delivery.write(picture.draw(after, opened.weighing, found, said), output)
        return
    opened.write(
        form,
        lambda: standings.changed(after, opened.weighing, found, said, sys.stdout, layout),
        lambda: rows.differences(after, found),
        layout,
        columns,
    )


def critical(
    claim: Annotated[
        str | None,
        typer.Argument(
            autocompletion=completing.claims, help="A claim (default: the only thesis)."
        ),
    ] = None,
    of: Annotated[
        str,
        typer.Option(
            "--of",
            autocompletion=completing.among("claims.weighing.critical", "KINDS"),
            help="sources, claims or actors.",
        ),
    ] = "sources",
    size: Annotated[int, typer.Option(min=1, max=3, help="The largest set to look for.")] = 3,
    project: Folder = Path(),
    article: Article = None,
    linked: Linked = False,
    form: Format = "text",
    table: Table = None,
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Show the minimal sets of sources, claims or actors without which a claim falls."""
    from claimgraph.claims.weighing import critical as work
    from claimgraph.claims.weighing import rows
    from claimgraph.cli import standings

    if of not in work.KINDS:
        raise UsageError(f"--of {of}: choose from {', '.join(work.KINDS)}")
    opened = weighed.opened(project, store, article, table, linked=linked)
    iri = opened.thesis() if claim is None else opened.claim(claim)
    with options.busy("Searching"):
        found = work.critical(opened.weighing, iri, of, size)
    opened.write(
        form,
        lambda: standings.critical(opened.weighing, found, of, size, sys.stdout),
        lambda: rows.critical(found),
        layout,
        columns,
    )


def crux(
    claim: Annotated[
        str | None,
        typer.Argument(
            autocompletion=completing.claims, help="A claim (default: all theses and pillars)."
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="ROWS", help="The most rows.")] = 10,
    project: Folder = Path(),
    article: Article = None,
    linked: Linked = False,
    form: Format = "text",
    table: Table = None,
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Show which sources and premises are most worth checking, and where they are said."""
    from claimgraph.claims.weighing import critical as work
    from claimgraph.claims.weighing import rows
    from claimgraph.cli import standings

    opened = weighed.opened(project, store, article, table, linked=linked)
    found = work.crux(opened.weighing, None if claim is None else opened.claim(claim))[:limit]
    opened.write(
        form,
        lambda: standings.cruxes(opened.weighing, found, sys.stdout, layout),
        lambda: rows.cruxes(opened.weighing, found),
        layout,
        columns,
    )


def inflate(
    project: Folder = Path(),
    article: Article = None,
    form: Format = "text",
    table: Table = None,
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Show conclusions that are stated more firmly than what carries them."""
    from claimgraph.claims.weighing import inflation as work
    from claimgraph.claims.weighing import rows
    from claimgraph.cli import standings

    opened = weighed.opened(project, store, article, table)
    found = work.inflation(opened.weighing)
    opened.write(
        form,
        lambda: standings.rises(opened.weighing, found, sys.stdout),
        lambda: rows.rises(opened.weighing, found),
        layout,
        columns,
    )


def derive(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write (default: standard output)."),
    ] = None,
    project: Folder = Path(),
    linked: Linked = False,
    table: Table = None,
    store: options.Store = None,
) -> None:
    """Write how claims stand as triples in a named graph of their own.

    With --store they are put into the store that they are derived from, in place of those before.
    """
    from claimgraph import export
    from claimgraph.claims.weighing import derived
    from claimgraph.cli import standings
    from claimgraph.export import output as exported
    from claimgraph.graph.stores import disk
    from claimgraph.questions import catalogue

    opened = weighed.opened(project, store, None, table, linked=linked)
    found = list(derived.quads(opened.weighing))
    sys.stderr.write(f"claimgraph: {standings.by(opened.weighing)}\n")
    if store is not None and output is None:
        disk.replace(store, [derived.GRAPH], found)
        return
    source = options.project(project, in_store=True)
    form = export.named(None, output)
    exported.must_be_free(output, form, ())
    made = export.Source(source, lambda: [iter(found)], catalogue.prefixes(source))
    for note in exported.write(made, form, output):
        sys.stderr.write(f"claimgraph: {note}\n")
