"""Argdown is read as its own tool reads it: `files/*.json` is what @argdown/cli makes of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from imported import read

from claimgraph.imports import argdown_text
from claimgraph.imports.model import Argument

FILES = Path(__file__).parent / "files"
WAYS = {"support": "supports", "attack": "opposes", "undercut": "undercuts"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("trains", set()),
        # The tool keeps an attack on an argument; here it needs the premise that is attacked.
        ("speech", {("opposes", "Harm is the only limit", "No-Harm-Trumping")}),
    ],
)
def test_statements_inferences_and_relations_are_those_of_argdown_s_own_tool(name, told):
    theirs = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
    found = read("argdown", (FILES / f"{name}.argdown").read_bytes())
    texts = {one.key: one.text for one in found.claims}
    # The tool leaves tags in the text.
    statements = {
        title: re.sub(r"\s*#\w+", "", text) or title for title, text in theirs["statements"].items()
    }

    def title(name: str) -> str:
        """Return a title; of a statement without one, which each tool counts, its text."""
        return statements.get(name, name) if name.startswith("Untitled") else name

    def ours(key: str) -> str:
        return texts[key] if key[1:-1].isdigit() else key[1:-1]

    assert sorted(text for key, text in texts.items() if key[0] == "[") == sorted(
        statements.values()
    )
    expected = {
        (WAYS[kind], title(one), title(other))
        for kind, one, _, other, _ in theirs["relations"]
        if kind in WAYS
    }
    for kind, one, _, other, _ in theirs["relations"]:
        if kind == "contradictory":
            expected |= {("opposes", one, other), ("opposes", other, one)}
    pattern = re.compile(r"([\[<].+?[\]>]) (supports|opposes|undercuts) ([\[<].+?[\]>]) \d+")
    relations = [match for one in found.arguments if (match := pattern.fullmatch(one.key))]
    assert {(m[2], ours(m[1]), ours(m[3])) for m in relations} == expected - told
    assert len([line for line in found.left_out if "say which" in line]) == len(told)
    steps = {
        argument: [title(one) for role, one in each["steps"] if role != "premise"]
        for argument, each in theirs["arguments"].items()
        if each["steps"]
    }
    made: dict[str, list[str]] = {}
    for one in found.arguments:
        if not pattern.fullmatch(one.key):
            made.setdefault(re.sub(r"> \d+$", ">", one.key)[1:-1], []).append(ours(one.conclusion))
    assert {argument: sorted(ends) for argument, ends in made.items()} == {
        argument: sorted(ends) for argument, ends in steps.items()
    }


def test_fences_in_markdown_are_read_and_the_rest_is_not():
    text = "# Notes\n[not]: this\n\n```argdown\n[A]: so\n  - not so\n```\nand so on\n"
    found = read("argdown", text)
    assert [one.text for one in found.claims] == ["so", "not so"]
    assert [(one.way, one.premises, one.conclusion) for one in found.arguments] == [
        ("opposes", ("[2]",), "[A]")
    ]


def test_inferences_use_what_they_name_and_rules_may_take_lines():
    text = "(1) a\n(2) b\n(3) c\n--\nexpert opinion (uses: 1, 3)\n--\n(4) [D]: d\n"
    found = read("argdown", text)
    assert found.arguments == (
        Argument("<1>", "supports", ("[1]", "[4]"), "[D]", "expert opinion"),
    )


def test_a_tag_without_a_name_is_none():
    (claim,) = read("argdown", b"[A]: t #() #( ) u").claims
    assert claim.text == "t u"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a **b** *c* __d__ _e_", "a b c d e"),
        ("*a b", "*a b"),
        ("* a* b", "* a* b"),
        ("**a* b", "*a b"),
        ("x*a* b", "x*a* b"),
        ("*a*b c*", "a*b c"),
        ("a {x: 1} {y: 2}", "a"),
        ("a {x} b", "a {x} b"),
        ("a [b](c) @[d] #e", "a b d"),
        ("a /* b */ c // d", "a c"),
        ("a /* b <!-- c --> d", "a /* b d"),
    ],
)
def test_marks_are_taken_out_of_a_text(written, text):
    (claim,) = read("argdown", f"[A]: {written}".encode()).claims
    assert claim.text == text


class _Counted(str):
    """A text that counts how often it is searched to its end."""

    searches = 0

    def find(self, *given):
        _Counted.searches += 1
        return super().find(*given)


def test_comments_without_an_end_are_looked_for_once():
    _Counted.searches = 0
    written = _Counted("/* <!-- " * 100)
    assert argdown_text._without_comments(written) == (written, 0)
    assert _Counted.searches == 2


@pytest.mark.parametrize(
    "begun",
    [
        *(
            "#(a ",
            "[a](",
            "[",
            "@[a",
            "*a ",
            "__a ",
            "a* ",
            "*",
            "{a} ",
            "{a}",
            "<",
            "/* ",
            "<!-- ",
        ),
        *("```argdown\n", "[a\n", "\n", "# a\n-- x\n"),
    ],
)
def test_what_is_begun_thousands_of_times_is_read(begun):
    """In one pass: looking for each end to the end of the document takes minutes."""
    read("argdown", f"[A]: t {begun * 20_000}\n[B]: u\n".encode())
