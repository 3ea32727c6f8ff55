"""Renders pages: a template filled for each, what all have in common around it."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, cast

import jinja2
from markupsafe import Markup, escape
from rdflib import OWL, RDF, SKOS
from rdflib.term import Literal, URIRef

from claimgraph import prefixes
from claimgraph import project as projects
from claimgraph import rules as catalogue
from claimgraph.publish import colours, data, figures, forms, statements
from claimgraph.publish.asked import turtle
from claimgraph.publish.forms import article
from claimgraph.publish.here import Row, Value
from claimgraph.vocab import BASE, CG, SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.term import Node

    from claimgraph.model import Answer, Question, Rule
    from claimgraph.publish.edition import Edition
    from claimgraph.publish.here import Here

# The lists of what articles share, by the class they hold, with what they are called.
LISTS = {
    "actors": ("Actor", "Actors"),
    "technologies": ("Technology", "Technologies"),
    "measures": ("Measure", "Measures"),
}
_CLASSES = {
    "classes": OWL.Class,
    "object properties": OWL.ObjectProperty,
    "datatype properties": OWL.DatatypeProperty,
    "annotation properties": OWL.AnnotationProperty,
}
_GENERATED = ("static/site.css",)


# ── The pages of things ──────────────────────────────────────────────────────────────────────────


def thing(edition: Edition, here: Here, node: URIRef) -> bytes:
    """Return the page of an IRI that the graph speaks of."""
    if str(node) == f"{CG}"[:-1]:
        return _render(edition, here, "ontology.html", _ontology(here, node))
    template, filled = forms.filled(here, node)
    return _render(edition, here, template, filled)


def rule(edition: Edition, here: Here, one: Rule) -> bytes:
    """Return the page of a rule, with its shape and its examples."""
    passing, failing = _examples(one)
    trail = (Value("Rules", here.to("shapes.html")),)
    context = {
        "rule": one,
        "iri": one.shape,
        "title": Value(one.summary),
        "trail": trail,
        "lead": Value(one.description) if one.description else None,
        "turtle": edition.shape(cast("str", one.shape)),
        "passing": passing,
        "failing": failing,
    }
    return _render(edition, here, "rule.html", context)


def _examples(one: Rule) -> tuple[catalogue.Example | None, catalogue.Example | None]:
    """Return a shipped rule's passing and failing example, if they are there."""
    folder = projects.shipped("examples") / one.kind
    passing, failing = (folder / f"{one.name}.{how}.ttl" for how in ("pass", "fail"))
    if "/" in one.name or not (passing.is_file() and failing.is_file()):
        return None, None
    return catalogue.Example.of(passing, failing), catalogue.Example.of(failing, passing)


def question(edition: Edition, here: Here, theme: str, file: str) -> bytes:
    """Return the page of a stored question, or the query, or the answer as CSV."""
    name, _, suffix = file.rpartition(".")
    found = edition.asked.find(theme, name)
    if suffix == "rq":
        return found.sparql.encode()
    if suffix in ("csv", "ttl"):
        return edition.asked.file(found)
    answer = edition.asked.answer(found) if edition.asked.answered(found) else ""
    return question_page(edition, here, found, {}, answer)


def question_page(
    edition: Edition,
    here: Here,
    found: Question,
    values: Mapping[str, str],
    answer: Answer | str,
) -> bytes:
    """Return the page of a question with its answer, or with one line on why there is none."""
    context = {
        "question": found,
        "title": Value(found.summary),
        "trail": (Value("Questions", here.to("questions/index.html")),),
        "values": values,
        "problem": answer if isinstance(answer, str) else "",
        "answer": None if isinstance(answer, str) else _table(here, answer),
        "graph": None if isinstance(answer, str) or answer.graph is None else turtle(answer),
    }
    return _render(edition, here, "question.html", context)


def own(edition: Edition, here: Here) -> bytes:
    """Return a page that is about no single thing: the front, lists, search."""
    name = here.path.removesuffix(".html")
    if name == "index":
        return _render(edition, here, "index.html", _front(edition, here))
    if name == "shapes":
        return _render(edition, here, "rules.html", _rules(edition, here))
    if name == "questions/index":
        return _render(edition, here, "questions.html", _questions(edition, here))
    if name.startswith("maps/"):
        node = URIRef(edition.things_by_stem[name.removeprefix("maps/")])
        context = {
            "title": Value(f"Argument map: {here.things.name(node).text}"),
            "trail": (here.link(node),),
            "figure": figures.whole_map(here, node),
        }
        return _render(edition, here, "map.html", context)
    if name.startswith("lists/"):
        kind, title = LISTS[name.removeprefix("lists/")]
        return _render(edition, here, "list.html", _list(here, kind, title))
    titles = {"search": "Search", "sparql": "SPARQL", "404": "There is no such page"}
    extra = {"trail": (), "title": Value(titles[name])} | _for_sparql(edition)
    return _render(edition, here, f"{name}.html", extra)


# ── Files that are no pages ──────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def static_files() -> tuple[str, ...]:
    """Return the paths of the style sheet and the scripts."""
    folder = resources.files("claimgraph.publish") / "static"
    return tuple(sorted(f"static/{file.name}" for file in folder.iterdir() if file.is_file()))


def static_file(path: str) -> bytes:
    """Return the bytes of one; the style sheet begins with what pictures need."""
    folder = resources.files("claimgraph.publish") / "static"
    body = (folder / path.removeprefix("static/")).read_bytes()
    if path in _GENERATED:
        return f"{colours.css()}\n{figures.style()}\n".encode() + body
    return body


# ── What the pages hold ──────────────────────────────────────────────────────────────────────────


def _front(edition: Edition, here: Here) -> dict[str, object]:
    articles = [
        (here.link(node), article.summary(here, node) if place < _FULL else {"title": None})
        for place, node in enumerate(here.things.of_kind("Article"))
    ]
    lists = [
        (title, here.to(f"lists/{name}.html"), len(here.things.of_kind(kind)))
        for name, (kind, title) in LISTS.items()
    ]
    return {
        "title": Value("claimgraph"),
        "trail": (),
        "articles": articles,
        "lists": lists,
        "questions": len(edition.source.questions),
        "rules": len(edition.rules),
    }


# So many articles have their thesis on the front page; the others their names.
_FULL = 20


def _list(here: Here, kind: str, title: str) -> dict[str, object]:
    groups: dict[URIRef, list[URIRef]] = {}
    for node in here.things.of_kind(kind):
        groups.setdefault(here.things.kinds(node)[0], []).append(node)
    entries = [
        Row(here.link(one), tuple(_entry(here, node) for node in groups[cast("URIRef", one)]))
        for one in here.things.sorted(groups)
    ]
    return {"title": Value(title), "trail": (), "groups": entries}


def _entry(here: Here, node: URIRef) -> Value:
    """Return a thing in a list, its other names within."""
    shown = here.link(node)
    others = here.links(here.things.values(node, SKOS.altLabel))
    return Value(shown.text, shown.href, shown.lang, rows=(Row(Value("also"), others),))


def _ontology(here: Here, node: URIRef) -> dict[str, object]:
    from claimgraph.publish.forms import thing as form

    graph = here.things.graph
    groups = {
        name: [_defined(here, one) for one in here.things.sorted(graph.subjects(RDF.type, kind))
               if str(one).startswith(CG)]
        for name, kind in _CLASSES.items()
    }  # fmt: skip
    schemes = [
        (_defined(here, one), here.links(here.things.speaking_of(one, SKOS.inScheme)))
        for one in here.things.sorted(graph.subjects(RDF.type, SKOS.ConceptScheme))
    ]
    return form.context(here, node) | {"incoming": (), "groups": groups, "schemes": schemes}


def _defined(here: Here, node: Node) -> tuple[Value, str, str, Value | None]:
    """Return a term with its prefixed name, its anchor, its definition."""
    text = here.things.text(node, SKOS.definition)
    iri = str(node)
    return (
        here.link(node),
        statements.short(iri),
        iri.removeprefix(CG) if iri.startswith(CG) else "",
        here.text(text) if text else None,
    )


def _rules(edition: Edition, here: Here) -> dict[str, object]:
    groups: dict[str, list[tuple[Rule, str]]] = {}
    for one in catalogue.catalogue(edition.source.project):
        link = here.to(f"{here.names.stem(one.shape)}.html") if one.shape else ""
        groups.setdefault(one.kind, []).append((one, link))
    return {"title": Value("Rules"), "trail": (), "groups": groups}


def _questions(edition: Edition, here: Here) -> dict[str, object]:
    groups: dict[str, list[tuple[Question, str]]] = {}
    for one in edition.source.questions:
        link = here.to(f"questions/{one.theme}/{one.name}.html")
        groups.setdefault(one.theme, []).append((one, link))
    return {"title": Value("Questions"), "trail": (), "groups": groups}


def _table(here: Here, answer: Answer) -> dict[str, object]:
    rows = [
        [
            None if (term := row.get(name)) is None else _cell(here, term)
            for name in answer.variables
        ]
        for row in answer.rows[: statements.MOST]
    ]
    return {
        "columns": [name.replace("_", " ") for name in answer.variables],
        "rows": rows,
        "count": len(answer.rows),
        "more": max(0, len(answer.rows) - statements.MOST),
    }


def _cell(here: Here, term: Node) -> Value:
    if isinstance(term, Literal):
        return here.literal(term)
    shown = here.link(term)
    return Value(statements.short(shown.text), shown.href, shown.lang, shown.kind)


def _for_sparql(edition: Edition) -> dict[str, object]:
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
    text = json.dumps(sorted(offered), ensure_ascii=False, separators=(",", ":"))
    return {"prefixes": sorted(begin.items()), "terms_json": _in_script(text), "root": BASE}


def _in_script(text: str) -> Markup:
    """Return JSON as it can stand in a page: `</script>` would end it (HTML, 4.12.1.3)."""
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e"))


# ── What all pages have in common ────────────────────────────────────────────────────────────────


def _render(edition: Edition, here: Here, template: str, context: Mapping[str, object]) -> bytes:
    iri = cast("str", context.get("iri") or "")
    stem = here.path.removesuffix(".html")
    title = cast("Value", context["title"])
    lead = cast("Value | None", context.get("lead"))
    alternates = [(here.to(stem + suffix), kind, suffix) for suffix, kind in data.FORMS.items()]
    common = {
        "here": here,
        "live": edition.source.live,
        "nav": _nav(here),
        "alternates": alternates if iri or stem == "shapes" else [],
        "canonical": _canonical(edition, here, iri),
        "description": _clipped(lead.text if lead else title.text),
        "schemaorg": _schemaorg(edition, here, iri, title, lead) if iri else None,
        "lists": [(title, here.to(f"lists/{name}.html")) for name, (_, title) in LISTS.items()],
    }
    return (
        _environment()
        .get_template(template)
        .render(common | dict(context))
        .encode("utf-8", "replace")
    )


def _nav(here: Here) -> list[tuple[str, str, bool]]:
    places = {
        "Articles": "index.html",
        "Actors": "lists/actors.html",
        "Questions": "questions/index.html",
        "Vocabulary": "ontology.html",
        "Rules": "shapes.html",
        "Search": "search.html",
    }
    return [(name, here.to(path), path == here.path) for name, path in places.items()]


def _canonical(edition: Edition, here: Here, iri: str) -> str:
    """Return where a page is at home, or an empty text where nobody has said."""
    if edition.source.base:
        return edition.source.base + here.path
    return iri if iri.startswith(("http://", "https://")) else ""


def _schemaorg(edition: Edition, here: Here, iri: str, title: Value, lead: Value | None) -> Markup:
    """Return what search engines read of a thing (schema.org), as JSON-LD within a page."""
    node = edition.schemaorg.get(iri) or {
        "@type": "DefinedTerm" if iri in edition.things.of_vocabulary else "Thing",
        "@id": iri,
        "name": title.text,
    }
    if lead and "text" not in node:
        node = node | {"description": lead.text}
    address = _canonical(edition, here, iri)
    told = {"@context": "https://schema.org", **node}
    if address:
        told["mainEntityOfPage"] = address
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return _in_script(text)


def _clipped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 200 else one_line[:199] + "…"


def _coded(text: str) -> Markup:
    """Return a text in which what stands between backticks is code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("claimgraph.publish"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clipped"] = _clipped
    environment.filters["coded"] = _coded
    return environment
