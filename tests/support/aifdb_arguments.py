"""The arguments of AIFdb's JSON, as the import reads them, to compare them with the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claimgraph.imports import aif


@dataclass(frozen=True)
class Argument:
    """An argument by the texts of its claims; an undercut concludes on an argument."""

    way: str
    premises: frozenset[str]
    conclusion: str | Argument
    scheme: str


def arguments(document: dict[str, Any]) -> frozenset[Argument]:
    """Return the arguments of a map, read by `claimgraph import`, by the texts of their claims."""
    read = aif.imported(document)
    texts = {claim.key: claim.text for claim in read.claims}
    by_key = {one.key: one for one in read.arguments}

    def told(key: str) -> Argument:
        one = by_key[key]
        premises = frozenset(texts[each] for each in one.premises)
        upon = told(one.conclusion) if one.way == "undercuts" else texts[one.conclusion]
        return Argument(one.way, premises, upon, one.scheme)

    return frozenset(map(told, by_key))
