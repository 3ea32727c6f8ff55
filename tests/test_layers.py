"""No module needs, by way of others, the module that needs it."""

from __future__ import annotations

import grimp
import networkx as nx
import pytest

# A weighing is asked for its reasons, which are told of a weighing: types alone need each other.
KNOWN = {"types": [{"claimgraph.claims.weighing.reasons", "claimgraph.claims.weighing.weighing"}]}


def circles(*, types: bool) -> list[set[str]]:
    """Return the sets of modules that import each other, here or within a function."""
    house = grimp.build_graph("claimgraph", exclude_type_checking_imports=not types, cache_dir=None)
    imports = nx.DiGraph(
        (module, other)
        for module in house.modules
        for other in house.find_modules_directly_imported_by(module)
    )
    return [one for one in nx.strongly_connected_components(imports) if len(one) > 1]


@pytest.mark.parametrize("kind", ["run", "types"])
def test_no_imports_go_in_circles(kind):
    assert circles(types=kind == "types") == KNOWN.get(kind, [])
