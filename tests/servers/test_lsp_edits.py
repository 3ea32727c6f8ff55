"""Files edited at random: what an editor shows at last is what `claimgraph check` finds.

`CLAIMGRAPH_EDITS` is how many edits are made (50 by default), `CLAIMGRAPH_SEED` another seed.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest
from edited import CAPTURE, QUERY, QUESTION, TURTLE, Editor, project

from claimgraph.check import run
from claimgraph.findings import Severity
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import Project

EDITS = int(os.environ.get("CLAIMGRAPH_EDITS", "50"))
SEED = int(os.environ.get("CLAIMGRAPH_SEED", "1"))
REGISTRY = "data/registry/registry.ttl"
FILES = (TURTLE, TURTLE, CAPTURE, CAPTURE, REGISTRY, QUESTION)
# LSP 3.17, DiagnosticSeverity.
GRAVE = {Severity.VIOLATION: 1, Severity.WARNING: 2, Severity.INFO: 3}
# A server that looks at the whole project sooner than people would like.
QUICK = "from claimgraph.servers.lsp import checker, stdio; checker._IDLE = 0.05; stdio.run()"

TYPED = {
    ".ttl": [" ", "x", ";", " .", '"', "\n", "😀", "cg:", "\r", "[", "]", "# ", "<", '"""', "@en"],
    ".yaml": [" ", "x", ":", "- ", '"', "\n", "😀", "[", "]", "# ", "{", "\t", "label: ", "  "],
    ".rq": [" ", "x", "?", "{", "}", '"', "\n", "😀", "#+ ", "# ", "<", "_iri"],
}
REPLACED = {
    ".ttl": [
        ("asserted", "reported"),
        ("claim:", "clam:"),
        ("@en", ""),
        ("cg:", "cgx:"),
        ("cg:Claim", "cg:Cliam"),
        ("night-nurses", "night-nursing"),
        ("review:draft", "review:accepted"),
        (" ;\n", " |\n"),
    ],
    ".yaml": [
        ("asserted", "reported"),
        ("kind: factual", "kind: normative"),
        ("claim: pupils-cross", "claim: pupils"),
        ("passage: loss", "passage: lost"),
        ("title:", "titel:"),
        ("harbour-office", "westhaven-council"),
    ],
    ".rq": [("SELECT", "SELCT"), ("cg:certainty", "cgx:certainty"), ("#+ tags", "#+ tag")],
}


def typed(text: str, suffix: str, chance: random.Random) -> str:
    """Return a text with something inserted, deleted, replaced or written twice."""
    at = chance.randrange(len(text) + 1)
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at] + chance.choice(TYPED[suffix]) + text[at:]
    if kind == 1:
        return text[:at] + text[at + chance.randrange(1, 6) :]
    if kind == 2:
        old, new = chance.choice(REPLACED[suffix])
        places = [n for n in range(len(text)) if text.startswith(old, n)]
        if places:
            place = chance.choice(places)
            return text[:place] + new + text[place + len(old) :]
    if kind == 3:
        end = text.find("\n\n", at)
        return text[:at] + (text[end:] if end > 0 else "")
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "\n".join(lines)


class Session:
    """An editor with a project, and the same texts saved in another folder for the check."""

    def __init__(self, editor: Editor, twin: Path, chance: random.Random) -> None:
        self.editor, self.twin, self.chance = editor, twin, chance
        self.sound = {name: (editor.root / name).read_text("utf-8") for name in FILES}
        self.open: dict[str, list[str]] = {}
        self.made: Counter[str] = Counter()

    def text(self, name: str) -> str:
        return self.open[name][-1] if name in self.open else self.saved(name)

    def saved(self, name: str) -> str:
        return (self.editor.root / name).read_bytes().decode()

    def step(self) -> str:
        """Do something to a file; return what was done."""
        name = self.chance.choice(FILES)
        uri = self.editor.uri(name)
        if name not in self.open:
            self.open[name] = [self.saved(name)]
            self.editor.open(name, self.text(name))
            kind = "open"
        elif (dice := self.chance.random()) < 0.06:
            del self.open[name]
            self.editor.tell("textDocument/didClose", textDocument={"uri": uri})
            kind = "close"
        elif dice < 0.14:
            (self.editor.root / name).write_bytes(self.text(name).encode())
            self.editor.tell("textDocument/didSave", textDocument={"uri": uri})
            kind = "save"
        else:
            kind = "undo" if dice < 0.3 and len(self.open[name]) > 1 else "type"
            if dice > 0.92:
                kind = "restore"
            if kind == "undo":
                self.open[name].pop()
            elif kind == "restore":
                self.open[name].append(self.sound[name])
            else:
                new = typed(self.text(name), Path(name).suffix, self.chance)
                self.open[name].append(new)
            self.editor.change(uri, self.text(name))
        self.made[kind] += 1
        (self.twin / name).write_bytes(self.text(name).encode())
        return f"{kind} {name}"

    def found(self) -> dict[str, list[object]]:
        """Return what the check finds in the folder with the same texts, file by file."""
        wanted = Project(self.twin)
        told: dict[str, list[object]] = {}
        for one in run.check(Input(wanted, wanted.data_files)).findings:
            if one.location is not None:
                row = (one.rule, one.message, one.hint, GRAVE[one.severity], self.place(one))
                told.setdefault(one.location.file, []).append(row)
        return {name: sorted(rows, key=str) for name, rows in told.items()}

    def place(self, one) -> object:
        """Where a finding begins and, where that is told, ends: lines, and units of UTF-16."""
        at = one.location
        if at.line is None:
            return (0, 0)
        text = (self.twin / at.file).read_bytes().decode()
        begin = sum(len(line) + 1 for line in text.split("\n")[: at.line - 1])
        start = position(text, begin + (at.column or 1) - 1)
        if at.end_column is None:
            return start
        return (*start, position(text, begin + at.end_column - 1)[1])

    def shown(self, exact: dict[str, list[object]]) -> dict[str, list[object]]:
        """Return what the editor shows, with ends of places where the check tells them."""
        told = {}
        for uri, diagnostics in self.editor.diagnostics.items():
            name = Path(uri.removeprefix("file://")).relative_to(self.editor.root).as_posix()
            rows = [shown(one, exact.get(name, ())) for one in diagnostics]
            if rows:
                told[name] = sorted(rows, key=str)
        return told

    def settled(self) -> bool:
        """Tell whether what is shown of each open file is about its present text."""
        editor = self.editor
        uris = map(editor.uri, self.open)
        return all(editor.published.get(uri) == editor.versions[uri] for uri in uris)


def position(text: str, offset: int) -> tuple[int, int]:
    """Where an editor has an offset: a carriage return ends a line of its (LSP 3.17)."""
    before = text[:offset]
    if text[offset - 1 : offset + 1] == "\r\n":
        before = before[:-1]
    lines = re.split(r"\r\n|\n|\r", before)
    return len(lines) - 1, units(lines[-1])


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def shown(one: dict, exact: Collection[object]) -> object:
    start, end = one["range"]["start"], one["range"]["end"]
    place: tuple[int, ...] = (start["line"], start["character"])
    whole = (*place, end["character"])
    data = one["data"]
    row = (one["code"], data["message"], data["hint"], one["severity"])
    without_end = (*row, place)
    return without_end if without_end in exact else (*row, whole)


@pytest.mark.slow
def test_random_edits_of_several_files_leave_it_agreeing_with_check(tmp_path, monkeypatch):
    """Rule, message, hint, severity and place of each finding of the project, after each edit."""
    root = project(tmp_path / "p")
    (root / QUESTION).parent.mkdir(parents=True, exist_ok=True)
    (root / QUESTION).write_text(QUERY, encoding="utf-8")
    twin = (tmp_path / "twin").resolve()
    shutil.copytree(root, twin)
    monkeypatch.chdir(twin)
    with Editor(root, command=(sys.executable, "-c", QUICK)) as editor:
        session = Session(editor, twin, random.Random(SEED))
        done = []
        for number in range(EDITS):
            done.append(session.step())
            wanted = session.found()
            end = time.monotonic() + 60
            while not (agrees := session.settled() and session.shown(wanted) == wanted):
                if time.monotonic() > end:
                    break
                editor.next(0.2)
            if not agrees:
                keep = tmp_path / "differs"
                shutil.copytree(twin, keep)
                seen = session.shown(wanted)
                names = [n for n in {*seen, *wanted} if seen.get(n) != wanted.get(n)]
                only = {
                    name: (
                        [row for row in seen.get(name, []) if row not in wanted.get(name, [])],
                        [row for row in wanted.get(name, []) if row not in seen.get(name, [])],
                    )
                    for name in names
                }
                pytest.fail(
                    f"edit {number} of seed {SEED} ({done[-3:]}): shown alone, found alone: {only}"
                    f"; settled: {session.settled()}; texts in {keep}"
                )
        print(dict(session.made))
