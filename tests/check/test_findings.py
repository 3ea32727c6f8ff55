"""The values between the layers: what reaches a threshold, and what a report's exit code says."""

from __future__ import annotations

import dataclasses

import pytest

from claimgraph.findings import Finding, Location, Report, Severity
from claimgraph.graph.stores import Answer
from claimgraph.questions import Parameter, Question

VIOLATION, WARNING, INFO = Severity.VIOLATION, Severity.WARNING, Severity.INFO


@pytest.mark.parametrize(
    ("severity", "threshold", "reaches"),
    [
        (VIOLATION, VIOLATION, True),
        (VIOLATION, WARNING, True),
        (VIOLATION, INFO, True),
        (WARNING, VIOLATION, False),
        (WARNING, WARNING, True),
        (WARNING, INFO, True),
        (INFO, VIOLATION, False),
        (INFO, WARNING, False),
        (INFO, INFO, True),
        (VIOLATION, None, False),
        (WARNING, None, False),
        (INFO, None, False),
    ],
)
def test_a_severity_reaches_thresholds_that_are_no_graver(severity, threshold, reaches):
    assert severity.reaches(threshold) is reaches


def finding(severity: Severity) -> Finding:
    return Finding(rule="rule", severity=severity, message="is wrong")


@pytest.mark.parametrize(
    ("severities", "threshold", "code"),
    [
        ([], VIOLATION, 0),
        ([], INFO, 0),
        ([WARNING, INFO], VIOLATION, 0),
        ([INFO, VIOLATION], VIOLATION, 1),
        ([WARNING], WARNING, 1),
        ([INFO], WARNING, 0),
        ([INFO], INFO, 1),
        ([VIOLATION], None, 0),
    ],
)
def test_the_exit_code_is_1_where_a_finding_reaches_the_threshold(severities, threshold, code):
    assert Report(tuple(map(finding, severities))).exit_code(threshold) == code


@pytest.mark.parametrize("threshold", [*Severity, None])
@pytest.mark.parametrize("findings", [(), (finding(VIOLATION),)])
def test_what_was_left_unchecked_is_never_a_verdict(findings, threshold):
    assert Report(findings, unchecked=("a.ttl: cannot be read",)).exit_code(threshold) == 2


def test_merged_reports_lose_nothing_and_keep_their_order():
    one = Report((finding(VIOLATION),), files=1, triples=10, unchecked=("a",))
    two = Report((finding(INFO), finding(WARNING)), files=2, triples=5, unchecked=("b", "c"))

    merged = Report.merged(each for each in (one, two))

    assert [each.severity for each in merged.findings] == [VIOLATION, INFO, WARNING]
    assert (merged.files, merged.triples, merged.unchecked) == (3, 15, ("a", "b", "c"))
    assert Report.merged([]) == Report(())


@pytest.mark.parametrize(
    ("location", "written"),
    [
        (Location("a.ttl"), "a.ttl"),
        (Location("a.ttl", 3), "a.ttl:3"),
        (Location("a.ttl", 3, 7, 9, "text"), "a.ttl:3:7"),
    ],
)
def test_a_location_is_written_as_far_as_it_is_known(location, written):
    assert str(location) == written


def test_places_are_the_same_wherever_their_source_line_is_known():
    assert Location("a.ttl", 1, 2, 3, "one") == Location("a.ttl", 1, 2, 3)


@pytest.mark.parametrize("kind", [Answer, Finding, Location, Parameter, Question, Report])
def test_values_are_frozen(kind):
    assert kind.__dataclass_params__.frozen
    assert dataclasses.is_dataclass(kind)
