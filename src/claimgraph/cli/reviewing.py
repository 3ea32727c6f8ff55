"""Asks a person about candidates, one by one, and writes what they decide."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from rdflib import URIRef

    from claimgraph.claims.alignment.matching import Candidate
    from claimgraph.claims.links import Relation
    from claimgraph.graph.project import Project

_STOP = ("q", "quit", "stop")
_ACCEPT, _REJECT, _SKIP = ("a", "accept", "y", "yes"), ("r", "reject", "n", "no"), ("", "s", "skip")


def review(
    project: Project,
    candidates: Sequence[Candidate],
    called: Callable[[str], str],
    by: str,
    confidence: Decimal,
) -> None:
    """Show each candidate, read an answer from standard input, and write it at once.

    A pair that has been answered is not asked about again from its other end. `called` is what an
    article is called.
    """
    from claimgraph.claims.alignment import reviewing
    from claimgraph.claims.links import RELATIONS
    from claimgraph.text import one_line

    author = reviewing.author(by)
    known = list(RELATIONS.values())
    pairs: dict[frozenset[str], Candidate] = {}
    for one in candidates:
        pairs.setdefault(frozenset((one.claim.iri, one.other.iri)), one)
    asked = list(pairs.values())
    _relations(known)
    accepted = rejected = 0
    for place, one in enumerate(asked, 1):
        _show(one, called, f"{place} of {len(asked)}")
        answer = _answer(one.relation, known)
        if answer is None:
            break
        if answer in _SKIP:
            continue
        refused = answer in _REJECT
        relation = known[int(answer) - 1].iri if answer.isdigit() else one.relation
        for line in reviewing.write(project, one, author, confidence, relation, rejected=refused):
            sys.stdout.write(one_line(line) + "\n")
        accepted, rejected = accepted + (not refused), rejected + refused
    counts = f"{accepted} accepted, {rejected} rejected, {len(asked) - accepted - rejected} left"
    sys.stderr.write(f"claimgraph: {counts}\n")


def _relations(known: Sequence[Relation]) -> None:
    for number, one in enumerate(known, 1):
        sys.stdout.write(f"{number}  the first {one.words} the second\n")


def _show(one: Candidate, called: Callable[[str], str], place: str) -> None:
    from claimgraph.layout import hang
    from claimgraph.text import console, one_line, styled

    out = console(sys.stdout)
    out.print()
    shared = f", both have {', '.join(one.shared[:6])}" if one.shared else ""
    hang(out, styled((one_line(f"{place}, score {one.score:.2f}{shared}"), "dim")))
    for lead, said in (("first   ", one.claim), ("second  ", one.other)):
        hang(
            out,
            styled(one_line(said.label), (f"  ({one_line(called(said.article))})", "dim")),
            lead,
        )
        if said.paraphrase:
            hang(out, styled((one_line(said.paraphrase), "dim")), "        ")


def _answer(suggested: URIRef, known: Sequence[Relation]) -> str | None:
    """Return a's, r's, s's word or a relation's number as they were given, None for the end."""
    words = next(one.words for one in known if one.iri == suggested)
    while True:
        sys.stdout.write(
            f"the first {words} the second?\n"
            f"(a accept, 1 to {len(known)} accept as another, r reject, Enter skip, q stop) "
        )
        sys.stdout.flush()
        line = sys.stdin.readline(100)
        answer = line.strip().casefold()
        if not line or answer in _STOP:
            sys.stdout.write("\n")
            return None
        if answer in _ACCEPT + _REJECT + _SKIP:
            return answer
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(known):
            return answer
