"""Which tables the graph makes: their columns, keys, and the query that fills each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.table import table as weighing_table
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.export.query import any_of, asked, grouped, merged, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rdflib.term import Node

    from claimgraph.export import Source
    from claimgraph.graph.stores.memory import Embedded

# A cell: a text, the texts of a column of many values, or nothing.
Value = str | tuple[str, ...] | None
# The properties that only claims, and only arguments, have: as stored questions tell them.
_MARKS = {"claim": "cg:paraphrase", "argument": "cg:conclusion"}


@dataclass(frozen=True)
class Column:
    """A column; `datatype` is CSVW's, `target` the table whose key it holds.

    A column that is not `required` can be empty, one of `many` holds a tuple of values.
    """

    name: str
    property: str
    datatype: str = "string"
    target: str | None = None
    required: bool = False
    many: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its columns, those that make its primary key, and its SPARQL patterns.

    Pattern and branches bind a variable for each column, the pattern those of the key; solutions
    with the same key make one row.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    pattern: str
    branches: tuple[str, ...] = ()


def _identity() -> Column:
    return Column("id", "", "anyURI", required=True)


def _linked(name: str, property: str, target: str, required: bool = False) -> Column:  # noqa: A002
    return Column(name, property, "anyURI", target, required)


def _link(name: str, owner: str, owners: str, part: str, parts: str) -> Table:
    """Return the table of a property that can have several values on both sides."""
    return Table(
        name,
        (_linked(owner, "", owners, required=True), _linked(part, "cg:" + part, parts, True)),
        (owner, part),
        # What owns a passage can be a claim or an argument: each owner has its own mark.
        f"?{owner} cg:{part} ?{part} FILTER EXISTS {{ ?{owner} {_MARKS[owner]} ?mark }}",
    )


def _kind(of: str) -> str:
    """Return the pattern that binds ?kind to the names of the subclasses that ?id is one of."""
    return (
        f"?id a ?class . ?class rdfs:subClassOf+ cg:{of} . "
        "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?kind)"
    )


def _concept(subject: str, property: str, name: str) -> str:  # noqa: A002
    """Return the pattern that binds ?name to a concept's label, or to its local name."""
    return (
        f"?{subject} {property} ?{name}Concept . "
        f"OPTIONAL {{ ?{name}Concept skos:prefLabel ?{name}Label }} "
        f"BIND (COALESCE(?{name}Label, REPLACE(STR(?{name}Concept), '^.*[/#]', '')) AS ?{name})"
    )


def _values(*properties: tuple[str, str]) -> tuple[str, ...]:
    return tuple(f"?id {path} ?{name}" for path, name in properties)


_LABEL = Column("label", "rdfs:label")
_KIND = Column("kind", "rdf:type", many=True)

TABLES = (
    Table(
        "articles",
        (
            _identity(),
            Column("title", "dcterms:title"),
            _linked("creator", "dcterms:creator", "actors"),
            Column("issued", "dcterms:issued"),
            Column("url", "schema:url", "anyURI"),
        ),
        ("id",),
        "?id a cg:Article .",
        (
            *_values(
                ("dcterms:title", "title"),
                ("dcterms:creator", "creator"),
                ("dcterms:issued", "issued"),
                ("schema:url", "url"),
            ),
        ),
    ),
    Table(
        "passages",
        (
            _identity(),
            _linked("article", "oa:hasSource", "articles"),
            Column("section", "dcterms:isPartOf"),
            Column("start", "oa:start", "nonNegativeInteger"),
            Column("end", "oa:end", "nonNegativeInteger"),
            Column("fragment", "rdf:value"),
        ),
        ("id",),
        "?id a cg:Passage .",
        (
            *_values(
                ("oa:hasSource", "article"),
                ("dcterms:isPartOf/rdfs:label", "section"),
                ("oa:hasSelector/oa:start", "start"),
                ("oa:hasSelector/oa:end", "end"),
                ("oa:hasSelector/rdf:value", "fragment"),
            ),
        ),
    ),
    Table(
        "claims",
        (
            _identity(),
            _linked("article", "", "articles"),
            _LABEL,
            Column("paraphrase", "cg:paraphrase"),
            _KIND,
            Column("certainty", "cg:certainty"),
            Column("hedge", "cg:hedge", many=True),
            Column("condition", "cg:condition", many=True),
            Column("horizon", "cg:horizon", many=True),
            Column("standing", "cg:standing"),
            Column("grade", "cg:grade", "nonNegativeInteger"),
        ),
        ("id",),
        "?id cg:paraphrase [] .",
        (
            *_values(
                ("cg:passage/oa:hasSource", "article"),
                ("rdfs:label", "label"),
                ("cg:paraphrase", "paraphrase"),
                ("cg:hedge", "hedge"),
                ("cg:condition", "condition"),
                ("cg:horizon", "horizon"),
                ("cg:grade", "grade"),
            ),
            _kind("Claim"),
            _concept("id", "cg:certainty", "certainty"),
            _concept("id", "cg:standing", "standing"),
        ),
    ),
    _link("claim_passages", "claim", "claims", "passage", "passages"),
    _link("claim_evidence", "claim", "claims", "evidence", "evidence"),
    _link("claim_events", "claim", "claims", "event", "events"),
    _link("claim_quantities", "claim", "claims", "quantity", "quantities"),
    Table(
        "attributions",
        (
            _linked("claim", "", "claims", required=True),
            Column("step", "", "positiveInteger", required=True),
            _linked("actor", "cg:actor", "actors"),
            Column("speech_act", "cg:speechAct"),
            _linked("source", "cg:source", "sources"),
        ),
        # One claim can have two chains, of which links at the same step differ in their actors.
        ("claim", "step", "actor"),
        # How many links lie between a link and its claim is its step: 1 is whose words they are.
        "{ SELECT ?claim ?first ?link (COUNT(DISTINCT ?between) AS ?step) { "
        "?claim cg:attribution ?first . ?first cg:through* ?between . ?between cg:through* ?link "
        "} GROUP BY ?claim ?first ?link } "
        "OPTIONAL { ?link cg:actor ?actor }",
        ("?link cg:source ?source", _concept("link", "cg:speechAct", "speech_act")),
    ),
    Table(
        "arguments",
        (
            _identity(),
            _LABEL,
            _KIND,
            _linked("conclusion", "cg:conclusion", "claims"),
            _linked("undercuts", "cg:conclusion", "arguments"),
            Column("scheme", "cg:scheme"),
            Column("explicit", "cg:explicit", "boolean"),
        ),
        ("id",),
        "?id cg:conclusion [] .",
        (
            "?id cg:conclusion ?conclusion . ?conclusion cg:paraphrase ?said",
            "?id cg:conclusion ?undercuts . ?undercuts cg:conclusion ?further",
            *_values(("rdfs:label", "label"), ("cg:explicit", "explicit")),
            _kind("Argument"),
            _concept("id", "cg:scheme", "scheme"),
        ),
    ),
    _link("premises", "argument", "arguments", "premise", "claims"),
    Table(
        "evidence",
        (
            _identity(),
            _LABEL,
            Column("kind", "cg:evidenceKind"),
            _linked("source", "cg:source", "sources"),
            Column("locator", "cg:locator"),
        ),
        ("id",),
        "?id a cg:Evidence .",
        (
            *_values(("rdfs:label", "label"), ("cg:source", "source"), ("cg:locator", "locator")),
            _concept("id", "cg:evidenceKind", "kind"),
        ),
    ),
    Table(
        "sources",
        (
            _identity(),
            Column("title", "dcterms:title"),
            _KIND,
            _linked("issuer", "cg:issuer", "actors"),
            Column("issued", "dcterms:issued"),
            Column("url", "schema:url", "anyURI"),
        ),
        ("id",),
        "?id a/rdfs:subClassOf* cg:Source .",
        (
            *_values(
                ("dcterms:title", "title"),
                ("cg:issuer", "issuer"),
                ("dcterms:issued", "issued"),
                ("schema:url", "url"),
            ),
            _kind("Source"),
        ),
    ),
    Table(
        "actors",
        (
            _identity(),
            _LABEL,
            _KIND,
            Column("other_names", "skos:altLabel", many=True),
            _linked("part_of", "cg:partOf", "actors"),
            _linked("subsidiary_of", "cg:subsidiaryOf", "actors"),
            _linked("member_of", "cg:memberOf", "actors"),
            _linked("employed_by", "cg:employedBy", "actors"),
            _linked("based_in", "cg:basedIn", "actors"),
            Column("same_as", "skos:exactMatch", "anyURI", many=True),
        ),
        ("id",),
        "?id a/rdfs:subClassOf* cg:Actor .",
        (
            *_values(
                ("rdfs:label", "label"),
                ("skos:altLabel", "other_names"),
                ("cg:partOf", "part_of"),
                ("cg:subsidiaryOf", "subsidiary_of"),
                ("cg:memberOf", "member_of"),
                ("cg:employedBy", "employed_by"),
                ("cg:basedIn", "based_in"),
                ("skos:exactMatch", "same_as"),
            ),
            _kind("Actor"),
        ),
    ),
    Table(
        "participations",
        (
            _linked("claim", "", "claims"),
            _linked("event", "", "events"),
            _linked("actor", "cg:actor", "actors", required=True),
            Column("role", "cg:role", required=True),
        ),
        ("claim", "event", "actor", "role"),
        "?in cg:involves ?participation . ?participation cg:actor ?actor . "
        "BIND (IF (EXISTS { ?in cg:paraphrase ?said }, ?in, ?none) AS ?claim) "
        "BIND (IF (EXISTS { ?in a cg:Event }, ?in, ?none) AS ?event) "
        f"OPTIONAL {{ {_concept('participation', 'cg:role', 'role')} }}",
    ),
    Table(
        "events",
        (
            _identity(),
            _LABEL,
            Column("date", "cg:date"),
            Column("start", "cg:start"),
            Column("end", "cg:end"),
        ),
        ("id",),
        "?id a cg:Event .",
        (
            *_values(
                ("rdfs:label", "label"),
                ("cg:date", "date"),
                ("cg:start", "start"),
                ("cg:end", "end"),
            ),
        ),
    ),
    Table(
        "quantities",
        (
            _identity(),
            Column("measures", "cg:measures"),
            Column("comparator", "cg:comparator"),
            Column("value", "cg:value", "decimal"),
            Column("unit", "cg:unit", "anyURI"),
            Column("as_of", "cg:asOf"),
        ),
        ("id",),
        "?id a cg:Quantity .",
        (
            *_values(
                ("cg:measures", "measures"),
                ("cg:value", "value"),
                ("cg:unit", "unit"),
                ("cg:asOf", "as_of"),
            ),
            _concept("id", "cg:comparator", "comparator"),
        ),
    ),
)


def filled(source: Source) -> Iterator[tuple[Table, list[tuple[Value, ...]]]]:
    """Yield each table with its rows, sorted by key; how claims stand is weighed for it."""
    store = asked(source)
    by = weighing_table(source.project.root)
    store.add(merged(list(derived.quads(weigh(store.union, by)))))
    for table in TABLES:
        yield table, _rows(table, store)


def _rows(table: Table, store: Embedded) -> list[tuple[Value, ...]]:
    solutions = rows(store, any_of(table.pattern, *table.branches))
    return [
        tuple(_value(column, group.get(column.name, ())) for column in table.columns)
        for group in grouped(solutions, *table.key).values()
    ]


def _value(column: Column, values: Sequence[Node]) -> Value:
    if column.many:
        return tuple(dict.fromkeys(str(value) for value in values))
    return str(values[0]) if values else None
