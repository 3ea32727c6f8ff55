"""A project is found from wherever one stands in it, and loaded without guessing."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.check import run
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input, resolve
from claimgraph.graph.project import Project
from claimgraph.graph.stores import load
from claimgraph.questions import catalogue
from claimgraph.vocab import GRAPH

TRIPLE = "<https://example.org/s> <https://example.org/p> <https://example.org/o> ."


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A project with two folders of data, and one without RDF."""
    folder = tmp_path / "project"
    write(folder / "data/dataset.ttl")
    write(folder / "data/article/claims.ttl")
    write(folder / "data/article/deep/below/more.nt")
    write(folder / "data/registry/actors.ttl")
    write(folder / "data/article/notes.txt", "no RDF")
    (folder / "drafts").mkdir()
    monkeypatch.chdir(tmp_path)
    return folder


def write(path: Path, text: str = TRIPLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# --- finding


@pytest.mark.parametrize(
    "start",
    [".", "data", "data/article", "data/article/deep/below", "data/article/claims.ttl", "drafts"],
)
def test_a_project_is_found_from_below(root, start):
    assert projects.find(root / start) == Project(root)


def test_a_project_is_found_from_the_working_directory(root, monkeypatch):
    monkeypatch.chdir(root / "data/registry")

    assert projects.find(Path()) == Project(root)
    assert projects.find(Path("..")) == Project(root)


def test_a_project_is_found_through_a_symbolic_link(root, tmp_path):
    (tmp_path / "link").symlink_to(root, target_is_directory=True)

    assert projects.find(tmp_path / "link/data/article") == Project(root)


def test_the_nearest_project_is_the_one(root):
    inner = root / "drafts/inner"
    write(inner / "data/a/a.ttl")

    assert projects.find(inner) == Project(inner)


def test_a_data_folder_without_rdf_makes_no_project(root):
    write(root / "drafts/data/table.csv", "a,b")

    assert projects.find(root / "drafts/data") == Project(root)


def test_where_there_is_no_project_an_error_says_what_one_is(tmp_path):
    with pytest.raises(ProjectError, match="no project here: a project is a folder whose data/"):
        projects.find(tmp_path)


def test_a_path_that_is_missing_is_told(tmp_path):
    with pytest.raises(ProjectError, match="gone: no such file or folder"):
        projects.find(tmp_path / "gone")


# --- its files


def test_every_folder_of_data_is_a_named_graph(root):
    """A file below a folder is in the folder's graph; one beside the folders in one of its name."""
    graphs = {file.path.name: file.graph for file in Project(root).data_files}

    assert graphs == {
        "dataset.ttl": GRAPH + "dataset",
        "claims.ttl": GRAPH + "article",
        "more.nt": GRAPH + "article",
        "actors.ttl": GRAPH + "registry",
    }
    assert projects.described(root / "data/article/deep/below/more.nt").graph == GRAPH + "article"


def test_files_are_shown_as_people_would_type_them(root, monkeypatch):
    claims = root / "data/article/claims.ttl"

    assert "project/data/article/claims.ttl" in [f.name for f in Project(root).data_files]
    monkeypatch.chdir(root / "data/article")
    assert projects.shown(claims) == "claims.ttl"
    monkeypatch.chdir(root / "drafts")
    assert projects.shown(claims) == str(claims)


FORMATS = {
    "a.ttl": "@prefix e: <https://example.org/> . e:s e:p e:o .",
    "a.TTL": "@prefix e: <https://example.org/> . e:s e:p e:o .",
    "a.nt": TRIPLE,
    "a.trig": "@prefix e: <https://example.org/> . e:s e:p e:o .",
    "a.nq": TRIPLE,
    "a.jsonld": '{"@id": "https://example.org/s", "https://example.org/p":'
    ' {"@id": "https://example.org/o"}}',
    "a.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:e="https://example.org/"><r:Description r:about="https://example.org/s">'
    '<e:p r:resource="https://example.org/o"/></r:Description></r:RDF>',
}
FORMATS["a.owl"] = FORMATS["a.rdf"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_known_by_its_suffix(tmp_path, name):
    """One triple in every syntax is one triple, in its folder's graph."""
    write(tmp_path / "data/article" / name, FORMATS[name])

    (file,) = Project(tmp_path).data_files
    (quad,) = loading.load(file).quads

    assert [term.value for term in (quad.subject, quad.predicate, quad.object)] == [
        f"https://example.org/{local}" for local in "spo"
    ]
    assert quad.graph_name.value == GRAPH + "article"


@pytest.mark.parametrize("name", ["a.trig", "a.nq"])
def test_a_graph_that_a_file_names_keeps_its_name(tmp_path, name):
    named = "<https://example.org/g>"
    triple = TRIPLE.removesuffix(" .")
    text = f"{triple} {named} .\n{TRIPLE}" if name == "a.nq" else f"{named} {{ {TRIPLE} }} {TRIPLE}"
    write(tmp_path / "data/article" / name, text)

    (file,) = Project(tmp_path).data_files

    assert {quad.graph_name.value for quad in loading.load(file).quads} == {
        "https://example.org/g",
        GRAPH + "article",
    }


def test_a_file_of_another_kind_is_refused_by_name(root):
    with pytest.raises(ProjectError, match=r"notes\.txt: not an RDF file by its name: known are"):
        projects.described(root / "data/article/notes.txt")


def test_a_byte_order_mark_is_dropped(tmp_path):
    file = write(tmp_path / "data/a/a.ttl", "\ufeff" + TRIPLE)

    assert len(loading.load(projects.described(file)).quads) == 1


def test_what_stands_before_a_fault_is_kept(tmp_path):
    file = write(tmp_path / "data/a/a.ttl", f"{TRIPLE}\n<https://example.org/s> nonsense .")

    loaded = loading.load(projects.described(file))

    assert len(loaded.quads) == 1
    assert loaded.fault.line == 2
    with pytest.raises(SyntaxFault):
        loading.parsed([projects.described(file)])


def test_what_is_not_utf_8_is_placed(tmp_path):
    """Lines and columns count from 1, columns in code points: é is one."""
    file = tmp_path / "data/a/a.ttl"
    file.parent.mkdir(parents=True)
    file.write_bytes("# é\n# é".encode() + b"\xff\n")

    fault = loading.load(projects.described(file)).fault

    assert (fault.line, fault.column) == (2, 4)
    assert "0xFF" in str(fault)


# --- the project's own ontology, shapes and questions


def test_what_is_shipped_comes_first_and_the_projects_own_is_added(root):
    write(root / "ontology/terms.ttl")
    write(root / "ontology/shapes/mine.ttl")
    write(root / "queries/theme/mine.rq", "#+ summary: Mine\nSELECT * { ?s ?p ?o }")
    project, ours = Project(root), projects.shipped_project()

    for name in ("vocabulary_files", "shape_files"):
        files = [file.path for file in getattr(project, name)]
        assert files[:-1] == [file.path for file in getattr(ours, name)]
        assert files[-1].is_relative_to(root)
    assert project.query_files == (*ours.query_files, root / "queries/theme/mine.rq")
    assert catalogue.find(project, "mine").summary == "Mine"


def test_the_shipped_project_has_its_own_folders_once():
    """A checkout is its own project: nothing in it is shipped and the user's at a time."""
    project = projects.shipped_project()

    for files in (project.vocabulary_files, project.shape_files, project.query_files):
        assert files
        assert len(set(files)) == len(files)


def test_a_project_needs_no_folder_but_data(root):
    project, ours = Project(root), projects.shipped_project()

    assert project.query_files == ours.query_files
    assert project.shape_files == ours.shape_files


# --- what cannot be read


def test_a_fifo_is_told_and_not_waited_for(tmp_path):
    folder = tmp_path / "data/a"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.ttl")

    with pytest.raises(ProjectError, match=r"pipe\.ttl: not a regular file"):
        loading.load(projects.described(folder / "pipe.ttl"))


def test_a_link_to_itself_is_told(tmp_path):
    folder = tmp_path / "data/a"
    folder.mkdir(parents=True)
    (folder / "loop.ttl").symlink_to("loop.ttl")

    (file,) = Project(tmp_path).data_files

    with pytest.raises(ProjectError, match=r"loop\.ttl: cannot be read"):
        loading.load(file)


def test_a_link_to_nowhere_is_told(tmp_path):
    folder = tmp_path / "data/a"
    folder.mkdir(parents=True)
    (folder / "gone.ttl").symlink_to("nowhere.ttl")

    (file,) = Project(tmp_path).data_files

    with pytest.raises(ProjectError, match=r"gone\.ttl: cannot be read"):
        loading.load(file)


def test_folders_that_hold_each_other_are_walked_once(root):
    (root / "data/article/deep/up").symlink_to(root / "data", target_is_directory=True)

    assert len(Project(root).data_files) == 4


def test_a_folder_named_like_a_file_is_none(root):
    (root / "data/article/folder.ttl").mkdir()

    assert len(Project(root).data_files) == 4


def test_a_file_that_goes_away_is_told(root):
    files = Project(root).data_files
    shutil.rmtree(root / "data/article")

    with pytest.raises(ProjectError, match="cannot be read"):
        loading.parsed(files)


def test_an_installation_without_its_files_is_told():
    with pytest.raises(ProjectError, match="nothing-such/ is missing: install claimgraph again"):
        projects.shipped("nothing-such")


@pytest.fixture
def linked(root, tmp_path):
    """A project with links to a folder and a file elsewhere, and to one of its own."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "more.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    (root / "data/linked").symlink_to(elsewhere, target_is_directory=True)
    (root / "data/linked-again").symlink_to(elsewhere, target_is_directory=True)
    (root / "data/article/secret.ttl").symlink_to(elsewhere / "more.ttl")
    (root / "own.ttl").write_text("<urn:a> <urn:b> <urn:d> .", encoding="utf-8")
    (root / "data/article/own.ttl").symlink_to("../../own.ttl")
    return root


def test_a_link_out_of_the_project_is_not_followed(linked, caplog):
    """Its lines would be printed in a public log; one within the project is data like any."""
    project = Project(linked)

    names = [file.path.name for file in project.data_files]

    assert "own.ttl" in names
    assert not {"more.ttl", "secret.ttl"} & set(names)
    links = [Path(name).name for name in project.links_out]
    assert sorted(links) == ["linked", "linked-again", "secret.ttl"]
    assert len(caplog.messages) == 3


def test_the_other_verbs_do_not_follow_it_either(linked, monkeypatch):
    monkeypatch.chdir(linked)
    for files in (
        resolve([])[0].files,
        resolve([Path("data/article")])[0].files,
        load.files([linked]),
    ):
        assert not {"more.ttl", "secret.ttl"} & {file.path.name for file in files}
    assert "secret.ttl" in {file.path.name for file in resolve([], follow_links=True)[0].files}
    assert "more.ttl" in {file.path.name for file in load.files([linked], follow_links=True)}


def test_shapes_and_questions_behind_links_are_not_read(linked, tmp_path):
    for folder, name in (
        ("ontology", "o.ttl"),
        ("ontology/shapes", "s.ttl"),
        ("queries/x", "q.rq"),
    ):
        (tmp_path / "elsewhere" / name).write_text("secret", encoding="utf-8")
        (linked / folder).mkdir(parents=True, exist_ok=True)
        (linked / folder / name).symlink_to(tmp_path / "elsewhere" / name)
    project = Project(linked)
    files = [f.path for f in (*project.vocabulary_files, *project.shape_files)]
    assert not {"o.ttl", "s.ttl", "q.rq"} & {p.name for p in (*files, *project.query_files)}


@pytest.fixture
def elsewhere(tmp_path):
    """A folder out of the project that holds all that a project may."""
    folder = tmp_path / "elsewhere"
    for name in ("data/a/secret.ttl", "ontology/o.ttl", "ontology/shapes/s.ttl", "queries/t/q.rq"):
        write(folder / name, "<urn:a> <urn:b> <urn:secret> .")
    return folder


def test_data_that_is_itself_a_link_out_is_not_followed(tmp_path, elsewhere, monkeypatch):
    root = tmp_path / "project"
    root.mkdir()
    (root / "data").symlink_to(elsewhere / "data")
    monkeypatch.chdir(root)

    for paths in ([], [Path()], [root]):
        (asked,) = resolve(paths)
        assert (asked.files, asked.only, asked.project.links_out) == ((), None, ("data",))
    for path in ("data", "data/a", "data/a/secret.ttl"):
        with pytest.raises(ProjectError, match=f"^{path}: leads out of the project"):
            resolve([Path(path)])
        with pytest.raises(ProjectError, match=f"^{path}: leads out of the project"):
            load.files([Path(path)])
    assert not [file for file in load.files([root]) if file.path.name == "secret.ttl"]
    assert len(resolve([Path("data")], follow_links=True)[0].files) == 1


@pytest.mark.parametrize("link", ["ontology", "ontology/shapes", "queries", "queries/t"])
def test_a_linked_folder_of_questions_or_shapes_is_named(root, elsewhere, monkeypatch, link):
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(elsewhere / link)
    monkeypatch.chdir(root)

    def names(project: Project) -> set[str]:
        files = [f.path for f in (*project.vocabulary_files, *project.shape_files)]
        return {"o.ttl", "s.ttl", "q.rq"} & {p.name for p in (*files, *project.query_files)}

    assert Project(root).links_out == (link,)
    assert names(Project(root)) == set()
    assert names(Project(root, follow_links=True)) == (
        {"q.rq"} if "queries" in link else {"s.ttl"} if "shapes" in link else {"o.ttl", "s.ttl"}
    )


@pytest.mark.parametrize("path", ["", "data", "data/article"])
def test_a_project_reached_through_a_link_is_read(root, tmp_path, path):
    (tmp_path / "link").symlink_to(root.parent, target_is_directory=True)
    (asked,) = resolve([tmp_path / "link" / root.name / path])
    assert asked.files
    assert asked.project.links_out == ()


def test_a_linked_folder_that_is_followed_is_read_once(linked):
    files = Project(linked, follow_links=True).data_files
    # The link to the file itself is another name of what the folder holds.
    assert [file.path.name for file in files].count("more.ttl") == 1


# --- names of graphs


FOLDERS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1, max_size=20
).filter(lambda name: name not in (".", ".."))


@settings(max_examples=examples(50))
@given(FOLDERS, FOLDERS)
def test_a_folder_of_any_name_names_its_own_graph(one, other):
    data = Path("data")
    graphs = []
    for folder in (one, other):
        file = projects.described(data / folder / "a.ttl", data.resolve())
        graphs.append(file.graph)
        quads = list(ox.parse(f"<a:b> <a:b> <a:b> <{file.graph}> .", format=ox.RdfFormat.N_QUADS))
        assert quads[0].graph_name.value == file.graph
    assert (graphs[0] == graphs[1]) == (one == other)


@pytest.mark.parametrize("folder", ["two words", "two\nlines", "a<b>", "50%", "caf\u00e9"])
def test_a_folder_whose_name_no_iri_can_hold_is_read(tmp_path, folder):
    write(tmp_path / "data" / folder / "claims.ttl")
    (file,) = Project(tmp_path).data_files
    loaded = loading.load(file)
    assert loaded.fault is None
    assert loaded.quads[0].graph_name.value == GRAPH + quote(folder, safe="\u00e9").replace(
        "%C3%A9", "\u00e9"
    )


# --- what is data


@pytest.mark.parametrize(
    "name", [".#claims.ttl", "._claims.ttl", "#claims.ttl", ".claims.ttl", ".hidden/claims.ttl"]
)
def test_what_editors_and_systems_hide_is_not_data(root, name):
    before = Project(root)
    write(root / "data/article" / name, "no Turtle")
    write(root / "ontology/shapes" / name, "no Turtle")
    write(root / "ontology" / name, "no Turtle")
    write(root / "queries/theme" / Path(name).with_suffix(".rq"), "no SPARQL")
    (root / "data/.#lock.ttl").symlink_to("nowhere")
    after = Project(root)

    assert after.data_files == before.data_files
    assert {file.path.name for file in after.vocabulary_files} == {"claimgraph.ttl", "schemes.ttl"}
    assert not [file for file in after.shape_files if file.path.is_relative_to(root)]
    assert not [file for file in after.query_files if file.is_relative_to(root)]


@pytest.mark.parametrize("name", ["claims.turtle", "claims.n3", "claims.ttl.gz", "claims.NT.GZ"])
def test_rdf_by_other_names_is_read(tmp_path, name):
    path = tmp_path / "data/article" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(TRIPLE.encode()) if "gz" in name.lower() else TRIPLE.encode())
    (file,) = Project(tmp_path).data_files

    assert file.graph == GRAPH + "article"
    assert len(loading.load(file).quads) == 1
    assert len(list(loading.stream(file))) == 1


@pytest.mark.parametrize(
    "name",
    [
        *("a.ttl.bz2", "a.nt.xz", "a.ttl.zst", "a.ttl.zip", "a.rdf.zip", "a.TTL.BZ2"),
        *("a.ttl.tar.gz", "a.nq.gz.xz", "a.trix", "a.hdt", "a.trix.gz", "a.jsonld.7z"),
    ],
)
def test_rdf_that_is_not_read_is_told(name, root, caplog):
    """Silence would say that the data is sound, without it."""
    write(root / "data/article" / name, "")
    project = Project(root)

    assert name not in {file.path.name for file in project.data_files}
    [line] = project.left_out
    assert f"data/article/{name}: is not read: known are .ttl, " in line
    assert caplog.messages == [f"claimgraph: {line}"]
    assert run.check(Input(project, ())).unchecked == (line,)


@pytest.mark.parametrize(
    "name",
    ["notes.zip", "a.txt.gz", "a.ttl~", "a.ttl.bak", "a.gz", ".a.ttl.xz", "README.md", "zip"],
)
def test_other_files_are_passed_over_in_silence(name, root):
    write(root / "data/article" / name, "")

    assert Project(root).left_out == ()


def test_the_graph_of_a_compressed_file_has_its_name(tmp_path):
    path = write(tmp_path / "data/claims.ttl.gz", "")

    assert [file.graph for file in projects.rdf_files(path.parent, path.parent)] == [
        GRAPH + "claims"
    ]


@pytest.mark.parametrize(
    "held",
    [b"no gzip", gzip.compress(TRIPLE.encode())[:-9], b""],
    ids=["no gzip", "cut short", "empty"],
)
def test_a_broken_compressed_file_is_told(tmp_path, held):
    path = tmp_path / "data/claims.ttl.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(held)
    file = projects.described(path)

    if held:
        with pytest.raises(ProjectError, match=r"claims.ttl.gz: cannot be read \("):
            loading.load(file)
        with pytest.raises(ProjectError, match=r"claims.ttl.gz: cannot be read \("):
            list(loading.stream(file))
    else:
        assert loading.load(file).quads == ()


# --- what RDF 1.2 adds

BEFORE = """@prefix e: <http://e/> .
# see << and {| and @en--ltr
e:a e:p "a << b @en--ltr {|", '''~ << \\'''' , <http://e/~a> .
"""
PLACED = [
    (".ttl", "e:a e:q <<( e:s e:p e:o )>> .", 8, "triple term"),
    (".ttl", "e:a e:q e:o {| e:r e:s |} .", 12, "triple term"),
    (".ttl", "e:a e:q e:o ~ e:r .", 12, "triple term"),
    (".ttl", "<< e:s e:p e:o >> e:q e:r .", 0, "triple term"),
    (".ttl", 'e:a e:q "x"@ar--rtl .', 8, "base direction"),
    (".trig", "e:g { e:a e:q <<( e:s e:p e:o )>> }", 14, "triple term"),
    (".nt", "<e:a> <e:q> <<( <e:s> <e:p> <e:o> )>> .", 12, "triple term"),
]


@pytest.mark.parametrize(("suffix", "line", "column", "kind"), PLACED)
def test_what_rdf_12_adds_has_its_place(tmp_path, suffix, line, column, kind):
    """In load and in stream alike, wherever something looks like it before."""
    before = "" if suffix == ".nt" else BEFORE
    file = projects.described(write(tmp_path / f"data/a/a{suffix}", before + line))
    loaded = loading.load(file)

    assert kind in str(loaded.fault)
    assert (loaded.fault.line, loaded.fault.column) == (before.count("\n") + 1, column + 1)
    with pytest.raises(SyntaxFault, match=kind) as streamed:
        list(loading.stream(file))
    assert str(streamed.value) == str(loaded.fault)
    assert streamed.value.place == loaded.fault.place


XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"
  xmlns:its="http://www.w3.org/2005/11/its" rdf:version="1.2" its:version="2.0">
  <rdf:Description rdf:about="http://e/a"><!-- " -->
    {}
  </rdf:Description>
</rdf:RDF>
"""


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('<e:p rdf:annotation="http://e/r">x</e:p>', "triple term"),
        ('<e:p its:dir="rtl" xml:lang="ar">x</e:p>', "RDF 1.2"),
    ],
)
def test_what_rdf_12_adds_to_rdf_xml_is_refused(tmp_path, line, kind):
    loaded = loading.load(projects.described(write(tmp_path / "data/a.rdf", XML.format(line))))

    assert kind in str(loaded.fault)


def test_a_remote_context_is_not_fetched_and_the_fault_says_so(tmp_path):
    text = '{"@context": "https://example.org/c.jsonld", "@id": "a:b", "a:c": 1}'
    fault = loading.load(projects.described(write(tmp_path / "data/a.jsonld", text))).fault

    assert str(fault) == (
        "names a remote JSON-LD context: put the context itself into the file, for none is fetched"
    )
    assert "None" not in fault.place


class PanicException(BaseException):
    """As of pyo3, whose own cannot be imported."""


@pytest.mark.parametrize("read", [loading.load, lambda file: list(loading.stream(file))])
def test_a_panic_of_the_parser_is_named_with_its_file(tmp_path, monkeypatch, read):
    import pyoxigraph

    class Panicking:
        prefixes: ClassVar[dict[str, str]] = {}

        def __iter__(self):
            return self

        def __next__(self):
            raise PanicException("index out of bounds")

    monkeypatch.setattr(pyoxigraph, "parse", lambda *_, **__: Panicking())
    path = tmp_path / "a.ttl"
    path.write_text("", encoding="utf-8")
    file = projects.RdfFile(path, "data/a.ttl", "turtle", "https://example.org/graph")
    with pytest.raises(ProjectError, match=r"^data/a\.ttl: .*index out of bounds"):
        read(file)


def test_an_ontology_may_have_folders_and_examples_and_migrations_are_apart(tmp_path):
    """What lies in a folder of it is read as what lies beside it, and never passed over."""
    own = tmp_path / "ontology"
    vocabulary = ["a.ttl", "parts/deep/shapes/x.ttl", "parts/x.ttl"]
    shapes = ["shapes/parts/s.ttl", "shapes/s.ttl"]
    for name in (*vocabulary, *shapes, "examples/claim/x.ttl", "migrations/x.ttl"):
        write(own / name)
    project = Project(tmp_path)

    for files, names in ((project.vocabulary_files, vocabulary), (project.shape_files, shapes)):
        theirs = [file for file in files if file.path.is_relative_to(own)]
        assert [file.path.relative_to(own).as_posix() for file in theirs] == names
        assert len({file.graph for file in theirs}) == 1


def test_an_ontology_may_be_in_any_format_and_what_is_not_read_is_told(tmp_path):
    own = tmp_path / "ontology"
    for name in ("own.rdf", "x.jsonld", "y.ttl.gz", "shapes/s.nt", "old.trix", "context.jsonld"):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text("", "utf-8")
    (tmp_path / "data").mkdir()
    project = Project(tmp_path)

    assert [f.path.name for f in project.vocabulary_files if f.path.is_relative_to(tmp_path)] == [
        *("own.rdf", "x.jsonld", "y.ttl.gz"),
    ]
    assert [f.format for f in project.shape_files if f.path.is_relative_to(tmp_path)] == ["nt"]
    [line] = project.left_out
    assert "ontology/old.trix: is not read" in line


def test_what_an_editor_has_not_saved_is_read_in_the_files_place(tmp_path):
    """The file itself need not hold it yet, nor be readable."""
    made = tmp_path / "data" / "one" / "a.ttl"
    made.parent.mkdir(parents=True)
    made.write_text("broken", encoding="utf-8")
    file = projects.described(made)

    assert loading.load(file).fault
    with loading.unsaved({projects.real(made): "<urn:a> <urn:b> 1 ."}):
        assert len(loading.load(file).quads) == 1
    with loading.unsaved({projects.real(made): ""}):
        assert not loading.load(file).quads
