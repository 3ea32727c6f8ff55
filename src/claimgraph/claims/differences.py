"""Writes what changed between two graphs: in words for people, as a patch for stores."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph import names, order, prefixes, terms
from claimgraph.graph.turtle.terms import Terms, bare
from claimgraph.text import backslash_u, for_programs
from claimgraph.vocab import ABSTRACT, CG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from claimgraph.graph.changes import Changes, Fact, Side
    from claimgraph.graph.turtle.terms import Graph, Subject, Term

_TYPE = ox.NamedNode(RDF + "type")
_LABELS = [ox.NamedNode(iri) for iri in names.PROPERTIES]
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
# Properties whose names are verbs, or stand without one.
_VERBS = {
    *(CG + name for name in ("involves", "asserts", "favours", "enacts", "measures", "basedIn")),
    CG + "partOf",
    "https://schema.org/about",
}
_LONG = 72


def told(changes: Changes, vocabulary: Iterable[ox.Quad]) -> list[tuple[str, str]]:
    """Return what happened to each thing in words: added, removed or changed, and a line."""
    return list(_Words(changes, vocabulary).lines())


def text(changes: Changes, vocabulary: Iterable[ox.Quad], out: TextIO) -> None:
    """Write a line for each thing that was added or removed and for each change of another."""
    lines = told(changes, vocabulary)
    for what, line in lines:
        out.write(f"{what:<8} {line}\n")
    number = Counter(what for what, _ in lines)
    counts = [f"{number[what]} {what}" for what in ("added", "removed", "changed") if number[what]]
    out.write(f"{', '.join(counts) or 'no difference'}\n")


def patch(changes: Changes, out: TextIO) -> None:
    """Write an RDF Patch, deletions first; statements are in order of their N-Quads.

    Blank nodes to delete go by the labels of `claimgraph export --canonical` for the first graph,
    new ones by labels that begin with `new`.
    """
    out = for_programs(out, backslash_u)
    out.write("TX .\n")
    for line in sorted(_line(quad, "") for quad in changes.deletions):
        out.write(f"D {line}")
    for line in sorted(_line(quad, "new-") for quad in changes.additions):
        out.write(f"A {line}")
    out.write("TC .\n")


def _line(quad: ox.Quad, label: str) -> str:
    def renamed(term: Term | Graph) -> str:
        if isinstance(term, ox.BlankNode):
            # RDF Patch (Apache Jena): the name by which a store knows it, not a label of this file.
            return f"<_:{label}{term.value}>"
        if isinstance(term, ox.Triple):
            return f"<<( {renamed(term.subject)} {term.predicate} {renamed(term.object)} )>>"
        return str(term)

    graph = "" if quad.graph_name == ox.DefaultGraph() else f" {renamed(quad.graph_name)}"
    return f"{renamed(quad.subject)} {quad.predicate} {renamed(quad.object)}{graph} .\n"


class _Words:
    """What things are called, in either graph and in the vocabulary."""

    def __init__(self, changes: Changes, vocabulary: Iterable[ox.Quad]) -> None:
        self._changes = changes
        self._values: dict[tuple[Subject, ox.NamedNode], list[Term]] = defaultdict(list)
        self._old, self._new = changes.before.nested.quads, changes.after.nested.quads
        quads = [*self._new, *self._old, *vocabulary]
        for quad in quads:
            self._values[quad.subject, quad.predicate].append(quad.object)
        self._counts = [
            Counter((quad.subject, quad.predicate) for quad in side)
            for side in (self._old, self._new)
        ]
        self._terms = Terms(prefixes.of_quads(quads))

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield what happened to what: added, removed or changed, by kind and name."""
        before = {quad.subject for quad in self._old}
        after = {quad.subject for quad in self._new}
        touched: dict[Subject, tuple[list[Fact], list[Fact]]] = defaultdict(lambda: ([], []))
        for place, facts in enumerate((self._changes.removed, self._changes.added)):
            for fact in facts:
                touched[fact.subject][place].append(fact)
        for subject in sorted(touched, key=self._order):
            name = self._subject(subject)
            if subject not in before or subject not in after:
                yield ("added" if subject in after else "removed"), name
                continue
            for line in self._changed(*touched[subject]):
                yield "changed", f"{name}: {line}"
        if self._changes.moved:
            yield "changed", f"{self._changes.moved} facts are in other named graphs"
        unnamed = [
            quad
            for quads, side in (
                (self._changes.deletions, self._changes.before),
                (self._changes.additions, self._changes.after),
            )
            for quad in quads & side.rest
        ]
        if unnamed:
            yield "changed", f"{len(unnamed)} statements about what has no name"

    def _order(self, subject: Subject) -> tuple[object, ...]:
        types = [one.value for one in self._values[subject, _TYPE] if isinstance(one, ox.NamedNode)]
        return (order.of_kinds(types), order.natural(str(subject)))

    def _changed(self, removed: list[Fact], added: list[Fact]) -> Iterator[str]:
        by_property: dict[str, tuple[list[Fact], list[Fact]]] = defaultdict(lambda: ([], []))
        for place, facts in enumerate((removed, added)):
            for fact in facts:
                by_property[fact.predicate.value][place].append(fact)
        for iri in sorted(by_property, key=order.of_property):
            gone, come = by_property[iri]
            label = "kind" if iri == _TYPE.value else self._label(ox.NamedNode(iri))
            if len(gone) == len(come) == 1 and self._single(gone[0], come[0]):
                old = self._value(self._changes.before, gone[0].graph, gone[0].value)
                new = self._value(self._changes.after, come[0].graph, come[0].value)
                if old == new:
                    old, new = str(gone[0].value), str(come[0].value)
                yield f"{label} from {' to '.join(_apart(old, new))}"
                continue
            ways = ("no longer", "now") if iri in _VERBS else ("lost", "gained")
            sides = (self._changes.before, self._changes.after)
            for way, side, facts in zip(ways, sides, (gone, come), strict=True):
                for shown in sorted(self._value(side, one.graph, one.value) for one in facts):
                    yield f"{way} {label} {_shortened(shown)}"

    def _single(self, gone: Fact, come: Fact) -> bool:
        """Tell whether a property has one value on either side."""
        return (
            self._counts[0][gone.subject, gone.predicate] == 1
            and self._counts[1][come.subject, come.predicate] == 1
        )

    # ── Names ────────────────────────────────────────────────────────────────────────────────────

    def _subject(self, subject: Subject) -> str:
        """Return a thing's kind and label: claim ‘The ferry is back’."""
        kinds = [one for one in self._values[subject, _TYPE] if isinstance(one, ox.NamedNode)]
        kind = min(kinds, key=lambda one: (not one.value.startswith(CG), one.value), default=None)
        while kind and (
            above := [
                one
                for one in self._values[kind, _SUBCLASS]
                if isinstance(one, ox.NamedNode)
                and one.value.startswith(CG)
                and one.value not in ABSTRACT
            ]
        ):
            kind = min(above, key=str)
        name = self._name(subject)
        return f"{self._label(kind)} {name}" if kind else name

    def _label(self, term: ox.NamedNode) -> str:
        """Return a term's label, or the words that the last part of its IRI is made of."""
        last = re.split("[/#:]", term.value.rstrip("/#"))[-1]
        return self._own(term) or re.sub("(?<=[a-z])(?=[A-Z])", " ", last).lower()

    def _own(self, term: Subject) -> str | None:
        label = names.best(
            (number, terms.term(value))
            for number, predicate in enumerate(_LABELS)
            for value in self._values.get((term, predicate), ())
            if isinstance(value, ox.Literal)
        )
        return None if label is None else str(label)

    def _name(self, term: Subject) -> str:
        label = self._own(term)
        if label is None:
            return self._terms.text(term)
        concept = ox.NamedNode(SKOS + "Concept") in self._values.get((term, _TYPE), ())
        return (
            label
            if concept or (isinstance(term, ox.NamedNode) and term.value.startswith(CG))
            else f"‘{label}’"
        )

    def _value(self, side: Side, graph: Graph, value: Term) -> str:
        if isinstance(value, ox.NamedNode):
            return self._name(value)
        if isinstance(value, ox.Literal):
            if bare(value) or "string" not in value.datatype.value.lower():
                return value.value
            return f"‘{' '.join(value.value.split())}’"
        if isinstance(value, ox.Triple):
            return self._terms.text(value)
        facts = sorted(
            side.nested.facts.get((graph, value), ()),
            key=lambda fact: order.of_property(fact[0].value),
        )
        inner = [self._value(side, graph, one) for predicate, one in facts if predicate != _TYPE]
        types = [
            one.value
            for predicate, one in facts
            if predicate == _TYPE and isinstance(one, ox.NamedNode)
        ]
        # A participation reads: Ferry Company as target; a statement: Council funds Ferry Company.
        join = {CG + "Participation": " as ", RDF + "Statement": " "}
        return next((join[one] for one in types if one in join), ", ").join(inner) or "something"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()}…{text[-1] * (text[0] == '‘')}"


def _apart(old: str, new: str) -> tuple[str, str]:
    """Return two texts, long ones without most of what they have in common at either end."""
    if max(len(old), len(new)) <= _LONG:
        return old, new
    one, other = old.split(" "), new.split(" ")
    start = _common(one, other)
    end = _common(one[:start:-1], other[:start:-1])
    return _middle(one, start - 2, end - 2), _middle(other, start - 2, end - 2)


def _common(one: list[str], other: list[str]) -> int:
    """Return how many words two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _middle(words: list[str], start: int, end: int) -> str:
    first, last = max(start, 0), len(words) - max(end, 0)
    text = " ".join(words[first:last])
    return ("‘…" if first else "") + text + ("…’" if last < len(words) else "")
