"""The command: what it loads, what it says where a call is wrong, and its exit codes."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from sampled import few

import claimgraph
from claimgraph import cli
from claimgraph.cli import main

DATA = """\
@prefix x:    <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:a a x:Thing ; rdfs:label "A thing"@en .
"""
SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x:  <https://example.org/> .
x:shape a sh:NodeShape ; sh:targetClass x:Thing ; sh:severity sh:{severity} ;
    sh:property [ sh:path x:name ; sh:minCount 1 ; sh:severity sh:{severity} ] .
"""


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A sound project, in which the command is run."""
    write(tmp_path / "data/a/a.ttl", DATA)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def call(monkeypatch, capfd):
    """Run the command in this process; return its exit code, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", *arguments])
        code = main()
        return code, *capfd.readouterr()

    return call


def run(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "claimgraph", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **more,
    )


def verbs() -> list[str]:
    """Return every command as it is typed: check, ask, passage find, …"""
    import typer

    def names(command, before: tuple[str, ...] = ()):
        for name, inner in getattr(command, "commands", {}).items():
            if hasattr(inner, "commands"):
                yield from names(inner, (*before, name))
            else:
                yield " ".join((*before, name))

    return list(names(typer.main.get_command(cli.app)))


# --- the public surface


def test_the_public_names_are_sorted_and_importable():
    assert claimgraph.__all__ == sorted(claimgraph.__all__)
    for name in claimgraph.__all__:
        assert getattr(claimgraph, name).__name__ == name


def test_what_is_not_public_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = claimgraph.nothing


def test_the_public_surface_is_a_decision():
    """What users import: a change here is a change for them."""
    assert claimgraph.__all__ == [
        "Actor",
        "Answer",
        "Argument",
        "Article",
        "Attribution",
        "Claim",
        "Claimgraph",
        "ClaimgraphError",
        "Difference",
        "Event",
        "Evidence",
        "Explanation",
        "Finding",
        "Kind",
        "Location",
        "Participation",
        "Passage",
        "Quantity",
        "Question",
        "Report",
        "Rule",
        "Section",
        "Severity",
        "Source",
        "Standing",
        "Statement",
        "Term",
        "Weighing",
        "open",
    ]


# --- help

HEAVY = (
    "rdflib",
    "pyoxigraph",
    "oxrdflib",
    "pyshacl",
    "shacl_rust",
    "SPARQLWrapper",
    "yaml",
    "rich.table",
    "rich.tree",
    "starlette",
    "uvicorn",
    "jinja2",
)


@pytest.mark.parametrize(
    "arguments", few([["--help"], *([*verb.split(), "--help"] for verb in verbs())], 3)
)
def test_help_loads_no_library_that_it_does_not_need(arguments):
    """Help and completion answer at once: the work's libraries are loaded by the work."""
    code = (
        "import sys; from claimgraph.cli import main; main(); "
        f"print(*[m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert done.stderr.strip() == ""
    assert "Usage: claimgraph" in done.stdout


def test_only_the_verb_that_is_called_is_read(call, monkeypatch):
    """typer reads the signature of each command of an app, and there are forty."""
    read = []

    def get_command_from_info(command_info, **options):
        read.append(command_info.name)
        return made(command_info, **options)

    made = typer.main.get_command_from_info
    monkeypatch.setattr(typer.main, "get_command_from_info", get_command_from_info)

    assert call("stats", "--help")[0] == 0
    assert read == ["stats"]
    read.clear()
    assert call("--help")[0] == 0
    assert len(read) > 30


@pytest.mark.parametrize("verb", few(["", *verbs()], 14))
def test_help_says_what_a_verb_does_and_exits_with_0(call, verb):
    code, out, err = call(*verb.split(), "--help")

    assert (code, err) == (0, "")
    assert f"Usage: claimgraph {verb}".rstrip() in out
    summary = out.split("\n\n")[1].strip()
    assert summary.startswith(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


@pytest.mark.parametrize("arguments", [[], ["passage"]])
def test_without_a_verb_there_is_help(call, arguments):
    """In its own lines, beside what machines read; a call that asks for nothing is a wrong one."""
    code, out, err = call(*arguments)

    assert (code, out) == (2, "")
    assert err.startswith("Usage: claimgraph")
    assert len(err.splitlines()) > 5


# --- exit codes of check


@pytest.mark.parametrize(
    ("severity", "threshold", "expected"),
    few(
        [
            (None, "info", 0),
            ("Info", "warning", 0),
            ("Info", "info", 1),
            ("Warning", None, 0),
            ("Warning", "violation", 0),
            ("Warning", "warning", 1),
            ("Violation", None, 1),
            ("Violation", "info", 1),
            ("Violation", "never", 0),
        ],
        3,
    ),
)
def test_check_fails_from_the_threshold_on(project, call, severity, threshold, expected):
    """0 where all is below the threshold, 1 from it on; a violation fails unless told otherwise."""
    if severity:
        write(project / "ontology/shapes/own.ttl", SHAPE.format(severity=severity))

    code, out, err = call("check", *(["--fail-on", threshold] if threshold else []))

    assert (code, err) == (expected, "")
    assert (f"1 {severity.lower()}" if severity else "No findings") in out


@pytest.mark.parametrize("threshold", few(["violation", "never"], 1))
def test_what_could_not_be_checked_exits_with_2(project, call, threshold):
    (project / "data/a/gone.ttl").symlink_to("nowhere.ttl")

    code, out, _ = call("check", "--fail-on", threshold)

    assert code == 2
    assert "Not all was checked" in out


# --- errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "--nothing"], "--nothing"),
        (["--nothing"], "--nothing"),
        (["nothing"], "nothing"),
        (["check", "--fail-on", "sometimes"], "sometimes"),
        (["check", "--engine", "steam"], "no engine 'steam'"),
        (["check", "gone"], "gone: no such file or folder"),
        (["ask", "gone"], "no question named 'gone'"),
        (["ask", "claims-about", "actor"], "'actor' is not NAME=VALUE"),
        (["ask", "thesis", "--format", "excel"], "no format 'excel'"),
        (["ask", "thesis", "--project", "gone"], "gone: no such file or folder"),
        (["explain"], "claim"),
        (["explain", "gone"], "no claim 'gone'"),
        (["passage", "verify"], "--text"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("project")
def test_a_wrong_call_is_one_line_and_exits_with_2(call, arguments, words):
    code, out, err = call(*arguments)

    assert code == 2
    assert out == ""
    assert words in err
    assert err.startswith("claimgraph: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")


@pytest.mark.parametrize("arguments", [["--debug", "ask", "gone"], ["ask", "gone", "--debug"]])
@pytest.mark.usefixtures("project")
def test_debug_shows_where_an_error_comes_from(arguments):
    """Before the verb or after it."""
    done = run(*arguments)

    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "no question named 'gone'" in done.stderr


def test_a_fault_in_a_file_is_told_with_its_place(project, call):
    write(project / "data/a/a.ttl", DATA + "x:b nonsense .\n")

    code, out, err = call("ask", "thesis")

    assert (code, out) == (2, "")
    assert err.startswith("claimgraph: data/a/a.ttl:4:")


@pytest.mark.usefixtures("project")
def test_an_unforeseen_error_is_one_line_that_asks_for_a_report(call, monkeypatch):
    def broken(_project, **_options):
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("claimgraph.questions.catalogue.listed", broken)

    code, out, err = call("ask")

    assert (code, out) == (2, "")
    assert err == (
        "claimgraph: internal error (RuntimeError: two lines): "
        "run again with --debug and report it\n"
    )


@pytest.mark.usefixtures("project")
def test_who_interrupts_gets_no_error_report(call, monkeypatch):
    def interrupted(_project, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("claimgraph.questions.catalogue.listed", interrupted)

    code, out, err = call("ask")

    assert (code, out, err) == (128 + signal.SIGINT, "", "")


# --- pipes and terminals


@pytest.mark.parametrize(
    "arguments", few([["ask"], ["check"], ["stats"], ["ask", "claims"], ["--help"]], 1)
)
def test_a_reader_that_goes_away_is_no_error(project, arguments):
    """As with head and less: silent, whether much was written or little; and never a verdict."""
    read, wrote = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "claimgraph", *arguments],
            stdout=wrote,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=project,
            timeout=120,
            check=False,
        )
    finally:
        os.close(wrote)

    assert done.stderr == ""
    assert done.returncode == 128 + signal.SIGPIPE


@pytest.mark.parametrize("arguments", few([["ask"], ["check"], ["ask", "claims"]], 1))
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_is_told(project, arguments):
    """A report that did not arrive is no verdict."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "claimgraph", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=project,
            timeout=120,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr == (
        "claimgraph: the output could not be written (no space left): make room and run again\n"
    )


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """Run the command on a terminal; return what it wrote there."""
    ours, theirs = pty.openpty()
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    started = subprocess.Popen(
        [sys.executable, "-m", "claimgraph", *arguments],
        stdout=theirs,
        stderr=theirs,
        env=plain | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment,
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    finally:
        os.close(ours)
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
        started.wait(60)
    return written.decode()


def colours(text: str) -> bool:
    """Tell whether a text holds an escape sequence that sets a colour (ECMA-48, 8.3.117)."""
    codes = ";".join(re.findall(r"\x1b\[([\d;]*)m", text)).split(";")
    return any(re.fullmatch(r"3[0-8]|4[0-8]|9[0-7]", code) for code in codes)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", few([["ask"], ["check"]], 1))
def test_no_color_is_heeded(project, arguments):
    """A terminal gets colours, unless NO_COLOR is set to anything."""
    write(project / "ontology/shapes/own.ttl", SHAPE.format(severity="Warning"))

    assert colours(on_a_terminal(*arguments))
    assert not colours(on_a_terminal(*arguments, NO_COLOR="1"))


@pytest.mark.parametrize("arguments", [["check"], ["ask"], ["stats"], ["ask", "claims"]])
@pytest.mark.usefixtures("project")
def test_a_pipe_gets_no_escape_sequences(call, arguments):
    assert "\x1b" not in call(*arguments)[1]


@pytest.mark.usefixtures("project")
def test_what_is_said_beside_the_answer_goes_to_standard_error(call, tmp_path_factory, monkeypatch):
    """Outside a project the shipped article is read, and said so where no machine reads on."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    code, out, err = call("ask", "thesis")

    assert code == 0
    assert out.startswith("article,thesis,")
    assert err == "claimgraph: no data/ here: reading the articles that claimgraph ships\n"


@pytest.mark.parametrize(
    "verb", sorted(each.name or "passage" for each in cli.app.registered_commands)
)
def test_a_folder_that_has_been_deleted_is_one_line(call, tmp_path, monkeypatch, verb):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    code, out, err = call(verb)

    assert (code, out) == (2, "")
    assert err == ("claimgraph: the folder it was started in has been deleted: run it in another\n")
