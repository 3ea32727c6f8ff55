"""An argument: premises that are jointly needed, the scheme, the conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import Namespace

from claimgraph.pages.forms import claim, thing
from claimgraph.vocab import CG as CG_IRI

if TYPE_CHECKING:
    from rdflib.term import URIRef

    from claimgraph.pages.page import Here

CG = Namespace(CG_IRI)


def context(here: Here, node: URIRef) -> dict[str, object]:
    """Return what an argument's page shows."""
    return thing.context(here, node) | {
        "argument": claim.argument(here, node),
        "passages": [claim.passage(here, one) for one in here.things.values(node, CG.passage)],
    }
