"""Captures as one of the many YAML texts that say the same, with comments everywhere."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

WORDS = st.sampled_from([
    "a b", "x: y", "# no", "it's", '"said"', "true", "12", "none", "é “ü” …", "a, b", "-", "[a",
    "~", "😀 ha", " lead", "two\nlines", "two\n  lines\n", "tail ", "a #b", "%x", "@y", "---", "*z",
])  # fmt: skip
LAYOUTS = st.fixed_dictionaries(
    {
        "step": st.sampled_from([2, 3, 4]),
        "dash": st.sampled_from([0, 2, 4]),
        "gap": st.sampled_from([2, 4]),
        "newline": st.sampled_from(["\n", "\r\n"]),
        "ended": st.booleans(),
    }
)


class Writer:
    """Writes a capture as one of the many YAML texts that say it, with comments everywhere."""

    def __init__(self, draw: st.DrawFn, layout: dict) -> None:
        self.draw, self.layout, self.comments = draw, layout, 0

    def text(self, value: dict) -> str:
        lines = self.mapping(value)
        newline = self.layout["newline"]
        return newline.join(lines) + (newline if self.layout["ended"] else "")

    def comment(self) -> str:
        self.comments += 1
        return f"# remark {self.comments}."

    def behind(self) -> str:
        return f"  {self.comment()}" if self.draw(st.integers(0, 3)) == 0 else ""

    def above(self) -> list[str]:
        return [self.comment()] if self.draw(st.integers(0, 4)) == 0 else []

    def scalar(self, value: str, *, flow: bool) -> str:
        quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        plain = re.fullmatch(r"[a-z][a-z ]*[a-z]" if flow else r"[a-z][a-z, ]*[a-z]", value)
        return (
            value
            if plain and self.draw(st.booleans()) and value not in ("none", "true")
            else quoted
        )

    def flow(self, value: object) -> str:
        gap = self.draw(st.sampled_from(["", " "]))
        last = self.draw(st.sampled_from(["", ","])) if value else ""
        if isinstance(value, dict):
            return (
                "{" + gap + ", ".join(f"{k}: {self.flow(v)}" for k, v in value.items()) + last + "}"
            )
        if isinstance(value, list):
            return "[" + gap + ", ".join(map(self.flow, value)) + last + gap + "]"
        return self.scalar(value, flow=True)

    def is_flow(self, value: object) -> bool:
        return not value or (len(str(value)) < 300 and self.draw(st.integers(0, 2)) == 0)

    def mapping(self, value: dict) -> list[str]:
        lines = []
        for key, one in value.items():
            if lines:
                lines += self.above()
            if not isinstance(one, dict | list):
                lines.append(f"{key}: {self.scalar(one, flow=False)}{self.behind()}")
            elif self.is_flow(one):
                lines.append(f"{key}: {self.flow(one)}{self.behind()}")
            else:
                is_list = isinstance(one, list)
                indent = " " * self.layout["dash" if is_list else "step"]
                inner = self.items(one) if is_list else self.mapping(one)
                lines.append(f"{key}:{self.behind()}")
                lines += [indent + line for line in (*self.above(), *inner)]
        return lines

    def items(self, value: list) -> list[str]:
        lines = []
        for one in value:
            lines += self.above() if lines else []
            if not isinstance(one, dict | list):
                inner = [self.scalar(one, flow=False) + self.behind()]
            elif isinstance(one, list) or self.is_flow(one):
                inner = [self.flow(one) + self.behind()]
            else:
                inner = self.mapping(one)
            gap = self.layout["gap"]
            lines += ["-".ljust(gap) + inner[0], *(" " * gap + line for line in inner[1:])]
        return lines


@st.composite
def captures(draw: st.DrawFn) -> tuple[dict, str]:
    """Draw what a capture says, and a text that says it."""
    number = iter(range(100))

    def claim() -> dict:
        made = {"claim": f"c{next(number)}"}
        for key in draw(st.lists(st.sampled_from(["says", "label", "comment"]), unique=True)):
            made[key] = draw(WORDS)
        for key in draw(st.lists(st.sampled_from(["about", "evidence", "for"]), unique=True)):
            if key == "about":
                made[key] = draw(st.lists(WORDS, max_size=3))
            elif key == "for":
                made[key] = [{"argument": f"a{next(number)}", "premises": ["c0", "c1"]}]
            else:
                one = {"evidence": f"e{next(number)}", "kind": draw(WORDS)}
                made[key] = draw(st.sampled_from([one, [one], []]))
        return made

    def passage() -> dict:
        made = {"passage": f"p{next(number)}", "words": draw(WORDS)}
        if draw(st.booleans()):
            made["claims"] = [claim() for _ in range(draw(st.integers(0, 2)))]
        return made

    value: dict = {"title": "A title", "captured": {"by": "me", "ended": "today then"}}
    sections = [
        {"section": f"s{n}", "passages": [passage() for _ in range(draw(st.integers(1, 2)))]}
        for n in range(draw(st.integers(1, 2)))
    ]
    value["sections"] = sections
    value["claims"] = [claim() for _ in range(draw(st.integers(1, 2)))]
    for key in draw(st.lists(st.sampled_from(list(value)), max_size=2, unique=True)):
        if key != "sections":
            del value[key]
    return value, Writer(draw, draw(LAYOUTS)).text(value)


def read(text: str) -> object:
    """Read a text with the library alone."""
    return _texts(YAML(typ="safe", pure=True).load(text))


def _texts(value: object) -> object:
    if isinstance(value, dict):
        return {key: _texts(one) for key, one in value.items()}
    return [_texts(one) for one in value] if isinstance(value, list) else value


def named(value: object, kind: str) -> list[tuple[dict, object]]:
    """Return the items of a kind, each with the list or the mapping that it stands in."""
    held, stack = [], [value]
    while stack:
        one = stack.pop()
        children = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        for child in children:
            if isinstance(child, dict) and isinstance(child.get(kind), str):
                held.append((child, one))
            stack.append(child)
    return held


def remarks(text: str) -> set[str]:
    return set(re.findall(r"# remark \d+\.", text))


FAST = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
