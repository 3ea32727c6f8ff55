"""Refuses documents that a parser would not survive, or would take for whole.

Brackets or elements nested too deep end the process, or take hours. Entities of XML could expand to
far more than is written ("billion laughs"): parsers of RDF/XML put in what they stand for, which in
vocabularies are the beginnings of IRIs, texts of a line that refer to nothing. No others are
allowed, and those only as often as the document stays of its size, whatever a parser takes for a
reference. So nothing here depends on reading the document as its parser does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from claimgraph.errors import SyntaxFault

if TYPE_CHECKING:
    from typing import BinaryIO

_CHUNK = 1 << 20
# How deep brackets or elements may be in each other: parsers end the process a few thousand deeper,
# or take hours. By format: what opens, what closes, what lies between; and, where none of these
# matches, the beginning of a token that may go on in the next piece (`cut`).
DEEPEST, _LONGEST_TOKEN = 1000, 64 << 20
_BRACKETS = re.compile(
    rb"""(?P<open><<|[\[({])|(?P<close>>>|[\])}])
    |(?:[^"'<>\\\#\[({\])}]++|>(?!>)|<[^<>"\x00-\x20]*+>|\\.|\#[^\r\n]*+
    |"{3}(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}|'{3}(?:[^'\\]++|\\.|'{1,2}(?!'))*+'{3,5}
    |"(?!"")(?:[^"\\\r\n]++|\\.)*+"|'(?!'')(?:[^'\\\r\n]++|\\.)*+'){1,500}+
    |(?P<cut>.)""",
    re.VERBOSE | re.DOTALL,
)
_TAG = rb"""<[^!?/<>"'](?:[^<>"'/]++|/(?!>)|"[^"]*+"|'[^']*+')*+"""
_ELEMENTS = re.compile(
    rb"(?:[^<]++|" + _TAG + rb"(?:/>|>[^<]*+</[^<>]*+>)|<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<![A-Za-z]){1,500}+|(?P<open>" + _TAG + rb">)|(?P<close></)|(?P<cut><)",
    re.DOTALL,
)
_OBJECTS = re.compile(
    rb"""(?P<open>[\[{])|(?P<close>[\]}])|(?:[^"\[{\]}]++|"(?:[^"\\]++|\\.)*+"){1,500}+"""
    rb"|(?P<cut>.)",
    re.DOTALL,
)
_NESTING: dict[str, tuple[re.Pattern[bytes], tuple[bytes, ...]]] = {
    "turtle": (_BRACKETS, (b"<<", b"[", b"(", b"{")),
    "trig": (_BRACKETS, (b"<<", b"[", b"(", b"{")),
    "nt": (_BRACKETS, (b"<<",)),
    "nquads": (_BRACKETS, (b"<<",)),
    "xml": (_ELEMENTS, (b"<",)),
    "json-ld": (_OBJECTS, (b"[", b"{")),
}
_CUT_OFF = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
# What entities may add: so many bytes, and so many times the document's own.
_ALLOWED, _TIMES = 1 << 20, 20
_DECLARATION = re.compile(rb"<!ENTITY", re.IGNORECASE)
_SIMPLE = re.compile(
    rb"<!ENTITY[ \t\r\n]{1,200}[^\x00-\x20\"'<>&#%]{1,200}[ \t\r\n]{1,200}"
    rb"(?:\"([^\"<&]{0,1000})\"|'([^'<&]{0,1000})')[ \t\r\n]{0,200}>",
    re.IGNORECASE,
)
# More than a simple declaration can have.
_LONGEST = 2048


def must_be_shallow(source: BinaryIO, kind: str, name: str) -> None:
    """Raise SyntaxFault for a document whose brackets or elements are nested too deep."""
    pattern, opening = _NESTING[kind]
    openings = 0
    while piece := source.read(_CHUNK):
        openings += sum(map(piece.count, opening))
    if openings <= DEEPEST:
        return
    source.seek(0)
    depth, line, text, at_end = 0, 1, b"", False
    while not at_end:
        piece = source.read(_CHUNK)
        text += piece
        # The piece may have cut its last token, which is read again with the next piece.
        at_end = not piece or len(text) > _LONGEST_TOKEN
        end = len(text)
        for token in pattern.finditer(text):
            if not at_end and (token.lastgroup == "cut" or token.end() == end):
                end = token.start()
                break
            if token.lastgroup == "close":
                depth -= 1
            elif token.lastgroup == "open":
                depth += 1
            if depth > DEEPEST:
                raise SyntaxFault(
                    f"is nested more than {DEEPEST} levels deep: give what is inside a name "
                    "and state it apart",
                    name,
                    line + text.count(b"\n", 0, token.start()),
                    1,
                )
        line += text.count(b"\n", 0, end)
        text = text[end:]
        at_end = not piece


def refuse_expansion(source: BinaryIO, name: str) -> None:
    """Raise SyntaxFault for a document whose entities may expand past a bound; read it to its end.

    What is wrong with it otherwise is left to its parser.
    """
    size = references = largest = largest_line = 0
    line, text, at_end = 1, b"", False
    while not at_end:
        chunk = source.read(_CHUNK)
        size += len(chunk)
        at_end = not chunk
        text += chunk
        # A declaration that the chunk may have cut is looked at with the next.
        end = len(text) if at_end else max(len(text) - _LONGEST, 0)
        for begin in _DECLARATION.finditer(text):
            if begin.start() >= end:
                break
            here = line + text.count(b"\n", 0, begin.start())
            simple = _SIMPLE.match(text, begin.start())
            if simple is None:
                raise _fault("are more than short texts without references", name, here)
            length = len(simple[1] or simple[2] or b"")
            if length > largest:
                largest, largest_line = length, here
        references += text.count(b"&", 0, end)
        line += text.count(b"\n", 0, end)
        text = text[end:]
    if references * largest > _ALLOWED + _TIMES * size:
        what = f"may expand to {references * largest} bytes"
        raise _fault(what, name, largest_line)


def _fault(what: str, name: str, line: int) -> SyntaxFault:
    return SyntaxFault(
        f"its XML entities {what}, which is refused: write out what they stand for", name, line, 1
    )


def must_be_whole(source: BinaryIO, name: str) -> None:
    """Raise SyntaxFault for a document that is cut off, which Oxigraph takes for whole.

    What is wrong with it otherwise is left to Oxigraph.
    """
    # Oxigraph reads no other encoding, and says so where another is declared.
    parser = expat.ParserCreate("utf-8")
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code in _CUT_OFF:
            raise SyntaxFault(
                "ends before its elements are closed: restore the rest of the file",
                name,
                error.lineno,
                error.offset + 1,
            ) from error
