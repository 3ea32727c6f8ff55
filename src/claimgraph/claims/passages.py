"""Passages of a text: normalised, digested, selected, found again; text mended in place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from rdflib import DCTERMS, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef

from claimgraph.claims.model import CG, OA
from claimgraph.claims.reading import Reader
from claimgraph.errors import TextError
from claimgraph.graph import prefixes, terms
from claimgraph.graph.turtle import writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.term import Node

    from claimgraph.claims import model

_FRAGMENTS = URIRef("https://wicg.github.io/scroll-to-text-fragment/")

Place = tuple[int, int]
"""Start and end of a passage, in Unicode code points of the normalised text."""

# The characters with the Unicode property White_Space (UAX #44); `str.split` has four more.
_WHITE_SPACE = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# How much longer than captured a passage may be: bounds the search where its words are frequent.
_FAR = 10_000
# Scripts that set no spaces between words have no word boundary that one could see.
_WORD = r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]"

# Words that make an assertion less than flat, with the context ({}: the word) that each needs to
# do so. docs/passages.md lists them.
HEDGING = {
    "allegedly alleged apparently arguably conceivably could likely maybe ostensibly perhaps "
    "possibly potentially presumably probably purportedly reportedly rumored rumoured seem seems "
    "seemed seemingly suggest suggests suggested supposedly unlikely": r"\b{}\b",
    # A crowd or a speaker without a name: “is widely believed”, “are said to”.
    "assumed believed supposed thought": r"\b(?:is|are|was|were|been)(?: \w+)? {}\b",
    "expected reported said understood": r"\b(?:is|are|was|were|been)(?: \w+)? {} to\b",
    # “appears to work”, not “appears on the list”.
    "appear appears appeared": r"\b{}\b(?! (?:in|on|at|under|before|alongside|with|next to)\b)",
    # “might arrive”, not “the might of the state”.
    "might": r"(?<!\bthe )(?<!\bits )(?<!\btheir )(?<!\bmilitary )(?<!\beconomic )\b{}\b(?! of\b)",
    # The verb, not the month, which has a capital; so has the verb that begins a sentence.
    "may": r"\b(?-i:{}|(?P<verb>May(?= (?:also|be|have|not|still|well|yet)\b)))\b",
}
_HEDGING = tuple(
    re.compile(context.format(f"(?P<word>{'|'.join(words.split())})"), re.IGNORECASE)
    for words, context in HEDGING.items()
)


@dataclass(frozen=True)
class Passage:
    """A passage as captured; what the data lacks is None.

    `hedges` are the marker words and the conditions that the claims of the passage record.
    """

    iri: str
    label: str
    section: str | None
    place: Place | None
    fragment: str | None
    digest: str | None
    hedges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hedge:
    """Marker words that a claim records, and the IRIs of the passages that should hold them.

    `literal` is the words in N-Triples.
    """

    claim: str
    label: str
    words: str
    literal: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """An article as captured, its passages in the order of their places.

    `says` is all that was captured of it, `names` are the other names of what that speaks of.
    """

    iri: str
    label: str
    digest: str | None
    passages: tuple[Passage, ...]
    hedges: tuple[Hedge, ...] = ()
    says: model.Article | None = None
    names: Mapping[Node, tuple[str, ...]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The last part of the article's IRI."""
        return self.iri.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True)
class Fragment:
    """A text directive: the passage from `first` to `last`, or `first` alone where that is None."""

    first: str
    last: str | None = None
    prefix: str | None = None
    suffix: str | None = None

    def __str__(self) -> str:
        parts = (
            f"{_encoded(self.prefix)}-" if self.prefix else None,
            _encoded(self.first),
            _encoded(self.last) if self.last else None,
            f"-{_encoded(self.suffix)}" if self.suffix else None,
        )
        return ":~:text=" + ",".join(part for part in parts if part)


@dataclass(frozen=True)
class Selection:
    """A passage of a text, ready to be captured; `again` is where its last words come back."""

    place: Place
    fragment: Fragment
    digest: str
    again: tuple[int, ...] = ()


@dataclass(frozen=True)
class Edit:
    """A stretch of a file's text, in code points, and what is to stand there."""

    start: int
    end: int
    text: str


def normalise(text: str) -> str:
    """Return a text in Unicode NFC, every run of white space one space, the ends trimmed."""
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def digest(text: str) -> str:
    """Return the SHA-256 of the normalised text in UTF-8, as 64 lower-case hexadecimal digits."""
    return _sha256(normalise(text))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# ── Text fragments (WICG Scroll to Text Fragment) ────────────────────────────────────────────────

_PART = r"(?:[^\s,&%\-]|%[0-9A-Fa-f]{2})+"
_DIRECTIVE = re.compile(
    f":~:text=(?:(?P<prefix>{_PART})-,)?(?P<first>{_PART})"
    f"(?:,(?P<last>{_PART}))?(?:,-(?P<suffix>{_PART}))?"
)


def _encoded(words: str) -> str:
    """Percent-encode a part of a text directive (its TextDirectiveExplicitChar stay)."""
    return quote(words, safe="!$'()*+./:;=?@_~").replace("-", "%2D")


def parse_fragment(value: str) -> Fragment:
    """Read `:~:text=[prefix-,]first[,last][,-suffix]`; raise TextError for anything else."""
    found = _DIRECTIVE.fullmatch(value)
    part = {name: unquote(p) for name, p in found.groupdict().items() if p} if found else {}
    if not part or not all(normalise(words) for words in part.values()):
        raise TextError(
            "is not a text fragment: write :~:text=first words,last words with comma, hyphen, "
            "ampersand and space percent-encoded"
        )
    return Fragment(part["first"], part.get("last"), part.get("prefix"), part.get("suffix"))


def resolve(text: str, fragment: Fragment) -> Place | None:
    """Return where a browser opens a fragment in a normalised text: its first match.

    As in the WICG draft, section 3.5, words match whole and in either case; accents count here.
    """
    before = f"{_pattern(fragment.prefix)} ?" if fragment.prefix else ""
    after = f"(?= ?{_pattern(fragment.suffix)})" if fragment.suffix else ""
    last = f".*?(?:{_pattern(fragment.last)})" if fragment.last else ""
    pattern = f"{before}(?P<passage>{_pattern(fragment.first)}{last}){after}"
    found = re.search(pattern, text, re.IGNORECASE | re.DOTALL)
    return found.span("passage") if found else None


def _pattern(words: str) -> str:
    """Return a pattern for words that do not begin or end inside a longer word."""
    words = normalise(words)
    start = f"(?<!{_WORD})" if re.match(_WORD, words) else ""
    end = f"(?!{_WORD})" if re.search(_WORD + r"\Z", words) else ""
    return start + re.escape(words) + end


def places(text: str, words: str) -> list[Place]:
    """Return every place of words in a normalised text, by the rules of `resolve`."""
    pattern = f"(?=({_pattern(words)}))"
    return [match.span(1) for match in re.finditer(pattern, text, re.IGNORECASE)]


# ── Selecting, and finding again ─────────────────────────────────────────────────────────────────


def select(text: str, first: str, last: str) -> Selection:
    """Select the passage from its first words to its last; the same words twice select just them.

    `text` need not be normalised. The passage ends where its last words come first, as in a
    browser. Raises TextError where the words are missing or the first words stand in two places.
    """
    text, first, last = normalise(text), normalise(first), normalise(last)
    if not first or not last:
        raise TextError("the words are empty: give the first and the last words of the passage")
    starts = places(text, first)
    if not starts:
        raise TextError(f"‘{first}’ is not in the text: check the spelling, give whole words")
    if len(starts) > 1:
        raise TextError(
            f"‘{first}’ stands at {listed(str(start) for start, _ in starts)}: "
            "give more of the first words"
        )
    start, behind = starts[0]
    alone = first.casefold() == last.casefold()
    ends = starts if alone else [place for place in places(text, last) if place[0] >= behind]
    if not ends:
        before = [str(begin) for begin, _ in places(text, last)]
        raise TextError(
            f"‘{last}’ stands at {listed(before)}, not after ‘{first}’ (at {start}): "
            "give the words in the order of the text, without overlap"
            if before
            else f"‘{last}’ is not in the text: check the spelling, give whole words"
        )
    end = ends[0][1]
    fragment = Fragment(text[start:behind], None if alone else text[slice(*ends[0])])
    again = tuple(begin for begin, _ in ends[1:])
    return Selection((start, end), fragment, _sha256(text[start:end]), again)


def digested(text: str, sought: str, fragment: Fragment, length: int) -> list[Place]:
    """Return every place in a normalised text with the sought digest and a fragment's words.

    `length` is the captured one; where the fragment has first words alone, only it tells the end.
    """
    ends = [end for _, end in places(text, fragment.last or fragment.first)]
    found = []
    for start, _ in places(text, fragment.first):
        reached, running = start, hashlib.sha256()
        near = ends[bisect_right(ends, start) : bisect_right(ends, start + 2 * abs(length) + _FAR)]
        if not fragment.last:
            near = sorted({near[0], min(start + abs(length), len(text))})
        for end in near:
            running.update(text[reached:end].encode())
            reached = end
            if running.hexdigest() == sought:
                found.append((start, end))
    return found


def listed(places: Iterable[str]) -> str:
    """Return places as people list them: 3, 14 and 159."""
    *most, last = places
    return f"{', '.join(most)} and {last}" if most else last


# ── Hedging ──────────────────────────────────────────────────────────────────────────────────────


def hedging(text: str) -> list[str]:
    """Return the hedging words of a text in their order, each as it stands there."""
    found = [match for pattern in _HEDGING for match in pattern.finditer(text)]
    words = [(match.end(), match["word"] or match["verb"]) for match in found]
    return [word for _, word in sorted(words)]


def says(text: str, words: str) -> bool:
    """Tell whether a text holds words as whole words, whatever their case and white space."""
    wanted, text = normalise(words).casefold(), normalise(text).casefold()
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


# ── Reading the data ─────────────────────────────────────────────────────────────────────────────


def articles(graph: Graph) -> tuple[Article, ...]:
    """Return the articles of a graph with their passages, in the order of their IRIs."""
    reader = Reader(graph)
    names: dict[Node, tuple[str, ...]] = defaultdict(tuple)
    for thing, name in graph.subject_objects(SKOS.altLabel, unique=True):
        names[thing] += (str(name),)
    return tuple(_captured(reader.article(iri), names) for iri in reader.articles())


def _captured(read: model.Article, names: Mapping[Node, tuple[str, ...]]) -> Article:
    recorded: dict[Node, list[str]] = defaultdict(list)
    for claim in read.claims:
        conditions = [str(one.iri) for one in claim.conditions if isinstance(one.iri, Literal)]
        for passage in claim.passages:
            recorded[passage.iri] += [*claim.hedges, *conditions]
    found = [
        Passage(
            iri=str(one.iri),
            label=one.label,
            section=None if one.section is None else str(one.section.iri),
            place=None if one.start is None or one.end is None else (one.start, one.end),
            fragment=one.fragment,
            digest=one.digest,
            hedges=tuple(sorted(recorded[one.iri])),
        )
        for one in read.passages
    ]
    hedges = tuple(
        Hedge(
            str(claim.iri),
            claim.label,
            words,
            Literal(words, lang=words.language or None).n3(),
            tuple(sorted(str(passage.iri) for passage in claim.passages)),
        )
        for claim in sorted(read.claims, key=lambda one: one.iri)
        for words in claim.hedges
    )
    ordered = sorted(found, key=lambda one: (one.place or (-1, -1), one.iri))
    return Article(str(read.iri), read.label, read.digest, tuple(ordered), hedges, read, names)


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────


def turtle(selection: Selection, article: str, name: str, section: str) -> str:
    """Return a selection as Turtle, with its usual prefixes, which are not declared.

    `article` is an IRI; `name` and `section` are local names under `passage:` and `section:`. The
    label is made of the first words, for people to replace.
    """
    own = {kind: f"{article}{kind}/" for kind in ("passage", "section")}
    passage, place, fragment = URIRef(own["passage"] + name), BNode("place"), BNode("fragment")
    facts: list[tuple[Node, URIRef, Node]] = [
        (passage, RDF.type, CG.Passage),
        (passage, RDFS.label, Literal(f"{selection.fragment.first[:72]} …", lang="en")),
        (passage, OA.hasSource, URIRef(article)),
        (passage, DCTERMS.isPartOf, URIRef(own["section"] + section)),
        (passage, OA.hasSelector, place),
        (passage, OA.hasSelector, fragment),
        (passage, CG.digest, Literal(selection.digest)),
        (place, RDF.type, OA.TextPositionSelector),
        (place, OA.start, Literal(selection.place[0])),
        (place, OA.end, Literal(selection.place[1])),
        (fragment, RDF.type, OA.FragmentSelector),
        (fragment, DCTERMS.conformsTo, _FRAGMENTS),
        (fragment, RDF.value, Literal(str(selection.fragment))),
    ]
    return writer.statements(terms.quads(facts), {**prefixes.KNOWN, **own}, ordered=False) + "\n"


def mend(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with the edits made and every other character as it was.

    Raises ValueError for edits that overlap or lie outside the text.
    """
    parts, reached = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if not reached <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit.start}–{edit.end} overlaps another or leaves the text")
        parts += [text[reached : edit.start], edit.text]
        reached = edit.end
    return "".join([*parts, text[reached:]])
