"""One IRI described in several files: one finding, in place of what they say against each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from claimgraph.check.terms import terms_of
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pyoxigraph as ox

    from claimgraph.check.engines import Result
    from claimgraph.findings import Finding
    from claimgraph.graph.loading import Loaded

    # IRIs as N-Triples, with the numbers of the files that describe them.
    Descriptions = Mapping[str, Sequence[int]]

_TYPE = RDF + "type"
# The data are validated again with each of so many descriptions; what only further ones break is
# told of all together.
_MOST = 3


def described(data: Sequence[Loaded]) -> Descriptions:
    """Return the IRIs to which several files give a class, with the numbers of these files."""
    describing: dict[str, dict[int, None]] = defaultdict(dict)
    for number, one in enumerate(data):
        for node in terms_of(one).classed:
            describing[node][number] = None
    return {
        node: list(files)
        for node, files in describing.items()
        if len(files) > 1 and node.startswith("<")
    }


def parted(
    twice: Descriptions,
    data: Sequence[Loaded],
    results: Sequence[Result],
    judged: Callable[[list[ox.Quad]], Iterable[Result]],
) -> tuple[list[Result], dict[str, list[Result]]]:
    """Return the results that hold of one of the descriptions, and by IRI those of all together.

    `judged` validates data of which every IRI has one description. An IRI has no results together
    where its descriptions agree; it is returned where they repeat each other.
    """
    from claimgraph.graph.terms import n_triples

    together: dict[str, list[Result]] = {node: [] for node in _repeated(twice, data)}
    broken = twice.keys() & {n_triples(each.focus) for each in results}
    if not broken:
        return list(results), together
    alone: set[object] = set()
    for turn in range(min(_MOST, max(len(twice[node]) for node in broken))):
        chosen = {node: twice[node][min(turn, len(twice[node]) - 1)] for node in broken}
        quads = [
            quad
            for number, one in enumerate(data)
            for quad in one.quads
            if chosen.get(str(quad.subject), number) == number
        ]
        alone |= {_key(each) for each in judged(quads)}
    kept = []
    for each in results:
        node = n_triples(each.focus)
        if node in broken and _key(each) not in alone:
            together.setdefault(node, []).append(each)
        else:
            kept.append(each)
    return kept, together


def _repeated(twice: Descriptions, data: Sequence[Loaded]) -> list[str]:
    """Return the IRIs of which several files say the same, more than of which class it is."""
    seen: dict[tuple[str, str, str], int] = {}
    repeated: dict[str, None] = {}
    for number, one in enumerate(data):
        for quad in one.quads if twice else ():
            node = str(quad.subject)
            if quad.predicate.value == _TYPE or number not in twice.get(node, ()):
                continue
            if seen.setdefault((node, quad.predicate.value, str(quad.object)), number) != number:
                repeated[node] = None
    return list(repeated)


def _key(result: Result) -> object:
    """Return what a result has in common with the same one of another run."""
    from rdflib.term import URIRef

    shape = result.shape if isinstance(result.shape, URIRef) else None
    return (result.focus, result.path, result.value, shape, result.component)


def findings(
    together: Mapping[str, Sequence[Result]],
    twice: Descriptions,
    data: Sequence[Loaded],
    subjects: Mapping[str, str],
) -> list[Finding]:
    """Return a finding for each IRI that several files describe, with the places of all."""
    # Here, for most runs have nothing to tell.
    from rdflib.term import URIRef

    from claimgraph.check.findings import Files, severity
    from claimgraph.findings import Finding, Severity
    from claimgraph.graph import names

    files = Files(data)
    twice_described = []
    for node, results in sorted(together.items()):
        grave = [severity(each.severity) for each in results] or [Severity.WARNING]
        paths = {each.path for each in results if isinstance(each.path, URIRef)}
        apart = sorted(names.readable(str(path)) for path in paths)
        against = f", which disagree on {', '.join(apart)}" if apart else ", which disagree"
        places = files.descriptions([URIRef(node[1:-1])])
        twice_described.append(
            Finding(
                rule="described-twice",
                severity=min(grave, key=list(Severity).index),
                message=f"is described in {len(twice[node])} files{against if results else ''}",
                location=places[0] if places else None,
                hint="Keep one of the descriptions; what is another thing needs an IRI of its own.",
                subject=subjects.get(node),
                focus=node,
                also=tuple(places[1:]),
            )
        )
    return twice_described
