"""Renders pages: a template filled for each, what all have in common around it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, cast

import jinja2
from markupsafe import Markup, escape
from rdflib.term import URIRef

from claimgraph import pictures
from claimgraph import text as controls
from claimgraph.check import rules as catalogue
from claimgraph.check.cache import key, program
from claimgraph.claims import wording
from claimgraph.claims.weighing import derived
from claimgraph.export import schemaorg
from claimgraph.files import in_users_folder
from claimgraph.graph import project as projects
from claimgraph.pages import (
    asking,
    data,
    figures,
    listings,
    policy,
    reading,
    scripts,
    standings,
    thing_page,
    vocabulary,
)
from claimgraph.pages import whatif as supposing
from claimgraph.pages.page import Here, Value, in_script
from claimgraph.vocab import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinja2.bccache import Bucket

    from claimgraph.findings import Rule
    from claimgraph.graph.stores import Answer
    from claimgraph.pages.contents import Edition
    from claimgraph.questions import Question

# Scripts that are put together from modules: the folder of these, and the first.
_BUNDLES = {
    "static/map.js": ("map", "main"),
    "static/answers.js": ("choices", "answers"),
    "static/filters.js": ("choices", "filters"),
}
# What an article has pages of beside its own: a folder for each.
VIEWS = ("maps", "reading")


# ── The pages of things ──────────────────────────────────────────────────────────────────────────


def thing(edition: Edition, here: Here, node: URIRef) -> bytes:
    """Return the page of an IRI that the graph speaks of."""
    if str(node) == ONTOLOGY:
        return _render(edition, here, "ontology.html", vocabulary.ontology(here, node))
    if str(node) == derived.GRAPH:
        return _render(edition, here, "weighing.html", standings.explanation(here, node))
    template, filled = thing_page.filled(here, node)
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
    folder = projects.shipped("ontology") / "examples" / one.kind
    passing, failing = (folder / f"{one.name}.{how}.ttl" for how in ("pass", "fail"))
    if "/" in one.name or not (passing.is_file() and failing.is_file()):
        return None, None
    return catalogue.Example.of(passing, failing), catalogue.Example.of(failing, passing)


def question(edition: Edition, here: Here, theme: str, file: str, base: str | None = None) -> bytes:
    """Return the page of a stored question, or the query, or the answer as CSV."""
    name, _, suffix = file.rpartition(".")
    found = edition.asked.find(theme, name)
    if suffix == "rq":
        return found.sparql.encode()
    if suffix in ("csv", "ttl"):
        return edition.asked.file(found, base)
    answer = edition.asked.answer(found, base) if edition.asked.answered(found) else ""
    return question_page(edition, here, found, {}, answer)


def question_page(
    edition: Edition,
    here: Here,
    found: Question,
    values: Mapping[str, str],
    answer: Answer | str,
) -> bytes:
    """Return the page of a question with its answer, or with one line that says what is wrong."""
    shown = asking.page(edition, here, found, values, answer)
    return _render(edition, here, "question.html", shown)


def whatif(
    edition: Edition,
    here: Here,
    asked: supposing.Asked,
    values: supposing.Values,
    outcome: supposing.Outcome | str,
) -> bytes:
    """Return the page on which people suppose something, with what would stand otherwise."""
    return _render(edition, here, "whatif.html", supposing.page(here, asked, values, outcome))


def own(edition: Edition, here: Here) -> bytes:
    """Return a page that is about no single thing: the front, lists, search."""
    name = here.path.removesuffix(".html")
    if name == "index":
        return _render(edition, here, "index.html", listings.front(edition, here))
    if name == "shapes":
        return _render(edition, here, "rules.html", listings.rules(edition, here))
    if name == "questions/index":
        return _render(edition, here, "questions.html", listings.questions(edition, here))
    view, _, stem = name.partition("/")
    if view in VIEWS:
        node = URIRef(edition.iri_at(stem) or "")
        if view == "reading":
            shown = reading.page(here, node, edition.texts.get(str(node)))
            return _render(edition, here, "reading.html", shown)
        context = {
            "title": Value(f"Argument map: {here.things.name(node).text}"),
            "trail": (here.link(node),),
            "figure": figures.whole_map(here, node),
        }
        return _render(edition, here, "map.html", context)
    if name.startswith("lists/"):
        kind, title = listings.LISTS[name.removeprefix("lists/")]
        return _render(edition, here, "list.html", listings.listed(here, kind, title))
    if name == "compare":
        return _render(edition, here, "compare.html", listings.comparing(here))
    titles = {"search": "Search", "sparql": "SPARQL", "404": "There is no such page"}
    extra = {"trail": (), "title": Value(titles[name])} | listings.for_sparql(edition)
    return _render(edition, here, f"{name}.html", extra)


def report(articles: Sequence[Mapping[str, object]]) -> str:
    """Return the page that holds all about some articles and asks nothing of any host."""
    own = resources.files("claimgraph.pages").joinpath("static", "report.css")
    style = Markup(f"{pictures.style()}\n{own.read_text(encoding='utf-8')}")
    return _environment().get_template("report.html").render(articles=articles, style=style)


# ── Files that are not pages ─────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def static_files() -> tuple[str, ...]:
    """Return the paths of the style sheet and the scripts."""
    folder = resources.files("claimgraph.pages") / "static"
    files = (f"static/{file.name}" for file in folder.iterdir() if file.is_file())
    return tuple(sorted([*files, *_BUNDLES]))


def static_file(path: str) -> bytes:
    """Return the bytes of one; the style sheet begins with what pictures need."""
    folder = resources.files("claimgraph.pages") / "static"
    if path in _BUNDLES:
        modules, first = _BUNDLES[path]
        return scripts.bundle(folder / modules, first).encode()
    body = (folder / path.removeprefix("static/")).read_bytes()
    if path == "static/site.css":
        return f"{pictures.style()}\n".encode() + body
    return body


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
        "lists": [
            (title, here.to(f"lists/{name}.html")) for name, (_, title) in listings.LISTS.items()
        ],
    }
    page = _environment().get_template(template).render(common | dict(context))
    return _styled(here, page).encode("utf-8", "replace")


def _styled(here: Here, page: str) -> str:
    """Return a page with its style sheet after its first heading.

    What stands above is painted while the sheet is on its way (HTML, 4.2.4: such a link is allowed
    in the body; it blocks the painting of nothing before it).
    """
    link = f'<link rel="stylesheet" href="{here.to("static/site.css")}">'
    place = "</h1>" if "</h1>" in page else "<body>"
    return page.replace(place, f"{place}\n{link}", 1)


def _nav(here: Here) -> list[tuple[str, str, bool]]:
    places = {
        "Articles": "index.html",
        "Actors": "lists/actors.html",
        "Questions": "questions/index.html",
        "Vocabulary": "ontology.html",
        "Rules": "shapes.html",
        "Search": "search.html",
    }
    return [
        (name, here.to(path), path == here.path)
        for name, path in places.items()
        if path != "ontology.html" or here.has_page(ONTOLOGY)
    ]


def _canonical(edition: Edition, here: Here, iri: str) -> str:
    """Return where a page is at home, or an empty text where nobody has said."""
    if edition.source.base:
        return edition.source.base + here.path
    return iri if iri.startswith(("http://", "https://")) else ""


def _schemaorg(edition: Edition, here: Here, iri: str, title: Value, lead: Value | None) -> Markup:
    """Return what search engines read of a thing (schema.org), as JSON-LD within a page."""
    node = schemaorg.node(here.reader, URIRef(iri)) or {
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
    return in_script(text)


def prepare() -> None:
    """Compile the templates now, for processes that are to share them."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


def _clipped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 200 else one_line[:199] + "…"


def _coded(text: str) -> Markup:
    """Return a text in which what stands between backticks is code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _firmness(certainty: object, hedges: Sequence[object]) -> str:
    """Return how firmly a claim is said, of a certainty and its marker words."""
    words = [one.text if isinstance(one, Value) else str(one) for one in hedges]
    return wording.firmness(str(certainty), words)


def _harmless(value: object) -> object:
    """Keep what is shown from steering what shows it."""
    if isinstance(value, Markup | jinja2.Undefined):
        return value
    return controls.only_xml(controls.harmless(str(value)))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        finalize=_harmless,
        loader=jinja2.PackageLoader("claimgraph.pages"),
        bytecode_cache=Compiled(in_users_folder() / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clipped"] = _clipped
    environment.filters["coded"] = _coded
    environment.filters["firmness"] = _firmness
    environment.globals |= {"first_style": policy.first_style, "policy": policy.policy}
    return environment


class Compiled(jinja2.FileSystemBytecodeCache):
    """Templates as they were compiled the last time.

    Jinja's own cache of bytecode; a folder that cannot be read or written holds nothing.
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        super().__init__(str(folder))

    def get_source_checksum(self, source: str) -> str:
        """Return what a template's bytecode depends on: no other version's is trusted."""
        return key([program(), source])

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if there is something to fill it with."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a bucket, if that can be done."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
