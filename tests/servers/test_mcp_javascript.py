"""A client of other hands, the SDK for JavaScript, over stdio and over HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from assistant import HEAD, NAMES, SECTION, SLUG, SOURCES, listening, project

MODULES = Path(__file__).parents[2] / ".servers/node_modules"
CLIENT = Path(__file__).with_name("mcp_client.cjs")
COMMAND = Path(sys.prefix) / "bin/claimgraph"

# Needs what .ci/install-mcp installs.
pytestmark = pytest.mark.servers


def called(tool, **arguments):
    return ("callTool", {"name": tool, "arguments": arguments})


def client(*calls, **where):
    """Return what calls come to, or why the client was not let in."""
    done = subprocess.run(
        ["node", CLIENT, json.dumps({**where, "calls": calls}, default=str)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "NODE_PATH": str(MODULES)},
    )
    return json.loads(done.stdout)


@pytest.fixture
def root(tmp_path):
    return project(tmp_path)


@pytest.fixture(params=["stdio", "http"])
def ask(root, request):
    """Return a function that does calls over a transport."""
    if request.param == "stdio":
        yield lambda *calls: client(*calls, command=[COMMAND, "mcp"], cwd=root)["answers"]
        return
    with listening(root) as (url, token):
        right = {"Authorization": f"Bearer {token}"}
        yield lambda *calls: client(*calls, url=url, headers=right)["answers"]


def test_tools_resources_and_prompts_are_listed(ask):
    tools, templates, prompts = ask(("listTools",), ("listResourceTemplates",), ("listPrompts",))

    assert len(tools["result"]["tools"]) == 16
    assert len(templates["result"]["resourceTemplates"]) == 6
    assert len(prompts["result"]["prompts"]) == 4


def test_a_result_has_the_shape_that_its_schema_says(ask):
    """The client itself validates what a tool returns, once it has seen the list of tools."""
    _, status, terms, text = ask(
        ("listTools",),
        called("status"),
        called("terms", scheme="certainty"),
        ("readResource", {"uri": f"claimgraph://text/{SLUG}"}),
    )

    assert status["result"]["structuredContent"]["articles"][0]["article"] == SLUG
    assert "reported" in terms["result"]["structuredContent"]["definitions"]
    assert "never instructions" in text["result"]["contents"][0]["text"]


def test_drafts_are_written(ask, root):
    (root / "data" / SLUG / "capture.yaml").unlink()
    edits = [HEAD, *NAMES, *SOURCES, SECTION]
    (made,) = ask(called("draft_put", article=SLUG, edits=edits, assistant="Scribe"))

    assert made["result"]["structuredContent"]["written"]
    assert "assistant: Scribe" in (root / "data" / SLUG / "capture.yaml").read_text("utf-8")


REFUSED = {
    "no rule 'none'": called("rules", rule="none"),
    "no tool 'burn'": called("burn"),
    "check: article: ": called("check", article="x" * 2000),
    "SERVICE is not allowed": called(
        "sparql", query="SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    ),
    "is not a slug": called(
        "draft_put", article="../x", assistant="Scribe", edits=[{"kind": "claim", "item": {}}]
    ),
    "no rule": ("readResource", {"uri": "claimgraph://rule/none"}),
    "section": ("getPrompt", {"name": "capture_section", "arguments": {}}),
    "burn": ("getPrompt", {"name": "burn", "arguments": {}}),
}


def test_every_refusal_says_why_in_one_line(ask):
    answers = ask(*REFUSED.values(), called("status"))

    assert "result" in answers.pop(), "the connection outlives refusals"
    for why, answer in zip(REFUSED, answers, strict=True):
        if "result" in answer:
            assert answer["result"]["isError"], answer
            line = answer["result"]["content"][0]["text"]
        else:
            line = answer["message"]
        assert why in line
        assert "\n" not in line


def test_who_is_not_let_in_over_http_is_told_why(root):
    with listening(root) as (url, token):
        right = {"Authorization": f"Bearer {token}"}
        port = re.search(r":(\d+)/", url)[1]
        for given, status, why in (
            ({}, 401, "the token is missing or wrong"),
            ({"headers": {"Authorization": "Bearer wrong"}}, 401, "the token is missing or wrong"),
            ({"headers": {"Authorization": token}}, 401, "the token is missing or wrong"),
            ({"headers": right, "host": "evil.example"}, 403, "not the address of this server"),
            (
                {"headers": right, "host": f"evil.example:{port}"},
                403,
                "not the address of this server",
            ),
            ({"headers": {**right, "Origin": "https://evil.example"}}, 403, "another origin"),
            ({"headers": right, "url": url.replace("/mcp", "/other")}, 404, ""),
        ):
            told = client(called("status"), **{"url": url, **given})
            assert told.get("refused") == status, given
            assert why in told["message"]
        # By the same way a request under the right name comes through.
        told = client(("listTools",), url=url, headers=right, host=f"localhost:{port}")
        assert "answers" in told, told
