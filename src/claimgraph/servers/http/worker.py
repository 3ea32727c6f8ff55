"""What the engine's processes do: answer queries, and make pages, one at a time.

Each is a process of `claimgraph.processes`, so that any query or page can be ended. This module
imports little, since such processes are often started anew.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import pickle
import time
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from claimgraph.graph.sparql import has_dataset, is_update, with_tags_in_lower_case
from claimgraph.processes import confinement
from claimgraph.questions import sparql
from claimgraph.servers.http import messages, rows
from claimgraph.servers.http.formats import OX_GRAPHS, OX_RESULTS
from claimgraph.servers.http.messages import (
    PAGE,
    THING,
    UNKNOWN,
    Job,
    Page,
    Refusal,
    Reply,
    Supposed,
    Task,
    Wanted,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, BinaryIO

    from claimgraph.graph.stores import Answer
    from claimgraph.graph.stores.memory import Embedded
    from claimgraph.pages.site import Site
    from claimgraph.pages.whatif import Asked

    Work = Callable[[Any, "Body"], Reply]

# What travels through the pipe; more goes through a file, so that nobody's memory is filled.
_INLINE = 1 << 20
# Bytes on disk of a database that is held in memory: some 35,000 triples. There they are found five
# times as fast; a worker needs 0.2 s more to start, and as many bytes again.
_SMALL = 8 << 20


class Body(io.RawIOBase):
    """An answer as it is written: in memory while it is small, then in a file; its hash."""

    def __init__(self, file: Path, most: int) -> None:
        self._path = file
        self._most = most
        self._out: BinaryIO = io.BytesIO()
        self._hash = hashlib.blake2b(digest_size=16)
        self.size = 0

    def writable(self) -> bool:
        """Tell io that this can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Take the next bytes; raises Refusal where the limit is reached."""
        self.size += len(data)
        if self.size > self._most:
            raise Refusal(
                507, f"the result is larger than {self._most} bytes: add a LIMIT or ask for less"
            )
        if self.size > _INLINE and isinstance(self._out, io.BytesIO):
            before = self._out.getvalue()
            self._out = self._path.open("wb")
            self._out.write(before)
        self._out.write(data)
        self._hash.update(data)
        return len(data)

    def finish(self) -> tuple[bytes, str | None, str]:
        """Return what goes inline, the file's path if there is one, and the digest."""
        digest = self._hash.hexdigest()
        if isinstance(self._out, io.BytesIO):
            return self._out.getvalue(), None, digest
        self._out.close()
        return b"", str(self._path), digest


def answered(store: ox.Store, job: Job, body: Body) -> Reply:
    """Run a job's query and write its answer to the body; raises Refusal."""
    found = _run(store, job)
    out = cast("IO[bytes]", body)
    if isinstance(found, ox.QueryTriples):
        if job.page and job.page != Page():
            raise Refusal(400, "a graph has no pages: leave limit and offset out")
        if job.graph is None:
            raise Refusal(406, "the answer is a graph: accept text/turtle or another RDF format")
        found.serialize(out, OX_GRAPHS[job.graph])
        return Reply(200, format=job.graph)
    if job.results is None:
        raise Refusal(
            406, "the answer is a table: accept application/sparql-results+json, text/csv or other"
        )
    if job.results == rows.PLAIN and isinstance(found, ox.QueryBoolean):
        rows.write_truth(bool(found), out)
        return Reply(200, format=job.results, total=1)
    if job.page and isinstance(found, ox.QuerySolutions):
        total = rows.write(found, job.results, job.page, out)
        return Reply(200, format=job.results, total=total)
    found.serialize(out, OX_RESULTS[job.results])
    return Reply(200, format=job.results)


def _run(store: ox.Store, job: Job) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    try:
        calls = sparql.uses(job.query, "SERVICE")
    except SyntaxError:
        if is_update(job.query):
            raise Refusal(403, messages.READ_ONLY) from None
        raise
    if calls:
        raise Refusal(403, messages.NO_SERVICE)
    if job.default_graphs or job.named_graphs:
        # The request's dataset replaces the query's own (SPARQL 1.1 Protocol, 2.1.4).
        return store.query(
            with_tags_in_lower_case(job.query),
            base_iri=job.base,
            default_graph=[_iri(name) for name in job.default_graphs],
            named_graphs=[_iri(name) for name in job.named_graphs],
        )
    is_union = not has_dataset(job.query)
    text = with_tags_in_lower_case(job.query)
    return store.query(text, base_iri=job.base, use_default_graph_as_union=is_union)


def _iri(name: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(name)
    except ValueError as error:
        raise Refusal(400, f"a graph's name is not an IRI ({error}): give a whole IRI") from error


def ready(_: Work) -> tuple[tuple[str, ...], float]:
    """Return what keeps this process from making connections, and its processor time until now."""
    return confinement.go_offline(), time.process_time()


def perform(work: Work, job: Task, file: Path, most: int) -> tuple[Reply, bytes]:
    """Do a job; return the answer's outline, and its body where that is not in the file.

    A body may have `most` bytes.
    """
    body = Body(file, most)
    try:
        outline = work(job, body)
        inline, name, digest = body.finish()
        used = time.process_time()
        return replace(outline, size=body.size, file=name, digest=digest, used=used), inline
    except Refusal as no:
        refused = Reply(no.status, no.line)
    except SyntaxError as error:
        refused = Reply(400, f"not a SPARQL 1.1 query: {error.msg}: mend the query")
    except RecursionError:
        refused = Reply(400, "the query is nested too deeply: write it flatter")
    except RuntimeError as error:
        # A valid query that Oxigraph does not know how to answer: a function of somebody's own.
        refused = Reply(400, f"the query cannot be answered ({error}): leave that out")
    except OSError as error:
        refused = Reply(*_failure(error))
    except MemoryError:
        refused = Reply(507, "the query needs more memory than it may have: ask for less")
    except Exception as error:
        refused = Reply(500, f"the store failed ({type(error).__name__}: {error}): load it again")
    with contextlib.suppress(OSError):
        body.finish()
    file.unlink(missing_ok=True)
    return replace(refused, used=time.process_time()), b""


def _failure(error: OSError) -> tuple[int, str]:
    """Return the status and the line for a failure of the system while a query ran."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return 507, "the server's disk is full: ask for less, or try again later"
    # Oxigraph's client tells of what kept it from another server, and no number of it.
    if error.errno is None and confinement.REFUSED in str(error):
        return 403, messages.NO_SERVICE
    return 500, f"the store failed ({error}): load it again"


def opened(location: Path) -> ox.Store:
    """Open a database to be read; a small one is copied into memory."""
    kept = ox.Store.read_only(str(location))
    if sum(file.stat().st_size for file in location.iterdir()) > _SMALL:
        return kept
    held = ox.Store()
    held.extend(kept)
    return held


def queries(location: Path) -> Work:
    """Return what answers queries on a database."""
    return partial(answered, opened(location))


class Maker:
    """Makes the pages of a database; `outline` is the file that says what else is published."""

    def __init__(self, location: Path, outline: Path) -> None:
        self._store = ox.Store.read_only(str(location))
        self._outline = outline

    @cached_property
    def _published(self) -> tuple[Any, ...]:
        # Written by the server that started this process, to a folder that only it can write to.
        return cast("tuple[Any, ...]", pickle.loads(self._outline.read_bytes()))

    @cached_property
    def _edition(self) -> Site:
        # Here, since many a worker is started and never asked.
        from claimgraph.graph.stores.memory import Embedded
        from claimgraph.pages.contents import Source
        from claimgraph.pages.site import Site

        project, loaded, questions, base, _, texts = self._published
        held, store = self._store, Embedded.over(self._store)
        source = Source(project, loaded, questions, base, live=True, held=held, store=store)
        return Site(replace(source, texts=texts))

    @cached_property
    def _whatif(self) -> Asked:
        from claimgraph.pages.whatif import Asked

        _, loaded, _, _, table, _ = self._published
        return Asked(cast("Embedded", self._edition.source.store), loaded, table)

    def _supposed(self, wanted: Supposed, body: Body) -> Reply:
        """Write what would stand otherwise; raises Refusal where something named is not there."""
        from claimgraph.errors import QuestionError, UsageError
        from claimgraph.pages import render, whatif

        try:
            outcome = wanted.problem or self._whatif.outcome(wanted.values)
        except QuestionError as error:
            raise Refusal(404, str(error)) from error
        except UsageError as error:
            raise Refusal(400, str(error)) from error
        if wanted.html:
            page = self._edition.here("whatif")
            body.write(render.whatif(self._edition, page, self._whatif, wanted.values, outcome))
        else:
            assert not isinstance(outcome, str)
            body.write(json.dumps(whatif.described(outcome), ensure_ascii=False).encode())
        return Reply(200, format=PAGE)

    def __call__(self, wanted: Wanted | Supposed, body: Body) -> Reply:
        """Write the page that is wanted, or say which thing it is of."""
        if isinstance(wanted, Supposed):
            return self._supposed(wanted, body)
        from claimgraph.pages import render
        from claimgraph.vocab import BASE

        edition, path = self._edition, wanted.path
        if wanted.question:
            question = edition.asked.find(*path.removesuffix(".html").split("/")[1:])
            page = edition.here(path)
            body.write(
                render.question_page(edition, page, question, dict(wanted.values), _answer(wanted))
            )
            return Reply(200, format=PAGE)
        if edition.knows(path):
            body.write(edition.content(path, wanted.base))
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

    from claimgraph.graph.stores.memory import of_graph, of_json

    if wanted.file:
        content = Path(wanted.file).read_bytes()
        Path(wanted.file).unlink()
    elif wanted.form:
        content = wanted.text.encode()
    else:
        return wanted.text
    if wanted.form == "ntriples":
        return of_graph(Graph().parse(io.BytesIO(content), format="nt"))
    return of_json(content)
