"""Makes the pages of the reference that follow from the code: commands, rules, questions, …"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rdflib import OWL, RDF, RDFS, SKOS, Graph

import claimgraph
from claimgraph import cli, export
from claimgraph.check import rules
from claimgraph.graph import project as projects
from claimgraph.questions import catalogue
from claimgraph.servers.http import openapi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rdflib.term import Node

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "ontology" / "examples"
ONTOLOGY = ROOT / "ontology" / "claimgraph.ttl"
# Characters that Markdown, or MyST, takes for its own in running text.
MARKS = re.compile(r"([\\*_\[\]<>|{}$#])")


def pages() -> dict[str, str]:
    """Return the Markdown of each page, by its name, in the order of the navigation."""
    return {
        "commands": _page("All options of all commands", commands()),
        "rules": _page("All rules", all_rules()),
        "questions": _page("All stored questions", questions()),
        "forms": _page("All forms of export", forms()),
        "vocabulary": _page("Classes and properties", vocabulary()),
        "python": _page("The Python API", python()),
        "http": _page("The HTTP API", http()),
    }


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", *lines]) + "\n"


def plain(text: str) -> str:
    """Return prose that reads the same in Markdown; code in backticks stays code."""
    parts = re.split(r"(`[^`\n]+`)", text)
    return "".join(part if part.startswith("`") else MARKS.sub(r"\\\1", part) for part in parts)


def cell(text: str) -> str:
    """Return prose for a cell of a table."""
    return " ".join(plain(text).split())


def code(text: str) -> str:
    """Return a text as code, in a cell too."""
    return f"`{text}`".replace("|", "\\|")


def leaves(command: Any, typed: str) -> Iterator[tuple[str, Any]]:
    """Yield every command that can be run, with what is typed for it."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield typed, command
        return
    for name in sorted(inner):
        yield from leaves(inner[name], f"{typed} {name}")


def commands() -> Iterator[str]:
    """Yield each command's usage, arguments and options, as `--help` has them."""
    yield "What `claimgraph COMMAND --help` prints. What each command is for:"
    yield "[Commands](../commands.md)."
    for typed, command in leaves(typer.main.get_command(cli.app), "claimgraph"):
        context = command.context_class(command, info_name=typed)
        pieces = " ".join(command.collect_usage_pieces(context))
        yield from ("", f"## {typed}", "", plain(_paragraphs(command.help or "")), "")
        yield from ("```text", f"{typed} {pieces}", "```")
        records = [
            record
            for parameter in command.get_params(context)
            if "--help" not in parameter.opts and (record := parameter.get_help_record(context))
        ]
        if records:
            yield from ("", "| argument or option | means |", "|---|---|")
        for written, means in records:
            yield f"| {code(written)} | {cell(means)} |"


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def all_rules() -> Iterator[str]:
    """Yield each rule with its reason, its hint and what its examples differ in."""
    listed = rules.catalogue(projects.shipped_project())
    yield f"The {len(listed)} rules that `claimgraph check` applies; a project can add its own"
    yield "([extending](../extending.md#rules)). `claimgraph rules NAME` shows a rule's shape, too."
    for kind, members in groupby(listed, key=lambda rule: rule.kind):
        yield from ("", f"## {kind}")
        for rule in members:
            yield from ("", f"### {rule.name}", "")
            severity = rule.severity.name.lower()
            yield f"**{severity}** · {plain(rule.summary)}. {plain(rule.description)}"
            if rule.hint:
                yield from ("", f"Hint: {plain(rule.hint)}")
            failing, passing = (
                EXAMPLES / rule.kind / f"{rule.name}.{how}.ttl" for how in ("fail", "pass")
            )
            if failing.is_file() and passing.is_file():
                yield from _example("Fails:", rules.Example.of(failing, passing).differs)
                yield from _example("Passes:", rules.Example.of(passing, failing).differs)


def _example(heading: str, turtle: str) -> Iterator[str]:
    if turtle:
        yield from ("", heading, "", "```turtle", turtle, "```")


def questions() -> Iterator[str]:
    """Yield each stored question with its description and parameters."""
    listed = catalogue.catalogue(projects.shipped_project())
    yield f"The {len(listed)} questions that claimgraph ships, asked with `claimgraph ask NAME`;"
    yield "how to ask and to write them: [Stored questions](../questions.md)."
    for theme, members in groupby(listed, key=lambda question: question.theme):
        yield from ("", f"## {theme}")
        for question in members:
            yield from ("", f"### {question.name}", "", f"**{plain(question.summary)}.**")
            yield from ("", plain(question.description))
            if question.parameters:
                yield from ("", "| parameter | type | value |", "|---|---|---|")
            for one in question.parameters:
                value = f"default: `{one.default}`" if one.default is not None else "optional"
                yield f"| `{one.name}` | {one.type} | {'required' if one.required else value} |"


def forms() -> Iterator[str]:
    """Yield a table of the forms of export."""
    kinds = {
        "quads": "quads: the names of graphs are kept",
        "triples": "triples: the union of all graphs",
        "document": "a document made of the graph",
    }
    yield "What `claimgraph export --format NAME` writes. Each is shown with its output in"
    yield "[Export](../export.md) and [Export for communities](../export-communities.md)."
    yield from ("", "| name | media type | file | holds |", "|---|---|---|---|")
    for name in export.NAMES:
        form = export.form(name)
        packed = f", with files of `{form.packed}`" if form.packed else ""
        row = (f"`{name}`", f"`{form.media_type}`{packed}", f"`{form.extension}`", kinds[form.kind])
        yield f"| {' | '.join(row)} |"


def vocabulary() -> Iterator[str]:
    """Yield tables of the vocabulary's classes and properties."""
    graph = Graph().parse(ONTOLOGY)
    yield "The terms of `https://w3id.org/claimgraph/ontology#`, prefix `cg:`. The words of their"
    yield "schemes: [The words of a capture](../terms.md). Axioms, notes and examples of each term:"
    yield '<a href="../ontology.html">the ontology’s own page</a>.'
    kinds = {
        "Classes": [OWL.Class],
        "Properties": [OWL.ObjectProperty, OWL.DatatypeProperty],
        "Annotation properties": [OWL.AnnotationProperty],
    }
    for heading, types in kinds.items():
        terms = {term for type_ in types for term in graph.subjects(RDF.type, type_)}
        own = sorted(term for term in terms if (term, RDFS.isDefinedBy, None) in graph)
        if not own:
            continue
        yield from (
            "",
            f"## {heading}",
            "",
            "| term | under | from | to | means |",
            "|---|---|---|---|---|",
        )
        for term in own:
            under = graph.objects(term, RDFS.subClassOf), graph.objects(term, RDFS.subPropertyOf)
            above = [*under[0], *under[1]]
            ends = [list(graph.objects(term, which)) for which in (RDFS.domain, RDFS.range)]
            cells = [_names(graph, nodes) for nodes in ([term], above, *ends)]
            means = graph.value(term, SKOS.definition, default="")
            yield f"| {' | '.join(cells)} | {cell(str(means))} |"


def _names(graph: Graph, nodes: Sequence[Node]) -> str:
    names = (graph.namespace_manager.normalizeUri(str(one)) for one in nodes if "://" in one)
    return ", ".join(code(name) for name in sorted(names))


def python() -> Iterator[str]:
    """Yield what Sphinx is told to write from the docstrings of each public name."""
    yield "Every public name of `claimgraph`; how they are used: [In Python](../python.md)."
    first = ("open", "Claimgraph")
    for name in (*first, *(name for name in claimgraph.__all__ if name not in first)):
        kind = "class" if isinstance(getattr(claimgraph, name), type) else "function"
        yield from ("", f"## {name}", "", "```{eval-rst}")
        yield f".. auto{kind}:: claimgraph.{name}"
        if kind == "class":
            yield from ("   :members:", "   :inherited-members: tuple, str, int, Exception, Enum")
        yield "```"


def http() -> Iterator[str]:
    """Yield the paths of the API with their parameters and answers."""
    listed = catalogue.catalogue(projects.shipped_project())
    document = openapi.document(listed, "http://127.0.0.1:8000/", claimgraph.__version__)
    yield "What `claimgraph serve` describes at `/api/openapi.json` (OpenAPI "
    yield f"{document['openapi']}); its other paths: [Serving the graph](../serve.md)."
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield from (
                "",
                f"## {method.upper()} {path}",
                "",
                plain(operation["summary"]) + ".",
                "",
            )
            yield plain(operation.get("description", ""))
            yield from _parameters(operation.get("parameters", ()))
            yield from ("", "| status | means |", "|---|---|")
            for status, response in operation["responses"].items():
                yield f"| {status} | {cell(_resolved(document, response)['description'])} |"


def _parameters(parameters: Iterable[dict[str, Any]]) -> Iterator[str]:
    listed = list(parameters)
    if listed:
        yield from ("", "| parameter | type | required | means |", "|---|---|---|---|")
    for one in listed:
        schema = one["schema"]
        means = one.get("description") or schema.get("description", "")
        required = "yes" if one.get("required") else "no"
        type_ = schema.get("format") or schema.get("type", "string")
        yield f"| `{one['name']}` | {type_} | {required} | {cell(means)} |"


def _resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for name in part.get("$ref", "#").removeprefix("#/").split("/") if "$ref" in part else ():
        document = document[name]
    return document if "$ref" in part else part
