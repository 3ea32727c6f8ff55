"""A passage: where it stands in the article, and what is said there."""

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
    """Return what a passage's page shows."""
    return thing.context(here, node) | {"passage": claim.passage(here, node)}
