"""The things of a kind in a store, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from claimgraph.graph import names
from claimgraph.questions.binding import written
from claimgraph.vocab import SKOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib.term import Node

    from claimgraph.graph.stores import Store

# The properties that name a thing, for VALUES.
NAMING = " ".join(f"<{iri}>" for iri in (*names.PROPERTIES, f"{SKOS}altLabel"))
_PATH = NAMING.replace(" ", "|")
# What means something in a pattern of SPARQL's REGEX, and how it stands for itself.
_SPECIAL, _ESCAPED = r"[\\.^$*+?()\[\]{}|-]", r"\\\g<0>"
# So many names are read to find those that are nearest to a wrong one.
MANY = 5000


@dataclass
class Names:
    """Some names of things as they are spelt, by themselves case folded; of each thing one to show.

    They are `whole` where no name was left out.
    """

    spelt: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    whole: bool = True

    def add(self, iri: str, label: Node | None) -> None:
        """Take a name of a thing, with its local name."""
        local = names.readable(iri)
        for name in (local, local if label is None else str(label)):
            self.spelt.setdefault(name.casefold(), name)
        if label is not None:
            self.shown[iri] = min(str(label), self.shown.get(iri, str(label)))
        self.shown.setdefault(iri, local)


@dataclass(frozen=True)
class Things:
    """Things of a kind in a store: `pattern` binds ?iri."""

    store: Store
    pattern: str

    def is_empty(self) -> bool:
        """Tell whether the store has no such thing."""
        return not self.store.query(f"ASK {{ {self.pattern} FILTER(isIRI(?iri)) }}").truth

    def called(self, name: str) -> set[str]:
        """Return the IRIs that have a label or a local name; the store looks, it may hold many."""
        import pyoxigraph as ox

        if not name:
            return set()
        label, local = (written(ox.Literal(one)) for one in (name.lower(), _last_part(name)))
        rows = self.store.query(
            f"SELECT DISTINCT ?iri ?name {{ FILTER(isIRI(?iri)) {{ {{ SELECT ?iri ?name {{ "
            f"VALUES ?property {{ {NAMING} }} ?iri ?property ?name "
            f"FILTER(LCASE(STR(?name)) = {label}) }} }} {self.pattern} }} "
            f'UNION {{ {self.pattern} FILTER(REGEX(STR(?iri), {local}, "i")) }} }}'
        ).rows
        return {
            str(row["iri"])
            for row in rows
            if name.casefold()
            in (names.readable(str(row["iri"])).casefold(), str(row.get("name", "")).casefold())
        }

    def some(self) -> Names:
        """Return names to suggest: of very many things some are enough."""
        names = Names()
        rows = self.store.query(
            f"SELECT ?iri ?name {{ {self.pattern} OPTIONAL {{ ?iri {_PATH} ?name }} "
            f"FILTER(isIRI(?iri)) }} LIMIT {MANY}"
        ).rows
        for row in rows:
            names.add(str(row["iri"]), row.get("name"))
        names.whole = len(rows) < MANY
        return names


def _last_part(name: str) -> str:
    """Return the pattern of IRIs whose last part is a name, percent-encoded or not."""
    parts = []
    for letter in name:
        cases = {letter, letter.lower(), letter.upper()}
        ways = sorted(cases | {quote(one, safe="") for one in cases})
        parts.append(f"({'|'.join(re.sub(_SPECIAL, _ESCAPED, one) for one in ways)})")
    return f"{''.join(parts)}[/#]*$"


def instances(kinds: Sequence[str], store: Store) -> Things:
    """Return the instances of classes, by their IRIs."""
    listed = " ".join(f"<{one}>" for one in kinds)
    return Things(store, f"VALUES ?kind {{ {listed} }} ?iri a ?kind")
