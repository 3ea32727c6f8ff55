"""Names are looked up at reconciliation services: what is asked, what is read, what is refused.

The servers are real ones on 127.0.0.1; a hostile answer is one line.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from urllib.parse import parse_qs

import jsonschema
import loopback
import pytest
from loopback import Answering, Request, serving

from claimgraph.claims import reconciliation
from claimgraph.claims.registry import Match
from claimgraph.errors import ClaimgraphError, StoreError, UsageError
from claimgraph.graph.stores.http import Limits, Wire

QUICK = Limits(connect=0.3, read=0.3, total=0.6, size=20_000, retries=0, backoff=0)
# As the schema of the API's version 0.2 has it, of which these parts concern candidates.
BATCH = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "query": {"type": "string"},
            "limit": {"type": "number"},
        },
        "required": ["query"],
        "additionalProperties": False,
    },
}
CANDIDATES = [
    {"id": "Q2", "name": "Mill, Aldham", "score": 71.5, "match": False, "type": []},
    {
        "id": "Q1",
        "name": "Aldham Mill",
        "score": 98,
        "match": True,
        "type": [{"id": "Q4830453", "name": "business"}, "Q783794", {"id": "Q9"}],
        "description": "mill in Aldham",
        "features": [{"id": "name_tfidf", "value": 0.9}],
    },
]


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    """No test sees the credentials or proxies of who runs it."""
    loopback.anonymous(monkeypatch, tmp_path)


def body(candidates: object) -> bytes:
    return json.dumps({"q0": {"result": candidates}}).encode()


def answering(raw: bytes, status: int = 200, **headers: str):
    return lambda handler, _: handler.reply(status, raw, **headers)


def asked(answer, name: str = "Aldham Mill", limit: int = 5) -> tuple[tuple[Match, ...], Request]:
    with serving(answer) as server:
        found = reconciliation.candidates(name, server.url, limit, Wire(QUICK))
        return found, server.seen[-1]


def told(answer) -> str:
    with serving(answer) as server, pytest.raises(ClaimgraphError) as caught:
        reconciliation.candidates("Aldham Mill", server.url, 5, Wire(QUICK))
    line = str(caught.value)
    assert "\n" not in line
    assert isinstance(caught.value, StoreError)
    return line


@pytest.mark.parametrize("name", ["Aldham Mill", 'Zoë & 面包 = "?+%"'])
def test_one_query_is_posted_as_a_form(name):
    """Sections 4.1 and 4.3: a batch, in JSON, in the form's element `queries`."""
    _, request = asked(answering(body([])), name, 3)
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.headers["accept"] == "application/json"
    form = parse_qs(request.body.decode(), strict_parsing=True)
    assert list(form) == ["queries"]
    batch = json.loads(form["queries"][0])
    jsonschema.validate(batch, BATCH)
    assert batch == {"q0": {"query": name, "limit": 3}}


def test_candidates_come_with_identifier_name_score_and_types():
    """Section 4.2; the best first, whatever their order."""
    found, _ = asked(answering(body(CANDIDATES)))
    assert found == (
        Match("Q1", "business, Q783794, Q9", "Aldham Mill", "Aldham Mill", 98),
        Match("Q2", "", "Mill, Aldham", "Mill, Aldham", 71.5),
    )


def test_no_more_candidates_come_than_were_asked_for():
    many = [{"id": f"Q{number}", "name": "Mill", "score": 1} for number in range(60)]
    found, _ = asked(answering(body(many)), limit=4)
    assert [one.iri for one in found] == ["Q0", "Q1", "Q10", "Q11"]


def test_a_service_that_knows_nothing_has_no_candidates():
    assert asked(answering(body([])))[0] == ()


def test_a_redirect_to_another_server_is_refused():
    with serving(answering(body(CANDIDATES))) as other:
        line = told(answering(b"", 307, Location=other.url))
        assert f"redirects to another server ({other.url}), which is asked nothing" in line
        assert not other.seen


@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_service_is_not_waited_for_beyond_the_deadline(code, monkeypatch):
    """It is told as busy, at once."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    limits = replace(QUICK, total=5, retries=1, backoff=0.25)
    with serving(answering(b"", code, Retry_After="30")) as server:
        with pytest.raises(StoreError, match=f"{code}.*try again"):
            reconciliation.candidates("Aldham Mill", server.url, 5, Wire(limits))
        assert len(server.seen) == 1
    assert max(slept, default=0) < 1


def test_too_many_headers_are_the_server_s_fault():
    headers = {f"X_{number}": "y" for number in range(120)}
    line = told(answering(body([]), **headers))
    assert line.endswith("answers with more than 100 headers: the server is at fault")


def test_a_redirect_is_followed_with_what_was_asked():
    def answer(handler: Answering, request: Request) -> None:
        if request.path == "/sparql":
            handler.reply(307, Location="/reconcile")
        else:
            handler.reply(200, body(CANDIDATES))

    found, request = asked(answer)
    assert len(found) == 2
    assert (request.method, request.path) == ("POST", "/reconcile")
    assert b"queries=" in request.body


def trickle(handler: Answering, _: Request) -> None:
    handler.send_response_only(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(20):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def silent(_handler: Answering, _: Request) -> None:
    time.sleep(0.5)


def cut(handler: Answering, _: Request) -> None:
    handler.close_connection = True
    handler.reply(200, b'{"q0"', Content_Length="500")


def candidate(**changed: object) -> bytes:
    return body([{"id": "Q1", "name": "Mill", "score": 1, "type": [], **changed}])


SHAPE = "does not answer as a reconciliation service (%s): check the address"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (answering(b"x" * 30_000), "the answer is larger than"),
        (trickle, "the answer was not complete after 0.6 s"),
        (silent, "no answer within 0.3 s"),
        (cut, "the answer was cut off half way"),
        (answering(b"<html>Hello", Content_Type="text/html"), SHAPE % "it is not JSON in UTF-8"),
        (answering(b""), SHAPE % "it is not JSON in UTF-8"),
        (answering(b'{"q0": {"result": [\xff]}}'), SHAPE % "it is not JSON in UTF-8"),
        (answering(candidate(score=0).replace(b"0", b"NaN")), SHAPE % "it is not JSON in UTF-8"),
        (answering(candidate(score=7).replace(b"7", b"9" * 6000)), SHAPE % "it is not JSON in "
                                                                           "UTF-8"),
        (answering(b"[" * 19_000), SHAPE % "it is nested too deeply"),
        (answering(b"[]"), SHAPE % "it has no list q0.result"),
        (answering(b"null"), SHAPE % "it has no list q0.result"),
        (answering(b'{"q1": {"result": []}}'), SHAPE % "it has no list q0.result"),
        (answering(b'{"q0": []}'), SHAPE % "it has no list q0.result"),
        (answering(b'{"q0": {"result": {}}}'), SHAPE % "it has no list q0.result"),
        (answering(body(["Q1"])), SHAPE % "a candidate is not an object"),
        (answering(candidate(id=1)), SHAPE % "a candidate’s id is not a text of up to 2000 "
                                             "characters"),
        (answering(candidate(name=None)), "a candidate’s name is not a text"),
        (answering(candidate(name="")), "a candidate’s name is not a text"),
        (answering(candidate(name="x" * 3000)), "a candidate’s name is not a text"),
        (answering(candidate(name="\ud800")), "a candidate’s name is not a text"),
        (answering(candidate(score="1")), SHAPE % "a candidate’s score is not a number"),
        (answering(candidate(score=True)), SHAPE % "a candidate’s score is not a number"),
        (answering(candidate(score=1).replace(b": 1,", b": 1e999,")), "score is not a number"),
        (answering(candidate(score=int("9" * 400))), SHAPE % "a candidate’s score is not a number"),
        (answering(candidate(type="Q5")), SHAPE % "a candidate’s type is not a list"),
        (answering(candidate(type=[{}])), "a candidate’s name is not a text"),
        (answering(candidate(type=[[]])), "a candidate’s name is not a text"),
        (answering(b"", 404), "nothing is there (404): give the address of the endpoint itself"),
        (answering(b"slow down", 429), "too many requests (429)"),
        (answering(b"broken", 500), "the server failed (500"),
        (answering(b"", 302, Location="/sparql"), "redirects in a circle"),
        (answering(b"", 302, Location="file:///etc/passwd"), "is not the address of a server"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_an_answer_that_will_not_do_is_one_line(answer, message):
    line = told(answer)
    assert message in line
    assert line.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("url", ["nonsense", "file:///etc/passwd", "http://ali:secret@127.0.0.1/"])
def test_what_is_not_an_address_is_refused(url):
    with pytest.raises(UsageError) as caught:
        reconciliation.candidates("Mill", url)
    assert "secret" not in str(caught.value)


def test_an_empty_name_is_not_asked_for():
    with pytest.raises(UsageError, match="the name is empty"):
        reconciliation.candidates("  ", "http://127.0.0.1:9/")
