"""An argumentative article as a knowledge graph of claims and evidence.

>>> import claimgraph
>>> answer = claimgraph.open("data").ask("thesis")
>>> len(answer.rows)
1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimgraph.api import Claimgraph, open
    from claimgraph.errors import ClaimgraphError
    from claimgraph.findings import Finding, Location, Report, Rule, Severity
    from claimgraph.graph.stores import Answer
    from claimgraph.questions import Question

__all__ = [
    "Answer",
    "Claimgraph",
    "ClaimgraphError",
    "Finding",
    "Location",
    "Question",
    "Report",
    "Rule",
    "Severity",
    "open",
]

_HOMES = {
    "Answer": "graph.stores",
    "Claimgraph": "api",
    "ClaimgraphError": "errors",
    "Question": "questions",
    "open": "api",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the command's help loads no RDF library."""
    if name not in __all__:
        raise AttributeError(f"module 'claimgraph' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"claimgraph.{_HOMES.get(name, 'findings')}"), name)
