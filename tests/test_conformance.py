"""docs/conformance.md is what a run of the W3C's suites prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.__main__ import outcomes, page

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"


@pytest.mark.slow
def test_the_page_is_what_a_run_prints():
    assert PAGE.read_text(encoding="utf-8") == page(outcomes())


def test_the_page_names_every_suite():
    """The suites that must be there, and of each more than a handful of tests."""
    rows = [
        line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line
    ]
    counts = {row[1].strip(): int(row[2]) for row in rows if row[2].strip().isdigit()}
    for suite in ("Turtle", "TriG", "N-Triples", "N-Quads", "RDF/XML", "RDFC-1.0"):
        assert counts[suite] > 50
    for part, least in (("core", 98), ("sparql", 23)):
        assert counts[f"SHACL {part}, `check`"] == least
    assert counts["SPARQL 1.1 query syntax"] > 100
