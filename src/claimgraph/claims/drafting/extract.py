"""Reads an article from a file: its text and what the file says of it, for a capture to begin with.

Plain text and Markdown are read here; HTML, PDF and DOCX by libraries of the extra `capture`, in a
process that has no network and is ended when it takes too long or too much memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from claimgraph.claims import capture, text_dates
from claimgraph.claims.drafting import documents
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.passages import normalise
from claimgraph.errors import TextError, UsageError
from claimgraph.processes import Processes
from claimgraph.processes.process import DeathError
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from claimgraph.claims.drafting.documents import Facts

# Bytes of a file, of the memory to read it in, and seconds; characters of a fact about it.
_LARGEST, _MEMORY, _SECONDS, _LONGEST = 50 << 20, 2 << 30, 60.0, 500
# How each kind is read, by which library, and what it is called.
_READERS: dict[str, tuple[Callable[[bytes], tuple[str, Facts]], str, str]] = {
    ".html": (documents.html, "trafilatura", "HTML"),
    ".htm": (documents.html, "trafilatura", "HTML"),
    ".xhtml": (documents.html, "trafilatura", "HTML"),
    ".pdf": (documents.pdf, "pypdf", "PDF"),
    ".docx": (documents.docx, "docx", "DOCX"),
}
_PLAIN = (".txt", ".text", ".md", ".markdown")
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0xAD: None,
    0xFEFF: None,
}
_FRONT = re.compile(
    r"\A---[ \t]*\r?\n(?P<yaml>.{0,65536}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S
)
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_BY = re.compile(r"(?:by|von|par|por) (?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article's text, and what its file says of it: nothing where it does not say.

    `date` is as precise as given: 2024-04-09, 2024-04 or 2024; `language` a tag such as en.
    """

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


def read(path: Path) -> Extracted:
    """Read an article from a file: .txt, .md, .html, .pdf or .docx.

    Raises TextError for what cannot be read or holds no text, UsageError for another kind of file
    and where the library that reads it is not installed.
    """
    kind = path.suffix.lower()
    if kind in _PLAIN:
        _bytes(path)
        return _headed(*_front(capture.read(path)))
    if kind not in _READERS:
        known = ", ".join(sorted({*_PLAIN, *_READERS}))
        raise UsageError(f"{path}: is not a kind that is read: give one of {known}")
    reader, library, name = _READERS[kind]
    if find_spec(library) is None:
        raise UsageError(f"{path}: {name} needs more: pip install 'claimgraph[capture]'")
    text, facts = _confined(path, name, reader, _bytes(path))
    text = harmless(text.translate(_LIGATURES))
    if not normalise(text):
        raise TextError(f"{path}: holds no text that can be read: save the article as .txt")
    return _headed(text, facts)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except IsADirectoryError as error:
        raise TextError(f"{path}: a folder, not a text: give the text's file") from error
    except OSError as error:
        raise TextError(f"{path}: cannot be read ({error.strerror}): check the path") from error
    if len(content) > _LARGEST:
        raise TextError(
            f"{path}: larger than {_LARGEST >> 20} MiB: give the article alone, as .txt"
        )
    return content


def _confined(
    path: Path, name: str, reader: Callable[[bytes], tuple[str, Facts]], content: bytes
) -> tuple[str, Facts]:
    """Read a file's content in a process of its own."""
    try:
        with Processes(seconds=_SECONDS, memory=_MEMORY) as processes:
            return processes.submit(reader, content).result()
    except TextError as error:
        raise TextError(f"{path}: {error}: save the article as .txt") from error
    except TimeoutError as error:
        why = f"takes longer than {_SECONDS:.0f} seconds to read"
        raise TextError(f"{path}: {why}: save the article as .txt") from error
    except (MemoryError, DeathError) as error:
        why = "takes too much memory to read, or is broken"
        raise TextError(f"{path}: {why}: save the article as .txt") from error
    except Exception as error:
        why = f"is not {name} that can be read ({type(error).__name__})"
        raise TextError(f"{path}: {why}: save the article as .txt") from error


# ── What is known of an article ──────────────────────────────────────────────────────────────────


def _front(text: str) -> tuple[str, Facts]:
    """Divide a text from the YAML that Markdown may have in front."""
    match = _FRONT.match(text)
    if not match:
        return text, {}
    # Here, for most texts have none.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        said = YAML(typ="safe", pure=True).load(match["yaml"])
    except (YAMLError, ValueError, RecursionError):
        return text, {}
    if not isinstance(said, dict):
        return text, {}
    keys = {
        "title": ("title",),
        "authors": ("authors", "author", "by"),
        "date": ("date", "published", "issued"),
        "publisher": ("publisher", "site", "journal", "publication"),
        "url": ("url", "canonical", "canonical_url", "link"),
        "language": ("language", "lang"),
    }
    return text[match.end() :], {
        fact: said[key] for fact, names in keys.items() for key in reversed(names) if said.get(key)
    }


def _headed(text: str, facts: Facts) -> Extracted:
    """Return a text with the facts that its file states, and those that its first lines do."""
    stated = Extracted(
        text,
        title=_line(facts.get("title")),
        authors=_people(facts.get("authors")),
        date=_day(facts.get("date")),
        publisher=_line(facts.get("publisher")),
        url=_address(facts.get("url")),
        language=_tag(facts.get("language")),
    )
    above = _first_lines(text)
    return replace(
        stated,
        title=stated.title or _line(above.get("title")),
        authors=stated.authors or _people(above.get("authors")),
        date=stated.date or _day(above.get("date")),
        publisher=stated.publisher or _line(above.get("publisher")),
    )


def _first_lines(text: str) -> Facts:
    """Return what stands above the first section: title, and a line of author, place and date."""
    parts = divided(text)
    begins = parts.sections[0].start if parts.sections else len(parts.text)
    above = [parts.text[start:end] for start, end in parts.headings if end <= begins]
    if not above and parts.headings and text.lstrip().startswith("# "):
        above = [parts.text[slice(*parts.headings[0])]]
    if not above:
        return {}
    facts: dict[str, object] = {"title": above[0]}
    for line in above[1:4]:
        for piece in filter(None, map(str.strip, re.split(r"[·|•]| [–—] |, (?=[^\d])", line))):
            days = text_dates.dates(piece)
            if days and days[0][0]:
                facts.setdefault("date", text_dates.iso(days[0]))
            elif "authors" not in facts:
                facts["authors"] = _BY.sub("", piece, count=1)
            else:
                facts.setdefault("publisher", piece)
    return facts


def _line(said: object) -> str | None:
    """Return a fact on one line, None for what is not a text or too long to be one."""
    if not isinstance(said, str):
        return None
    line = harmless(normalise(said))
    return line if line and len(line) <= _LONGEST else None


def _people(said: object) -> tuple[str, ...]:
    names = said if isinstance(said, list | tuple) else re.split(r";| and ", str(said or ""))
    people = (_line(one.get("name") if isinstance(one, dict) else one) for one in names)
    return tuple(dict.fromkeys(name for name in people if name))


def _day(said: object) -> str | None:
    match = _DATE.match(str(said or ""))
    return match[0] if match and text_dates.parts(match[0]) else None


def _address(said: object) -> str | None:
    line = _line(said)
    return line if line and re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", line) else None


def _tag(said: object) -> str | None:
    line = _line(said)
    return line if line and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", line) else None
