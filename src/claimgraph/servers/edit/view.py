"""What the page shows of a capture: its text, its items with their places, what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import RDFS, Literal, URIRef

from claimgraph.claims.drafting.layout import blocks
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.hedging import markers
from claimgraph.claims.notation import table
from claimgraph.claims.notation.names import SCHEMES
from claimgraph.claims.notation.vocabulary import Vocabulary
from claimgraph.claims.passages import normalise
from claimgraph.claims.reading import Reader
from claimgraph.errors import TextError
from claimgraph.findings import Severity
from claimgraph.graph import terms
from claimgraph.servers.edit import lines, outline
from claimgraph.servers.edit.lines import KEYS
from claimgraph.text import harmless
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib.term import Node

    from claimgraph.claims.model import Passage, Term
    from claimgraph.claims.notation.saving import Draft
    from claimgraph.claims.notation.table import Item
    from claimgraph.claims.notation.vocabulary import Word
    from claimgraph.graph.project import Project
    from claimgraph.graph.turtle.reader import Document
    from claimgraph.servers.edit.capture import Capture
    from claimgraph.servers.edit.outline import Place


# The keys of the notation under which arguments of a way stand.
_KEYS = {"supports": "for", "opposes": "against", "undercuts": "undercut"}


def state(capture: Capture, draft: Draft) -> dict[str, Any]:
    """Return all that the page shows of a capture.

    Where the article's text cannot be read, it is empty, and a finding says why: the page is where
    the file is mended.
    """
    text, article, findings = draft.text, "", []
    try:
        article = capture.article(text)
    except TextError as error:
        findings.append({"severity": Severity.VIOLATION.value, "message": harmless(str(error))})
    said = Said(capture.document(text), outline.places(text), text)
    return {
        "slug": harmless(capture.slug),
        "file": harmless(capture.file.name),
        "digest": draft.digest,
        "yaml": text,
        "text": harmless(normalise(article)),
        "paragraphs": paragraphs(article),
        "sentences": sentences(article),
        "sections": said.sections(),
        "claims": said.claims(),
        "arguments": said.arguments(),
        "findings": findings,
    }


def paragraphs(article: str) -> list[dict[str, Any]]:
    """Return the stretches of the normalised text that stand in paragraphs of their own.

    What is part of no sentence, such as the mark of an item, goes with what it stands before.
    """
    text, apart = normalise(article), blocks(article)
    starts = [0]
    for before, block in pairwise(apart):
        gap = text[before.end : block.start]
        starts.append(before.end + len(gap) - len(gap.lstrip()))
    starts = sorted({*starts, len(text)}) if apart else [0, len(text)]
    headings = [(block.start, block.end) for block in apart if block.heading]
    return [
        {
            "start": start,
            "end": start + len(text[start:end].rstrip()),
            "heading": any(start <= head < end for head, _ in headings),
        }
        for start, end in pairwise(starts)
    ]


def sentences(article: str) -> list[dict[str, Any]]:
    """Return the places of the sentences, each with its marker words and what they mean."""
    made = divided(article)
    return [
        {
            "start": one.start,
            "end": one.end,
            "markers": [
                {
                    "start": one.start + marker.start,
                    "end": one.start + marker.end,
                    "certainty": marker.certainty,
                }
                for marker in markers(made.words(one))
            ],
        }
        for one in made.sentences
    ]


@dataclass
class Said:
    """What a document says of the items at their places in its text."""

    document: Document
    places: Sequence[Place]
    text: str

    def __post_init__(self) -> None:
        quads = (fact.quad for fact in self.document.facts)
        # A triple term of RDF 1.2 says nothing of claims, and rdflib has none.
        self._reader = Reader(
            terms.in_memory(quad for quad in quads if not isinstance(quad.object, ox.Triple))
        )
        self._at = {
            start: URIRef(subject.value)
            for subject, (start, _) in self.document.subjects.items()
            if isinstance(subject, ox.NamedNode)
        }

    def of(self, kind: str) -> list[tuple[Place, URIRef]]:
        """Return the items of a kind that were read, with their IRIs, in the order of the file."""
        return [
            (place, self._at[place.at])
            for place in sorted(self.places, key=lambda place: place.start)
            if place.kind == kind and place.at in self._at
        ]

    def sections(self) -> list[dict[str, Any]]:
        """Return the sections."""
        return [
            {"name": local(iri), "label": harmless(self.label(iri))}
            for _, iri in self.of("section")
        ]

    def claims(self) -> list[dict[str, Any]]:
        """Return the claims, each with the places of its passages."""
        return [self._claim(place, iri) for place, iri in self.of("claim")]

    def arguments(self) -> list[dict[str, Any]]:
        """Return the arguments."""
        return [self._argument(place, iri) for place, iri in self.of("argument")]

    def where(self, passage: Node) -> list[tuple[int, int]]:
        """Return where a passage stands in the article's text; empty if that is not known."""
        return _places([self._reader.passage(passage)])

    def starts_within(self, place: Place) -> list[int]:
        """Return where the passages below an item start in the article's text."""
        return [
            start
            for inner, iri in self.of("passage")
            if place.start <= inner.start < place.end
            for start, _ in self.where(iri)
        ]

    def label(self, iri: URIRef) -> str:
        """Return the label that an item has in the file, empty if it has none."""
        return self._reader.text(self._reader.facts(iri), RDFS.label)

    def item_at(self, line: int, column: int) -> dict[str, str]:
        """Return the kind and the name of the item at a place in the file, counted from 1."""
        above = self.text.split("\n")[: line - 1]
        place = outline.around(self.places, sum(len(one) + 1 for one in above) + column - 1)
        if place is None:
            return {}
        iri = self._at.get(place.at)
        return {"kind": place.kind, "name": place.name if iri is None else local(iri)}

    def _claim(self, place: Place, iri: URIRef) -> dict[str, Any]:
        claim = self._reader.claim(iri)
        return {
            **self._item(place, iri),
            "says": harmless(claim.paraphrase),
            "kind": _kind(str(claim.kind.iri)) if claim.kind else "",
            "thesis": claim.thesis,
            "certainty": [local(claim.certainty.iri)] if claim.certainty else [],
            "hedges": [harmless(words) for words in claim.hedges],
            "addressee": ", ".join(local(one.iri) for one in claim.addressees),
            "condition": _written(claim.conditions),
            "horizon": _written(claim.horizons),
            "lines": lines.shown(place.node),
            "passages": [local(passage.iri) for passage in claim.passages],
            "places": sorted(_places(claim.passages)),
        }

    def _argument(self, place: Place, iri: URIRef) -> dict[str, Any]:
        argument = self._reader.argument(iri)
        return {
            **self._item(place, iri),
            "way": _KEYS.get(argument.way, ""),
            "premises": [local(premise) for premise in argument.premises],
            "conclusion": [local(conclusion) for conclusion in argument.conclusions],
            "scheme": [local(argument.scheme.iri)] if argument.scheme else [],
            "explicit": argument.explicit,
        }

    def _item(self, place: Place, iri: URIRef) -> dict[str, Any]:
        return {
            "name": local(iri),
            "label": harmless(self.label(iri)),
            "line": self.text.count("\n", 0, place.at) + 1,
        }


def _places(passages: Iterable[Passage]) -> list[tuple[int, int]]:
    return [
        (passage.start, passage.end)
        for passage in passages
        if passage.start is not None and passage.end is not None
    ]


def _written(values: Iterable[Term]) -> str:
    """Return the first value that is written in words and is not the name of a thing."""
    return next((harmless(str(one.iri)) for one in values if isinstance(one.iri, Literal)), "")


def _kind(iri: str) -> str:
    if iri.startswith(CG):
        return table.short(iri.removeprefix(CG), table.item("claim"))
    return iri


def local(iri: Node) -> str:
    """Return the last part of an IRI, which is what an item of the capture is called."""
    return str(iri).rstrip("/").rpartition("/")[2].rpartition("#")[2]


def choices(project: Project) -> dict[str, list[dict[str, str]]]:
    """Return what can be chosen, by scheme, and as `kind of claim`: value, label, definition.

    `actors` are those of the registry; `keys` has what else a form asks about a claim, with what
    it means and an example.
    """
    words = Vocabulary(project)
    known = {key.name: key for key in table.item("claim").keys}
    return {
        **{scheme: _listed(words.concepts(scheme)) for scheme in SCHEMES},
        **{f"kind of {name}": _kinds(words, table.item(name)) for name in ("claim", "source")},
        "actors": _listed(words.named(table.item("actor"))),
        "keys": [
            {"name": name, "says": known[name].says, "example": _line(known[name].example)}
            for name in KEYS
        ],
    }


def _line(example: str) -> str:
    """Return the first value of an example of a key, as it stands on a line of its own."""
    value = example.partition(": ")[2]
    if value.startswith("["):
        return value.strip("[]").partition(", ")[0]
    return value.strip('"')


def _kinds(words: Vocabulary, item: Item) -> list[dict[str, str]]:
    """Return the kinds of an item, in the order of the table; a project's own come last."""
    order = [table.short(cls, item) for cls in item.classes]
    return _listed(
        sorted(words.kinds(item), key=lambda word: (*order, word.written).index(word.written))
    )


def _listed(words: Iterable[Word]) -> list[dict[str, str]]:
    return [
        {
            "value": word.written,
            "label": harmless(word.written.replace("-", " ")),
            "definition": harmless(word.says),
        }
        for word in words
    ]
