"""Bounds what is sent to clients: how many items, how much of a text, findings gravest first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.findings import Severity
from claimgraph.graph import names
from claimgraph.servers.mcp import results
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claimgraph import findings

# So many items are listed, and in detail; a cell has so many characters, and an answer.
FEW, MANY = 20, 200
CELL, ANSWER = 400, 60_000
SHORT = 160
QUOTED = 1200
_GRAVE = list(Severity)
# What messages and hints name for people, each with the tool that does it and its argument; what
# writes or has no tool is left to a person.
_TOOLS = {
    "ask": ("ask", "question"),
    "terms": ("terms", "scheme"),
    "rules": ("rules", "rule"),
    "passage find": ("passage_find", "words"),
    "check": ("check", "article"),
}
_COMMAND = re.compile(
    rf"[`‘'“]?claimgraph (?P<verb>{'|'.join(_TOOLS)})\b(?! +-)"
    r"(?: (?P<value>[a-z][a-z0-9-]*)(?=[`’'”]))?[`’'”]?"
)


def cut(text: str, most: int = CELL) -> str:
    """Return a text that steers no terminal, and no more of it than fits."""
    text = harmless(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def by_tools(text: str) -> str:
    """Return a message or a hint with the tools in place of the commands that tell the same."""

    def tool(command: re.Match[str]) -> str:
        name, argument = _TOOLS[command["verb"]]
        if command["value"]:
            return f"the tool {name} ({argument}: {command['value']})"
        return f"the tool {'questions' if name == 'ask' else name}"

    return _COMMAND.sub(tool, text)


def found(one: findings.Finding, others: Iterable[str] = ()) -> results.Finding:
    """Return a finding for clients."""
    return results.Finding(
        rule=one.rule,
        severity=one.severity.value,
        place=harmless(str(one.location or "")),
        subject=cut(one.subject or "", SHORT),
        name=_name(one),
        message=cut(by_tools(one.message)),
        hint=cut(by_tools(one.hint or "")),
        others=list(others),
    )


def listed(some: Sequence[findings.Finding], *, detail: bool) -> tuple[list[results.Finding], int]:
    """Return findings, the gravest first, and how many are left out.

    In short, findings that say the same of several things are one, which names the others.
    """
    some = gravest(some)
    if detail:
        return [found(one) for one in some[:MANY]], max(0, len(some) - MANY)
    alike: dict[tuple[str, str], list[findings.Finding]] = {}
    for one in some:
        alike.setdefault((one.rule, one.message), []).append(one)
    made = []
    for first, *rest in list(alike.values())[:FEW]:
        others = [_name(one) or harmless(str(one.location or "")) for one in rest[:MANY]]
        made.append(found(first, others))
    return made, len(some) - sum(1 + len(one.others) for one in made)


def _name(one: findings.Finding) -> str:
    """Return the name by which the notation knows what a finding is about, if that has one."""
    iri = one.focus or ""
    return cut(names.readable(iri[1:-1]), SHORT) if iri.startswith("<") else ""


def gravest(some: Iterable[findings.Finding]) -> list[findings.Finding]:
    """Return findings with the gravest first, else in their order."""
    return sorted(some, key=lambda one: _GRAVE.index(one.severity))
