"""Holds back results that may only be there because statements were not read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from claimgraph.check.faults import held_back, of_unread, stands_in
from claimgraph.vocab import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib.paths import Path
    from rdflib.term import URIRef

    from claimgraph.check.engines import Result
    from claimgraph.check.undescribed import Misspelt
    from claimgraph.findings import Finding
    from claimgraph.graph.loading import Loaded

# SHACL's constraints that can look at more than the triples of the focus node.
_FURTHER = frozenset(
    f"{SH}{name}ConstraintComponent"
    for name in (
        *("Class", "Node", "Not", "And", "Or", "Xone", "QualifiedMinCount", "QualifiedMaxCount"),
        "SPARQL",
    )
)
# What leads from a shape to those nested in it, and through lists of them.
_NESTING = (
    *(f"{SH}{name}" for name in ("node", "property", "not", "and", "or", "xone")),
    f"{SH}qualifiedValueShape",
    *(f"{RDF}{name}" for name in ("first", "rest")),
)


@dataclass(frozen=True)
class Part:
    """Files that belong together, and those `beside` them that all share.

    What is wrong in one part holds back no finding of another, with which it has nothing to do.
    """

    own: tuple[Loaded, ...]
    beside: tuple[Loaded, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of its own files."""
        return frozenset(one.file.name for one in self.own)

    @cached_property
    def broken(self) -> tuple[Loaded, ...]:
        """The files with faults of syntax."""
        return tuple(one for one in (*self.own, *self.beside) if one.faults)

    def misspelt(self, wrong: Iterable[Misspelt]) -> list[Misspelt]:
        """Return the misspelt namespaces of its files."""
        files = {one.file.name for one in (*self.own, *self.beside)}
        return [each for each in wrong if each.one.file.name in files]

    def quads(self) -> list[ox.Quad]:
        """Return the statements of its files."""
        return [quad for one in (*self.own, *self.beside) for quad in one.quads]

    def holds_back(
        self, finding: Finding, missing: Sequence[Finding], wrong: Sequence[Misspelt]
    ) -> bool:
        """Tell whether a finding waits until its files are mended."""
        if _is_within(finding, self.broken) or (self.broken and finding.rule == "undescribed"):
            return True
        return finding in missing and any(one.has(finding.value or "") for one in wrong)


def resting(
    parts: Sequence[Part],
    results: Sequence[Result],
    wrong: Sequence[Misspelt],
    vocabulary: Sequence[ox.Quad],
    rules: Sequence[ox.Quad],
) -> list[list[Result]]:
    """Return for each part the results that may only be there because something was not read.

    That are its statements with faults, and those with names of a misspelt namespace. At the end
    is one list more: results on what is shared, of which no part tells. `rules` are the shapes.
    """
    hiding = [[*part.broken, *(each.hiding for each in part.misspelt(wrong))] for part in parts]
    if not any(hiding):
        return [[] for _ in (*parts, ())]
    described = {str(quad.subject) for quad in vocabulary}
    homes = _homes(parts, results)
    resting_results = []
    for part, unread, own in zip(parts, hiding, homes, strict=False):
        quads = [*part.quads(), *vocabulary] if unread and own else []
        resting_results.append(_resting(own, unread, quads, described, rules))
    everything = {id(one): one for some in hiding for one in some}
    quads = [*(quad for part in parts for quad in part.quads()), *vocabulary]
    last = _resting(homes[-1], list(everything.values()), quads, described, rules)
    return [*resting_results, last]


def _homes(parts: Sequence[Part], results: Sequence[Result]) -> list[list[Result]]:
    """Return the results by the part that describes their focus nodes; at the end the others.

    What nothing describes is told of with the first part that mentions it.
    """
    from claimgraph.graph.terms import n_triples

    described: dict[str, int] = {}
    mentioned: dict[str, int] = {}
    for number, files in enumerate([*(part.own for part in parts), parts[0].beside]):
        for one in files:
            for quad in one.quads:
                described.setdefault(str(quad.subject), number)
                mentioned.setdefault(str(quad.object), number)
    place = mentioned | described
    homes: list[list[Result]] = [[] for _ in (*parts, ())]
    for each in results:
        homes[place.get(n_triples(each.focus), 0)].append(each)
    return homes


def withheld(
    parts: Sequence[Part],
    findings: Sequence[Finding],
    missing: Sequence[Finding],
    wrong: Sequence[Misspelt],
    counts: Sequence[int],
) -> list[Finding]:
    """Return the findings but for those that wait, and for each part how many of it do.

    `counts` are how many are held back already; `missing` are those on names without description.
    """
    of_part = [part.misspelt(wrong) for part in parts]
    whole = Part(tuple(one for part in parts for one in part.own), parts[0].beside)
    numbers = [*counts[: len(parts)]]
    kept = []
    for each in findings:
        place = next((n for n, part in enumerate(parts) if stands_in(each, part.names)), None)
        part, misspelt = (whole, wrong) if place is None else (parts[place], of_part[place])
        if not part.holds_back(each, missing, misspelt):
            kept.append(each)
        elif place is not None:
            numbers[place] += 1
    for part, misspelt, count in zip(parts, of_part, numbers, strict=True):
        if count and part.broken:
            kept.append(of_unread(part.broken[0], count))
        elif count:
            place_of, on = misspelt[0].finding.location, "names of a misspelt namespace"
            kept.append(held_back(count, on, place_of, "Correct the namespace"))
    return kept


def _resting(
    results: Sequence[Result],
    broken: Sequence[Loaded],
    quads: Sequence[ox.Quad],
    vocabulary: AbstractSet[str],
    rules: Sequence[ox.Quad],
) -> list[Result]:
    """Return the results that may only be there because statements of `broken` were not read.

    `vocabulary` are the terms, as N-Triples has them, that no statement of the data describes;
    `rules` the shapes.
    """
    if not broken or not results:
        return []
    from claimgraph.check.findings import shapes_graph
    from claimgraph.graph.terms import n_triples

    shapes = shapes_graph(tuple(rules))
    owners = {name for one in broken for name in one.owners}
    near = {str(q.subject) for q in quads if str(q.object)[1:-1] in owners} if owners else set()
    named = {f"<{name}>" for one in broken for name in one.names} - vocabulary
    links = _Links(quads)
    # Results of one constraint follow the same paths.
    paths: dict[object, list[URIRef | Path]] = {}

    def followed(result: Result) -> list[URIRef | Path]:
        key = (result.shape, result.path, result.component)
        if key not in paths:
            paths[key] = _followed(shapes, result)
        return paths[key]

    return [
        each
        for each in results
        if _rests_on_unread(each, broken)
        or (focus := n_triples(each.focus)) in near
        or _leads_to(named, focus, each, followed(each), links)
    ]


class _Links:
    """The triples by what they lead from, as N-Triples: their subjects, and back their objects."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self.onwards: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.back: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for quad in quads:
            subject, predicate, value = str(quad.subject), quad.predicate.value, str(quad.object)
            self.onwards[subject].append((predicate, value))
            self.back[value].append((predicate, subject))


def _followed(shapes: Graph, result: Result) -> list[URIRef | Path]:
    """Return the paths that a constraint follows: its own, and those of the shapes nested in it."""
    from rdflib.term import URIRef

    from claimgraph.check.engines.paths import of_result, path_of

    own = of_result(shapes, result)
    paths = [] if own is None else [own]
    if result.component in _FURTHER:
        seen, ahead = {result.shape}, [result.shape]
        while ahead:
            node = ahead.pop()
            paths += [path_of(shapes, path) for path in shapes.objects(node, URIRef(SH + "path"))]
            nested = {each for name in _NESTING for each in shapes.objects(node, URIRef(name))}
            ahead += nested - seen
            seen |= nested
    return paths


def _leads_to(
    named: AbstractSet[str],
    focus: str,
    result: Result,
    paths: Sequence[URIRef | Path],
    links: _Links,
) -> bool:
    """Tell whether a constraint that looks at more than its focus node can have looked at a thing.

    It follows the predicates of the paths, and from there one triple more.
    """
    from rdflib.term import URIRef

    from claimgraph.check.engines.paths import predicates

    if all(isinstance(path, URIRef) for path in paths) and result.component not in _FURTHER:
        return False
    pairs = [predicates(path) for path in paths]
    onwards = {each for one, _ in pairs for each in one}
    back = {each for _, other in pairs for each in other}
    reached, ahead = {focus}, [focus]
    while ahead:
        node = ahead.pop()
        following = [each for each in links.back.get(node, ()) if each[0] in back]
        for predicate, target in (*links.onwards.get(node, ()), *following):
            if target in named:
                return True
            if predicate in onwards | back and target not in reached:
                reached.add(target)
                ahead.append(target)
    return False


def _rests_on_unread(result: Result, broken: Sequence[Loaded]) -> bool:
    """Tell whether a result may only be there because statements were not read.

    It is about a thing that they name, or it misses something in a whole that owns one.
    """
    focus = str(result.focus)
    owner = focus.rstrip("/") + "/" if result.value is None and result.path is None else None
    return any(
        focus in one.names
        or str(result.value) in one.names
        or (owner is not None and any(name.startswith(owner) for name in one.names))
        for one in broken
    )


def _is_within(finding: Finding, broken: Sequence[Loaded]) -> bool:
    """Tell whether a finding stands in statements that were not read."""
    at = finding.location
    if at is None:
        return False
    return any(
        at.file == one.file.name
        and (not one.unread or any(a <= (at.line or 0) <= b for a, b in one.unread))
        for one in broken
    )
