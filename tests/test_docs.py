"""The documents show what the command really prints: their console blocks run and are compared.

A fence whose info string names a file (```turtle data/bakery/article.ttl) writes that file; a diff
(```diff data/bakery/article.ttl) changes lines of it, which have to be there once. A block
that begins with `$ claimgraph` is run where the checkout can be seen, and must print what stands
beneath it; a line `…` stands for any number of lines.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import terminals
from markdown_it import MarkdownIt

ROOT = Path(__file__).parent.parent
# The README is read at every run, the rest by make test-slow.
README = ROOT / "README.md"
DOCUMENTS = [
    README,
    *(pytest.param(path, marks=pytest.mark.slow) for path in sorted((ROOT / "docs").glob("*.md"))),
]
COLUMNS = 80
# What these show is what a person sees; the rest is read by programs.
ON_A_TERMINAL = ("README.md", "terminal.md")
# What changes how things are shown.
UNSET = ("CI", "COLUMNS", "GITHUB_ACTIONS", "NO_COLOR")
SEEN = ("data", "docs", "ontology", "queries", "tests")
# Begins in an empty folder, as its readers do.
ALONE = "tutorial.md"


def fences(document: Path) -> list[tuple[str, str]]:
    """Return the info string and the text of every fenced block."""
    tokens = MarkdownIt().parse(document.read_text(encoding="utf-8"))
    return [(token.info.strip(), token.content) for token in tokens if token.type == "fence"]


def commands(block: str) -> list[tuple[str, str]]:
    """Return a console block's commands, each with the output shown beneath it."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def piped(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Return what a shell's command writes to a pipe, errors among it."""
    done = subprocess.run(
        command,
        shell=True,
        executable="/bin/bash",
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def on_a_terminal(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Return what a terminal shows of a shell's command, without progress and errors."""
    variables = [f"{name}={value}" for name, value in environment.items()]
    quiet = f"exec 2> /dev/null; {command}"
    _, lines = terminals.run(
        COLUMNS, "env", "-i", *variables, "TERM=xterm", "bash", "-c", quiet, cwd=str(folder)
    )
    return "".join(f"{line}\n" for line in lines)


def changed(file: Path, diff: str) -> str:
    """Return a file's text with the lines that a diff takes out replaced by those it puts in."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if not line.startswith("+"))
    new = "".join(line[1:] for line in lines if not line.startswith("-"))
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_console_blocks_print_what_they_show(document, tmp_path):
    seen = () if document.name == ALONE else SEEN
    for name in seen:
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {
        **{k: v for k, v in os.environ.items() if k not in UNSET},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    run = on_a_terminal if document.name in ON_A_TERMINAL else piped
    for info, text in fences(document):
        language, _, file = info.partition(" ")
        if file:
            assert Path(file).parts[0] not in seen, "would write into the checkout"
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            made = changed(tmp_path / file, text) if language == "diff" else text
            (tmp_path / file).write_text(made, encoding="utf-8")
        if info != "console" or not text.startswith("$ claimgraph"):
            continue
        for command, shown in commands(text):
            printed = run(command, tmp_path, environment)
            wanted = "".join(
                "(?:.*\n)*?" if line.strip() == "…" else re.escape(line) + r" *\n"
                for line in shown.rstrip("\n").splitlines()
            )
            assert re.fullmatch(wanted + r"\s*", printed), f"$ {command}\n{printed}"


def test_there_is_output_in_the_readme():
    """The README shows the command at work, on one page, and fits on a terminal."""
    shown = [text for info, text in fences(README) if info == "console"]
    assert sum(text.startswith("$ claimgraph") for text in shown) >= 4
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 120
    assert [line for text in shown for line in text.splitlines() if len(line) > COLUMNS] == []
