"""What becomes of files once a person says that a thing of theirs is the registry's."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import libraries as libraries_
import pytest
import wells
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import ARTICLE, ID, PREFIXES
from properties import examples
from rdflib import Literal

import claimgraph
from claimgraph.claims import capture, link_files
from claimgraph.claims import library as opening
from claimgraph.claims.alignment import joining, naming, reviewing
from claimgraph.claims.links import EXACT, REJECTED
from claimgraph.errors import ProjectError, UsageError
from claimgraph.graph import loading
from claimgraph.graph import project as projects

LETTER = """\
# What others own.
id:clerk a cg:Person ; rdfs:label "The clerk"@en ; cg:employedBy id:council . # her work
"""

ORCID_ORG = "https://orcid.org"


@pytest.fixture
def root(tmp_path):
    """A project with a capture and Turtle; the capture describes what the registry has too."""
    wells.registered(wells.project(tmp_path))
    (tmp_path / "data" / "letter").mkdir()
    (tmp_path / "data" / "letter" / "more.ttl").write_text(PREFIXES + LETTER, "utf-8")
    return tmp_path


def proposed(root):
    project = projects.find(root)
    library = opening.opened(project)
    pairs = naming.nearest(library, [], 0.5, link_files.held(project))
    return project, {one.iri.removeprefix(ID): one for one in pairs}


def joined(root, name):
    project, pairs = proposed(root)
    return joining.join(project, pairs[name])


def test_a_capture_speaks_of_the_entry_and_has_no_item_of_its_own(root):
    path = root / "data" / "wells" / "capture.yaml"
    before = path.read_text("utf-8")
    lines = joined(root, "council")
    wanted = before.replace(
        "  - {actor: council, kind: government-body, label: The Council, also: [Town Hall]}\n", ""
    )
    wanted = wanted.replace("said by: the council", "said by: parish-council")
    wanted = wanted.replace("council as reg", "parish-council as reg")
    wanted = wanted.replace("Town Hall as", "parish-council as").replace(
        "asserts: council", "asserts: parish-council"
    )
    assert path.read_text("utf-8") == wanted
    assert f"data/wells/capture.yaml: council is {ID}parish-council" in lines
    assert lines[-1] == (
        "not in the registry, and gone with council: label “The Council”, altLabel “Town Hall”"
    )


def test_the_last_item_of_a_list_goes_with_the_list(root):
    joined(root, "pumps")
    text = (root / "data" / "wells" / "capture.yaml").read_text("utf-8")
    assert "things:" not in text
    assert "            about: pump\n" in text


def test_other_files_change_in_no_other_place(root):
    joined(root, "council")
    text = (root / "data" / "letter" / "more.ttl").read_text("utf-8")
    assert text == PREFIXES + LETTER.replace("id:council", "id:parish-council")


def test_nothing_speaks_of_the_thing_any_more_and_what_was_said_is_said_of_the_entry(root):
    def said():
        return {
            tuple(part.replace("/id/council>", "/id/parish-council>") for part in parts)
            for parts in (
                (str(q.subject), str(q.predicate), str(q.object))
                for file in loading.parsed(projects.find(root).data_files)
                for q in file.quads
                if not str(q.subject).endswith("/id/council>")
            )
            if "_:" not in parts[0] + parts[2]
        }

    before = said()
    joined(root, "council")
    assert said() == before
    _, pairs = proposed(root)
    assert set(pairs) == {"pumps"}


TURTLE = """\
# Firms.

:firm a cg:Company ; rdfs:label "Aldham Mills Ltd"@en ; cg:basedIn id:here .

:other a cg:Company ; rdfs:label "Its rival"@en ; cg:subsidiaryOf :firm . # since 1990
"""


@pytest.fixture
def two(tmp_path):
    """A library whose article `own` describes in Turtle what the registry has."""
    folder = libraries_.write(tmp_path) / "data" / "own"
    folder.mkdir()
    (folder / "article.ttl").write_text(libraries_.turtle("own", TURTLE), "utf-8")
    return tmp_path, folder / "article.ttl"


def at(root, name):
    project, pairs = proposed(root)
    iri = next(iri for iri in pairs if iri.endswith(f"/{name}"))
    return project, pairs[iri]


def test_a_description_in_turtle_goes_and_comments_on_others_stay(two):
    root, path = two
    lines = joining.join(*at(root, "firm"))
    text = path.read_text("utf-8")
    assert ":firm" not in text
    assert "# Firms." in text
    assert "cg:subsidiaryOf id:mill" in text
    assert text.rstrip().endswith("# since 1990")
    gone = "label “Aldham Mills Ltd”, basedIn here"
    assert lines[-1] == f"not in the registry, and gone with firm: {gone}"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("# Firms.", "# The mill's accounts.\n:firm rdfs:comment [] .", "by a node without a name"),
        ("id:here .", "id:here . # a foreign firm", "move the comment first"),
    ],
)
def test_what_cannot_be_taken_out_leaves_all_files_as_they_are(two, old, new, line):
    root, path = two
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    before = {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}
    with pytest.raises(UsageError, match=line):
        joining.join(*at(root, "firm"))
    assert {one: one.read_bytes() for one in before} == before


def test_a_format_that_is_not_edited_is_told(two):
    root, path = two
    triple = f"<{ID}x> <https://w3id.org/claimgraph/ontology#partOf> <{ARTICLE}own/firm> .\n"
    (path.parent / "more.nt").write_text(triple, "utf-8")
    with pytest.raises(UsageError, match=r"more\.nt: is not Turtle or a capture"):
        joining.join(*at(root, "firm"))


def test_questions_that_name_the_thing_are_told(two):
    root, _ = two
    question = root / "queries" / "own" / "firm.rq"
    question.parent.mkdir(parents=True)
    question.write_text(f"SELECT ?a {{ ?a ?b <{ARTICLE}own/firm> }}", "utf-8")
    lines = joining.join(*at(root, "firm"))
    assert (
        lines[-1] == f"queries/own/firm.rq: still asks for <{ARTICLE}own/firm>: change it by hand"
    )


def test_a_rejected_entry_is_not_proposed_again_and_the_project_is_sound(two):
    """The next one like it may take its place; a check has nothing to say to the rejection."""
    root, _ = two
    project, pair = at(root, "firm")
    before = claimgraph.open(root).check()
    lines = reviewing.write_name(
        project, pair, reviewing.author("Ada Bell"), Decimal(1), rejected=True
    )
    assert lines == ["data/links/own.ttl: rejected, Aldham Mills Ltd is not Aldham Mill"]
    assert not any(iri.endswith("/firm") for iri in proposed(root)[1])
    (link,) = link_files.held(projects.find(root))
    assert (link.relation, link.status, link.authors[0].label) == (EXACT, REJECTED, "Ada Bell")
    after = claimgraph.open(root).check()
    assert (after.findings, after.unchecked) == (before.findings, ())


# ── Whatever way a file names the thing ──────────────────────────────────────────────────────────


def join_all(folder, iri, called, files):
    """Join a thing of a capture with the registry's mill; return what names it afterwards."""
    for name, text in {"registry/actors.ttl": libraries_.REGISTRY, **files}.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        prefixes = PREFIXES if name == "registry/actors.ttl" else ""
        path.write_text(prefixes + text, "utf-8")
    project = projects.find(folder)
    pair = naming.Namesake("actor", iri, f"{ID}mill", "Aldham Mill", 0.9, called)
    joining.join(project, pair)
    return [
        quad
        for file in loading.parsed(projects.find(folder).data_files)
        for quad in file.quads
        if iri in (quad.subject.value, getattr(quad.object, "value", ""))
    ]


DESCRIBED = "title: Mills\n\nactors:\n  - {actor: %s, kind: company, label: %s}\n"
SPEAKING = """\
title: A letter

claims:
  - claim: one
    label: One
    says: One.
    kind: factual
    certainty: asserted
    about: %s
"""
CLAIM = f"@prefix s: <https://schema.org/> .\n<{ARTICLE}b/one> s:about %s .\n"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("совет", "совет"),
        ("совет", f"<{ID}совет>"),
        ("pumps", '"\\u0070umps"'),
        ("pumps", "Pumps"),
        ("pumps", f'"<{ID}p\\u0075mps>"'),
        ("øst", "id:øst"),
        (f"<{ID}caf%C3%A9>", f"<{ID}caf%C3%A9>"),
        (f"<{ID}caf%C3%A9>", "id:caf%C3%A9"),
    ],
)
def test_a_capture_that_names_the_thing_is_never_skipped(tmp_path, name, written):
    iri = name[1:-1] if name[0] == "<" else ID + name
    own = DESCRIBED % (name, "The firm")
    files = {"a/capture.yaml": own, "b/capture.yaml": SPEAKING % written}
    assert not join_all(tmp_path, iri, ("The firm",), files)
    assert "about: mill\n" in (tmp_path / "data" / "b" / "capture.yaml").read_text("utf-8").replace(
        '"', ""
    )


@pytest.mark.parametrize("key", ["prefixes: {un: %scoun}", "registry: %scoun"])
def test_a_capture_with_a_namespace_that_ends_within_the_name_is_never_skipped(tmp_path, key):
    written = "un:cil" if "un:" in key else "cil"
    text = key % ID + "\n" + SPEAKING % written
    files = {"a/capture.yaml": DESCRIBED % ("council", "The firm"), "b/capture.yaml": text}
    assert not join_all(tmp_path, f"{ID}council", ("The firm",), files)


@st.composite
def spellings(draw):
    """Return directives of Turtle, and a term that means the council."""
    iri = f"{ID}council"
    way = draw(st.sampled_from(["whole", "escaped", "prefix", "base"]))
    at = draw(st.integers(len("https://w3id.org/"), len(iri)))
    if way == "whole":
        return "", f"<{iri}>"
    if way == "escaped":
        at = min(at, len(iri) - 1)
        form = draw(st.sampled_from(["\\u{:04X}", "\\U{:08x}"]))
        return "", f"<{iri[:at]}{form.format(ord(iri[at]))}{iri[at + 1 :]}>"
    if way == "base":
        word = draw(st.sampled_from(["@base <{}> .\n", "BASE <{}>\n"]))
        return word.format(ID), "<council>"
    word = draw(st.sampled_from(["@prefix un: <{}> .\n", "prefix un:\n<{}>\n"]))
    return word.format(iri[:at]), "un:" + iri[at:].replace("/", "\\/")


@settings(max_examples=examples(15, few=4), deadline=None)
@given(spellings())
def test_turtle_that_names_the_thing_is_never_skipped(spelling):
    directives, term = spelling
    files = {
        "a/capture.yaml": DESCRIBED % ("council", "The firm"),
        "b/more.ttl": directives + CLAIM % term,
    }
    with tempfile.TemporaryDirectory() as folder:
        assert not join_all(Path(folder), f"{ID}council", ("The firm",), files)


@settings(max_examples=examples(15, few=4), deadline=None)
@given(
    st.text("abcéøсовет水-", min_size=1, max_size=6).filter(lambda t: t.strip("-") == t),
    st.sampled_from(["{}", "<{iri}>", '"{}"', "'{}'", "id:{}", '"{escaped}"']),
)
def test_a_name_in_a_capture_is_never_skipped(name, form):
    escaped = "".join(f"\\u{ord(char):04x}" for char in name)
    iri = ID + name
    written = form.format(name, iri=iri, escaped=escaped)
    files = {
        "a/capture.yaml": DESCRIBED % (f"<{iri}>", "The firm"),
        "b/capture.yaml": SPEAKING % written,
    }
    with tempfile.TemporaryDirectory() as folder:
        assert not join_all(Path(folder), iri, ("The firm",), files)


# ── Comments, prefixes, and files that cannot be written ─────────────────────────────────────────


@pytest.mark.parametrize(
    "item",
    [
        "  - {actor: council, label: The firm} # Elected 2019\n",
        "  # Elected 2019\n  - {actor: council, label: The firm}\n",
        "  - actor: council # Elected 2019\n    label: The firm\n",
        "  - actor: council\n    # Elected 2019\n    label: The firm\n",
        "  - actor: council\n    label: The firm\n    # Elected 2019\n",
        "  - # Elected 2019\n    actor: council\n    label: The firm\n",
        "  - actor: council\n    label: The firm\n\n    # Elected 2019\n",
    ],
)
def test_a_comment_on_an_item_that_goes_is_told(tmp_path, item):
    for around in (
        "title: A\n\nactors:\n%s",
        "title: A\n\nactors:\n  - actor: a\n%s  - actor: b\n",
    ):
        text = around % item
        with pytest.raises(UsageError, match=r"‘# Elected 2019’ .*: move the comment first"):
            join_all(tmp_path, f"{ID}council", (), {"a/capture.yaml": text})
        assert (tmp_path / "data" / "a" / "capture.yaml").read_text("utf-8") == text


def test_comments_on_other_items_stay(tmp_path):
    text = (
        "title: A # one\n\nactors: # two\n  # three\n  - actor: a # four\n    # five\n"
        "%s  # six\n  - actor: b # seven\n"
    )
    own = "  - {actor: council, label: 'The # firm'}\n"
    assert not join_all(tmp_path, f"{ID}council", (), {"a/capture.yaml": text % own})
    assert (tmp_path / "data" / "a" / "capture.yaml").read_text("utf-8") == text % ""


def test_a_file_that_says_nothing_any_more_keeps_its_prefixes(tmp_path):
    text = f"@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n@prefix id: <{ID}> .\n"
    join_all(tmp_path, f"{ID}council", (), {"a/actors.ttl": text + "\nid:council a cg:Company .\n"})
    left = (tmp_path / "data" / "a" / "actors.ttl").read_text("utf-8")
    assert left.split() == text.split()


@pytest.mark.parametrize("stays", [True, False])
def test_a_file_that_cannot_be_written_leaves_the_others_as_they_were(root, monkeypatch, stays):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    real, calls = capture.rewrite, []

    def rewrite(file, text):
        calls.append(file.file.path)
        if len(calls) == 2 or (stays and len(calls) == 3):
            raise ProjectError("the disk is full")
        real(file, text)

    monkeypatch.setattr(capture, "rewrite", rewrite)
    with pytest.raises(ProjectError, match="the disk is full") as error:
        joined(root, "council")
    changed = [path for path, text in before.items() if path.read_bytes() != text]
    assert changed == (calls[:1] if stays else [])
    assert ("; changed are " in str(error.value)) == stays


@pytest.mark.parametrize(
    "given",
    ["0000-0002-1825-0097", " orcid.org/0000-0002-1825-0097 ", f"{ORCID_ORG}/0000-0002-1825-0097"],
)
def test_an_orcid_without_its_address_is_one(given: str):
    assert str(reviewing.author(given).iri) == f"{ORCID_ORG}/0000-0002-1825-0097"
    assert isinstance(reviewing.author("Ada Bell").iri, Literal)
