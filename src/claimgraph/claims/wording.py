"""Says in words how firmly an article puts a claim, for lists, cards and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def firmness(certainty: str, hedges: Sequence[str]) -> str:
    """Return a certainty with its marker words in quotation marks: qualified: “perhaps”.

    A certainty that a marker word begins with is left out: “reportedly” says reported.
    """
    if not hedges:
        return certainty
    quoted = ", ".join(f"“{words}”" for words in hedges)
    said = any(words.casefold().startswith(certainty.casefold()) for words in hedges)
    return quoted if said else f"{certainty}: {quoted}"
