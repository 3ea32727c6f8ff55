"""`claimgraph convert`: shipped articles both ways, what is written where, and what is refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from commanded import run
from ruamel.yaml import YAML

import claimgraph
from claimgraph import findings
from claimgraph.claims.notation import converting, schema
from claimgraph.claims.notation.vocabulary import Vocabulary
from claimgraph.graph import canonical, loading
from claimgraph.graph import project as projects

ROOT = Path(__file__).parents[2]
CAPTURES = ROOT / "tests" / "captures"
KEPT = {
    "huawei-comeback": ROOT / "data" / "huawei-comeback",
    "climate-judgment": ROOT / "data" / "climate-judgment",
    "night-buses": CAPTURES / "night-buses" / "data" / "night-buses",
}

ALL = ("arguments.ttl", "article.ttl", "claims.ttl", "events.ttl", "evidence.ttl")


def _quads(folder: Path) -> set:
    data = folder.parent
    return {quad for one in loading.parsed(projects.rdf_files(folder, data)) for quad in one.quads}


@pytest.fixture
def copied(tmp_path):
    """Copy the project of an article, without other articles."""

    def copy(folder: Path) -> Path:
        shutil.copytree(folder, tmp_path / "data" / folder.name)
        shutil.copytree(folder.parent / "registry", tmp_path / "data" / "registry")
        return tmp_path / "data" / folder.name

    return copy


@pytest.mark.parametrize("name", KEPT)
def test_an_article_as_yaml_is_kept(name):
    """Byte for byte; `claimgraph convert data/NAME -o FILE` writes it anew."""
    made = converting.converted(KEPT[name], "yaml")

    assert made.text == (CAPTURES / "yaml" / f"{name}.yaml").read_text(encoding="utf-8")
    assert max(map(len, made.text.partition("\nturtle:")[0].splitlines())) <= 100


def test_what_is_written_is_as_the_schema_has_it():
    text = (CAPTURES / "yaml" / "night-buses.yaml").read_text(encoding="utf-8")
    words = schema.schema(Vocabulary(projects.Project(ROOT)))

    jsonschema.Draft7Validator(words).validate(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize(
    "folder",
    [
        KEPT["night-buses"],
        pytest.param(KEPT["huawei-comeback"], marks=pytest.mark.slow),
        pytest.param(KEPT["climate-judgment"], marks=pytest.mark.slow),
        *map(Path, filter(None, os.environ.get("CLAIMGRAPH_CAPTURES", "").split(os.pathsep))),
    ],
    ids=lambda folder: folder.name,
)
def test_an_article_says_the_same_both_ways(folder, copied):
    """Those of others too: CLAIMGRAPH_CAPTURES names folders of articles."""
    folder = copied(folder)
    before = _quads(folder)
    for form in (".yaml", ".ttl"):
        converting.write(converting.converted(folder), replace=True)
        assert canonical.same(_quads(folder), before)
        assert {one.suffix for one in folder.iterdir() if "capture" in one.name} == {form}


def _compared(report: findings.Report) -> Counter:
    return Counter(
        (
            one.rule,
            one.severity,
            *(re.sub(r"_:\w+", "_:", term or "") for term in (one.focus, one.value)),
        )
        for one in report.findings
    )


@pytest.mark.slow  # two checks of a whole project
def test_findings_are_the_same_at_lines_of_the_yaml(copied):
    """Rules, focus nodes and values; each at its own line of the capture."""
    folder = copied(KEPT["night-buses"])
    file = folder / "claims.ttl"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"cg:certainty +certainty:\w+ ;", "", text, count=1)
    file.write_text(text.replace("role:payer", "role:nonsense"), encoding="utf-8")
    root = folder.parents[1]
    before = _compared(claimgraph.open(root).check())

    converting.write(converting.converted(folder), replace=True)

    report = claimgraph.open(root).check()
    assert len(before) >= 2
    assert _compared(report) == before
    lines = (folder / "capture.yaml").read_text(encoding="utf-8").splitlines()
    places = [one.location for one in report.findings]
    shown = [lines[place.line - 1][place.column - 1 :] for place in places]
    assert any(one.startswith("nonsense") for one in shown), shown


@pytest.fixture
def command(capsys, monkeypatch, copied):
    """Run the command in a copy of the project of the night buses."""
    root = copied(KEPT["night-buses"]).parents[1]
    monkeypatch.chdir(root)
    return lambda *arguments: run(capsys, monkeypatch, "convert", *arguments)


def test_without_a_place_it_is_printed(command):
    code, out, err = command()

    assert (code, out) == (0, (CAPTURES / "yaml/night-buses.yaml").read_text(encoding="utf-8"))
    assert err == "1 comment was not carried over: the other form has no place for comments\n"
    assert not Path("data/night-buses/capture.yaml").exists()


def test_standard_output_is_utf_8_whatever_the_locale(copied):
    root = copied(KEPT["night-buses"]).parents[1]
    done = subprocess.run(
        [Path(sys.executable).parent / "claimgraph", "convert", root],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )

    assert done.stdout == (CAPTURES / "yaml/night-buses.yaml").read_bytes()


def test_written_in_place_of_the_turtle_and_back(command, capsys, monkeypatch):
    code, out, _ = command("--write", "--replace")
    assert (code, out) == (0, f"data/night-buses/capture.yaml: written, {', '.join(ALL)} removed\n")
    capture = Path("data/night-buses/capture.yaml")
    capture.write_text(f"# yaml-language-server: $schema=x\n{capture.read_text()}# mine\n")

    code, out, err = command("data/night-buses/capture.yaml", "--write", "--replace")

    assert (code, out) == (0, "data/night-buses/capture.ttl: written, capture.yaml removed\n")
    assert err.startswith("1 comment ")
    assert run(capsys, monkeypatch, "fmt", "--check", "data")[0] == 0


def test_both_are_kept_where_that_is_asked_for(command):
    assert command("--write", "--keep")[0] == 0
    names = {path.name for path in Path("data/night-buses").iterdir()}
    assert {"capture.yaml", "claims.ttl"} <= names

    code, _, err = command("--to", "yaml", "--write", "--keep")

    assert code == 2
    assert "capture.yaml: is there already: remove it, or write elsewhere with -o\n" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--write"], "--write leaves each fact in two files: add --replace to remove the files"),
        (["--replace"], "--replace and --keep go with --write: add it"),
        (["--write", "--keep", "-o", "x"], "--write and -o are two places: leave one of them out"),
        (["--to", "turtle"], "data/night-buses: holds no capture.yaml: name the folder of one"),
        (["data/night-buses/claims.ttl"], "is not a capture: give the folder of its article"),
        (["nowhere"], "nowhere: no such file or folder: check the path"),
        (["-o", "data/night-buses/claims.ttl"], "is what is converted: name another file with -o"),
    ],
)
def test_what_is_refused_changes_nothing(command, arguments, message):
    before = {path: path.read_bytes() for path in Path("data").rglob("*.*")}

    code, out, err = command(*arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert {path: path.read_bytes() for path in Path("data").rglob("*.*")} == before


def test_a_file_that_cannot_be_removed_leaves_all_as_it_was(command, monkeypatch):
    before = {path: path.read_bytes() for path in Path("data").rglob("*.*")}
    remove = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "evidence.ttl":
            raise PermissionError(13, "Permission denied")
        remove(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    code, _, err = command("--write", "--replace")

    assert code == 2
    assert (
        "data/night-buses/evidence.ttl: cannot be removed (Permission denied): nothing was" in err
    )
    assert {path: path.read_bytes() for path in Path("data").rglob("*.*")} == before


def test_a_fault_is_told_at_its_place(command):
    command("--write", "--replace")
    capture = Path("data/night-buses/capture.yaml")
    whole = capture.read_text()
    capture.write_text(whole + "nonsense: x\n")

    code, _, err = command()

    assert code == 2
    assert f"data/night-buses/capture.yaml:{whole.count(chr(10)) + 1}:1" in err


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("link", ["data", "data/night-buses", "data/a-link", "data/zz-link"])
def test_a_link_changes_no_iri(command, link, typed):
    """IRIs follow from the folder's name where it is read; where a link gives another, it stays."""
    if typed:
        command("data/night-buses", "--write", "--replace")
    if link in ("data", "data/night-buses"):
        Path(link).rename("elsewhere")
        Path(link).symlink_to("elsewhere" if link == "data" else "../elsewhere")
    else:
        Path(link).symlink_to("night-buses")
    where = link if link != "data" else "data/night-buses"
    project = projects.find(Path())
    before = {quad for one in loading.parsed(project.data_files) for quad in one.quads}

    code, _, err = command(where, "--write", "--replace")

    if link in ("data", "data/zz-link"):
        assert code == 0
    else:
        assert (code, err.count("is read through a link in data/, by another name")) == (2, 1)
    project = projects.find(Path())
    after = {quad for one in loading.parsed(project.data_files) for quad in one.quads}
    assert canonical.same(after, before)


def test_a_capture_that_is_a_link_stands_where_the_link_does(command):
    command("data/night-buses", "--write", "--replace")
    capture = Path("data/night-buses/capture.yaml")
    Path("store").mkdir()
    capture.rename("store/kept.yaml")
    capture.symlink_to("../../store/kept.yaml")

    code, out, err = command(str(capture))

    assert (code, err) == (0, "")
    assert "article/night-buses/claim/" in out
