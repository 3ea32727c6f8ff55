"""No module needs, by way of others, the module that needs it."""

from __future__ import annotations

import grimp
import networkx as nx

# A weighing is asked for its reasons, which are told of a weighing: their types need each other.
WEIGHING = "claimgraph.claims.weighing."


def circles(*, types: bool) -> list[set[str]]:
    """Return the sets of modules that import each other, here or within a function."""
    house = grimp.build_graph("claimgraph", exclude_type_checking_imports=not types, cache_dir=None)
    imports = nx.DiGraph(
        (module, other)
        for module in house.modules
        for other in house.find_modules_directly_imported_by(module)
    )
    return [one for one in nx.strongly_connected_components(imports) if len(one) > 1]


def test_no_imports_go_in_circles():
    assert circles(types=False) == []


def test_types_need_each_other_only_where_things_are_weighed():
    found = circles(types=True)
    assert [one for one in found if not all(name.startswith(WEIGHING) for name in one)] == []
