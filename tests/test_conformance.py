"""docs/conformance.md names the W3C suites; `make conformance` writes it from a run."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"


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
