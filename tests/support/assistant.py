"""An assistant: the SDK's client, used from tests without an event loop of their own."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from mcp import Client, MCPError

SLUG = "ferry"
SENTENCES = (
    "The ferry to Aldsund lost two million euros in 2021.",
    "The harbour council denies the loss.",
    "The ferry was probably full every day.",
    "It carried 9000 people in May.",
    "Fares cover a third of its costs.",
    "A third is not enough.",
    "If fares rise, people will drive.",
    "More driving would harm the air of the town.",
    "The county has the money.",
    "So the county should pay for the ferry.",
)
CAPTURE = """\
title: The ferry to Aldsund
by: ann-other
issued: 2026-03
text: text.txt
review: draft
sections:
  - section: all
    label: The whole
    position: 1
    passages:
      - words: The ferry … 2021.
        claims:
          - claim: ferry-lost
            label: The ferry lost two million euros
            says: In 2021 the ferry to Aldsund cost two million euros more than it earned.
            certainty: asserted
            figure: 2 million EUR, loss
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
"""


def project(root: Path, capture: str | None = CAPTURE) -> Path:
    """Write a project with the ferry's text, and its capture if there is one."""
    folder = root / "data" / SLUG
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(" ".join(SENTENCES) + "\n", "utf-8")
    if capture is not None:
        (folder / "capture.yaml").write_text(capture, "utf-8")
    return root


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
def connected(server, **options):
    """Connect to a server in this process, at a URL, or that a transport starts."""
    with start_blocking_portal() as portal:
        client = Client(server, **options)
        with portal.wrap_async_context_manager(client):
            yield Assistant(portal, client)


__all__ = [
    "CAPTURE",
    "SENTENCES",
    "SLUG",
    "Assistant",
    "MCPError",
    "Refused",
    "connected",
    "project",
]
