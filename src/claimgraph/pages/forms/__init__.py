"""What each form of page shows: a module for each, named like its template, one signature.

`context(here, node)` returns what the template of the same name is filled with; values are those
of `claimgraph.pages.page`, and nothing in them is markup.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib.term import URIRef

    from claimgraph.pages.page import Here

# Forms that have a module; all else is shown as a thing.
_MODULES = {"Article": "article", "Claim": "claim", "Argument": "argument", "Actor": "actor",
            "Source": "source", "Passage": "passage"}  # fmt: skip


def filled(here: Here, node: URIRef) -> tuple[str, dict[str, object]]:
    """Return the name of a thing's template and what it is filled with."""
    name = _MODULES.get(here.things.form(node), "thing")
    module = importlib.import_module(f"claimgraph.pages.forms.{name}")
    context: dict[str, object] = module.context(here, node)
    return f"{name}.html", context
