"""Makes pages in a worker process, so that a dear one can be ended as a query can."""

from __future__ import annotations

import io
import pickle
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph.servers.http.messages import PAGE, THING, UNKNOWN, Reply, Wanted

if TYPE_CHECKING:
    import pyoxigraph as ox

    from claimgraph.graph.stores import Answer
    from claimgraph.pages.contents import Edition
    from claimgraph.servers.http.worker import Body


class Maker:
    """Makes the pages of a database; `outline` is the file that says what else is published."""

    def __init__(self, store: ox.Store, outline: Path) -> None:
        self._store = store
        self._outline = outline

    @cached_property
    def _edition(self) -> Edition:
        # Here, since many a worker is started and never asked.
        from claimgraph.graph.stores.memory import Embedded
        from claimgraph.pages.contents import Edition, Source

        class Held(Embedded):
            def __init__(self, store: ox.Store) -> None:
                self._inner = store

        # Written by the server that started this process, to a folder that only it can write to.
        project, loaded, questions, base = pickle.loads(self._outline.read_bytes())
        held, store = self._store, Held(self._store)
        return Edition(
            Source(project, loaded, questions, base=base, live=True, held=held, store=store)
        )

    def answered(self, payload: bytes, body: Body) -> Reply:
        """Write the page that a message asks for, or say which thing it is of."""
        from claimgraph.pages import render
        from claimgraph.vocab import BASE

        wanted = Wanted.decoded(payload)
        edition, path = self._edition, wanted.path
        if wanted.question:
            question = edition.asked.find(*path.removesuffix(".html").split("/")[1:])
            page = edition.here(path)
            body.write(
                render.question_page(edition, page, question, dict(wanted.values), _answer(wanted))
            )
            return Reply(200, format=PAGE)
        if edition.knows(path):
            body.write(edition.content(path))
            return Reply(200, format=PAGE)
        for root in (edition.source.base, BASE):
            stem = edition.stem_of(f"{root}{path}") if root else None
            if stem is not None:
                return Reply(200, format=THING, line=stem)
        body.write(render.own(edition, edition.here("404.html")))
        return Reply(200, format=UNKNOWN)


def _answer(wanted: Wanted) -> Answer | str:
    """Return the answer that a question's page shows, or the line that stands in its place."""
    from rdflib import Graph

    from claimgraph.graph.stores.memory import of_graph
    from claimgraph.servers.http.store import answer

    if wanted.file:
        content = Path(wanted.file).read_bytes()
        Path(wanted.file).unlink()
    elif wanted.form:
        content = wanted.text.encode()
    else:
        return wanted.text
    if wanted.form == "ntriples":
        return of_graph(Graph().parse(io.BytesIO(content), format="nt"))
    return answer(content)
