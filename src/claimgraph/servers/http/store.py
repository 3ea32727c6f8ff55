"""The engine as a store, for what reads the graph to understand a request: labels, prefixes."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib.query import Result
from rdflib.term import Literal

from claimgraph.graph.stores import Answer, Rows
from claimgraph.servers.http.messages import Job

if TYPE_CHECKING:
    from claimgraph.servers.http.engine import Engine
    from claimgraph.servers.http.messages import Reply


class Asked:
    """A store whose queries run in the engine, under its limits; to be used from a thread."""

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop) -> None:
        self._engine = engine
        self._loop = loop

    def query(self, sparql: str) -> Answer:
        """Answer a SELECT or an ASK over the union of the named graphs; raises Refusal."""
        _, body = self.answered(Job(sparql))
        found = Result.parse(io.BytesIO(body), format="json")
        if found.type == "ASK":
            truth = bool(found.askAnswer)
            return Answer(("answer",), ({"answer": Literal(truth)},), truth=truth)
        return Answer(
            tuple(str(variable) for variable in found.vars or ()),
            tuple({str(name): term for name, term in row.items()} for row in found.bindings),
        )

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row; the engine's answers are whole, for it limits their size."""
        return self.query(sparql).walked()

    def answered(self, job: Job) -> tuple[Reply, bytes]:
        """Return an answer's outline and all its bytes; raises Refusal."""
        running = asyncio.run_coroutine_threadsafe(self._engine.answer(job), self._loop)
        reply, body = running.result()
        if reply.file:
            body = Path(reply.file).read_bytes()
            Path(reply.file).unlink()
        return reply, body
