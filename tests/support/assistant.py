"""An assistant: the SDK's client, used from tests without an event loop of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from mcp import Client, MCPError

from claimgraph.servers.mcp import server, snapshot
from claimgraph.servers.mcp.worker import Refusal, Worker

COMMAND = [sys.executable, "-m", "claimgraph", "mcp"]
SLUG = "ferry"
SENTENCES = (
    "By its annual report the ferry to Aldsund made a loss in 2021.",
    "The harbour council denies the loss in a letter.",
    "The ferry was probably full every day.",
    "By the same report it carried 9000 people in May.",
    "Fares cover a third of its costs, the report says.",
    "A third is not enough.",
    "If fares rise, people will drive, a survey found.",
    "More driving would harm the air of the town.",
    "The county has the money, by its budget.",
    "So the county should pay for the ferry.",
)
CAPTURE = """\
title: The ferry to Aldsund
by: ann-other
publisher: daily-post
issued: 2026-03
url: https://example.org/ferry
text: text.txt
review: draft
sections:
  - section: all
    label: The whole
    position: 1
    passages:
      - words: By its … 2021.
        claims:
          - claim: ferry-lost
            label: The ferry made a loss in 2021
            says: In 2021 the ferry cost more than it earned, a loss.
            certainty: asserted
            review: reviewed
      - words: So the county … ferry.
        claims:
          - claim: county-pays
            label: The county should pay for the ferry
            says: The county ought to bear the costs of the ferry.
            kind: normative
            certainty: asserted
actors:
  - actor: ann-other
    kind: person
    label: Ann Other
  - actor: daily-post
    kind: company
    label: Daily Post
"""


def project(root: Path, capture: str | None = CAPTURE) -> Path:
    """Write a project with the ferry's text, and its capture if there is one."""
    folder = root / "data" / SLUG
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(" ".join(SENTENCES) + "\n", "utf-8")
    if capture is not None:
        (folder / "capture.yaml").write_text(capture, "utf-8")
    return root


HEAD = {
    "kind": "article",
    "item": {
        "title": "The ferry to Aldsund",
        "by": "ann-other",
        "publisher": "daily-post",
        "issued": "2026-03",
        "url": "https://example.org/ferry",
    },
}
NAMES = [
    {"kind": "actor", "item": {"actor": name, "kind": kind, "label": label}}
    for name, kind, label in (
        ("ann-other", "person", "Ann Other"),
        ("daily-post", "company", "Daily Post"),
        ("harbour-council", "government body", "Harbour council of Aldsund"),
        ("county", "government body", "County of Aldsund"),
    )
]
SECTION = {"kind": "section", "item": {"section": "all", "label": "The whole"}}


def claim(words, name, label, says, **keys):
    """Return the edit that adds a passage with a claim."""
    item = {"claim": name, "label": label, "says": says, "certainty": "asserted", **keys}
    passage = {"words": words, "claims": [item]}
    return {"kind": "passage", "under": "section:all", "item": passage}


def premises(name, conclusion, some, way="for", **keys):
    """Return the edit that adds an argument."""
    item = {"argument": name, "premises": some, **keys}
    return {"kind": "argument", "under": f"claim:{conclusion}", "key": way, "item": item}


SOURCES = [
    {"kind": "source", "item": {"source": name, "kind": kind, "title": title, "issuer": issuer}}
    for name, kind, title, issuer in (
        ("annual-report", "annual report", "Annual report of the ferry", "county"),
        ("letter", "corporate statement", "Letter of the harbour council", "harbour-council"),
        ("survey", "news report", "Survey of passengers", "daily-post"),
        ("budget", "official notice", "Budget of the county", "county"),
    )
]
CLAIMS = [
    claim("By its … 2021.", "ferry-lost", "The ferry made a loss in 2021",
          "In 2021 the ferry cost more than it earned: a loss.",
          evidence="documentary from annual-report"),
    claim("The harbour council … letter.", "council-denies", "The harbour council denies the loss",
          "The council of the harbour says that there is no loss.",
          who=["harbour-council as speaker"], evidence="testimonial from letter"),
    claim("The ferry was … day.", "ferry-full", "The ferry was probably full",
          "The ferry was probably full on each day.", certainty='qualified, "probably"'),
    claim("By the same … May.", "carried", "The ferry carried 9000 people in May",
          "In May 9000 people were carried.", figure="9000, people carried",
          evidence="documentary from annual-report"),
    claim("Fares cover … says.", "fares-third", "Fares cover a third of the costs",
          "A third of the costs of the ferry is covered by fares.",
          evidence="documentary from annual-report"),
    claim("A third is not enough.", "not-enough", "A third is not enough",
          "A third of the costs is not enough from fares.", kind="evaluative"),
    claim("If fares … found.", "people-drive", "Higher fares would make people drive",
          "People will drive if fares rise.", kind="predictive", certainty='conditional, "If"',
          condition="that fares rise", evidence="statistical from survey"),
    claim("More driving … town.", "air-harmed", "More driving would harm the air",
          "The air of the town would be harmed by more driving.", kind="causal",
          certainty='conditional, "would"', condition="that more people drive"),
    claim("The county has … budget.", "has-money", "The county has the money",
          "The county has enough money.", who=["county as backer"],
          evidence="documentary from budget"),
    claim("So the county … ferry.", "county-pays", "The county should pay for the ferry",
          "The county ought to pay for the ferry.", kind="normative", thesis=True,
          addressee="county"),
]  # fmt: skip
ARGUMENTS = [
    premises("by-third", "not-enough", ["fares-third"], scheme="evidence-to-hypothesis"),
    premises("by-people", "ferry-full", ["carried"], scheme="evidence-to-hypothesis"),
    premises("by-drive", "air-harmed", ["people-drive"], scheme="cause-to-effect"),
    premises("by-denial", "ferry-lost", ["council-denies"], "against",
             scheme="evidence-to-hypothesis"),
    premises("so-pay", "county-pays",
             ["has-money", "not-enough", "air-harmed", "ferry-full", "ferry-lost"],
             scheme="positive-consequences"),
]  # fmt: skip


class Refused(Exception):  # noqa: N818
    """What a tool answers in the place of a result."""


class Assistant:
    """A connected client; each call is sent at once and its answer awaited."""

    def __init__(self, portal, client):
        self._portal = portal
        self.client = client

    def do(self, name, *arguments):
        """Call a method of the SDK's client."""
        return self._portal.call(getattr(self.client, name), *arguments)

    def __call__(self, tool, **arguments):
        """Return what a tool returns; text and data say the same."""
        result = self.do("call_tool", tool, arguments)
        (content,) = result.content
        if result.is_error:
            raise Refused(content.text)
        assert json.loads(content.text) == result.structured_content
        return result.structured_content

    def tools(self):
        return {one.name: one for one in self.do("list_tools").tools}

    def read(self, uri):
        (content,) = self.do("read_resource", uri).contents
        return content


@contextmanager
def connected(to, **options):
    """Connect to a server in this process, at a URL, or that a transport starts."""
    with start_blocking_portal() as portal:
        client = Client(to, **options)
        with portal.wrap_async_context_manager(client):
            yield Assistant(portal, client)


class _Here(Worker):
    """Does tasks in this process: one of its own takes a second to begin."""

    _opened = _before = None

    async def call(self, fn, *args, **kwargs):
        if self._opened is None:
            self._before = Path.cwd()
            self._opened = self._state()
        answer = snapshot.done(self._opened, fn, args, kwargs)
        if isinstance(answer, snapshot.Refused):
            raise Refusal(answer.line)
        return answer

    async def ended(self):
        if self._opened is not None:
            os.chdir(self._before)
            self._opened = None


def made_here(root, *, writable):
    """Return a server whose tasks are done in this process, without limits."""
    return server.made(root, writable=writable, worker=_Here(root, writable=writable))


@contextmanager
def listening(root):
    """Yield the URL and the token of a server over HTTP."""
    command = [*COMMAND, "--http", "--project", str(root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = process.stderr.readline()
            yield re.search(r"MCP at (\S+/mcp); Authorization: Bearer (\S+)", line).groups()
        finally:
            process.terminate()


__all__ = [
    "CAPTURE",
    "COMMAND",
    "SENTENCES",
    "SLUG",
    "Assistant",
    "MCPError",
    "Refused",
    "connected",
    "listening",
    "made_here",
    "project",
]
