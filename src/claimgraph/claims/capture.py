"""The captured data as its files hold it: passages placed in them, and mended."""

from __future__ import annotations

import codecs
import re
import stat
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from rdflib import RDF, XSD, BNode, Literal, URIRef

from claimgraph.claims import passages, verify
from claimgraph.claims.captured import Article, articles
from claimgraph.claims.model import CG, OA
from claimgraph.claims.text_rules import MEND
from claimgraph.errors import ProjectError, TextError
from claimgraph.files import Edit, edited, replacing
from claimgraph.findings import Finding, Location
from claimgraph.graph import loading
from claimgraph.graph.terms import in_memory, n_triples, term
from claimgraph.graph.turtle import places
from claimgraph.vocab import TEXT_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.verify import Verdict
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project

# The property that a finding of each rule is about; the others are about the passage as a whole.
_ABOUT = {
    "text-moved": OA.start,
    "text-ambiguous": OA.start,
    "text-changed": CG.digest,
    "text-digest": CG.textDigest,
    "text-digest-missing": CG.digest,
    "text-fragment": RDF.value,
    "text-fragment-elsewhere": RDF.value,
}
# A literal's lexical form in Turtle: quoted in one of four ways, or a bare number.
_QUOTED = re.compile(r"(\"{3}|'{3}|\"|')(?P<value>.*)\1", re.DOTALL)
_DIGITS = re.compile(r"(?P<value>[+-]?\d+)")
# An article's text, which is read at once.
SUFFIX = ".txt"
_LARGEST = 10_000_000
_ALLOW = "allow it or mend by hand"


class Captured:
    """Data as it stands in files that were parsed, with the places of its statements."""

    def __init__(self, files: Sequence[Loaded]) -> None:
        self.files = files

    @classmethod
    def of(cls, project: Project) -> Captured:
        """Read the data of a project.

        Raises ProjectError for a file that cannot be read, SyntaxFault for one that does not parse.
        """
        return cls(loading.parsed(project.data_files))

    @cached_property
    def graph(self) -> Graph:
        """All statements of the data."""
        return in_memory(quad for one in self.files for quad in one.quads)

    def text(self, article: URIRef) -> str | None:
        """Return an article's text, if a file names it and it lies beside that; else None."""
        path, name = self.texts.get(str(article), (None, ""))
        try:
            return None if path is None else beside(path, name)
        except TextError:
            return None

    @cached_property
    def texts(self) -> dict[str, tuple[Path, str]]:
        """The files that name an article's text, and the name, by the article's IRI."""
        return {
            str(term(quad.subject)): (one.file.path, str(term(quad.object)))
            for one in self.files
            for quad in one.quads
            if quad.predicate.value == TEXT_FILE
        }

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """The captured articles."""
        return articles(self.graph)

    @cached_property
    def _places(self) -> list[places.Places]:
        return [one.places for one in self.files]

    def placed(self, finding: Finding) -> Finding:
        """Return a finding with the place of what it is about."""
        focus = finding.focus or ""
        node = BNode(focus[2:]) if focus.startswith("_:") else URIRef(focus[1:-1])
        paths: list[URIRef | None] = [
            URIRef(path[1:-1]) for path in (finding.path or "").split("|") if path
        ]
        for about in paths or [_ABOUT.get(finding.rule)]:
            statement = self.statement(node, about, finding.value)
            at = self.place(*statement) if statement else None
            if at and statement and paths:
                path, value = (n_triples(term) for term in statement[1:])
                finding = replace(finding, path=path, value=value)
            if at:
                return replace(finding, location=at)
        return replace(finding, location=self.place(node), path=None, value=None)

    def statement(
        self, node: Node, about: URIRef | None, literal: str | None = None
    ) -> tuple[Node, URIRef, Node] | None:
        """Return the statement with a property of a node or of its selectors, if there is one.

        Of several it is the one with a value, where that is given: in N-Triples, or as it reads.
        """
        if about is None:
            return None
        return next(
            (
                (one, about, value)
                for one in (node, *self.graph.objects(node, OA.hasSelector))
                for value in self.graph.objects(one, about)
                if literal is None or literal in (value.n3(), str(value))
            ),
            None,
        )

    def place(
        self, node: Node, about: URIRef | None = None, value: Node | None = None
    ) -> Location | None:
        """Return where a node is described, or where the value of its statement is written."""
        if about is None or value is None:
            return next(filter(None, (one.subject(node) for one in self._places)), None)
        # To rdflib "a" and "a"^^xsd:string are two, and a file may hold either.
        ways = (value, Literal(str(value), datatype=XSD.string))
        return next(
            (at for one in self._places for way in ways for at in one.triple(node, about, way)),
            None,
        )


def read(path: Path) -> str:
    """Return the text in a file in UTF-8; raises TextError if it cannot be read."""
    text = decoded(path)
    if not passages.normalise(text):
        raise TextError(f"{path}: holds no text: give the article's text")
    return text


def decoded(path: Path) -> str:
    """Return what a file in UTF-8 holds, or standard input for `-`; raises TextError."""
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except IsADirectoryError as error:
        raise TextError(f"{path}: a folder, not a text: give the text's file") from error
    except OSError as error:
        raise TextError(f"{path}: cannot be read ({error.strerror}): check the path") from error


def beside(file: Path, name: str) -> str:
    """Return the text that a file of data names, which is to lie beside it.

    Raises TextError, whose message says what is there in its place, and what to do.
    """
    path = file.parent / name
    elsewhere = TextError(
        f"not a file beside this one ending in {SUFFIX}: put the text there under such a name"
    )
    if PurePath(name).name != name or not name.endswith(SUFFIX):
        raise elsewhere
    try:
        status = path.lstat()
    except (OSError, ValueError) as error:  # the latter for what no file can be called
        why = getattr(error, "strerror", None) or "no file can be called so"
        raise TextError(f"cannot be read ({why}): check the path") from error
    if stat.S_ISLNK(status.st_mode):
        raise elsewhere
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise TextError("not a regular file: put the text there as one")
    if status.st_size > _LARGEST:
        raise TextError("larger than 10 MB: split it")
    if path.exists() and not path.is_file() and not path.is_dir():
        raise TextError("not a regular file: put the text there")
    try:
        return read(path)
    except TextError as error:
        raise TextError(str(error).removeprefix(f"{path}: ")) from error


@dataclass(frozen=True)
class Outcome:
    """The verdict on the files as they stand now, and the faults that were mended on the way."""

    verdict: Verdict
    mended: tuple[Finding, ...] = ()


def outcome(
    project: Project, text: str, slug: str | None = None, *, write: bool = False
) -> Outcome:
    """Verify the article that a text belongs to, or the one named, with findings placed in files.

    With `write` what is proven is written into the files, which are then verified again. Raises
    what `Captured`, `mend`, `verify.choose` and `verify.verify` raise.
    """
    captured = Captured.of(project)
    article = verify.choose(captured.articles, passages.normalise(text), slug)
    before = _each(verify.verify(text, article), captured.placed)
    if not write:
        return Outcome(before)
    mend(captured, before)
    after = _each(outcome(project, text, article.slug).verdict, _by_hand)
    left = {(finding.rule, finding.focus) for finding in after.all_findings}
    mended = (f for f in before.all_findings if (f.rule, f.focus) not in left)
    return Outcome(after, tuple(mended))


def _by_hand(finding: Finding) -> Finding:
    hint = "Mend it by hand: its value was not found in a Turtle file."
    return replace(finding, hint=hint) if finding.hint == MEND else finding


def _each(verdict: Verdict, change: Callable[[Finding], Finding]) -> Verdict:
    return replace(
        verdict,
        passages=tuple(
            replace(one, findings=tuple(map(change, one.findings))) for one in verdict.passages
        ),
        findings=tuple(map(change, verdict.findings)),
    )


# ── Mending the files ────────────────────────────────────────────────────────────────────────────


def mend(captured: Captured, verdict: Verdict) -> tuple[str, ...]:
    """Write proven places and digests into the Turtle files; return the names of those written.

    The text's own digest is written once every passage has its place. All else in the files stays
    as it was. Raises ProjectError where a file cannot be written.
    """
    edits: dict[str, list[Edit]] = {}
    texts = {one.file.name: one for one in captured.files if one.file.format == "turtle"}
    for node, about, new in _due(verdict):
        statement = captured.statement(node, about)
        at = captured.place(*statement) if statement else None
        if statement and at and at.file in texts:
            edit = _edit(texts[at.file].text, at, str(statement[2]), new)
            edits.setdefault(at.file, []).extend([edit] if edit else [])
    written = {name: changes for name, changes in edits.items() if changes}
    rewrite_all(
        [(texts[name], edited(texts[name].text, changes)) for name, changes in written.items()]
    )
    return tuple(written)


def _due(verdict: Verdict) -> Iterator[tuple[URIRef, URIRef, str]]:
    """Yield node, property and new value of all that a verdict proves to be otherwise."""
    for one in verdict.passages:
        node = URIRef(one.passage.iri)
        if one.place and one.passage.place:
            for about, old, new in zip(
                (OA.start, OA.end), one.passage.place, one.place, strict=True
            ):
                if old != new:
                    yield node, about, str(new)
        if one.digest and one.digest != one.passage.digest:
            yield node, CG.digest, one.digest
    if all(one.place for one in verdict.passages) and verdict.digest != verdict.article.digest:
        yield URIRef(verdict.article.iri), CG.textDigest, verdict.digest


def _edit(text: str, at: Location, old: str, new: str) -> Edit | None:
    """Return the edit that gives a literal a new value and leaves its quotes and its type.

    None where the location does not hold the literal: rather nothing is written than elsewhere.
    """
    lines = text.split("\n")
    line, column, behind = at.line or 1, at.column or 1, at.end_column or 1
    token = lines[line - 1][column - 1 : behind - 1]
    match = _QUOTED.match(token) or _DIGITS.fullmatch(token)
    # +064 and 64 are one number.
    if not match or match["value"].lstrip("+0") != old.lstrip("+0"):
        return None
    before = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    return Edit(before + match.start("value"), before + match.end("value"), new)


def rewrite(file: Loaded, text: str) -> None:
    """Put a text in a file's place at once, with its mode and, if it had one, its byte order mark.

    Raises ProjectError where the file cannot be written or has changed since it was read.
    """
    mark = _mark(file)
    with replacing(Path(file.file.name), _ALLOW) as new:
        new.write(mark + text.encode())


def rewrite_all(texts: Sequence[tuple[Loaded, str]]) -> None:
    """Put texts in files' places, in all or in none.

    Raises ProjectError for one that changed since it was read, or cannot be written; its message
    names the files that could not get their earlier texts back.
    """
    for file, _ in texts:
        _mark(file)
    written: list[tuple[Loaded, str]] = []
    try:
        for file, text in texts:
            rewrite(file, text)
            written.append((file, text))
    except BaseException as error:
        changed = [file.file.name for file, text in written if not _put_back(file, text)]
        if changed:
            raise ProjectError(f"{error}; changed are {', '.join(changed)}") from error
        raise


def _put_back(file: Loaded, text: str) -> bool:
    try:
        rewrite(replace(file, text=text), file.text)
    except ProjectError:
        return False
    return True


def _mark(file: Loaded) -> bytes:
    """Return the byte order mark of a file, if it has one.

    Raises ProjectError where the file is not to be written, or has changed since it was read.
    """
    loading.must_be_plain(file.file)
    try:
        raw = file.file.path.read_bytes()
    except OSError as error:
        raise ProjectError(
            f"{file.file.name}: cannot be written ({error.strerror}): {_ALLOW}"
        ) from error
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    if raw != mark + file.text.encode():
        raise ProjectError(f"{file.file.name}: changed since it was read: run the command again")
    return mark
