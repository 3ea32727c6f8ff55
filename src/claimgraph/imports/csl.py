"""Reads CSL-JSON, as Zotero and other reference managers export it: sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from claimgraph.errors import SyntaxFault
from claimgraph.imports import untrusted
from claimgraph.imports.model import Form, Imported, Options, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

# CSL's types (appendix III of its specification) as kinds of sources; others are publications.
_KINDS = {
    "Book": "book chapter entry entry-dictionary entry-encyclopedia",
    "Study": "article article-journal paper-conference thesis",
    "Report": "report",
    "NewsReport": "article-newspaper article-magazine",
    "Statute": "legislation bill regulation treaty",
    "CourtDecision": "legal_case",
    "Dataset": "dataset",
    "Interview": "interview",
    "Testimony": "hearing",
    "PublicStatement": "speech broadcast personal_communication",
    "Publication": "webpage post post-weblog pamphlet document manuscript review review-book",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
# What goes into a source, and what no reader of a capture misses.
_READ = (
    *("id", "type", "title", "issued", "accessed", "URL", "DOI", "ISBN", "publisher", "author"),
    *("editor", "container-title", "volume", "issue", "page", "citation-key", "language"),
)


def _recognises(source: bytes) -> bool:
    item = re.match(rb"\s*(?:\[\s*)?\{", source) is not None
    return item and b'"type"' in source and b'"title"' in source and b'"nodes"' not in source


def read(source: bytes, options: Options) -> Imported:
    """Return the items as sources."""
    document = untrusted.json_value(source, options.name)
    items = document.get("items", document) if isinstance(document, dict) else document
    listed = items if isinstance(items, list) else [items]
    left_out: list[str] = []
    sources = [
        item(one, number, left_out)
        for number, one in enumerate(listed, 1)
        if isinstance(one, dict) and ("title" in one or "type" in one)
    ]
    if not sources:
        raise SyntaxFault("holds no items of CSL-JSON: export it again", options.name)
    return Imported(sources=tuple(sources), left_out=tuple(left_out))


def item(fields: Mapping[str, Any], number: int, left_out: list[str]) -> Source:
    """Return an item as a source; its fields that have no place are told."""
    key = _text(fields.get("citation-key")) or _text(fields.get("id")) or f"source {number}"
    named = _text(fields.get("type")) or "document"
    kind = _KIND_OF.get(named, "Publication")
    if named not in _KIND_OF:
        left_out.append(f"source {key}: type ‘{named}’, which is kept as a publication")
    if others := [name for name in fields if name not in _READ]:
        left_out.append(f"source {key}: {', '.join(map(str, others))}")
    doi, url = _text(fields.get("DOI")), _text(fields.get("URL"))
    if doi and not url:
        url = f"https://doi.org/{doi.removeprefix('https://doi.org/')}"
    container = _text(fields.get("container-title"))
    return Source(
        key,
        _text(fields.get("title")),
        kind,
        issued=_date(fields.get("issued"), f"source {key}: issued", left_out),
        accessed=_date(fields.get("accessed"), f"source {key}: accessed", left_out),
        url=url,
        issuer=_text(fields.get("publisher")) or (container if kind == "NewsReport" else ""),
        note=_note(fields, container, doi if url and doi not in url else ""),
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return re.sub(r"<[^<>]{1,40}>", "", value) if isinstance(value, str) else ""


def _note(fields: Mapping[str, Any], container: str, doi: str) -> str:
    """Return who wrote it and where it stands, in the order of a reference."""
    issue = _text(fields.get("issue"))
    volume = _text(fields.get("volume")) + (f"({issue})" if issue else "")
    page = _text(fields.get("page"))
    place = ", ".join(filter(None, (container, volume, page)))
    isbn = _text(fields.get("ISBN"))
    parts = [
        _names(fields.get("author")),
        f"edited by {editors}" if (editors := _names(fields.get("editor"))) else "",
        place,
        f"ISBN {isbn}" if isbn else "",
        f"DOI {doi}" if doi else "",
    ]
    return "; ".join(filter(None, parts))


def _names(value: object) -> str:
    names = []
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
            whole = " ".join(filter(None, (_text(one.get(part)) for part in parts)))
            names.append(_text(one.get("literal")) or whole)
    return ", ".join(filter(None, names))


def _date(value: object, what: str, left_out: list[str]) -> str:
    """Return a date as precise as it is: of a range the first part; empty for no date."""
    if not isinstance(value, dict):
        return ""
    given = value.get("date-parts")
    parts = given if isinstance(given, list) else []
    first = parts[0] if parts else None
    if isinstance(first, list) and first:
        numbers = [untrusted.number(part) for part in first[:3]]
        if len(parts) > 1:
            left_out.append(f"{what}: the end of a range of dates")
        year, *rest = numbers
        if year is not None and None not in rest and all(rest):
            return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])
    raw = _text(value.get("raw")) or _text(value.get("literal"))
    match = re.match(r"\d{4}(?:-\d\d){0,2}(?![\d-])", raw, re.ASCII)
    if match is None and value:
        left_out.append(f"{what} ‘{raw}’")
    return match[0] if match else ""


FORMS = (Form("csl-json", "CSL-JSON", (".json",), _recognises, read),)
