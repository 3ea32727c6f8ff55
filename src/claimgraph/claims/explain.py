"""A claim with all that it rests on: passages, evidence, attribution, support."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph import display
from claimgraph.claims import wording
from claimgraph.claims.corroboration import corroboration
from claimgraph.claims.links import LinkReader
from claimgraph.claims.reading import Reader
from claimgraph.claims.weighing.table import DEFAULT
from claimgraph.claims.weighing.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib import Graph
    from rdflib.term import Node, URIRef

    from claimgraph.claims import model
    from claimgraph.claims.corroboration import Corroboration
    from claimgraph.claims.links import Elsewhere
    from claimgraph.claims.weighing.reasons import Step
    from claimgraph.claims.weighing.table import Table
    from claimgraph.claims.weighing.weighing import Weighing

# So many arguments lie above each other in a tree; what lies deeper is to be explained alone.
_DEEPEST = 50
_WAYS = {"supports": "supported", "opposes": "opposed", "undercuts": "undercut"}


@dataclass(frozen=True)
class Argument:
    """One argument for or against its conclusion; `undercuts` attack the argument itself."""

    way: str
    scheme: str
    explicit: bool
    premises: tuple[Claim, ...]
    undercuts: tuple[Argument, ...] = ()
    iri: str = field(default="", compare=False)


@dataclass(frozen=True)
class Claim:
    """A claim within a tree; `repeated` where its own support is drawn higher up.

    `deeper` where its support is not drawn, for the tree is deep or large enough.
    """

    iri: str
    label: str
    kind: str
    certainty: str
    hedge: str | None
    sources: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()
    repeated: bool = False
    standing: str = ""
    deeper: bool = False


@dataclass(frozen=True)
class Explanation:
    """A claim and everything the graph says about it; `way` leads to its weakest link.

    `elsewhere` are its links to claims of other articles, and theirs to it; `corroboration` is what
    they come to, None where no link says that another claim says the same, or the contrary.
    """

    claim: Claim
    paraphrase: str
    passages: tuple[tuple[str, str, str], ...]
    evidence: tuple[str, ...]
    attributions: tuple[str, ...]
    way: tuple[Step, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    corroboration: Corroboration | None = None

    def __repr__(self) -> str:
        return f"<Explanation of {self.claim.label}: {len(self.claim.arguments)} arguments>"

    def _repr_html_(self) -> str:
        """Return the claim and the tree of support beneath it, for a notebook."""
        facts = [
            ("paraphrase", self.paraphrase),
            ("passages", "; ".join(label for _, label, _ in self.passages)),
            ("evidence", "; ".join(self.evidence)),
            ("said by", "; ".join(self.attributions)),
            ("elsewhere", "; ".join(map(str, self.elsewhere))),
            ("in all", str(self.corroboration or "")),
        ]
        return f"{display.card(self.claim.label, facts)}<ul>{_listed(self.claim)}</ul>"


def _listed(claim: Claim) -> str:
    """Return a claim with its arguments as an item of a list in HTML."""
    said = wording.firmness(claim.certainty, [claim.hedge] if claim.hedge else [])
    marks = [said, claim.standing]
    marks += ["see above"] if claim.repeated else []
    label = f"{claim.label} ({', '.join(mark for mark in marks if mark)})"
    return display.tree(label, map(_listed_argument, claim.arguments))


def _listed_argument(argument: Argument) -> str:
    how = "explicit" if argument.explicit else "reconstructed"
    return display.tree(
        f"{argument.way} by {argument.scheme}, {how}",
        [*map(_listed, argument.premises), *map(_listed_argument, argument.undercuts)],
    )


def explain(graph: Graph, claim: URIRef, table: Table = DEFAULT) -> Explanation:
    """Return a claim with its passages (section, label, fragment), evidence and support tree.

    It is weighed by a table, as the article that it is made in has it.
    """
    read = Reader(graph).claim(claim)
    weighing = weigh(graph, table, article=read.articles[0]) if read.articles else None
    passages = ((_label(one.section), one.label, one.fragment or "") for one in read.passages)
    evidence = (f"{e.label} ({_label(e.kind)}; {_label(e.source)})" for e in read.evidence)
    return Explanation(
        claim=tree(graph, claim, weighing),
        paraphrase=read.paraphrase,
        passages=tuple(sorted(passages)),
        evidence=tuple(sorted(evidence)),
        attributions=tuple(sorted(map(_attribution, read.speech))),
        way=weighing.chain(claim) if weighing else (),
        elsewhere=(links := LinkReader(graph).elsewhere(claim)),
        corroboration=corroboration(graph, claim, table) if links else None,
    )


def tree(graph: Graph, claim: URIRef, weighing: Weighing | None = None) -> Claim:
    """Return the tree of arguments beneath a claim, each claim's own support drawn once."""

    def standing(iri: URIRef) -> str:
        return str(weighing.standing(iri)) if weighing and weighing.holds(iri) else ""

    return Tree(Reader(graph), standing).claim(claim)


def cited(claim: model.Claim) -> list[model.Source]:
    """Return the sources of a claim's evidence and of the words it is attributed to, by label."""
    sources = {one.source for one in claim.evidence} | {one.source for one in claim.speech}
    return sorted(filter(None, sources), key=lambda source: (source.label, str(source.iri)))


@dataclass
class Tree:
    """A tree of arguments while it is drawn; `most` bounds how many claims have support drawn."""

    reader: Reader
    standing: Callable[[URIRef], str]
    most: int | None = None
    drawn: set[Node] = field(default_factory=set)

    def claim(self, iri: URIRef, depth: int = 0) -> Claim:
        """Return a claim with what lies beneath it, unless that is drawn already."""
        claim, arguments = self.reader.claim(iri), self.reader.concluding(iri)
        repeated = iri in self.drawn and bool(arguments)
        full = depth >= _DEEPEST or (self.most is not None and len(self.drawn) >= self.most)
        deeper = full and bool(arguments) and not repeated
        if not deeper:
            self.drawn.add(iri)
        below = () if repeated or deeper else arguments
        return Claim(
            iri=str(iri),
            label=claim.label,
            kind=claim.kind.label if claim.kind else "claim",
            certainty=_label(claim.certainty),
            hedge=", ".join(claim.hedges) or None,
            sources=tuple(sorted({source.label for source in cited(claim)})),
            arguments=tuple(self.argument(one, depth + 1) for one in below),
            repeated=repeated,
            deeper=deeper,
            standing=self.standing(iri),
        )

    def argument(self, one: model.Argument, depth: int = 0) -> Argument:
        """Return an argument with its premises and what undercuts it."""
        # Arguments that undercut each other would go on for ever.
        again = one.iri in self.drawn or depth > _DEEPEST
        undercuts = [] if again else self.reader.concluding(one.iri)
        self.drawn.add(one.iri)
        premises = sorted(one.premises, key=lambda premise: self.reader.term(premise).label)
        return Argument(
            way=_WAYS.get(one.way, "connected"),
            scheme=_label(one.scheme),
            explicit=one.explicit,
            premises=tuple(self.claim(premise, depth) for premise in premises),
            undercuts=tuple(self.argument(undercut, depth + 1) for undercut in undercuts),
            iri=str(one.iri),
        )


def _label(value: model.Term | model.Section | model.Source | None) -> str:
    return "?" if value is None else value.label


def _attribution(innermost: model.Attribution) -> str:
    """Write a chain of attributions from the outermost speaker inwards."""
    said = []
    for link in innermost.chain:
        speaker = " in ".join(one.label for one in (link.actor, link.source) if one)
        said.append(f"{speaker} {_label(link.speech_act)}")
    return " that ".join(reversed(said))
