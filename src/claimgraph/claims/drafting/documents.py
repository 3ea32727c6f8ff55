"""Turns HTML, PDF and DOCX into text: headings with `#`, items with `-`, blank lines between.

Each function takes a file's content and returns the text with the facts that the file states; it
raises TextError, with what is wrong alone, for what cannot be read. They run in a process of their
own: what they are given may be made to break them.
"""

from __future__ import annotations

import logging
import re
import socket
import warnings
import zipfile
from collections import Counter
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from claimgraph.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Facts = Mapping[str, object]

# Pages of a PDF, parts of a DOCX, and bytes of all of these.
_PAGES, _PARTS, _UNPACKED = 2_000, 5_000, 500 << 20
# So many lines at the top and at the bottom of a page may be the same on all.
_RUNNING = 2


@contextmanager
def _silent() -> Iterator[None]:
    """Keep libraries from telling the user of what they mend."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _no_sockets() -> Iterator[None]:
    """Keep urllib3, which trafilatura imports, from trying a socket, which is not allowed here."""
    before, socket.has_ipv6 = socket.has_ipv6, False
    try:
        yield
    finally:
        socket.has_ipv6 = before


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────


def html(content: bytes) -> tuple[str, Facts]:
    """Read the article of a page, without what stands around it; nothing is fetched."""
    with _silent(), _no_sockets():
        import trafilatura

        tree = trafilatura.load_html(content)
        if tree is None:
            raise TextError("is not HTML that can be read")
        language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        document: Any = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            include_formatting=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
            with_metadata=True,
        )
    if document is None or document.body is None:
        raise TextError("holds no article that can be told from the rest of the page")
    facts = {
        "title": document.title,
        "authors": document.author,
        "date": document.date,
        "publisher": document.sitename,
        "url": document.url,
        "language": language or document.language,
    }
    return "\n\n".join(_pieces(document.body)), facts


def _pieces(body: Any) -> Iterator[str]:
    """Yield the paragraphs of trafilatura's body, which has the elements of TEI."""
    for element in body:
        said = " ".join("".join(element.itertext()).split())
        if element.tag == "list":
            items = (" ".join("".join(item.itertext()).split()) for item in element.iter("item"))
            yield "\n".join(f"- {item}" for item in items if item)
        elif element.tag == "table":
            rows = ([" ".join("".join(cell.itertext()).split()) for cell in row] for row in element)
            yield "\n".join(f"- {' | '.join(filter(None, row))}" for row in rows if any(row))
        elif said and element.tag == "head":
            level = re.sub(r"\D", "", element.get("rend", "")) or "2"
            yield f"{'#' * min(int(level), 6)} {said}"
        elif element.tag in ("quote", "div") and len(element) and not (element.text or "").strip():
            yield from _pieces(element)
        elif said:
            yield said
        if (element.tail or "").strip():
            yield " ".join(element.tail.split())


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────


def pdf(content: bytes) -> tuple[str, Facts]:
    """Read the text of all pages, without what stands at the top or bottom of each."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    with _silent():
        file = PdfReader(BytesIO(content), strict=False)
        try:
            if len(file.pages) > _PAGES:
                raise TextError(f"has more than {_PAGES} pages")
            pages = [page.extract_text().splitlines() for page in file.pages]
        except FileNotDecryptedError as error:
            raise TextError("is locked by a password") from error
        said = file.metadata
        facts = {"title": said.title, "authors": said.author} if said else {}
    text = "\n".join(line for page in _bare(pages) for line in page)
    if not text.strip():
        raise TextError("holds pictures of pages and no text")
    return _joined(text), facts


def _bare(pages: Sequence[list[str]]) -> list[list[str]]:
    """Return pages without the lines that run on at their top and bottom: titles, page numbers."""

    def alike(line: str) -> str:
        return re.sub(r"\d+", "0", line).strip()

    edges = Counter(
        line
        for page in pages
        for line in {alike(one) for one in (*page[:_RUNNING], *page[-_RUNNING:])}
    )
    running = {line for line, count in edges.items() if count >= 3 and 2 * count > len(pages)}
    return [
        [
            line
            for number, line in enumerate(page)
            if _RUNNING <= number < len(page) - _RUNNING or alike(line) not in running
        ]
        for page in pages
    ]


def _joined(text: str) -> str:
    """Return a text with the words whole that a line's end divides, as the rest of it has them."""
    words = Counter(re.findall(r"\w+(?:-\w+)*", text.lower()))

    def whole(match: re.Match[str]) -> str:
        first, second, stop = match.groups()
        hyphened = words[f"{first}-{second}".lower()] > words[f"{first}{second}".lower()]
        return f"{first}{'-' * hyphened}{second}{stop}\n"

    return re.sub(r"(?<!\w)(\w{2,40})[-\u2010]\n(?=[a-z])(\w{1,40})([^\s\w]{0,5})[ ]?", whole, text)


# ── DOCX ─────────────────────────────────────────────────────────────────────────────────────────


def docx(content: bytes) -> tuple[str, Facts]:
    """Read the paragraphs and tables of a document, without its notes and comments."""
    from docx import Document
    from docx.table import Table

    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except zipfile.BadZipFile as error:
        raise TextError("is not DOCX: not even a ZIP file") from error
    if len(sizes) > _PARTS or sum(sizes) > _UNPACKED:
        raise TextError("is too large when unpacked")
    with _silent():
        document = Document(BytesIO(content))
        title: list[str] = []
        pieces = []
        for piece in document.iter_inner_content():
            if isinstance(piece, Table):
                rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in piece.rows)
                pieces += [f"- {' | '.join(filter(None, row))}" for row in rows if any(row)]
                continue
            said = " ".join(piece.text.split())
            style = piece.style.name if piece.style is not None and piece.style.name else ""
            if said and style == "Title":
                title.append(said)
            pieces.append(f"{_mark(piece, style)}{said}" if said else "")
        known = document.core_properties
        facts = {
            "title": " ".join(title) or known.title,
            "authors": known.author if known.author != "python-docx" else None,
            "language": known.language,
        }
    return "\n\n".join(filter(None, pieces)), facts


def _mark(paragraph: Any, style: str) -> str:
    """Return the mark that a paragraph has in plain text, by its style."""
    heading = re.fullmatch(r"Heading (\d)", style)
    if heading or style == "Title":
        return "#" * min(int(heading[1]) + 1 if heading else 1, 6) + " "
    properties = paragraph._p.pPr
    listed = properties is not None and properties.numPr is not None
    return "- " if listed or style.startswith("List ") else ""
