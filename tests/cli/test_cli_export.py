"""`claimgraph export`: what it writes where, and one clear line where it cannot."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from checked_projects import environment
from sampled import few

from claimgraph import export
from claimgraph.cli import main
from claimgraph.vocab import CG, RDFS

ROOT = Path(__file__).parents[2]
FERRY = ROOT / "tests" / "exports" / "ferry"
CLAIMS = "data/ferry-line/capture.ttl"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in the working directory, the article made up for the tests of export."""
    shutil.copytree(FERRY / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(monkeypatch, capfdbinary):
    def run(*arguments: str) -> tuple[int, bytes, str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", "export", *arguments])
        code = main()
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return run


def files(project: Path) -> list[Path]:
    return sorted((project / "data").rglob("*.ttl"))


def quads(text: bytes, form: ox.RdfFormat) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(text, format=form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def of_files(paths: list[Path]) -> ox.Dataset:
    """The union of Turtle files, read by Oxigraph alone."""
    dataset = ox.Dataset(
        quad
        for path in paths
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


# ── What goes where ──────────────────────────────────────────────────────────────────────────────


def test_without_options_the_project_goes_to_standard_output_as_trig(project, run):
    """Nothing is lost: the graphs keep their names, which are those of the folders."""
    code, out, err = run()
    assert (code, err) == (0, "")
    graphs = {quad.graph_name.value for quad in ox.parse(out, format=ox.RdfFormat.TRIG)}
    base = "https://w3id.org/claimgraph/graph/"
    assert graphs == {base + path.name for path in (project / "data").iterdir()}


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.ttl", ox.RdfFormat.TURTLE), ("a.nt", ox.RdfFormat.N_TRIPLES),
     ("a.NQ", ox.RdfFormat.N_QUADS), ("a.rdf", ox.RdfFormat.RDF_XML),
     ("a.jsonld", ox.RdfFormat.JSON_LD), ("a.txt", ox.RdfFormat.TRIG)],
)  # fmt: skip
def test_the_output_s_suffix_chooses_the_format(project, run, name, form):
    code, out, _ = run("--no-check", "--output", name)
    assert (code, out) == (0, b"")
    triples = ox.Dataset(
        ox.Quad(q.subject, q.predicate, q.object)
        for q in ox.parse((project / name).read_bytes(), format=form)
    )
    triples.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert triples == of_files(files(project))


def test_paths_choose_what_is_exported(project, run):
    code, out, err = run("--no-check", "--format", "turtle", CLAIMS)
    assert (code, err) == (0, "")
    assert quads(out, ox.RdfFormat.TURTLE) == of_files([project / CLAIMS])


def test_a_byte_order_mark_is_no_part_of_a_file(project, run):
    path = project / "data" / "x.ttl"
    path.write_bytes(b"\xef\xbb\xbf@prefix ex: <http://example.org/> . ex:s ex:p ex:o .")
    code, out, _ = run("--no-check", "--format", "turtle", "data/x.ttl")
    assert (code, out) == (0, b"@prefix ex: <http://example.org/> .\n\nex:s ex:p ex:o .\n")


def test_of_several_projects_all_is_exported(project, run):
    other = project / "other"
    (other / "data").mkdir(parents=True)
    text = "<http://example.org/s> <http://example.org/p> _:a ."
    (other / "data" / "x.ttl").write_text(text, encoding="utf-8")
    code, out, _ = run("--no-check", "--format", "nquads", ".", "other")
    assert code == 0
    assert b"<http://example.org/s>" in out
    assert out.count(b"\n") == len(of_files([*files(project), other / "data" / "x.ttl"]))


@pytest.mark.slow
def test_nowhere_the_shipped_article_is_exported(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("--format", "nquads")
    assert code == 0
    assert err.startswith("claimgraph: no data/ here")
    assert b"<https://w3id.org/claimgraph/article/huawei-comeback/claim/thesis>" in out


def test_canonical_tells_the_digest_of_what_it_writes(project, run):
    code, out, err = run("--canonical")
    assert code == 0
    assert err == f"claimgraph: SHA-256 {hashlib.sha256(out).hexdigest()}\n"
    lines = out.decode().splitlines()
    assert lines == sorted(lines)
    (project / "data" / "ferry-line").rename(project / "data" / "aside")
    (project / "data" / "aside").rename(project / "data" / "ferry-line")
    assert run("--canonical", "--output", "all.nq")[2] == err
    assert (project / "all.nq").read_bytes() == out


def test_an_output_is_replaced_and_keeps_its_mode(project, run):
    (project / "all.trig").write_text("old", encoding="utf-8")
    (project / "all.trig").chmod(0o640)
    assert run("--no-check", "--output", "all.trig")[0] == 0
    assert (project / "all.trig").read_text(encoding="utf-8").startswith("@prefix")
    assert stat.S_IMODE((project / "all.trig").stat().st_mode) == 0o640


def test_a_reader_that_leaves_early_is_no_fault(project):
    command = f"{sys.executable} -m claimgraph export --no-check --format nquads | head -1"
    done = subprocess.run(
        command, shell=True, cwd=project, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_help_names_every_format_and_loads_no_rdf_library():
    code = "import sys; sys.argv = ['claimgraph', 'export', '--help']\n"
    code += "from claimgraph.cli import main\nmain()\n"
    code += "sys.exit(any(m in sys.modules for m in ('rdflib', 'pyoxigraph', 'pyld')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shown = "".join(done.stdout.split())
    assert all(name in shown for name in export.NAMES)


def test_every_name_is_a_form_of_that_name():
    for name in export.NAMES:
        form = export.form(name)
        assert form.name == name
        assert form.extension.startswith(".")


# ── Bad input: one line that says what, where, and what to do ────────────────────────────────────


def refused(run, *arguments: str) -> str:
    code, out, err = run(*arguments)
    assert (code, out) == (2, b"")
    assert err.startswith("claimgraph: ")
    assert err.count("\n") == 1
    return err.removeprefix("claimgraph: ").rstrip("\n")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("name", "nearest"),
    [("turtel", "turtle"), ("ttl", "turtle"), ("nt", "ntriples"), ("json-ld", "jsonld"),
     ("rdf", "rdfxml"), ("n-quads", "nquads")],
)  # fmt: skip
def test_an_unknown_format_is_told_with_the_nearest(run, name, nearest):
    assert refused(run, "--format", name) == f"no format '{name}': did you mean {nearest}?"


@pytest.mark.usefixtures("project")
def test_an_unknown_format_like_no_other_is_told_with_all(run):
    assert refused(run, "--format", "pdf").endswith(f"choose from {', '.join(export.NAMES)}")


@pytest.mark.usefixtures("project")
def test_spreadsheet_is_for_tables(run):
    assert "add --format tables" in refused(run, "--spreadsheet")
    assert "add --format tables" in refused(run, "--spreadsheet", "--format", "parquet")


def test_spreadsheets_are_given_texts(project, run):
    (project / "data" / "formula.ttl").write_text(
        f"""@prefix cg: <{CG}> . @prefix rdfs: <{RDFS}> .
        <urn:x> a cg:FactualClaim ; rdfs:label "=HYPERLINK(1)" ; cg:paraphrase "=1+1" .""",
        encoding="utf-8",
    )
    cells = {}
    for option in ((), ("--spreadsheet",)):
        code, out, _ = run("--no-check", "--format", "tables", *option)
        assert code == 0
        with zipfile.ZipFile(io.BytesIO(out)) as archived:
            cells[option] = archived.read("claims.csv").decode()
    assert ",=1+1" in cells[()]
    assert ",'=1+1" in cells[("--spreadsheet",)]
    assert ",=" not in cells[("--spreadsheet",)]


@pytest.mark.usefixtures("project")
def test_canonical_is_one_format(run):
    assert "--canonical is N-Quads, not turtle" in refused(run, "--canonical", "--format", "turtle")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("form", few(["turtle", "ntriples", "rdfxml"], 1))
def test_graphs_whose_names_are_lost_are_told_with_how_to_keep_them(run, form):
    code, out, err = run("--format", form)
    assert code == 0
    assert out
    assert err == (
        f"claimgraph: 2 named graphs became one, {form} has no names for them: take trig, nquads "
        "or jsonld to keep them\n"
    )


def test_one_graph_loses_nothing(project, run):
    shutil.rmtree(project / "data" / "registry")
    assert run("--no-check", "--format", "turtle")[2] == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("form", few(["nquads", "turtle"], 1))
def test_a_full_disk_is_told(project, run, form):
    line = refused(run, "--no-check", "--format", form, "--output", "/dev/full")
    assert line.startswith("/dev/full: cannot be written (No space left on device): free some")
    done = subprocess.run(
        f"{sys.executable} -m claimgraph export --no-check --format {form} > /dev/full",
        shell=True, cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "standard output: cannot be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.usefixtures("project")
def test_an_output_that_is_a_folder_is_told_with_a_file_in_it(run):
    assert refused(run, "--format", "turtle", "--output", "data") == (
        "data: is a folder: name a file in it, such as data/claimgraph.ttl"
    )


@pytest.mark.parametrize("output", ["data", "data/tables", "."])
def test_several_files_are_not_strewn_among_the_data(project, run, output):
    """What lies under data/ is data: nanopublications there would be part of the next export."""
    before = sorted(project.rglob("*"))
    line = refused(run, "--no-check", "--format", "tables", "--output", output)
    assert line == (
        f"{output}: is where the data is that is exported: name a folder of its own, such as tables"
    )
    assert sorted(project.rglob("*")) == before


def test_several_files_are_not_one(project, run):
    (project / "all.csv").write_text("old", encoding="utf-8")
    line = refused(run, "--no-check", "--format", "tables", "--output", "all.csv")
    assert line == "all.csv: is a file, and tables is several: name a folder or a .zip"


@pytest.mark.parametrize("form", few(export.NAMES, 3))
def test_a_pipeline_s_log_gets_each_form_whole_or_none(project, monkeypatch, capfd, form):
    """Archives are bytes that no escape makes harmless: they go to files alone."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    log = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(log, encoding="utf-8"))
    monkeypatch.setattr(sys, "argv", ["claimgraph", "export", "--no-check", "--format", form])
    code, err = main(), capfd.readouterr().err
    if export.form(form).extension == ".zip":
        assert (code, log.getvalue()) == (2, b"")
        assert "name a folder or a .zip with --output" in err
        return
    assert code == 0
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--output", "../file"])
    assert main() == 0
    assert log.getvalue() == (project.parent / "file").read_bytes()


@pytest.mark.slow
def test_several_files_are_no_text_for_a_terminal(project):
    """To a pipe they go as a zip archive."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "claimgraph", "export", "--no-check", "--format", "tables"]
    done = subprocess.run(
        command, cwd=project, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, done.stderr) == (
        2, "claimgraph: tables is several files, no text for a terminal or a pipeline's log: "
        "name a folder or a .zip with --output\n",
    )  # fmt: skip
    env = environment()
    piped = subprocess.run(command, cwd=project, env=env, capture_output=True, check=True)
    assert piped.stdout.startswith(b"PK")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("there", [False, True])
def test_of_several_files_all_are_written_or_none(run, monkeypatch, there):
    """As on a disk that is full before the last one is written."""
    if there:
        Path("tables").mkdir()
        Path("tables/claims.csv").write_text("old", encoding="utf-8")

    def full(self, folder) -> None:
        (Path(folder) / self.namelist()[0]).write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(zipfile.ZipFile, "extractall", full)
    line = refused(run, "--no-check", "--format", "tables", "--output", "tables")
    assert line.startswith("tables: cannot be written (No space left on device)")
    left = {path.name: path.read_text(encoding="utf-8") for path in Path("tables").glob("*")}
    assert left == ({"claims.csv": "old"} if there else {})
    assert Path("tables").exists() == there


@pytest.mark.usefixtures("project")
def test_what_an_earlier_export_left_in_a_folder_is_told(run):
    """A nanopublication of a claim that is gone would be checked and sent with the others."""
    arguments = ("--no-check", "--format", "tables", "--output", "tables")
    assert run(*arguments)[2] == ""
    Path("tables/of-old.csv").write_text("", encoding="utf-8")
    Path("tables/notes.txt").write_text("", encoding="utf-8")
    code, _, err = run(*arguments)
    assert (code, err) == (
        0, "claimgraph: tables holds 1 more file such as of-old.csv, not of this export: "
        "delete what an earlier one left\n",
    )  # fmt: skip


@pytest.mark.usefixtures("project")
def test_an_empty_name_is_no_format(run):
    assert refused(run, "--format", "").startswith("no format '': choose from turtle")


def test_an_output_in_a_folder_that_is_not_there_is_told(project, run):
    line = refused(run, "--no-check", "--output", "nowhere/all.trig")
    assert line.startswith("nowhere/all.trig: cannot be written (No such file or directory)")
    assert not (project / "nowhere").exists()


@pytest.mark.parametrize("path", [[], [CLAIMS], ["data/registry"]])
def test_the_input_itself_is_not_overwritten(project, run, path):
    """Neither what is exported nor another file of its project."""
    before = (project / CLAIMS).read_bytes()
    (project / "link.ttl").symlink_to(project / CLAIMS)
    assert "is what is exported" in refused(run, "--output", CLAIMS, *path)
    assert "is what is exported" in refused(run, "--output", "link.ttl", *path)
    assert (project / CLAIMS).read_bytes() == before


def test_a_property_that_xml_cannot_name_is_refused_and_nothing_is_written(project, run):
    with (project / CLAIMS).open("a", encoding="utf-8") as file:
        file.write("<http://example.org/s> <http://example.org/1> 1 .\n")
    (project / "all.rdf").write_text("old", encoding="utf-8")
    line = refused(run, "--no-check", "--output", "all.rdf")
    assert "rdfxml has no name for the property <http://example.org/1>" in line
    assert "take turtle, nquads or jsonld" in line
    assert (project / "all.rdf").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in project.iterdir()) == ["all.rdf", "data"]


@pytest.mark.parametrize("form", few(["nquads", "trig"], 1))
def test_a_file_that_does_not_parse_is_told_with_its_place(project, run, form):
    broken = project / "data" / "ferry-line" / "zz.ttl"
    broken.write_text("<http://example.org/s>\n  <http://example.org/p> .\n", encoding="utf-8")
    assert refused(run, "--output", "all", "--format", form).startswith("data/ferry-line/zz.ttl:2:")
    assert not (project / "all").exists()


@pytest.mark.usefixtures("project")
def test_a_path_that_is_not_there_is_told(run):
    assert refused(run, "nowhere") == "nowhere: no such file or folder: check the path"


# ── Data that does not conform ───────────────────────────────────────────────────────────────────


@pytest.fixture
def faulty(project):
    """The claim has lost its certainty, which a shape wants."""
    path = project / CLAIMS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.remove(next(line for line in lines if "cg:certainty" in line))
    path.write_text("".join(lines), encoding="utf-8")
    return project


@pytest.mark.usefixtures("faulty")
def test_data_that_does_not_conform_is_exported_with_a_count(run):
    code, out, err = run("--format", "nquads")
    assert code == 0
    assert out.count(b"\n") > 100
    assert err.startswith("claimgraph: the data does not conform (1 violation")
    assert err.endswith(": claimgraph check lists what to mend\n")


def test_strict_refuses_data_that_does_not_conform(faulty, run):
    line = refused(run, "--strict", "--output", "all.trig")
    assert line.startswith("the data does not conform (1 violation")
    assert "nothing was written" in line
    assert not (faulty / "all.trig").exists()


@pytest.mark.usefixtures("project")
def test_strict_exports_data_that_conforms(run):
    code, out, err = run("--strict")
    assert (code, err) == (0, "")
    assert out


@pytest.mark.usefixtures("faulty")
def test_without_check_nothing_is_validated(run):
    assert run("--no-check")[2] == ""
