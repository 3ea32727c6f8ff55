"""Links between articles as a table of mappings, SSSOM/TSV 1.1 in its canonical form.

https://mapping-commons.github.io/sssom/spec-formats-tsv/. It is written here: `sssom-py` needs
pandas and LinkML to quote a cell. Confidences keep all their digits, where the canonical form has
three.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, BinaryIO

from rdflib import DCTERMS, RDF, URIRef
from rdflib.namespace import DCAT

from claimgraph.claims.links import FOLDER, LinkReader
from claimgraph.claims.sssom import BUILT_IN, COLUMNS, STATUS, STATUS_PROPERTY
from claimgraph.export import Form
from claimgraph.graph import prefixes
from claimgraph.vocab import ARTICLE, GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph

    from claimgraph.claims.links import Link
    from claimgraph.export import Source

_UNLICENSED = "https://w3id.org/sssom/license/unspecified"
_ORCID = "https://orcid.org/"
_OWNED = re.compile(rf"{re.escape(ARTICLE)}([a-z][\w-]*)/(\w+)/", re.ASCII)
_QUOTED = re.compile('[\t\r\n"]')
# What YAML reads as text without quotes, whatever stands around it.
_PLAIN = re.compile(r"[A-Za-z][\w./-]*(?:[:#][\w./-]+)*", re.ASCII)


def write(source: Source, out: BinaryIO) -> None:
    """Write the links as SSSOM/TSV; of data without links the header alone."""
    reader = LinkReader(source.graph)
    curies = _Curies(dict(source.prefixes))
    rows = sorted(_row(link, reader, curies) for link in reader.links())
    used = [place for place in range(len(COLUMNS)) if any(row[place] for row in rows)]
    shown = used or [COLUMNS.index(f"{part}_id") for part in ("subject", "predicate", "object")]
    head = _head(source.graph, curies, extended=COLUMNS.index(STATUS) in used)
    lines = [f"#{line}" for line in head]
    lines.append("\t".join(COLUMNS[place] for place in shown))
    lines += ["\t".join(_quoted(row[place]) for place in shown) for row in rows]
    out.write(("\n".join(lines) + "\n").encode())


def _head(graph: Graph, curies: _Curies, *, extended: bool) -> list[str]:
    """Return the metadata block, in the order of the class MappingSet."""
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    licences = sorted(
        str(one)
        for each in datasets
        for one in graph.objects(each, DCTERMS.license)
        if isinstance(one, URIRef)
    )
    status = curies.of(STATUS_PROPERTY) if extended else ""
    named = sorted(curies.used.items())
    lines = ['sssom_version: "1.1"']
    lines += ["curie_map:", *(f"  {name}: {_scalar(space)}" for name, space in named)] * bool(named)
    lines.append(f"mapping_set_id: {_scalar(GRAPH + FOLDER)}")
    lines.append(f"license: {_scalar(licences[0] if licences else _UNLICENSED)}")
    if extended:
        lines += ["extension_definitions:", f"  - slot_name: {STATUS}", f"    property: {status}"]
        lines.append("    type_hint: linkml:Uriorcurie")
    return lines


def _row(link: Link, reader: LinkReader, curies: _Curies) -> tuple[str, ...]:
    authors = [one.iri for one in link.authors]
    cells = {
        "record_id": curies.of(link.name),
        "subject_id": curies.of(link.subject),
        "subject_label": reader.term(link.subject).label,
        "predicate_id": curies.of(link.relation),
        "object_id": curies.of(link.object),
        "object_label": reader.term(link.object).label,
        "mapping_justification": curies.of(link.method) if link.method else "",
        "author_id": _several(curies.of(one) for one in authors if isinstance(one, URIRef)),
        "author_label": _several(str(one) for one in authors if not isinstance(one, URIRef)),
        "mapping_tool": link.tool or "",
        "mapping_date": link.created or "",
        "confidence": "" if link.confidence is None else f"{link.confidence.normalize():f}",
        "comment": str(link.comment),
        STATUS: curies.of(link.status) if link.status else "",
    }
    return tuple(cells[name] for name in COLUMNS)


class _Curies:
    """Shortens IRIs, and remembers the prefixes that were of use and are not built in."""

    def __init__(self, declared: dict[str, str]) -> None:
        self._declared = declared
        self.used: dict[str, str] = {}
        self._names = {space: name for name, space in BUILT_IN.items()}

    def of(self, iri: str) -> str:
        """Return an IRI as a CURIE; one that no prefix fits gets a prefix of its own."""
        text = str(iri)
        cut = max(text.rfind("/"), text.rfind("#"), text.rfind(":")) + 1
        space, local = text[:cut], text[cut:]
        if space not in self._names:
            self._names[space] = self._name(text, space)
            self.used[self._names[space]] = space
        return f"{self._names[space]}:{local}"

    def _name(self, iri: str, space: str) -> str:
        taken = {*BUILT_IN, *self.used}
        known = prefixes.of([iri], self._declared)
        fitting = sorted(name for name, each in known.items() if each == space and name)
        match = _OWNED.match(iri)
        fitting = [f"{match[1]}-{match[2]}", *fitting] if match else fitting
        fitting = ["orcid", *fitting] if space == _ORCID else fitting
        own = [name for name in fitting if name not in taken]
        number = 1
        while not own and f"ns{number}" in taken:
            number += 1
        return own[0] if own else f"ns{number}"


def _several(values: Iterable[str]) -> str:
    """Return the values of one slot, with what divides them escaped within them."""
    return "|".join(sorted(each.replace("\\", "\\\\").replace("|", "\\|") for each in values))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def _scalar(text: str) -> str:
    """Return a scalar of YAML: plain where that can be, else in double quotes."""
    plain = re.fullmatch(r"https?://[\w./#?=&%~+-]*", text, re.ASCII) or _PLAIN.fullmatch(text)
    return text if plain and " #" not in text else json.dumps(text, ensure_ascii=True)


FORMS = (Form("sssom", "text/tab-separated-values", ".sssom.tsv", "document", write),)
