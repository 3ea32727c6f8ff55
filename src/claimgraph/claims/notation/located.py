"""Finds the items of a capture by kind and name, whether a name is written or follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.notation import beside, nodes, table
from claimgraph.claims.notation.names import NAMING
from claimgraph.claims.notation.nodes import Items, Pairs, Scalar, UnclearError
from claimgraph.claims.notation.reader import Reading, premises, written_out
from claimgraph.claims.notation.state import Surroundings
from claimgraph.errors import TextError, UsageError
from claimgraph.vocab import GRAPH

if TYPE_CHECKING:
    import pyoxigraph as ox

    from claimgraph.claims.notation.nodes import Node
    from claimgraph.claims.notation.state import Under
    from claimgraph.claims.notation.table import Item
    from claimgraph.graph.loading import Loaded

# So many characters of a name are shown.
_SHOWN = 80
# From the root to a node: keys of mappings, numbers of items.
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Located:
    """An item: what kind it is, its IRI and local name, and where it stands.

    `node` has its keys; for an item on a compact line they are those that the line is short for.
    """

    kind: str
    name: str
    iri: str
    path: Path
    node: Pairs


class Locations(Reading):
    """A pass over a capture that notes where its items stand, and reads nothing beside it."""

    def __init__(self, text: str, root: Pairs, slug: str = "x") -> None:
        self.items: list[Located] = []
        self._paths, self._starts = _paths(root)
        super().__init__(text, root, Surroundings(slug, GRAPH, {}, _no_text, beside.relations))
        self.all()

    def item(self, node: Node, item: Item, under: Under) -> ox.NamedNode | None:
        """Describe an item, and note where it stands."""
        made = super().item(node, item, under)
        path = self._paths.get(id(node)) or self._starts.get(node.start)
        if made is not None and path is not None:
            name = made.value.rstrip("/").rpartition("/")[2].rpartition("#")[2]
            self.items.append(Located(item.name, name, made.value, path, _keys(node)))
        return made

    def of(self, kind: str, name: str) -> Located:
        """Return the item of a kind and a name; raises UsageError where there is no such item."""
        item = self.find(kind, name)
        if item is None:
            names = [one.name for one in self.items if one.kind == kind]
            such = f"it has {', '.join(names[:8])}" if names else "it has none"
            raise UsageError(f"no {kind} is called {name!a} in this capture: {such}")
        return item

    def find(self, kind: str, name: str) -> Located | None:
        """Return the item of a kind and a name, if there is one."""
        try:
            iri = self.names.iri(name, table.item(kind).folder).value
        except UnclearError:
            return None
        return next((one for one in self.items if one.kind == kind and one.iri == iri), None)


def claims(loaded: Loaded) -> dict[str, str]:
    """Return the names of the claims in a capture by their IRIs."""
    return {iri: one.name for iri, one in items(loaded).items() if one.kind == "claim"}


def items(loaded: Loaded) -> dict[str, Located]:
    """Return the items of a capture by their IRIs."""
    root, _ = nodes.parse(loaded.text)
    if not isinstance(root, Pairs):
        return {}
    locations = Locations(loaded.text, root, loaded.file.graph.removeprefix(GRAPH))
    return {one.iri: one for one in locations.items}


def called_at(root: Node | None, offset: int) -> str:
    """Return what the innermost item at an offset is called: claim ‘cost’; nothing without one."""
    if not isinstance(root, Pairs):
        return ""
    around = (one for one in written_out(root) if one[0].start <= offset <= one[0].end)
    node, item = max(around, key=lambda one: one[0].start, default=(root, None))
    if item is None:
        return ""
    names = (nodes.optional(node, key) for key in (item.name, *NAMING))
    name = next((name for name in names if name is not None), None)
    return f"{item.name} ‘{name.text[:_SHOWN]}’" if name else f"{item.name} without a name"


def _keys(node: Node) -> Pairs:
    if isinstance(node, Scalar):  # premises on one line
        return premises(node)
    return node if isinstance(node, Pairs) else Pairs(node.start)


def _paths(root: Pairs) -> tuple[dict[int, Path], dict[int, Path]]:
    """Return the paths of all nodes by identity, and those of scalars by where they start."""
    paths: dict[int, Path] = {}
    starts: dict[int, Path] = {}
    stack: list[tuple[Node, Path]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        paths[id(node)] = path
        if isinstance(node, Items):
            stack += [(one, (*path, number)) for number, one in enumerate(node.items)]
        elif isinstance(node, Pairs):
            stack += [(value, (*path, key.text)) for key, value in node.pairs]
        else:
            starts[node.start] = path
    return paths, starts


def _no_text(_name: str) -> str:
    raise TextError("not read")
