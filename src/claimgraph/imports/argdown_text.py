"""Takes Argdown apart into lines: statements, arguments, relations, steps; without markup."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

# What others wrote is searched in one pass: no pattern looks for its end beyond the next beginning.
_FENCE = re.compile(r"(?m)^```(?:(argdown)[^\n]*\n|[^\S\n]*$)")
_FRONT = re.compile(r"\A\s*^===+[ \t]*\n(.*?)^===+[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--|/\*|(?<![:\w])//[^\n]*")
_COMMENT_ENDS = {"<!--": "-->", "/*": "*/"}
_RELATION = re.compile(r"(?P<marker>\+>|<\+|->|<-|_>|<_|><|[+\-_])[ \t]+(?P<rest>.*)")
_STEP = re.compile(r"\((?P<marker>\d+)\)[ \t]*(?P<rest>.*)")
_RULE = re.compile(r"-{3,}|--(?P<rest>.*)--")
_OPEN_RULE = re.compile(r"--(?!-)[ \t]*(?P<rest>.*)")
_TITLED = re.compile(
    r"@?(?:\[(?P<statement>[^\]\n]+)\](?!\()|<(?P<argument>[^>\n]+)>)(?P<colon>:)?"
)
_TAG = re.compile(r"(?<!\S)#(?:\(((?:(?!(?<!\S)#\()[^)\n])*)\)|([\w\-]+))")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?:(?!\]\()[^)\n])*\)")
_MENTION = re.compile(r"@[\[<]((?:(?!@[\[<])[^\]>\n])+)[\]>]")
_BOLD = {
    mark: re.compile(rf"(?<=\S)(?={re.escape(mark)}(?!\w))") for mark in ("**", "__", "*", "_")
}
_BOLD_BEGINS = re.compile(r"(?<!\w)[*_]")
_ESCAPE = re.compile(r"\\([\\*_\[\]<>#{}@+\-()/])")

Kind = Literal["node", "relation", "step", "inference", "break"]


@dataclass
class Line:
    """A line and those that go on with it.

    `shape` tells a statement from an argument, `marker` is the arrow of a relation or the number
    of a step.
    """

    number: int
    kind: Kind
    indent: int
    marker: str = ""
    shape: Literal["statement", "argument"] = "statement"
    title: str = ""
    text: str = ""
    tags: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)


@dataclass
class Document:
    """The lines of a document, its title, and what of it is not read."""

    lines: list[Line] = field(default_factory=list)
    title: str = ""
    left_out: list[str] = field(default_factory=list)


def lines(written: str) -> Document:
    """Return the lines of a document in Argdown, or of the fences of one in Markdown."""
    document = Document()
    written = written.replace("\r\n", "\n").replace("\r", "\n")
    if fenced := _fenced(written):
        written = _blanked(written, fenced)
    if front := _FRONT.match(written):
        for entry in filter(str.strip, front[1].split("\n")):
            name, _, value = entry.partition(":")
            if name.strip() == "title":
                document.title = value.strip().strip("\"'")
            else:
                document.left_out.append(f"front matter: {entry.strip()}")
        written = "\n" * front[0].count("\n") + written[front.end() :]
    written, comments = _without_comments(written)
    if comments:
        document.left_out.append(f"{comments} comment{'' if comments == 1 else 's'}")
    _collect(written, document)
    return document


def _fenced(written: str) -> list[tuple[int, int]]:
    """Return the stretches of Argdown between fences of Markdown."""
    stretches, start = [], None
    for fence in _FENCE.finditer(written):
        if fence[1]:
            start = fence.end() if start is None else start
        elif start is not None:
            stretches.append((start, fence.start()))
            start = None
    return stretches


def _without_comments(written: str) -> tuple[str, int]:
    """Return a text without its comments, and how many there were; lines keep their numbers."""
    parts, reached, count = [], 0, 0
    endless = set()
    for match in _COMMENT.finditer(written):
        start, end = match.span()
        mark = match[0]
        if start < reached or mark in endless:
            continue
        if mark in _COMMENT_ENDS:
            closed = written.find(_COMMENT_ENDS[mark], end)
            if closed < 0:
                endless.add(mark)
                continue
            end = closed + len(_COMMENT_ENDS[mark])
        parts += [written[reached:start], "\n" * written.count("\n", start, end)]
        reached, count = end, count + 1
    return "".join([*parts, written[reached:]]), count


def _blanked(text: str, kept: list[tuple[int, int]]) -> str:
    """Return a text of which only some stretches are kept; lines keep their numbers."""
    parts, reached = [], 0
    for start, end in kept:
        parts += ["\n" * text.count("\n", reached, start), text[start:end]]
        reached = end
    return "".join(parts)


def _collect(written: str, document: Document) -> None:
    parts: list[str] = []
    current: Line | None = None

    def close() -> None:
        nonlocal current
        if current is not None:
            _finish(current, " ".join(parts), document)
        current = None
        parts.clear()

    open_rule = False
    for number, raw in enumerate(written.split("\n"), 1):
        stripped = raw.strip()
        indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
        if open_rule and current is not None:
            done = stripped.endswith("--")
            parts.append(stripped.removesuffix("--").rstrip("- "))
            if done:
                open_rule = False
                close()
            continue
        if not stripped:
            close()
            if document.lines and document.lines[-1].kind != "break":
                document.lines.append(Line(number, "break", 0))
            continue
        if re.match(r"#{1,6}[ \t]", stripped):
            close()
            document.left_out.append(f"line {number}: heading ‘{stripped.lstrip('# ')}’")
            if not document.lines or document.lines[-1].kind != "break":
                document.lines.append(Line(number, "break", 0))
        elif (rule := _RULE.fullmatch(stripped)) and document.lines:
            close()
            said = (rule["rest"] or "").strip(" \t")
            document.lines.append(Line(number, "inference", indent, text=said))
        elif (rule := _OPEN_RULE.fullmatch(stripped)) and _in_steps(document, current):
            close()
            current, open_rule = Line(number, "inference", indent), True
            parts.append(rule["rest"])
        elif step := _STEP.fullmatch(stripped):
            close()
            current = Line(number, "step", indent, step["marker"])
            parts.append(step["rest"])
        elif indent and (relation := _RELATION.fullmatch(stripped)):
            close()
            current = Line(number, "relation", indent, relation["marker"])
            parts.append(relation["rest"])
        elif re.match(r"(?:[*]|\d+\.)[ \t]", stripped) or (
            not indent and _RELATION.match(stripped)
        ):
            close()
            document.left_out.append(f"line {number}: list item ‘{stripped}’")
        elif current is not None and not (_TITLED.match(stripped) and indent <= current.indent):
            parts.append(stripped)
        else:
            close()
            current = Line(number, "node", indent)
            parts.append(stripped)
    close()


def _in_steps(document: Document, current: Line | None) -> bool:
    before = current or next((one for one in reversed(document.lines) if one.kind != "break"), None)
    return before is not None and before.kind == "step"


def _finish(line: Line, text: str, document: Document) -> None:
    """Put a line's title, tags, data and text apart, and add it."""
    if line.kind == "inference":
        line.text = text
        document.lines.append(line)
        return
    if match := _TITLED.match(text):
        line.shape = "argument" if match["argument"] else "statement"
        line.title = (match["argument"] or match["statement"]).strip()
        text = text[match.end() :]
    text = _without_data(text, line.data)
    tags = ((match[1] or match[2] or "").strip() for match in _TAG.finditer(text))
    line.tags += filter(None, tags)
    text = _TAG.sub("", text)
    text = _MENTION.sub(r"\1", _LINK.sub(r"\1", text))
    text = _without_bold(text)
    line.text = " ".join(_ESCAPE.sub(r"\1", text).split())
    if line.title or line.text:
        document.lines.append(line)


def _without_data(text: str, data: list[str]) -> str:
    """Return a text without the data in braces at its end, which are added to a list."""
    end = len(text)
    while True:
        last = end
        while last and text[last - 1] in " \t":
            last -= 1
        start = text.rfind("{", 0, last) if text.endswith("}", 0, last) else -1
        if start < 0 or text.find("}", start, last) != last - 1:
            return text[:end]
        data.append(text[start + 1 : last - 1].strip())
        end = start


def _without_bold(text: str) -> str:
    """Return a text without the marks around what is bold or italic."""
    ends = {mark: [match.start() for match in end.finditer(text)] for mark, end in _BOLD.items()}
    parts, reached = [], 0
    for begun in _BOLD_BEGINS.finditer(text):
        start = begun.start()
        for mark, closing in ends.items():
            inner = start + len(mark)
            if start < reached or not text.startswith(mark, start):
                continue
            if text[inner : inner + 1].isspace():
                continue
            at = bisect_left(closing, inner + 1)
            if at < len(closing):
                parts += [text[reached:start], text[inner : closing[at]]]
                reached = closing[at] + len(mark)
                break
    return "".join([*parts, text[reached:]])
