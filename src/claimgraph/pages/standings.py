"""How claims stand, as pages say it: the word, the grades, what decides, and what they mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.term import Node, URIRef

from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing import outcomes as words
from claimgraph.claims.weighing.semantics import FIRMEST
from claimgraph.pages import statements
from claimgraph.pages.page import Value
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.pages.page import Here

_SCHEME = f"{SCHEME}standing/"
# In the order in which they are explained: from what holds to what does not.
WORDS = (
    words.ACCEPTED,
    words.CONTESTED,
    words.DEFEATED,
    words.UNSUPPORTED,
    words.UNDECIDED,
    words.WITHDRAWN,
)


@dataclass(frozen=True)
class Standing:
    """How a claim stands, how firmly by which weighing, and what decides it.

    `weakest` is the other claim that is its weakest link, `as_weak` how many premises that it needs
    together are no firmer than itself; `objections` are the arguments against it that decide where
    it is contested or defeated. `link` and `how` lead to what the word means.
    """

    link: Value
    how: Value
    weakest: Value | None
    as_weak: int
    objections: tuple[Value, ...]


def standing(here: Here, claim: Node) -> Standing | None:
    """Return how a claim stands, where that has been derived."""
    read = derived.read(here.things.graph, claim)
    if read is None:
        return None
    how = (
        f"grade {read.grade} of {FIRMEST}"
        if read.grade != "0"
        else f"grade {read.pro} for it, grade {read.con} against it"
    )
    weakest = None if read.weakest in (None, claim) else here.link(read.weakest)
    graph, reasons = here.things.graph, here.reader.concluding(claim)
    as_weak = [
        sum(derived.grade(graph, premise) == read.grade for premise in one.premises)
        for one in reasons
        if one.way == "supports" and derived.grade(graph, one.iri) == read.grade
    ]
    deciding = (
        [
            one.iri
            for one in reasons
            if one.way == "opposes" and derived.grade(graph, one.iri) == read.con
        ]
        if read.standing in _OBJECTED
        else []
    )
    return Standing(
        _linked(here, read.standing),
        Value(how, f"{_explained(here)}#grades"),
        None if deciding else weakest,
        min(as_weak, default=0),
        here.links(here.things.sorted(deciding)),
    )


_OBJECTED = {URIRef(_SCHEME + one) for one in (words.CONTESTED, words.DEFEATED)}


def word(here: Here, claim: Node) -> Value | None:
    """Return the word for how a claim stands, where that has been derived."""
    found = derived.standing(here.things.graph, claim)
    return None if found is None else _linked(here, found)


def counted(here: Here, claims: Iterable[Node]) -> list[tuple[int, Value]]:
    """Return how many claims stand how, in the order of `WORDS`; others come last."""
    found = Counter(
        one for one in (derived.standing(here.things.graph, claim) for claim in claims) if one
    )
    known = [URIRef(_SCHEME + one) for one in WORDS]
    others = here.things.sorted(found.keys() - set(known))
    return [(found[one], _linked(here, one)) for one in (*known, *others) if one in found]


def _linked(here: Here, standing: Node) -> Value:
    """Return a standing by its word, which leads to what the word means."""
    shown = here.link(standing)
    name = str(standing).removeprefix(_SCHEME)
    return Value(shown.text, f"{_explained(here)}#{name}") if name in WORDS else shown


def _explained(here: Here) -> str:
    return here.href(derived.GRAPH)


def explanation(here: Here, node: URIRef) -> dict[str, object]:
    """Return what the page of the weighing shows: what standings and grades mean, by its table."""
    return statements.thing(here, node) | {
        "title": Value("How firmly claims stand"),
        "lead": None,
        "words": [(one, here.link(URIRef(_SCHEME + one))) for one in WORDS],
        "table": here.table,
        "firmest": FIRMEST,
        "best": max(here.table.evidence.values(), default=here.table.named),
        "evidence_kinds": [
            (here.link(URIRef(iri)), grade)
            for iri, grade in sorted(here.table.evidence.items(), key=lambda one: (-one[1], one[0]))
        ],
        "certainties": [
            (here.link(URIRef(iri)), grade)
            for iri, grade in sorted(here.table.certainty.items(), key=lambda one: -one[1])
        ],
        "schemes": [
            (here.link(URIRef(iri)), grade) for iri, grade in sorted(here.table.schemes.items())
        ],
    }
