"""One wrong change to a shipped capture is found, by the rule meant, where it was made.

Each change is read off a table: in which file, after which subject, what stands there and what is
put in its place. Changes to different things are made together, since a check takes its time.
What a finding says of the untouched capture does not count. The text of the
second article lies beside its capture; with that of the first (CLAIMGRAPH_ARTICLE) the changes
that only it tells are made to the first, too.
"""

from __future__ import annotations

import os
import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from captured import ROOT
from checked_projects import checked
from sampled import few

from claimgraph.claims import capture
from claimgraph.graph.project import Project

if TYPE_CHECKING:
    from claimgraph.findings import Finding

DATA = "data/huawei-comeback"
SECOND = "data/climate-judgment"
TEXT = os.environ.get("CLAIMGRAPH_ARTICLE")


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


def passages(subject: str, old: str, new: str) -> Edit:
    return Edit(f"{DATA}/article.ttl", subject, old, new)


def second(subject: str, old: str, new: str) -> Edit:
    """Return an edit of the second article, in the file that its subject's name tells."""
    files = {"claim": "claims", "argument": "arguments", "passage": "article"}
    files |= {"evidence": "evidence", "source": "evidence", "event": "events"}
    kind = subject.partition(":")[0]
    return Edit(f"{SECOND}/{files.get(kind, 'events')}.ttl", subject, old, new)


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

# The same kinds and more, in the second article, whose text is beside it.
WRONG += [
    Wrong(name, tuple(second(*edit) for edit in edits), rule, at)
    for name, rule, at, *edits in (
        (
            "hedge-not-in-passage", "text-hedge-unsaid", "",
            ("claim:compensation-paid", '"reportedly"@en', '"allegedly"@en'),
        ),
        (
            "marker-not-recorded", "text-hedge", "passage:part-of-the-fall",
            ("claim:part-of-the-fall", "certainty:qualified", "certainty:asserted"),
            ("claim:part-of-the-fall", 'cg:hedge "probably"@en ;', ""),
        ),
        (
            "wrong-section", "text-section", "",
            ("passage:closure", "section:followed", "section:order"),
        ),
        (
            "wrong-passage", "text-unrelated", "",
            ("claim:rwe-withdrew", "passage:withdrawal", "passage:juliana"),
        ),
        (
            "copied", "text-copied", "",
            ("claim:district-order",
             "In June 2015 the Dutch state was told by the district court in The Hague",
             "On 24 June 2015 the district court in The Hague ordered the State"),
        ),
        (
            "count-differs", "text-figure", "",
            ("quantity:co-plaintiffs", "886", "868"),
            ("claim:urgenda-sued", "886 citizens", "868 citizens"),
            ("claim:urgenda-sued", "886 individuals", "868 individuals"),
        ),
        (
            "words-differ", "text-words", "",
            ("claim:own-share", "No state is excused by", "None of 7 states is excused by"),
        ),
        (
            "million-for-billion", "text-figure", "",
            ("quantity:sum-claimed", "1400000000", "1400000"),
            ("claim:rwe-claimed", "1.4 billion", "1.4 million"),
            ("claim:rwe-claimed", "1.4 billion", "1.4 million"),
        ),
        (
            "at-most-for-at-least", "text-comparator", "",
            ("quantity:cut-ordered", "comparator:at-least", "comparator:at-most"),
        ),
        (
            "up-for-down", "text-comparator", "",
            ("quantity:fall-in-emissions", "comparator:down-by", "comparator:up-by"),
        ),
        (
            "change-turned-round", "text-comparator", "",
            ("quantity:german-target", "55", "60"),
            ("quantity:german-target", "65", "55"),
            ("quantity:german-target", "60", "65"),
        ),
        (
            "dollars-for-euros", "text-unit", "",
            ("quantity:compensation", "unit:CCY_EUR", "unit:CCY_USD"),
            ("claim:compensation-paid", "million euros for closing", "million dollars for closing"),
        ),
        (
            "month-differs", "text-date", "",
            ("event:closure", "2019-12", "2019-11"),
            ("claim:hemweg-closed", 'December 2019"@en', 'November 2019"@en'),
            ("claim:hemweg-closed", 'December 2019."@en', 'November 2019."@en'),
        ),
        (
            "denied-by-nobody", "text-denial", "",
            ("claim:target-met", "cg:involves",
             "cg:attribution [ a cg:Attribution ; cg:actor id:netherlands ; "
             "cg:speechAct <https://w3id.org/claimgraph/scheme/speech-act/denies> ; "
             "cg:through attribution:author ] ; cg:involves"),
        ),
        (
            "span-turned-round", "span-order", "",
            ("quantity:two-months", "event:strasbourg-ruling", "event:x"),
            ("quantity:two-months", "event:swiss-declaration", "event:strasbourg-ruling"),
            ("quantity:two-months", "event:x", "event:swiss-declaration"),
        ),
        (
            "negative-sum", "quantity-not-negative", "",
            ("quantity:compensation", "52500000", "-52500000"),
        ),
        (
            "source-after-article", "source-before-article", "",
            ("source:vattenfall-annual-report", "cg:issuer id:vattenfall .",
             'cg:issuer id:vattenfall ; dcterms:issued "2026-01"^^xsd:gYearMonth .'),
        ),
        (
            "event-after-article", "event-before-article", "claim:rwe-withdrew",
            ("event:rwe-withdrawal", "cg:involves", 'cg:date "2027"^^xsd:gYear ; cg:involves'),
        ),
        (
            "wrong-kinds", "statement-kinds", "",
            ("claim:district-order", "rdf:object id:urgenda-order", "rdf:object id:netherlands"),
        ),
        (
            "wrong-event", "event-shares-actor", "",
            ("claim:rwe-claimed", "event:rwe-claim", "event:strasbourg-ruling"),
        ),
        (
            "wrong-denier", "denier-involved", "",
            ("claim:rwe-opposes-phase-out", "cg:actor id:rwe ; cg:speechAct",
             "cg:actor id:vattenfall ; cg:speechAct"),
        ),
        (
            "wrong-speaker", "speaker-is-issuer", "",
            ("claim:hemweg-closed", "cg:actor id:vattenfall ; cg:speechAct",
             "cg:actor id:rwe ; cg:speechAct"),
        ),
        (
            "drawn-elsewhere", "explicit-beside-its-claims", "",
            ("argument:limits-to-be-enforced", "passage:takeaway-union", "passage:withdrawal"),
        ),
        (
            "argument-twice", "argument-repeated", "",
            ("argument:juliana-limit", "passage:juliana .",
             "passage:juliana .\n\nargument:juliana-again\n    a cg:OpposingArgument ; "
             'rdfs:label "again"@en ; cg:premise claim:juliana-dismissed ; cg:explicit false ; '
             "cg:conclusion claim:thesis ; cg:scheme argument-scheme:example ."),
        ),
        (
            "for-and-against", "argument-for-and-against", "",
            ("argument:swiss-case", "passage:swiss-case .",
             "passage:swiss-case .\n\nargument:swiss-for\n    a cg:SupportingArgument ; "
             'rdfs:label "for"@en ; cg:premise claim:swiss-refusal ; '
             "cg:conclusion claim:thesis ; cg:scheme argument-scheme:sign ; cg:explicit false ."),
        ),
        (
            "undercut-from-its-premise", "undercut-own-premise", "argument:place-of-parliament",
            ("argument:choice-overlooked", "claim:means-left-open",
             "claim:judges-replace-parliament"),
        ),
    )
]  # fmt: skip
WRONG += [
    Wrong(
        "firm-as-state-without-seat",
        (actors("id:vattenfall", "cg:Company", "cg:State"),),
        "state-role",
    ),
]
# What only the first article's own text tells.
BY_TEXT = [
    Wrong(
        "hedge-not-in-passage",
        (claims("claim:sophgo-orders", '"reportedly"@en', '"allegedly"@en'),),
        "text-hedge-unsaid",
    ),
    Wrong(
        "wrong-section",
        (passages("passage:same-day", "section:government-support", "section:conclusion"),),
        "text-section",
    ),
    Wrong(
        "wrong-passage",
        (claims("claim:nvidia-names-huawei", "passage:nvidia", "passage:denial"),),
        "text-unrelated",
    ),
    Wrong(
        "number-in-words",
        (claims("claim:honor-acquired", "worth 15 billion", "worth 51 billion"),),
        "text-words",
    ),
    Wrong(
        "another-day",
        (events("event:entity-listing", "2019-05-16", "2019-05-26"),),
        "text-date",
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
    report = checked(folder)
    assert report.unchecked == ()
    return list(report.findings)


def verify(folder: Path) -> list[Finding]:
    """Compare the first article with its text."""
    text = capture.read(Path(str(TEXT)))
    outcome = capture.outcome(Project(folder), text, "huawei-comeback")
    return list(outcome.verdict.all_findings)


@cache
def untouched() -> frozenset[tuple[str, str | None]]:
    return frozenset((finding.rule, finding.focus) for finding in check(ROOT))


def made(changes: list[Wrong], folder: Path) -> None:
    """Make changes to a copy of the data."""
    shutil.copytree(ROOT / "data", folder / "data")
    for edit in (edit for wrong in changes for edit in wrong.edits):
        path = folder / edit.file
        path.write_text(edited(path.read_text(encoding="utf-8"), edit), encoding="utf-8")


def stands_at(findings: list[Finding], wrong: Wrong, folder: Path) -> bool:
    """Tell whether a finding of the rule stands where what was changed is described."""
    subject = wrong.at or wrong.edits[0].subject
    path = path_of(folder, subject, wrong.edits[0].file)
    first, last = lines_of(path, subject)
    return any(
        finding.rule == wrong.rule
        and Path(finding.location.file).parts[-2:] == path.parts[-2:]
        and first <= finding.location.line <= last
        for finding in findings
    )


def apart() -> list[list[Wrong]]:
    """Return the changes in lists that can be made together: each to things of its own."""
    found: list[list[Wrong]] = []
    for wrong in WRONG:
        own = touched(wrong)
        free = (
            each
            for each in found
            if len(each) < 12 and not own & {one for other in each for one in touched(other)}
        )
        group = next(free, None)
        if group is None:
            found.append([wrong])
        else:
            group.append(wrong)
    return found


def touched(wrong: Wrong) -> set[str]:
    """Return what a change is made to, and what it newly speaks of."""
    words = " ".join((wrong.at, *(f"{e.subject} {e.old} {e.new}" for e in wrong.edits)))
    folder = wrong.edits[0].file.rpartition("/")[0]
    names = re.findall(r"(?:claim|argument|passage|event|quantity|source|evidence):[\w-]+", words)
    return {f"{folder}/{one}" for one in names} | set(re.findall(r"<[^>]+article/[^>]+>", words))


@pytest.mark.parametrize("group", few(apart(), 1), ids=lambda group: group[0].name)
def test_wrong_captures_are_caught(group, tmp_path):
    made(group, tmp_path)

    told = [one for one in check(tmp_path) if (one.rule, one.focus) not in untouched()]

    assert [wrong.name for wrong in group if not stands_at(told, wrong, tmp_path)] == []


@pytest.mark.skipif(not TEXT, reason="CLAIMGRAPH_ARTICLE names no text")
@pytest.mark.parametrize("wrong", BY_TEXT, ids=lambda wrong: wrong.name)
def test_wrong_capture_is_caught_by_the_text(wrong, tmp_path):
    made([wrong], tmp_path)

    assert stands_at(verify(tmp_path), wrong, tmp_path)


@pytest.mark.skipif(not TEXT, reason="CLAIMGRAPH_ARTICLE names no text")
def test_the_shipped_capture_agrees_with_its_text():
    assert verify(ROOT) == []


@pytest.mark.slow
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


def path_of(folder: Path, subject: str, beside: str) -> Path:
    """Return the file of an article, or of the registry, in which a subject begins a line."""
    (path,) = (
        path
        for path in sorted((folder / beside).parent.glob("*.ttl"))
        if subject in path.read_text(encoding="utf-8").splitlines()
    )
    return path


def lines_of(path: Path, subject: str) -> tuple[int, int]:
    """Return the first and the last line of what a file says of a subject."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = lines.index(subject) + 1
    last = next((n for n in range(first, len(lines)) if not lines[n].strip()), len(lines))
    return first, last
