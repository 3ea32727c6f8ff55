"""A project to be edited: an article in Turtle, another in the notation, and a shared registry."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lsp_client import Client

CAPTURES = Path(__file__).parent.parent / "captures"
TURTLE = "data/night-buses/claims.ttl"
CAPTURE = "data/ferry/capture.yaml"
QUESTION = "queries/town/claims-of.rq"

TEXT = """The ferry

The ferry across the sound lost money in 2024. The harbour office reportedly wants to sell it. An
old boat needs more repairs every year. The town should keep the ferry, because pupils have no
other way to school. Pupils cross the sound every morning.
"""

YAML = """\
title: Keep the ferry
label: ferry
by: Priya Nandakumar
publisher: harbour-courier
issued: 2025-03-14
url: https://example.org/ferry
text: text.txt
review: draft

# What the column says.

sections:
  - section: the-ferry
    label: The ferry
    passages:
      - passage: loss
        words: "The ferry across … in 2024"
        label: the loss
      - passage: sale
        words: "The harbour office reportedly wants to sell it"
        label: the sale
      - passage: keep
        words: "The town should keep … school"
        label: the demand
      - passage: pupils
        words: "Pupils cross the sound every morning"
        label: the pupils

# The claims.

claims:
  - claim: keep-ferry
    label: The town should keep the ferry
    says: The town ought to keep its ferry.
    kind: normative
    thesis: true
    certainty: asserted
    passage: keep
    addressee: westhaven-council
    for:
      - argument: school
        label: the way to school
        premises: [pupils-cross]
        scheme: practical-reasoning
        explicit: true
        passage: keep
  - claim: pupils-cross
    label: Pupils take the ferry
    says: Pupils depend on the ferry in the morning.
    kind: factual
    certainty: asserted
    passage: pupils
    about: ferry
  - claim: loss
    label: The ferry lost money
    says: In 2024 the ferry made a loss.
    kind: factual
    certainty: asserted
    passage: loss
    evidence: statistical from accounts
    about: ferry
  - claim: sale
    label: The harbour office wants to sell
    says: It is said that the harbour office would like to sell the ferry.
    kind: factual
    certainty: reported, "reportedly"
    passage: sale
    who: [harbour-office as seller]
    evidence: testimonial from talk

sources:
  - source: accounts
    kind: annual-report
    title: the accounts of 2024
    issuer: harbour-office
  - source: talk
    kind: unnamed
    title: talk in the town

actors:
  - actor: harbour-office
    kind: government-body
    label: Harbour Office
    also: [the harbour]
things:
  - thing: ferry
    label: the ferry
"""

QUERY = """\
#+ summary: Claims of an article
#+ description: Which claims an article makes.
#+ tags: [claims]
#+ defaults:
#+   - kind: factual
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
SELECT ?claim WHERE {
  ?claim a cg:Claim ; cg:certainty ?_certainty_iri .
}
"""


def project(folder: Path) -> Path:
    """Write the project into a folder and return its real path."""
    root = folder.resolve()
    shutil.copytree(CAPTURES / "night-buses", root, dirs_exist_ok=True)
    (root / CAPTURE).parent.mkdir()
    (root / CAPTURE).write_text(YAML, encoding="utf-8")
    (root / CAPTURE).with_name("text.txt").write_text(TEXT, encoding="utf-8")
    return root


def at(text: str, words: str, within: int = 0) -> tuple[int, int]:
    """Return the line and the character where words begin, and so many characters on."""
    offset = text.index(words) + within
    line = text.count("\n", 0, offset)
    return line, offset - (text.rfind("\n", 0, offset) + 1)


def applied(text: str, edits: list[dict]) -> str:
    """Return a text with an editor's edits made, whose columns count UTF-16's units."""
    lines = re.split(r"(?<=\n)", text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(place: dict) -> int:
        if place["line"] >= len(lines):
            return len(text)
        line = lines[place["line"]].encode("utf-16-le")[: 2 * place["character"]]
        return starts[place["line"]] + len(line.decode("utf-16-le"))

    found = sorted(
        (offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"]) for e in edits
    )
    for start, end, new in reversed(found):
        text = text[:start] + new + text[end:]
    return text


class Editor(Client):
    """A client that is shut down with the test, and checks that nothing was complained of."""

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, kind, *_: object) -> None:
        if kind is not None:
            self.process.kill()
            return
        code = self.stop()
        told = self.errors()
        assert (code, told) == (0, ""), (code, told)
