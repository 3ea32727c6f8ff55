"""Finds who speaks in a sentence: “X said that”, “according to X”, “…”, says X, “X denied”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims import hedging
from claimgraph.claims.drafting.speech import (
    ADVERBS,
    ASSERTS,
    CALLS,
    FREE,
    LEFT,
    SAID,
    VOUCHED,
    act_of,
    forms,
    is_crowd,
    is_name,
    is_own,
    vouches,
)
from claimgraph.claims.hedging import Marker

if TYPE_CHECKING:
    from collections.abc import Iterator


def _verb(verbs: str, then: str) -> re.Pattern[str]:
    """Return the pattern of verbs with the adverbs before them and what has to follow."""
    return re.compile(rf"(?P<adverbs>{ADVERBS})\b(?P<verb>{verbs}){then}", re.IGNORECASE)


_THAT = _verb(f"{LEFT}|{VOUCHED}", r"(?P<to>(?: (?!that\b)[\w’'-]+){0,4})? that\b(?! of\b)")
# “X says the law is void”, “X believe it”; neither “said nothing” nor “believes in”.
_BARE = _verb(
    FREE,
    r" (?=(?:the|a|an|it|its|he|she|they|we|this|these|those|there|their|his|her|no|such|most|many|"
    r"some|any|all)\b|[“‘\"]|(?-i:[A-Z]))",
)
# “…, the court found, …”; “…,” says X; “…,” X said.
_INSET = re.compile(
    rf"[,—–] ?(?P<who>(?:[^\s,;:—–]+ ){{1,8}}?){ADVERBS}(?P<verb>{LEFT})(?=[,.—–]|\Z)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"[,.?!][”’\"]\s(?:(?P<after>{SAID}|{ASSERTS}) (?P<late>[^,;:.—–“]{{1,80}})"
    rf"|(?P<who>[^,;:.—–“]{{1,80}}?) {ADVERBS}(?P<verb>{SAID}|{ASSERTS})\b)",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"\baccording to (?!(?:plan|schedule|whether|how|need|size|type|its|their|his|her|law)\b)"
    r"(?P<who>[^,;:—–()“”]{1,90}?)(?=[,;:—–()“”.]|\Z| (?:that|who|which|and|but|is|are|was|"
    r"were|has|have|had)\b)",
    re.IGNORECASE,
)
_AS = re.compile(
    rf"\b(?:as|so) (?P<who>(?:[^\s,;:—–]+ ){{1,9}}?){ADVERBS}(?P<verb>{LEFT}|{VOUCHED}|reads?|"
    r"puts? it)(?=[,.;:—–]|\Z)",
    re.IGNORECASE,
)
# “X describes it as theft”.
_CALLED = _verb(CALLS, r" (?=[^,.;:—–]{1,80}? as\b)")
_DENIED = _verb(
    rf"{forms('deny')}|(?:{forms('dispute reject refute')})"
    r"(?= (?:that|the (?:claim|idea|suggestion|charge|allegation|accusation|notion)s?)\b)",
    "",
)

# Where the subject of a verb may begin, and what stands before it without being part of it.
_BOUND = re.compile(r"[,;:—–()“”\"]|\b(?:and|but|that|which|who|while|when|because|since|where)\b")
_LEAD = re.compile(
    r"(?:[\s”’\"]|(?:but|and|yet|so|or|still|however|moreover|also|instead|indeed|nor|then|thus|later|"
    r"today|now|first|second|third|finally|meanwhile|as|though|although|if|when|while)\b,?)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that give a claim to a speaker: who speaks, by which speech act, at which place.

    `act` is a local name of the speech-act scheme; `own` where the article itself speaks, `crowd`
    where those who do have no name, `vouched` where the sentence takes what they say for true.
    """

    start: int
    end: int
    speaker: str
    words: str
    act: str
    own: bool = False
    crowd: bool = False
    vouched: bool = False

    @property
    def hedge(self) -> Marker | None:
        """The words as a hedge; None where the sentence vouches for what is said."""
        if self.own or self.vouched:
            return None
        meant = hedging.REPORTED
        if self.act == "denies":
            meant = hedging.RAISED
        elif self.crowd and self.act == "believes":
            meant = hedging.WIDELY_BELIEVED
        return Marker(self.start, self.end, self.words, meant)


def attributions(sentence: str) -> tuple[Attribution, ...]:
    """Return who speaks in a sentence, in the order of the words that say so, without overlap."""
    kept: list[Attribution] = []
    for one in sorted(_found(sentence), key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _found(sentence: str) -> Iterator[Attribution]:
    for match in _ACCORDING.finditer(sentence):
        start = match.start()
        yield _made(sentence, (start, start + len("according to")), match["who"], "reports")
    for match in _AS.finditer(sentence):
        if is_name(match["who"].strip(), match["verb"]):
            yield _made(sentence, match.span(), match["who"], act_of(match["verb"]), vouched=True)
    for match in _INSET.finditer(sentence):
        lead = _LEAD.match(sentence, *match.span("who"))
        start = lead.end() if lead else match.start("who")
        who = sentence[start : match.end("who")].strip()
        if is_name(who, match["verb"]):
            yield _made(sentence, (start, match.end()), who, act_of(match["verb"]))
    for match in _QUOTED.finditer(sentence):
        who, verb = match["late"] or match["who"], match["after"] or match["verb"]
        start, end = match.start() + 3, match.end("after") if match["after"] else match.end()
        yield _made(sentence, (start, end), who, act_of(verb))
    for pattern in (_THAT, _BARE, _DENIED, _CALLED):
        for match in pattern.finditer(sentence):
            yield from _subject(sentence, match)


def _subject(sentence: str, match: re.Match[str]) -> Iterator[Attribution]:
    """Yield the attribution of a verb to the words before it, where these may be a speaker."""
    verb = match["verb"]
    denies = act_of(verb) == "denies"
    begins = match.start("adverbs")
    bounds = [one.end() for one in _BOUND.finditer(sentence, max(0, begins - 120), begins)]
    start = bounds[-1] if bounds else max(0, begins - 120)
    lead = _LEAD.match(sentence, start, begins)
    start = lead.end() if lead else start
    who = sentence[start:begins].strip()
    if not who and denies:
        # “the firm, which makes it, denies …”: who speaks is said before.
        yield _made(sentence, match.span("verb"), "", "denies")
    elif is_name(who, verb) and not re.search(r"\bwould $", match["adverbs"]):
        span = match.span("verb") if denies else (start, match.end("verb"))
        yield _made(sentence, span, who, act_of(verb), vouched=vouches(verb))


def _made(
    sentence: str, span: tuple[int, int], who: str, act: str, *, vouched: bool = False
) -> Attribution:
    who = who.strip()
    return Attribution(
        *span,
        speaker=who,
        words=sentence[slice(*span)].strip(),
        act=act,
        own=is_own(who),
        crowd=is_crowd(who),
        vouched=vouched,
    )
