"""The words that forms offer, each with its definition: kinds, concepts of schemes, actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.claims.notation import table
from claimgraph.claims.notation.vocabulary import Vocabulary
from claimgraph.servers.edit.lines import KEYS
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.claims.notation.table import Item
    from claimgraph.claims.notation.vocabulary import Word
    from claimgraph.graph.project import Project

_SCHEMES = ("certainty", "evidence-kind", "argument-scheme")


def choices(project: Project) -> dict[str, list[dict[str, str]]]:
    """Return what can be chosen, by scheme, and as `kind of claim`: value, label, definition.

    `actors` are those of the registry; `keys` has what else a form asks about a claim, with what
    it means and an example.
    """
    words = Vocabulary(project)
    known = {key.name: key for key in table.item("claim").keys}
    return {
        **{scheme: _listed(words.concepts(scheme)) for scheme in _SCHEMES},
        **{f"kind of {name}": _kinds(words, table.item(name)) for name in ("claim", "source")},
        "actors": _listed(words.named(table.item("actor"))),
        "keys": [
            {"name": name, "says": known[name].says, "example": _line(known[name].example)}
            for name in KEYS
        ],
    }


def _line(example: str) -> str:
    """Return the first value of an example of a key, as it stands on a line of its own."""
    value = example.partition(": ")[2]
    if value.startswith("["):
        return value.strip("[]").partition(", ")[0]
    return value.strip('"')


def _kinds(words: Vocabulary, item: Item) -> list[dict[str, str]]:
    """Return the kinds of an item, in the order of the table; a project's own come last."""
    order = [table.short(cls, item) for cls in item.classes]
    return _listed(
        sorted(words.kinds(item), key=lambda word: (*order, word.written).index(word.written))
    )


def _listed(words: Iterable[Word]) -> list[dict[str, str]]:
    return [
        {
            "value": word.written,
            "label": harmless(word.written.replace("-", " ")),
            "definition": harmless(word.says),
        }
        for word in words
    ]
