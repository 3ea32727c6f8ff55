"""A client of other hands, the MCP Inspector's command line, over stdio."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from assistant import SLUG, project

INSPECTOR = Path(__file__).parents[2] / ".servers/node_modules/.bin/mcp-inspector"
COMMAND = Path(sys.prefix) / "bin/claimgraph"

# Needs what .ci/install-inspector installs.
pytestmark = pytest.mark.servers


def inspected(*arguments):
    command = [str(INSPECTOR), "--cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


@pytest.fixture
def root(tmp_path):
    return project(tmp_path)


def test_a_tool_over_stdio(root, monkeypatch):
    monkeypatch.chdir(root)
    call = ("--method", "tools/call", "--tool-name")

    told = inspected(COMMAND, "mcp", *call, "status")
    assert told["structuredContent"]["articles"][0]["article"] == SLUG
    told = inspected(COMMAND, "mcp", *call, "rules", "--tool-arg", "rule=nothing")
    assert told["isError"]
    assert told["content"][0]["text"].startswith("no rule 'nothing'")


def test_tools_resources_and_prompts_are_listed(root, monkeypatch):
    monkeypatch.chdir(root)
    for method, key, number in (
        ("tools/list", "tools", 15),
        ("resources/templates/list", "resourceTemplates", 6),
        ("prompts/list", "prompts", 4),
    ):
        assert len(inspected(COMMAND, "mcp", "--method", method)[key]) == number
