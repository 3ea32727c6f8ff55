"""The rules that findings name: those of the shapes, and what the check asks by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, SH, Graph
from rdflib.term import BNode, Literal, URIRef

from claimgraph import alike
from claimgraph.check import accepting
from claimgraph.check.findings import HINT, SEVERITIES, rule_name
from claimgraph.claims import text_rules
from claimgraph.errors import ProjectError, UsageError
from claimgraph.findings import Report, Rule, Severity
from claimgraph.graph import loading, prefixes, terms
from claimgraph.graph import project as projects
from claimgraph.graph.terms import in_memory
from claimgraph.graph.turtle import writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from claimgraph.graph.project import Project

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
# What a shape may have without asking anything of its focus nodes (SHACL 2.1, 2.3.2).
_ASKS_NOTHING = frozenset(
    {
        RDF.type,
        *_TARGETS,
        SH.property,
        SH.path,
        SH.severity,
        SH.message,
        SH.deactivated,
        SH.name,
        SH.description,
        SH.order,
        SH.group,
        SH.defaultValue,
        RDFS.label,
        RDFS.comment,
        RDFS.isDefinedBy,
        HINT,
    }
)

OWN = (
    Rule(
        name="syntax",
        kind="file",
        severity=Severity.VIOLATION,
        summary="A file parses",
        description=(
            "Other tools refuse a file that its format's grammar refuses. Of Turtle and its kin "
            "the other statements are read and validated; of other formats, those before the fault."
        ),
        hint="Mend the syntax where the finding points.",
    ),
    Rule(
        name="unread",
        kind="file",
        severity=Severity.INFO,
        summary="No finding rests on statements that were not read",
        description=(
            "A statement with a fault of syntax leaves gaps elsewhere: findings on what it names "
            "are held back until it is mended, and counted."
        ),
        hint="Mend the syntax and check again.",
    ),
    Rule(
        name="undescribed",
        kind="name",
        severity=Severity.VIOLATION,
        summary="A name is described",
        description=(
            "A name that stands in no other place than where it is used is most often a misspelt "
            "one: a passage, a class, a property, a concept. References to another file of the "
            "project, to the vocabulary and to the project's own ontology are described. A "
            "misspelt namespace is told once, where its prefix is declared."
        ),
        hint="Correct the name, or describe what it names.",
    ),
    Rule(
        name="described-twice",
        kind="name",
        severity=Severity.WARNING,
        summary="A thing is described in one file",
        description=(
            "Two descriptions of one IRI become one thing with two labels: a copy that was meant "
            "as another thing, or one that will not be kept in step. A statement that a file adds "
            "about a thing of another one, without its class, is not a description. Where they "
            "disagree, the finding is as grave as what follows from it."
        ),
        hint="Keep one of the descriptions; what is another thing needs an IRI of its own.",
    ),
    Rule(
        name="empty-file",
        kind="file",
        severity=Severity.WARNING,
        summary="A file holds statements",
        description="A file without a statement is most often one that was not saved.",
        message="holds no statements",
        hint="Write its statements, or delete the file.",
    ),
    Rule(
        name="time",
        kind="file",
        severity=Severity.VIOLATION,
        summary="A file is checked in time",
        description=(
            "Nobody waits minutes for a check. A file that takes longer than the limit is left "
            "unchecked, the others are checked, and the run gives no verdict."
        ),
        hint="Split the file, simplify what is asked of it, or allow more: --time-limit SECONDS.",
    ),
    Rule(
        name="question-syntax",
        kind="question",
        severity=Severity.VIOLATION,
        summary="A stored question has its header and is SPARQL 1.1",
        description=(
            "The header is YAML in grlc's decorators and has a summary; the query beneath it is "
            "asked as it stands, by claimgraph and by other tools."
        ),
        hint="Mend the header or the query where the finding points.",
    ),
    Rule(
        name="question-name",
        kind="question",
        severity=Severity.VIOLATION,
        summary="A stored question's name is its own",
        description="A question is asked by the name of its file, whatever its theme.",
        message="has the name of another question",
        hint="Rename one of the two files.",
    ),
    Rule(
        name="shape",
        kind="shape",
        severity=Severity.VIOLATION,
        summary="A shape of the project's own is one that SHACL allows",
        description=(
            "Validators differ in what they do with an ill-formed shape: one passes over it, "
            "another gives up. So it is left out and reported, and the run is not a verdict."
        ),
        hint="Mend the shape (SHACL, appendix C); until then it is not applied.",
    ),
    Rule(
        name="shape-query",
        kind="shape",
        severity=Severity.VIOLATION,
        summary="The query of a shape can be asked",
        description=(
            "It is SPARQL 1.1, declares its prefixes, and has nothing that SHACL keeps out because "
            "variables are bound beforehand (SHACL 5.2.1 and appendix A)."
        ),
        hint="Mend the query; until then its constraint is not applied.",
    ),
    *text_rules.RULES,
    accepting.ACCEPTED,
)


@dataclass(frozen=True)
class Example:
    """An example of a rule: its file, and the parts in which it differs from its counterpart."""

    file: str
    differs: str

    @classmethod
    def of(cls, path: Path, other: Path) -> Example:
        """Read an example; paragraphs that its counterpart has too are left out."""
        known = _paragraphs(other)
        own = [part for part in _paragraphs(path) if part not in known]
        return cls(projects.shown(path), "\n\n".join(own))


@dataclass(frozen=True)
class Explained:
    """A rule with its shape in Turtle and, where claimgraph ships them, its two examples."""

    rule: Rule
    turtle: str | None = None
    passing: Example | None = None
    failing: Example | None = None


def catalogue(project: Project, *, whole: bool = True) -> list[Rule]:
    """Return all rules of a project, sorted by kind and name.

    They are those of the shipped shapes, of the project's own, and what the check asks by itself.
    Of a shapes file that does not parse, the rules before the fault are those that are applied.
    Raises ProjectError for a file that cannot be read; without `whole` its rules are left out.
    """
    return sorted((*OWN, *(rule for rule, *_ in _of_shapes(project, whole))), key=_order)


def explain(project: Project, name: str) -> Explained:
    """Return one rule with its shape and examples; raises UsageError for an unknown name."""
    for rule, shapes, shape in _of_shapes(project):
        if rule.name == name:
            passing, failing = _examples(rule)
            return Explained(rule, _turtle(shapes, shape), passing, failing)
    for rule in OWN:
        if rule.name == name:
            return Explained(rule)
    raise _unknown(name, [rule.name for rule in catalogue(project)])


def chosen(
    report: Report, known: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]
) -> Report:
    """Return the report with the findings of the selected rules, less the ignored ones.

    No selection is all of them. That a file does not parse is not to be ignored: then it was not
    checked. Raises UsageError for the name of no rule.
    """
    names = {rule.name for rule in known} | {finding.rule for finding in report.findings}
    for name in (*select, *ignore):
        if name not in names:
            raise _unknown(name, names)
    kept = {name for name in select or names if name not in ignore}
    unread = [
        f"{finding.location}: does not parse"
        for finding in report.findings
        if finding.rule == "syntax" and "syntax" not in kept
    ]
    return replace(
        report,
        findings=tuple(finding for finding in report.findings if finding.rule in kept),
        unchecked=(*report.unchecked, *unread),
    )


def _unknown(name: str, names: Iterable[str]) -> UsageError:
    near = alike.nearest(name, names, 3)
    nearest = f" (nearest: {', '.join(near)})" if near else ""
    return UsageError(f"no rule '{name}'{nearest}: list them with: claimgraph rules")


def _order(rule: Rule) -> tuple[str, str]:
    return rule.kind, rule.name


def _of_shapes(project: Project, whole: bool = True) -> list[tuple[Rule, Graph, Node]]:
    """Return the rules of the shape files, each with its file's graph and its shape.

    The same name twice is one rule for whoever selects or ignores it; the first explains it.
    """
    rules: dict[str, tuple[Rule, Graph, Node]] = {}
    for file in project.shape_files:
        try:
            loaded = loading.load(file)
        except ProjectError:
            if whole:
                raise
            continue
        shapes = in_memory(loaded.quads)
        for prefix, namespace in loaded.prefixes.items():
            shapes.bind(prefix, namespace, override=True, replace=True)
        for shape in _shapes(shapes):
            if set(shapes.predicates(shape)) <= _ASKS_NOTHING:
                continue
            rule = _rule(shapes, shape, file.path.stem, file.name)
            rules.setdefault(rule.name, (rule, shapes, shape))
    return list(rules.values())


def _shapes(graph: Graph) -> set[Node]:
    """Return the shapes that validate by themselves, and the property shapes that they hold.

    A shape within sh:or, sh:not and their kin has no results of its own (SHACL 4.6, 4.7).
    """
    ahead = {
        *(s for kind in (SH.NodeShape, SH.PropertyShape) for s in graph.subjects(RDF.type, kind)),
        *(shape for target in _TARGETS for shape in graph.subjects(target)),
    }
    shape_nodes: set[Node] = set()
    while ahead:
        shape = ahead.pop()
        off = graph.value(shape, SH.deactivated)
        if shape not in shape_nodes and not (isinstance(off, Literal) and off.value is True):
            shape_nodes.add(shape)
            ahead |= set(graph.objects(shape, SH.property))
    return shape_nodes


def _rule(graph: Graph, shape: Node, kind: str, file: str) -> Rule:
    message = _text(graph, shape, SH.message) or next(
        (
            message_text
            for constraint in graph.objects(shape, SH.sparql)
            if (message_text := _text(graph, constraint, SH.message))
        ),
        None,
    )
    label = _text(graph, shape, RDFS.label) or _text(graph, shape, SH.name)
    return Rule(
        name=rule_name(graph, shape),
        kind=kind,
        severity=SEVERITIES.get(str(graph.value(shape, SH.severity)), Severity.VIOLATION),
        summary=label or message or _asked(graph, shape),
        description=_text(graph, shape, RDFS.comment) or _text(graph, shape, SH.description) or "",
        message=message,
        hint=_text(graph, shape, HINT),
        shape=str(shape) if isinstance(shape, URIRef) else None,
        file=file,
    )


def _text(graph: Graph, node: Node, predicate: URIRef) -> str | None:
    """Return a text on one line, in English or in no language if there is a choice."""
    texts = sorted(
        graph.objects(node, predicate),
        key=lambda text: (getattr(text, "language", None) not in (None, "en"), str(text)),
    )
    return " ".join(str(texts[0]).split()) if texts else None


def _asked(graph: Graph, shape: Node) -> str:
    """Say what a shape asks by its parameters: sh:class x:Other, sh:maxCount 1."""
    names = graph.namespace_manager
    parts = []
    for predicate, value in sorted(graph.predicate_objects(shape)):
        if predicate not in _ASKS_NOTHING:
            term = str(value) if isinstance(value, Literal) else value.n3(names)
            parts.append(predicate.n3(names) + ("" if isinstance(value, BNode) else f" {term}"))
    return ", ".join(parts)


def _turtle(graph: Graph, shape: Node) -> str:
    """Return a shape's own triples in Turtle, with the prefixes that they need."""
    try:
        own = terms.quads(graph.cbd(shape))
        return writer.turtle(own, prefixes.of_quads(own, dict(graph.namespaces()))).strip()
    except RecursionError:
        return "# It is nested too deep to be shown."


def _examples(rule: Rule) -> tuple[Example | None, Example | None]:
    """Return a shipped rule's passing and failing example, if they are there."""
    folder = projects.shipped("ontology") / "examples" / rule.kind
    passing, failing = (folder / f"{rule.name}.{how}.ttl" for how in ("pass", "fail"))
    if rule.file is None or "/" in rule.name or not (passing.is_file() and failing.is_file()):
        return None, None
    return Example.of(passing, failing), Example.of(failing, passing)


def _paragraphs(path: Path) -> list[str]:
    parts = (part.strip() for part in loading.read(path).split("\n\n"))
    return [part for part in parts if not part.startswith("@prefix")]
