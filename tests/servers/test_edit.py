"""The server of the editing page: who may ask, what is written, what is noticed."""

import asyncio
import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time

import httpx
import pytest
import wells
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph import cli
from claimgraph.check import run
from claimgraph.claims import passages
from claimgraph.claims.notation import fresh
from claimgraph.errors import ProjectError, UsageError
from claimgraph.findings import Finding, Location, Report, Severity
from claimgraph.graph import loading
from claimgraph.servers.edit import application, capture, changes, findings, linking, view
from claimgraph.servers.http.messages import Refusal

TOKEN = "a-token-of-the-tests"
HOST = "http://127.0.0.1:8123"
SENTENCE = "Each pump costs 900 euros."
TEXT = passages.normalise(wells.TEXT)


class Client:
    """Asks an application as a browser would, each time in an event loop of its own."""

    def __init__(self, held, once=None):
        app = application.application(application.Editing(held), TOKEN, once)
        self._transport = httpx.ASGITransport(app)

    def get(self, where, **more):
        return self._asked("GET", where, **more)

    def post(self, where, **more):
        return self._asked("POST", where, **more)

    def _asked(self, method, where, **more):
        async def asked():
            async with httpx.AsyncClient(transport=self._transport, base_url=HOST) as client:
                return await client.request(method, where, **more)

        return asyncio.run(asked())


@pytest.fixture
def held(tmp_path):
    """The capture of the small project."""
    return capture.found(wells.project(tmp_path), "wells")


@pytest.fixture
def client(held):
    return Client(held)


def path(rest=""):
    return f"/{TOKEN}/{rest}"


def change(client, action, digest=None, headers=None, **more):
    seen = digest or client.get(path("api/state")).json()["digest"]
    headers = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"} | (headers or {})
    body = {"digest": seen, "action": action, **more}
    return client.post(path("api/change"), json=body, headers=headers)


def on(words, **values):
    """Return a selection of words, with a claim on it."""
    start = TEXT.index(words)
    values = {"label": "Pumps cost 900 euros", "says": "One costs 900 euros.", **values}
    return {"start": start, "end": start + len(words), "values": values}


# ── Who may ask ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("begin", ["", "wrong/", f"{TOKEN}x/", f"{TOKEN[:-1]}/", "ä/", "%00/"])
@pytest.mark.parametrize("rest", ["", "static/edit.js", "api/state", "api/digest"])
def test_without_the_token_there_is_nothing(client, begin, rest):
    """Every path needs the token; the answer tells nothing of the capture."""
    answer = client.get(f"/{begin}{rest}")
    assert answer.status_code == 403
    assert "wells" not in answer.text


def test_what_a_browser_is_started_with_leads_to_the_page_once(held):
    """Other users of the machine see it among the processes, and come too late."""
    client = Client(held, once="once")
    for status in (303, 403):
        answer = client.get("/once/", headers={"Sec-Fetch-Site": "none"})
        assert answer.status_code == status
        assert answer.headers.get("location") == (path() if status == 303 else None)
    assert client.get("/once/api/state").status_code == 403


def test_a_token_alone_is_no_page(client):
    """The page's links are relative to its folder: without the slash there is no page."""
    assert client.get(f"/{TOKEN}").status_code == 403
    assert client.get(path()).status_code == 200


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:8123", "127.0.0.1", "127.0.0.1:80", "[::1]:8123"]
)
def test_a_name_that_leads_here_is_refused(client, host):
    """DNS rebinding: a browser sends the name that its user opened."""
    for rest in ("", "api/state"):
        assert client.get(path(rest), headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8124"},
        {"Origin": "http://localhost:8123"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_page_of_another_origin_changes_nothing(client, held, headers):
    """Even one that knows the token."""
    before = held.draft().text
    answer = change(client, "save", text="gone", headers=headers)
    assert answer.status_code == 403
    assert held.draft().text == before


def test_a_change_without_an_origin_is_refused(client, held):
    """Browsers send Origin with every POST."""
    answer = client.post(path("api/change"), json={"action": "save", "text": ""})
    assert answer.status_code == 403
    assert held.draft().text == wells.BEGUN


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_on_another_site_opens_nothing(client, site):
    """What a browser says of where a request comes from is heeded for reading, too."""
    assert client.get(path(), headers={"Sec-Fetch-Site": site}).status_code == 403
    assert client.get(path(), headers={"Sec-Fetch-Site": "none"}).status_code == 200


# ── What is taken ────────────────────────────────────────────────────────────────────────────────


def test_bodies_are_bounded(client, held, monkeypatch):
    """A body that is too long is refused, whether or not it says how long it is."""
    monkeypatch.setattr(application, "MOST", 1000)
    before = held.draft().text
    assert change(client, "save", text="x" * 2000).status_code == 413

    async def pieces():
        for _ in range(1000):
            yield b'{"text": "'

    headers = {"Origin": HOST, "Content-Type": "application/json"}
    assert client.post(path("api/change"), content=pieces(), headers=headers).status_code == 413
    assert held.draft().text == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"digest": 1}', "application/json", 400),
        (b'{"digest": ""}', "application/json", 409),
        (b"\xff", "application/json", 400),
        (b'{"digest": "\\ud800"}', "application/json", 400),
        (b'{"digest": "", "\\udfff": 1}', "application/json", 400),
        (b'{"digest": "", "values": {"says": ["\xed\xa0\x80"]}}', "application/json", 400),
        (b'{"digest": "\\ud83d\\ude00"}', "application/json", 409),
    ],
)
def test_only_json_is_read(client, body, kind, status):
    """What is no object, or lacks what it needs, is refused with a line of words."""
    headers = {"Origin": HOST, "Content-Type": kind}
    answer = client.post(path("api/change"), content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert "\n" not in answer.json()["detail"]


def test_half_a_character_is_neither_checked_nor_saved(client, held):
    """UTF-8 has no bytes for it."""
    headers = {"Origin": HOST, "Content-Type": "application/json"}
    body = b'{"text": "title: \\ud800", "action": "save", "digest": "%s"}'
    for where in ("api/findings", "api/change"):
        content = body % held.draft().digest.encode()
        answer = client.post(path(where), content=content, headers=headers)
        assert answer.status_code == 400
        assert answer.json() == {"detail": "half a character (a lone surrogate): send whole ones"}
    assert held.draft().text == wells.BEGUN


@pytest.mark.parametrize(
    "name",
    [
        *("../capture.py", "..%2fcapture.py", "nothing.js", "edit", ".js", "%00.js", "a%ff.js"),
        "a" * 5000 + ".js",
    ],
)
def test_only_the_pages_files_are_served(client, name):
    """Nothing beside them."""
    assert client.get(path(f"static/{name}")).status_code in (403, 404)


# ── What is shown ────────────────────────────────────────────────────────────────────────────────


def test_the_state_has_the_text_and_the_places_of_claims(client):
    """Positions count code points of the normalised text."""
    state = client.get(path("api/state")).json()
    assert state["text"] == TEXT
    (claim,) = state["claims"]
    assert (claim["name"], claim["kind"], claim["certainty"]) == (
        "worth",
        "evaluative",
        ["asserted"],
    )
    (place,) = claim["places"]
    assert TEXT[slice(*place)] == "Our wells are worth keeping."
    assert len(state["sentences"]) == 10
    shown = [TEXT[one["start"] : one["end"]] for one in state["paragraphs"]]
    assert " ".join(shown) == TEXT
    assert [one["heading"] for one in state["paragraphs"]].count(True) == 4


def test_what_would_steer_the_page_is_replaced(tmp_path):
    """Marks that turn the direction of writing, and controls, are shown as U+FFFD."""
    text = wells.TEXT.replace("twelve", "tw\u202e\x07lve")
    label = wells.BEGUN.replace("are worth keeping\n", 'worth \u202e<script>"\n', 1)
    held = capture.found(wells.project(tmp_path, label, text), "wells")
    state = Client(held).get(path("api/state")).json()
    assert "tw\ufffd\ufffdlve" in state["text"]
    assert state["claims"][0]["label"] == 'The wells worth \ufffd<script>"'
    assert "\u202e" not in state["text"]


def test_lists_have_definitions(client):
    """Every kind and every certainty says what it means."""
    lists = client.get(path("api/choices")).json()
    assert lists["kind of claim"][0]["value"] == "factual"
    for name in ("kind of claim", "certainty", "argument-scheme"):
        assert len(lists[name]) >= 5
        assert all(one["definition"] for one in lists[name])


def test_broken_yaml_is_shown_as_far_as_it_is_read(client, held):
    """A file that somebody broke meanwhile still opens."""
    held.file.path.write_text(wells.BEGUN + "  - [", encoding="utf-8")
    state = client.get(path("api/state")).json()
    assert [one["name"] for one in state["claims"]] == ["worth"]


BROKEN = {
    "no text": wells.BEGUN.replace("text: text.txt\n", ""),
    "a text that is not there": wells.BEGUN.replace("text.txt", "other.txt"),
    "a text elsewhere": wells.BEGUN.replace("text.txt", "../text.txt"),
    "a fault before the text": 'title: "x\n' + wells.BEGUN,
    "a list": "- text: text.txt\n",
    "a long name": wells.BEGUN.replace("text.txt", "t" * 5000 + ".txt"),
    "a name with a control": wells.BEGUN.replace("text.txt", '"te\\0xt.txt"'),
    "nothing": "",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_the_page_saves_a_file_without_its_text_and_saves_the_repair(client, held, broken):
    """The state comes whatever the file holds: the page is where it is mended."""
    answer = change(client, "save", text=broken)
    assert (answer.status_code, answer.json()["yaml"]) == (200, broken)
    state = client.get(path("api/state")).json()
    assert (state["text"], state["sentences"], state["yaml"]) == ("", [], broken)
    assert state["digest"] == client.get(path("api/digest")).json()["digest"]
    (finding,) = state["findings"]
    assert finding["severity"] == "violation"
    assert finding["message"]
    assert "\n" not in finding["message"]
    assert change(client, "add-claim", **on(SENTENCE)).status_code == 422
    assert held.draft().text == broken
    mended = change(client, "save", text=wells.BEGUN).json()
    assert (mended["text"], mended["findings"]) == (TEXT, [])


def test_a_text_that_is_no_file_is_not_waited_for(client, held):
    """A pipe would keep its reader for ever."""
    text = held.file.path.with_name("text.txt")
    text.unlink()
    os.mkfifo(text)
    (finding,) = client.get(path("api/state")).json()["findings"]
    assert finding["message"] == "not a regular file: put the text there as one"


@given(st.data())
@settings(max_examples=examples(25), deadline=None)
def test_the_state_comes_whatever_the_file_holds(tmp_path_factory, data):
    """Cut off or replaced anywhere."""
    start = data.draw(st.integers(0, len(wells.BEGUN)))
    end = data.draw(st.integers(start, len(wells.BEGUN)))
    put = data.draw(st.text(st.sampled_from("\"'|>-:[]{}#&*!%@` \n\t\0\u2028atx."), max_size=6))
    text = wells.BEGUN[:start] + put + wells.BEGUN[end:]
    held = capture.found(wells.project(tmp_path_factory.mktemp("wells")), "wells")
    held.file.path.write_text(text, encoding="utf-8", newline="")
    state = view.state(held, held.draft())
    assert state["yaml"] == text
    assert state["text"] == ("" if state["findings"] else TEXT)


@pytest.mark.parametrize("slug", ["nothing", "..", "wells/../wells", "", "."])
def test_what_is_no_capture_is_one_line(tmp_path, slug):
    """The error says what is missing, and where."""
    with pytest.raises(ProjectError, match="holds no capture"):
        capture.found(wells.project(tmp_path), slug)


def test_an_article_in_turtle_is_to_be_converted(tmp_path):
    """To begin it anew, as where nothing is there, is refused: there is such an article."""
    folder = wells.project(tmp_path) / "data" / "wells"
    (folder / "capture.yaml").rename(folder / "claims.ttl")
    with pytest.raises(ProjectError) as caught:
        capture.found(tmp_path, "wells")
    convert = f"run claimgraph convert {folder} --write --replace first"
    assert str(caught.value) == f"{folder}: has no capture.yaml: {convert}"


@pytest.mark.parametrize("line", ["", "text: other.txt\n", "text: ../text.txt\n"])
def test_a_capture_without_its_text_is_one_line(tmp_path, line):
    """There is nothing to mark up."""
    begun = wells.BEGUN.replace("text: text.txt\n", line)
    with pytest.raises(ProjectError, match=r"capture.yaml: "):
        capture.found(wells.project(tmp_path, begun), "wells")


# ── What is written ──────────────────────────────────────────────────────────────────────────────


def test_a_claim_is_added_on_the_selected_words(client, held):
    """It stands in the section that the words are in, all else in the file as it was."""
    answer = change(client, "add-claim", **on("People carried water from the river."))
    assert answer.status_code == 200, answer.text
    added = answer.json()["claims"][1]
    assert added["label"] == "Pumps cost 900 euros"
    assert TEXT[slice(*added["places"][0])] == "People carried water from the river."
    after = held.draft().text
    assert after == answer.json()["yaml"]
    assert after.startswith(wells.BEGUN[: wells.BEGUN.index("  - section: to-do")])
    assert after.index("pumps-cost") < after.index("section: to-do")


def test_a_claim_goes_under_the_passage_that_is_there(client, held):
    """A passage is not made twice, whether or not it has a name."""
    answer = change(client, "add-claim", **on("Our wells are worth keeping."))
    assert [one["places"] for one in answer.json()["claims"]] == [[[40, 68]]] * 2
    assert held.draft().text.count("words:") == 1


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Each pump costs 900 euros.", "Each pump costs 900 euros."),
        (" pump costs ", "pump costs"),
        ("ump cost", "pump costs"),
        (
            "When the northern wells were closed in 2019, gardens dried out.",
            "When the northern … dried out.",
        ),
    ],
)
def test_words_are_whole_and_as_few_as_need_be(words, written):
    """A long passage is written with its first and last words."""
    start = TEXT.index(words)
    place = changes.whole_words(TEXT, start, start + len(words))
    assert fresh.located(TEXT, place) == (written, None)


def test_words_that_stand_in_several_places_have_a_number():
    """More words where more can tell them apart, the number of the place otherwise."""
    text = "A b c. A b c. A b c d e f g h i j z. A b c d e f g h i j y."
    assert fresh.located(text, (7, 13)) == ("A b c.", 2)
    start = text.index("A b c d", 20)
    words, number = fresh.located(text, (start, len(text)))
    assert passages.located(text, words)[(number or 1) - 1] == (start, len(text))


WORDS = st.sampled_from(["a", "b", "A", "well-known", "‘x’", "5,000", "…", "é", "𝔸"])


@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), st.data())
@settings(max_examples=examples(60), deadline=None)
def test_whatever_is_selected_is_found_again(text, data):
    """However often its words come back; or it is refused, never put elsewhere."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        place = changes.whole_words(text, start, end)
        words, number = changes.quoted(text, place)
    except Refusal:
        return
    assert place[0] <= start + 1
    assert end - 1 <= place[1]
    assert passages.select(text, words, number).place == place


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 5), (0, 10**9), (39, 40)])
def test_no_words_are_no_claim(start, end):
    """A selection outside the text, or of white space alone, is refused."""
    with pytest.raises(Refusal):
        changes.whole_words(TEXT, start, end)


def test_a_claim_is_changed_and_removed(client, held):
    """Only its own lines change; without its last claim the section is as before."""
    change(client, "change-claim", name="worth", values={"label": "Keep them", "thesis": None})
    before = wells.BEGUN.replace("label: The wells are worth keeping", "label: Keep them")
    assert held.draft().text == before.replace("            thesis: true\n", "")
    answer = change(client, "remove", kind="claim", name="worth")
    assert answer.json()["claims"] == []
    assert "# A comment that stays." in held.draft().text


LINED = """\
            who:
              - council as speaker  # who says it
              - {actor: ada-lindqvist, role: author}
            said by: "council asserts in letter"
            figure: [900 EUR, "2..3 years, time"]
"""


def test_values_of_a_claim_are_lines(client, held):
    """Lines that stay keep their form, their comments and their quotes."""
    before, after = re.split(r"(?<=thesis: true\n)", wells.BEGUN)
    held.file.path.write_text(before + LINED + after, encoding="utf-8")
    (claim,) = client.get(path("api/state")).json()["claims"]
    lines = claim["lines"]
    assert lines == {
        "who": ["council as speaker", "{actor: ada-lindqvist, role: author}"],
        "said by": ["council asserts in letter"],
        "figure": ["900 EUR", "2..3 years, time"],
    }

    added = [*lines["who"], "{actor: council, role: 'payer: all'}"]
    change(client, "change-claim", name="worth", values={}, lines={**lines, "who": added})
    new = '              - actor: council\n                role: "payer: all"\n'
    lined = LINED.replace("role: author}\n", f"role: author}}\n{new}")
    assert held.draft().text == before + lined + after

    change(client, "change-claim", name="worth", values={}, lines={"who": [], "about": ["council"]})
    assert "who" not in held.draft().text
    assert "            about: council\n" in held.draft().text


def test_an_argument_leads_from_claim_to_claim(client):
    """It stands under its conclusion, with a name of its own."""
    change(client, "add-claim", **on(SENTENCE))
    more = {"premises": ["pumps-cost-900-euros"], "conclusion": "worth", "way": "against"}
    answer = change(client, "add-argument", scheme="consequences", explicit=True, **more)
    (made,) = answer.json()["arguments"]
    assert (made["way"], made["premises"], made["conclusion"], made["explicit"]) == (
        "against",
        ["pumps-cost-900-euros"],
        ["worth"],
        True,
    )
    undercut = {"premises": ["worth"], "conclusion": made["name"], "way": "undercut"}
    answer = change(client, "add-argument", **undercut)
    assert [one["way"] for one in answer.json()["arguments"]] == ["against", "undercut"]
    answer = change(client, "remove", kind="argument", name=made["name"])
    assert answer.json()["arguments"] == []


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("nothing", {}),
        ("add-claim", on(SENTENCE, label=" ")),
        ("add-claim", {"start": 0, "end": 5}),
        ("add-claim", {"start": True, "end": 5, "values": {"label": "x"}}),
        ("add-argument", {"way": "for", "premises": [], "conclusion": "worth"}),
        ("add-argument", {"way": "for", "premises": ["worth"], "conclusion": "worth"}),
        ("add-argument", {"way": "up", "premises": ["x"], "conclusion": "worth"}),
        ("add-argument", {"way": "for", "premises": ["x"], "conclusion": "nobody"}),
        ("change-claim", {"name": "nobody", "values": {"label": "x"}}),
        ("change-claim", {"name": "worth", "values": {}, "lines": {"who": ["{actor: "]}}),
        ("change-claim", {"name": "worth", "values": {}, "lines": {"who": ["{a: &b c}"]}}),
        ("change-claim", {"name": "worth", "values": {}, "lines": {"for": ["worth"]}}),
        ("change-claim", {"name": "worth", "values": {}, "lines": {"who": [1]}}),
        ("remove", {"kind": "section", "name": "lost"}),
        ("remove", {"kind": "claim", "name": "nobody"}),
    ],
)
def test_what_cannot_be_done_changes_nothing(client, held, action, more):
    """The refusal is a line of words."""
    answer = change(client, action, **more)
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]
    assert held.draft().text == wells.BEGUN


@pytest.mark.parametrize(
    "label", ['<script>alert("x")</script>', "yes: # no", "‘a’ \u202e\x07", "- x"]
)
def test_whatever_the_label_it_is_read_again(client, label):
    """What is typed stands in the file as a text, whatever YAML would make of it."""
    answer = change(client, "add-claim", **on(SENTENCE, label=label))
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        shown = answer.json()["claims"][1]["label"]
        assert shown == label.replace("\u202e", "\ufffd").replace("\x07", "\ufffd")


def test_a_file_that_changed_meanwhile_is_not_overwritten(client, held):
    """The answer is a conflict with the file as it is now."""
    seen = client.get(path("api/state")).json()["digest"]
    other = wells.BEGUN.replace("are worth", "are well worth")
    held.file.path.write_text(other, encoding="utf-8")
    assert client.get(path("api/digest")).json()["digest"] != seen
    for action, more in (("add-claim", on(SENTENCE)), ("save", {"text": "title: mine\n"})):
        answer = change(client, action, digest=seen, **more)
        assert answer.status_code == 409
        assert answer.json()["yaml"] == other
        assert "another program" in answer.json()["detail"]
    assert held.draft().text == other
    assert change(client, "save", text="title: mine\ntext: text.txt\n").status_code == 200


def put_in_place(kind, file, outside):
    """Put something else where the capture's file was."""
    file.unlink()
    if kind == "link":
        file.symlink_to(outside)
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "folder's link":
        file.parent.rename(outside.parent / "wells")
        (outside.parent / "wells" / file.name).write_bytes(outside.read_bytes())
        file.parent.symlink_to(outside.parent / "wells")


@pytest.mark.parametrize("kind", ["link", "folder's link", "pipe", "folder"])
def test_what_was_put_in_the_place_of_the_file_is_neither_shown_nor_written(
    client, held, tmp_path_factory, kind
):
    """While the page is open: links that lead out of the project, a pipe that nobody writes to."""
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("title: secret\ntext: text.txt\n", encoding="utf-8")
    seen = hashlib.sha256(outside.read_bytes()).hexdigest()
    before = held.draft().digest
    put_in_place(kind, held.file.path, outside)
    answers = [
        client.get(path("api/state")),
        client.get(path("api/digest")),
        change(client, "save", digest=seen, text="title: overwritten\n"),
        change(client, "save", digest=before, text="title: overwritten\n"),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "secret" not in answer.text
        assert "\n" not in answer.json()["detail"]
    written = [one for one in outside.parent.rglob("*.yaml") if "overwritten" in one.read_text()]
    assert not written


def test_a_file_is_written_whole_or_not_at_all(client, held, monkeypatch):
    """Where the new one cannot take its place, the old one stays, and nothing is left beside it."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = change(client, "add-claim", **on(SENTENCE))
    assert answer.status_code == 422
    assert "No space left" in answer.json()["detail"]
    assert held.draft().text == wells.BEGUN
    assert {one.name for one in held.file.path.parent.iterdir()} == {"capture.yaml", "text.txt"}


def test_line_ends_stay_as_they_are(client, held):
    """What the page's editor sends has line feeds; a file with other line ends keeps those."""
    held.file.path.write_bytes(wells.BEGUN.replace("\n", "\r\n").encode())
    text = wells.BEGUN.replace("Keep the village wells\nby", "Keep them\nby")
    assert change(client, "save", text=text).status_code == 200
    assert held.file.path.read_bytes() == text.replace("\n", "\r\n").encode()


# ── What is found ────────────────────────────────────────────────────────────────────────────────


def test_of_texts_that_wait_only_the_last_is_checked(held, monkeypatch):
    """While one is checked, those that came after it and before the last are not of use."""
    checked = []

    async def slow(_, __, text):
        await asyncio.sleep(0.01)
        checked.append(text)
        return []

    monkeypatch.setattr(findings.Checker, "_checked", slow)

    async def sent():
        checker = findings.Checker()
        asked = [checker.findings(held, text) for text in "abcd"]
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(sent())
    assert checked[-1] == "d"
    assert len(checked) <= 2
    assert all(isinstance(one, Refusal) or one == [] for one in answers)


def test_findings_are_placed_at_the_item_they_stand_in(held, monkeypatch):
    """What is not saved yet is checked in the file's place; others' files are told by name."""
    unsaved = wells.BEGUN.replace("thesis: true", "thesis: yes")
    line = unsaved[: unsaved.index("says:")].count("\n") + 1
    name = held.file.name
    places = {
        "on-claim": Location(name, line, 13, 17),
        "on-passage": Location(name, line - 4, 9),
        "on-article": Location(name, 2, 1),
        "on-another": Location("elsewhere.ttl", line, 13),
        "on-nothing": None,
    }

    def check(wanted, cache):
        assert cache
        (file,) = (one for one in wanted.files if one.name == name)
        assert loading.read(file.path) == unsaved
        assert wanted.only == {name}
        found = (
            Finding(rule, Severity.WARNING, "is \u202e wrong", at) for rule, at in places.items()
        )
        return Report(tuple(found), unchecked=("the rest was not checked",))

    monkeypatch.setattr(run, "check", check)
    found = findings.check(held, unsaved)
    placed = [(one["rule"], one.get("kind"), one.get("name")) for one in found]
    assert placed == [
        ("on-claim", "claim", "worth"),
        ("on-passage", "passage", "our-wells-are-worth-keeping"),
        ("on-article", None, None),
        ("on-another", None, None),
        ("on-nothing", None, None),
        ("", None, None),
    ]
    assert found[0]["message"] == "is \ufffd wrong"
    assert (found[0]["line"], found[0]["column"], found[0]["to"]) == (line, 13, 17)


@pytest.mark.slow
def test_a_text_is_checked_before_it_is_saved(held):
    """In a process of its own, beside the rest of the project as it is."""
    text = wells.BEGUN.replace("            certainty: asserted\n", "").replace(
        "review: draft\n", ""
    )

    async def checked():
        checker = findings.Checker()
        try:
            return await checker.findings(held, text), await checker.findings(held, wells.BEGUN)
        finally:
            await checker.ended()

    broken, whole = asyncio.run(checked())
    placed = {(one["rule"], one.get("kind"), one.get("name")) for one in broken}
    assert ("claim-certainty", "claim", "worth") in placed
    assert ("article-review-status", None, None) in placed
    assert "violation" not in {one["severity"] for one in whole}
    assert held.draft().text == wells.BEGUN


def test_a_request_that_hangs_does_not_keep_the_server(held, monkeypatch):
    """Told to stop, it lets those who wait go; the thread that hangs is not waited for."""
    hanging, let_go = threading.Event(), threading.Event()
    hung = []

    def draft(_):
        hung.append(threading.current_thread())
        hanging.set()
        let_go.wait(20)

    monkeypatch.setattr(capture.Capture, "draft", draft)
    editing = application.Editing(held)

    async def stopped():
        asked = asyncio.ensure_future(editing.digest(None))
        await asyncio.to_thread(hanging.wait)
        editing.stop()
        with pytest.raises(Refusal, match="the server ends"):
            await asked

    asyncio.run(stopped())
    assert hung[0].daemon
    let_go.set()
    hung[0].join()


@pytest.mark.slow
def test_the_command_ends_while_a_request_hangs(tmp_path):
    """SIGTERM ends it within seconds, without a word, though a file system does not answer."""
    script = (
        "import sys, time\n"
        "from claimgraph import cli\n"
        "from claimgraph.servers.edit import capture\n"
        "held = capture.Capture.draft\n"
        "capture.Capture.draft = lambda self: (\n"
        "    time.sleep(60) if (self.file.path.parent / 'hang').exists() else held(self))\n"
        "sys.exit(cli.main())\n"
    )
    root = wells.project(tmp_path)
    command = [sys.executable, "-c", script, "edit", "wells", "--no-browser", "--project", root]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    address = re.search(r"editing at (\S+)", server.stderr.readline())[1]
    (root / "data" / "wells" / "hang").touch()
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{address}api/state", timeout=1)
    asked = threading.Thread(target=httpx.get, args=[f"{address}api/digest"], daemon=True)
    asked.start()
    time.sleep(0.5)
    server.terminate()
    assert server.wait(timeout=8) == 0
    assert server.stderr.read() == ""
    server.stderr.close()
    asked.join()


@pytest.mark.slow
def test_the_command_serves_until_it_is_told_to_stop(tmp_path):
    """It prints the one address at which it answers, and ends on Ctrl+C without a word."""
    command = [sys.executable, "-m", "claimgraph", "edit", "wells", "--no-browser"]
    server = subprocess.Popen(
        [*command, "--project", str(wells.project(tmp_path))], stderr=subprocess.PIPE, text=True
    )
    address = re.search(r"editing at (http://127\.0\.0\.1:\d+/)(\S+)/", server.stderr.readline())
    root, token = address.groups()
    page = httpx.get(f"{root}{token}/")
    assert page.status_code == 200
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert httpx.get(root).status_code == 403
    assert httpx.get(f"{root}{token}/", headers={"Host": "attacker.example"}).status_code == 403
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=10) == 0
    assert server.stderr.read() == ""
    server.stderr.close()


def test_a_missing_capture_is_one_line(tmp_path, monkeypatch, capsys):
    """The command says what is not there, and what to do."""
    project = wells.project(tmp_path)
    monkeypatch.setattr(sys, "argv", ["claimgraph", "edit", "nothing", "--project", str(project)])
    assert cli.main() == 2
    line = capsys.readouterr().err
    assert line.startswith("claimgraph: data/nothing: holds no capture.yaml: ")
    assert line.count("\n") == 1


# --- links


@pytest.fixture
def linked(tmp_path):
    """The capture of a project with another article whose claims are like its own."""
    wells.letter(wells.project(tmp_path))
    return capture.found(tmp_path, "wells")


JUDGED = {
    "claim": "worth",
    "other": "https://w3id.org/claimgraph/article/letter/claim/keep",
    "relation": "http://www.w3.org/2004/02/skos/core#closeMatch",
    "decision": "accept",
    "author": "Ada Lindqvist",
    "confidence": "0.8",
}


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"claim": "nobody"}, "the saved file has no such claim"),
        ({"other": "https://w3id.org/claimgraph/article/letter/claim/no"}, "not proposed any more"),
        ({"other": 7}, "lacks other, or it is not of its type"),
        ({"relation": "http://www.w3.org/2002/07/owl#sameAs"}, "claims are not related so"),
        ({"decision": "perhaps"}, "no such decision"),
        ({"author": " "}, "the author is empty"),
        ({"author": "http://[x"}, "is not a valid IRI"),
        *(({"confidence": sure}, "how sure") for sure in ("", "1.1", "-1", "NaN", "1e999", "x")),
    ],
)
def test_what_is_no_decision_about_a_link_is_refused(linked, wrong, line):
    with pytest.raises((Refusal, UsageError)) as refused:
        linking.decide(linked, JUDGED | wrong)
    assert line in str(getattr(refused.value, "line", refused.value))
    assert not (linked.project.root / "data" / "links").exists()


def test_a_link_is_written_once_and_its_pair_not_proposed_again(linked):
    assert len(linking.candidates(linked, JUDGED)["candidates"]) == 2
    written = linking.decide(linked, JUDGED)
    assert written == "data/links/wells.ttl: accepted, says nearly the same as"
    (left,) = linking.candidates(linked, JUDGED)["candidates"]
    assert left["other"].endswith("/letter/claim/worth")
    with pytest.raises(Refusal):
        linking.decide(linked, JUDGED)


# --- entries of the registry


@pytest.fixture
def registered(tmp_path):
    """The capture of a project whose registry has a council and a pump under other names."""
    wells.registered(wells.project(tmp_path))
    return capture.found(tmp_path, "wells")


ENTRY = {
    "iri": "https://w3id.org/claimgraph/id/council",
    "entry": "https://w3id.org/claimgraph/id/parish-council",
    "decision": "accept",
    "author": "Ada Lindqvist",
    "confidence": "0.8",
}


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"entry": "https://w3id.org/claimgraph/id/pump"}, "not proposed any more"),
        ({"iri": 7}, "lacks iri, or it is not of its type"),
        ({"decision": "perhaps"}, "no such decision"),
        ({"author": " "}, "the author is empty"),
        ({"confidence": "2"}, "how sure"),
    ],
)
def test_what_is_no_decision_about_an_entry_is_refused(registered, wrong, line):
    before = registered.draft().text
    with pytest.raises((Refusal, UsageError)) as refused:
        linking.decide_entry(registered, ENTRY | wrong)
    assert line in str(getattr(refused.value, "line", refused.value))
    assert registered.draft().text == before


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_an_entry_is_decided_on_once(registered, decision):
    """Accepted, the capture speaks of it; rejected, it stays as it was. Neither is asked again."""
    before = registered.draft().text
    proposed = linking.entries(registered)["entries"]
    assert [(one["label"], one["known"]) for one in proposed] == [
        ("The Council", "The Parish Council"),
        ("Hand pumps", "Hand pump"),
    ]
    linking.decide_entry(registered, ENTRY | {"decision": decision})
    after = registered.draft().text
    assert (after == before) == (decision == "reject")
    assert ("parish-council as regulator" in after) == (decision == "accept")
    assert [one["label"] for one in linking.entries(registered)["entries"]] == ["Hand pumps"]
    with pytest.raises(Refusal):
        linking.decide_entry(registered, ENTRY | {"decision": decision})
