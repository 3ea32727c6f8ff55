"""The stored questions over HTTP: their list, and the answer of each, page by page.

The engine is a store to what reads the graph to understand a request.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import partial
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from anyio import to_thread
from starlette.responses import JSONResponse

from claimgraph.claims.weighing import derived, table
from claimgraph.errors import QuestionError
from claimgraph.graph.stores.memory import of_json
from claimgraph.questions import catalogue
from claimgraph.servers.http import formats, responses, rows
from claimgraph.servers.http.messages import Job, Page, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future

    from starlette.requests import Request
    from starlette.responses import Response

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores import Answer, Rows
    from claimgraph.questions import Question
    from claimgraph.servers.http.engine import Engine
    from claimgraph.servers.http.messages import Reply


T = TypeVar("T")


class Asked:
    """A store whose queries run in the engine, under its limits; to be used from a thread."""

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop) -> None:
        self._engine = engine
        self._loop = loop
        self._lock = threading.Lock()
        self._running: Future[tuple[Reply, bytes]] | None = None
        self._over = False

    async def lent(self, work: Callable[..., T], *arguments: Any) -> T:
        """Return what a function returns that uses this store, in a thread.

        Who is cancelled meanwhile waits for neither the thread nor its query, which is ended.
        """
        try:
            return await to_thread.run_sync(partial(work, *arguments), abandon_on_cancel=True)
        except BaseException:
            with self._lock:
                self._over = True
                if self._running is not None:
                    self._running.cancel()
            raise

    def query(self, sparql: str) -> Answer:
        """Answer a SELECT or an ASK over the union of the named graphs; raises Refusal."""
        _, body = self.answered(Job(sparql))
        return of_json(body)

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row; the engine's answers are whole, for it limits their size."""
        return self.query(sparql).walked()

    def answered(self, job: Job) -> tuple[Reply, bytes]:
        """Return an answer's outline and all its bytes; raises Refusal."""
        with self._lock:
            if self._over:
                raise CancelledError
            running = asyncio.run_coroutine_threadsafe(self._engine.answer(job), self._loop)
            self._running = running
        reply, body = running.result()
        if reply.file:
            body = Path(reply.file).read_bytes()
            Path(reply.file).unlink()
        return reply, body


JSON = "application/json"
_RESULTS = {JSON: rows.PLAIN} | {
    name: each for name, each in formats.media_types(formats.RESULTS).items() if name != JSON
}
_GRAPHS = formats.media_types(formats.GRAPHS)
_PAGING = ("limit", "offset")
# More rows than any answer has; keeps numbers within what every client can hold.
MOST_ROWS = 2**31 - 1


def listed(questions: Sequence[Question], base: str) -> Response:
    """Return all questions with their parameters, and where each is asked."""
    return JSONResponse(
        {
            "questions": [
                {
                    "theme": each.theme,
                    "name": each.name,
                    "summary": each.summary,
                    "description": each.description,
                    "tags": list(each.tags),
                    "parameters": [
                        {
                            "name": parameter.name,
                            "type": parameter.type,
                            "required": parameter.required,
                            "default": parameter.default,
                        }
                        for parameter in each.parameters
                    ],
                    "url": f"{base}api/questions/{each.theme}/{each.name}",
                }
                for each in questions
            ]
        },
        headers={"Cache-Control": "max-age=300"},
    )


async def asked(
    request: Request,
    engine: Engine,
    question: Question,
    loaded: Sequence[Loaded],
    url: str,
    base: str,
) -> Response:
    """Answer a question; `url` is its own, for links to the other pages, `base` as for `bound`.

    Raises Refusal, and GoneError when the client hangs up.
    """
    values = _values(request)
    page = Page(_count(values, "offset", 0) or 0, _count(values, "limit", None))
    accept = request.headers.get("accept")
    results = formats.best(accept, _RESULTS)
    graph = formats.best(accept, _GRAPHS)
    if results is None and graph is None:
        raise Refusal(406, f"no such format: accept {JSON}, text/csv or SPARQL's formats")
    own = {name: value for name, value in values.items() if name not in _PAGING}
    sparql = await responses.while_there(request, bound(question, own, engine, loaded, base))
    is_paged = any(name in values for name in _PAGING)
    # A graph has no pages; rows go through the pager for plain JSON too.
    wants_rows = is_paged or results == rows.PLAIN
    job = Job(sparql, results, graph, page=page if wants_rows else None)
    reply, body = await responses.while_there(request, engine.answer(job))
    headers: dict[str, str] = {}
    if reply.total is not None:
        headers["X-Total-Count"] = str(reply.total)
        if links := _links(url, own, page, reply.total):
            headers["Link"] = links
    is_plain = reply.format == rows.PLAIN
    content_type = JSON if is_plain else formats.named(reply.format).content_type
    return responses.answer(request, reply, body, content_type, headers)


async def bound(
    question: Question,
    values: Mapping[str, str],
    engine: Engine,
    loaded: Sequence[Loaded],
    base: str,
) -> str:
    """Return a question's query with its parameters bound; raises Refusal.

    Relative IRIs start from `base`, the request's address: the file's own place is the server's.
    """
    store = Asked(engine, asyncio.get_running_loop())
    question = replace(question, base=base)
    try:
        sparql = await store.lent(_bound, question, values, store, loaded)
    except QuestionError as error:
        raise Refusal(400, str(error)) from error
    # The header is for people, and a word in it may cost a second parse (see `sparql.uses`).
    lines = sparql.splitlines(keepends=True)
    return "".join(dropwhile(lambda line: line.startswith("#") or not line.strip(), lines))


def _bound(
    question: Question, values: Mapping[str, str], store: Asked, loaded: Sequence[Loaded]
) -> str:
    derived.ready(question.sparql, store, table.DEFAULT)
    return catalogue.bound(question, values, store, loaded)


def _values(request: Request) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in values:
            raise Refusal(400, f"'{name}' is given twice: give it once")
        must_be_text(name, value)
        values[name] = value
    return values


def must_be_text(name: str, value: str) -> None:
    """Raise Refusal for a parameter that no encoding of a text leads to."""
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Refusal(400, f"'{name}' has a value that is not text: encode it as UTF-8")


def _count(values: Mapping[str, str], name: str, otherwise: int | None) -> int | None:
    value = values.get(name)
    if value is None:
        return otherwise
    least = 1 if name == "limit" else 0
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(MOST_ROWS))
    if not is_number or not least <= int(value) <= MOST_ROWS:
        raise Refusal(400, f"{name}={value}: give a whole number from {least} to {MOST_ROWS}")
    return int(value)


def _links(url: str, values: Mapping[str, str], page: Page, total: int) -> str:
    """Return a Link header to the other pages (RFC 8288), or nothing where there is one page."""
    if page.limit is None:
        return ""
    last = max(0, (total - 1) // page.limit) * page.limit
    offsets = {"first": 0, "last": last}
    if page.offset > 0:
        offsets["prev"] = max(0, page.offset - page.limit)
    if page.offset + page.limit < total:
        offsets["next"] = page.offset + page.limit

    def link(relation: str, offset: int) -> str:
        query: dict[str, Any] = {**values, "limit": page.limit, "offset": offset}
        return f'<{quote(url, safe="/:[]@%")}?{urlencode(query)}>; rel="{relation}"'

    return ", ".join(link(relation, offset) for relation, offset in offsets.items())
