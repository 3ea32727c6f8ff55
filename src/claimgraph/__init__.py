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
    from claimgraph.model import Answer, Finding, Location, Question, Report, Rule, Severity

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

_HOMES = {"Claimgraph": "api", "open": "api", "ClaimgraphError": "errors"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the command's help loads no RDF library."""
    if name not in __all__:
        raise AttributeError(f"module 'claimgraph' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"claimgraph.{_HOMES.get(name, 'model')}"), name)
