"""Tells names from other words, and finds the words that tie a sentence to an argument.

Names go by lists of ordinary words, and by how a text writes a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.dates import MONTHS
from claimgraph.claims.words import GRAMMAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _set(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", words))


_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[.&’'][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s?\Z")
# Words of grammar, and others that often begin a sentence: their capital names nobody.
ORDINARY = GRAMMAR | _set(
    """according across accordingly ago ahead almost alone along already altogether always amid
    anyone anything apart around aside away back behind beneath beside besides better beyond case
    cases certainly clearly compared consider consequently critics currently data decades despite
    done due earlier early either else elsewhere enough especially eventually ever everyone
    everything except experts far few fewer figures finally first five former fortunately four
    fourth furthermore generally given half hence hers historically however indeed inside instead
    last late later least less let likewise long longer maybe me meanwhile mine moreover my
    namely near nearly neither nevertheless new next nobody none nonetheless notably nothing
    notwithstanding nowhere officials often old ones onto opposite others otherwise ought ours
    outside overall part particularly past people per perhaps previously quite rather recent
    recently regarding relatively roughly second several shall significantly similarly simply
    somebody someone something sometimes somewhat soon subsequently theirs themselves thereafter
    thereby therefore third three throughout till today together tomorrow toward towards
    ultimately underneath unfortunately unless unlike us usually via whatever whenever whereas
    wherever whoever whole yes yesterday you your"""
)
CALENDAR = frozenset(
    [name.lower() for name in MONTHS]
    + [name[:3].lower() for name in MONTHS]
    + re.findall(r"\S+", "sept monday tuesday wednesday thursday friday saturday sunday")
)
# Adjectives of peoples and places: alone they name nobody.
PEOPLES = _set(
    """afghan african albanian algerian american arab arabic argentine asian australian austrian
    bangladeshi belgian bolivian bosnian brazilian british bulgarian canadian catholic chilean
    chinese christian colombian croatian cuban czech danish dutch eastern egyptian english
    estonian ethiopian european filipino finnish french georgian german ghanaian greek hungarian
    icelandic indian indonesian iranian iraqi irish islamic israeli italian japanese jewish
    jordanian kenyan korean kurdish latin latvian lebanese libyan lithuanian malaysian mexican
    moroccan muslim nigerian northern norwegian pakistani palestinian peruvian polish portuguese
    protestant romanian russian saudi scottish serbian slovak slovenian southern soviet spanish
    swedish swiss syrian taiwanese thai tunisian turkish ukrainian venezuelan vietnamese welsh
    western"""
)
# What is written small behind a name and is part of who it names: “the Shenzhen city government”.
HEADS = _set(
    """government governments authorities administration parliament congress senate cabinet court
    courts ministry ministries army navy military police company companies firm firms bank banks
    officials regulators lawmakers state states union unions council councils commission embassy
    presidency leadership"""
)
KINDS = _set(
    """central chip city coal constitutional district energy federal local municipal national oil
    provincial regional state supreme tech technology"""
)
# Groups that are described: a word that tells which, and who they are.
_WHICH = (
    r"(?:foreign|domestic|private|public|middle|small|large|rich|poor|wealthy|big|offshore|shell|"
    r"state|energy|oil|gas|coal|chip|tech|technology|steel|car|health|food|bank|trade|trading|"
    r"military|security|defence|defense|intelligence|sanctions|emerging|developing|importing|"
    r"exporting|neighbouring|neighboring|[a-z]{2,15}(?:al|ic|ary|ese)|[a-z]{2,15}(?:-[a-z]{2,15})+)"
)
_WHO = (
    r"(?:officials|authorities|regulators|lawmakers|judges|courts|governments|countries|nations|"
    r"economies|powers|allies|partners|companies|firms|banks|businesses|corporations|makers|"
    r"manufacturers|producers|suppliers|vendors|customers|clients|consumers|investors|competitors|"
    r"rivals|intermediaries|entities|evaders|subsidiaries|contractors|exporters|importers|traders|"
    r"farmers|workers|employees|unions|voters|citizens|residents|households|patients|hospitals|"
    r"schools|universities|scientists|researchers|experts|analysts|economists|activists|observers|"
    r"cities|municipalities|agencies|ministries|institutions|organi[sz]ations|groups|newspapers|"
    r"journalists|troops|rebels|migrants|refugees)"
)
GROUP = re.compile(rf"(?<![\w-])(?:{_WHICH} ){{1,2}}{_WHO}(?![\w-])")
# Words of small letters inside a name, and those that only an office's name goes over.
WITHIN = _set("of de del della di du des la le von van der den el al bin ibn & the for on")
OFFICES = _set(
    """agency alliance assembly association authority bank board bureau campaign center centre
    chamber coalition college commission committee conference congress council court department
    federation foundation fund group house institute institution league ministry office
    organisation organization parliament party program programme register school secretary
    service society union university"""
)
# Abbreviations that do not name an actor: fields, offices, currencies.
NO_ACTORS = _set("ai it ict gdp ceo cfo phd dna rna tv pc vat r&d cny usd eur gbp jpy rmb pdf faq")
FIRMS = _set("ag co companies company corp corporation gmbh inc llc ltd plc sa technologies")
# What a sentence says of the name that it begins with.
_VERBS = _set(
    """is was has had will would can could may might must should does did and or which who sold said
    bought made held found told took gave went came saw left lost won put set cut built grew fell
    rose began became got kept led met paid ran sent spent wrote shut"""
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence, with its dots, and where it stands."""

    start: int
    end: int
    word: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.word[0].isupper()

    @property
    def small(self) -> str:
        """The word in small letters."""
        return self.word.lower()


class Lexicon:
    """Which words of a text are written small somewhere, and which are capital amid a sentence."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._small: set[str] = set()
        self._capital: set[str] = set()
        for sentence in sentences:
            for number, token in enumerate(tokens_of(sentence)):
                if not token.capital:
                    self._small.add(token.small)
                elif number and "-" not in sentence[token.start - 1] + sentence[token.end :][:1]:
                    self._capital.add(bare(token.word))

    def apart(self, token: Token, other: Token) -> bool:
        """Tell whether two words joined by a hyphen are two names: “U.S.-China”."""
        return {bare(token.word), bare(other.word)} <= self._capital

    def names(self, token: Token, following: Token | None, between: str) -> bool:
        """Tell whether the word that a sentence begins with is a name."""
        word, small = bare(token.word), bare(token.word).lower()
        if is_ordinary(token) or small.endswith("ly"):
            return False
        if word in self._capital or plain(word)[1:].isupper():
            return True
        if not self._small.isdisjoint({small, small.rstrip("s"), f"{small}s"}):
            return False
        if word != token.word or (between.startswith(",") and not small.endswith("s")):
            return True
        if following is None or small.endswith("s"):
            return False
        behind = following.small
        return following.capital or behind in _VERBS or behind.endswith("ed")


def is_ordinary(token: Token) -> bool:
    """Tell whether a word names nobody: “who”, but not the WHO."""
    word = plain(token.word)
    return word.lower() in ORDINARY and not (len(word) > 1 and word.isupper())


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the words of a text; a hyphen divides them."""
    for match in _TOKEN.finditer(text):
        yield Token(*match.span(), match[0])


def bare(word: str) -> str:
    """Return a word without its possessive ending."""
    return _POSSESSIVE.sub("", word)


def plain(word: str) -> str:
    """Return a word without its possessive ending and its dots."""
    return bare(word).replace(".", "")


def folded(word: str) -> str:
    """Return a word as names are compared: “U.S.’” is “us”."""
    return plain(word).casefold()


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
    markers = [
        Connective(*match.span(), match[0], *kind, before=_opens(sentence, match.start()))
        for kind, opening, pattern in _PATTERNS
        for match in pattern.finditer(sentence)
        if not opening or _opens(sentence, match.start(), clause=True)
    ]
    markers += [
        Connective(*match.span(), match[0], SUPPORTS, "premise", before=False)
        for match in _SINCE.finditer(sentence)
    ]
    kept: list[Connective] = []
    for one in sorted(markers, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _opens(sentence: str, place: int, *, clause: bool = False) -> bool:
    """Tell whether a place is where a sentence begins, or one of its clauses."""
    before = sentence[max(0, place - 3) : place] if place > 3 else sentence[:place]
    if place <= 3 and not before.strip("“‘\"'( *_"):
        return True
    return clause and before.rstrip()[-1:] in (";", ":", "—", "–")
