"""Findings of the check stand at their places in an editor, unsaved text counted."""

from __future__ import annotations

import json

import pytest
from edited import CAPTURE, TURTLE, Editor, at, project

from claimgraph.check import Check


def rules(diagnostics):
    return [one["code"] for one in diagnostics]


def found(root, name, monkeypatch):
    """What `claimgraph check` tells of a file: line, column, rule."""
    monkeypatch.chdir(root)
    report = Check((), cached=False).report()
    return {
        (each.location.line or 1, each.location.column or 1, each.rule)
        for each in report.findings
        if each.location and each.location.file == name
    }


def shown(diagnostics):
    return {
        (one["range"]["start"]["line"] + 1, one["range"]["start"]["character"] + 1, one["code"])
        for one in diagnostics
    }


@pytest.mark.parametrize("name", [TURTLE, CAPTURE])
def test_an_opened_file_has_what_check_finds(editor, root, name, monkeypatch):
    uri = editor.open(name)
    wanted = found(root, name, monkeypatch)

    assert shown(editor.until(uri, lambda some: shown(some) == wanted)) == wanted


def test_a_name_that_is_misspelt_is_told_and_withdrawn(editor, root):
    """In the unsaved text: the file stays as it is."""
    text = (root / TURTLE).read_text("utf-8")
    uri = editor.open(TURTLE)
    wrong = text.replace("certainty:asserted", "certainty:asserteed", 1)
    editor.change(uri, wrong)
    some = editor.until(uri, lambda some: "undescribed" in rules(some))
    (one,) = [one for one in some if one["code"] == "undescribed"]
    line, column = at(wrong, "certainty:asserteed")

    assert one["range"]["start"] == {"line": line, "character": column}
    assert one["range"]["end"]["character"] == column + len("certainty:asserteed")
    assert "nearest: `certainty:asserted`" in one["message"]
    editor.change(uri, text)
    editor.until(uri, lambda some: "undescribed" not in rules(some))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [(TURTLE, ";", "|"), (CAPTURE, "kind: normative", "kind: normativ")],
)
def test_syntax_comes_first_and_goes_when_it_is_mended(editor, root, name, old, new):
    text = (root / name).read_text("utf-8")
    uri = editor.open(name)
    editor.change(uri, text.replace(old, new, 1))
    some = editor.until(uri, lambda some: "syntax" in rules(some))

    assert some[0]["code"] == "syntax"
    editor.change(uri, text)
    editor.until(uri, lambda some: "syntax" not in rules(some))


def test_columns_count_what_the_editor_counts(editor, root):
    """An astral character before the place takes two units."""
    text = (root / CAPTURE).read_text("utf-8")
    wrong = text.replace('certainty: reported, "reportedly"', '{"😀": 1, certainty: 5}')
    wrong = text.replace("kind: normative", "comment: 😀\n    kind: normative")
    wrong = wrong.replace("who: [harbour-office as seller]", 'who: ["😀😀 x as seller", y]')
    uri = editor.open(CAPTURE)
    editor.change(uri, wrong)
    some = editor.until(uri, lambda some: "syntax" in rules(some))
    line = wrong[: wrong.index("y]")].count("\n")
    (one,) = [one for one in some if "lacks a role" in one["message"]]

    assert one["range"]["start"]["line"] == line
    assert one["range"]["start"]["character"] == len('    who: ["😀😀 x as seller", ') + 2
    editor.change(uri, text)
    editor.until(uri, lambda some: "syntax" not in rules(some))


@pytest.mark.slow
def test_a_carriage_return_ends_a_line_in_a_closed_file_too(tmp_path):
    """LSP 3.17, Text Documents: of a file with one in a comment, what is told of what follows."""
    root = project(tmp_path / "p")
    path = root / TURTLE
    text = path.read_text("utf-8").replace("certainty:asserted", "certainty:asserteed", 1)
    path.write_bytes(b"# first\r# second\n" + text.encode())
    with Editor(root) as editor:
        editor.open(CAPTURE)
        some = editor.until(editor.uri(TURTLE), lambda some: "undescribed" in rules(some))
        (one,) = [one for one in some if one["code"] == "undescribed"]
        line, column = at(text, "certainty:asserteed")
        assert one["range"]["start"] == {"line": line + 2, "character": column}


def test_what_a_registry_lacks_is_told_where_it_is_used(editor, root):
    """A change in one open file shows in another."""
    registry = "data/registry/registry.ttl"
    text = (root / registry).read_text("utf-8")
    other = editor.open(TURTLE)
    uri = editor.open(registry)
    editor.change(uri, text.replace("id:night-nurses", "id:night-nursing", 1))
    editor.until(other, lambda some: "undescribed" in rules(some))
    editor.change(uri, text)
    editor.until(other, lambda some: "undescribed" not in rules(some))


def test_a_question_is_read_while_it_is_typed(editor):
    uri = editor.open("queries/town/odd.rq", "#+ summary: Odd\nSELECT ?x WHERE { ?x a }\n")
    (one,) = editor.until(uri, lambda some: some)

    assert one["code"] == "question-syntax"
    editor.change(uri, "#+ summary: Odd\nSELECT ?x WHERE { ?x a ?y }\n")
    editor.until(uri, lambda some: not some)


def test_a_file_outside_any_project_is_checked_alone(editor, tmp_path):
    path = tmp_path / "alone.ttl"
    path.write_text("@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n<urn:x> a cg:Claim .\n")
    uri = editor.open(str(path))

    assert "claim-paraphrase" in rules(editor.until(uri, lambda some: some))


@pytest.mark.slow
def test_code_points_are_counted_where_the_client_can(tmp_path):
    root = project(tmp_path / "p")
    with Editor(root, {"general": {"positionEncodings": ["utf-32", "utf-16"]}}) as editor:
        assert editor.initialized["capabilities"]["positionEncoding"] == "utf-32"


@pytest.mark.parametrize(
    "message",
    [
        b"Content-Length: 3\r\n\r\n{,}",
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: 4\r\n\r\nnull",
        b"content-length: 2\r\n\r\n{}",
        b"Content-Length: 26\r\n\r\n" + json.dumps({"method": "no/such", "x": 1}).encode()[:26],
        b"Content-Length: 40001\r\n\r\n" + b"[" * 40001,
    ],
)
def test_a_malformed_message_is_survived_without_a_traceback(editor, message):
    editor.send(message)
    uri = editor.open("odd.rq", "#+ summary: Odd\nSELECT ?x WHERE { ?x a }\n")
    editor.until(uri, lambda some: some)
    said = editor.errors()
    editor._errors.clear()
    editor.diagnostics.clear()

    assert "Traceback" not in said
    assert all(line.startswith("claimgraph lsp: ") for line in said.splitlines())


@pytest.mark.parametrize("position", [{"line": "a", "character": 0}, {"line": -1}, None])
def test_a_request_that_is_not_one_of_the_protocol_is_answered(editor, position):
    with pytest.raises(RuntimeError, match="textDocument/hover: is not a message as LSP"):
        editor.ask("textDocument/hover", textDocument={"uri": "file:///x.ttl"}, position=position)
