"""Findings as text on a terminal: each hint once, lines hang below their beginning, short forms."""

from __future__ import annotations

import pytest
import terminals
from commanded import run
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.check.reports import text
from claimgraph.findings import Finding, Location, Report, Severity

WORDS = st.lists(st.sampled_from(["a", "claim", "evidence", "‘Honor’", "cg:hedge"]), min_size=1)
FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from(["claim-supported", "event-date"]),
    severity=st.sampled_from(Severity),
    message=WORDS.map(" ".join),
    location=st.builds(Location, st.sampled_from(["a.ttl", "b.ttl"]), st.integers(1, 2000)),
    hint=st.sampled_from([None, "Add cg:evidence or an argument for it, " * 2, "Write a date."]),
)
REPORTS = st.lists(FINDINGS, max_size=6).map(
    lambda some: Report(tuple(sorted(some, key=lambda one: one.location.file)))
)


def lines(report: Report, monkeypatch, columns: int, write=text.write) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm-256color")
    out = terminals.Shown()
    write(report, out)
    return out.lines()


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as context:
        yield context


@settings(max_examples=50)
@given(REPORTS, st.sampled_from([80, 120]))
def test_a_hint_is_given_once(patch, report, columns):
    shown = lines(report, patch, columns)

    hints = {finding.hint for finding in report.findings if finding.hint}
    assert sum("hint:" in line for line in shown) == len(hints)
    assert {word for hint in hints for word in hint.split()} <= set(" ".join(shown).split())


@settings(max_examples=50)
@given(REPORTS, st.sampled_from([60, 80]))
def test_no_line_is_wider_and_what_continues_hangs(patch, report, columns):
    shown = lines(report, patch, columns)

    assert max(map(len, shown)) <= columns
    files = {finding.location.file for finding in report.findings}
    body = [line for line in shown[:-1] if line and line not in files]
    assert all(line.startswith("  ") for line in body)


def test_a_hint_says_for_how_many_it_is(patch):
    some = tuple(
        Finding("r", Severity.WARNING, "m", Location("a.ttl", line), hint="Mend it.")
        for line in range(3)
    )

    shown = lines(Report(some), patch, 80)

    assert [line.strip() for line in shown if "hint" in line] == ["hint: Mend it. (for 3 findings)"]


@settings(max_examples=50)
@given(REPORTS)
def test_a_summary_counts_by_rule(patch, report):
    shown = lines(report, patch, 120, text.summary)

    counted = [
        (int(count), severity, rule)
        for count, severity, rule, *_ in (line.split() for line in shown[2:-1] if line.strip())
        if count.isdecimal()
    ]
    expected = {
        (
            sum((one.severity, one.rule) == kind for one in report.findings),
            kind[0].value,
            kind[1],
        )
        for kind in {(one.severity, one.rule) for one in report.findings}
    }
    assert set(counted) == expected
    assert len(counted) == len(expected)


@settings(max_examples=50)
@given(REPORTS)
def test_quiet_is_the_last_line_or_nothing(patch, report):
    shown = lines(report, patch, 80, text.quiet)

    assert shown == ([text.verdict(report)] if report.findings else [])


@pytest.mark.parametrize(
    "more",
    [["--summary", "--quiet"], ["--quiet", "--format", "json"], ["--summary", "--watch"]],
    ids=" ".join,
)
def test_short_forms_are_of_the_text_and_one_at_a_time(capsys, monkeypatch, more):
    code, out, err = run(capsys, monkeypatch, "check", *more)

    assert (code, out) == (2, "")
    assert "give one of them" in err
