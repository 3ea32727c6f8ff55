"""`claimgraph weigh`, `whatif`, `critical`, `crux`, `inflate`, `derive`: what stands and falls."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import completing, options
from claimgraph.errors import UsageError
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rdflib.term import Node, URIRef

    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores import Rows
    from claimgraph.graph.stores.memory import Embedded

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
Format = Annotated[
    str,
    typer.Option("--format", help="text, table, csv, tsv, json, xml or markdown."),
]


@dataclass(frozen=True)
class _Opened:
    """A weighing and the store whose names people use."""

    weighing: Weighing
    held: Embedded
    loaded: Sequence[Loaded]
    article: URIRef | None

    def claim(self, name: str) -> Node:
        """Return the claim of a name, of the article that was chosen if one was."""
        from claimgraph.questions import naming

        return naming.claim(name, self.held, self.loaded, self.article)

    def thesis(self) -> Node:
        """Return the only thesis."""
        theses = self.weighing.material.theses
        if len(theses) == 1:
            return theses[0]
        raise UsageError(
            "several theses are here: name a claim, or an article with --article"
            if theses
            else "no thesis is here: name a claim"
        )

    def things(self, names: Iterable[str]) -> list[Node | str]:
        """Return sources, claims, arguments, actors, evidence kinds, or all that is unnamed."""
        from claimgraph.claims.weighing.grounds import UNNAMED
        from claimgraph.questions import naming

        return [
            UNNAMED
            if name == UNNAMED
            else naming.supposed(name, self.held, self.loaded, self.article)
            for name in names
        ]

    def named(self, thing: Node | str) -> str:
        """Return what a thing is called."""
        from rdflib.term import Node

        return self.weighing.name(thing) if isinstance(thing, Node) else "all unnamed sources"

    def write(
        self,
        form: str,
        text: Callable[[], None],
        rows: Callable[[], Rows],
        layout: Layout = Layout.auto,
        columns: str | None = None,
    ) -> None:
        """Write a result as text, or its rows, or some columns of them, as `ask` writes an answer.

        Columns are of a table, where nothing else is asked for.
        """
        from claimgraph.cli import standings
        from claimgraph.questions import answers, naming

        if form == "text" and columns is None:
            text()
            return
        answers.write(
            options.of_columns(rows(), columns),
            answers.chosen("table" if form == "text" else form, sys.stdout),
            sys.stdout,
            lambda some: naming.labels(some, self.held, self.loaded),
            layout,
        )
        sys.stderr.write(f"claimgraph: {standings.by(self.weighing)}\n")


def _opened(project: Path, store: Path | None, article: str | None, table: Path | None) -> _Opened:
    from claimgraph.claims.weighing import table as tables
    from claimgraph.claims.weighing.weighing import weigh
    from claimgraph.questions import naming

    source = options.project(project, in_store=store is not None)
    by = tables.table(source.root, table)
    held, loaded = options.store(source, store)
    only = None if article is None else naming.article(article, held, loaded)
    weighing = weigh(held.union, by, article=only)
    if left := len(weighing.material.left_out):
        sys.stderr.write(
            f"claimgraph: claims left out, for they are not restated: {left}; 'claimgraph check' "
            "names them\n"
        )
    return _Opened(weighing, held, loaded, only)


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
    form: Format = "text",
    table: Table = None,
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Show how firmly claims stand by what the graph holds for and against them."""
    from claimgraph.claims.weighing import aging, rows
    from claimgraph.cli import standings

    opened = _opened(project, store, article, table)
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
    form: Annotated[
        str,
        typer.Option("--format", help="text, table, csv, tsv, json, xml, markdown or svg."),
    ] = "text",
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
    opened = _opened(project, store, article, table)
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
    if form == "svg":
        from claimgraph import text
        from claimgraph.pictures import whatif as picture

        with text.standard_output(text.reference) as out:
            out.write(f"{picture.draw(after, opened.weighing, found, said)}\n".encode())
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
    opened = _opened(project, store, article, table)
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

    opened = _opened(project, store, article, table)
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

    opened = _opened(project, store, article, table)
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
    table: Table = None,
    store: options.Store = None,
) -> None:
    """Write how claims stand as triples in a named graph of their own.

    With --store they are put into the store that they are derived from, in place of those before.
    """
    from claimgraph import export
    from claimgraph.claims.weighing import derived
    from claimgraph.cli import standings
    from claimgraph.export import output as delivery
    from claimgraph.graph.stores import disk
    from claimgraph.questions import catalogue

    opened = _opened(project, store, None, table)
    found = list(derived.quads(opened.weighing))
    sys.stderr.write(f"claimgraph: {standings.by(opened.weighing)}\n")
    if store is not None and output is None:
        disk.replace(store, [derived.GRAPH], found)
        return
    source = options.project(project, in_store=True)
    form = export.named(None, output)
    delivery.must_be_free(output, form, ())
    made = export.Source(source, lambda: [iter(found)], catalogue.prefixes(source))
    for note in delivery.write(made, form, output):
        sys.stderr.write(f"claimgraph: {note}\n")
