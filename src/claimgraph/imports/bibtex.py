"""Reads BibTeX and BibLaTeX by bibtexparser: sources, as CSL-JSON has them."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from claimgraph.errors import SyntaxFault, UsageError
from claimgraph.graph.loading import decoded
from claimgraph.imports import csl
from claimgraph.imports.model import Form, Imported, Options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TYPES = {
    "article-journal": "article",
    "book": "book booklet collection mvbook proceedings",
    "chapter": "inbook incollection",
    "paper-conference": "inproceedings conference",
    "thesis": "phdthesis mastersthesis thesis",
    "report": "techreport report",
    "article-newspaper": "newspaper",
    "legislation": "legislation",
    "legal_case": "jurisdiction",
    "dataset": "dataset",
    "webpage": "online www electronic",
    "document": "misc manual unpublished",
}
_TYPE_OF = {name: kind for kind, names in _TYPES.items() for name in names.split()}
_FIELDS = {
    "title": "title", "url": "URL", "doi": "DOI", "isbn": "ISBN", "publisher": "publisher",
    "institution": "publisher", "school": "publisher", "organization": "publisher",
    "journal": "container-title", "journaltitle": "container-title",
    "booktitle": "container-title", "volume": "volume", "number": "issue", "pages": "page",
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATED = ("year", "month", "day", "date", "urldate")
_VERBATIM = ("url", "doi", "urldate", "date", "file", "eprint")
_LARGEST, _DEEPEST = 10_000_000, 100


def _recognises(source: bytes) -> bool:
    return re.search(rb"@\s*\w+\s*[{(]", source) is not None


def read(source: bytes, options: Options) -> Imported:
    """Return the entries as sources; blocks that do not parse are told.

    Raises SyntaxFault where no entry is sound, UsageError where bibtexparser is missing.
    """
    written = decoded(source, options.name)
    _must_be_shallow(written, options.name)
    left_out: list[str] = []
    entries = _entries(written, options.name, left_out)
    if not entries:
        raise SyntaxFault("holds no entry of BibTeX: export it again", options.name)
    items = [_item(*entry, left_out) for entry in entries]
    sources = [csl.item(one, number, left_out) for number, one in enumerate(items, 1)]
    return Imported(sources=tuple(sources), left_out=tuple(left_out))


def _must_be_shallow(written: str, name: str) -> None:
    """Raise SyntaxFault for braces so deep that LaTeX would not read them either."""
    if len(written) > _LARGEST:
        raise SyntaxFault(f"is larger than {_LARGEST // 10**6} MB: split it", name)
    depth = 0
    for match in re.finditer(r"\\.|[{}]", written):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth > _DEEPEST:
            line = written.count("\n", 0, match.start()) + 1
            raise SyntaxFault(
                f"has more than {_DEEPEST} braces in each other: close them", name, line
            )
        depth = max(depth, 0)


def _entries(
    written: str, name: str, left_out: list[str]
) -> list[tuple[str, str, Mapping[str, str]]]:
    """Return type, key and fields of each entry, LaTeX turned into characters."""
    try:
        from bibtexparser.entrypoint import parse_string
        from pylatexenc.latex2text import LatexNodes2Text
    except ImportError as error:
        raise UsageError(
            "BibTeX is read by bibtexparser: install it with pip install 'claimgraph[imports]'"
        ) from error
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        library = parse_string(written)
        characters = LatexNodes2Text().latex_to_text
        entries: list[tuple[str, str, Mapping[str, str]]] = [
            (
                one.entry_type.lower(),
                one.key,
                {
                    field.key.lower(): _plain(field.key.lower(), str(field.value), characters)
                    for field in one.fields
                },
            )
            for one in library.entries
        ]
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        why = " ".join(str(error).split())[:200]
        raise SyntaxFault(f"is not BibTeX ({why}): export it again", name) from error
    finally:
        logging.disable(before)
    for block in library.failed_blocks:
        begun = " ".join((block.raw or "").split())[:60]
        left_out.append(f"line {(block.start_line or 0) + 1}: ‘{begun}’ is not BibTeX")
    left_out += [f"@preamble of line {(one.start_line or 0) + 1}" for one in library.preambles]
    return entries


def _plain(name: str, value: str, characters: Callable[[str], str]) -> str:
    """Return a field without LaTeX; in addresses only what it escapes is meant otherwise."""
    if name in _VERBATIM:
        return re.sub(r"\\([&_%#~$])", r"\1", value)
    return " ".join(characters(value).split())


def _item(kind: str, key: str, fields: Mapping[str, str], left_out: list[str]) -> dict[str, Any]:
    item: dict[str, Any] = {"id": key, "type": _TYPE_OF.get(kind, kind)}
    others = []
    for name, value in fields.items():
        plain = " ".join(value.replace("{", "").replace("}", "").split())
        if name in _FIELDS:
            item.setdefault(_FIELDS[name], plain.replace("--", "–") if name == "pages" else plain)
        elif name in ("author", "editor"):
            item[name] = [{"literal": one} for one in map(_name, re.split(r"\s+and\s+", plain))]
        elif name not in _DATED:
            others.append(name)
    if others:
        left_out.append(f"source {key}: {', '.join(others)}")
    dated = fields.get("date") or _date(fields)
    if dated:
        item["issued"] = {"raw": dated}
    if fields.get("urldate"):
        item["accessed"] = {"raw": fields["urldate"]}
    return item


def _name(written: str) -> str:
    """Return a name in the order in which it is spoken."""
    family, comma, given = written.partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else written.strip()


def _date(fields: Mapping[str, str]) -> str:
    """Return year, month and day as far as they are given, in the form of ISO 8601."""
    year = fields.get("year", "").strip("{} ")
    month, _, within = fields.get("month", "").strip("{} ").lower().partition(" ")
    number = int(month) if re.fullmatch("[0-9]{1,2}", month, re.ASCII) else 0
    if month[:3] in _MONTHS:
        number = _MONTHS.index(month[:3]) + 1
    if not re.fullmatch("[0-9]{4}", year, re.ASCII) or not 1 <= number <= 12:
        return year
    day = fields.get("day", within).strip("{} ~")
    whole = f"{year}-{number:02}"
    return f"{whole}-{int(day):02}" if re.fullmatch("[0-9]{1,2}", day, re.ASCII) else whole


FORMS = (Form("bibtex", "BibTeX", (".bib",), _recognises, read),)
