"""Bounds what is sent to clients: how many items, how much of a text, findings gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.findings import Severity
from claimgraph.servers.mcp import results
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph import findings

# So many items are listed, and in detail; a cell has so many characters, and an answer.
FEW, MANY = 20, 200
CELL, ANSWER = 400, 60_000
SHORT = 160
QUOTED = 1200
_GRAVE = list(Severity)


def cut(text: str, most: int = CELL) -> str:
    """Return a text that steers no terminal, and no more of it than fits."""
    text = harmless(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def found(some: Iterable[findings.Finding], *, hints: bool) -> list[results.Finding]:
    """Return findings for clients."""
    return [
        results.Finding(
            rule=one.rule,
            severity=one.severity.value,
            place=harmless(str(one.location or "")),
            subject=cut(one.subject or "", SHORT),
            message=cut(one.message),
            hint=cut(one.hint or "") if hints else "",
        )
        for one in some
    ]


def gravest(some: Iterable[findings.Finding]) -> list[findings.Finding]:
    """Return findings with the gravest first, else in their order."""
    return sorted(some, key=lambda one: _GRAVE.index(one.severity))
