"""Reads Argdown (https://argdown.org/syntax): statements, arguments and their relations.

Of the syntax is read what a map is made of: statements, arguments described in a sentence or by
premises and conclusions, and relations between them. All else is listed as left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph.graph.loading import decoded
from claimgraph.imports import kinds
from claimgraph.imports.argdown_text import Line, lines
from claimgraph.imports.model import Argument, Claim, Form, Imported, Options, Way

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAYS: dict[str, Way] = {"+": "supports", "-": "opposes", "_": "undercuts"}


def _recognises(source: bytes) -> bool:
    return re.search(rb"(?m)^```argdown|^[^\S\n]*(?:\[[^\]\n]+\]|<[^>\n]+>)", source) is not None


@dataclass
class _Node:
    """A statement (`[…]`) or an argument (`<…>`), with all that was written of it.

    Of an argument `steps` are the inferences that were written out: premises, conclusion, rule.
    """

    key: str
    is_argument: bool
    text: str = ""
    tags: list[str] = field(default_factory=list)
    steps: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Relation:
    """A relation between two nodes, by their keys; `line` is where it was written."""

    way: Way
    source: str
    target: str
    line: int


def read(source: bytes, options: Options) -> Imported:
    """Return statements as claims, and inferences and relations as arguments."""
    return _Reader(options).read(decoded(source, options.name))


class _Reader:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._nodes: dict[str, _Node] = {}
        self._relations: list[_Relation] = []
        self._left_out: list[str] = []
        # The nodes above the current line, with their indentation.
        self._above: list[tuple[int, str]] = []
        self._argument: str | None = None
        self._numbered: dict[str, str] = {}
        self._since: list[str] = []
        self._rule: str | None = None

    def read(self, written: str) -> Imported:
        """Return what a document holds."""
        document = lines(written)
        self._left_out += document.left_out
        for line in document.lines:
            self._line(line)
        wanted = {kinds.bare(label) for label in self._options.labels}
        related = {key for one in self._relations for key in (one.source, one.target)}
        claims = []
        for node in self._nodes.values():
            if node.is_argument and (node.steps or node.key not in related):
                if not node.steps:
                    self._left_out.append(f"argument {node.key}: has neither steps nor relations")
                continue
            tags = [tag for tag in node.tags if kinds.bare(tag) not in wanted]
            self._left_out += [
                f"{node.key}: tag #{tag}"
                for tag in tags
                if not kinds.is_kind(tag) and not kinds.is_thesis([tag])
            ]
            title = node.key[1:-1]
            claims.append(
                Claim(
                    node.key,
                    node.text or title,
                    label="" if title.isdigit() else title,
                    kind=kinds.kind(node.tags),
                    thesis=kinds.is_thesis(node.tags),
                )
            )
        arguments = [*self._inferences(), *self._related()]
        return Imported(
            tuple(claims), tuple(arguments), title=document.title, left_out=tuple(self._left_out)
        )

    # ── Lines ────────────────────────────────────────────────────────────────────────────────────

    def _line(self, line: Line) -> None:
        if line.kind == "break":
            self._above = []
        elif line.kind == "inference":
            self._rule = " ".join(line.text.split())
            self._above = [(-1, f"inference {self._argument}")] if self._argument else []
        elif line.kind == "step":
            self._step(line)
        elif line.kind == "relation":
            self._relation(line)
        else:
            key = self._node(line)
            self._above = [(line.indent, key)]
            if line.shape == "argument":
                self._argument, self._numbered, self._since = key, {}, []
                self._rule = None

    def _node(self, line: Line) -> str:
        """Return the key of the node that a line names or describes."""
        is_argument = line.shape == "argument"
        title = line.title or str(len(self._nodes) + 1)
        key = f"<{title}>" if is_argument else f"[{title}]"
        node = self._nodes.setdefault(key, _Node(key, is_argument))
        if line.text and node.text and node.text != line.text:
            self._left_out.append(f"line {line.number}: another text of {key}: ‘{line.text}’")
        node.text = node.text or line.text
        node.tags = list(dict.fromkeys([*node.tags, *line.tags]))
        self._left_out += [f"line {line.number}: data {{{data}}}" for data in line.data]
        return key

    def _step(self, line: Line) -> None:
        """Read a numbered premise or conclusion of the argument above."""
        key = self._node(line)
        self._above = [(line.indent, key)]
        if self._argument is None:
            self._argument = f"<{line.number}>"
            self._nodes[self._argument] = _Node(self._argument, is_argument=True)
        self._numbered[line.marker] = key
        if self._rule is None:
            self._since.append(key)
            return
        used = [
            self._numbered[number]
            for number in re.findall(r"\d+", "".join(re.findall(r"uses:?([\d,\s]+)", self._rule)))
            if number in self._numbered
        ]
        rule = re.sub(r"\(?\{?\s*uses:?[^)}]*[)}]?", "", self._rule).strip(" -,{}")
        premises = tuple(dict.fromkeys(used or self._since))
        self._nodes[self._argument].steps.append((premises, key, rule))
        self._rule, self._since = None, [key]

    def _relation(self, line: Line) -> None:
        while self._above and self._above[-1][0] >= line.indent:
            self._above.pop()
        if not self._above:
            self._left_out.append(f"line {line.number}: a relation of nothing above: ‘{line.text}’")
            return
        above, here = self._above[-1][1], self._node(line)
        self._above.append((line.indent, here))
        marker = line.marker
        if marker == "><":
            self._relations += [
                _Relation("opposes", here, above, line.number),
                _Relation("opposes", above, here, line.number),
            ]
            return
        way = _WAYS[marker.strip("<>")]
        # `+>` leads from what stands above, `<+` and `+` lead to it.
        ends = (above, here) if marker.endswith(">") else (here, above)
        if above.startswith("inference "):
            self._relations.append(_Relation("undercuts", here, above[10:], line.number))
        else:
            self._relations.append(_Relation(way, *ends, line.number))

    # ── Arguments ────────────────────────────────────────────────────────────────────────────────

    def _inferences(self) -> Iterator[Argument]:
        """Yield the inferences that were written out; a description is a note on the last."""
        for node in self._nodes.values():
            for number, (premises, conclusion, rule) in enumerate(node.steps, 1):
                last = number == len(node.steps)
                key = node.key if last else f"{node.key} {number}"
                note = node.text if last else ""
                yield Argument(key, "supports", premises, conclusion, rule, note)

    def _related(self) -> Iterator[Argument]:
        """Yield the arguments that relations make."""
        made: dict[str, list[str]] = defaultdict(list)
        # Of each argument that was written out, the premises that it does not conclude itself.
        open_premises: dict[str, set[str]] = {}
        undercuts = []
        for number, one in enumerate(dict.fromkeys(self._relations), 1):
            source, target = self._nodes[one.source], self._nodes[one.target]
            premise = source.steps[-1][1] if source.steps else source.key
            key = f"{source.key} {one.way} {target.key} {number}"
            if one.way == "undercuts":
                undercuts.append((key, premise, target, one))
                continue
            end = target.key
            if target.steps:
                if target.key not in open_premises:
                    own_premises = {each for step in target.steps for each in step[0]}
                    open_premises[target.key] = own_premises - {step[1] for step in target.steps}
                premises = open_premises[target.key]
                if len(premises) != 1:
                    self._left_out.append(
                        f"line {one.line}: {source.key} {one.way} {target.key}, which has "
                        f"{len(premises)} premises: say which"
                    )
                    continue
                (end,) = premises
            if premise == end:
                continue  # an inference that was written out leads there already
            made[source.key].append(key)
            yield Argument(key, one.way, (premise,), end)
        for key, premise, target, one in undercuts:
            ends = [target.key] if target.steps else made[target.key]
            if len(ends) != 1:
                self._left_out.append(
                    f"line {one.line}: {one.source} undercuts {target.key}, which makes "
                    f"{len(ends)} inferences"
                )
                continue
            yield Argument(key, "undercuts", (premise,), ends[0])


FORMS = (Form("argdown", "Argdown", (".argdown", ".ad", ".md"), _recognises, read),)
