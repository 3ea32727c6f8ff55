"""Prints docs/conformance.md: how the W3C's test suites went, and what deviates, by name."""

from __future__ import annotations

import logging
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

if __name__ == "__main__":  # run by its path: the folders that pytest puts there by itself
    tests = Path(__file__).parents[1]
    sys.path[:0] = [str(tests), str(tests / "support"), str(tests / "servers")]

from conformance import protocol, rdf, shacl, sparql
from conformance.suites import Outcome

_HEAD = """\
# Conformance

How claimgraph does in the W3C's test suites. `make conformance` runs them and writes this page; a
test compares the page with a new run. The suites are in `tests/w3c-shacl` and `tests/suites`, under
the W3C Test Suite License and the W3C 3-clause BSD License.

- RDF syntaxes are read as files of a project; the evaluation tests compare the graphs.
- RDFC-1.0 is what `export --canonical` writes.
- SHACL results are compared by focus node, path, value, component and severity: those of each
  engine, and those that `claimgraph check` reports for a project of the test's data and shapes.
- SPARQL queries are stored questions; each answer is written in a format of `ask` and read back.
  Numbers and booleans are compared by their values. Updates, entailment and federation are not
  claimgraph's; `docs/serve.md` says what its endpoint is for.

| suite | tests | passed | deviate |
|---|---|---|---|
"""


def outcomes() -> Iterator[Outcome]:
    """Run everything."""
    yield from rdf.syntaxes()
    yield rdf.canonicalisation()
    for part in ("core", "sparql"):
        for engine in ("fast", "pyshacl"):
            outcome = Outcome(f"SHACL {part}, engine {engine}")
            for name in (name for name in shacl.suite() if name.startswith(part)):
                outcome.count(name, lambda name=name, engine=engine: _shacl(engine, name))
            yield outcome
        outcome = Outcome(f"SHACL {part}, `check`")
        for name in (name for name in shacl.suite() if name.startswith(part)):
            outcome.count(name, lambda name=name: _checked(name))
        yield outcome
    yield sparql.syntax()
    yield from sparql.evaluation()
    yield protocol.protocol()


def _shacl(engine: str, name: str) -> str | None:
    same = shacl.by_engine(engine, name) == shacl.wanted(name)
    return None if same else "has other results"


def _checked(name: str) -> str | None:
    same = shacl.by_check("auto", name) == shacl.wanted(name)
    return None if same else "has other findings"


def page(found: Iterable[Outcome]) -> str:
    """Return the page: a table, then what deviates and why."""
    every = list(found)
    lines = [
        f"| {each.suite} | {each.passed + len(each.deviations)} | {each.passed} "
        f"| {len(each.deviations) or ''} |\n"
        for each in every
    ]
    parts = [_HEAD, *lines, "\n## Deviations\n"]
    suites: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for each in every:
        suites[tuple(sorted(each.deviations.items()))].append(each.suite)
    for deviations, names in suites.items():
        if deviations:
            reasons = defaultdict(list)
            for name, reason in deviations:
                reasons[reason].append(f"`{name}`")
            parts.append(f"\n### {'; '.join(names)}\n\n")
            parts += [f"- {', '.join(tests)}: {reason}\n" for reason, tests in reasons.items()]
    return "".join(parts)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.stdout.write(page(outcomes()))
