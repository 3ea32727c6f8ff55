"""Annotations and tasks in the other shapes that their documentation shows."""

from __future__ import annotations

import json
import warnings

import cassis
import pytest
from imported import read

from claimgraph.errors import UsageError
from claimgraph.imports import build
from claimgraph.imports.head import Header
from claimgraph.imports.model import Span

HEADER = Header("text", "file", "a form", "2026-01-01T00:00:00Z", "0")
QUOTE = {
    "type": "TextQuoteSelector",
    "exact": "anotation",
    "prefix": "this is an ",
    "suffix": " that has",
}


def annotation(**more: object) -> dict[str, object]:
    return {"@context": "http://www.w3.org/ns/anno.jsonld", "id": "a", "type": "Annotation", **more}


@pytest.mark.parametrize(
    "target",
    [
        {"source": "http://example.org/page1", "selector": QUOTE},
        {"source": {"id": "http://example.org/page1"}, "selector": [QUOTE]},
        # Web Annotation Data Model, 4.2.9: what refines an element selects within it.
        {
            "source": "http://example.org/page1#top",
            "selector": {"type": "FragmentSelector", "value": "para5", "refinedBy": QUOTE},
        },
        [
            {
                "source": "http://example.org/page1",
                "selector": {**QUOTE, "type": "oa:TextQuoteSelector"},
            }
        ],
    ],
    ids=["plain", "source with id", "refined", "list"],
)
def test_a_target_is_read_in_each_shape_of_the_model(target):
    found = read("web-annotation", json.dumps(annotation(target=target, bodyValue="typo?")))
    (claim,) = found.claims
    assert found.url == "http://example.org/page1"
    assert claim.spans == (Span("anotation", None, None, "this is an ", " that has"),)
    assert (claim.text, claim.note) == ("anotation", "typo?")


def test_positions_alone_count_in_the_text_that_is_given():
    """Code points of the text as it is (Web Annotation Data Model, 4.2.4)."""
    body = {"type": "TextualBody", "value": "They sail.", "purpose": "describing"}
    target = {
        "source": "http://example.org/1",
        "selector": {"type": "TextPositionSelector", "start": 3, "end": 13},
    }
    found = read("web-annotation", json.dumps([annotation(target=target, body=body)]))
    made = build.capture(found, HEADER, "🚢\n\nShips sail on.")
    assert "oa:start 2 ; oa:end 12" in made.files["article.ttl"]


def test_of_several_pages_one_is_named():
    rows = [
        annotation(
            id=str(number), uri=f"http://example.org/{number}", target=[{"selector": [QUOTE]}]
        )
        for number in (1, 2)
    ]
    answer = json.dumps({"total": 2, "rows": rows})
    with pytest.raises(UsageError, match="annotates 2 pages"):
        read("web-annotation", answer)
    found = read("web-annotation", answer, document="http://example.org/2")
    assert [claim.key for claim in found.claims] == ["2"]
    assert found.left_out == ("annotations of 1 other page",)


def test_one_restatement_of_two_places_is_one_claim():
    body = {"type": "TextualBody", "value": "Ships sail.", "purpose": "describing"}
    marked = [
        annotation(
            id=words, body=body, target={"source": "x:y", "selector": {**QUOTE, "exact": words}}
        )
        for words in ("Ships", "sail")
    ]
    (claim,) = read("web-annotation", json.dumps(marked)).claims
    assert [span.words for span in claim.spans] == ["Ships", "sail"]


# ── Label Studio ─────────────────────────────────────────────────────────────────────────────────


def test_the_minimal_json_is_read_and_one_task_of_several_is_named():
    label = {"start": 3, "end": 8, "text": "ships", "labels": ["Claim"]}
    tasks = [
        {"id": 1, "text": "🚢 ships", "label": [label], "annotator": 3},
        {"id": 2, "text": "no"},
    ]
    with pytest.raises(UsageError, match=r"holds 2 tasks \(1, 2\)"):
        read("label-studio", json.dumps(tasks))
    found = read("label-studio", json.dumps(tasks), document="1")
    assert [(one.text, one.spans[0].start) for one in found.claims] == [("ships", 2)]
    assert found.left_out[0] == "1 other tasks"


def test_offsets_that_do_not_hold_the_text_are_not_believed():
    value = {"start": 0, "end": 5, "text": "ships", "labels": ["Claim"]}
    results = [{"id": "r", "type": "labels", "value": value}]
    task = {"data": {"text": "🚢 ships"}, "annotations": [{"result": results}]}
    found = read("label-studio", json.dumps(task))
    assert (found.claims, found.left_out) == ((), ("r: labels without a place in the text",))


# ── UIMA CAS ─────────────────────────────────────────────────────────────────────────────────────


def test_relations_of_dkpro_s_own_types_are_arguments(tmp_path):
    system = cassis.TypeSystem()
    claim = system.create_type("org.dkpro.argumentation.types.Claim", "uima.tcas.Annotation")
    support = system.create_type("org.dkpro.argumentation.types.Support", "uima.tcas.Annotation")
    for end in ("source", "target"):
        system.create_feature(support, end, claim)
    cas = cassis.Cas(system)
    cas.sofa_string = "🚢 sail. Go!"
    one, other = claim(begin=0, end=7), claim(begin=8, end=11)
    cas.add_all([one, other, support(begin=0, end=7, source=one, target=other)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        system.to_xml(tmp_path / "types.xml")
        found = read("uima-cas", cas.to_xmi(), {"types": (tmp_path / "types.xml").read_bytes()})
    first, second = (claim.key for claim in found.claims)
    assert [one.text for one in found.claims] == ["🚢 sail.", "Go!"]
    assert [(one.way, one.premises, one.conclusion) for one in found.arguments] == [
        ("supports", (first,), second)
    ]


def test_a_cas_without_its_types_or_of_other_types_is_one_line():
    with pytest.raises(UsageError, match=r"TypeSystem\.xml"):
        read("uima-cas", "<xmi:XMI xmlns:xmi='http://www.omg.org/XMI'/>")
