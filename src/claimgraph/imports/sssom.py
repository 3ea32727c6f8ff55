"""Reads a table of mappings (SSSOM/TSV 1.1) as links between articles.

https://mapping-commons.github.io/sssom/spec-formats-tsv/. It is read here: `sssom-py` needs pandas
and LinkML, and has no bounds. A row that is not a link of this project is left out, with its line.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import Literal, URIRef

from claimgraph.claims import link_files
from claimgraph.claims.facts import Term, Text
from claimgraph.claims.links import PROPOSED, STATUSES, Link, confidence
from claimgraph.claims.sssom import BUILT_IN, STATUS
from claimgraph.errors import SyntaxFault, UsageError
from claimgraph.graph import loading
from claimgraph.imports import untrusted
from claimgraph.vocab import CG, LINK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from claimgraph.graph.project import Project

# Characters that the block before the table may have; csv bounds each cell.
_LARGEST_HEAD = 1_000_000
# So many lines tell of rows that were left out.
_MOST_TOLD = 100
# What SSSOM/TSV forbids in the block: anchors and aliases could make a small file a huge one.
_FORBIDDEN = re.compile(r"(?m)^%|(?:^|[\s\[{,:-])[&*!][^\s\"']")
_PARTS = re.compile(r"(?:\\[\\|]|[^|])+")
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")


@dataclass(frozen=True)
class Outcome:
    """The files that were written, how many links, and a line for each row that was left out."""

    files: tuple[Path, ...]
    links: int
    left_out: tuple[str, ...]


class _Unfit(Exception):  # noqa: N818
    """A row is not a link; why."""


def run(project: Project, path: Path, author: str = "") -> Outcome:
    """Write the links of a file into a project, and tell which of its rows are left out.

    `author` stands for those of rows that name none. Raises UsageError, SyntaxFault or ProjectError
    for a file that cannot be read, or a project.
    """
    source, name = untrusted.content(path), str(path)
    known = _claims(project)
    present = link_files.held(project).by_key
    # A name of another link would make the two one.
    taken = {str(link.iri) for link in present.values()}
    links: dict[object, Link] = {}
    left_out: list[str] = []
    for line, read in rows(source, name, author):
        why = read if isinstance(read, str) else _why_not(read, known)
        if not why and isinstance(read, Link):
            if read.key in links:
                why = "says what a line before it says"
            elif read.key in present and read.status is None:
                why = "says what a link of this project says"
            else:
                own = read.iri if str(read.iri) not in taken else None
                taken.add(str(read.iri))
                links[read.key] = replace(read, status=read.status or PROPOSED, iri=own)
        if why:
            left_out.append(f"{name}:{line}: {why}")
    if len(left_out) > _MOST_TOLD:
        more = len(left_out) - _MOST_TOLD
        left_out[_MOST_TOLD:] = [f"{name}: {more} more rows, for reasons such as these"]
    files = link_files.accept(project, links.values())
    return Outcome(tuple(files), len(links), tuple(left_out))


def _claims(project: Project) -> dict[str, set[str]]:
    """Return the claims of a project, with the passages that say them."""
    claims: set[str] = set()
    passages: dict[str, set[str]] = {}
    for one in loading.parsed(project.data_files):
        for quad in one.quads:
            if quad.predicate.value == CG + "paraphrase":
                claims.add(str(quad.subject)[1:-1])
            elif quad.predicate.value == CG + "passage":
                passages.setdefault(str(quad.subject)[1:-1], set()).add(str(quad.graph_name))
    return {claim: passages.get(claim, set()) for claim in claims}


def _why_not(link: Link, known: Mapping[str, set[str]]) -> str:
    for slot, claim in (("subject_id", link.subject), ("object_id", link.object)):
        if str(claim) not in known:
            return f"{slot} {claim} is not a claim of this project"
    if known[str(link.subject)] & known[str(link.object)]:
        return "joins two claims of one article"
    try:
        link_files.must_be_whole(replace(link, status=link.status or PROPOSED))
    except UsageError as error:
        return str(error).partition(": ")[2]
    return ""


def rows(source: bytes, name: str, author: str = "") -> Iterator[tuple[int, Link | str]]:
    """Yield each row's line with its link, or with the reason why it is left out.

    A link without a status has None. Raises SyntaxFault and UsageError for what is not SSSOM/TSV.
    """
    text = loading.decoded(source, name)
    head, table, above = _parted(text, name)
    metadata = _metadata(head, name)
    curies = _prefixes(metadata, name)
    reader = csv.reader(StringIO(table, newline=""), delimiter="\t", strict=True)
    try:
        columns = next(reader, [])
        missing = [one for one in _NEEDED if one not in columns]
        if missing or len(set(columns)) < len(columns):
            what = f"has no column {missing[0]}" if missing else "has a column twice"
            raise UsageError(f"{name}:{above + 1}: {what}: export it as SSSOM/TSV")
        for cells in reader:
            line = above + reader.line_num
            if not any(cells):
                continue
            if len(cells) > len(columns):
                yield line, "has more cells than there are columns"
                continue
            try:
                yield line, _link(dict(zip(columns, cells, strict=False)), metadata, curies, author)
            except _Unfit as error:
                yield line, str(error)
    except csv.Error as error:
        raise SyntaxFault(
            f"is not a table ({error}): export it as SSSOM/TSV", name, above + reader.line_num
        ) from error


def _parted(text: str, name: str) -> tuple[str, str, int]:
    """Return the block of metadata without its marks, the table, and the lines above that."""
    lines: list[str] = []
    place = 0
    while text.startswith("#", place):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        lines.append(text[place + 1 : end].rstrip("\r"))
        place = end + 1
        if place > _LARGEST_HEAD:
            raise UsageError(f"{name}: its metadata are too long: leave some out")
    return "\n".join(lines), text[place:], len(lines)


def _metadata(head: str, name: str) -> dict[str, Any]:
    if match := _FORBIDDEN.search(re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', '""', head)):
        line = head.count("\n", 0, match.end()) + 1
        raise SyntaxFault("metadata have what SSSOM/TSV forbids: remove it", name, line)
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        read = YAML(typ="safe", pure=True).load(head)
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise SyntaxFault("metadata are not YAML: export it again", name, line) from error
    return read if isinstance(read, dict) else {}


def _prefixes(metadata: Mapping[str, Any], name: str) -> dict[str, str]:
    declared = metadata.get("curie_map")
    prefixes = declared if isinstance(declared, dict) else {}
    if wrong := [key for key in BUILT_IN if key in prefixes and prefixes[key] != BUILT_IN[key]]:
        raise UsageError(f"{name}: prefix {wrong[0]} is not {prefixes[wrong[0]]!r}: correct it")
    return {**{str(key): str(value) for key, value in prefixes.items()}, **BUILT_IN}


def _link(
    row: Mapping[str, str], metadata: Mapping[str, Any], curies: Mapping[str, str], author: str
) -> Link:
    """Return a row as a link; raises _Unfit where it cannot be one."""

    def slot(name: str) -> str:
        # Slots of the whole set hold for every row (propagation); other set slots do not.
        value = row.get(name) or ""
        if not value and name in ("mapping_date", "mapping_tool"):
            value = str(metadata.get(name) or "")
        return untrusted.whole(value)

    def iri(name: str, curie: str) -> URIRef:
        prefix, colon, local = curie.partition(":")
        if not colon or local.startswith("//"):
            raise _Unfit(f"{name} {curie!r} is not a CURIE")
        if prefix not in curies:
            raise _Unfit(f"{name} {curie!r}: prefix {prefix!r} is not declared in curie_map")
        try:
            return URIRef(ox.NamedNode(curies[prefix] + local).value)
        except ValueError:
            raise _Unfit(f"{name} {curie!r} is not an IRI") from None

    for name in _NEEDED:
        if not slot(name):
            raise _Unfit(f"has no {name}")
    if slot("predicate_modifier"):
        raise _Unfit("denies its predicate, which no link does")
    sure = slot("confidence")
    number = confidence(sure or "1")
    if number is None:
        raise _Unfit(f"confidence {sure!r} is not a number from 0 to 1")
    named = iri("record_id", slot("record_id")) if slot("record_id") else None
    status = slot(STATUS)
    stands = iri(STATUS, status) if status else None
    if stands is not None and stands not in STATUSES:
        raise _Unfit(f"{STATUS} {status!r} is not a status of a link")
    authors = [iri("author_id", one) for one in _several(slot("author_id"))]
    names = _several(slot("author_label")) or ([author] if author and not authors else [])
    return Link(
        iri("subject_id", slot("subject_id")),
        iri("predicate_id", slot("predicate_id")),
        iri("object_id", slot("object_id")),
        authors=tuple(Term(one, str(one)) for one in authors)
        + tuple(Term(Literal(one), one) for one in names),
        created=slot("mapping_date") or None,
        confidence=number,
        method=iri("mapping_justification", slot("mapping_justification")),
        status=stands,
        tool=slot("mapping_tool") or None,
        comment=Text(slot("comment")),
        iri=named if named and named.startswith(LINK) else None,
    )


def _several(cell: str) -> list[str]:
    """Return the values of one slot: `|` divides them, unless a backslash escapes it."""
    parts = _PARTS.findall(cell)
    return [re.sub(r"\\([\\|])", r"\1", each) for each in parts]
