"""What the page shows of a capture: its text, its items with their places, what can be chosen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.claims.drafting.layout import blocks
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.hedging import markers
from claimgraph.claims.notation import table
from claimgraph.claims.passages import normalise
from claimgraph.errors import TextError
from claimgraph.findings import Severity
from claimgraph.servers.edit import lines, outline
from claimgraph.text import harmless
from claimgraph.vocab import CG, OA, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.claims.notation.saving import Draft
    from claimgraph.graph.turtle.reader import Document
    from claimgraph.servers.edit.capture import Capture
    from claimgraph.servers.edit.outline import Place

_A = RDF + "type"
_THESIS = CG + "Thesis"
_WAYS = {
    CG + "SupportingArgument": "for",
    CG + "OpposingArgument": "against",
    CG + "Undercut": "undercut",
}


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
        self._facts: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for fact in self.document.facts:
            quad = fact.quad
            self._facts[quad.subject][quad.predicate.value].append(quad.object)
        self._at = {
            start: subject
            for subject, (start, _) in self.document.subjects.items()
            if isinstance(subject, ox.NamedNode)
        }

    def of(self, kind: str) -> list[tuple[Place, ox.NamedNode]]:
        """Return the items of a kind that were read, with their IRIs, in the order of the file."""
        return [
            (place, self._at[place.at])
            for place in sorted(self.places, key=lambda place: place.start)
            if place.kind == kind and place.at in self._at
        ]

    def sections(self) -> list[dict[str, Any]]:
        """Return the sections."""
        return [
            {"name": local(iri), "label": self._text(iri, RDFS + "label")}
            for _, iri in self.of("section")
        ]

    def claims(self) -> list[dict[str, Any]]:
        """Return the claims, each with the places of its passages."""
        return [self._claim(place, iri) for place, iri in self.of("claim")]

    def arguments(self) -> list[dict[str, Any]]:
        """Return the arguments."""
        return [self._argument(place, iri) for place, iri in self.of("argument")]

    def where(self, passage: Any) -> list[tuple[int, int]]:
        """Return where a passage stands in the article's text."""
        found = []
        for selector in self._facts[passage][OA + "hasSelector"]:
            starts, ends = (self._facts[selector][OA + local] for local in ("start", "end"))
            if starts and ends:
                found.append((int(starts[0].value), int(ends[0].value)))
        return found

    def starts_within(self, place: Place) -> list[int]:
        """Return where the passages below an item start in the article's text."""
        return [
            start
            for inner, iri in self.of("passage")
            if place.start <= inner.start < place.end
            for start, _ in self.where(iri)
        ]

    def label(self, iri: ox.NamedNode) -> str:
        """Return an item's label."""
        return next((str(one.value) for one in self._facts[iri][RDFS + "label"]), "")

    def item_at(self, line: int, column: int) -> dict[str, str]:
        """Return the kind and the name of the item at a place in the file, counted from 1."""
        above = self.text.split("\n")[: line - 1]
        place = outline.around(self.places, sum(len(one) + 1 for one in above) + column - 1)
        if place is None:
            return {}
        iri = self._at.get(place.at)
        return {"kind": place.kind, "name": place.name if iri is None else local(iri)}

    def _claim(self, place: Place, iri: ox.NamedNode) -> dict[str, Any]:
        kinds = [one.value for one in self._facts[iri][_A]]
        return {
            **self._item(place, iri),
            "says": self._text(iri, CG + "paraphrase"),
            "kind": next((_kind(one) for one in kinds if one != _THESIS), ""),
            "thesis": _THESIS in kinds,
            "certainty": self._names(iri, CG + "certainty"),
            "hedges": [harmless(one.value) for one in self._facts[iri][CG + "hedge"]],
            "addressee": ", ".join(self._names(iri, CG + "addressee")),
            "condition": self._text(iri, CG + "condition"),
            "horizon": self._text(iri, CG + "horizon"),
            "lines": lines.shown(place.node),
            "passages": self._names(iri, CG + "passage"),
            "places": sorted(
                place for one in self._facts[iri][CG + "passage"] for place in self.where(one)
            ),
        }

    def _argument(self, place: Place, iri: ox.NamedNode) -> dict[str, Any]:
        kinds = [one.value for one in self._facts[iri][_A]]
        return {
            **self._item(place, iri),
            "way": next((_WAYS[one] for one in kinds if one in _WAYS), ""),
            "premises": self._names(iri, CG + "premise"),
            "conclusion": self._names(iri, CG + "conclusion"),
            "scheme": self._names(iri, CG + "scheme"),
            "explicit": any(one.value == "true" for one in self._facts[iri][CG + "explicit"]),
        }

    def _item(self, place: Place, iri: ox.NamedNode) -> dict[str, Any]:
        return {
            "name": local(iri),
            "label": self._text(iri, RDFS + "label"),
            "line": self.text.count("\n", 0, place.at) + 1,
        }

    def _text(self, iri: ox.NamedNode, verb: str) -> str:
        return next((harmless(one.value) for one in self._facts[iri][verb]), "")

    def _names(self, iri: ox.NamedNode, verb: str) -> list[str]:
        return [local(one) for one in self._facts[iri][verb]]


def _kind(iri: str) -> str:
    if iri.startswith(CG):
        return table.short(iri.removeprefix(CG), table.item("claim"))
    return iri


def local(iri: Any) -> str:
    """Return the last part of an IRI, which is what an item of the capture is called."""
    return str(iri.value).rstrip("/").rpartition("/")[2].rpartition("#")[2]
