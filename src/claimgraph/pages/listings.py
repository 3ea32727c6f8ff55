"""What the pages hold that are about no single thing: the front, lists, tables, search."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from rdflib import SKOS
from rdflib.term import Literal, URIRef

from claimgraph.graph import prefixes
from claimgraph.pages import articles, statements
from claimgraph.pages.page import Row, Value, in_script
from claimgraph.vocab import BASE, ONTOLOGY, SCHEME

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.findings import Rule
    from claimgraph.graph.stores import Answer
    from claimgraph.pages.contents import Edition
    from claimgraph.pages.page import Here
    from claimgraph.questions import Question

# The lists of what articles share, by the class they hold, with what they are called.
LISTS = {
    "actors": ("Actor", "Actors"),
    "technologies": ("Technology", "Technologies"),
    "measures": ("Measure", "Measures"),
}


def front(edition: Edition, here: Here) -> dict[str, object]:
    """Return what the front page shows: the articles with their theses, the ways into the rest."""
    shown = [
        (here.link(node), articles.summary(here, node) if place < _FULL else {"title": None})
        for place, node in enumerate(here.things.of_kind("Article"))
    ]
    lists = [
        (title, here.to(f"lists/{name}.html"), here.things.count(kind))
        for name, (kind, title) in LISTS.items()
    ]
    return {
        "title": Value("claimgraph"),
        "trail": (),
        "articles": shown,
        "lists": lists,
        "questions": len(edition.source.questions),
        "rules": len(edition.rules),
        "vocabulary": here.href(ONTOLOGY) if here.has_page(ONTOLOGY) else "",
    }


# So many articles have their thesis on the front page; the others their names.
_FULL = 20


def comparing(here: Here) -> dict[str, object]:
    """Return what the page for comparing shows without its script: the articles, to be opened."""
    articles = here.things.of_kind("Article")
    return {"title": Value("Compare"), "trail": (), "articles": here.links(articles[:_FULL])}


def listed(here: Here, kind: str, title: str) -> dict[str, object]:
    """Return a list of what articles share, by kind."""
    groups: dict[URIRef, list[URIRef]] = {}
    for node in here.things.of_kind(kind):
        groups.setdefault(here.things.kinds(node)[0], []).append(node)
    entries = [
        Row(here.link(one), tuple(entry(here, node) for node in groups[cast("URIRef", one)]))
        for one in here.things.sorted(groups)
    ]
    return {"title": Value(title), "trail": (), "groups": entries}


def entry(here: Here, node: URIRef) -> Value:
    """Return a thing in a list, its other names within."""
    shown = here.link(node)
    others = here.links(here.things.values(node, SKOS.altLabel))
    return Value(shown.text, shown.href, shown.lang, rows=(Row(Value("also"), others),))


def rules(edition: Edition, here: Here) -> dict[str, object]:
    """Return the rules by what they are about."""
    groups: dict[str, list[tuple[Rule, str]]] = {}
    for one in edition.catalogue:
        stem = here.names.stem(one.shape) if one.shape else ""
        link = here.to(f"{stem}.html") if stem in edition.rules_by_stem else ""
        groups.setdefault(one.kind, []).append((one, link))
    return {"title": Value("Rules"), "trail": (), "groups": groups}


def questions(edition: Edition, here: Here) -> dict[str, object]:
    """Return the stored questions by theme."""
    groups: dict[str, list[tuple[Question, str]]] = {}
    for one in edition.source.questions:
        link = here.to(f"questions/{one.theme}/{one.name}.html")
        groups.setdefault(one.theme, []).append((one, link))
    return {"title": Value("Questions"), "trail": (), "groups": groups}


def table(here: Here, answer: Answer, most: int | None = statements.MOST) -> dict[str, object]:
    """Return an answer as a table, things by their names; empty columns are left out.

    No more than `most` rows are shown.
    """
    columns = [one for one in answer.variables if any(one in row for row in answer.rows)]
    rows = [
        [None if (term := row.get(name)) is None else _cell(here, term) for name in columns]
        for row in answer.rows[:most]
    ]
    return {
        "columns": [name.replace("_", " ") for name in columns],
        "rows": rows,
        "count": len(answer.rows),
        "more": len(answer.rows) - len(rows),
    }


def _cell(here: Here, term: Node) -> Value:
    if isinstance(term, Literal):
        shown = here.literal(term)
        if shown.kind == "boolean" and shown.text in ("true", "false"):
            return replace(shown, text="yes" if shown.text == "true" else "no")
        if shown.kind == "integer" and re.fullmatch(r"-?\d{5,}", shown.text):
            return replace(shown, text=f"{int(shown.text):,}")
        return shown
    shown = here.link(term)
    return Value(statements.short(shown.text), shown.href, shown.lang, shown.kind)


def for_sparql(edition: Edition) -> dict[str, object]:
    """Return the prefixes that a query begins with, and the terms that are offered in it.

    Concepts go by a prefix for each scheme (`certainty:reported`).
    """
    vocabulary = edition.things.of_vocabulary
    known = prefixes.of(vocabulary)
    ours = {
        name: space for name, space in known.items() if space.startswith(SCHEME) or name == "cg"
    }
    offered = [
        [f"{name}:{iri.removeprefix(space)}", edition.things.name(URIRef(iri)).text]
        for name, space in ours.items()
        for iri in vocabulary
        if iri.startswith(space) and not re.search("[/#]", iri.removeprefix(space))
    ]
    begin = {name: known[name] for name in ("cg", "certainty", "rdfs", "schema", "skos")
             if name in known}  # fmt: skip
    offer = {"prefixes": known | prefixes.KNOWN, "terms": sorted(offered)}
    text = json.dumps(offer, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return {"prefixes": sorted(begin.items()), "terms_json": in_script(text), "root": BASE}
