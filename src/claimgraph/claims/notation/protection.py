"""Tells whether an edited capture still says what a person accepted, and adds nothing but drafts.

Accepted is a claim with a review status other than draft, its own or the article's; with it all
that describes it, and each argument between accepted claims alone.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import table
from claimgraph.claims.notation.document import TYPE
from claimgraph.graph import names
from claimgraph.vocab import CG, SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.turtle.reader import Document
    from claimgraph.graph.turtle.terms import Subject

_DRAFT = f"{SCHEME}review/draft"
_CLAIMS = frozenset(CG + cls for cls in table.item("claim").classes)
# What is about claims, and which properties lead to these.
_ABOUT = (CG + "conclusion", CG + "premise", CG + "explains", CG + "explainedBy")


class Capture:
    """What a capture says, by subject, and the review status of its claims."""

    def __init__(self, document: Document, article: str) -> None:
        self._said: dict[Subject, list[tuple[str, object]]] = defaultdict(list)
        for fact in document.facts:
            quad = fact.quad
            self._said[quad.subject].append((quad.predicate.value, quad.object))
        self._article = ox.NamedNode(article)

    @cached_property
    def claims(self) -> set[Subject]:
        """The claims: all that have a claim's class, or a review status, but the article."""
        return {
            subject
            for subject, said in self._said.items()
            if subject != self._article
            and any(
                verb == CG + "reviewStatus"
                or (verb == TYPE and isinstance(value, ox.NamedNode) and value.value in _CLAIMS)
                for verb, value in said
            )
        }

    def drafts(self) -> list[str]:
        """Return the names of the claims that are drafts, in order."""
        return sorted(_name(one) for one in self.claims if self.is_draft(one))

    def statuses(self, subject: Subject) -> set[str]:
        """Return the review statuses of a claim: its own, else those of the article."""
        for one in (subject, self._article):
            values = self._values(one, CG + "reviewStatus")
            if values:
                return {str(getattr(value, "value", value)) for value in values}
        return set()

    def is_draft(self, subject: Subject) -> bool:
        """Whether a claim is a draft, and nothing else besides."""
        return self.statuses(subject) == {_DRAFT}

    def is_accepted(self, subject: Subject) -> bool:
        """Whether a person has accepted a claim: it has a status that is not draft."""
        return bool(self.statuses(subject) - {_DRAFT})

    def accepted(self) -> set[Subject]:
        """Return the accepted claims, and what is about none that is not.

        A claim that only another file describes is not one that a person will be asked about here.
        """
        unaccepted = {one for one in self.claims if not self.is_accepted(one)}
        about = {one: ends for one in self._said.keys() - self.claims if (ends := self.ends(one))}
        while more := {one for one, ends in about.items() if ends & unaccepted} - unaccepted:
            unaccepted |= more
        return (self.claims | about.keys()) - unaccepted

    def ends(self, subject: Subject) -> set[object]:
        """Return the claims and arguments that an argument or an explanation is about."""
        return {value for verb, value in self._said.get(subject, ()) if verb in _ABOUT}

    def frozen(self) -> set[Subject]:
        """Return what accepted claims and arguments are, with all that describes them."""
        parts = self.accepted()
        if not parts and not self.is_accepted(self._article):
            return set()
        parts.add(self._article)
        waiting = list(parts)
        own = self.claims
        while waiting:
            for _, value in self._said.get(waiting.pop(), ()):
                is_part = isinstance(value, ox.NamedNode | ox.BlankNode)
                if is_part and value in self._said and value not in parts | own:
                    parts.add(value)  # type: ignore[arg-type]
                    waiting.append(value)  # type: ignore[arg-type]
        return {one for one in parts if isinstance(one, ox.NamedNode)}

    def description(self, subject: object, seen: frozenset[object] = frozenset()) -> object:
        """Return what is said of a subject, whatever its blank nodes are called."""
        if subject in seen:
            return "again"
        beneath = seen | {subject}
        return frozenset(
            (
                verb,
                self.description(value, beneath) if isinstance(value, ox.BlankNode) else str(value),
            )
            for verb, value in self._said.get(subject, ())  # type: ignore[call-overload]
        )

    def _values(self, subject: Subject, verb: str) -> list[object]:
        return [value for one, value in self._said.get(subject, ()) if one == verb]


def refused(before: Capture, after: Capture) -> str | None:
    """Return why an edited capture is not one that only drafts were put into, if it is not."""
    for one in _sorted(before.frozen()):
        if before.description(one) != after.description(one):
            return (
                f"{_name(one)}: a person accepted this, or what it describes: drafts do not "
                "change it; propose another claim"
            )
    old = before.claims
    for one in _sorted(after.claims):
        if one not in old and not after.is_draft(one):
            return f"{_name(one)}: a new claim is a draft: write review: draft, a person accepts it"
        if one in old and before.statuses(one) != after.statuses(one):
            return f"{_name(one)}: its review status is for a person to change: leave it as it is"
    if before.statuses(before._article) != after.statuses(after._article) and old:
        return "the article's review status is for a person to change: leave it as it is"
    for one in _sorted(after.accepted() - before.accepted()):
        return (
            f"{_name(one)}: is not about a draft of this capture: give it a premise that is a "
            "draft, or a person would not be asked"
        )
    return None


def _sorted(some: Iterable[Subject]) -> list[Subject]:
    return sorted(some, key=str)


def _name(one: Subject) -> str:
    return names.readable(str(getattr(one, "value", one)))
