"""The options of `claimgraph check`: formats, files, thresholds, rules, baselines, watching."""

from __future__ import annotations

import json
import os
import re
import resource
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from checked_projects import BROKEN, FAULTY, NAMELESS, PREFIXES, SOUND, environment, project, run
from living import children, gone
from rdflib import SH, Graph, Literal
from sampled import few

from claimgraph.check import reports
from claimgraph.cli import main

FILE = "data/harbour/ships.ttl"
RULES = ["ship-crew", "ship-flag", "ship-name"]


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A project with one violation, one warning and one info; the working directory."""
    for name in ("CI", "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "ships"
    home.mkdir()
    monkeypatch.chdir(home)
    return project(home)


@pytest.fixture
def check(monkeypatch, capfd):
    """Run the check in this process; return its exit code, output and errors."""

    def check(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", "check", *arguments])
        code = main()
        return code, *capfd.readouterr()

    return check


def files(folder: Path) -> set[str]:
    """Return what stands in the project's folder besides the project."""
    return {path.name for path in folder.iterdir()} - {"data", "ontology"}


# --- what each form says of the same findings: their rules, in order


def of_text(text: str) -> list[str]:
    assert text.rstrip().endswith("1 violation, 1 warning, 1 info in 1 file, 9 triples.")
    return re.findall(r"  \[([\w-]+)\]$", text, re.MULTILINE)


def of_github(text: str) -> list[str]:
    lines = text.splitlines()
    assert [line.split()[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert all(f"file={FILE},line=" in line for line in lines)
    return [found for line in lines for found in re.findall(r"title=([\w-]+)::", line)]


def of_sarif(text: str) -> list[str]:
    (read,) = json.loads(text)["runs"]
    known = [rule["id"] for rule in read["tool"]["driver"]["rules"]]
    assert {*RULES, "syntax", "claim-hedge"} <= set(known)
    assert read["invocations"][0]["executionSuccessful"] is True
    return [known[result["ruleIndex"]] for result in read["results"]]


def of_junit(text: str) -> list[str]:
    cases = ElementTree.fromstring(text).findall("./testsuite/testcase")
    return [case.get("name").partition(":")[0] for case in cases]


def of_json(text: str) -> list[str]:
    read = json.loads(text)
    assert {rule["name"] for rule in read["rules"]} == set(RULES)
    return [finding["rule"] for finding in read["findings"]]


def of_turtle(text: str) -> list[str]:
    report = Graph().parse(data=text, format="turtle")
    assert list(report.objects(None, SH.conforms)) == [Literal(False)]
    return [str(shape).rpartition("/")[2] for shape in report.objects(None, SH.sourceShape)]


FORMS = {
    "text": of_text,
    "github": of_github,
    "sarif": of_sarif,
    "junit": of_junit,
    "json": of_json,
    "turtle": of_turtle,
}


def test_every_form_is_tried_here():
    assert set(FORMS) == set(reports.NAMES)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("root")
def test_each_form_goes_to_standard_output_alone(check, form):
    """It tells every finding once, and nothing else stands there or beside it."""
    code, out, err = check("--format", form)

    assert (code, err) == (1, "")
    assert sorted(FORMS[form](out)) == RULES


@pytest.mark.parametrize("form", few(FORMS, 2))
def test_several_reports_are_written_in_one_run(root, check, form):
    """Each file holds what the form prints; standard output keeps its own."""
    others = [f"--output={each}=report.{each}" for each in FORMS]

    code, out, err = check("--format", form, *others)

    assert (code, err) == (1, "")
    assert files(root) == {f"report.{each}" for each in FORMS}
    for each, read in FORMS.items():
        written = (root / f"report.{each}").read_text(encoding="utf-8")
        assert sorted(read(written)) == RULES
    assert (root / f"report.{form}").read_text(encoding="utf-8") == out


def test_an_unknown_form_is_refused_before_anything_is_checked(root, check):
    for arguments in (["--format", "sarf"], ["--output", "sarf=report"]):
        code, out, err = check(*arguments)

        assert (code, out) == (2, "")
        assert "no report format 'sarf': did you mean sarif?" in err
        assert err.count("\n") == 1
    assert files(root) == set()


# --- files that cannot be written


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("sarif", "'sarif' is not FORMAT=FILE: write e.g. sarif=report.sarif"),
        ("sarif=", "'sarif=' is not FORMAT=FILE"),
        ("=report.sarif", "no report format ''"),
        ("sarif=data", "data: cannot be written (Is a directory)"),
        ("sarif=nowhere/report.sarif", "nowhere/report.sarif: cannot be written (No such file"),
        (f"sarif={FILE}/report.sarif", "ships.ttl/report.sarif: cannot be written (Not a direct"),
        ("sarif=/dev/full", "/dev/full: cannot be written (No space left on device)"),
    ],
)
def test_an_output_that_cannot_be_written_is_one_line_and_exits_with_2(root, check, output, words):
    """The gate must not pass on a report that nobody will read."""
    code, _, err = check("--output", output)

    assert code == 2
    assert words in err
    assert err.startswith("claimgraph: ")
    assert err.count("\n") == 1
    assert files(root) == set()


def test_the_same_file_for_two_reports_is_refused(root, check):
    """The second would take the place of the first, and nobody would be told."""
    code, out, err = check("--output", "sarif=report", "--output", "junit=./report")

    assert (code, out) == (2, "")
    assert "report" in err
    assert err.count("\n") == 1
    assert files(root) == set()


@pytest.mark.parametrize("before", few(["yesterday's report", None], 1))
def test_on_a_full_disk_a_report_is_whole_or_as_it_was(root, before, monkeypatch):
    """No half a report, and nothing left beside it."""
    # What Python compiles would be cut off, too, and stay so.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    if before:
        (root / "report.sarif").write_text(before, encoding="utf-8")

    def few_bytes() -> None:
        # What the disk has room for: less than a report.
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = run("check", "--output", "sarif=report.sarif", cwd=root, preexec_fn=few_bytes)

    assert done.returncode == 2
    assert "report.sarif: cannot be written (File too large): free some space" in done.stderr
    assert done.stderr.count("\n") == 1
    assert files(root) == ({"report.sarif"} if before else set())
    if before:
        assert (root / "report.sarif").read_text(encoding="utf-8") == before


def test_a_report_takes_the_place_of_the_one_before(root, check):
    """Its mode stays, and a link stays a link."""
    (root / "kept.json").write_text("{}", encoding="utf-8")
    (root / "kept.json").chmod(0o640)
    (root / "report.json").symlink_to("kept.json")

    assert check("--output", "json=report.json")[0] == 1

    assert (root / "report.json").is_symlink()
    assert (root / "kept.json").stat().st_mode & 0o777 == 0o640
    assert sorted(of_json((root / "kept.json").read_text(encoding="utf-8"))) == RULES


# --- thresholds and rules


@pytest.mark.parametrize(
    ("threshold", "rules", "expected"),
    [
        ("violation", "ship-name", 1),
        ("violation", "ship-crew", 0),
        ("warning", "ship-crew", 1),
        ("warning", "ship-flag", 0),
        ("info", "ship-flag", 1),
        ("never", "ship-name,ship-crew,ship-flag", 0),
    ],
)
@pytest.mark.usefixtures("root")
def test_the_threshold_counts_what_was_selected(check, threshold, rules, expected):
    code, out, err = check("--fail-on", threshold, "--select", rules)

    assert (code, err) == (expected, "")
    assert all(f"[{rule}]" in out for rule in rules.split(","))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--select", "ship-name,ship-crew"], ["ship-crew", "ship-name"]),
        (["--select", "ship-name", "--select", "ship-crew"], ["ship-crew", "ship-name"]),
        (["--select", "ship-name,"], ["ship-name"]),
        (["--ignore", "ship-name,ship-crew"], ["ship-flag"]),
        (["--ignore", "ship-name", "--ignore", "ship-crew"], ["ship-flag"]),
        (["--select", "ship-name,ship-crew", "--ignore", "ship-name"], ["ship-crew"]),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("root")
def test_rules_are_given_in_lists_and_again(check, arguments, expected):
    assert sorted(set(re.findall(r"\[([\w-]+)\]", check(*arguments)[1]))) == expected


@pytest.mark.usefixtures("root")
def test_an_unknown_rule_is_refused_with_the_nearest(check):
    code, out, err = check("--ignore", "ship-name,ship-crw")

    assert (code, out) == (2, "")
    assert err.startswith("claimgraph: no rule 'ship-crw' (nearest: ship-crew")
    assert err.endswith("list them with: claimgraph rules\n")


def test_ignoring_syntax_does_not_make_a_broken_file_a_checked_one(root, check):
    project(root, BROKEN)

    code, out, err = check("--ignore", "syntax")

    assert (code, err) == (2, "")
    assert f"not checked: {FILE}:4:" in out
    assert "Not all was checked (1 left out)" in out


# --- a baseline


@pytest.mark.slow
def test_a_baseline_lets_pass_what_was_there_and_nothing_new(root, check):
    code, out, err = check("--baseline", "accepted.json", "--update-baseline")
    assert (code, err) == (0, "")
    assert out == "No new findings in 1 file, 9 triples; 3 more accepted by the baseline.\n"

    project(root, "# a line above\n" + FAULTY)
    code, out, _ = check("--baseline", "accepted.json")
    assert code == 0
    assert "ship-name" not in out

    project(root, NAMELESS + FAULTY)
    code, out, _ = check("--baseline", "accepted.json")
    assert code == 1
    assert re.findall(r"^  (\d+):\d+ .*\[([\w-]+)\]$", out, re.MULTILINE) == [("3", "ship-name")]
    assert "1 violation in 1 file, 12 triples; 3 more accepted by the baseline." in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--update-baseline"], "--update-baseline needs to know the file: add --baseline FILE"),
        (["--baseline", "gone.json"], "gone.json: no such baseline: write it with --update-b"),
        (["--baseline", FILE], "ships.ttl: not a baseline: write it anew with --update-baseline"),
        (["--baseline", "nowhere/b.json", "--update-baseline"], "nowhere/b.json: cannot be writt"),
        (["--baseline", "/dev/full", "--update-baseline"], "/dev/full: cannot be written (No sp"),
    ],
    ids=" ".join,
)
def test_a_baseline_that_cannot_be_used_is_one_line_and_exits_with_2(root, check, arguments, words):
    code, out, err = check(*arguments)

    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert files(root) == set()


# --- in a pipeline


def test_on_github_annotations_are_printed_besides_the_text(root, check, monkeypatch):
    """GITHUB_ACTIONS is set by the runner: no flag is needed, and no file."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    code, out, err = check()

    text, _, annotations = out.partition("::")
    assert (code, err) == (1, "")
    assert sorted(of_text(text)) == RULES
    assert sorted(of_github(f"::{annotations}")) == RULES
    assert files(root) == set()


@pytest.mark.parametrize("form", [form for form in FORMS if form != "text"])
@pytest.mark.usefixtures("root")
def test_on_github_what_machines_read_stays_alone(check, monkeypatch, form):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    assert sorted(FORMS[form](check("--format", form)[1])) == RULES


@pytest.mark.parametrize("variable", ["CI", "NO_COLOR"])
@pytest.mark.usefixtures("root")
def test_a_pipeline_needs_no_flags(check, monkeypatch, variable):
    """The same lines as on a desk, without escape sequences and without questions."""
    on_a_desk = check()
    monkeypatch.setenv(variable, "true")

    assert check() == on_a_desk
    assert "\x1b" not in on_a_desk[1]


# --- watching


class Watching:
    """A `claimgraph check --watch` at work, read line by line."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "claimgraph", "check", "--watch", *arguments],
            cwd=root,
            env=environment(XDG_CACHE_HOME=str(root.parent / "cache")),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._ready = selectors.DefaultSelector()
        self._ready.register(self.process.stdout, selectors.EVENT_READ)
        self._unread = b""

    def until(self, words: str, seconds: float = 20) -> str:
        """Return what is written up to the line with these words; the rest is for the next call."""
        end = time.monotonic() + seconds
        line = re.compile(rb"[^\n]*" + re.escape(words.encode()) + rb"[^\n]*\n")
        while not (found := line.search(self._unread)):
            so_far = self._unread.decode()
            assert self._ready.select(end - time.monotonic()), f"silent after: {so_far}"
            piece = os.read(self.process.stdout.fileno(), 65536)
            assert piece, f"ended after: {so_far}{self.process.stderr.read().decode()}"
            self._unread += piece
        written, self._unread = self._unread[: found.end()], self._unread[found.end() :]
        return written.decode()

    def interrupted(self) -> tuple[int, str]:
        """Interrupt it; return its exit code and what it wrote to standard error."""
        self.process.send_signal(signal.SIGINT)
        _, err = self.process.communicate(timeout=60)
        return self.process.returncode, err.decode()


@pytest.fixture
def watching(root):
    started = []

    def watching(*arguments: str) -> Watching:
        started.append(Watching(root, *arguments))
        return started[-1]

    yield watching
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


def save(root: Path, data: str) -> None:
    """Save the data as editors do: the new file takes the place of the old one at once."""
    new = root.parent / "ships.new"
    new.write_text(PREFIXES + data, encoding="utf-8")
    new.replace(root / FILE)


@pytest.mark.slow
def test_watching_tells_what_a_save_changed(root, watching):
    """First all there is, then what is new and what is mended, until interrupted."""
    save(root, SOUND)
    at_work = watching()
    assert "No findings in 1 file, 4 triples: all conforms." in at_work.until("Ctrl+C ends it.")

    save(root, SOUND + NAMELESS)
    told = at_work.until("1 violation in 1 file")
    assert re.search(rf"^{FILE}\n  4:1 .* has no name  \[ship-name\]$", told, re.MULTILINE)
    assert "mended" not in told
    assert told.count("in 1 file") == 1  # one verdict a save, of all there is

    save(root, "# above\n" + SOUND + NAMELESS + "x:ketch a .\n")
    told = at_work.until("in 1 file")
    assert re.search(r"^  6:\d+ .*\[syntax\]$", told, re.MULTILINE)

    save(root, SOUND)
    told = at_work.until("all conforms.")
    assert re.search(rf"^mended: {FILE}:6:\d+: .*\[syntax\]$", told, re.MULTILINE)

    assert at_work.interrupted() == (128 + signal.SIGINT, "")


@pytest.mark.slow
def test_watching_goes_on_when_the_project_is_gone_and_comes_back(root, watching):
    """An editor may replace a file by taking it away first."""
    save(root, SOUND)
    at_work = watching()
    at_work.until("Ctrl+C ends it.")

    (root / FILE).rename(root / "elsewhere")
    assert "not checked: " in at_work.until("holds RDF files")
    (root / "elsewhere").rename(root / FILE)
    at_work.until("all conforms.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "json"],
        ["--output", "json=report.json"],
        ["--baseline", "accepted.json", "--update-baseline"],
    ],
    ids=" ".join,
)
def test_what_watching_does_not_do_is_refused(root, arguments):
    """An option that is passed over in silence is one that people rely on."""
    done = run("check", "--watch", *arguments, cwd=root)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "--watch" in done.stderr
    assert done.stderr.count("\n") == 1
    assert files(root) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed by /proc")
@pytest.mark.parametrize(
    "signum", few([signal.SIGTERM, signal.SIGKILL, signal.SIGHUP, signal.SIGINT], 1)
)
def test_a_check_that_is_ended_leaves_no_process_behind(root, signum):
    """Its process reads a file for minutes; it is gone two seconds after the check."""
    (root / FILE).write_text("", encoding="utf-8")
    with (root / FILE).open("a", encoding="utf-8") as file:
        file.writelines(
            f"<https://example.org/{n}> a <https://example.org/K> .\n" for n in range(10**6)
        )
    check = subprocess.Popen(
        [sys.executable, "-m", "claimgraph", "check", "--no-cache"],
        cwd=root,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not (workers := children(check.pid)):
        assert time.monotonic() < deadline
        assert check.poll() is None
        time.sleep(0.02)
    time.sleep(0.5)
    assert check.poll() is None

    check.send_signal(signum)
    check.wait()
    assert gone(workers, 2)
