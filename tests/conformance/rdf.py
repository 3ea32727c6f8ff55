"""RDF 1.1 in its syntaxes, as files are read, and RDFC-1.0, as datasets are canonicalised."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.graph import canonical, loading, project
from conformance.suites import MF, Manifest, Outcome, folder, isomorphic

SYNTAXES = {
    "rdf-turtle": ("Turtle", "Turtle"),
    "rdf-trig": ("TriG", "Trig"),
    "rdf-n-triples": ("N-Triples", "NTriples"),
    "rdf-n-quads": ("N-Quads", "NQuads"),
    "rdf-xml": ("RDF/XML", "XML"),
}
_KEPT = "an XML literal keeps the form in which it was written"
_BASE = "https://w3c.github.io/rdf-tests/rdf/rdf11/"
_CANON = "https://w3c.github.io/rdf-canon/tests/"


def syntaxes() -> list[Outcome]:
    """Run the tests of every syntax: what is to be read is, what is not is told."""
    found = []
    for place, (label, kind) in SYNTAXES.items():
        outcome = Outcome(label)
        here = folder() / "rdf" / "rdf11" / place
        base = f"{_BASE}{place}/"
        manifest = Manifest(here / "manifest.ttl", base)
        kinds = [f"Test{kind}{end}" for end in ("PositiveSyntax", "NegativeSyntax", "Eval")]
        for test, name in manifest.of(*kinds):
            action = manifest.value(test, MF + "action").value
            result = manifest.value(test, MF + "result")

            def run(action=action, result=result, name=name, here=here, base=base) -> str | None:
                loaded = _loaded(here / action.removeprefix(base), action)
                if name.endswith("NegativeSyntax"):
                    return None if loaded.fault else "is read, though it is not of the syntax"
                if loaded.fault:
                    return f"is not read: {loaded.fault}"
                if result is None:
                    return None
                wanted = ox.parse(path=str(here / result.value.removeprefix(base)))
                same = isomorphic(_default(loaded), wanted)
                reason = _KEPT if "xml-canon" in action else "is read as another graph"
                return None if same else reason

            outcome.count(test.rpartition("#")[2], run)
        found.append(outcome)
    return found


def _loaded(path: Path, base: str):
    """Read a file as one of a project, its base put into it: a project's files have their own."""
    held = path.read_bytes()
    if path.suffix in (".ttl", ".trig"):
        held = f"@base <{base}> .\n".encode() + held
    elif path.suffix == ".rdf" and not re.search(rb"<(?:rdf:)?RDF\b[^>]*xml:base", held):
        held = re.sub(
            rb"(<rdf:RDF\b|<RDF\b)", rb'\1 xml:base="' + base.encode() + b'"', held, count=1
        )
    with tempfile.TemporaryDirectory() as here:
        copy = Path(here, f"test{path.suffix}")
        copy.write_bytes(held)
        return loading.load(project.described(copy))


def _default(loaded):
    """Return what was read with the file's own graph as the default one."""
    own = ox.NamedNode(loaded.file.graph)
    for quad in loaded.quads:
        yield ox.Quad(*quad.triple) if quad.graph_name == own else quad


def canonicalisation() -> Outcome:
    """Run the tests of RDFC-1.0: canonical N-Quads, labels of blank nodes, poisoned datasets."""
    outcome = Outcome("RDFC-1.0")
    here = folder() / "tests"
    manifest = Manifest(here / "manifest.ttl", _CANON)
    for test, kind in manifest.of("RDFC10EvalTest", "RDFC10MapTest", "RDFC10NegativeEvalTest"):
        action = here / manifest.value(test, MF + "action").value.removeprefix(_CANON)
        result = manifest.value(test, MF + "result")
        algorithm = manifest.value(
            test, "https://w3c.github.io/rdf-canon/tests/vocab#hashAlgorithm"
        )

        def run(action=action, result=result, kind=kind, algorithm=algorithm) -> str | None:
            if algorithm is not None and algorithm.value != "SHA256":
                return f"asks for {algorithm.value}; claimgraph has SHA-256 alone, the default"
            quads = list(ox.parse(path=str(action)))
            if kind == "RDFC10NegativeEvalTest":
                try:
                    canonical.n_quads(quads)
                except UsageError:
                    return None
                return "is canonicalised, though it is poisoned"
            wanted = (here / result.value.removeprefix(_CANON)).read_bytes()
            if kind == "RDFC10EvalTest":
                return None if canonical.n_quads(quads) == wanted else "has another canonical form"
            return None if _maps(quads, json.loads(wanted)) else "has other labels"

        outcome.count(test.rpartition("#")[2], run)
    return outcome


def _maps(quads: list[ox.Quad], labels: dict[str, str]) -> bool:
    """Tell whether the dataset with these labels is the canonical one."""

    def renamed(term):
        return ox.BlankNode(labels[term.value]) if isinstance(term, ox.BlankNode) else term

    mapped = {
        ox.Quad(renamed(q.subject), q.predicate, renamed(q.object), renamed(q.graph_name))
        for q in quads
    }
    return mapped == set(canonical.relabelled(quads))
