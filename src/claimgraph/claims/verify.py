"""Captured passages against a text: what agrees, moved, changed, or hedges without record."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.claims import agreement, hedging, passages, sections
from claimgraph.claims.model import CG
from claimgraph.claims.text_rules import FIND, MEND, finding
from claimgraph.claims.words import Words
from claimgraph.errors import ProjectError, TextError, UsageError
from claimgraph.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.claims.captured import Article, Passage
    from claimgraph.claims.passages import Fragment, Place
    from claimgraph.findings import Finding

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verified:
    """A passage with its proven place, if it has one, and what is wrong with it.

    `known` says whether the text holds anything of it: the whole, or its first and last words;
    `digest` is that of the text at the proven place.
    """

    passage: Passage
    place: Place | None
    digest: str | None
    known: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Verdict:
    """An article verified against a text with the given digest.

    `findings` are those on the article, its claims, their figures and events.
    """

    article: Article
    digest: str
    passages: tuple[Verified, ...]
    findings: tuple[Finding, ...]

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the article and its claims, then with its passages in their order."""
        return (*self.findings, *(fault for one in self.passages for fault in one.findings))

    @property
    def agrees(self) -> bool:
        """Whether the text is the one captured and nothing disagrees with it."""
        return not any(map(_grave, self.all_findings))

    def __str__(self) -> str:
        number = len(self.passages)
        some = sum(not any(map(_grave, one.findings)) for one in self.passages)
        count = f"{number} passage{'' if number == 1 else 's'}"
        grave = sum(_grave(fault) for fault in self.findings if fault.rule != "text-digest")
        also = f"; {grave} finding{'' if grave == 1 else 's'} beside" if grave else ""
        agree = "agrees with" if number == 1 else "agree with"
        first = f"{some} of {count}" if some < number else count
        return f"{first} {agree} the text of ‘{self.article.label}’{also}"


def _grave(fault: Finding) -> bool:
    return fault.severity.reaches(Severity.WARNING)


# ── Verifying ────────────────────────────────────────────────────────────────────────────────────


def choose(articles: Sequence[Article], text: str, slug: str | None = None) -> Article:
    """Return the article that a normalised text belongs to, or the one that `slug` names.

    Among several it is the one with the text's digest, else the one that the text holds most of.
    Raises ProjectError where there is no article and UsageError where none has the name.
    """
    if not articles:
        raise ProjectError("no article here: describe it as a cg:Article, or name one (--article)")
    if slug is not None:
        named = [article for article in articles if article.slug == slug]
        if not named:
            known = ", ".join(article.slug for article in articles)
            raise UsageError(f"no article '{slug}' in the data: there is {known}")
        return named[0]
    if len(articles) == 1:
        return articles[0]
    digest = passages.digest(text)
    same = [article for article in articles if article.digest == digest]
    return (same or sorted(articles, key=lambda article: -_known(text, article)))[0]


def _known(text: str, article: Article) -> int:
    return sum(_verify(text, passage).known for passage in article.passages)


def verify(text: str, article: Article) -> Verdict:
    """Verify an article's passages against a text, which need not be normalised.

    Only a passage's digest proves its place. Where that fails nothing is guessed: what position
    and words say is told, but the passage gets no place. Raises TextError where the text is not
    the article's: another digest, and of ten passages not even one to be found.
    """
    written, text = text, passages.normalise(text)
    digest = passages.digest(text)
    verified = tuple(_verify(text, passage) for passage in article.passages)
    known = sum(one.known for one in verified)
    unsaid = (*_unsaid(text, article, verified), *_otherwise(written, text, article, verified))
    if digest == article.digest:
        return Verdict(article, digest, verified, unsaid)
    digested = _DIGEST.fullmatch(article.digest or "") is not None
    if known * 10 < max(len(verified), digested):
        raise TextError(
            f"the text is not that of ‘{article.label}’: its digest differs and {known} of "
            f"{len(verified)} passages are found in it: give the article's own text"
        )
    tied = sum(one.place is not None for one in verified)
    what = (
        f"was captured from another text: this one holds {tied} of {len(verified)} passages "
        "word for word"
        if digested
        else "has no text digest of 64 lower-case hexadecimal digits"
    )
    hint = MEND if tied == len(verified) else "Mend its passages, then verify with --write."
    if article.digest is None:
        hint = f'Put cg:textDigest "{digest}" on it.'
    subject = f"Article ‘{article.label}’"
    fault = finding("text-digest", subject, URIRef(article.iri), what)
    return Verdict(article, digest, verified, (replace(fault, hint=hint), *unsaid))


def _verify(text: str, passage: Passage) -> Verified:
    if passage.place is None:
        return Verified(
            passage, None, None, False, (_fault(passage, "incomplete", "has no position", FIND),)
        )
    stands = _holds(text, passage.place, passage.digest)
    place, faults = (passage.place, []) if stands else (None, [])
    known = stands
    try:
        fragment = passages.parse_fragment(passage.fragment or "")
    except TextError as error:
        what, _, hint = str(error).partition(": ")
        faults = [_fault(passage, "fragment", f"has a fragment that {what}", hint)]
    else:
        if not stands:
            place, faults = _tied(text, passage, passage.place, fragment)
            known = place is not None or passages.resolve(text, fragment) is not None
        if place:
            faults += _fragment_faults(text, passage, fragment, place)
    if place:
        faults += _unrecorded(passage, text[slice(*place)])
    digest = passages.digest(text[slice(*place)]) if place else None
    return Verified(passage, place, digest, known, tuple(faults))


def _holds(text: str, place: Place, digest: str | None) -> bool:
    """Tell whether the place lies in the text, begins and ends with words, and has the digest."""
    start, end = place
    piece = text[start:end]
    inside = 0 <= start < end <= len(text) and piece == piece.strip()
    return inside and passages.digest(piece) == digest


def _tied(
    text: str, passage: Passage, place: Place, fragment: Fragment
) -> tuple[Place | None, list[Finding]]:
    """Return where a passage is that is not at its place, and what is to be said about it."""
    start, end = place
    if not _DIGEST.fullmatch(passage.digest or ""):
        if passages.resolve(text, fragment) != place:
            what = "has no digest, and its words do not stand at its position"
            return None, [_fault(passage, "incomplete", what, FIND)]
        what = "has no digest of 64 lower-case hexadecimal digits, though its words are in place"
        hint = MEND if passage.digest else f'Put cg:digest "{passages.digest(text[start:end])}".'
        return place, [_fault(passage, "digest-missing", what, hint)]
    spans_found = passages.digested(text, passage.digest or "", fragment, end - start)
    if len(spans_found) == 1:
        what = f"stands at {_span(spans_found[0])} now, not at {_span(place)}"
        return spans_found[0], [_fault(passage, "moved", what, MEND)]
    if spans_found:
        spans = passages.listed(_span(one) for one in spans_found)
        what = f"is not at {_span(place)} but stands word for word at {spans}"
        return None, [_fault(passage, "ambiguous", what, "Write the position of the one meant.")]
    what = f"has changed: {_remains(text, fragment, place)}"
    return None, [_fault(passage, "changed", what, FIND)]


def _remains(text: str, fragment: Fragment, place: Place) -> str:
    """Say what is left in a text of a passage that changed."""
    opened = passages.resolve(text, fragment)
    if opened and fragment.last:
        same = "still" if opened == place else "now"
        return f"its first and last words {same} stand at {_span(opened)}, other words between them"
    first = [start for start, _ in passages.places(text, fragment.first)]
    if not fragment.last:
        return f"its words {_stand(first)}"
    last = [start for start, _ in passages.places(text, fragment.last)]
    return f"its first words {_stand(first)}, its last words {_stand(last)}"


def _stand(places: Sequence[int]) -> str:
    return f"stand at {passages.listed(map(str, places))}" if places else "are not in the text"


def _fragment_faults(
    text: str, passage: Passage, fragment: Fragment, place: Place
) -> Iterator[Finding]:
    """Yield a fault where the fragment's words are not the passage's, or a browser goes astray."""
    opened = passages.resolve(text, fragment)
    if opened == place:
        return
    piece = text[slice(*place)].casefold()
    first, last = (passages.normalise(w or "").casefold() for w in (fragment.first, fragment.last))
    if not piece.startswith(first) or not piece.endswith(last or first):
        which = "begin" if not piece.startswith(first) else "end"
        what = f"does not {which} with the words of its text fragment"
        yield _fault(passage, "fragment", what, FIND)
    else:
        where = f"at {_span(opened)}" if opened else "nowhere"
        what = f"is at {_span(place)}, but a browser opens its text fragment {where}"
        hint = "Give more of its first words."
        yield _fault(passage, "fragment-elsewhere", what, hint)


def _unrecorded(passage: Passage, text: str) -> Iterator[Finding]:
    """Yield a warning for every hedging word of a passage that none of its claims records."""
    recorded = {word for hedge in passage.hedges for word in re.findall(r"\w+", hedge.lower())}
    for word in dict.fromkeys(word.lower() for word in hedging.hedging(text)):
        if word not in recorded:
            yield _fault(
                passage,
                "hedge",
                f"says “{word}”, which no claim of it records",
                f'Put cg:hedge "{word}"@en and a hedged certainty on the claim that it hedges.',
            )


def _unsaid(text: str, article: Article, verified: Sequence[Verified]) -> Iterator[Finding]:
    """Yield a warning for all marker words of a claim that none of its passages says.

    A claim is left out while a passage of it has no proven place: that one may say them.
    """
    texts = {one.passage.iri: text[slice(*one.place)] for one in verified if one.place}
    for hedge in article.hedges:
        if not texts.keys() >= set(hedge.passages):
            continue
        if not any(passages.says(texts[iri], hedge.words) for iri in hedge.passages):
            subject = f"Claim ‘{hedge.label}’"
            message = f"records the hedge “{hedge.words}”, which no passage of it says"
            claim, words = URIRef(hedge.claim), hedge.literal
            yield finding("text-hedge-unsaid", subject, claim, message, CG.hedge, value=words)


def _otherwise(
    written: str, text: str, article: Article, verified: Sequence[Verified]
) -> Iterator[Finding]:
    """Yield what the claims of an article say otherwise than the passages of proven places."""
    if article.says is None:
        return
    places = {one.passage.iri: one.place for one in verified if one.place}
    headings = {one.iri: sections.headings(written, one.label) for one in article.says.sections}
    words = Words(text, places, article.names, headings)
    yield from agreement.disagreements(article.says, words)


def _fault(passage: Passage, rule: str, message: str, hint: str) -> Finding:
    subject = f"Passage ‘{passage.label}’"
    return replace(finding(f"text-{rule}", subject, URIRef(passage.iri), message), hint=hint)


def _span(place: Place) -> str:
    return f"{place[0]}–{place[1]}"
