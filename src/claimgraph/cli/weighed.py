"""What the verbs that weigh claims share: how a weighing is opened and a result written."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from claimgraph.cli import options
from claimgraph.errors import UsageError
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node, URIRef

    from claimgraph.claims.weighing.apart import Gathered
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores import Rows
    from claimgraph.graph.stores.memory import Embedded


@dataclass(frozen=True)
class Opened:
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
        """Write a result as the function `write` does."""
        from claimgraph.questions import naming

        labels = partial(naming.labels, store=self.held, loaded=self.loaded)
        write(self.weighing, labels, form, text, rows, layout, columns)


def write(
    weighing: Weighing | Gathered,
    labels: Callable[[Iterable[Mapping[str, Node]]], Mapping[Node, str]],
    form: str,
    text: Callable[[], None],
    rows: Callable[[], Rows],
    layout: Layout,
    columns: str | None,
) -> None:
    """Write a result as text, or its rows, or some columns of them, as `ask` writes an answer.

    Columns are of a table, where nothing else is asked for.
    """
    from claimgraph.cli import standings
    from claimgraph.questions import answers

    if form == "text" and columns is None:
        text()
        return
    answers.write(
        options.of_columns(rows(), columns),
        answers.chosen("table" if form == "text" else form, sys.stdout),
        sys.stdout,
        labels,
        layout,
    )
    sys.stderr.write(f"claimgraph: {standings.by(weighing)}\n")


def opened(
    project: Path,
    store: Path | None,
    article: str | None,
    table: Path | None,
    *,
    linked: bool = False,
) -> Opened:
    """Weigh a project's files or a store, and tell how many claims were left out."""
    from claimgraph.claims.weighing import table as tables
    from claimgraph.claims.weighing.weighing import weigh
    from claimgraph.questions import naming

    source = options.project(project, in_store=store is not None)
    by = tables.table(source.root, table)
    opened_store, loaded = options.store(source, store)
    only = None if article is None else naming.article(article, opened_store, loaded)
    weighing = weigh(opened_store.union, by, article=only, linked=linked)
    tell_left_out(len(weighing.material.left_out))
    return Opened(weighing, opened_store, loaded, only)


def tell_left_out(count: int) -> None:
    """Tell how many claims were not weighed, if any."""
    if count:
        sys.stderr.write(
            f"claimgraph: claims left out, for they are not restated: {count}; 'claimgraph check' "
            "names them\n"
        )
