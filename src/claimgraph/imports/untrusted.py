"""Reads files that others wrote, bounded in size and depth; a fault is one line with a place."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.parsers import expat

from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.files import opened_regular
from claimgraph.graph.guards import DEEPEST, must_be_shallow
from claimgraph.graph.loading import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claimgraph.imports.model import Form

LARGEST = 50_000_000
# `claimgraph check` compares no longer text with its passages.
LARGEST_TEXT = 10_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


def content(path: Path) -> bytes:
    """Return a file's bytes; raises ProjectError where it cannot be read or is too large."""
    try:
        with opened_regular(path) as file:
            source = file.read(LARGEST + 1)
    except IsADirectoryError as error:
        raise ProjectError(f"{path}: a folder: name a file in it") from error
    except FileNotFoundError as error:
        raise ProjectError(f"{path}: no such file: check the path") from error
    except OSError as error:
        mend = "allow it" if isinstance(error, PermissionError) else "save it as a file"
        raise ProjectError(f"{path}: cannot be read ({error.strerror}): {mend}") from error
    if len(source) > LARGEST:
        raise ProjectError(f"{path}: larger than {LARGEST // 10**6} MB: split it")
    return source


def beside(path: Path, form: Form) -> Mapping[str, bytes]:
    """Return the files that a form has beside a file, as far as they are there."""
    contents = {}
    for role, patterns in form.beside.items():
        for pattern in patterns:
            candidate = path.with_name(pattern.format(stem=path.stem))
            if role not in contents and candidate != path and candidate.is_file():
                contents[role] = content(candidate)
    return contents


def whole(text: str) -> str:
    """Return a text with U+FFFD for each half of a surrogate pair, which no file can hold."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def json_value(source: bytes, name: str) -> Any:
    """Return what a JSON document holds; raises SyntaxFault where it is broken or too deep."""
    written = decoded(source, name)
    must_be_shallow(BytesIO(source), "json-ld", name)
    try:
        return _whole(json.loads(written))
    except json.JSONDecodeError as error:
        raise SyntaxFault(
            f"is not JSON ({error.msg}): export it again", name, error.lineno, error.colno
        ) from error
    except RecursionError as error:
        raise SyntaxFault("is nested too deep: export it without nesting", name) from error
    except ValueError as error:  # an integer of thousands of digits
        raise SyntaxFault("holds a number that is too long: write a shorter one", name) from error


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {whole(key): _whole(each) for key, each in value.items()}
    return value


def must_be_plain_xml(source: bytes, name: str) -> None:
    """Raise SyntaxFault for XML that is broken, too deep, or declares a document type.

    It may be in any encoding that is read here, unlike RDF/XML, which `graph/guards` looks through.
    Without a document type there are no entities that could expand or read other files.
    """
    depth = 0

    def fault(message: str) -> SyntaxFault:
        return SyntaxFault(message, name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise fault(f"is nested more than {DEEPEST} levels deep: export it again")

    def closed(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise fault("declares a document type, whose entities are refused: remove <!DOCTYPE …>")

    parser = expat.ParserCreate()
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise SyntaxFault(
            f"is not XML ({why}): export it again", name, error.lineno, error.offset + 1
        ) from error
    except (LookupError, ValueError) as error:
        raise SyntaxFault(
            f"is in an encoding that is not known ({error}): use UTF-8", name
        ) from error


def xml(source: bytes, name: str) -> ElementTree.Element:
    """Return the root of an XML document; raises what `must_be_plain_xml` does."""
    must_be_plain_xml(source, name)
    return ElementTree.fromstring(source)


def number(value: object) -> int | None:
    """Return an offset: a whole number that is not negative, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, str):
        return int(value) if re.fullmatch("[0-9]{1,9}", value.strip(), re.ASCII) else None
    return value if 0 <= value < 10**9 else None
