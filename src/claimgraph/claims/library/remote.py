"""Finds things on a SPARQL server, which has no index of ours: words are looked for in texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.library.extracts import KINDS, SEARCHED
from claimgraph.claims.library.finding import Hit, best, must_be_kind
from claimgraph.claims.library.matching import wanted
from claimgraph.graph import names
from claimgraph.graph.classes import Classes
from claimgraph.vocab import CG, OA, SKOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores import Store

# So many texts are taken of a server: what is sought is among them, or more words are needed.
TEXTS = 1000
_WEIGHTS = {CG + "paraphrase": 4, CG + "hedge": 2, SKOS + "altLabel": 8}
_READ = (*map(str, names.PROPERTIES), SKOS + "altLabel", CG + "paraphrase", CG + "hedge")


def find(
    store: Store,
    loaded: Sequence[Loaded],
    text: str,
    *,
    kind: str | None = None,
    article: str | None = None,
    limit: int = 20,
) -> tuple[Hit, ...]:
    """Return the things of a server of which one text has all the words, the best first.

    Case does not count, accents do. Raises UsageError for a text without words and an unknown
    kind, StoreError where the server does not answer.
    """
    must_be_kind(kind)
    search = wanted(text)
    filters = " && ".join(
        f"CONTAINS(LCASE(STR(?text)), {_literal(w.lower())})" for w in search.typed
    )
    properties = " ".join(f"<{one}>" for one in _READ)
    passage = f"?found <{CG}passage>/<{OA}hasSource>"
    within = "" if article is None else _within(article)
    rows = store.query(
        "SELECT ?found ?property ?text (MIN(?one) AS ?article) "
        '(GROUP_CONCAT(DISTINCT STR(?class); SEPARATOR=" ") AS ?classes) { '
        f"{{ SELECT ?found ?property ?text {{ VALUES ?property {{ {properties} }} "
        f"?found ?property ?text . FILTER(isIRI(?found) && {filters}) {within} }} "
        f"LIMIT {TEXTS} }} OPTIONAL {{ ?found a ?class FILTER(isIRI(?class)) }} "
        f"OPTIONAL {{ {passage} ?one }} }} GROUP BY ?found ?property ?text"
    ).rows
    classes = Classes.of(quad for one in loaded for quad in one.quads)
    hits: dict[str, Hit] = {}
    for row in rows:
        iri, said = str(row["found"]), str(row["text"])
        what = classes.first(str(row.get("classes", "")).split(), KINDS)
        if what is None and str(row["property"]) == CG + "paraphrase":
            what = "claim"
        if what not in SEARCHED or (kind is not None and what != kind):
            continue
        score = _WEIGHTS.get(str(row["property"]), 10) * len(search.words) / (1 + len(said.split()))
        where = str(row["article"]) if "article" in row else None
        if iri not in hits or score > hits[iri].score:
            hits[iri] = Hit(iri, what, "", where, best(search, [said]), score)
    return tuple(sorted(hits.values(), key=lambda one: (-one.score, one.iri))[:limit])


def _within(article: str) -> str:
    iri = ox.NamedNode(article)
    claims = f"?claim <{CG}passage>/<{OA}hasSource> {iri}"
    about = " | ".join(
        (
            f"<{CG}involves>/<{CG}actor>",
            f"<{CG}evidence>/<{CG}source>",
            f"<{CG}attribution>/<{CG}through>*/(<{CG}actor>|<{CG}source>)",
            f"<{CG}event>",
            "<https://schema.org/about>",
        )
    )
    return (
        f"FILTER(?found = {iri} || EXISTS {{ ?found <{CG}passage>/<{OA}hasSource> {iri} }} || "
        f"EXISTS {{ {claims} . ?claim {about} ?found }})"
    )


def _literal(text: str) -> str:
    return str(ox.Literal(text))
