"""The command is documented as it is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import typer
from test_w3c_shacl import DEVIATIONS

from claimgraph import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@cache
def verbs(command=None, before: str = "claimgraph") -> list[str]:
    """Return every command as it is typed, with the groups that some belong to."""
    command = command or typer.main.get_command(cli.app)
    found = []
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        typed = f"{before} {name}"
        found += verbs(inner, typed) if hasattr(inner, "commands") else [typed]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_speaks_of_a_verb_that_is_not_there(page):
    """In its code: what follows claimgraph there is a verb, an option, or something to fill in."""
    text = page.read_text(encoding="utf-8")
    code = re.findall(r"```(?:sh|bash|shell|console)?\n(.*?)```", text, re.DOTALL)
    code += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    known = {verb.split()[1] for verb in verbs()}
    spoken = {
        word
        for piece in code
        for word in re.findall(r"(?:^|[$|;&] *)claimgraph ([a-z]+)\b(?![=:])", piece, re.MULTILINE)
    }

    assert spoken <= known


def test_every_deviation_of_an_engine_is_documented():
    """docs/engines.md names the tests of the working group's in which an engine strays."""
    text = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`(?:core|sparql)/.*`) \| (\w+) \|", text, re.MULTILINE)
    named = {(engine, test) for tests, engine in rows for test in re.findall(r"`(.+?)`", tests)}

    assert named == {
        (engine, test)
        for engine, tests in DEVIATIONS.items()
        for test in tests
        if engine in ("fast", "pyshacl")
    }


@pytest.mark.parametrize("verb", verbs())
def test_a_verb_is_documented(verb):
    """As it is typed, in the README or in docs/: `claimgraph check`, `claimgraph passage find`."""
    typed = re.compile(r"\b" + re.escape(verb).replace(r"\ ", r"\s+") + r"\b")

    assert [page for page in PAGES if typed.search(page.read_text(encoding="utf-8"))]
