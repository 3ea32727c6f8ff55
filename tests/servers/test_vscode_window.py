"""VS Code itself, in a browser, with the packaged extension and the real language server.

Run by `make test-vscode`, with what `.ci/install-vscode` installs.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import vscode_window
from browsing import expect
from edited import CAPTURE, TURTLE, at, project

COMMAND = Path(sys.prefix) / "bin/claimgraph"
# What the check finds in the capture as it is.
FOUND = "Claim ‘Pupils take the ferry’ has neither evidence nor a supporting argument"

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with vscode_window.serving(tmp_path_factory.mktemp("vscode"), COMMAND) as address:
        yield address


@pytest.fixture
def window(address, browser, tmp_path):
    """Return a function that opens a project, whose own settings may name a command."""
    tab = browser.new_page()

    def opened(command=None):
        root = project(tmp_path / "project")
        if command:
            settings = root / ".vscode/settings.json"
            settings.parent.mkdir()
            settings.write_text(json.dumps({"claimgraph.path": command}))
        return vscode_window.Window(tab, address, root), root

    yield opened
    tab.close()


@dataclass(frozen=True)
class Slip:
    """A name in a file that lacks a letter, what is said of it, and how it is put right."""

    file: str
    words: str
    wrong: str
    message: str
    fix: str
    # A name to be completed where it stands, from some letters, and its label.
    name: str
    begun: str
    label: str


SLIPS = [
    Slip(
        CAPTURE, "[pupils-cross]", "[pupil-cross]",
        "`claim:pupil-cross` is not described; nearest: `claim:pupils-cross`",
        "Write pupils-cross", "pupils-cross", "pup", "Pupils take the ferry",
    ),
    Slip(
        TURTLE, "certainty:asserted", "certainty:assertd",
        "`certainty:assertd` is not described; nearest: `certainty:asserted`",
        "Write certainty:asserted", "westhaven-council", "westh", "City council of Westhaven",
    ),
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=["capture", "turtle"])
def test_a_finding_comes_is_mended_and_goes_and_names_are_completed(window, slip):
    opened, root = window()
    text = (root / slip.file).read_text("utf-8")
    lacking = next(i for i, letter in enumerate(slip.wrong) if letter != slip.words[i])
    opened.trust()
    opened.open(slip.file)
    opened.problems_shown()

    opened.go(*at(text, slip.words, lacking))
    opened.press("Delete")
    expect(opened.problem(slip.message)).to_have_count(1)
    opened.press("Control+k", "Control+i")
    expect(opened.hover).to_contain_text(slip.message)
    expect(opened.hover).to_contain_text("not described: <https://w3id.org/claimgraph/")
    expect(opened.hover.get_by_role("link")).to_have_count(0)
    opened.press("Escape")
    opened.mend(slip.fix)
    expect(opened.problem(slip.message)).to_have_count(0)

    opened.go(*at(text, slip.name))
    opened.press(*["Shift+ArrowRight"] * len(slip.name), "Delete")
    opened.write(slip.begun)
    opened.press("Control+Space")
    expect(opened.suggestions.first).to_contain_text(slip.name)
    expect(opened.suggestions.first).to_contain_text(slip.label)
    opened.press("Enter", "Control+k", "Control+i")
    expect(opened.hover).to_contain_text(slip.label)
    opened.press("Escape")
    opened.save(root / slip.file, text)


def test_a_folder_that_is_not_trusted_does_not_choose_the_command(window, tmp_path):
    (tmp_path / "evil").write_text(f"#!/bin/sh\ntouch {tmp_path}/done\n")
    (tmp_path / "evil").chmod(0o755)
    opened, _ = window(str(tmp_path / "evil"))

    opened.distrust()
    opened.open(CAPTURE)
    opened.problems_shown()

    expect(opened.problem(FOUND)).to_have_count(1)
    assert not (tmp_path / "done").exists()


def test_a_folder_that_is_trusted_chooses_the_command(window):
    opened, root = window("${workspaceFolder}/none")

    opened.trust()

    expect(opened.notice(f"{root}/none was not found: pip install")).to_have_count(1)
