"""What would stand otherwise, over HTTP: as JSON, or as a page for people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.servers.http import formats, responses
from claimgraph.servers.http.messages import Refusal, Supposed
from claimgraph.servers.http.questions_api import must_be_text

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from claimgraph.servers.http.engine import Engine

PATH = "/whatif"
SUPPOSING = ("without", "doubt", "restore")
ONCE = ("article", "links")
# So many things can be supposed at once, and a name may have so many characters.
MOST, LONGEST = 50, 2000
_FORMS = {"application/json": "json", "text/html": "html", "application/xhtml+xml": "html"}
_TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}


async def respond(request: Request, makers: Engine) -> Response:
    """Answer a request; raises Refusal, and GoneError when the client hangs up."""
    form = formats.best(request.headers.get("accept"), _FORMS)
    if form is None:
        raise Refusal(406, "no such format: accept application/json or text/html")
    wanted, status = Supposed(html=form == "html"), 200
    try:
        wanted = replace(wanted, values=_values(request, needed=not wanted.html))
        reply, body = await responses.while_there(request, makers.answer(wanted))
    except Refusal as refusal:
        if not wanted.html or refusal.status not in (400, 404):
            raise
        wanted, status = replace(wanted, problem=refusal.line), refusal.status
        reply, body = await responses.while_there(request, makers.answer(wanted))
    answered = responses.answer(request, reply, body, _TYPES[form])
    if status != 200:
        answered.status_code = status
    return answered


def _values(request: Request, *, needed: bool) -> tuple[tuple[str, str], ...]:
    """Return what is supposed; raises Refusal."""
    # A form sends fields that nobody filled in.
    found = [(name, value) for name, value in request.query_params.multi_items() if value]
    for name, value in found:
        if name not in (*SUPPOSING, *ONCE):
            listed = ", ".join((*SUPPOSING, *ONCE))
            raise Refusal(400, f"'{name}' is not known here: give {listed}")
        must_be_text(name, value)
        if len(value) > LONGEST:
            raise Refusal(400, f"'{name}' has over {LONGEST} characters: give an IRI or a label")
    names = [name for name, _ in found]
    for name in ONCE:
        if names.count(name) > 1:
            raise Refusal(400, f"'{name}' is given twice: give it once")
    links = dict(found).get("links", "false")
    if links not in ("true", "false"):
        raise Refusal(400, f"'links' is {links[:60]!a}: give true or false")
    if len(found) > MOST:
        raise Refusal(400, f"{len(found)} parameters: give at most {MOST}")
    if needed and not set(names) & set(SUPPOSING):
        raise Refusal(400, "nothing is supposed: give without, doubt or restore")
    return tuple(found)
