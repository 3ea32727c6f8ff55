"""A nanopublication for each claim and each accepted link, and an index for each article.

The nanopub library makes them.
"""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyoxigraph as ox
import rdflib
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DC, DCTERMS, PROV, RDF, RDFS, VOID, XSD
from rdflib.term import BNode, IdentifiedNode

from claimgraph.claims.links import PAV, SSSOM, LinkReader
from claimgraph.claims.model import CG, SCHEMA
from claimgraph.errors import StoreError, UsageError
from claimgraph.export import Form, archive
from claimgraph.graph import prefixes, terms
from claimgraph.graph.stores.credentials import must_be_address
from claimgraph.graph.turtle import writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rdflib.term import Node

    from claimgraph.claims.links import Link
    from claimgraph.claims.model import Claim
    from claimgraph.export import Source

NPX = Namespace("http://purl.org/nanopub/x/")
# Names the profile of the nanopub library (its `profile.yml`) to sign with; none signs nothing.
PROFILE = "CLAIMGRAPH_NANOPUB_PROFILE"
# As many as servers take in one index (nanopub-java, NanopubIndex).
_IN_ONE_INDEX = 1000

_ASSERTED = (
    RDF.type, RDFS.label, CG.paraphrase, CG.certainty, CG.hedge, CG.condition, CG.horizon,
    CG.addressee, CG.favours, SCHEMA.about, CG.involves, CG.quantity, CG.event,
)  # fmt: skip
_OF_LINKS = (RDF.type, RDF.subject, RDF.predicate, RDF.object, SSSOM.confidence, RDFS.comment)
_LINKED_BY = (
    PAV.authoredBy, SSSOM.author_label, SSSOM.mapping_justification, SSSOM.mapping_tool,
    DCTERMS.created,
)  # fmt: skip
_FROM = (CG.passage, CG.attribution, CG.evidence)
# What is told of provenance includes what these lead to; everything else is only named.
_FOLLOWED = {*_FROM, CG.through, CG.source}
_OF_ARTICLES = (RDF.type, DCTERMS.title, DCTERMS.creator, DCTERMS.issued, SCHEMA.url)


@dataclass(frozen=True)
class Made:
    """A nanopublication with its trusty URI; `name` is the file it is written to."""

    uri: str
    name: str
    trig: bytes


def write(source: Source, out: BinaryIO) -> None:
    """Write a zip archive of one TriG file per nanopublication (Nanopublication Guidelines, 2.1).

    They are signed with the profile that the environment variable CLAIMGRAPH_NANOPUB_PROFILE
    names. Raises UsageError where the nanopub library or the profile is missing.
    """
    path = os.environ.get(PROFILE)
    nanopublications = made(source, profile(Path(path)) if path else None)
    archive.pack({one.name: one.trig for one in nanopublications}, out)


def profile(path: Path) -> Any:
    """Return a profile of the nanopub library, with its keys; raises UsageError."""
    # The library would make keys of its own for a profile that names none.
    if not path.is_file():
        raise UsageError(
            f"{path}: no such profile: make one with the nanopub library's Profile(…).store()"
        )
    try:
        with _as_written() as library:
            return library.load_profile(path)
    except UsageError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError(f"{path}: not a profile of the nanopub library: {reason}") from error


@contextmanager
def _as_written() -> Iterator[Any]:
    """Give the nanopub library; within, rdflib takes literals as they are written.

    Trusty URIs are made of that, and the library switches it for the whole process when it is
    imported: whoever else uses rdflib there is to find it as it was.
    """
    before = rdflib.NORMALIZE_LITERALS
    try:
        import nanopub

        rdflib.NORMALIZE_LITERALS = False
        yield nanopub
    except ImportError as error:
        raise UsageError(
            "nanopubs needs the nanopub library: install it with pip install 'claimgraph[nanopub]'"
        ) from error
    finally:
        rdflib.NORMALIZE_LITERALS = before


def made(source: Source, signer: Any = None) -> list[Made]:
    """Return the nanopublications of claims, by IRI, the articles' indexes, and those of links.

    The same claims give the same trusty URIs, and with the same key the same signatures: the time
    of a nanopublication is that of the capture.
    """
    with _as_written(), warnings.catch_warnings():
        # The library builds on a class that rdflib renamed.
        warnings.simplefilter("ignore", DeprecationWarning)
        maker = _Maker(source, signer)
        nanopublications: list[Made] = []
        of_article: dict[Node | None, list[Made]] = {}
        for claim in map(maker.reader.claim, maker.reader.claims()):
            one = maker.of_claim(claim)
            nanopublications.append(one)
            of_article.setdefault(_article(claim), []).append(one)
        for article, members in of_article.items():
            nanopublications += maker.indexes(article, members)
        return nanopublications + [maker.of_link(link) for link in maker.reader.links().accepted]


def _article(claim: Claim) -> Node | None:
    return min(claim.articles, key=str, default=None)


def _content(claim: Claim) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what a claim plainly says about the world; a denial says that it is not so.

    What makes no triple is left out: the shapes refuse it.
    """
    for one in () if claim.denied else claim.statements:
        if one.plain and one.subject and one.predicate and one.object:
            subject, predicate = one.subject.iri, one.predicate.iri
            if isinstance(subject, IdentifiedNode) and isinstance(predicate, URIRef):
                yield subject, predicate, one.object.iri


class _Maker:
    """Makes nanopublications from the union of a source's graphs."""

    def __init__(self, source: Source, signer: Any) -> None:
        from nanopub.definitions import DUMMY_NAMESPACE

        # Whoever checks a trusty URI with rdflib reads literals in its lexical forms (for times,
        # +00:00 instead of Z): the URI is made from these, and they are what is written.
        self.data = Graph()
        for subject, predicate, value in terms.triples(source.quads()):
            if isinstance(value, Literal):
                value = Literal(str(value), lang=value.language, datatype=value.datatype)
            self.data.add((subject, predicate, value))
        self.reader = LinkReader(self.data)
        self.signer = signer
        # Stands for the nanopublication until its trusty URI is known.
        self.own: Any = DUMMY_NAMESPACE

    def of_claim(self, claim: Claim) -> Made:
        assertion, provenance = Graph(), Graph()
        self._copy(claim.iri, claim.iri, _ASSERTED, assertion)
        for triple in _content(claim):
            assertion.add(triple)
        self._copy(claim.iri, claim.iri, _FROM, provenance)
        article = _article(claim)
        if article is not None:
            provenance.add((self.own.assertion, PROV.wasDerivedFrom, article))
            self._copy(article, article, _OF_ARTICLES, provenance)
        for passage in claim.passages:
            provenance.add((self.own.assertion, PROV.wasDerivedFrom, passage.iri))
        if len(provenance) == 0 or article is None:
            # A nanopublication has provenance; of this one we know no more than the claim.
            provenance.add((self.own.assertion, PROV.wasDerivedFrom, claim.iri))
        capture = self._capture(article)
        if capture is not None:
            self._copy(capture, self.own.assertion, (PROV.wasGeneratedBy,), provenance)
        information = self._information(capture)
        for label in self.data.objects(claim.iri, RDFS.label):
            information.add((self.own[""], RDFS.label, label))
        information.add((self.own[""], NPX.hasNanopubType, CG.Claim))
        return self._finished(assertion, provenance, information)

    def of_link(self, link: Link) -> Made:
        """Return a link's nanopublication: what it says, and on whose word and by which method."""
        assertion, provenance = Graph(), Graph()
        node = link.iri or link.name
        self._copy(node, link.name, _OF_LINKS, assertion)
        assertion.add((link.subject, link.relation, link.object))
        self._copy(node, self.own.assertion, _LINKED_BY, provenance)
        for claim in (link.subject, link.object):
            provenance.add((self.own.assertion, PROV.wasDerivedFrom, claim))
        home = min(self.reader.articles_of(link.subject), key=str, default=None)
        information = self._information(self._capture(home))
        information.remove((self.own[""], DCTERMS.created, None))
        if link.created:
            made = Literal(f"{link.created}T00:00:00+00:00", datatype=XSD.dateTime)
            information.add((self.own[""], DCTERMS.created, made))
        ends = [self.reader.term(end).label for end in (link.subject, link.object)]
        label = Literal(f"“{ends[0]}” {link.words} “{ends[1]}”")
        information.add((self.own[""], RDFS.label, label))
        information.add((self.own[""], NPX.hasNanopubType, CG.Link))
        return self._finished(assertion, provenance, information, "link-")

    def indexes(self, article: Node | None, members: Sequence[Made]) -> list[Made]:
        """Return one index, or several of which each continues the one before."""
        made_so_far: list[Made] = []
        for start in range(0, len(members), _IN_ONE_INDEX):
            assertion, provenance = Graph(), Graph()
            for one in members[start : start + _IN_ONE_INDEX]:
                assertion.add((self.own[""], NPX.includesElement, URIRef(one.uri)))
            if made_so_far:
                assertion.add((self.own[""], NPX.appendsIndex, URIRef(made_so_far[-1].uri)))
            provenance.add((self.own.assertion, RDF.type, NPX.IndexAssertion))
            information = self._information(self._capture(article))
            information.add((self.own[""], RDF.type, NPX.NanopubIndex))
            if article is not None:
                information.add((self.own[""], RDFS.seeAlso, article))
                for title in self.data.objects(article, DCTERMS.title):
                    named = Literal(f"Claims of “{title}”")
                    information.add((self.own[""], DC.title, named))
            made_so_far.append(self._finished(assertion, provenance, information, "index-"))
        return made_so_far

    def _capture(self, article: Node | None) -> Node | None:
        """Return the named graph that holds the capture of an article."""
        graphs = self.data.subjects(PROV.wasDerivedFrom, article) if article else ()
        return min(graphs, key=str, default=None)

    def _information(self, capture: Node | None) -> Graph:
        """Return who published, when, and under which licence, as the dataset says."""
        information, this = Graph(), self.own[""]
        if capture is not None:
            for licence in self.data.objects(capture, DCTERMS.license):
                information.add((this, DCTERMS.license, licence))
            for activity in self.data.objects(capture, PROV.wasGeneratedBy):
                for time in self.data.objects(activity, PROV.endedAtTime):
                    information.add((this, DCTERMS.created, time))
            for dataset in self.data.subjects(VOID.subset, capture):
                for creator in self.data.objects(dataset, DCTERMS.creator):
                    information.add((this, DCTERMS.creator, creator))
        if self.signer:
            information.remove((this, DCTERMS.creator, None))
            information.add((this, DCTERMS.creator, URIRef(self.signer.orcid_id)))
        return information

    def _copy(
        self,
        node: Node,
        subject: Node,
        properties: Iterable[Node],
        into: Graph,
        stem: str = "",
        within: frozenset[Node] = frozenset(),
    ) -> None:
        """Copy a node's properties; blank nodes get names in the nanopublication, as it has none.

        A name says how one gets there (`involves-2`), in an order that only what is there decides.
        """
        for predicate in sorted(set(self.data.predicates(node)) & set(properties), key=str):
            values = sorted(self.data.objects(node, predicate), key=self._description)
            for number, value in enumerate(values, start=1):
                kept, name = value, stem
                if isinstance(value, BNode):
                    local = str(predicate).replace("#", "/").rpartition("/")[2]
                    name = f"{stem}{local}-{number}"
                    kept = self.own[name]
                into.add((subject, predicate, kept))
                inside = isinstance(value, BNode) or predicate in _FOLLOWED
                if inside and value not in within:
                    everything = set(self.data.predicates(value))
                    further = f"{name}." if isinstance(value, BNode) else ""
                    self._copy(value, kept, everything, into, further, within | {value})

    def _description(self, node: Node, within: frozenset[Node] = frozenset()) -> str:
        """Return a node's N-Triples, a blank node's as all that is said of it."""
        if not isinstance(node, BNode):
            return terms.n_triples(node)
        if node in within:
            return "[]"
        said = sorted(
            f"{predicate} {self._description(value, within | {node})}"
            for predicate, value in self.data.predicate_objects(node)
        )
        return f"[{' ; '.join(said)}]"

    def _finished(
        self, assertion: Graph, provenance: Graph, information: Graph, stem: str = ""
    ) -> Made:
        from nanopub.nanopub import Nanopub
        from nanopub.nanopub_conf import NanopubConf
        from nanopub.sign_utils import replace_trusty_in_graph
        from nanopub.trustyuri.rdf import RdfHasher, RdfUtils

        one = Nanopub(
            assertion=assertion,
            provenance=provenance,
            pubinfo=information,
            conf=NanopubConf(profile=self.signer),
        )
        if self.signer:
            one.sign()
        else:
            # What signing does after the signature.
            base = str(one.metadata.namespace)
            all_of = cast("Any", RdfUtils).get_quads(one.rdf)
            code = RdfHasher.make_hash(all_of, baseuri=base, hashstr=" ")
            one.update_from_signed(replace_trusty_in_graph(code, base, one.rdf))
        uri = str(one.source_uri)
        quads = list(ox.parse(one.rdf.serialize(format="nquads"), format=ox.RdfFormat.N_QUADS))
        short = {
            "this": uri,
            "sub": uri + "#",
            "np": "http://www.nanopub.org/nschema#",
            "npx": str(NPX),
        }
        text = writer.trig(quads, prefixes.of_quads(quads, short))
        return Made(uri, f"{stem}{uri.rpartition('/')[2]}.trig", text.encode())


FORMS = (Form("nanopubs", archive.MEDIA_TYPE, ".zip", "document", write, "application/trig"),)


# ── To a server ──────────────────────────────────────────────────────────────────────────────────


# Servers store each before they answer.
_PATIENCE = 60.0


def publish(made: Sequence[Made], server: str, timeout: float = _PATIENCE) -> Iterator[Made]:
    """Post nanopublications to a server, one by one, and yield each that it took.

    What is published cannot be taken back, only retracted. A trusty URI is made from the content,
    so that publishing again changes nothing: a run that broke off is repeated. `timeout` is in
    seconds. Raises UsageError for what is not signed or no server's address, and StoreError where
    the server cannot be reached or refuses.
    """
    import requests

    must_be_address(server)
    for one in made:
        if b"hasSignature " not in one.trig:
            raise UsageError(f"{one.uri}: is not signed, no server takes it: name a --profile")
    for number, one in enumerate(made):
        headers = {"Content-Type": "application/trig"}
        try:
            answer = requests.post(server, data=one.trig, headers=headers, timeout=timeout)
        except requests.RequestException as error:
            raise StoreError(
                f"{server}: cannot be reached ({type(error).__name__}), {_so_far(number, made)}"
            ) from error
        if not answer.ok:
            reason = " ".join(answer.text.split())[:100]
            raise StoreError(
                f"{server}: refuses {one.uri} ({answer.status_code} {reason}), "
                f"{_so_far(number, made)}"
            )
        yield one


def _so_far(number: int, made: Sequence[Made]) -> str:
    return f"{number} of {len(made)} were published: run it again, it publishes only the others"
