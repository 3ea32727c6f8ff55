"""What is still to be written of a capture: facts are taken once they have a short form."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation.document import TYPE
from claimgraph.claims.notation.layout import Flow, Written
from claimgraph.claims.notation.names import short_concept
from claimgraph.claims.notation.scalars import Quoted
from claimgraph.claims.notation.values import is_iri
from claimgraph.vocab import OA, XSD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from claimgraph.claims.notation.names import Names
    from claimgraph.claims.notation.state import Surroundings
    from claimgraph.graph.turtle.terms import Subject, Term


SELECTOR = OA + "hasSelector"


class Left:
    """The facts of a capture that are not yet written, by subject and property, in their order."""

    def __init__(
        self, quads: Sequence[ox.Quad], names: Names, around: Surroundings, held: Collection[str]
    ) -> None:
        self.names = names
        self.around = around
        self.language = "en"
        # What goes into the block of Turtle as a whole.
        self.held = held
        self.by_value: dict[tuple[str, Term], list[Subject]] = defaultdict(list)
        self.mentions: Counter[Term] = Counter()
        self._facts: dict[Subject, dict[str, list[Term]]] = defaultdict(dict)
        self._short: dict[tuple[str, str], str] = {}
        for quad in dict.fromkeys(quads):
            verb = quad.predicate.value
            self._facts[quad.subject].setdefault(verb, []).append(quad.object)
            self.by_value[verb, quad.object].append(quad.subject)
            self.mentions[quad.object] += 1

    @property
    def subjects(self) -> Sequence[Subject]:
        """All subjects, in the order in which they come."""
        return tuple(self._facts)

    def verbs(self, subject: Subject) -> Sequence[str]:
        """Return the properties of which something is left."""
        return [verb for verb, values in self._facts.get(subject, {}).items() if values]

    def values(self, subject: Subject, verb: str) -> Sequence[Term]:
        """Return the values of a property that are left."""
        return tuple(self._facts.get(subject, {}).get(verb, ()))

    def holds(self, subject: Subject, verb: str, value: Term) -> bool:
        """Tell whether a fact is left."""
        return value in self.values(subject, verb)

    def take(self, subject: Subject, verb: str, *values: Term) -> None:
        """Take facts that are written."""
        for value in values:
            self._facts[subject][verb].remove(value)

    def quads(self) -> list[ox.Quad]:
        """Return all that is left."""
        return [
            ox.Quad(subject, ox.NamedNode(verb), value)
            for subject, facts in self._facts.items()
            for verb, values in facts.items()
            for value in values
        ]

    # ── Blank nodes, which are written where they are mentioned ─────────────────────────────────

    def parts(self, node: Term, needed: Iterable[str], more: Iterable[str] = ()) -> dict[str, Term]:
        """Return the one value of each property of a blank node that is mentioned once.

        It has all that is needed, and of the rest only `more`; otherwise nothing is returned.
        """
        if not isinstance(node, ox.BlankNode) or self.mentions[node] != 1:
            return {}
        facts = {verb: self.values(node, verb) for verb in self.verbs(node)}
        wanted = set(needed)
        if not wanted <= facts.keys() <= wanted | set(more):
            return {}
        if any(len(values) != 1 for values in facts.values()):
            return {}
        return {verb: values[0] for verb, values in facts.items()}

    def take_node(self, node: Term) -> None:
        """Take all facts of a blank node."""
        if isinstance(node, ox.BlankNode):
            self._facts[node].clear()

    # ── Names ────────────────────────────────────────────────────────────────────────────────────

    def name(self, term: Term, folder: str = "") -> str | None:
        """Return how an IRI is written among the things of a folder; None for another term."""
        if not isinstance(term, ox.NamedNode):
            return None
        if (term.value, folder) not in self._short:
            self._short[term.value, folder] = self.names.short(term.value, folder)
        return self._short[term.value, folder]

    def concept(self, term: Term, scheme: str) -> str | None:
        """Return how a concept is written; None for another term."""
        return (
            short_concept(term.value, scheme, self.names)
            if isinstance(term, ox.NamedNode)
            else None
        )

    def texts(self, subject: Subject, verb: str, *, marked: bool = False) -> list[Written]:
        """Take the texts of a property: words, and those of another language under its tag.

        `marked` texts stand in quotes where they would be read as an IRI.
        """

        def of_iri(words: str) -> bool:
            return marked and is_iri(self.names, words)

        words_and_tags: list[Written] = []
        others: dict[str, list[Written]] = {}
        for value in self.values(subject, verb):
            if not isinstance(value, ox.Literal) or not value.language:
                continue
            self.take(subject, verb, value)
            word = Quoted(value.value) if of_iri(value.value) else value.value
            if value.language == self.language:
                words_and_tags.append(word)
            else:
                others.setdefault(value.language, []).append(word)
        if others:
            words_and_tags.append(
                Flow({tag: words if words[1:] else words[0] for tag, words in others.items()})
            )
        return words_and_tags


def lexical(term: Term) -> str:
    """Return the lexical form of a literal; nothing of another term."""
    return term.value if isinstance(term, ox.Literal) else ""


def is_typed(term: Term, *local: str) -> bool:
    """Tell whether a term is a literal of one of these XSD datatypes."""
    return isinstance(term, ox.Literal) and any(term.datatype.value == XSD + one for one in local)


def place(left: Left, subject: Subject) -> tuple[Term, str, str] | None:
    """Return the one position selector of a passage, with start and end as they are written."""
    selectors = []
    for node in left.values(subject, SELECTOR):
        parts = left.parts(node, (TYPE, OA + "start", OA + "end"))
        if parts and parts[TYPE] == ox.NamedNode(OA + "TextPositionSelector"):
            start, end = parts[OA + "start"], parts[OA + "end"]
            if all(is_typed(one, "integer") and lexical(one).isdecimal() for one in (start, end)):
                selectors.append((node, lexical(start), lexical(end)))
    return selectors[0] if len(selectors) == 1 else None
