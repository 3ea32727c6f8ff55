"""The corpus of argumentative microtexts, if a checkout of it is at hand, and a graph like its own.

The corpus is under CC BY-NC-SA and is not kept here: set CLAIMGRAPH_MICROTEXTS to a folder of its
XML files (`corpus/en` of github.com/peldszus/arg-microtexts).
"""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from commanded import run
from imported import read

from claimgraph.imports.model import Argument

CORPUS = Path(os.environ.get("CLAIMGRAPH_MICROTEXTS", "no-corpus"))

# Made up, with all that the corpus' scheme has: c4 adds a premise to an undercut.
GRAPH = Path(__file__).parent / "files" / "microtext.xml"


def test_a_graph_is_read_with_joints_examples_undercuts_and_premises_that_are_added():
    found = read("arg-microtexts", GRAPH.read_bytes())

    assert [claim.text for claim in found.claims] == [
        "The ferry costs a lot 🛳,",
        "but the bridge would cost more",
        "and takes ten years.",
        "In 2019 storms stopped cars for a month.",
        "The town should keep the ferry. It is loved.",
    ]
    assert [claim.key for claim in found.claims if claim.thesis] == ["a5"]
    assert found.arguments == (
        Argument("c1", "opposes", ("a1",), "a5"),
        Argument("c2", "supports", ("a4",), "a5", "example"),
        Argument("c3", "undercuts", ("a2", "a3"), "c1"),
    )
    for claim in found.claims:
        for span in claim.spans:
            assert found.text[span.start : span.end] == span.words


def counted(path: Path) -> Counter[str]:
    """Return how many units, supports, attacks and undercuts a file has, by its elements alone."""
    root = ET.parse(path).getroot()
    kinds = Counter(edge.get("type") for edge in root.iter("edge"))
    return Counter(
        claims=len(root.findall("adu")),
        supports=kinds["sup"] + kinds["exa"],
        opposes=kinds["reb"],
        undercuts=kinds["und"],
        premises=kinds["sup"] + kinds["exa"] + kinds["reb"] + kinds["und"] + kinds["add"],
    )


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="set CLAIMGRAPH_MICROTEXTS to the corpus' folder")
def test_the_corpus_is_imported_checked_and_asked(tmp_path, monkeypatch, capsys):
    """All texts go into one project; each has a thesis, and the text is that of the corpus."""
    monkeypatch.chdir(tmp_path)
    files = sorted(CORPUS.glob("*.xml"))
    total: Counter[str] = Counter()
    for path in files:
        found = read("arg-microtexts", path.read_bytes())
        ways = Counter(argument.way for argument in found.arguments)
        premises = sum(len(argument.premises) for argument in found.arguments)
        counts = Counter(claims=len(found.claims), premises=premises, **ways)
        assert counts == counted(path), path.name
        assert sum(claim.thesis for claim in found.claims) == 1
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        assert found.text.split() == text.split(), path.name
        slug = path.stem.replace("_", "-")
        code, out, _ = run(capsys, monkeypatch, "import", str(path), "--slug", slug)
        assert (code, out.split(" from ")[0]) == (
            0,
            f"data/{slug}: {counts['claims']} claims, {sum(ways.values())} arguments, 0 sources",
        )
        total += counts
    code, out, err = run(capsys, monkeypatch, "check", "--format", "json")
    assert (code, err) == (0, "")
    code, out, _ = run(capsys, monkeypatch, "ask", "claims", "--format", "csv")
    assert code == 0
    assert out.count("\n") - 1 == total["claims"] >= 5 * len(files)
