"""Describes the sources of an import, and the evidence that claims have in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, URIRef

from claimgraph.claims.model import CG
from claimgraph.imports import words
from claimgraph.imports.own import SCHEMA, XSD, Own, address, concept, date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.imports.model import Source
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
