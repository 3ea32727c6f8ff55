"""Networks in GraphML, as NetworkX writes it: the argument, the actors, the flow of evidence."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, BinaryIO

import networkx as nx

from claimgraph.export import Form
from claimgraph.export.query import any_of, asked, first, grouped, rows
from claimgraph.text import returns_kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.export import Source

_MEDIA_TYPE = "application/graphml+xml"
# What XML 1.0 (section 2.2) cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLAIMS = any_of(
    "?id cg:paraphrase [] .",
    "?id rdfs:label ?label",
    "?id cg:certainty/skos:prefLabel ?certainty",
    "?id a ?class . ?class rdfs:subClassOf cg:Claim FILTER (?class != cg:Thesis) "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?type)",
    "?id a cg:Thesis BIND (true AS ?thesis)",
)
_ARGUMENTS = any_of(
    "?id cg:conclusion ?conclusion .",
    "?id cg:premise ?premise",
    "?id rdfs:label ?label",
    "?id cg:scheme/skos:prefLabel ?scheme",
    "?id cg:explicit ?explicit",
    "?id a ?class . ?class rdfs:subClassOf cg:Argument "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?type)",
)
# Where an argument bears on its conclusion, as a word on the edge and as the edge's sign.
_BEARING = {
    "SupportingArgument": ("supports", 1),
    "OpposingArgument": ("opposes", -1),
    "Undercut": ("undercuts", -1),
}


def argument_network(source: Source) -> nx.DiGraph[str]:
    """Return claims and arguments as nodes (`kind`), with what they are as attributes.

    Each edge has the weight 1; `sign` is -1 where an argument speaks against its conclusion.
    """
    store = asked(source)
    found: nx.DiGraph[str] = nx.DiGraph()
    for (iri,), claim in grouped(rows(store, _CLAIMS), "id").items():
        found.add_node(
            iri,
            label=first(claim, "label"),
            kind="claim",
            type=first(claim, "type"),
            certainty=first(claim, "certainty"),
            thesis=first(claim, "thesis") == "true",
        )
    arguments = grouped(rows(store, _ARGUMENTS), "id")
    for (iri,), argument in arguments.items():
        found.add_node(
            iri,
            label=first(argument, "label"),
            kind="argument",
            type=first(argument, "type"),
            scheme=first(argument, "scheme"),
            explicit=first(argument, "explicit") == "true",
        )
    for (iri,), argument in arguments.items():
        for premise in argument.get("premise", ()):
            found.add_edge(str(premise), iri, label="premise of", weight=1, sign=1)
        word, sign = _BEARING.get(first(argument, "type"), ("bears on", 1))
        found.add_edge(iri, first(argument, "conclusion"), label=word, weight=1, sign=sign)
    return found


_ACTORS = any_of(
    "?id a/rdfs:subClassOf* cg:Actor .",
    "?id rdfs:label ?label",
    "?id a ?class . ?class rdfs:subClassOf+ cg:Actor "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?type)",
)
_INVOLVED = """SELECT DISTINCT ?claim ?actor {
    ?claim cg:paraphrase ?paraphrase ; cg:involves/cg:actor ?actor
}"""


def actors_network(source: Source) -> nx.Graph[str]:
    """Return all actors as nodes, `claims` being how many involve each.

    An edge's weight is the number of claims that involve both actors, in whatever roles, as in the
    question co-involvement.
    """
    store = asked(source)
    involved: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(store, _INVOLVED):
        involved[str(row["claim"])].add(str(row["actor"]))
    claims = Counter(actor for actors in involved.values() for actor in actors)
    together = Counter(
        pair for actors in involved.values() for pair in combinations(sorted(actors), 2)
    )
    found: nx.Graph[str] = nx.Graph()
    for (iri,), actor in grouped(rows(store, _ACTORS), "id").items():
        found.add_node(
            iri, label=first(actor, "label"), type=first(actor, "type"), claims=claims[iri]
        )
    for (one, other), weight in sorted(together.items()):
        shown = f"{weight} claim{'s' if weight != 1 else ''}"
        found.add_edge(one, other, label=shown, weight=weight)
    return found


_FLOW = any_of(
    "?claim cg:paraphrase [] ; cg:evidence ?evidence . "
    "OPTIONAL { ?evidence cg:source ?source OPTIONAL { ?source cg:issuer ?issuer } }",
    "?claim rdfs:label ?claimLabel",
    "?evidence rdfs:label ?evidenceLabel",
    "?evidence cg:evidenceKind/skos:prefLabel ?evidenceType",
    "?evidence cg:source ?source . ?source dcterms:title ?sourceLabel",
    "?evidence cg:source ?source . ?source a ?class . ?class rdfs:subClassOf+ cg:Source "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?sourceType)",
    "?evidence cg:source ?source . ?source cg:issuer ?issuer . ?issuer rdfs:label ?issuerLabel",
    "?evidence cg:source ?source . ?source cg:issuer ?issuer . "
    "?issuer a ?class . ?class rdfs:subClassOf+ cg:Actor "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?issuerType)",
)
# Each kind of node, with the word on the edges that leave it.
_STEPS = {"issuer": "issues", "source": "gives", "evidence": "is evidence for", "claim": ""}


def evidence_network(source: Source) -> nx.DiGraph[str]:
    """Return issuers, sources, evidence and the claims that rest on them (`kind`).

    An edge's weight is the number of claims that it leads to. Claims without evidence are not in
    it, nor are the arguments by which claims support each other.
    """
    found: nx.DiGraph[str] = nx.DiGraph()
    flow = rows(asked(source), _FLOW)
    for kind in _STEPS:
        known = [row for row in flow if kind in row]
        for (iri,), group in grouped(known, kind).items():
            # An actor that issues can be the source of a claim's own words: one node, first kind.
            if iri not in found:
                label, what = first(group, f"{kind}Label"), first(group, f"{kind}Type")
                found.add_node(iri, label=label, kind=kind, type=what)
    carried: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in flow:
        for kind, following in pairwise(_STEPS):
            if kind in row:
                edge = (str(row[kind]), str(row[following]), _STEPS[kind])
                carried[edge].add(str(row["claim"]))
    for (one, other, word), claims in sorted(carried.items()):
        found.add_edge(one, other, label=word, weight=len(claims))
    return found


def _form(name: str, network: Callable[[Source], nx.Graph[str]]) -> Form:
    """Return the form that writes a network; nodes and edges are written in their order.

    Values are strings, numbers or truth values. Nodes and edges have a `label`, edges a `weight`,
    the names by which Gephi knows them; an empty value is left out.
    """

    def write(source: Source, out: BinaryIO) -> None:
        writer = _Writer(prettyprint=True)
        writer.add_graph_element(_clean(network(source)))
        written = io.BytesIO()
        writer.dump(written)
        out.write(returns_kept(written.getvalue().decode()).encode() + b"\n")

    return Form(name, _MEDIA_TYPE, ".graphml", "document", write)


class _Writer(nx.GraphMLWriter):  # type: ignore[misc]
    """Writes truth values as XML Schema has them, in lower case: not every reader knows `False`.

    It is the writer on the standard library: with lxml, where somebody has it, NetworkX would write
    the same network in other bytes.
    """

    def add_data(self, name: str, element_type: Any, value: Any, *rest: Any, **more: Any) -> Any:
        element = super().add_data(name, element_type, value, *rest, **more)
        if element_type is bool:
            element.text = str(value).lower()
        return element


def _clean(network: nx.Graph[str]) -> nx.Graph[str]:
    """Drop empty values and replace what XML cannot hold by U+FFFD."""
    clean = network.__class__()
    for node, values in network.nodes(data=True):
        clean.add_node(node, **_kept(values))
    for one, other, values in network.edges(data=True):
        clean.add_edge(one, other, **_kept(values))
    return clean


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in ("", None)
    }


FORMS = (
    _form("graphml-argument", argument_network),
    _form("graphml-actors", actors_network),
    _form("graphml-evidence", evidence_network),
)
