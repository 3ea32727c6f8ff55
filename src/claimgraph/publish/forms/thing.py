"""A thing of any kind: what it is called, what is said of it, what speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDFS, SKOS
from rdflib.term import URIRef

from claimgraph.publish import statements
from claimgraph.publish.here import Value
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from claimgraph.publish.here import Here

_LEADS = (URIRef(CG + "paraphrase"), SKOS.definition, DCTERMS.description, RDFS.comment)


def context(here: Here, node: URIRef) -> dict[str, object]:
    """Return what every page of a thing has."""
    things = here.things
    lead = next(filter(None, (things.text(node, one) for one in _LEADS)), None)
    return {
        "iri": str(node),
        "title": here.text(things.name(node)),
        # What has no name of its own is called by a phrase, with a small letter.
        "phrase": things.form(node) in ("Argument", "Evidence", "Passage")
        or URIRef(CG + "Quantity") in things.kinds(node),
        "kinds": [statements.linked(here, one) for one in things.kinds(node)],
        "lead": here.text(lead) if lead else None,
        "also": here.links(things.values(node, SKOS.altLabel)),
        "trail": trail(here, node),
        "statements": statements.rows(here, node),
        "incoming": statements.incoming(here, node),
    }


def trail(here: Here, node: URIRef) -> tuple[Value, ...]:
    """Return what a thing is part of, from the whole to the part, itself left out."""
    if article := here.things.article_of(str(node)):
        return (here.link(article),)
    scheme = here.things.value(node, SKOS.inScheme)
    above = [*([scheme] if scheme else []), here.things.value(node, RDFS.isDefinedBy)]
    return here.links(one for one in reversed(above) if one is not None and one != node)
