"""Writes at once what a person decides about a candidate, or about an entry of the registry."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Literal, URIRef

from claimgraph.claims import link_files
from claimgraph.claims.alignment import joining
from claimgraph.claims.facts import Term
from claimgraph.claims.links import ACCEPTED, EXACT, REJECTED, SEMAPV, Link
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from decimal import Decimal

    from claimgraph.claims.alignment.matching import Candidate
    from claimgraph.claims.alignment.naming import Namesake
    from claimgraph.graph.project import Project

# What proposed the pair (sssom:mapping_tool).
TOOL = "claimgraph align"
# An ORCID iD without its address (ISO 27729: 16 digits, of which the last may be X).
_ORCID = re.compile(r"(?:orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


def author(name: str) -> Term:
    """Return who judges: an IRI that begins with http, an ORCID iD, or a name.

    Raises UsageError for an empty name and for what is not an IRI.
    """
    name = name.strip()
    if not name:
        raise UsageError("the author is empty: give an ORCID or a name")
    if short := _ORCID.fullmatch(name):
        name = f"https://orcid.org/{short[1]}"
    if not name.startswith(("http://", "https://")):
        return Term(Literal(name), name)
    try:
        return Term(URIRef(ox.NamedNode(name).value), name)
    except ValueError:
        raise UsageError(f"'{name}' is not a valid IRI: give an ORCID or a name") from None


def judged(
    candidate: Candidate,
    by: Term,
    day: str,
    confidence: Decimal,
    relation: URIRef | None = None,
    *,
    rejected: bool = False,
) -> Link:
    """Return a candidate as a link that a person accepts, or rejects so that it is not proposed.

    The relation is the suggested one unless another is given; `day` is an xsd:date. Its method is
    `semapv:MappingReview`: a person has reviewed what a program proposed.
    """
    return Link(
        URIRef(candidate.claim.iri),
        relation or candidate.relation,
        URIRef(candidate.other.iri),
        authors=(by,),
        created=day,
        confidence=confidence,
        method=SEMAPV.MappingReview,
        status=REJECTED if rejected else ACCEPTED,
        tool=TOOL,
    )


def write(
    project: Project,
    candidate: Candidate,
    by: Term,
    confidence: Decimal,
    relation: URIRef | None = None,
    *,
    rejected: bool = False,
) -> list[str]:
    """Write what a person decides today about a candidate; return a line for each changed file.

    Raises what `link_files.accept` does.
    """
    link = judged(candidate, by, _today(), confidence, relation, rejected=rejected)
    said = "rejected" if rejected else "accepted"
    return _written(project, link, f"{said}, {link.words}")


def write_name(
    project: Project, pair: Namesake, by: Term, confidence: Decimal, *, rejected: bool = False
) -> list[str]:
    """Write what a person decides today about an entry of the registry; return lines that say so.

    Accepted, articles speak of the entry (`joining.join`); rejected, a link says that the two are
    not one, so that the entry is not proposed again. Raises what `joining.join` and
    `link_files.accept` do.
    """
    if not rejected:
        return joining.join(project, pair)
    link = Link(
        URIRef(pair.iri),
        EXACT,
        URIRef(pair.entry),
        authors=(by,),
        created=_today(),
        confidence=confidence,
        method=SEMAPV.MappingReview,
        status=REJECTED,
        tool=TOOL,
    )
    return _written(project, link, f"rejected, {pair.called[0]} is not {pair.name}")


def _today() -> str:
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def _written(project: Project, link: Link, said: str) -> list[str]:
    changed = link_files.accept(project, [link])
    return [f"{joining.below(project, path)}: {said}" for path in changed]
