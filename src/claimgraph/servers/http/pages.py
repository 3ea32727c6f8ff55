"""The site's pages, answered from the graph: 303 from a thing to its page, or to data."""

from __future__ import annotations

import asyncio
import hashlib
import io
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from claimgraph.errors import QuestionError
from claimgraph.graph.stores.memory import of_graph
from claimgraph.pages import data, render
from claimgraph.pages.contents import Edition, Source
from claimgraph.pages.page import Here
from claimgraph.questions import catalogue
from claimgraph.servers.http import negotiation, responses
from claimgraph.servers.http.errors import Refusal
from claimgraph.servers.http.messages import Job, Reply
from claimgraph.servers.http.store import Asked
from claimgraph.vocab import BASE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from claimgraph.graph.project import Loaded, Project
    from claimgraph.graph.stores import Answer
    from claimgraph.questions import Question
    from claimgraph.servers.http.engine import Engine

_HTML = "text/html; charset=utf-8"
_TYPES = {
    "html": _HTML,
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "rq": "application/sparql-query; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
# What a thing's address leads to, by what the client would like best; a page where it is all one.
_LEADS = {"text/html": ".html", "application/xhtml+xml": ".html"} | {
    kind: suffix for suffix, kind in data.FORMS.items()
}
# So many pages are kept as they were answered: nothing changes while a graph is served.
_KEPT = 1000


class Pages:
    """Answers requests for pages and things; the first reads the database at `location`."""

    def __init__(
        self,
        engine: Engine,
        location: Path,
        project: Project,
        questions: Sequence[Question],
        loaded: Sequence[Loaded],
        url: str | None,
    ) -> None:
        self._engine = engine
        self._location = location
        self._project = project
        self._questions = {(each.theme, each.name): each for each in questions}
        self._loaded = loaded
        self._url = url
        self._made: Edition | None = None
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def respond(self, request: Request) -> Response:
        """Answer a request for a path below the site's root; raises Refusal."""
        path = request.path_params["path"] or "index.html"
        loop = asyncio.get_running_loop()
        edition = await run_in_threadpool(self._edition, loop)
        parts = path.removesuffix(".html").split("/")
        question = self._questions.get((parts[1], parts[2])) if len(parts) == 3 else None
        if path.startswith("questions/") and path.endswith(".html") and question:
            return await self._question(request, edition, question, path)
        if path not in edition.paths_known:
            return await self._thing(request, edition, path)
        body = await run_in_threadpool(self._content, edition, path)
        return _answered(request, body, _TYPES[path.rpartition(".")[2]])

    def _content(self, edition: Edition, path: str) -> bytes:
        if path not in self._kept:
            body = edition.content(path)
            with self._lock:
                self._kept[path] = body
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return body
        return self._kept[path]

    async def _thing(self, request: Request, edition: Edition, path: str) -> Response:
        """Lead from a thing to its page or its data (W3C, Cool URIs for the Semantic Web, 4.2)."""
        for root in (self._url, BASE):
            stem = edition.stem_of(f"{root}{path}") if root else None
            if stem is None:
                continue
            suffix = negotiation.best(request.headers.get("accept"), _LEADS)
            if suffix is None:
                raise Refusal(406, "no such format: accept text/html, text/turtle or others")
            target = f"{self._url or request.base_url}{quote(stem + suffix, safe='/~')}"
            return RedirectResponse(target, 303, {"Vary": "Accept", "Cache-Control": "max-age=300"})
        offered = {"text/plain": "plain", "text/html": "html"}
        if negotiation.best(request.headers.get("accept"), offered) == "plain":
            raise Refusal(404, "nothing here: see /sparql and /api/questions")
        # Links of the page of errors are relative to the root, which is not where it is shown.
        body = await run_in_threadpool(render.own, edition, edition.here("404.html"))
        root = quote("/" if self._url is None else self._url, safe=":/")
        return _answered(request, body.replace(b'href="', f'href="{root}'.encode()), _HTML, 404)

    async def _question(
        self, request: Request, edition: Edition, question: Question, path: str
    ) -> Response:
        """Answer a question's page, its form filled in with what the address says."""
        values = {name: value for name, value in request.query_params.items() if value}
        store = Graphs(self._engine, asyncio.get_running_loop())
        status = 200

        def answer() -> Answer | str:
            nonlocal status
            if not values and not edition.asked.answered(question):
                return ""
            try:
                return catalogue.ask(question, values, store, self._loaded)
            except QuestionError as error:
                status = 400
                return str(error)
            except Refusal as refusal:
                status = refusal.status
                return refusal.line

        found = await responses.while_there(request, run_in_threadpool(answer))
        page = Here(edition.things, edition.names, path)
        body = await run_in_threadpool(render.question_page, edition, page, question, values, found)
        return _answered(request, body, _HTML, status)

    def _edition(self, loop: asyncio.AbstractEventLoop) -> Edition:
        """Return the pages; they are made of what the engine's database holds."""
        with self._lock:
            if self._made is None:
                held = ox.Store.read_only(str(self._location))
                source = Source(
                    self._project,
                    self._loaded,
                    list(self._questions.values()),
                    base=self._url,
                    live=True,
                    held=list(held),
                    store=Graphs(self._engine, loop),
                )
                self._made = Edition(source)
                self._made.prepare()
            return self._made


class Graphs(Asked):
    """The engine as a store that answers questions with a graph, too; to be used from a thread."""

    def query(self, sparql: str) -> Answer:
        """Answer any query over the union of the named graphs; raises Refusal."""
        if "CONSTRUCT" not in sparql.upper():
            return super().query(sparql)
        from rdflib import Graph

        reply, body = self.answered(Job(sparql, graph="ntriples"))
        if reply.format != "ntriples":
            return super().query(sparql)
        return of_graph(Graph().parse(io.BytesIO(body), format="nt"))


def _answered(request: Request, body: bytes, kind: str, status: int = 200) -> Response:
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    reply = Reply(status, size=len(body), digest=digest)
    answer = responses.answer(request, reply, body, kind, {"Cache-Control": "max-age=300"})
    if status != 200:
        answer.status_code = status
    return answer
