"""Asks a person about candidates, one by one, and writes what they decide."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from claimgraph.claims.alignment.matching import Candidate
    from claimgraph.claims.alignment.naming import Namesake
    from claimgraph.claims.facts import Term
    from claimgraph.claims.links import Relation
    from claimgraph.graph.project import Project

_STOP = ("q", "quit", "stop")
_ACCEPT, _REJECT, _SKIP = ("a", "accept", "y", "yes"), ("r", "reject", "n", "no"), ("", "s", "skip")


def review(
    project: Project,
    candidates: Sequence[Candidate],
    namesakes: Sequence[Namesake],
    called: Callable[[str], str],
    by: str,
    confidence: Decimal,
) -> None:
    """Show each candidate, read an answer from standard input, and write it at once.

    Claims come first, then the registry's entries. A pair that has been answered is not asked about
    again from its other end. `called` is what a thing is called.
    """
    from claimgraph.claims.alignment import reviewing

    asking = _Review(project, called, reviewing.author(by), confidence)
    pairs: dict[frozenset[str], Candidate] = {}
    for one in candidates:
        pairs.setdefault(frozenset((one.claim.iri, one.other.iri)), one)
    if asking.claims(list(pairs.values())):
        asking.names(namesakes)
    left = len(pairs) + len(namesakes) - asking.accepted - asking.rejected
    sys.stderr.write(
        f"claimgraph: {asking.accepted} accepted, {asking.rejected} rejected, {left} left\n"
    )


@dataclass
class _Review:
    """What is asked for whom, and how many have been accepted and rejected."""

    project: Project
    called: Callable[[str], str]
    author: Term
    confidence: Decimal
    accepted: int = field(default=0, init=False)
    rejected: int = field(default=0, init=False)

    def claims(self, candidates: Sequence[Candidate]) -> bool:
        """Ask about claims; tell whether the person went through all of them."""
        from claimgraph.claims.alignment import reviewing
        from claimgraph.claims.links import RELATIONS

        known = list(RELATIONS.values())
        if candidates:
            _relations(known)
        for place, one in enumerate(candidates, 1):
            _show(one, self.called, f"{place} of {len(candidates)}")
            words = RELATIONS[one.relation].words
            answer = _answer(f"the first {words} the second?", len(known))
            if answer is None:
                return False
            if answer in _SKIP:
                continue
            refused = answer in _REJECT
            relation = known[int(answer) - 1].iri if answer.isdigit() else one.relation
            self._decided(
                reviewing.write(
                    self.project, one, self.author, self.confidence, relation, rejected=refused
                ),
                refused=refused,
            )
        return True

    def names(self, namesakes: Sequence[Namesake]) -> None:
        """Ask whether things of articles are entries of the registry.

        A thing that cannot be made the entry is told, and stays as it is.
        """
        from claimgraph.claims.alignment import reviewing
        from claimgraph.errors import UsageError
        from claimgraph.text import one_line

        for place, one in enumerate(namesakes, 1):
            _show_names(one, self.called, f"{place} of {len(namesakes)}")
            answer = _answer("is the first the registry’s second?", 0)
            if answer is None:
                return
            if answer in _SKIP:
                continue
            refused = answer in _REJECT
            try:
                lines = reviewing.write_name(
                    self.project, one, self.author, self.confidence, rejected=refused
                )
            except UsageError as error:
                sys.stderr.write(one_line(f"claimgraph: {error}") + "\n")
                continue
            self._decided(lines, refused=refused)

    def _decided(self, lines: Iterable[str], *, refused: bool) -> None:
        from claimgraph.text import one_line

        for line in lines:
            sys.stdout.write(one_line(line) + "\n")
        self.accepted += not refused
        self.rejected += refused


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


def _show_names(one: Namesake, called: Callable[[str], str], place: str) -> None:
    from claimgraph.layout import hang
    from claimgraph.text import console, one_line, styled

    out = console(sys.stdout)
    out.print()
    hang(out, styled((one_line(f"{one.kind} {place}, score {one.score:.2f}"), "dim")))
    label, *others = one.called
    for lead, said, more in (
        ("first   ", label, (*others[:-1], one.iri)),
        ("second  ", called(one.entry), (one.name, one.entry)),
    ):
        names = ", ".join(dict.fromkeys(name for name in more if name != said))
        hang(out, styled(one_line(said), (f"  ({one_line(names)})", "dim")), lead)


def _answer(question: str, most: int) -> str | None:
    """Return a's, r's, s's word or a number up to `most` as it was given, None for the end."""
    from claimgraph.text import one_line

    numbers = f", 1 to {most} accept as another" if most else ""
    keys = f"(a accept{numbers}, r reject, Enter skip, q stop) "
    sys.stdout.write(f"{question}\n{keys}")
    while True:
        sys.stdout.flush()
        line = sys.stdin.readline(100)
        answer = line.strip().casefold()
        if not line or answer in _STOP:
            sys.stdout.write("\n")
            return None
        if answer in _ACCEPT + _REJECT + _SKIP:
            return answer
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= most:
            return answer
        sys.stdout.write(f"'{one_line(answer)}' is not one of the keys:\n{keys}")
