"""What a claim's page shows beneath the claim: the tree that `claimgraph explain` draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph.claims import explain
from claimgraph.claims.weighing import derived

if TYPE_CHECKING:
    from claimgraph.pages.page import Here, Value

# Of so many claims and arguments the support is drawn on one page; below there are links.
MOST = 200


@dataclass(frozen=True)
class Premise:
    """A claim of the tree: how firmly it is said, on whose word, how it stands, and why.

    `repeated` where its support is drawn higher up, `deeper` where its own page has it.
    """

    link: Value
    certainty: Value | None
    hedges: tuple[Value, ...]
    standing: Value | None
    grade: str
    sources: tuple[tuple[Value, bool], ...]
    reasons: tuple[Reason, ...]
    repeated: bool
    deeper: bool


@dataclass(frozen=True)
class Reason:
    """An argument of the tree, for or against its conclusion, with what undercuts it."""

    link: Value
    way: str
    scheme: Value | None
    explicit: bool
    premises: tuple[Premise, ...]
    undercuts: tuple[Reason, ...]


def beneath(here: Here, claim: URIRef) -> dict[str, list[Reason]]:
    """Return the arguments for a claim and those against it, each with all that lies beneath."""
    tree = explain.Tree(here.reader, lambda _: "", MOST).claim(claim)
    reasons = [_reason(here, one) for one in tree.arguments]
    # What the article infers itself comes before what its capturers reconstructed.
    reasons.sort(key=lambda one: not one.explicit)
    return {
        "support": [one for one in reasons if one.way == "supports"],
        "against": [one for one in reasons if one.way != "supports"],
    }


def _reason(here: Here, one: explain.Argument) -> Reason:
    node = URIRef(one.iri)
    read = here.reader.argument(node)
    return Reason(
        link=here.link(node),
        way=read.way,
        scheme=here.maybe(read.scheme),
        explicit=read.explicit,
        premises=tuple(_premise(here, premise) for premise in one.premises),
        undercuts=tuple(_reason(here, undercut) for undercut in one.undercuts),
    )


def _premise(here: Here, one: explain.Claim) -> Premise:
    node = URIRef(one.iri)
    read = here.reader.claim(node)
    weighed = derived.read(here.things.graph, node)
    return Premise(
        link=here.link(node),
        certainty=here.maybe(read.certainty),
        hedges=tuple(filter(None, map(here.said, read.hedges))),
        standing=here.link(weighed.standing) if weighed else None,
        grade=weighed.grade if weighed else "0",
        sources=tuple((here.link(each.iri), each.unnamed) for each in explain.cited(read)),
        reasons=tuple(_reason(here, reason) for reason in one.arguments),
        repeated=one.repeated,
        deeper=one.deeper,
    )
