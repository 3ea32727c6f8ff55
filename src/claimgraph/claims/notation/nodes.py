"""YAML 1.2 as nodes that know where they stand, in code points of the text.

libyaml parses, or ruamel.yaml what that refuses; of YAML only what a capture needs is taken.
Anchors, aliases and tags are refused, so that no file grows when it is read (YAML 1.2.2, sections
6.9 and 7.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# Ends of lines in YAML 1.1 alone (section 5.4 of 1.2.2), tabs, and marks that not all take alike,
# that of a document's end (9.1.2) among them.
_BREAKS = re.compile("[\t\x85\u2028\u2029\ufeff]|(?:^|[\r\n])\\.{3}")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*", re.MULTILINE)
# What ruamel.yaml raises, besides its own, for some texts that are not YAML.
_FAILURES = (RecursionError, ValueError, AssertionError, LookupError, AttributeError, TypeError)
# A capture has some ten levels; a parser's own stack allows more than this.
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it is meant; `exact` tells that it stands in the file letter for letter."""

    text: str
    start: int
    end: int
    exact: bool = True
    quoted: bool = False

    def part(self, start: int, end: int) -> Scalar:
        """Return a stretch of the text without white space around it, and where that stands."""
        cut = self.text[start:end]
        start += len(cut) - len(cut.lstrip())
        cut = cut.strip()
        if not self.exact:
            return Scalar(cut, self.start, self.end, exact=False)
        return Scalar(cut, self.start + start, self.start + start + len(cut))


@dataclass(slots=True)
class Items:
    """A sequence; `flow` tells that it is written in brackets."""

    start: int
    items: list[Node] = field(default_factory=list)
    end: int = 0
    flow: bool = False


@dataclass(slots=True)
class Pairs:
    """A mapping, in the order of the file."""

    start: int
    pairs: list[tuple[Scalar, Node]] = field(default_factory=list)
    end: int = 0
    flow: bool = False

    def get(self, key: str) -> Node | None:
        """Return the value of a key, if it has one."""
        return next((value for name, value in self.pairs if name.text == key), None)


Node = Scalar | Items | Pairs


@dataclass(frozen=True)
class Fault:
    """What is wrong at an offset; the message ends in what to do, after a colon."""

    message: str
    start: int
    end: int


_MENDS = {
    "mapping values are not allowed here": "put a text with a colon in quotes",
    "found character '\\t' that cannot start any token": "indent with spaces",
    "found character '%' that cannot start any token": "put the text in quotes",
    "found character '@' that cannot start any token": "put the text in quotes",
    "found character '`' that cannot start any token": "put the text in quotes",
}


@lru_cache(maxsize=4)
def parse(text: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """Return the document of a text as far as it can be read, and what is wrong with it.

    It is not to be changed: who edits a text and checks it asks several times for the same.
    """
    tree = _quickly(text) or _in_full(text)
    return tree.root, tuple(tree.faults)


def _quickly(text: str) -> _Tree | None:
    """Return what libyaml reads of a text, in a twentieth of the time; None where it refuses it.

    It knows YAML 1.1, which differs in what plain words mean, not in where they stand; what it
    takes for the end of a line and ruamel.yaml does not is left to that.
    """
    from yaml import YAMLError
    from yaml import parse as events

    try:
        from yaml import CSafeLoader
    except ImportError:
        return None  # a PyYAML without libyaml
    if _BREAKS.search(text):
        return None
    tree = _Tree(text)
    try:
        for event in events(text, Loader=CSafeLoader):
            if not tree.takes(event):
                break
    except (YAMLError, ValueError):
        return None
    return tree


def _in_full(text: str) -> _Tree:
    """Return what ruamel.yaml reads of a text, and what it says where that is not YAML 1.2."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    tree = _Tree(text)
    try:
        for event in YAML(typ="rt", pure=True).parse(text):
            if not tree.takes(event):
                break
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = min(mark.index if mark else 0, len(text))
        problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
        mend = _MENDS.get(problem, "mend it there")
        tree.faults.append(Fault(f"is not YAML ({problem}): {mend}", at, len(text)))
    except _FAILURES as error:
        problem = str(error) or type(error).__name__
        tree.faults.append(Fault(f"is not YAML ({problem}): mend it", 0, len(text)))
    return tree


class _Tree:
    """Builds nodes of events; what is open when they end early keeps what it has."""

    def __init__(self, text: str) -> None:
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._text = text
        self._open: list[tuple[Items | Pairs, Scalar | None]] = []
        self._documents = 0

    def takes(self, event: Any) -> bool:
        """Add what an event tells; return whether more are wanted."""
        name = type(event).__name__
        start, end = event.start_mark.index, event.end_mark.index
        if name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._fault("holds a second document: put each into a file of its own", start, end)
                return False
        elif name == "AliasEvent":
            self._fault("is an alias, which is not read: write the value itself", start, end)
            self._put(Scalar("", start, end, exact=False))
        elif name == "ScalarEvent":
            self._refuse_marks(event, start)
            self._put(self._scalar(event, start, end))
        elif name in ("SequenceStartEvent", "MappingStartEvent"):
            self._refuse_marks(event, start)
            flow = bool(event.flow_style)
            node: Items | Pairs
            node = Items(start, flow=flow) if name[0] == "S" else Pairs(start, flow=flow)
            node.end = len(self._text)
            self._put(node)
            self._open.append((node, None))
            if len(self._open) > _DEEPEST:
                self._fault(f"is nested more than {_DEEPEST} deep: make it flatter", start, end)
                return False
        elif name in ("SequenceEndEvent", "MappingEndEvent"):
            node, key = self._open.pop()
            node.end = max(start, node.start) if not node.flow else end
            if key is not None and isinstance(node, Pairs):
                node.pairs.append((key, Scalar("", key.end, key.end)))
        return True

    def _scalar(self, event: Any, start: int, end: int) -> Scalar:
        """Return a scalar without the quotes and the white space that its marks may span."""
        quote = event.style if event.style in ("'", '"') else ""
        written = self._text[start:end]
        if event.style in ("|", ">"):
            # ruamel.yaml notes by a bell where a line was folded; YAML has no such character.
            return Scalar(event.value.replace("\a", ""), start, end, exact=False, quoted=True)
        written = written.rstrip()
        end = start + len(written)
        if quote:
            inner = written[1:-1]
            exact = inner == event.value
            return Scalar(event.value, start + exact, end - exact, exact, quoted=True)
        return Scalar(event.value, start, end, written == event.value)

    def _refuse_marks(self, event: Any, start: int) -> None:
        if event.anchor:
            self._fault(
                f"has an anchor, &{event.anchor}, which is not read: leave it out", start, start
            )
        tag = getattr(event, "ctag", None) or getattr(event, "tag", None)
        if tag is not None and str(tag) not in ("None", "", "!"):
            self._fault(f"has a tag, {tag}, which is not read: leave it out", start, start)

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = self.root or node
            return
        parent, key = self._open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
        elif key is not None:
            if any(name.text == key.text for name, _ in parent.pairs):
                self._fault(f"has ‘{key.text}’ a second time: join the two", key.start, key.end)
            if isinstance(node, Scalar) and not node.text and not node.quoted:
                node = Scalar("", key.end, key.end)  # wherever the parser says that nothing is
            parent.pairs.append((key, node))
            self._open[-1] = (parent, None)
        elif isinstance(node, Scalar):
            self._open[-1] = (parent, node)
        else:
            self._fault("has a key that is not a word: write a word", node.start, node.start)
            self._open[-1] = (parent, Scalar("", node.start, node.start))

    def _fault(self, message: str, start: int, end: int) -> None:
        self.faults.append(Fault(message, start, end))


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of a text with where they stand."""
    spans: list[tuple[int, int]] = []
    waiting = [parse(text)[0]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            spans.append((node.start, node.end))
        elif isinstance(node, Items):
            waiting += node.items
        elif isinstance(node, Pairs):
            for key, value in node.pairs:
                spans.append((key.start, key.end))
                waiting.append(value)
    outside = list(text)
    for start, end in spans:
        outside[start:end] = " " * (end - start)
    for match in _COMMENT.finditer("".join(outside)):
        yield match.start(), match[0]


def each(node: Node | None) -> Iterator[Node]:
    """Yield the items of a sequence, or the node itself: one value may stand without brackets."""
    if isinstance(node, Items):
        yield from node.items
    elif node is not None:
        yield node


class UnclearError(ValueError):
    """What means nothing, or several things; the message says what to do after a colon."""


def wanted(node: Pairs, key: str) -> Scalar:
    """Return the text of a key; raises UnclearError where it lacks one."""
    value = optional(node, key)
    if value is None:
        raise UnclearError(f"lacks {key}: write {key}: and a name")
    return value


def optional(node: Pairs, key: str) -> Scalar | None:
    """Return the text of a key, if it has one."""
    value = node.get(key)
    return value if isinstance(value, Scalar) and value.text else None


def only(node: Pairs, keys: Mapping[str, str], of: str) -> None:
    """Raise UnclearError for a key that is not one of these, or whose value is not a text."""
    for name, value in node.pairs:
        if name.text not in keys:
            raise UnclearError(f"‘{name.text}’ is not a key of {of}: write {', '.join(keys)}")
        if not isinstance(value, Scalar):
            raise UnclearError(f"is not a value of {name.text}: write a name")


def scalar(node: Node, what: str) -> Scalar:
    """Return a node that has to be a text; raises UnclearError for any other."""
    if isinstance(node, Scalar):
        return node
    raise UnclearError(f"is not a value of {what}: write one")
