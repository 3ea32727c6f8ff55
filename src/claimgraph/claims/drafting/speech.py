"""Lists verbs of speaking, by speech act, and tells what may name a speaker."""

from __future__ import annotations

import re


def forms(stems: str, *others: str) -> str:
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


SAID = r"says?|said|writes?|wrote|told|tells?"
# Verbs with which a sentence leaves what is said to the speaker, by the speech act that they are.
ASSERTS = forms(
    "argue claim contend maintain assert insist allege conclude warn estimate predict forecast "
    "caution complain propose suggest explain remark observe comment charge rule object reckon "
    "calculate counter reply answer stress emphasize emphasise",
)
_REPORTS = forms("report state record note register describe", SAID, r"finds?|found")
_BELIEVES = forms("believe suspect fear assume expect consider hope doubt", r"thinks?|thought")
_HOLDS = r"holds?|held|feels?|felt"
_DENIES = forms("deny dispute reject refute dismiss contest")
# Verbs with which a sentence vouches for what is said, or that do what they say.
VOUCHED = forms(
    "reveal demonstrate confirm acknowledge admit concede disclose discover announce declare "
    "promise pledge vow agree recognise recognize realise realize prove establish decide",
    r"shows?|showed|shown|points? out|pointed out|learns?|learn(?:ed|t)",
)
CALLS = forms(
    "identify describe regard view characterize characterise label portray depict denounce condemn "
    "criticize criticise",
    r"sees|saw|casts?",
)
# Verbs after which “that” may be left out.
FREE = rf"{SAID}|" + forms("claim argue believe", r"thinks?|thought")
_ACTS = (
    ("denies", _DENIES),
    ("believes", f"{_BELIEVES}|{_HOLDS}"),
    ("reports", f"{_REPORTS}|{VOUCHED}"),
    ("asserts", ASSERTS),
)
_ACT = tuple((act, re.compile(verbs, re.IGNORECASE)) for act, verbs in _ACTS)
LEFT = f"{ASSERTS}|{_REPORTS}|{_BELIEVES}|{_HOLDS}"
ADVERBS = (
    r"(?:(?:has|have|had|also|once|later|now|still|then|recently|thus|therefore|itself|himself|"
    r"herself|themselves|long|often|never|would|\b\w{2,20}ly) ){0,3}"
)

# Words that no name of a speaker has.
_VERBAL = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|to|than|can|could|may|might|must|"
    r"should|will|would|not|there|it|if|what|how|why|that|which|who|whom|whose)\b(?<!\Athat)",
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
_ONE = re.compile(r"(?:an?|this|that|one|each|every)\b", re.IGNORECASE)
_INFLECTED = re.compile(
    r"\w+(?:s|ed)\b|said|wrote|told|found|held|felt|thought|learnt", re.IGNORECASE
)
# The article itself, and its author.
_OWN = re.compile(
    r"(?:this|the present|our|my) (?:\w+ )?(?:study|paper|article|note|brief|briefing|report|essay|"
    r"analysis|piece|post|review|chapter|commentary|memo|work|book|column|thesis)|we|i|"
    r"the (?:present )?authors?",
    re.IGNORECASE,
)
# Those who are many and have no name; “some analysts” are a source, if an unnamed one.
_CROWD = re.compile(
    r"(?:many|most|all|everybody|everyone|critics|experts|observers|analysts|opponents|"
    r"supporters|proponents|people|sources|commentators|pundits|scholars|economists|scientists|"
    r"researchers|historians|sceptics|skeptics|defenders|detractors)\b",
    re.IGNORECASE,
)


def is_name(who: str, verb: str) -> bool:
    """Tell whether words may name a speaker: like a noun with what stands before it."""
    words = who.split()
    if not words or len(words) > 9 or _VERBAL.search(who) or _HEAD.fullmatch(words[-1]):
        return False
    # “A mixed record”: after “a” the verb would have another ending.
    if _ONE.match(who) and not _INFLECTED.match(verb):
        return False
    return bool(_BEGINS.match(who)) or words[0][0].isupper() or words[-1][0].isupper()


def act_of(verb: str) -> str:
    """Return the speech act of a verb, a local name of the scheme."""
    return next((act for act, verbs in _ACT if verbs.fullmatch(verb)), "asserts")


def is_own(who: str) -> bool:
    """Tell whether a speaker is the article itself or its author."""
    return _OWN.fullmatch(who) is not None


def is_crowd(who: str) -> bool:
    """Tell whether speakers are many and have no name."""
    return _CROWD.match(who) is not None


def vouches(verb: str) -> bool:
    """Tell whether a sentence with a verb takes for true what the speaker says."""
    return re.fullmatch(f"{VOUCHED}|{CALLS}", verb, re.IGNORECASE) is not None
