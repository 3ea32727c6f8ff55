"""Finds the words by which a sentence holds back, and the certainty that they mean.

The lists are for English: the epistemic part of Hyland's (Metadiscourse, 2005), sorted by the
concepts of the certainty scheme, with what is said of conditions and of former expectations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ASSERTED = "asserted"
REPORTED = "reported"
WIDELY_BELIEVED = "widely-believed"
QUALIFIED = "qualified"
CONDITIONAL = "conditional"
ONCE_EXPECTED = "once-expected"
RAISED = "raised"
# Of several markers the first of these is what the sentence as a whole means.
_STRONGEST = (RAISED, CONDITIONAL, ONCE_EXPECTED, WIDELY_BELIEVED, REPORTED, QUALIFIED)

# Words that make an assertion less than flat, with the context ({}: the word) that each needs to
# do so, and the certainty that they mean there. docs/passages.md lists them: they are to be
# recorded wherever they stand.
HEDGING = {
    "allegedly alleged purportedly reportedly rumored rumoured supposedly": (
        r"\b{}\b",
        REPORTED,
    ),
    "apparently arguably conceivably could likely maybe ostensibly perhaps possibly potentially "
    "presumably probably seem seems seemed seemingly suggest suggests suggested unlikely": (
        r"\b{}\b",
        QUALIFIED,
    ),
    # A crowd without a name: “is widely believed”.
    "assumed believed supposed thought": (
        r"\b(?:is|are|was|were|been)(?: \w+)? {}\b",
        WIDELY_BELIEVED,
    ),
    # A speaker without a name: “are said to”.
    "reported said understood": (r"\b(?:is|are|was|were|been)(?: \w+)? {} to\b", REPORTED),
    "expected": (r"\b(?:is|are|was|were|been)(?: \w+)? {} to\b", QUALIFIED),
    # “appears to work”, not “appears on the list”.
    "appear appears appeared": (
        r"\b{}\b(?! (?:in|on|at|under|before|alongside|with|next to)\b)",
        QUALIFIED,
    ),
    # “might arrive”, not “the might of the state”.
    "might": (
        r"(?<!\bthe )(?<!\bits )(?<!\btheir )(?<!\bmilitary )(?<!\beconomic )\b{}\b(?! of\b)",
        QUALIFIED,
    ),
    # The verb, not the month, which has a capital; so has the verb that begins a sentence.
    "may": (
        r"\b(?-i:{}|(?P<verb>May(?= (?:also|be|have|not|still|well|yet)\b)))\b",
        QUALIFIED,
    ),
}
_HEDGING = tuple(
    (re.compile(context.format(f"(?P<word>{'|'.join(words.split())})"), re.IGNORECASE), certainty)
    for words, (context, certainty) in HEDGING.items()
)

# Phrases that hold back, too, or say more than the word in them; the longest at a place counts.
_COUNTED = r"\d|an?\b|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b"
_WAS = r"(?:was|were|had (?:\w+ )?been)(?: \w+ly)?(?: once)?"
_EXPECTED = r"(?:expected|predicted|projected|forecast|anticipated|foreseen|tipped)"
_PHRASES = {
    REPORTED: (
        r"according to(?! (?:plan|schedule|whether|how|need|size|type|its|their|his|her|law)\b)",
        r"(?:is|are|was|were|been) (?:\w+ly )?(?:alleged|rumou?red|claimed|said|reported) "
        r"(?:to|that)",
        r"by (?:his|her|its|their) own account|by (?:some|most|all) accounts",
    ),
    WIDELY_BELIEVED: (
        r"(?:widely|generally|commonly|broadly|popularly|universally|often|usually) (?:believed|"
        r"thought|held|assumed|seen|regarded|considered|viewed|accepted|perceived|understood|feared)",
        r"(?:conventional|received|popular|prevailing|common) (?:wisdom|belief|opinion|view)",
    ),
    QUALIFIED: (
        r"(?:may|might|could) (?:well |also |still |even )?have",
        r"(?:most |more |less |very |highly |quite )(?:likely|unlikely|probably)",
        r"in all (?:likelihood|probability)|almost certainly|not necessarily|it remains to be seen",
        r"at best|at least (?:in part|partly|partially)|in effect|in a sense|more or less",
        r"to (?:some|a certain|a large|a great|a lesser) (?:extent|degree)",
        r"(?:it|that|this) (?:is|was|seems) (?:\w+ )?(?:possible|probable|plausible|conceivable|"
        r"doubtful|unclear|uncertain|debatable)",
        r"(?:plausibly|doubtful|doubtless|hypothetically|theoretically|in theory)",
        r"(?:a|the) (?:\w+ )?(?:chance|risk|danger|possibility|likelihood|probability) (?:that|of)",
        r"risk(?:s|ed)?(?= (?!(?:being|of)?\b(?:free|averse))\w+ing\b)",
        r"tend(?:s|ed)? to",
        r"(?:indicates?|impl(?:y|ies)|hints?)(?= that\b)",
        r"(?:is|are|been) (?:now |currently )?(?:estimated|projected|forecast|predicted|thought) "
        r"(?:to|at|that)",
        r"(?:i|we) (?:believe|think|suspect|guess|assume|doubt|expect)",
        r"in (?:my|our) (?:view|opinion|judge?ment)|to (?:my|our) (?:mind|knowledge)",
        r"(?:would|might) (?:seem|appear)",
    ),
    CONDITIONAL: (
        rf"(?:as|so) long as(?! (?:{_COUNTED}))",
        r"(?:only )?(?<!\bas )(?<!\beven )(?<!\bwhat )(?<!\bask )(?<!\basks )(?<!\basked )"
        r"(?<!\bsee )(?<!\bknow )(?<!\bwonder )(?<!\bwonders )(?<!\bwondered )(?<!\btell )"
        r"(?<!\bchecks )(?<!\bcheck )(?<!\bdoubt )if(?! (?:not|any|ever|anything|at all|only)\b)",
        r"provided that|(?<=, )provided(?= \w+ \w+)|providing that|on (?:the )?condition that",
        r"unless|in the event (?:of|that)|assuming(?: that)?(?! (?:power|office|control))",
        r"(?-i:(?<![^\s“‘(] )(?:Should|Were)(?= [\w’' ]{2,60},))",
    ),
    ONCE_EXPECTED: (
        rf"{_WAS} (?:{_EXPECTED}|supposed|meant|likely|set|bound)(?= (?:to|that)\b)",
        rf"{_WAS} {_EXPECTED}",
        # “It was believed that bread would sink.”
        r"(?:was|were) (?:\w+ly )?(?:believed|thought|assumed|supposed)"
        r"(?= (?:[\w’'-]+ ){0,12}would\b)",
        rf"had (?:\w+ly |long |once |originally |initially )?(?:{_EXPECTED}|hoped|feared|assumed|"
        r"thought)",
        r"(?:seemed|appeared|looked) (?:all but |almost |then )?(?:inevitable|certain|likely|"
        r"unlikely|bound|set|doomed|sure|assured|impossible|unstoppable)",
        r"once (?:seemed|appeared|thought|expected|believed|hoped)",
    ),
}
_MARKING = (
    *_HEDGING,
    *(
        (re.compile(rf"\b(?P<word>{phrase})(?!\w)", re.IGNORECASE), certainty)
        for certainty, phrases in _PHRASES.items()
        for phrase in phrases
    ),
)
# What has the form of a hedge and holds nothing back: “as many as they could”, “could not find”.
_FLAT = re.compile(
    r"\b(?:could (?:not|no longer|never|hardly)|couldn['’]t|as \w+ as \w+ could|"
    r"(?:more|less|as|so) likely than|likely (?=candidates?|suspects?)|allegedly not)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """Words that hold back, where they stand, and the certainty that they mean.

    `certainty` is a local name of the certainty scheme.
    """

    start: int
    end: int
    words: str
    certainty: str


def hedging(text: str) -> list[str]:
    """Return the words of `HEDGING` that a text has, in their order, each as it stands there."""
    matches = [match for pattern, _ in _HEDGING for match in pattern.finditer(text)]
    return [word for _, _, word in sorted(map(_word, matches))]


def markers(sentence: str) -> tuple[Marker, ...]:
    """Return all that holds back in a sentence, in its order; of what overlaps, the longest."""
    taken = bytearray(len(sentence))
    for match in _FLAT.finditer(sentence):
        taken[slice(*match.span())] = b"\1" * (match.end() - match.start())
    markers_read = [
        Marker(*_word(match), certainty)
        for pattern, certainty in _MARKING
        for match in pattern.finditer(sentence)
    ]
    return longest(one for one in markers_read if not all(taken[one.start : one.end]))


def longest(markers: Iterable[Marker]) -> tuple[Marker, ...]:
    """Return those markers that no longer or earlier one overlaps, in their order."""
    kept: list[Marker] = []
    taken: set[int] = set()
    for one in sorted(markers, key=lambda one: (one.start - one.end, one.start)):
        if taken.isdisjoint(range(one.start, one.end)):
            taken.update(range(one.start, one.end))
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def certainty(markers: Iterable[Marker]) -> str:
    """Return the certainty that markers mean together: asserted where there are no markers."""
    meant = {one.certainty for one in markers}
    return next((one for one in _STRONGEST if one in meant), ASSERTED)


def _word(match: re.Match[str]) -> tuple[int, int, str]:
    name = "word" if match["word"] else "verb"
    return (*match.span(name), match[name])
