"""Turns what an import read into a capture: Turtle files, and what is left to do.

Sources, and the evidence that claims have in them, are described here, the rest beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, URIRef

from claimgraph.claims import passages
from claimgraph.claims.model import CG
from claimgraph.errors import UsageError
from claimgraph.graph import prefixes, terms
from claimgraph.graph.turtle import writer
from claimgraph.imports import head, words
from claimgraph.imports.arguments import Arguments
from claimgraph.imports.model import Span
from claimgraph.imports.own import SCHEMA, XSD, Own, address, concept, date, language
from claimgraph.imports.passages import Passages
from claimgraph.imports.untrusted import LARGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import URIRef

    from claimgraph.imports.head import Header
    from claimgraph.imports.model import Claim, Imported, Source
    from claimgraph.imports.own import Fact


# Kinds that need an issuer (`shapes:source-issuer`), and what they are without one.
_ISSUED = {
    "AnnualReport": "Report",
    "NewsReport": "Publication",
    "OfficialNotice": "LegalDocument",
    "CorporateStatement": "PublicStatement",
}


class Sources:
    """The sources: `facts` describes them and what rests on them, `left_out` tells what is not."""

    def __init__(self, sources: Iterable[Source], own: Own, taken: frozenset[str]) -> None:
        """`taken` are the IRIs of what is described already."""
        self.facts: list[Fact] = []
        self.left_out: list[str] = []
        self.known: dict[str, tuple[URIRef, str]] = {}
        self._own, self._evidence = own, words.Once()
        labels = words.Once()
        for source in sources:
            iri = own.iri("source", source.key)
            why = (
                "a second one of that name"
                if source.key in self.known
                else "has no title"
                if not words.plain(source.title)
                else f"is there already as {iri}"
                if str(iri) in taken
                else ""
            )
            if why:
                self.left_out.append(f"source {source.key}: {why}")
                continue
            label = labels(words.cut(source.title))
            self.known[source.key] = (iri, label)
            self._describe(iri, source, label)

    def _describe(self, iri: URIRef, source: Source, label: str) -> None:
        own, issuer = self._own, words.plain(source.issuer)
        kind = source.kind if issuer else _ISSUED.get(source.kind, source.kind)
        self.facts += [
            (iri, RDF.type, CG[kind]),
            (iri, RDFS.label, own.text(label)),
            (iri, DCTERMS.title, own.text(source.title)),
            *own.note(iri, source.note),
        ]
        if issuer:
            self.facts.append((iri, CG.issuer, own.actor("Institution", issuer, self.facts)))
        for written, verb in ((source.issued, DCTERMS.issued), (source.accessed, CG.accessed)):
            made = date(written)
            if made is not None and (verb == DCTERMS.issued or str(made.datatype) == XSD + "date"):
                self.facts.append((iri, verb, made))
            elif written:
                what = "a date" if made is None else "a day, on which it was read"
                self.left_out.append(f"source {source.key}: ‘{words.cut(written)}’ is not {what}")
        if url := address(source.url):
            self.facts.append((iri, SCHEMA.url, url))
        elif source.url:
            shown = words.cut(source.url)
            self.left_out.append(f"source {source.key}: ‘{shown}’ is not a web address")

    def evidence(self, key: str) -> tuple[URIRef, str] | None:
        """Return new evidence in a source, and its label; None where there is no such source."""
        if key not in self.known:
            return None
        source, title = self.known[key]
        label = self._evidence(title)
        iri = self._own.iri("evidence", label)
        self.facts += [
            (iri, RDF.type, CG.Evidence),
            (iri, RDFS.label, self._own.text(label)),
            (iri, CG.evidenceKind, concept("evidence-kind", "documentary")),
            (iri, CG.source, source),
        ]
        return iri, label


# What a kind of claim needs that no other tool has; the claim stays a plain statement until then.
_NEEDS = {
    "PredictiveClaim": "a prediction needs cg:horizon or cg:condition",
    "NormativeClaim": "a recommendation needs cg:addressee",
}


@dataclass(frozen=True)
class Capture:
    """Files by name, each with its text; what could not be carried over; what a person adds."""

    files: Mapping[str, str]
    claims: int
    arguments: int
    sources: int
    left_out: tuple[str, ...]
    to_do: tuple[str, ...]


def capture(read: Imported, header: Header, text: str | None = None) -> Capture:
    """Return a capture of what was read, with passages in `text`, else in the file's own text.

    Where neither is there, what was marked is the text, a line for each claim. Raises UsageError
    for an invalid language, date or address, and for a text that is too long.
    """
    own = Own(header.slug, language(header.language, read.language), header.known)
    sources = Sources(read.sources, own, header.taken)
    worded = [claim for claim in read.claims if words.plain(claim.text)]
    unsaid = [claim for claim in read.claims if not words.plain(claim.text)]
    left_out = [*read.left_out, *(f"claim {claim.key}: has no words" for claim in unsaid)]
    if not worded:
        if not sources.known:
            raise UsageError(f"{header.file}: holds neither claims nor sources that can be kept")
        facts = {"sources": [*sources.facts, *head.provenance(header)]}
        return _capture(facts, {}, (0, 0, len(sources.known)), [*left_out, *sources.left_out], [])
    written = read.text if text is None else text
    if written is None:
        written, worded = _as_text(worded)
    if len(written) > LARGEST_TEXT:
        raise UsageError(
            f"{header.file}: its text is longer than {LARGEST_TEXT // 10**6} MB, "
            "which is too long to be checked: split it"
        )
    counted = text is None or text == read.text
    places = Passages(written, own.article, own.language, own=counted)
    claims = _Claims(worded, own, places, sources)
    arguments = Arguments(read.arguments, claims.known, own)
    article, provisional = head.described(header, read, own, places.text)
    facts = {
        "article": [*article, *head.provenance(header), *places.facts],
        "claims": claims.facts,
        "arguments": arguments.facts,
        "evidence": sources.facts,
    }
    to_do = claims.to_do
    if provisional:
        listed = passages.listed(provisional)
        to_do = [f"{listed} of the article: provisional, correct article.ttl", *to_do]
    counts = len(claims.known), len(arguments.known), len(sources.known)
    for part in (sources, places, claims, arguments):
        left_out += part.left_out
    return _capture(facts, {"text.txt": written}, counts, left_out, to_do)


def _capture(
    facts: Mapping[str, list[Fact]],
    texts: Mapping[str, str],
    counts: tuple[int, int, int],
    left_out: list[str],
    to_do: list[str],
) -> Capture:
    files = {f"{name}.ttl": _turtle(some) for name, some in facts.items() if some}
    return Capture({**files, **texts}, *counts, tuple(left_out), tuple(to_do))


def _as_text(claims: Iterable[Claim]) -> tuple[str, list[Claim]]:
    """Return what was marked as a text, a line for each claim, and the claims with their places."""
    lines: list[str] = []
    placed, reached = [], 0
    for claim in claims:
        marked = words.plain(" ".join(span.words for span in claim.spans))
        line = marked or words.plain(claim.text)
        span = Span(line, reached, reached + len(line))
        placed.append(replace(claim, spans=(span,)))
        lines.append(f"{line}\n")
        reached += len(line) + 1
    return "".join(lines), placed


class _Claims:
    """The claims: `known` are their IRIs and labels, `to_do` is what a person has to add."""

    def __init__(
        self, claims: Iterable[Claim], own: Own, places: Passages, sources: Sources
    ) -> None:
        self.facts: list[Fact] = []
        self.left_out: list[str] = []
        self.to_do: list[str] = []
        self.known: dict[str, tuple[URIRef, str]] = {}
        self._own, self._places, self._sources = own, places, sources
        labels = words.Once()
        for claim in claims:
            if claim.key in self.known:
                self.left_out.append(f"claim {claim.key}: a second one of that name")
            else:
                self._describe(claim, labels(words.cut(claim.label or claim.text)))

    def _describe(self, claim: Claim, label: str) -> None:
        own = self._own
        iri = own.iri("claim", claim.label or claim.text)
        self.known[claim.key] = (iri, label)
        kind = claim.kind
        if kind in _NEEDS:
            self.to_do.append(f"claim ‘{label}’: is kept as a factual one: {_NEEDS[kind]}")
            kind = "FactualClaim"
        where = self._places.of(claim, label)
        if not where:
            self.to_do.append(f"claim ‘{label}’: has no passage: add cg:passage")
        self.facts += [
            (iri, RDF.type, CG[kind]),
            *(((iri, RDF.type, CG.Thesis),) if claim.thesis else ()),
            (iri, RDFS.label, own.text(label)),
            (iri, CG.paraphrase, own.text(claim.text)),
            (iri, CG.certainty, concept("certainty", "asserted")),
            (iri, CG.reviewStatus, concept("review", "draft")),
            *((iri, CG.passage, passage) for passage in where),
            *own.note(iri, claim.note),
        ]
        for key in dict.fromkeys(claim.sources):
            evidence = self._sources.evidence(key)
            if evidence is None:
                self.left_out.append(f"claim {claim.key}: rests on no known source ‘{key}’")
                continue
            self.facts.append((iri, CG.evidence, evidence[0]))
            self.to_do.append(f"evidence ‘{evidence[1]}’: is kept as documentary")


def _turtle(facts: Iterable[Fact]) -> str:
    quads = terms.quads(facts)
    return writer.turtle(quads, prefixes.of_quads(quads))
