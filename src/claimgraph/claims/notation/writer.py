"""Writes a capture: the short form of each fact that has one, and Turtle for the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import reader
from claimgraph.claims.notation.items import Items
from claimgraph.errors import UsageError
from claimgraph.graph import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from claimgraph.claims.notation.state import Surroundings
    from claimgraph.graph.turtle.terms import Subject, Term


def written(
    quads: Sequence[ox.Quad], around: Surroundings, prefixes: Mapping[str, str] | None = None
) -> str:
    """Return the capture that is read as these quads, in the text of its file.

    What has no short form, or would be read as something else, stands in its block of Turtle.
    `prefixes` are those of the quads' files. Raises UsageError for a graph that no capture has.
    """
    plain = list(canonical.union(quads))
    held: set[str] = set()
    for _ in range(3):
        writing = Items(plain, around, prefixes or {}, held)
        text = writing.text()
        read = reader.read(text, around)
        facts = [fact.quad for fact in read.facts]
        if not read.faults and canonical.same(plain, facts):
            return text
        differing = _differing(plain, facts)
        if not differing - held:
            break
        held |= differing
    at = f" ({read.faults[0].message})" if read.faults else ""
    raise UsageError(f"{around.slug} has no form in the notation{at}: leave it as Turtle")


def _differing(quads: Sequence[ox.Quad], others: Sequence[ox.Quad]) -> set[str]:
    """Return the IRIs of what is said about otherwise, blank nodes by what they hold."""
    ours, theirs = (_described(some) for some in (quads, others))
    return {iri for iri in ours.keys() | theirs.keys() if ours.get(iri) != theirs.get(iri)}


def _described(quads: Sequence[ox.Quad]) -> dict[str, Counter[str]]:
    """Return the facts about each IRI, with blank nodes as what they hold, three levels deep."""
    facts: dict[Subject, list[tuple[str, Term]]] = {}
    for quad in dict.fromkeys(quads):
        facts.setdefault(quad.subject, []).append((str(quad.predicate), quad.object))

    def shown(value: Term, depth: int) -> str:
        if not isinstance(value, ox.BlankNode):
            return str(value)
        inner = facts.get(value, []) if depth else []
        return (
            "[" + " ; ".join(sorted(f"{verb} {shown(one, depth - 1)}" for verb, one in inner)) + "]"
        )

    return {
        subject.value: Counter(f"{verb} {shown(value, 3)}" for verb, value in some)
        for subject, some in facts.items()
        if isinstance(subject, ox.NamedNode)
    }
