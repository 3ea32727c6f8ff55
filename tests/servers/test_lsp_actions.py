"""What an editor is offered for a finding mends it, and makes no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited import CAPTURE, TURTLE, applied, at

from claimgraph.servers.lsp import checking
from claimgraph.servers.lsp.actions import RULES

ARGUMENTS = "data/night-buses/arguments.ttl"

# A file, what is replaced in it, the rule that is broken by it, and a title that is to be offered.
CASES = [
    (TURTLE, "certainty:asserted", "certainty:assertd", "undescribed", "Write certainty:asserted"),
    (TURTLE, "cg:paraphrase", "cg:paraphrse", "undescribed", "Write cg:paraphrase"),
    (TURTLE, "<https://w3id.org/claimgraph/ontology#>", "<https://w3id.org/claimgraph/ontolgy#>",
     "undescribed", "Write <https://w3id.org/claimgraph/ontology#>"),
    (ARGUMENTS, "cg:premise    claim:cost", "cg:premise    claim:costt",
     "undescribed", "Write claim:cost"),
    (CAPTURE, "premises: [pupils-cross]", "premises: [pupil-cross]",
     "undescribed", "Write pupils-cross"),
    (CAPTURE, "passage: pupils\n    about", "passage: pupls\n    about",
     "undescribed", "Write pupils"),
    (CAPTURE, 'certainty: reported, "re', 'certainty: reportd, "re', "undescribed",
     "Write reported"),
    (TURTLE, "claim:thesis\n", "clam:thesis\n", "syntax", "Write claim:"),
    (ARGUMENTS, "@prefix cg:              <https://w3id.org/claimgraph/ontology#> .\n", "",
     "syntax", "Declare cg:"),
    (CAPTURE, "kind: normative", "kind: normativ", "syntax", "Write normative"),
    (CAPTURE, "addressee:", "adressee:", "syntax", "Write addressee"),
    (CAPTURE, 'certainty: reported, "reportedly"', "certainty: reported", "hedge-needs-marker",
     "Add the marker “reportedly”"),
    (CAPTURE, 'certainty: reported, "reportedly"', 'certainty: asserted, "reportedly"',
     "marker-needs-hedged-certainty", "Make the certainty reported"),
    (CAPTURE, 'certainty: reported, "reportedly"', "certainty: asserted", "text-hedge",
     "Record “reportedly” on the claim sale"),
    (CAPTURE, "    certainty: asserted\n    passage: loss", "    passage: loss", "claim-certainty",
     "Make the certainty asserted"),
    (CAPTURE, "    passage: pupils\n    about", "    about", "claim-passage",
     "Make the passage “Pupils cross the sound every morning.”"),
    (CAPTURE, "passage: pupils\n    about", "passage: of-the-sound\n    about", "undescribed",
     "Make the passage “Pupils cross the sound every morning.”"),
    (CAPTURE, "        explicit: true\n        passage: keep\n", "        explicit: true\n",
     "explicit-needs-passage", "Say that it is reconstructed"),
    (CAPTURE, "explicit: true", "explicit: false", "passage-needs-explicit",
     "Say that the article draws it"),
    (ARGUMENTS, "    cg:explicit   true ;\n", "", "argument-explicit", None),
    (ARGUMENTS, "    cg:explicit   false .", "    cg:explicit   true .", "explicit-needs-passage",
     "Say that it is reconstructed"),
]  # fmt: skip


def findings(root: Path, texts: dict[Path, str]):
    """Count what the check finds with these texts, wherever it stands."""
    return checking.counted(checking.check(root, None, texts, Path.cwd()))


def offered(editor, uri, diagnostic, kind="quickfix"):
    return editor.ask(
        "textDocument/codeAction",
        textDocument={"uri": uri},
        range=diagnostic["range"],
        context={"diagnostics": [diagnostic], "only": [kind]},
        seconds=60,
    )


def texts_of(action, opened):
    """The texts of the files that an action changes, from those that are open or saved."""
    found = {}
    for change in action["edit"]["documentChanges"]:
        path = Path(change["textDocument"]["uri"].removeprefix("file://"))
        found[path] = applied(opened.get(path) or path.read_text("utf-8"), change["edits"])
    return found


# Each is tried by several checks of the project; the fast run has one of each kind of text.
QUICK = (6, 11)


@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "title"),
    [
        pytest.param(*case, marks=() if number in QUICK else pytest.mark.slow)
        for number, case in enumerate(CASES)
    ],
)
def test_an_action_mends_its_finding_and_makes_no_other(editor, root, name, old, new, rule, title):
    text = (root / name).read_text("utf-8")
    assert old in text
    wrong = text.replace(old, new, 1)
    uri = editor.open(name, wrong)
    try:
        some = editor.until(uri, lambda some: any(one["code"] == rule for one in some))
        faults = [one for one in some if one["code"] == rule][:2]
        actions = [(action, one) for one in faults for action in offered(editor, uri, one)]
        opened = {root / name: wrong}
        before = findings(root, opened)
        titles = [action["title"] for action, _ in actions]

        assert title is None or title in titles
        assert titles
        for action, diagnostic in actions:
            after = findings(root, {**opened, **texts_of(action, opened)})
            data = diagnostic["data"]
            known = tuple(data[key] or "" for key in ("rule", "message", "focus", "value"))
            assert after[known] < before[known]
            assert not checking.worse(before, after)
    finally:
        editor.change(uri, text)
        editor.tell("textDocument/didClose", textDocument={"uri": uri})


def test_every_rule_that_has_an_action_is_tested():
    assert {case[3] for case in CASES} == set(RULES)


@pytest.mark.parametrize("name", [TURTLE, CAPTURE])
def test_a_draft_is_accepted(editor, root, name):
    text = (root / name).read_text("utf-8")
    if name == CAPTURE:
        draft = text.replace("    thesis: true\n", "    thesis: true\n    review: draft\n")
        place, mended = at(draft, "keep-ferry"), "review: reviewed"
    else:
        prefix = "@prefix review: <https://w3id.org/claimgraph/scheme/review/> .\n"
        old = "cg:certainty "
        draft = prefix + text.replace(old, f"cg:reviewStatus review:draft ;\n    {old}", 1)
        place, mended = at(draft, "cg:reviewStatus review:draft"), "review:reviewed"
    uri = editor.open(name, draft)
    where = {"line": place[0], "character": place[1]}
    some = {"range": {"start": where, "end": where}}
    (action,) = editor.ask(
        "textDocument/codeAction",
        textDocument={"uri": uri},
        range=some["range"],
        context={"diagnostics": []},
        seconds=60,
    )
    after = texts_of(action, {root / name: draft})
    editor.change(uri, text)
    editor.tell("textDocument/didClose", textDocument={"uri": uri})

    assert "ccept" in action["title"]
    assert mended in after[root / name]


def test_what_was_typed_meanwhile_is_not_undone_by_an_action(editor, root):
    text = (root / CAPTURE).read_text("utf-8")
    draft = text.replace("    thesis: true\n", "    thesis: true\n    review: draft\n")
    uri = editor.open(CAPTURE, draft)
    line, character = at(draft, "keep-ferry")
    where = {"line": line, "character": character}
    asked = {"range": {"start": where, "end": where}, "context": {"diagnostics": []}}
    params = {"textDocument": {"uri": uri}, **asked}
    editor._say({"id": "slow", "method": "textDocument/codeAction", "params": params})
    editor.change(uri, draft.replace("label: ferry\n", "label: ferry, typed\n"))
    answer = {}
    while answer.get("id") != "slow":
        answer = editor.next(60)
    editor.change(uri, text)
    editor.tell("textDocument/didClose", textDocument={"uri": uri})

    assert answer["result"] == []
