"""Finds the words that tie a sentence to an argument: since, therefore, however."""

from __future__ import annotations

import re
from dataclasses import dataclass

SUPPORTS = "supports"
OPPOSES = "opposes"

# What the words make of what follows them: a premise or a conclusion of an argument for, or the
# side of an argument against. The first row of each kind only counts at the beginning of a clause.
_WORDS = {
    (SUPPORTS, "premise"): (
        r"for (?:one thing|a start)|after all",
        r"because(?! of\b)|because of|given (?:that|the fact)|seeing that|for the reason that|"
        r"on the grounds? that|inasmuch as|(?:as|which) is (?:shown|seen|clear) (?:by|from|in)|"
        r"owing to|thanks to|due to|the (?:main |chief )?reasons? (?:is|was|are|for|why)|"
        r"for (?:example|instance)|(?:stems?|stemmed|results?|resulted|follows?) from",
    ),
    (SUPPORTS, "conclusion"): (
        r"so(?! (?:far|much|many|long|as|called)\b)|accordingly|that is why|this is why|"
        r"this (?:means|shows|suggests|implies|explains)|clearly",
        r"therefore|thus|hence|consequently|thereby|as a (?:result|consequence)|in consequence|"
        r"for (?:this|that|these|those) reasons?|it follows(?: that)?|which (?:means|shows)|"
        r"(?:we|one) (?:can|may|must) conclude|underscores?|highlights?|demonstrates?|illustrates?|"
        r"exemplif(?:y|ies)|serves? as (?:a|an) (?:warning|proof|example)",
    ),
    (OPPOSES, "premise"): (
        r"but|yet|still|conversely|rather|instead|even so|by contrast|in contrast|that said|"
        r"then again",
        r"however|nevertheless|nonetheless|on the (?:other hand|contrary)|despite|in spite of|"
        r"notwithstanding|although|though|even though|even if|whereas|"
        r"(?:overlooks?|ignores?|contradicts?|refutes?|disproves?|casts? doubt on|"
        r"cannot be (?:true|right|the whole)|counter-?examples?|objections?)",
    ),
}
# “Since” gives a reason where no time follows it.
_SINCE = re.compile(
    r"\bsince(?! (?:the|its|his|her|their|then|that|last|early|late|\d+|(?-i:[A-Z])\w*)\b)",
    re.IGNORECASE,
)
_PATTERNS = tuple(
    (kind, opening, re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE))
    for kind, rows in _WORDS.items()
    for opening, words in zip((True, False), rows, strict=True)
)


@dataclass(frozen=True, slots=True)
class Connective:
    """Words that hint at an argument: its way, what follows the words, and where the rest is.

    `way` is "supports" or "opposes"; `part` is "premise" or "conclusion". `before` is whether the
    words stand at the beginning of the sentence, so that the rest is likely the sentence before.
    """

    start: int
    end: int
    words: str
    way: str
    part: str
    before: bool


def connectives(sentence: str) -> tuple[Connective, ...]:
    """Return the words of a sentence that hint at an argument, in their order."""
    found = [
        Connective(*match.span(), match[0], *kind, before=_opens(sentence, match.start()))
        for kind, opening, pattern in _PATTERNS
        for match in pattern.finditer(sentence)
        if not opening or _opens(sentence, match.start(), clause=True)
    ]
    found += [
        Connective(*match.span(), match[0], SUPPORTS, "premise", before=False)
        for match in _SINCE.finditer(sentence)
    ]
    kept: list[Connective] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _opens(sentence: str, place: int, *, clause: bool = False) -> bool:
    """Tell whether a place is where a sentence begins, or one of its clauses."""
    before = sentence[max(0, place - 3) : place] if place > 3 else sentence[:place]
    if place <= 3 and not before.strip("“‘\"'( *_"):
        return True
    return clause and before.rstrip()[-1:] in (";", ":", "—", "–")
