"""Networks in GraphML, as NetworkX writes it: what the three forms of networks share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

import networkx as nx

from claimgraph.export import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.export import Source

MEDIA_TYPE = "application/graphml+xml"
# What XML 1.0 (section 2.2) cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def form(name: str, network: Callable[[Source], nx.Graph[str]]) -> Form:
    """Return the form that writes a network; nodes and edges are written in their order.

    Values are strings, numbers or truth values. Nodes and edges have a `label`, edges a `weight`,
    the names by which Gephi knows them; an empty value is left out.
    """

    def write(source: Source, out: BinaryIO) -> None:
        writer = _Writer(prettyprint=True)
        writer.add_graph_element(_clean(network(source)))
        writer.dump(out)
        out.write(b"\n")

    return Form(name, MEDIA_TYPE, ".graphml", "document", write)


class _Writer(nx.GraphMLWriter):  # type: ignore[misc]
    """Writes truth values as XML Schema has them, in lower case: not every reader knows `False`.

    It is the writer on the standard library: with lxml, where somebody has it, NetworkX would write
    the same network in other bytes.
    """

    def add_data(self, name: str, element_type: Any, value: Any, *rest: Any, **more: Any) -> Any:
        element = super().add_data(name, element_type, value, *rest, **more)
        if element_type is bool:
            element.text = str(value).lower()
        return element


def _clean(network: nx.Graph[str]) -> nx.Graph[str]:
    """Drop empty values and replace what XML cannot hold by U+FFFD."""
    clean = network.__class__()
    for node, values in network.nodes(data=True):
        clean.add_node(node, **_kept(values))
    for one, other, values in network.edges(data=True):
        clean.add_edge(one, other, **_kept(values))
    return clean


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in ("", None)
    }
