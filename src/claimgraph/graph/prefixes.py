"""Prefixes that depend on the graph alone, so that the same graph gives the same bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph import vocab

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KNOWN = {
    "cg": vocab.CG,
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "graph": vocab.GRAPH,
    "id": vocab.ID,
    "link": vocab.LINK,
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pav": "http://purl.org/pav/",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": vocab.RDF,
    "rdfs": vocab.RDFS,
    "schema": "https://schema.org/",
    "scheme": vocab.SCHEME,
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": vocab.SH,
    "shapes": vocab.SHAPES,
    "skos": vocab.SKOS,
    "sssom": "https://w3id.org/sssom/",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": vocab.XSD,
}
# What an article owns, by kind, and the schemes with their concepts.
_OWNED = re.compile(
    rf"(?P<article>{re.escape(vocab.ARTICLE)}(?P<slug>[^/#]+)/)(?:(?P<kind>[a-z][a-z-]*)/)?"
)
_CONCEPTS = re.compile(re.escape(vocab.SCHEME) + r"(?P<kind>[a-z][a-z-]*)/")
_PREFIX = re.compile(r"[A-Za-z](?:[\w.-]*[\w-])?", re.ASCII)


def of(iris: Iterable[str], declared: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the prefixes for a graph that holds these IRIs, namespaces by prefix.

    They are the known vocabularies', one for each scheme and each article, and one for each kind
    of thing that an article owns (`claim:`; with several articles, `ferry-line-claim:`). Prefixes
    that the source declares are taken for other namespaces, under names that are still free.
    """
    owned: dict[str, tuple[str, str]] = {}
    namespaces_by_prefix = dict(KNOWN)
    for iri in iris:
        if match := _OWNED.match(iri):
            owned[match["article"]] = (match["slug"], "")
            if match["kind"]:
                owned[match[0]] = (match["slug"], match["kind"])
        elif match := _CONCEPTS.match(iri):
            namespaces_by_prefix.setdefault(match["kind"], match[0])
    alone = len({slug for slug, _ in owned.values()}) == 1
    for namespace, (slug, kind) in sorted(owned.items()):
        whole = f"{slug}-{kind}" if kind else slug
        name = kind if kind and alone and kind not in namespaces_by_prefix else whole
        if _PREFIX.fullmatch(name):
            namespaces_by_prefix.setdefault(name, namespace)
    namespaces = set(namespaces_by_prefix.values())
    for name, namespace in sorted((declared or {}).items()):
        if name not in namespaces_by_prefix and namespace not in namespaces:
            namespaces_by_prefix[name] = namespace
            namespaces.add(namespace)
    return namespaces_by_prefix


def of_quads(quads: Iterable[ox.Quad], declared: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the prefixes for quads, as `of` does."""
    return of({iri for quad in quads for iri in _iris(quad)}, declared)


def _iris(quad: ox.Quad) -> Iterator[str]:
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, ox.NamedNode):
            yield term.value
