"""The W3C's suites, kept in one archive, and what they have in common: manifests and outcomes."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

ARCHIVE = Path(__file__).parents[1] / "suites" / "w3c.tar.xz"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass
class Outcome:
    """How many tests of a part of a suite passed, and why the others did not, by their names."""

    suite: str
    passed: int = 0
    deviations: dict[str, str] = field(default_factory=dict)

    def count(self, name: str, test: Callable[[], str | None]) -> None:
        """Run a test, which returns what deviates, or nothing."""
        try:
            reason = test()
        except Exception as error:  # a crash is a deviation like any other
            reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        if reason is None:
            self.passed += 1
        else:
            self.deviations[name] = reason


@cache
def folder() -> Path:
    """Unpack the archive, once in each process, into a folder that goes with it."""
    held = tempfile.TemporaryDirectory(prefix="w3c-suites-")
    folder.held = held  # type: ignore[attr-defined]
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(held.name, filter="data")
    return Path(held.name)


class Manifest:
    """A manifest's tests, by their IRIs; relative references are resolved as the suite is read."""

    def __init__(self, path: Path, base: str) -> None:
        self.base = base
        self._values: dict[tuple[object, str], list[object]] = {}
        self.tests: dict[str, str] = {}
        for quad in ox.parse(path=str(path), base_iri=base + path.name):
            key = (quad.subject, quad.predicate.value)
            self._values.setdefault(key, []).append(quad.object)
            if quad.predicate.value == RDF + "type" and isinstance(quad.subject, ox.NamedNode):
                self.tests.setdefault(quad.subject.value, quad.object.value)

    def value(self, node, predicate: str):
        """Return a node's value, None where it has none."""
        return next(iter(self.values(node, predicate)), None)

    def values(self, node, predicate: str) -> list:
        subject = ox.NamedNode(node) if isinstance(node, str) else node
        return self._values.get((subject, predicate), [])

    def of(self, *kinds: str) -> Iterator[tuple[str, str]]:
        """Yield the tests of some kinds: IRI and kind without its namespace."""
        for test, kind in self.tests.items():
            name = kind.rpartition("#")[2]
            if name in kinds:
                yield test, name


def isomorphic(one, other) -> bool:
    """Tell whether two datasets are the same but for the labels of blank nodes."""
    both = [ox.Dataset(quads) for quads in (one, other)]
    for dataset in both:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return both[0] == both[1]
