"""Names in an editor: completed, explained, followed, listed and changed everywhere at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited import CAPTURE, QUERY, QUESTION, TURTLE, applied, at, project

from claimgraph.errors import UsageError
from claimgraph.graph import loading
from claimgraph.graph.inputs import resolve
from claimgraph.servers.lsp import hover, navigation
from claimgraph.servers.lsp.workspace import Workspace

ARGUMENTS = "data/night-buses/arguments.ttl"
REGISTRY = "data/registry/registry.ttl"


def opened(editor, root, name, old="", new=""):
    """Open a file with words replaced; return its address and its text."""
    text = QUERY if name == QUESTION else (root / name).read_text("utf-8")
    if old:
        assert old in text
        text = text.replace(old, new, 1)
    return editor.open(name, text), text


def completed(editor, root, name, old, new):
    """What is offered behind `|` in words that replace others: labels with their items."""
    uri, text = opened(editor, root, name, old, new)
    line, character = at(text, "|")
    editor.change(uri, text.replace("|", "", 1))
    found = editor.about("completion", uri, line, character)
    editor.change(uri, text.replace(new, old, 1))
    return {one["label"]: one for one in found["items"]}


@pytest.mark.parametrize(
    ("name", "old", "new", "wanted"),
    [
        (TURTLE, "certainty:asserted", "certainty:|", "widely-believed"),
        (TURTLE, "certainty:asserted", "certainty:rep|", "reported"),
        (TURTLE, "cg:certainty", "cg:cert|", "certainty"),
        (TURTLE, "cg:certainty", "cert|", "certainty:"),
        (TURTLE, "cg:certainty", "cg:involves [ cg:actor id:|", "night-nurses"),
        (ARGUMENTS, "claim:cost", "claim:cos|", "cost"),
        (ARGUMENTS, "@prefix cg:", "@prefix cg|", "cg: <https://w3id.org/claimgraph/ontology#>"),
        (CAPTURE, "kind: normative", "kind: |", "predictive"),
        (CAPTURE, "certainty: asserted", "certainty: |", "widely-believed"),
        (CAPTURE, "kind: normative", "cert|", "certainty:"),
        (CAPTURE, "premises: [pupils-cross]", "premises: [pupils-cross, |]", "loss"),
        (CAPTURE, "scheme: practical-reasoning", "scheme: |", "sign"),
        (CAPTURE, "passage: pupils\n    about", "passage: |\n    about", "pupils"),
        (CAPTURE, "addressee: westhaven-council", "addressee: west|", "westhaven-council"),
        (CAPTURE, "[harbour-office as seller]", "[harb|]", "harbour-office"),
        (CAPTURE, "[harbour-office as seller]", "[harbour-office as |]", "sanctioner"),
        (CAPTURE, "statistical from accounts", "statistical from |", "accounts"),
        (CAPTURE, "statistical from accounts", "sta|", "statistical"),
        (CAPTURE, "who: [harbour-office as seller]", "asserts: [ferry |]", "supplies"),
        (CAPTURE, "explicit: true", "explicit: |", "false"),
        (CAPTURE, "review: draft", "rev|", "review:"),
        (CAPTURE, "label: the ferry", "lab|", "label:"),
        (QUESTION, "cg:certainty", "cg:cert|", "certainty"),
        (QUESTION, "?_certainty_iri", "?_act|", "?_actor_iri"),
    ],
)  # fmt: skip
def test_a_name_is_completed(editor, root, name, old, new, wanted):
    found = completed(editor, root, name, old, new)

    assert wanted in found
    assert found[wanted]["textEdit"]["newText"].strip() == wanted


@pytest.mark.parametrize(
    ("name", "words", "wanted"),
    [
        (TURTLE, "certainty:asserted", "Stated flatly"),
        (ARGUMENTS, "claim:cost", "The night buses cost 3.4 million pounds a year"),
        (CAPTURE, "pupils-cross]", "Pupils depend on the ferry in the morning."),
        (CAPTURE, "pupils-cross]", "stands: "),
        (CAPTURE, "sale\n    who", "“The harbour office reportedly wants to sell it”"),
        (CAPTURE, "accounts\n    about", "the accounts of 2024"),
        (CAPTURE, "certainty: asserted", "How firmly the article states it"),
        (CAPTURE, 'reported, "reportedly"', "reported"),
    ],
)
def test_a_hover_tells_what_a_name_stands_for(editor, root, name, words, wanted):
    uri, text = opened(editor, root, name)
    found = editor.about("hover", uri, *at(text, words, 2))

    assert wanted in found["contents"]["value"]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("*see* [it](x)", r"\*see\* \[it\]\(x\)"),
        ("<https://a.example/b-c>", r"\<https\://a.example/b\-c\>"),
        ("WWW.a.example", r"WWW\.a.example"),
        ("me@a.example", r"me\@a.example"),
        ("at 12:30. That is all.", "at 12:30. That is all."),
    ],
)
def test_no_word_of_a_hover_is_a_mark_or_a_link(words, written):
    """By CommonMark 0.31.2, 2.4, and GitHub's extension, whose editors make links of addresses."""
    assert hover.markdown([("text", words)]) == written


@pytest.mark.parametrize(
    ("name", "words", "file", "line"),
    [
        (ARGUMENTS, "claim:cost", TURTLE, "claim:cost"),
        (TURTLE, "id:westhaven-council", REGISTRY, "id:westhaven-council"),
        (CAPTURE, "pupils-cross]", CAPTURE, "pupils-cross\n    label"),
        (CAPTURE, "westhaven-council", REGISTRY, "id:westhaven-council"),
        (CAPTURE, "Priya Nandakumar", REGISTRY, "id:priya-nandakumar"),
    ],
)
def test_a_name_leads_to_where_it_is_described(editor, root, name, words, file, line):
    uri, text = opened(editor, root, name)
    found = editor.about("definition", uri, *at(text, words, 2))

    assert found["uri"] == editor.uri(file)
    start = found["range"]["start"]
    wanted = at((root / file).read_text("utf-8"), line)
    lines = (root / file).read_text("utf-8").split("\n")
    assert lines[start["line"]][start["character"] :].startswith(line.split("\n")[0])
    assert file == TURTLE or (start["line"], start["character"]) == wanted


def test_references_are_found_in_all_files(editor, root):
    uri, text = opened(editor, root, REGISTRY)
    found = editor.about(
        "references",
        uri,
        *at(text, "id:westhaven-council", 4),
        context={"includeDeclaration": True},
    )
    files = {one["uri"] for one in found}

    assert {editor.uri(REGISTRY), editor.uri(CAPTURE), editor.uri(TURTLE)} <= files
    for one in found:
        path = Path(one["uri"].removeprefix("file://"))
        start, end = one["range"]["start"], one["range"]["end"]
        line = path.read_text("utf-8").split("\n")[start["line"]]
        assert line[start["character"] : end["character"]].endswith("westhaven-council")


def meant(root: Path, texts: dict[Path, str]):
    """What a project says with these texts: its quads as text, blank nodes by their order."""
    found = []
    with loading.unsaved(texts):
        for file in resolve([root])[0].files:
            names: dict[str, str] = {}
            for quad in loading.load(file).quads:
                terms = [str(part) for part in (quad.subject, quad.predicate, quad.object)]
                found.append(
                    tuple(
                        names.setdefault(t, f"_:{len(names)}") if t[:2] == "_:" else t
                        for t in terms
                    )
                )
    return found


@pytest.mark.parametrize(
    ("name", "words", "new", "iri"),
    [
        (ARGUMENTS, "claim:cost", "price", "article/night-buses/claim/cost>"),
        (REGISTRY, "id:westhaven-council", "town", "id/westhaven-council>"),
        (REGISTRY, "id:priya-nandakumar", "priya", "id/priya-nandakumar>"),
        (CAPTURE, "pupils-cross]", "school-run", "article/ferry/claim/pupils-cross>"),
        (CAPTURE, "keep\n    addressee", "demand", "article/ferry/passage/keep>"),
        (CAPTURE, "accounts\n    about", "books", "article/ferry/source/accounts>"),
        (CAPTURE, "harbour-office as", "port-office", "id/harbour-office>"),
    ],
)
def test_a_thing_is_renamed_in_all_files(editor, root, name, words, new, iri):
    """Afterwards the project says what it said, but for the name."""
    uri, text = opened(editor, root, name)
    edit = editor.about("rename", uri, *at(text, words, 4), newName=new)
    texts = {}
    for change in edit["documentChanges"]:
        path = Path(change["textDocument"]["uri"].removeprefix("file://"))
        texts[path] = applied(path.read_text("utf-8"), change["edits"])
    after = f"{iri.rpartition('/')[0]}/{new}>"
    before = [tuple(part.replace(iri, after) for part in parts) for parts in meant(root, {})]

    assert texts
    assert meant(root, texts) == before


@pytest.mark.parametrize(
    ("name", "words", "new"),
    [
        (ARGUMENTS, "claim:cost", "thesis"),
        (ARGUMENTS, "claim:cost", "a b"),
        (ARGUMENTS, "claim:cost", ""),
        (ARGUMENTS, "cg:premise", "reason"),
        (CAPTURE, "pupils-cross]", "loss"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused(editor, root, name, words, new):
    uri, text = opened(editor, root, name)
    with pytest.raises(RuntimeError, match=r"choose another|write letters|rename it"):
        editor.about("rename", uri, *at(text, words, 4), newName=new)


def test_a_name_of_what_another_article_describes_is_taken(tmp_path):
    """Actors and things of two captures are one where their names are."""
    root = project(tmp_path / "p")
    other = root / "data" / "other"
    other.mkdir()
    (other / "capture.yaml").write_text(
        "title: Other\nactors:\n  - actor: tug\n    kind: person\n    label: Tug\n"
    )
    files = Workspace()
    document = files.document(files.file(root / CAPTURE))
    iri = "https://w3id.org/claimgraph/id/harbour-office"
    with pytest.raises(UsageError, match="id/tug> is described already: choose another name"):
        navigation.renamed(files, document, iri, "tug")
    assert navigation.renamed(files, document, iri, "tugs")


@pytest.mark.parametrize(
    ("name", "section", "symbol", "detail"),
    [
        (TURTLE, None, "claim:thesis", "The council should keep the night buses"),
        (CAPTURE, "The claims.", "pupils-cross", "Pupils take the ferry"),
    ],
)
def test_symbols_are_what_a_file_describes(editor, root, name, section, symbol, detail):
    uri, _ = opened(editor, root, name)
    found = editor.ask("textDocument/documentSymbol", textDocument={"uri": uri})
    if section:
        found = next(one["children"] for one in found if one["name"] == section)
    names = {one["name"]: one.get("detail") for one in found}
    folds = editor.ask("textDocument/foldingRange", textDocument={"uri": uri})

    assert symbol in names
    assert len(names[symbol]) > 5
    assert len(folds) > 5
    assert detail.split()[0] in names[symbol] or section is None


def test_things_of_the_project_are_found_by_their_labels(editor):
    (one,) = editor.ask("workspace/symbol", query="pupils ferry take")

    assert one["name"] == "Pupils take the ferry"
    assert one["location"]["uri"] == editor.uri(CAPTURE)
    assert one["location"]["range"]["start"]["line"] > 10


def test_premises_have_their_labels_beside_them(editor, root):
    uri, text = opened(editor, root, CAPTURE)
    whole = {
        "start": {"line": 0, "character": 0},
        "end": {"line": text.count("\n"), "character": 0},
    }
    found = editor.ask("textDocument/inlayHint", textDocument={"uri": uri}, range=whole)
    line, character = at(text, "pupils-cross]", len("pupils-cross"))

    assert {"line": line, "character": character} in [one["position"] for one in found]
    assert "Pupils take the ferry" in [one["label"] for one in found]


def test_turtle_is_formatted_as_fmt_does(editor, root):
    uri, text = opened(editor, root, TURTLE)
    editor.change(uri, text.replace("    cg:certainty", "  cg:certainty", 1))
    options = {"tabSize": 4, "insertSpaces": True}
    edits = editor.ask("textDocument/formatting", textDocument={"uri": uri}, options=options)

    assert applied(text.replace("    cg:certainty", "  cg:certainty", 1), edits) == text
    editor.change(uri, text)
    assert not editor.ask("textDocument/formatting", textDocument={"uri": uri}, options=options)
