"""A small project to mark up: an article of ten sentences, made up, and the capture begun of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
Keep the village wells

By Ada Lindqvist

Our wells are worth keeping. The council wants to close all twelve of them. It reportedly fears
the cost of new pumps. Each pump costs 900 euros.

What was lost

When the northern wells were closed in 2019, gardens dried out. The mains failed twice that summer.
People carried water from the river.

What to do

The council should pay for the pumps. Old wells will be needed again. Nobody else can supply the
gardens.
"""
CAPTURE = """\
# A comment that stays.
title: Keep the village wells
by: ada-lindqvist
publisher: village-paper
issued: 2024-05-17
url: https://example.org/wells
text: text.txt
review: draft

actors:
  - {actor: ada-lindqvist, kind: person, label: Ada Lindqvist}
  - {actor: village-paper, kind: company, label: The Village Paper}
  - {actor: council, kind: government-body, label: The Council}

sections:
  - section: opening
    label: Keep the village wells
  - section: lost
    label: What was lost
  - section: to-do
    label: What to do
"""
CLAIM = """\
    passages:
      - words: Our wells are worth keeping.
        claims:
          - claim: worth
            label: The wells are worth keeping
            says: The wells of the village ought to be kept.
            kind: evaluative
            certainty: asserted
            thesis: true
"""
BEGUN = CAPTURE.replace("  - section: lost\n", CLAIM + "  - section: lost\n")


def project(folder: Path, capture: str = BEGUN, text: str = TEXT) -> Path:
    """Write the project; return its folder."""
    wells = folder / "data" / "wells"
    wells.mkdir(parents=True)
    (wells / "text.txt").write_text(text, encoding="utf-8")
    (wells / "capture.yaml").write_text(capture, encoding="utf-8")
    return folder


_LETTER = """\
title: A letter on wells
label: A letter on wells
by: {actor: tove-berg, kind: person, label: Tove Berg}
text: text.txt
review: draft

sections:
  - section: all
    label: A letter on wells
    passages:
      - words: The village wells are worth keeping.
        claims:
          - claim: keep
            label: The village wells are worth keeping
            says: The wells of the village ought to be kept.
            kind: evaluative
            certainty: asserted
            thesis: true
      - words: Keeping the wells is not worth the cost.
        claims:
          - claim: worth
            label: The wells are not worth keeping
            says: The wells of the village ought not to be kept.
            kind: evaluative
            certainty: asserted
"""


def letter(root: Path) -> None:
    """Add an article whose two claims are like one of the project."""
    folder = root / "data" / "letter"
    folder.mkdir(parents=True)
    words = "The village wells are worth keeping. Keeping the wells is not worth the cost."
    (folder / "text.txt").write_text(f"A letter on wells\n\n{words}\n", encoding="utf-8")
    (folder / "capture.yaml").write_text(_LETTER, encoding="utf-8")


_REGISTRY = """\
@prefix cg:   <https://w3id.org/claimgraph/ontology#> .
@prefix id:   <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

id:parish-council a cg:GovernmentBody ; rdfs:label "The Parish Council"@en ;
    skos:altLabel "Council"@en .
id:pump a cg:Thing ; rdfs:label "Hand pump"@en .
"""
# The capture speaks of the council by its name, by its label and by another name.
_SPEAKING = """
  - section: opening-2
    label: More
    passages:
      - words: The council wants to close all twelve of them.
        claims:
          - claim: closing
            label: The council wants to close the wells
            says: All twelve wells are to be closed, the council says.
            kind: factual
            certainty: reported
            said by: the council asserts
            who: [council as regulator, Town Hall as customer]
            about: pumps
            asserts: council restricts pumps
"""
_COUNCIL = """\
  # The council of the village.

  - {actor: council, kind: government-body, label: The Council, also: [Town Hall]}
"""
_THINGS = "things:\n  - {thing: pumps, label: Hand pumps}\n"


def registered(root: Path) -> None:
    """Give the project a registry with a council and a pump, which the capture describes too."""
    text = CAPTURE + _SPEAKING
    old = "  - {actor: council, kind: government-body, label: The Council}\n"
    text = text.replace(old, _COUNCIL).replace("sections:\n", _THINGS + "\nsections:\n")
    (root / "data" / "wells" / "capture.yaml").write_text(text, "utf-8")
    (root / "data" / "registry").mkdir()
    (root / "data" / "registry" / "actors.ttl").write_text(_REGISTRY, "utf-8")
