"""Gathers the facts of a capture with the places where they are written."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph.turtle import reader
from claimgraph.graph.turtle.remarks import Remarks
from claimgraph.graph.turtle.statements import DEFAULT, Fact
from claimgraph.vocab import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claimgraph.claims.notation.nodes import Scalar
    from claimgraph.graph.turtle.terms import Subject, Term

TYPE = RDF + "type"
_TURTLE = ("|", "|-", "|+")


class Facts:
    """The document that a capture makes, as `graph/turtle/reader` makes one of Turtle."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        remarks = Remarks(text)
        remarks.prefixes = dict(prefixes)
        self.document = reader.Document(remarks, {}, [], {})
        self._text = text

    def add(
        self, subject: Subject, verb: str, value: Term, key: Scalar, at: Scalar | None = None
    ) -> None:
        """Add a fact: its verb is written at a key, its value at a scalar."""
        quad = ox.Quad(subject, ox.NamedNode(verb), value, DEFAULT)
        place = at or key
        self.document.facts.append(
            Fact(quad, key.start, key.end, place.start, place.end, place.end)
        )

    def node(self, subject: Subject, at: Scalar) -> None:
        """Say where a subject is first described."""
        self.document.subjects.setdefault(subject, (at.start, at.end))

    def blank(self, cls: str | None, key: Scalar, at: Scalar) -> ox.BlankNode:
        """Return a new blank node of a class, which stands at a scalar."""
        made = ox.BlankNode()
        self.node(made, at)
        if cls:
            self.add(made, TYPE, ox.NamedNode(cls), key, at)
        return made

    def fault(self, message: str, start: int, subject: Subject | None = None) -> None:
        """Add what is wrong at an offset; the message ends in what to do, after a colon.

        What a fault keeps from being read is about a subject: findings on that may rest on it.
        """
        self.document.faults.append(reader.Fault(message, start))
        self.document.unread.append((start, start))
        if isinstance(subject, ox.NamedNode):
            self.document.names.add(subject.value)

    def turtle(self, block: Scalar) -> None:
        """Add the facts of a literal block in Turtle, where they stand in the whole text."""
        head = "".join(
            f"@prefix {name}: <{iri}> . " for name, iri in self.document.remarks.prefixes.items()
        )
        inner = reader.read(f"{head}\n{block.text}")
        place = _Places(self._text, block, len(head) + 1)
        fresh: dict[ox.BlankNode, ox.BlankNode] = {}

        def own(term: Term) -> Term:
            if isinstance(term, ox.BlankNode):
                return fresh.setdefault(term, ox.BlankNode())
            return term

        for fact in inner.facts:
            quad = fact.quad
            made = ox.Quad(own(quad.subject), quad.predicate, own(quad.object), DEFAULT)  # type: ignore[arg-type]
            verb_start, verb_end, start, end = (
                place(at) for at in (fact.verb_start, fact.verb_end, fact.start, fact.end)
            )
            self.document.facts.append(Fact(made, verb_start, verb_end, start, end, end))
        for subject, (start, end) in inner.subjects.items():
            self.document.subjects.setdefault(own(subject), (place(start), place(end)))  # type: ignore[arg-type]
        for fault in inner.faults:
            self.fault(fault.message, place(fault.start))
        self.document.unread += [(place(start), place(end)) for start, end in inner.unread]
        self.document.names |= inner.names
        self.document.owners |= inner.owners
        self.document.tags.update(inner.tags)


class _Places:
    """From offsets in a block's text, behind a head, to offsets in the text that it stands in."""

    def __init__(self, text: str, block: Scalar, head: int) -> None:
        self._head = head
        self._block = block
        lines = text[block.start : block.end].split("\n")
        self._exact = lines[0].split("#")[0].strip() in _TURTLE
        first = next((line for line in lines[1:] if line.strip()), "")
        indent = len(first) - len(first.lstrip())
        self._starts, self._meant = [], []
        offset, meant = block.start + len(lines[0]) + 1, 0
        for line in lines[1:]:
            # YAML reads one line feed for whatever ends a line (YAML 1.2.2, 5.4).
            meant_line = line.removesuffix("\r")
            inside = min(indent, len(meant_line))
            self._starts.append(offset + inside)
            self._meant.append(meant)
            offset += len(line) + 1
            meant += len(meant_line) - inside + 1

    def __call__(self, offset: int) -> int:
        offset = max(offset - self._head, 0)
        if not self._exact or not self._meant:
            return self._block.start
        line = bisect_right(self._meant, offset) - 1
        return min(self._starts[line] + offset - self._meant[line], self._block.end)


def literal(text: str, language: str) -> ox.Literal:
    """Return a text in a language; raises ValueError for a tag that is not of a language."""
    return ox.Literal(text, language=language)


def typed(text: str, local: str) -> ox.Literal:
    """Return a literal of an XSD datatype, in its lexical form."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + local))
