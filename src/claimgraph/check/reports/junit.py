"""Findings as JUnit XML, for the systems that show test results: one suite per file.

A violation is a failure. The format knows no warnings: a slighter finding is a test that passes and
says it in its output. What could not be checked is an error.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from claimgraph.check.reports import sentence
from claimgraph.findings import Severity
from claimgraph.text import for_programs, only_xml, reference, returns_kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO
    from xml.etree.ElementTree import Element

    from claimgraph.findings import Finding, Report, Rule


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:  # noqa: ARG001
    """Write one test case per finding; a report without any has one case, which passes."""
    out = for_programs(out, reference)
    root = ElementTree.Element("testsuites", name="claimgraph")
    for file, findings in groupby(report.findings, key=_file):
        suite = _suite(root, file)
        for finding in findings:
            _finding(suite, finding)
    if report.unchecked:
        suite = _suite(root, "not checked")
        for line in report.unchecked:
            case = _element(suite, "testcase", classname="not checked", name=line)
            _element(case, "error", type="unchecked", message=line)
    if not len(root):
        name = f"{report.files} {report.unit}s, {report.triples} triples: all conforms"
        _element(_suite(root, "claimgraph"), "testcase", classname="claimgraph", name=name)
    for element in (*root, root):
        for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            element.set(count, str(sum(1 for _ in element.iter(tag))))
    ElementTree.indent(root)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(returns_kept(ElementTree.tostring(root, encoding="unicode")))
    out.write("\n")


def _file(finding: Finding) -> str:
    return finding.location.file if finding.location else "(no file)"


def _suite(root: Element, name: str) -> Element:
    return _element(root, "testsuite", name=name)


def _finding(suite: Element, finding: Finding) -> None:
    # The name has no line: a system that follows a test from run to run goes by it.
    case = _element(
        suite,
        "testcase",
        classname=_file(finding),
        name=f"{finding.rule}: {finding.subject or _file(finding)}",
    )
    message = sentence(finding.subject, finding.message)
    lines = [
        f"{finding.location or _file(finding)}: {finding.severity.value}: {message}",
        *([finding.location.text] if finding.location and finding.location.text else []),
        *([f"hint: {finding.hint}"] if finding.hint else []),
        *(f"also: {place}" for place in finding.also),
    ]
    if finding.severity is Severity.VIOLATION:
        element = _element(case, "failure", type=finding.rule, message=message)
    else:
        element = _element(case, "system-out")
    element.text = only_xml("\n".join(lines))


def _element(parent: Element, tag: str, **attributes: str) -> Element:
    legal = {name: only_xml(value) for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, legal)
