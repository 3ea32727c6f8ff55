"""Captured passages against a text: what agrees, moved, changed, or hedges without record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims import passages
from claimgraph.errors import ProjectError, TextError, UsageError
from claimgraph.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.claims.passages import Article, Fragment, Passage, Place

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIND = "Read it again and capture it anew: claimgraph passage find."
MEND = "Let claimgraph passage verify --write mend it."


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
    """An article verified against a text with the given digest."""

    article: Article
    digest: str
    passages: tuple[Verified, ...]
    findings: tuple[Finding, ...]

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the article and its claims, then with its passages in their order."""
        return (*self.findings, *(finding for one in self.passages for finding in one.findings))

    @property
    def agrees(self) -> bool:
        """Whether the text is the one captured and every passage agrees with it."""
        return not any(map(_grave, self.all_findings))

    def __str__(self) -> str:
        number = len(self.passages)
        some = sum(not any(map(_grave, one.findings)) for one in self.passages)
        count = f"{number} passage{'' if number == 1 else 's'}"
        if some < number:
            return f"{some} of {count} agree with the text of ‘{self.article.label}’"
        return f"{count} agree{'s' if number == 1 else ''} with the text of ‘{self.article.label}’"


def _grave(finding: Finding) -> bool:
    return finding.severity is Severity.VIOLATION


# ── Verifying ────────────────────────────────────────────────────────────────────────────────────


def choose(found: Sequence[Article], text: str, slug: str | None = None) -> Article:
    """Return the article that a normalised text belongs to, or the one that `slug` names.

    Among several it is the one with the text's digest, else the one that the text holds most of.
    Raises ProjectError where there is no article and UsageError where none has the name.
    """
    if not found:
        raise ProjectError("no article here: describe it as a cg:Article, or name one (--article)")
    if slug is not None:
        named = [article for article in found if article.slug == slug]
        if not named:
            known = ", ".join(article.slug for article in found)
            raise UsageError(f"no article '{slug}' in the data: there is {known}")
        return named[0]
    if len(found) == 1:
        return found[0]
    digest = passages.digest(text)
    same = [article for article in found if article.digest == digest]
    return (same or sorted(found, key=lambda article: -_known(text, article)))[0]


def _known(text: str, article: Article) -> int:
    return sum(_verify(text, passage).known for passage in article.passages)


def verify(text: str, article: Article) -> Verdict:
    """Verify an article's passages against a text, which need not be normalised.

    Only a passage's digest proves its place. Where that fails nothing is guessed: what position
    and words say is told, but the passage gets no place. Raises TextError where the text is not
    the article's: another digest, and of ten passages not even one to be found.
    """
    text = passages.normalise(text)
    digest = passages.digest(text)
    verified = tuple(_verify(text, passage) for passage in article.passages)
    known = sum(one.known for one in verified)
    unsaid = tuple(_unsaid(text, article, verified))
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
    finding = Finding(
        rule="text-digest",
        severity=Severity.VIOLATION,
        message=what,
        hint=hint,
        subject=f"Article ‘{article.label}’",
        focus=f"<{article.iri}>",
    )
    return Verdict(article, digest, verified, (finding, *unsaid))


def _verify(text: str, passage: Passage) -> Verified:
    if passage.place is None:
        return Verified(
            passage, None, None, False, (_fault(passage, "incomplete", "has no position", _FIND),)
        )
    held = _holds(text, passage.place, passage.digest)
    place, faults = (passage.place, []) if held else (None, [])
    known = held
    try:
        fragment = passages.parse_fragment(passage.fragment or "")
    except TextError as error:
        what, _, hint = str(error).partition(": ")
        faults = [_fault(passage, "fragment", f"has a fragment that {what}", hint)]
    else:
        if not held:
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
            return None, [_fault(passage, "incomplete", what, _FIND)]
        what = "has no digest of 64 lower-case hexadecimal digits, though its words are in place"
        hint = MEND if passage.digest else f'Put cg:digest "{passages.digest(text[start:end])}".'
        return place, [_fault(passage, "digest-missing", what, hint)]
    found = passages.digested(text, passage.digest or "", fragment, end - start)
    if len(found) == 1:
        what = f"stands at {_span(found[0])} now, not at {_span(place)}"
        return found[0], [_fault(passage, "moved", what, MEND)]
    if found:
        spans = passages.listed(_span(one) for one in found)
        what = f"is not at {_span(place)} but stands word for word at {spans}"
        return None, [_fault(passage, "ambiguous", what, "Write the position of the one meant.")]
    what = f"has changed: {_remains(text, fragment, place)}"
    return None, [_fault(passage, "changed", what, _FIND)]


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
        yield _fault(passage, "fragment", what, _FIND)
    else:
        where = f"at {_span(opened)}" if opened else "nowhere"
        what = f"is at {_span(place)}, but a browser opens its text fragment {where}"
        hint = "Give more of its first words."
        yield _fault(passage, "fragment-elsewhere", what, hint, Severity.WARNING)


def _unrecorded(passage: Passage, text: str) -> Iterator[Finding]:
    """Yield a warning for every hedging word of a passage that none of its claims records."""
    recorded = {word for hedge in passage.hedges for word in re.findall(r"\w+", hedge.lower())}
    for word in dict.fromkeys(word.lower() for word in passages.hedging(text)):
        if word not in recorded:
            yield _fault(
                passage,
                "hedge",
                f"says “{word}”, which no claim of it records",
                f'Put cg:hedge "{word}"@en and a hedged certainty on the claim that it hedges.',
                Severity.WARNING,
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
            yield Finding(
                rule="text-hedge-unsaid",
                severity=Severity.WARNING,
                message=f"records the hedge “{hedge.words}”, which none of its passages says",
                hint="Put the words of the passage in cg:hedge, or add the passage that says it.",
                subject=f"Claim ‘{hedge.label}’",
                focus=f"<{hedge.claim}>",
                value=hedge.literal,
            )


def _fault(
    passage: Passage, rule: str, message: str, hint: str, severity: Severity = Severity.VIOLATION
) -> Finding:
    return Finding(
        rule=f"text-{rule}",
        severity=severity,
        message=message,
        hint=hint,
        subject=f"Passage ‘{passage.label}’",
        focus=f"<{passage.iri}>",
    )


def _span(place: Place) -> str:
    return f"{place[0]}–{place[1]}"
