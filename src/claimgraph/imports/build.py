"""Turns what an import read into a capture: Turtle files, and what is left to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, BNode, Literal, Namespace, URIRef

from claimgraph.claims import dates, passages
from claimgraph.claims.model import CG
from claimgraph.errors import UsageError
from claimgraph.graph import loading, prefixes, terms
from claimgraph.graph import project as projects
from claimgraph.graph.turtle import writer
from claimgraph.imports import words
from claimgraph.imports.model import Span
from claimgraph.imports.passages import Passages
from claimgraph.imports.untrusted import LARGEST_TEXT
from claimgraph.vocab import ARTICLE, GRAPH, SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    from claimgraph.imports.model import Argument, Claim, Imported, Source

    Fact = tuple[Node, URIRef, Node]

SCHEMA = Namespace("https://schema.org/")
_CLASSES = {"supports": CG.SupportingArgument, "opposes": CG.OpposingArgument}
_LANGUAGE = re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_ADDRESS = re.compile(r"https?://[^\s#<>\"{}|\\^`\x00-\x20]+")
# What a kind of claim needs that no other tool has; the claim stays a plain statement until then.
_NEEDS = {
    "PredictiveClaim": "a prediction needs cg:horizon or cg:condition",
    "NormativeClaim": "a recommendation needs cg:addressee",
}
# Kinds of sources that need an issuer (`shapes:source-issuer`), and what they are without one.
_ISSUED = {
    "AnnualReport": "Report",
    "NewsReport": "Publication",
    "OfficialNotice": "LegalDocument",
    "CorporateStatement": "PublicStatement",
}


@dataclass(frozen=True)
class Header:
    """What the user says of the article; what is empty is taken from the file, or provisional.

    `file` and `form` say what was imported, `now` when, as an xsd:dateTime.
    """

    slug: str
    file: str
    form: str
    now: str
    version: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    issued: str = ""
    url: str = ""
    language: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Capture:
    """Files by name, each with its text; what could not be carried over; what a person adds."""

    files: Mapping[str, str]
    claims: int
    arguments: int
    sources: int
    left_out: tuple[str, ...]
    to_do: tuple[str, ...]


def capture(imported: Imported, header: Header, text: str | None = None) -> Capture:
    """Return a capture of what was imported, with passages in `text`, else in the file's own text.

    Where neither is there, the claims themselves are the text, a line each. Raises UsageError for
    a language, a date or an address that is none.
    """
    return _Builder(imported, header, text).capture()


class _Builder:
    """Collects the facts of each file."""

    def __init__(self, imported: Imported, header: Header, text: str | None) -> None:
        self._read = imported
        self._header = header
        self.language = header.language or imported.language or "en"
        if not _LANGUAGE.fullmatch(self.language):
            if header.language:
                raise UsageError(f"‘{self.language}’ is not a language tag: write en or pt-BR")
            self.language = "en"
        self._article = URIRef(f"{ARTICLE}{header.slug}/")
        self._left_out = list(imported.left_out)
        self._to_do: list[str] = []
        self._names = {kind: words.Once("{}-{}", 200) for kind in ("claim", "argument", "source")}
        self._claims: dict[str, tuple[URIRef, Claim, str]] = {}
        self._arguments: dict[str, URIRef] = {}
        self._actors = {name: URIRef(iri) for name, iri in header.known.items()}
        self._given = text
        self._facts: dict[str, list[Fact]] = {}

    def capture(self) -> Capture:
        """Return the whole capture."""
        sources = self._sources()
        texts: dict[str, str] = {}
        if self._read.claims:
            claims = [one for one in self._read.claims if self._worded(one)]
            text = self._given
            if text is None:
                text = self._read.text
            if text is None:
                text, claims = _as_text(claims)
            if len(text) > LARGEST_TEXT:
                raise UsageError(
                    f"{self._header.file}: its text is longer than {LARGEST_TEXT // 10**6} MB, "
                    "which is too long to be checked: split it"
                )
            own = self._given in (None, self._read.text)
            places = Passages(text, self._article, self.language, own=own)
            self._describe(claims, places, sources)
            self._argue()
            self._head(places)
            self._left_out += places.left_out
            texts["text.txt"] = text
        files = {
            f"{name}.ttl": _turtle(facts) for name, facts in self._facts.items() if facts
        } | texts
        return Capture(
            files,
            len(self._claims),
            len(self._arguments),
            len(sources),
            tuple(self._left_out),
            tuple(self._to_do),
        )

    def _text(self, value: str) -> Literal:
        return Literal(words.plain(value), lang=self.language)

    def _own(self, kind: str, wanted: str) -> URIRef:
        once = self._names.setdefault(kind, words.Once("{}-{}", 200))
        return URIRef(f"{self._article}{kind}/{once(words.name(wanted) or kind)}")

    def _worded(self, claim: Claim) -> bool:
        if words.plain(claim.text):
            return True
        self._left_out.append(f"claim {claim.key}: has no words")
        return False

    # ── The article ──────────────────────────────────────────────────────────────────────────────

    def _head(self, places: Passages) -> None:
        header, article = self._header, self._article
        title = words.plain(header.title or self._read.title) or header.slug.replace("-", " ")
        facts: list[Fact] = [
            (article, RDF.type, CG.Article),
            (article, RDFS.label, Literal(words.cut(title), lang=self.language)),
            (article, DCTERMS.title, self._text(title)),
            (article, CG.textFile, Literal("text.txt")),
            (article, CG.textDigest, Literal(passages.digest(places.text))),
            (article, CG.reviewStatus, URIRef(f"{SCHEME}review/draft")),
        ]
        missing = []
        author = self._actor("Person", header.author, f"the author of {header.slug}", facts)
        if not header.author:
            missing.append("author")
        facts.append((article, DCTERMS.creator, author))
        publisher = author
        if header.publisher:
            publisher = self._actor("Institution", header.publisher, "", facts)
        elif not header.author:
            missing.append("publisher")
        facts.append((article, DCTERMS.publisher, publisher))
        if not header.issued:
            missing.append("date of publication")
        facts.append((article, DCTERMS.issued, date(header.issued or header.now[:10])))
        url = header.url or self._read.url.partition("#")[0]
        if header.url and not _ADDRESS.fullmatch(header.url):
            raise UsageError(f"‘{header.url}’ is not a web address without #: write https://…")
        if not _ADDRESS.fullmatch(url):
            missing.append("address")
            url = str(article)
        facts.append((article, SCHEMA.url, URIRef(url)))
        if missing:
            listed = passages.listed(missing)
            self._to_do.append(f"{listed} of the article are provisional: correct article.ttl")
            note = f"Provisional until somebody knows them: {listed}."
            facts.append((article, RDFS.comment, Literal(note, lang="en")))
        section = places.section
        facts += [
            (section, RDF.type, CG.Section),
            (section, RDFS.label, Literal("whole text", lang="en")),
            (section, SCHEMA.position, Literal(1)),
            (section, DCTERMS.isPartOf, article),
        ]
        self._facts["article"] = [*facts, *self._provenance(title), *places.facts]

    def _actor(self, kind: str, name: str, provisional: str, facts: list[Fact]) -> URIRef:
        name = words.plain(name) or provisional
        if known := self._actors.get(name):
            return known
        actor = self._actors[name] = self._own("actor", name)
        facts.append((actor, RDF.type, CG[kind]))
        facts.append((actor, RDFS.label, Literal(name, lang="en")))
        return actor

    def _provenance(self, title: str) -> list[Fact]:
        header = self._header
        graph = URIRef(GRAPH + header.slug)
        activity, file, agent = BNode("import"), BNode("file"), BNode("agent")
        return [
            (graph, RDF.type, PROV.Entity),
            (graph, RDFS.label, self._text(f"capture of “{title}”")),
            (graph, PROV.wasDerivedFrom, self._article),
            (graph, PROV.wasGeneratedBy, activity),
            (activity, RDF.type, PROV.Activity),
            (activity, RDFS.label, Literal(f"import from {header.form}", lang="en")),
            (activity, PROV.used, file),
            (activity, PROV.wasAssociatedWith, agent),
            (activity, PROV.endedAtTime, Literal(header.now, datatype=XSD.dateTime)),
            (file, RDF.type, PROV.Entity),
            (file, RDFS.label, Literal(words.plain(header.file))),
            (agent, RDF.type, PROV.SoftwareAgent),
            (agent, RDFS.label, Literal(f"claimgraph {header.version}", lang="en")),
        ]

    # ── Claims ───────────────────────────────────────────────────────────────────────────────────

    def _describe(
        self, claims: Iterable[Claim], places: Passages, sources: Mapping[str, tuple[URIRef, str]]
    ) -> None:
        labels, shown = words.Once(), words.Once()
        facts = self._facts.setdefault("claims", [])
        for claim in claims:
            if claim.key in self._claims:
                self._left_out.append(f"claim {claim.key}: a second one of that name")
                continue
            label = labels(words.cut(claim.label or claim.text))
            iri = self._own("claim", claim.label or claim.text)
            kind = claim.kind
            if kind in _NEEDS:
                self._to_do.append(f"claim ‘{label}’: is kept as a factual one: {_NEEDS[kind]}")
                kind = "FactualClaim"
            facts += [
                (iri, RDF.type, CG[kind]),
                (iri, RDFS.label, Literal(label, lang=self.language)),
                (iri, CG.paraphrase, self._text(claim.text)),
                (iri, CG.certainty, URIRef(f"{SCHEME}certainty/asserted")),
                (iri, CG.reviewStatus, URIRef(f"{SCHEME}review/draft")),
            ]
            if claim.thesis:
                facts.append((iri, RDF.type, CG.Thesis))
            if words.plain(claim.note):
                facts.append((iri, RDFS.comment, self._text(claim.note)))
            where = places.of(claim, label)
            facts += [(iri, CG.passage, passage) for passage in where]
            if not where:
                self._to_do.append(f"claim ‘{label}’: has no passage: add cg:passage")
            for key in dict.fromkeys(claim.sources):
                if key in sources:
                    facts.append((iri, CG.evidence, self._evidence(*sources[key], label, shown)))
                else:
                    self._left_out.append(f"claim {claim.key}: rests on no known source ‘{key}’")
            self._claims[claim.key] = (iri, claim, label)

    def _evidence(self, source: URIRef, title: str, claim: str, labels: words.Once) -> URIRef:
        label = labels(title)
        iri = self._own("evidence", label)
        self._facts.setdefault("evidence", []).extend(
            [
                (iri, RDF.type, CG.Evidence),
                (iri, RDFS.label, Literal(label, lang=self.language)),
                (iri, CG.evidenceKind, URIRef(f"{SCHEME}evidence-kind/documentary")),
                (iri, CG.source, source),
            ]
        )
        self._to_do.append(f"evidence ‘{label}’ of ‘{claim}’: is documentary unless corrected")
        return iri

    # ── Arguments ────────────────────────────────────────────────────────────────────────────────

    def _argue(self) -> None:
        labels = words.Once()
        schemes = _schemes() if any(one.scheme for one in self._read.arguments) else {}
        facts = self._facts.setdefault("arguments", [])
        said: set[tuple[str, frozenset[str], str]] = set()
        for argument in self._in_order():
            premises = [self._claims[one] for one in argument.premises if one in self._claims]
            meaning = (argument.way, frozenset(argument.premises), argument.conclusion)
            conclusion = (
                self._arguments.get(argument.conclusion)
                if argument.way == "undercuts"
                else self._claims[argument.conclusion][0]
                if argument.conclusion in self._claims
                else None
            )
            why = (
                "has no premise"
                if not premises
                else "has no conclusion"
                if conclusion is None
                else "has its conclusion among its premises"
                if conclusion in [premise[0] for premise in premises]
                else "says the same as another"
                if meaning in said
                else ""
            )
            if why or conclusion is None or argument.key in self._arguments:
                self._left_out.append(f"argument {argument.key}: {why or 'a second of that name'}")
                continue
            said.add(meaning)
            label = labels(premises[0][2])
            iri = self._own("argument", label)
            scheme = schemes.get(_bare_scheme(argument.scheme)) if argument.scheme else None
            if argument.scheme and scheme is None:
                self._left_out.append(
                    f"argument {argument.key}: scheme ‘{words.cut(argument.scheme)}’ is not one "
                    "of the vocabulary"
                )
            facts += [
                (iri, RDF.type, _CLASSES.get(argument.way, CG.Undercut)),
                (iri, RDFS.label, Literal(label, lang=self.language)),
                *((iri, CG.premise, premise[0]) for premise in premises),
                (iri, CG.conclusion, conclusion),
                (iri, CG.scheme, scheme or URIRef(f"{SCHEME}argument-scheme/unspecified")),
                (iri, CG.explicit, Literal(False)),
            ]
            if words.plain(argument.note):
                facts.append((iri, RDFS.comment, self._text(argument.note)))
            self._arguments[argument.key] = iri

    def _in_order(self) -> list[Argument]:
        """Return the arguments, each after the one that it undercuts; those in a circle go last."""
        waiting = list(self._read.arguments)
        ordered: list[Argument] = []
        known: set[str] = set()
        while waiting:
            ready = [
                one for one in waiting if one.way != "undercuts" or one.conclusion in known
            ] or waiting
            ordered += ready
            known |= {one.key for one in ready}
            chosen = set(map(id, ready))
            waiting = [one for one in waiting if id(one) not in chosen]
        return ordered

    # ── Sources ──────────────────────────────────────────────────────────────────────────────────

    def _sources(self) -> dict[str, tuple[URIRef, str]]:
        labels = words.Once()
        found: dict[str, tuple[URIRef, str]] = {}
        for source in self._read.sources:
            if source.key in found:
                self._left_out.append(f"source {source.key}: a second one of that name")
                continue
            if not words.plain(source.title):
                self._left_out.append(f"source {source.key}: has no title")
                continue
            label = labels(words.cut(source.title))
            iri = self._own("source", source.key)
            found[source.key] = (iri, label)
            self._facts.setdefault("evidence", []).extend(self._source(iri, source, label))
        return found

    def _source(self, iri: URIRef, source: Source, label: str) -> list[Fact]:
        kind, issuer = source.kind, words.plain(source.issuer)
        kind = kind if issuer else _ISSUED.get(kind, kind)
        facts: list[Fact] = [
            (iri, RDF.type, CG[kind]),
            (iri, RDFS.label, Literal(label, lang=self.language)),
            (iri, DCTERMS.title, self._text(source.title)),
        ]
        if issuer:
            facts.append((iri, CG.issuer, self._actor("Institution", issuer, "", facts)))
        for value, verb in ((source.issued, DCTERMS.issued), (source.accessed, CG.accessed)):
            made = _date(value)
            if made is not None and (verb != CG.accessed or made.datatype == XSD.date):
                facts.append((iri, verb, made))
            elif value:
                self._left_out.append(f"source {source.key}: ‘{words.cut(value)}’ is not a date")
        if _ADDRESS.fullmatch(source.url.partition("#")[0]):
            facts.append((iri, SCHEMA.url, URIRef(source.url.partition("#")[0])))
        elif source.url:
            address = words.cut(source.url)
            self._left_out.append(f"source {source.key}: ‘{address}’ is not a web address")
        if words.plain(source.note):
            facts.append((iri, RDFS.comment, self._text(source.note)))
        return facts


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


def date(value: str) -> Literal:
    """Return a date as precise as it is written; raises UsageError for anything else."""
    made = _date(value)
    if made is None:
        raise UsageError(f"‘{value}’ is not a date: write 2024, 2024-05 or 2024-05-17")
    return made


def _date(value: str) -> Literal | None:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII) or dates.date(value) is None:
        return None
    kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    return Literal(value, datatype=kinds[len(value)])


def _bare_scheme(name: str) -> str:
    """Return a scheme's name without what only some tools write of it: argument from, scheme."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    parts = re.findall(r"\w+", spaced.casefold())
    return "".join(part for part in parts if part not in ("argument", "from", "scheme", "to", "a"))


def _schemes() -> dict[str, URIRef]:
    """Return the argument schemes of the vocabulary by their names and labels."""
    file = projects.described(projects.shipped("ontology") / "schemes.ttl")
    graph = terms.in_memory(loading.stream(file))
    found: dict[str, URIRef] = {}
    for concept in graph.subjects(SKOS.inScheme, URIRef(f"{SCHEME}argument-scheme")):
        local = str(concept).rpartition("/")[2]
        for named in (local, *map(str, graph.objects(concept, SKOS.prefLabel))):
            found[_bare_scheme(named)] = URIRef(str(concept))
    return found


def _turtle(facts: Iterable[Fact]) -> str:
    quads = terms.quads(facts)
    return writer.turtle(quads, prefixes.of_quads(quads))
