"""The SPARQL 1.1 Protocol's query operation (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from claimgraph.servers.http import formats, responses
from claimgraph.servers.http.messages import READ_ONLY, Job, Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from claimgraph.servers.http.engine import Engine

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"

_MOST_FIELDS = 1000

_RESULTS = formats.media_types(formats.RESULTS)
_GRAPHS = formats.media_types(formats.GRAPHS)


async def respond(request: Request, engine: Engine, base: str) -> Response | None:
    """Answer a query; return None for a GET without one, which asks for the description.

    Relative IRIs of a query start from `base`. Raises Refusal, and GoneError when the client hangs
    up.
    """
    fields = await _fields(request, engine.limits.query)
    queries = [value for name, value in fields if name == "query"]
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in fields):
        raise Refusal(403, READ_ONLY)
    if not queries:
        if request.method in ("GET", "HEAD") and not fields:
            return None
        raise Refusal(400, "no query: send it as the parameter 'query'")
    if len(queries) > 1:
        raise Refusal(400, "more than one query: send one")
    if len(queries[0].encode(errors="replace")) > engine.limits.query:
        raise responses.too_long("query", engine.limits.query)
    accept = request.headers.get("accept")
    results = formats.best(accept, _RESULTS)
    graph = formats.best(accept, _GRAPHS)
    if results is None and graph is None:
        raise Refusal(
            406, "no such format: accept application/sparql-results+json, text/turtle or other"
        )
    job = Job(
        queries[0],
        results,
        graph,
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        base=base,
    )
    reply, body = await responses.while_there(request, engine.answer(job))
    return responses.answer(request, reply, body, formats.named(reply.format).content_type)


async def _fields(request: Request, most: int) -> list[tuple[str, str]]:
    """Return the request's parameters, from its URL and its body (2.1.1 to 2.1.3)."""
    fields = _pairs(request.scope["query_string"])
    if request.method != "POST":
        return fields
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == _UPDATE:
        raise Refusal(403, READ_ONLY)
    if kind not in (FORM, DIRECT):
        raise Refusal(415, f"send a query as {DIRECT} or {FORM}")
    charset = rest.replace('"', "").lower().replace(" ", "").partition("charset=")[2]
    if charset.partition(";")[0] not in ("", "utf-8", "utf8", "us-ascii"):
        raise Refusal(415, "only UTF-8 is understood: send the query in it")
    if kind == FORM:
        # A query's every byte may be written as three (%41).
        return fields + _pairs(await responses.body(request, "form", most * 3))
    body = await responses.body(request, "query", most)
    if any(name == "query" for name, _ in fields):
        raise Refusal(400, "a query in the URL and one in the body: send one")
    return [*fields, ("query", _text(body))]


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise Refusal(400, "not percent-encoded UTF-8: encode the parameters as such") from error
    except ValueError as error:
        raise Refusal(400, f"over {_MOST_FIELDS} parameters: send fewer") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(400, "the query is not UTF-8: encode it as such") from error
