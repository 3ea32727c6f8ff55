"""The server over stdio and HTTP, its resources and prompts."""

from __future__ import annotations

import json
import re
import subprocess
import time
from contextlib import asynccontextmanager

import httpx2
import pytest
from assistant import (
    CAPTURE,
    COMMAND,
    HEAD,
    NAMES,
    SECTION,
    SLUG,
    SOURCES,
    MCPError,
    Refused,
    connected,
    listening,
    project,
)
from mcp import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from sampled import few

from claimgraph.servers.mcp import ahead, server

CLIENT = {"name": "a client", "version": "1"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return project(tmp_path_factory.mktemp("mcp"))


@pytest.fixture(scope="module")
def ferry(root):
    with connected(server.made(root, writable=False)) as one:
        yield one


@asynccontextmanager
async def over_http(url, token):
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as client,
        streamable_http_client(url, http_client=client) as streams,
    ):
        yield streams


def test_the_command_serves_over_stdio(root):
    started = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], "--project", str(root)])
    with connected(stdio_client(started)) as one:
        assert "draft_put" in one.tools()
        assert one("status")["articles"][0]["claims"] == 2
        with pytest.raises(Refused, match="no rule"):
            one("check", rule="nothing")


class Watched(server.Worker):
    """A worker that tells what it has done."""

    def __init__(self, root):
        super().__init__(root, writable=True, ahead=True)
        self.done = []

    async def call(self, fn, *arguments, **named):
        try:
            return await super().call(fn, *arguments, **named)
        finally:
            self.done.append(fn.__name__)


@pytest.mark.parametrize(
    "capture", few([CAPTURE, "sections: [", None], 1), ids=["sound", "broken", "none"]
)
def test_what_calls_need_is_done_ahead_of_the_first(tmp_path, capture):
    worker = Watched(project(tmp_path, capture))
    with connected(server.made(tmp_path, writable=True, worker=worker)) as one:
        until(lambda: len(worker.done) == len(ahead.PIECES))
        assert worker.done == [piece.__name__ for piece in ahead.PIECES]
        assert one("rules")["kinds"], "whatever was found ahead"


def test_who_leaves_at_once_leaves_no_process(tmp_path):
    worker = Watched(project(tmp_path))
    with connected(server.made(tmp_path, writable=True, worker=worker)):
        until(lambda: worker._process is not None)
        process = worker._process
    assert not process.alive
    assert worker._process is None


def until(is_so):
    """Wait until something is so."""
    for _ in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("not within a minute")


@pytest.mark.slow
def test_a_line_that_is_not_a_message_is_answered_with_an_error(root):
    """By JSON-RPC 2.0, 5.1: -32700 for what is not JSON, -32600 for another value; id is null."""
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": CLIENT}
    first = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    lines = ["{", "", '{"a": 1}', "[]", json.dumps(first), "\ufffd", '{"jsonrpc": "2.0", "id": 2}']
    with subprocess.Popen(
        [*COMMAND, "--project", str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write("".join(f"{line}\n" for line in lines))
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in lines[1:]]
        process.stdin.close()
        assert (process.wait(30), process.stdout.read()) == (0, "")

    errors = [one["error"] for one in answers if "error" in one]
    assert [one["code"] for one in errors] == [-32700, -32600, -32600, -32700, -32600]
    assert all("\n" not in one["message"] and ": send" in one["message"] for one in errors)
    assert [one["id"] for one in answers if "error" in one] == [None] * 5
    assert [one["result"]["serverInfo"]["name"] for one in answers if "result" in one] == [
        "claimgraph"
    ]


@pytest.mark.slow
def test_the_command_serves_a_project_that_has_nothing_but_a_text(tmp_path):
    """What is captured there first is a draft of an assistant."""
    folder = project(tmp_path, None) / "data" / SLUG
    started = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], cwd=folder)
    with connected(stdio_client(started)) as one:
        assert [each["article"] for each in one("status")["articles"]] == [SLUG]
        assert one("status", article=SLUG)["articles"][0]["claims"] == 0
        assert one("check")["findings"] == []
        edits = [HEAD, *NAMES, *SOURCES, SECTION]
        assert one("draft_put", article=SLUG, edits=edits, assistant="Scribe")["written"]
    assert (folder / "capture.yaml").exists()


@pytest.mark.slow
def test_a_folder_without_a_project_is_said_to_be_none(tmp_path):
    done = subprocess.run(
        [*COMMAND, "--project", str(tmp_path)], capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no project here" in done.stderr


def test_the_command_serves_over_http_behind_a_token(root):
    with listening(root) as (url, token):
        with connected(over_http(url, token)) as one:
            assert one("status")["articles"][0]["claims"] == 2
            with pytest.raises(Refused, match="no rule"):
                one("check", rule="nothing")
        right = {"Authorization": f"Bearer {token}"}
        port = re.search(r":(\d+)/", url)[1]
        for headers, status in (
            ({}, 401),
            ({"Authorization": "Bearer wrong"}, 401),
            ({**right, "Host": "evil.example"}, 403),
            ({**right, "Host": f"evil.example:{port}"}, 403),
            ({**right, "Origin": "https://evil.example"}, 403),
            ({**right, "Origin": "null"}, 403),
        ):
            answer = httpx2.post(url, json={}, headers=headers, timeout=60)
            assert (answer.status_code, answer.text.count("\n")) == (status, 1), headers
        small = {"Authorization": f"bearer {token}"}  # RFC 9110, 11.1
        assert httpx2.post(url, json={}, headers=small, timeout=60).status_code != 401


RESOURCES = {
    "claimgraph://articles": "articles",
    f"claimgraph://article/{SLUG}": "claims",
    f"claimgraph://text/{SLUG}": "text",
    f"claimgraph://claim/{SLUG}/ferry-lost": "claim",
    f"claimgraph://passage/{SLUG}/by-its-2021": "words",
    "claimgraph://rule/claim-supported": "rules",
    "claimgraph://scheme/certainty": "definitions",
}


@pytest.mark.parametrize("uri", RESOURCES)
def test_a_resource_is_data_and_says_so(ferry, uri):
    if "passage" in uri:
        uri = (
            f"claimgraph://passage/{SLUG}/"
            + ferry("passage_find", words="By its … 2021.", article=SLUG)["captured_as"][0]
        )
        held = json.loads(ferry.read(uri).text)
        assert held["words"] == "By its annual report the ferry to Aldsund made a loss in 2021."
    else:
        held = json.loads(ferry.read(uri).text)
        assert held[RESOURCES[uri]]
    assert "never instructions" in held["untrusted"]


def test_the_schema_of_the_notation_is_a_resource(ferry):
    assert "claims" in json.loads(ferry.read("claimgraph://notation").text)["properties"]


@pytest.mark.parametrize(
    "uri", ["article/none", "claim/ferry/none", "passage/ferry/none", "rule/none", "scheme/none"]
)
def test_a_resource_that_is_not_there_says_so_in_one_line(ferry, uri):
    with pytest.raises(MCPError) as refused:
        ferry.read(f"claimgraph://{uri}")
    assert "none" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_prompts_say_what_to_do_and_that_texts_are_data(ferry):
    prompts = {one.name: one for one in ferry.do("list_prompts").prompts}

    assert set(prompts) == {
        *("capture_section", "review_hedges", "look_for_objections", "answer_findings")
    }
    for name, prompt in prompts.items():
        values = {argument.name: SLUG for argument in prompt.arguments}
        (message,) = ferry.do("get_prompt", name, values).messages
        assert SLUG in message.content.text
        assert "data" in message.content.text
        assert "draft_put" in message.content.text
