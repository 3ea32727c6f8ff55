"""One wrong change to the shipped capture is found, by the rule meant, where it was made.

Each change is read off a table: in which file, after which subject, what stands there and what is
put in its place. What a finding says of the untouched capture does not count.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from captured import ROOT

import claimgraph

if TYPE_CHECKING:
    from claimgraph.findings import Finding

DATA = "data/huawei-comeback"


class Edit(NamedTuple):
    """What stands in a file after the line that begins with `subject`, and what takes its place."""

    file: str
    subject: str
    old: str
    new: str


class Wrong(NamedTuple):
    """A wrong capture: its edits, the rule that finds it, and the subject that is told."""

    name: str
    edits: tuple[Edit, ...]
    rule: str
    at: str = ""


def claims(subject: str, old: str, new: str) -> Edit:
    return Edit(f"{DATA}/claims.ttl", subject, old, new)


def arguments(subject: str, old: str, new: str) -> Edit:
    return Edit(f"{DATA}/arguments.ttl", subject, old, new)


def events(subject: str, old: str, new: str) -> Edit:
    return Edit(f"{DATA}/events.ttl", subject, old, new)


def evidence(subject: str, old: str, new: str) -> Edit:
    return Edit(f"{DATA}/evidence.ttl", subject, old, new)


def actors(subject: str, old: str, new: str) -> Edit:
    return Edit("data/registry/actors.ttl", subject, old, new)


WRONG = [
    Wrong(
        "whole-supports-part",
        (
            arguments("argument:money-by-honor", "claim:honor-sale-infusion", "claim:swapped"),
            arguments(
                "argument:money-by-honor", "claim:financial-support", "claim:honor-sale-infusion"
            ),
            arguments("argument:money-by-honor", "claim:swapped", "claim:financial-support"),
        ),
        "example-is-particular",
    ),
    Wrong(
        "reported-captured-as-asserted",
        (
            claims("claim:sophgo-orders", "certainty:reported", "certainty:asserted"),
            claims("claim:sophgo-orders", '    cg:hedge       "reportedly"@en ;\n', ""),
        ),
        "unnamed-report-hedged",
    ),
    Wrong(
        "asserted-with-marker",
        (claims("claim:chips-stockpiled", "certainty:reported", "certainty:asserted"),),
        "marker-needs-hedged-certainty",
    ),
    Wrong(
        "event-ends-before-it-starts",
        (events("event:window", '"2020-08"', '"2017-08"'),),
        "event-end-before-start",
    ),
    Wrong(
        "price-in-months",
        (events("quantity:honor-price", "unit:CCY_USD", "unit:MO"),),
        "unit-in-words",
    ),
    Wrong(
        "supported-only-by-itself",
        (
            arguments(
                "argument:sophgo-from-orders", "claim:sophgo-orders", "claim:clients-rerouted"
            ),
        ),
        "argument-not-circular",
        # Told once, at the first argument of the circle.
        "argument:rerouting-from-sophgo",
    ),
    Wrong(
        "undercut-of-a-claim",
        (
            arguments(
                "argument:others-rerouted",
                "argument:direct-from-finding",
                "claim:tsmc-supplied-directly",
            ),
        ),
        "undercut-conclusion",
    ),
    Wrong(
        "nobody-speaks",
        (
            claims(
                "claim:nvidia-names-huawei",
                "cg:actor id:nvidia ; cg:speechAct speech-act:asserts ; "
                "cg:source source:nvidia-statement ;",
                "cg:speechAct speech-act:asserts ;",
            ),
        ),
        "attribution-speaker",
        "claim:nvidia-names-huawei",
    ),
    Wrong(
        "paraphrase-contradicts-number",
        (claims("claim:honor-acquired", "worth 15 billion", "worth 51 billion"),),
        "figure-in-words",
    ),
    Wrong(
        "state-based-in-company",
        (actors("id:south-korea", "cg:memberOf     id:middle-powers", "cg:basedIn id:huawei"),),
        "actor-based-in",
    ),
    Wrong(
        "duration-against-dates",
        (events("quantity:window-of-27-months", "27 ;", "37 ;"),),
        "span-length",
    ),
    Wrong(
        "denial-captured-as-assertion",
        (claims("claim:tsmc-supplied-directly", "speech-act:denies", "speech-act:asserts"),),
        "raised-not-asserted",
    ),
    Wrong(
        "chain-in-wrong-order",
        (
            claims(
                "claim:grants-2023",
                "cg:actor id:huawei ; cg:speechAct speech-act:reports ; "
                "cg:source source:huawei-annual-report-2023 ; cg:through attribution:author",
                "cg:actor id:inhan-kim ; cg:speechAct speech-act:reports ; cg:through [ "
                "a cg:Attribution ; cg:actor id:huawei ; cg:speechAct speech-act:reports ; "
                "cg:source source:huawei-annual-report-2023 ]",
            ),
        ),
        "attribution-chain-author",
    ),
    Wrong(
        "two-theses",
        (claims("claim:state-support", "cg:CausalClaim", "cg:CausalClaim , cg:Thesis"),),
        "article-one-thesis",
        "<https://w3id.org/claimgraph/article/huawei-comeback/>",
    ),
    Wrong(
        "no-thesis",
        (claims("claim:thesis", "cg:CausalClaim , cg:Thesis", "cg:CausalClaim"),),
        "article-thesis",
        "<https://w3id.org/claimgraph/article/huawei-comeback/>",
    ),
    Wrong(
        "document-without-name",
        (
            evidence(
                "evidence:report-on-orders",
                "evidence-kind:testimonial",
                "evidence-kind:documentary",
            ),
        ),
        "documents-have-a-name",
    ),
    Wrong(
        "another-day",
        (events("event:entity-listing", "2019-05-16", "2019-05-26"),),
        "date-in-words",
        "claim:entity-listing",
    ),
    Wrong(
        "firm-as-state",
        (actors("id:huawei", "cg:Company", "cg:State"),),
        "state-based-in",
    ),
    Wrong(
        "relation-turned-round",
        (
            claims(
                "claim:honor-acquired",
                "rdf:subject id:shenzhen-zhixin ; rdf:predicate cg:acquires ; rdf:object id:honor ",
                "rdf:subject id:honor ; rdf:predicate cg:acquires ; rdf:object id:shenzhen-zhixin ",
            ),
        ),
        "statement-roles",
    ),
    Wrong(
        "recommendation-for-a-fact",
        (
            arguments(
                "argument:risk-from-rivalry", "claim:rivalry-intensifying", "claim:korea-balance"
            ),
        ),
        "ought-to-is",
    ),
    Wrong(
        "objection-captured-as-support",
        (
            arguments(
                "argument:decline-did-not-come", "cg:OpposingArgument", "cg:SupportingArgument"
            ),
        ),
        "expectation-needs-objection",
        "claim:decline-expected",
    ),
    Wrong(
        "wide-belief-of-one-firm",
        (
            claims(
                "claim:smic-depends-on-foreign-equipment",
                "evidence:belief-about-smic",
                "evidence:nvidia-statement",
            ),
        ),
        "common-belief-not-of-a-firm",
    ),
]


def edited(text: str, edit: Edit) -> str:
    start = text.index(f"\n{edit.subject}\n") + 1
    end = text.find("\n\n", start)
    block = text[start : end if end > 0 else len(text)]
    # However the file is laid out.
    old = r"\s+".join(map(re.escape, edit.old.split()))
    changed, count = re.subn(old, lambda _: edit.new, block, count=1)
    assert count, edit
    return text[:start] + changed + text[start + len(block) :]


def check(folder: Path) -> list[Finding]:
    report = claimgraph.open(folder).check()
    assert report.unchecked == ()
    return list(report.findings)


@cache
def untouched() -> frozenset[tuple[str, str | None]]:
    return frozenset((finding.rule, finding.focus) for finding in check(ROOT))


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_wrong_capture_is_caught(wrong, tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for edit in wrong.edits:
        path = tmp_path / edit.file
        path.write_text(edited(path.read_text(encoding="utf-8"), edit), encoding="utf-8")

    told = [
        finding
        for finding in check(tmp_path)
        if finding.rule == wrong.rule and (finding.rule, finding.focus) not in untouched()
    ]

    subject = wrong.at or wrong.edits[0].subject
    first, last = lines_of(path_of(tmp_path, subject), subject)
    assert any(first <= finding.location.line <= last for finding in told)


def test_an_article_without_a_thesis_is_told_once(tmp_path):
    """Its claims are not told one by one that nothing connects them with a thesis."""
    (wrong,) = (wrong for wrong in WRONG if wrong.name == "no-thesis")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (edit,) = wrong.edits
    path = tmp_path / edit.file
    path.write_text(edited(path.read_text(encoding="utf-8"), edit), encoding="utf-8")

    rules = [finding.rule for finding in check(tmp_path)]

    assert rules.count("article-thesis") == 1
    assert "claim-reached" not in rules


def path_of(folder: Path, subject: str) -> Path:
    """Return the file in which a subject begins a line of its own."""
    (path,) = (
        path
        for path in sorted((folder / "data").rglob("*.ttl"))
        if subject in path.read_text(encoding="utf-8").splitlines()
    )
    return path


def lines_of(path: Path, subject: str) -> tuple[int, int]:
    """Return the first and the last line of what a file says of a subject."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = lines.index(subject) + 1
    last = next((n for n in range(first, len(lines)) if not lines[n].strip()), len(lines))
    return first, last
