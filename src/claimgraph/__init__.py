"""An argumentative article as a knowledge graph of claims and evidence.

>>> import claimgraph
>>> answer = claimgraph.open("data").ask("thesis")
>>> len(answer.rows)
1
>>> claimgraph.open("data").article("huawei-comeback").theses
(<Claim thesis: Huawei withstood U.S. restrictions by state support, strategy and evasion>,)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimgraph.api import Claimgraph, open
    from claimgraph.api.answers import Answer
    from claimgraph.claims.model import (
        Actor,
        Argument,
        Article,
        Attribution,
        Claim,
        Event,
        Evidence,
        Explanation,
        Kind,
        Participation,
        Passage,
        Quantity,
        Section,
        Source,
        Statement,
        Term,
    )
    from claimgraph.claims.weighing.outcomes import Difference, Standing
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.errors import ClaimgraphError
    from claimgraph.findings import Finding, Location, Report, Rule, Severity
    from claimgraph.questions import Question

__all__ = [
    "Actor",
    "Answer",
    "Argument",
    "Article",
    "Attribution",
    "Claim",
    "Claimgraph",
    "ClaimgraphError",
    "Difference",
    "Event",
    "Evidence",
    "Explanation",
    "Finding",
    "Kind",
    "Location",
    "Participation",
    "Passage",
    "Quantity",
    "Question",
    "Report",
    "Rule",
    "Section",
    "Severity",
    "Source",
    "Standing",
    "Statement",
    "Term",
    "Weighing",
    "open",
]

_HOMES = {
    "Answer": "api.answers",
    "Claimgraph": "api",
    "ClaimgraphError": "errors",
    "Difference": "claims.weighing.outcomes",
    "Question": "questions",
    "Standing": "claims.weighing.outcomes",
    "Weighing": "claims.weighing.weighing",
    "open": "api",
} | dict.fromkeys(
    (
        "Actor", "Argument", "Article", "Attribution", "Claim", "Event", "Evidence",
        "Explanation", "Kind", "Participation", "Passage", "Quantity", "Section", "Source",
        "Statement", "Term",
    ),
    "claims.model",
)  # fmt: skip


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the command's help loads no RDF library."""
    if name == "__version__":
        from importlib.metadata import version

        return version("claimgraph")
    if name not in __all__:
        raise AttributeError(f"module 'claimgraph' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"claimgraph.{_HOMES.get(name, 'findings')}"), name)


def __dir__() -> list[str]:
    """List the public names as well, which no one has imported yet: completion offers them."""
    return sorted({*globals(), *__all__, "__version__"})
