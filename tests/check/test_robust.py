"""Whatever a project holds, and whatever happens to it meanwhile: a clear line, 0, 1 or 2."""

from __future__ import annotations

import json
import logging
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import time
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from checked_projects import FAULTY, NAMELESS, PREFIXES, SOUND, environment, project, run
from test_projects import without_root_rights

from claimgraph.check.cache import Cache
from claimgraph.check.groups import Checked
from claimgraph.cli import main
from claimgraph.graph import loading
from claimgraph.processes import Processes

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FILE = "data/harbour/ships.ttl"
SHIP = "<https://example.org/s{n}> a <https://example.org/Ship> ; <https://example.org/crew> 3 .\n"


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A project with shapes of its own; the working directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    home = tmp_path / "ships"
    home.mkdir()
    monkeypatch.chdir(home)
    return project(home, SOUND)


@pytest.fixture
def check(monkeypatch, capfd):
    """Run the check in this process; return its exit code, output and errors."""

    def check(*arguments: str) -> tuple[int, str, str]:
        argv = ["claimgraph", "check", "--time-limit", "0", *arguments]  # which asks for another
        monkeypatch.setattr(sys, "argv", argv)
        code = main()
        return code, *capfd.readouterr()

    return check


# --- broken files


def serialized(form: ox.RdfFormat) -> bytes:
    """Return an example of claims, arguments and their kin in another form."""
    quads = [
        quad
        for path in sorted((ROOT / "ontology/examples").glob("*/*-label.pass.ttl"))
        for quad in ox.parse(path=str(path), rename_blank_nodes=True)
    ]
    return ox.serialize((quad.triple for quad in quads[:60]), format=form) or b""


SEEDS = {
    "data/harbour/more.ttl": (ROOT / "ontology/examples/claim/claim-hedge.pass.ttl").read_bytes(),
    "data/harbour/more.trig": serialized(ox.RdfFormat.TRIG),
    "data/harbour/more.nt": serialized(ox.RdfFormat.N_TRIPLES),
    "data/harbour/more.nq": serialized(ox.RdfFormat.N_QUADS),
    "data/harbour/more.jsonld": serialized(ox.RdfFormat.JSON_LD),
    "data/harbour/more.rdf": serialized(ox.RdfFormat.RDF_XML),
    "queries/ships/crews.rq": (ROOT / "queries/claims/claims-about.rq").read_bytes(),
    "ontology/shapes/more.ttl": (ROOT / "ontology/shapes/event.ttl").read_bytes(),
    "ontology/terms.ttl": (ROOT / "ontology/schemes.ttl").read_bytes(),
}
# Mutations of each file; more of them find more: CLAIMGRAPH_FUZZ=500.
RUNS = int(os.environ.get("CLAIMGRAPH_FUZZ", "8"))
# Bytes that mean something to a parser, or that none expects.
PIECES = [
    *(bytes([byte]) for byte in b"\x00\n\r\t\"'\\<>{}[]();,.@^_:#?%\xff\xc3"),
    *b'""" << <<( ^^ \\u \\uD800 \\U00110000 &lol; <!-- ]]> -0 1e999999999 $this {{ [] ()'.split(),
    *b'99999999999999999999 SELECT _:b sh:path sh:or "@en--ltr'.split(),
    *(b"@prefix ", b"@base <x> .", b"[ sh:path [] ]", b"a sh:NodeShape ;"),
    *(b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf0\x9f\x9a\xa2", b"\xe2\x80\xae"),
]


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few of them lost, doubled, moved or replaced."""
    held = bytearray(raw)
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        at = chance.randrange(len(held) + 1)
        end = min(len(held), at + chance.choice([1, 1, 2, 8, 60, 600]))
        how = chance.randrange(6)
        if how == 0:
            del held[at:end]
        elif how == 1:
            held[at:at] = chance.choice(PIECES)
        elif how == 2:
            held[at:end] = chance.choice(PIECES)
        elif how == 3:
            held[at:at] = held[at:end]
        elif how == 4:
            other = chance.randrange(len(held) + 1)
            held[other:other] = held[at:end]
        else:
            del held[at:]
        if not held:
            break
    return bytes(held)


class Hang(BaseException):
    """A check took longer than any of so few triples may."""


@pytest.fixture
def no_hang():
    """A check of a small file is over in seconds; the alarm ends one that is not."""

    def told(*_):
        raise Hang

    before = signal.signal(signal.SIGALRM, told)
    yield lambda: signal.alarm(30)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("checked_here")
@pytest.mark.parametrize("name", SEEDS)
def test_a_broken_file_gives_findings_or_a_line_and_never_a_traceback(root, check, no_hang, name):
    """Bytes lost, doubled and replaced in every kind of file."""
    logging.disable(logging.CRITICAL)
    # The same ones at every run.
    chance = random.Random(f"{name} {RUNS}")
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    codes = set()
    try:
        for _ in range(RUNS):
            file.write_bytes(mutated(SEEDS[name], chance))
            no_hang()
            code, out, err = check("--no-cache")
            told = f"{out}{err}\nwith: {file.read_bytes()!r}"
            assert code in (0, 1, 2), told
            assert "Traceback" not in out + err, told
            assert "internal error" not in err, told
            assert err == "" or (err.count("\n") == 1 and not out), told
            assert code == 2 or not re_unchecked(out), told
            codes.add(code)
    finally:
        logging.disable(logging.NOTSET)
    assert codes - {0}, "nothing was broken"


def re_unchecked(out: str) -> bool:
    return "not checked: " in out or "Not all was checked" in out


@pytest.mark.usefixtures("checked_here")
@pytest.mark.parametrize("name", SEEDS)
def test_what_is_mutated_is_sound(root, check, name):
    """Else the mutations would break what is broken already."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(SEEDS[name])

    _, out, err = check("--no-cache", "--fail-on", "never")

    assert err == ""
    assert "[syntax]" not in out
    assert "[question-syntax]" not in out
    assert not re_unchecked(out)


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize(
    "text",
    [
        "x:a a x:Ship ; x:name <<( x:a x:b x:c )>> .",
        "x:a x:name " + "[ x:p " * 3000 + "]" * 3000 + " .",
        "x:a x:name " + "( " * 3000 + ")" * 3000 + " .",
        f'x:a a x:Ship ; x:name "{"x" * 1_000_000}" .',
        'x:a a x:Ship ; x:name "\\uD800" .',
        "x:a a x:Ship ; x:crew 1e999999999 , -0 , 99999999999999999999999999 .",
        f"x:a a x:Ship ; x:crew {', '.join(map(str, range(5000)))} .",
        "\x00",
        "# nothing\r",
    ],
    ids=["triple-term", "nested", "lists", "long", "surrogate", "numbers", "many", "nul", "cr"],
)
def test_what_is_odd_is_no_error_of_the_program(root, engine, text):
    """As whole processes: what overflows a stack would end one without a word."""
    project(root, text)

    done = run("check", "--engine", engine, "--output", "sarif=report.sarif", cwd=root)

    assert done.returncode in (0, 1, 2), done.stderr
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith(".")
    assert (root / "report.sarif").exists()


# --- files that change, and places that are no files


def in_this_process(*_, **__) -> Processes:
    return Processes()


def test_a_file_that_disappears_while_it_is_checked_is_told(root, check, monkeypatch):
    """It was listed and then it was gone: what it held was not checked."""
    (root / "data/harbour/more.ttl").write_text(PREFIXES + NAMELESS, encoding="utf-8")
    read = loading.read

    def gone(path: Path) -> str:
        if path.name == "more.ttl":
            path.unlink()
        return read(path)

    monkeypatch.setattr(loading, "read", gone)
    monkeypatch.setattr("claimgraph.check.run.executor", in_this_process)

    code, out, err = check()

    assert (code, err) == (2, "")
    assert "not checked: data/harbour/more.ttl: cannot be read (No such file or directory)" in out


def test_what_a_file_held_in_between_is_not_remembered_as_what_it_held(root, check, monkeypatch):
    """Changed after the cache looked at it, then back again: the next run tells what it is."""
    file = root / FILE
    faulty, sound = PREFIXES + FAULTY, PREFIXES + SOUND
    file.write_text(faulty, encoding="utf-8")
    read = loading.read

    def changed(path: Path) -> str:
        if path.name == file.name and "data" in path.parts:
            path.write_text(sound, encoding="utf-8")
        return read(path)

    with monkeypatch.context() as while_checked:
        while_checked.setattr(loading, "read", changed)
        while_checked.setattr("claimgraph.check.run.executor", in_this_process)
        assert check()[0] == 0
    file.write_text(faulty, encoding="utf-8")

    assert check()[0] == 1


def test_a_file_that_may_not_be_read_is_not_taken_for_the_empty_one_it_was(root):
    """The cache knows a file by its content; that it has none to show is no content."""
    (root / FILE).write_bytes(b"")
    (root / "data/harbour/more.ttl").write_text(PREFIXES + SOUND, encoding="utf-8")
    cache = environment(XDG_CACHE_HOME=str(root.parent / "cache"))
    assert "empty-file" in run("check", cwd=root, env=cache).stdout
    (root / FILE).chmod(0)

    done = run("check", cwd=root, env=cache, preexec_fn=without_root_rights)

    assert done.returncode == 2
    assert f"not checked: {FILE}: cannot be read (Permission denied)" in done.stdout


def test_a_folder_whose_files_may_be_listed_and_not_opened_is_told(root):
    (root / "data/harbour").chmod(0o444)
    try:
        done = run("check", cwd=root, preexec_fn=without_root_rights)
    finally:
        (root / "data/harbour").chmod(0o755)

    assert done.returncode == 2
    assert "Permission denied" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr


def test_a_cache_is_read_while_another_run_writes_to_it(tmp_path):
    """Nobody waits for the other, and neither takes the other's cache away."""
    memory = Cache(tmp_path)
    memory.put("known", Checked(triples=3))
    memory.close()
    other = sqlite3.connect(tmp_path / "check.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    started = time.monotonic()
    memory = Cache(tmp_path)
    assert [memory.get("known") for _ in range(20)] == [Checked(triples=3)] * 20
    memory.put("new", Checked(triples=4))
    memory.close()
    assert time.monotonic() - started < 10

    other.execute("ROLLBACK")
    other.close()
    assert Cache(tmp_path).get("known") == Checked(triples=3)


@pytest.mark.parametrize("held", [b"", b"no database", b"SQLite format 3\0 and then nothing more"])
def test_a_cache_that_is_none_is_made_anew(root, check, held):
    folder = root.parent / "cache" / "claimgraph"
    folder.mkdir(parents=True)
    (folder / "check.sqlite").write_bytes(held)

    assert check()[::2] == (0, "")
    assert check()[::2] == (0, "")
    assert Cache(folder).get("unknown") is None


def test_a_cache_that_cannot_be_written_is_none(root, check):
    (root.parent / "cache").write_text("a file where the folder would be", encoding="utf-8")

    assert check()[::2] == (0, "")


PLACES = {
    "loop": (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
    "dangling": (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
    "fifo": (os.mkfifo, "not a regular file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "leads out of the project"),
    "folder": (Path.mkdir, None),
}


@pytest.mark.parametrize("where", ["data/harbour/odd.ttl", "ontology/odd.ttl",
                                   "ontology/shapes/odd.ttl", "queries/ships/odd.rq"])  # fmt: skip
@pytest.mark.parametrize("kind", PLACES)
def test_a_place_that_is_no_file_is_told_and_never_waited_for(root, check, no_hang, where, kind):
    """The other files are checked all the same, and every form of report says what was not."""
    make, words = PLACES[kind]
    project(root, FAULTY)
    (root / where).parent.mkdir(parents=True, exist_ok=True)
    make(root / where)

    no_hang()
    code, out, err = check("--output", "sarif=report.sarif")

    assert err == ""
    assert "[ship-name]" in out
    if words or not where.startswith("data"):
        assert code == 2
        assert f"not checked: {where}: " in out
        assert (words or "not a regular file") in out
        assert '"executionSuccessful": false' in (root / "report.sarif").read_text("utf-8")
    else:
        assert code == 1


@pytest.mark.parametrize("kind", ["loop", "fifo", "device", "dangling"])
@pytest.mark.parametrize("option", [[], ["--baseline"], ["--output"]], ids=str)
def test_such_a_place_may_be_named_by_the_call(root, kind, option):
    make, _ = PLACES[kind]
    make(root / "odd.ttl")
    if option == ["--output"] and kind == "fifo":
        pytest.skip("a report may be written to a pipe, and waits for who reads it")
    value = "json=odd.ttl" if option == ["--output"] else "odd.ttl"

    done = run("check", *option, value, cwd=root)

    assert done.returncode == (0 if option == ["--output"] else 2)
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert done.stderr.count("\n") <= 1


def test_a_loop_of_folders_is_walked_once(root, check):
    (root / "data/harbour/again").symlink_to(root / "data", target_is_directory=True)

    code, out, err = check()

    assert (code, err) == (0, "")
    assert "No findings in 1 file, 4 triples" in out


# --- much


def test_a_file_that_memory_may_not_hold_is_refused(root):
    """Sparse, so that it costs no disk; the limit makes reading it fail here as it would there."""
    with (root / "data/harbour/huge.nt").open("wb") as huge:
        huge.truncate(2**30)

    def little_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))

    done = run("check", cwd=root, preexec_fn=little_memory)

    assert done.returncode == 2
    assert done.stderr == ""
    assert "not checked: data/harbour/huge.nt: larger than 1 GB" in done.stdout
    assert "Not all was checked (1 left out); no findings in 2 files, 4 triples." in done.stdout


@pytest.mark.parametrize(
    "verb",
    [
        ["check", "--no-cache"],
        ["ask", "claims/claims"],
        ["stats"],
        ["export"],
        ["export", "--no-check"],
        ["load", "--store", "../store"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("what", ["term", "entities"])
def test_a_file_that_the_parser_cannot_hold_is_named(root, verb, what):
    """The true cause in one line; a check goes on with the other files."""
    name = "data/harbour/large.ttl"
    if what == "term":
        text = f'<https://e.org/b> <https://e.org/p> "{"x" * (17 << 20)}" .\n'
    else:
        name = "data/harbour/bomb.rdf"
        text = (
            '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">\n'
            + "\n".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
            + ']>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="e:">'
            '<rdf:Description rdf:about="https://e.org/x"><e:p>&j;</e:p></rdf:Description></rdf:RDF>'
        )
    (root / name).write_text(text, encoding="utf-8")

    done = run(*verb, cwd=root)

    assert done.returncode == (1 if what == "entities" and verb[0] == "check" else 2)
    told = done.stdout if verb[0] == "check" else done.stderr
    assert f"{name}" in told
    assert ("16 MiB" if what == "term" else "XML entities") in told
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr
    if verb[0] == "check":
        assert "3 files" in told or "2 files" in told


@pytest.mark.usefixtures("root")
def test_memory_that_runs_out_is_one_line(check, monkeypatch):
    def exhausted(*_):
        raise MemoryError

    monkeypatch.setattr("claimgraph.check.Check.report", exhausted)

    code, out, err = check()

    assert (code, out) == (2, "")
    assert err.startswith("claimgraph: out of memory: ")
    assert err.count("\n") == 1


@pytest.mark.usefixtures("root")
def test_memory_that_runs_out_below_a_limit_names_the_limit(check, monkeypatch):
    """Where `ulimit -v` is what ran out, other files would not help."""

    def exhausted(*_):
        raise MemoryError

    monkeypatch.setattr("claimgraph.check.Check.report", exhausted)
    monkeypatch.setattr("claimgraph.cli.limited.address_space", lambda: 110 << 20)

    code, out, err = check()

    assert (code, out) == (2, "")
    assert err.startswith("claimgraph: needs more than the 110 MB of memory")
    assert "ulimit -v" in err


def test_thousands_of_files_are_checked(root):
    """All in one article; the faults of the first and the last are told."""
    shutil.rmtree(root / "data")
    folder = root / "data/harbour"
    folder.mkdir(parents=True)
    for n in range(3_000):
        name = "" if n in (0, 2999) else f'<https://example.org/s{n}> x:name "{n}" .'
        (folder / f"{n:05}.ttl").write_text(PREFIXES + SHIP.format(n=n) + name, encoding="utf-8")

    done = run("check", "--format", "github", "--select", "ship-name", cwd=root)

    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert [line.partition(",col")[0] for line in lines] == [
        "::error file=data/harbour/00000.ttl,line=3",
        "::error file=data/harbour/02999.ttl,line=3",
    ]


def test_a_header_has_no_dates(root, check):
    """YAML 1.2 knows none (10.3.2, core schema): what looks like one is a text."""
    (root / "queries/ships").mkdir(parents=True)
    text = "#+ summary: Ships\n#+ since: 2024-02-31\nASK {}\n"
    (root / "queries/ships/q.rq").write_text(text, encoding="utf-8")

    code, _, err = check("--no-cache")

    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (
            "data/harbour/more.ttl",
            SHIP.format(n=1) + "<https://example.org/s1> a <https://example.org/\\U00110000> .",
            "  2:49 ",
        ),
        ("queries/ships/q.rq", "#+ summary: Ships\n#+ tags: [\x00]\nASK {}\n", "  2:11 "),
        ("queries/ships/q.rq", "#+ summary: \x07\nASK {}\n", "  1:13 "),
        (
            "queries/ships/q.rq",
            "#+ summary: Ships\n#+ defaults: [{since: 2024-02-31}]\nASK { ?s ?p ?_since_date }\n",
            "  2        violation default since=2024-02-31: ",
        ),
        ("queries/ships/q.rq", f"#+ summary: {'[' * 5000}\nASK {{}}\n", "  1:"),
    ],
    ids=["no-character", "nul", "bell", "default-no-date", "nested"],
)
def test_what_mutations_found(root, check, name, text, place):
    """Each ended the run once: it is a finding, at its place."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")

    code, out, err = check("--no-cache")

    assert (code, err) == (1, "")
    assert f"{name}\n" in out
    assert place in out


# --- time

# Of a thousand million combinations none is it; no engine is clever enough to see that at once.
ENDLESS = """\
x:never-done a sh:NodeShape ; sh:targetClass x:Galleon ;
    sh:sparql [ sh:message "is never done"@en ; sh:select '''
        SELECT $this WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i .
            FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g), STR($this))) = 7) }''' ] .
"""


def test_a_file_that_takes_too_long_is_a_finding_and_the_others_are_checked(root):
    """The slow one is named, whatever it was checked with, and the run is no verdict."""
    (root / "ontology/shapes/slow.ttl").write_text(PREFIXES + ENDLESS, encoding="utf-8")
    (root / "data/harbour/slow.ttl").write_text(PREFIXES + "x:one a x:Galleon .")
    (root / "data/harbour/raft.ttl").write_text(PREFIXES + NAMELESS, encoding="utf-8")

    done = run("check", "--no-cache", "--time-limit", "5", "--output", "json=it.json", cwd=root)

    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr == ""
    found = [
        (f["rule"], f["location"]["file"])
        for f in json.loads((root / "it.json").read_text())["findings"]
    ]
    assert found == [("ship-name", "data/harbour/raft.ttl"), ("time", "data/harbour/slow.ttl")]
    assert "not checked: data/harbour/slow.ttl: took longer than 5 s" in done.stdout
