"""Finds who speaks in a sentence: “X said that”, “according to X”, “…”, says X, “X denied”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims import hedging
from claimgraph.claims.hedging import Marker

if TYPE_CHECKING:
    from collections.abc import Iterator


def _forms(stems: str, *others: str) -> str:
    """Return a pattern for the forms of regular verbs, and for others as they are."""
    made = []
    for stem in re.findall(r"\S+", stems):
        if stem.endswith("e"):
            made.append(f"{stem}[sd]?")
        elif stem.endswith("y"):
            made.append(f"{stem[:-1]}(?:y|ies|ied)")
        else:
            made.append(f"{stem}(?:s|es|ed)?")
    return "|".join([*made, *others])


_SAID = r"says?|said|writes?|wrote|told|tells?"
# Verbs with which a sentence leaves what is said to the speaker, by the speech act that they are.
_ASSERTS = _forms(
    "argue claim contend maintain assert insist allege conclude warn estimate predict forecast "
    "caution complain propose suggest explain remark observe comment charge rule object reckon "
    "calculate counter reply answer stress emphasize emphasise",
)
_REPORTS = _forms("report state record note register describe", _SAID, r"finds?|found")
_BELIEVES = _forms("believe suspect fear assume expect consider hope doubt", r"thinks?|thought")
_HOLDS = r"holds?|held|feels?|felt"
_DENIES = _forms("deny dispute reject refute dismiss contest")
# Verbs with which a sentence vouches for what is said, or that do what they say.
_VOUCHED = _forms(
    "reveal demonstrate confirm acknowledge admit concede disclose discover announce declare "
    "promise pledge vow agree recognise recognize realise realize prove establish decide",
    r"shows?|showed|shown|points? out|pointed out|learns?|learn(?:ed|t)",
)
# Verbs after which “that” may be left out.
_FREE = rf"{_SAID}|" + _forms("claim argue believe", r"thinks?|thought")
_ACTS = (
    ("denies", _DENIES),
    ("believes", f"{_BELIEVES}|{_HOLDS}"),
    ("reports", f"{_REPORTS}|{_VOUCHED}"),
    ("asserts", _ASSERTS),
)
_ACT = tuple((act, re.compile(verbs, re.IGNORECASE)) for act, verbs in _ACTS)
_LEFT = f"{_ASSERTS}|{_REPORTS}|{_BELIEVES}|{_HOLDS}"
_ADVERBS = (
    r"(?:(?:has|have|had|also|once|later|now|still|then|recently|thus|therefore|itself|himself|"
    r"herself|themselves|long|often|never|would|\b\w{2,20}ly) ){0,3}"
)

_THAT = re.compile(
    rf"(?P<adverbs>{_ADVERBS})\b(?P<verb>{_LEFT}|{_VOUCHED})"
    r"(?P<to>(?: (?!that\b)[\w’'-]+){0,4})? that\b(?! of\b)",
    re.IGNORECASE,
)
# “X says the law is void”, “X believe it”; neither “said nothing” nor “believes in”.
_BARE = re.compile(
    rf"(?P<adverbs>{_ADVERBS})\b(?P<verb>{_FREE}) "
    r"(?=(?:the|a|an|it|its|he|she|they|we|this|these|those|there|their|his|her|no|such|most|many|"
    r"some|any|all)\b|[“‘\"]|(?-i:[A-Z]))",
    re.IGNORECASE,
)
# “…, the court found, …”; “…,” says X; “…,” X said.
_INSET = re.compile(
    rf"[,—–] ?(?P<who>(?:[^\s,;:—–]+ ){{1,8}}?){_ADVERBS}(?P<verb>{_LEFT})(?=[,.—–]|\Z)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"[,.?!][”’\"]\s(?:(?P<after>{_SAID}|{_ASSERTS}) (?P<late>[^,;:.—–“]{{1,80}})"
    rf"|(?P<who>[^,;:.—–“]{{1,80}}?) {_ADVERBS}(?P<verb>{_SAID}|{_ASSERTS})\b)",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"\baccording to (?!(?:plan|schedule|whether|how|need|size|type|its|their|his|her|law)\b)"
    r"(?P<who>[^,;:—–()“”]{1,90}?)(?=[,;:—–()“”.]|\Z| (?:that|who|which|and|but|is|are|was|"
    r"were|has|have|had)\b)",
    re.IGNORECASE,
)
_AS = re.compile(
    rf"\b(?:as|so) (?P<who>(?:[^\s,;:—–]+ ){{1,9}}?){_ADVERBS}(?P<verb>{_LEFT}|{_VOUCHED}|reads?|"
    r"puts? it)(?=[,.;:—–]|\Z)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"(?P<adverbs>{_ADVERBS})\b(?P<verb>{_forms('deny')}|(?:{_forms('dispute reject refute')})"
    r"(?= (?:that|the (?:claim|idea|suggestion|charge|allegation|accusation|notion)s?)\b))",
    re.IGNORECASE,
)

# Where the subject of a verb may begin, and what stands before it without being part of it.
_BOUND = re.compile(r"[,;:—–()“”\"]|\b(?:and|but|that|which|who|while|when|because|since|where)\b")
_LEAD = re.compile(
    r"(?:[\s”’\"]|(?:but|and|yet|so|or|still|however|moreover|also|instead|indeed|nor|then|thus|later|"
    r"today|now|first|second|third|finally|meanwhile|as|though|although|if|when|while)\b,?)+",
    re.IGNORECASE,
)
# Words that no name of a speaker has.
_VERBAL = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|to|than|can|could|may|might|must|"
    r"should|will|would|not|there|it|if|what|how|why)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:the|a|an|this|that|these|those|some|many|most|few|several|other|others|all|one|two|no|"
    r"its|his|her|their|our|my|he|she|they|we|i|critics|experts|observers|analysts|officials|"
    r"opponents|supporters|proponents|economists|scientists|researchers|scholars|historians|"
    r"lawyers|judges|people|sources|witnesses|\w+ists|\w+ers|\w+ors|\w+ians)\b",
    re.IGNORECASE,
)
_HEAD = re.compile(r"(?:the|a|an|this|that|these|those|its|his|her|their|our|my|no)", re.IGNORECASE)
# The article itself, and its author.
_OWN = re.compile(
    r"(?:this|the present|our|my) (?:\w+ )?(?:study|paper|article|note|brief|briefing|report|essay|"
    r"analysis|piece|post|review|chapter|commentary|memo|work|book|column|thesis)|we|i|"
    r"the (?:present )?authors?",
    re.IGNORECASE,
)
# Those who are many and have no name.
_CROWD = re.compile(
    r"(?:some|many|most|few|several|other|others|critics|experts|observers|analysts|opponents|"
    r"supporters|proponents|people|sources|commentators|pundits|scholars|economists|scientists|"
    r"researchers|historians|sceptics|skeptics|defenders|detractors)\b",
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
        if _is_name(match["who"].strip()):
            yield _made(sentence, match.span(), match["who"], _act(match["verb"]), vouched=True)
    for match in _INSET.finditer(sentence):
        lead = _LEAD.match(sentence, *match.span("who"))
        start = lead.end() if lead else match.start("who")
        who = sentence[start : match.end("who")].strip()
        if _is_name(who):
            yield _made(sentence, (start, match.end()), who, _act(match["verb"]))
    for match in _QUOTED.finditer(sentence):
        who, verb = match["late"] or match["who"], match["after"] or match["verb"]
        start, end = match.start() + 3, match.end("after") if match["after"] else match.end()
        yield _made(sentence, (start, end), who, _act(verb))
    for pattern in (_THAT, _BARE, _DENIED):
        for match in pattern.finditer(sentence):
            yield from _subject(sentence, match)


def _subject(sentence: str, match: re.Match[str]) -> Iterator[Attribution]:
    """Yield the attribution of a verb to the words before it, where these may be a speaker."""
    verb = match["verb"]
    denies = _act(verb) == "denies"
    begins = match.start("adverbs")
    bounds = [one.end() for one in _BOUND.finditer(sentence, max(0, begins - 120), begins)]
    start = bounds[-1] if bounds else max(0, begins - 120)
    lead = _LEAD.match(sentence, start, begins)
    start = lead.end() if lead else start
    who = sentence[start:begins].strip()
    if not who and denies:
        # “the firm, which makes it, denies …”: who speaks is said before.
        yield _made(sentence, match.span("verb"), "", "denies")
    elif _is_name(who) and not re.search(r"\bwould $", match["adverbs"]):
        span = match.span("verb") if denies else (start, match.end("verb"))
        vouched = re.fullmatch(_VOUCHED, verb, re.IGNORECASE) is not None
        yield _made(sentence, span, who, _act(verb), vouched=vouched)


def _is_name(who: str) -> bool:
    """Tell whether words may name a speaker: like a noun with what stands before it."""
    words = who.split()
    if not words or len(words) > 9 or _VERBAL.search(who) or _HEAD.fullmatch(words[-1]):
        return False
    return bool(_BEGINS.match(who)) or words[0][0].isupper() or words[-1][0].isupper()


def _act(verb: str) -> str:
    return next((act for act, verbs in _ACT if verbs.fullmatch(verb)), "asserts")


def _made(
    sentence: str, span: tuple[int, int], who: str, act: str, *, vouched: bool = False
) -> Attribution:
    who = who.strip()
    return Attribution(
        *span,
        speaker=who,
        words=sentence[slice(*span)].strip(),
        act=act,
        own=_OWN.fullmatch(who) is not None,
        crowd=_CROWD.match(who) is not None,
        vouched=vouched,
    )
