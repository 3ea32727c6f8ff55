"""Reads a stored question: grlc's decorators before a SPARQL query, and its parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from claimgraph.errors import QuestionError, SyntaxFault
from claimgraph.graph.sparql import Role, UnreadableError, form, read
from claimgraph.questions import Question, parameters, sparql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from claimgraph.graph.sparql import Parts
    from claimgraph.questions import Parameter

# In characters; YAML is read slowly, by whoever lists the questions too.
_LARGEST = 16 << 10
# Where there is no file.
_BASE = "file:///"


@dataclass
class Header:
    """What the decorators say; a default is what its author wrote, with its line."""

    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    defaults: dict[str, tuple[str, int]] = field(default_factory=dict)
    by_article: bool = False
    one_article: bool = False


def parse(text: str, *, theme: str, name: str, file: str, base: str = "") -> Question:
    """Read a question from the text of its file; its query is parsed, never answered.

    Raises SyntaxFault where the header is not YAML or lacks its summary, the query is not SPARQL,
    or a parameter is not as grlc has them.
    """
    header = _header(text, file)
    sparql.must_be_sparql(text, file, base or _BASE)
    question = Question(
        theme=theme,
        name=name,
        summary=header.summary,
        description=header.description,
        sparql=text,
        file=file,
        tags=header.tags,
        form=form(text),
        base=base,
        by_article=header.by_article,
        one_article=header.one_article,
    )
    try:
        parts = read(text)
    except UnreadableError as error:
        # The engine reads it: it can be asked as it stands.
        if re.search(r"[?$]_", text):
            raise sparql.fault(text, error.offset, file, "its parameters cannot be read") from error
        return question
    return replace(question, parameters=tuple(_parameters(text, parts, header, file)))


def _parameters(text: str, parts: Parts, header: Header, file: str) -> Iterator[Parameter]:
    """Yield the parameters in the order of the text; raises SyntaxFault for what is not grlc's."""
    for variable in dict.fromkeys(use.name for use in parts.uses if use.name.startswith("_")):
        uses = [use for use in parts.uses if use.name == variable]
        try:
            parameter = parameters.parameter(variable, parts.prefixes)
            for use in uses:
                _must_fit(parameter, use.role)
        except QuestionError as error:
            before = text[: uses[0].start]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            raise SyntaxFault(str(error), file, line, column) from error
        if parameter.name in header.defaults:
            default, line = header.defaults[parameter.name]
            parameter = parameters.with_default(parameter, default)
            if parameter.type != "iri":
                try:
                    parameters.literal(parameter, default)
                except QuestionError as error:
                    raise SyntaxFault(f"default {error}", file, line) from error
        yield parameter


def _must_fit(parameter: Parameter, role: Role) -> None:
    """Raise QuestionError for a parameter where no value can stand."""
    if role is Role.TARGET:
        raise QuestionError(
            f"the query gives a value to its parameter ?{parameter.variable}: "
            "call the variable otherwise, without _ at its beginning"
        )
    if role is Role.IRI and parameter.type != "iri":
        raise QuestionError(
            f"?{parameter.variable} stands where only an IRI may: "
            f"call it ?{parameter.variable.rpartition('_')[0] or parameter.variable}_iri"
            if parameter.type != "literal"
            else f"?{parameter.variable} stands where only an IRI may: "
            f"call it ?{parameter.variable.removesuffix('_literal')}_iri"
        )


def _header(text: str, file: str) -> Header:
    lines = [
        (number, line[2:])
        for number, line in enumerate(text.split("\n"), 1)
        if line.startswith("#+")
    ]
    if not lines:
        raise SyntaxFault("has no header: begin with '#+ summary: what it answers'", file, 1, 1)
    numbers = [number for number, _ in lines]
    if sum(len(line) for _, line in lines) > _LARGEST:
        raise SyntaxFault("header is larger than 16 KiB: shorten it", file, numbers[0], 1)
    root = _composed("\n".join(line.removeprefix(" ") for _, line in lines), numbers, file)
    header = Header()
    for key, value in _entries(root):
        if key in ("summary", "description") and isinstance(value.value, str):
            setattr(header, key, value.value.strip())
        elif key == "tags" and not _is_null(value):
            if not _is(value, "sequence"):
                raise SyntaxFault("tags are not a list: write '#+ tags: [one, two]'", file)
            header.tags = tuple(str(tag.value) for tag in value.value if _is(tag, "scalar"))
        elif key == "defaults" and not _is_null(value):
            header.defaults = dict(_defaults(value, numbers, file))
        elif key == "by_article":
            if not _is(value, "scalar") or value.value not in ("true", "false", "named"):
                raise SyntaxFault("by_article is not true, false or named: write one of them", file)
            header.by_article = value.value == "true"
            header.one_article = value.value != "false"
    if not header.summary:
        raise SyntaxFault("header has no summary: add '#+ summary: what it answers'", file, 1, 1)
    return header


def _composed(written: str, numbers: list[int], file: str) -> Node | None:
    """Parse YAML 1.2 to its nodes: they keep what was written. Raises SyntaxFault."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        return YAML(typ="safe", pure=True).compose(written)  # type: ignore[no-any-return]
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (
            (numbers[min(mark.line, len(numbers) - 1)], mark.column + 4) if mark else (1, 1)
        )
        raise SyntaxFault(
            f"header is not YAML ({error.problem or 'not YAML'}): "
            "put text that holds a colon in quotes",
            file,
            line,
            column,
        ) from error
    except ReaderError as error:
        before, _, _ = written[: error.position].rpartition("\n")
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise SyntaxFault(
            f"header holds U+{code:04X}, which YAML does not allow: delete it",
            file,
            numbers[written.count("\n", 0, error.position)],
            error.position - (len(before) + 1 if before else 0) + 4,
        ) from error
    except (YAMLError, ValueError, AssertionError, RecursionError) as error:
        raise SyntaxFault("header is not YAML: put texts in quotes", file, numbers[0], 1) from error


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    if node is not None and _is(node, "mapping"):
        for key, value in node.value:
            yield str(key.value), value


def _defaults(node: Node, numbers: list[int], file: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """Read grlc's `defaults`: a list of mappings, or one mapping."""
    for entry in node.value if _is(node, "sequence") else [node]:
        if not _is(entry, "mapping"):
            raise SyntaxFault(
                "defaults are not a mapping: write '#+ defaults: [{name: value}]'", file
            )
        for name, value in _entries(entry):
            line = numbers[min(value.start_mark.line, len(numbers) - 1)]
            if not _is(value, "scalar"):
                raise SyntaxFault(f"default of '{name}' is not a single value", file, line)
            if not _is_null(value):
                yield name, (value.value, line)


def _is(node: Node, kind: str) -> bool:
    return bool(getattr(node, "id", "") == kind)


def _is_null(node: Node) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")
