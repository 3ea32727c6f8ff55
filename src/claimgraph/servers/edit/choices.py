"""The words that forms offer, each with its definition: kinds and the concepts of the schemes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from claimgraph.claims.notation import table
from claimgraph.claims.notation.names import SCHEMES
from claimgraph.graph import loading
from claimgraph.vocab import CG, SCHEME, SKOS

if TYPE_CHECKING:
    from claimgraph.graph.project import Project

_KINDS = ("claim", "source")


# What a form asks about a new claim besides its words, kind and certainty.
_KEYS = ("who", "about", "asserts", "figure", "when", "said by")


def choices(project: Project) -> dict[str, list[dict[str, str]]]:
    """Return what can be chosen, by scheme, and as `kind of claim`: value, label, definition.

    `keys` has what else a form asks about a claim, with what it means and an example.
    """
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for file in project.vocabulary_files:
        for quad in loading.load(file).quads:
            if quad.predicate.value.startswith(SKOS):
                local = quad.predicate.value.removeprefix(SKOS)
                said[str(getattr(quad.subject, "value", ""))].setdefault(
                    local, getattr(quad.object, "value", "")
                )
    made: dict[str, list[dict[str, str]]] = {}
    for scheme in SCHEMES:
        space = f"{SCHEME}{scheme}/"
        made[scheme] = [
            _choice(iri.removeprefix(space), words)
            for iri, words in said.items()
            if iri.startswith(space) and len(iri) > len(space)
        ]
    for name in _KINDS:
        item = table.item(name)
        made[f"kind of {name}"] = [
            _choice(table.short(cls, item), said.get(CG + cls, {})) for cls in item.classes
        ]
    known = {key.name: key for key in table.item("claim").keys}
    made["keys"] = [
        {"name": name, "says": known[name].says, "example": known[name].example} for name in _KEYS
    ]
    return made


def _choice(value: str, words: dict[str, Any]) -> dict[str, str]:
    return {
        "value": value,
        "label": value.replace("-", " "),
        "definition": words.get("definition", ""),
    }
