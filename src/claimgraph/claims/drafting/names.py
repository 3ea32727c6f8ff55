"""Finds the actors that a sentence names: known ones by their names, new ones by capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.drafting import lexicon as lists
from claimgraph.claims.drafting.lexicon import bare, folded, plain, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claimgraph.claims.drafting.lexicon import Lexicon, Token

_DESCRIBED = re.compile(r"\ban?(?: [\w-]+){0,2} \Z", re.IGNORECASE)
# Words of a name that are looked at for the shorter names in it.
_LONG = 12
_ARTICLE = re.compile(r"\A(?:the|an?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """An actor that a sentence names, and where; `iri` of a known one, `also` its abbreviation.

    A `group` has no name of its own and is described: “third-party intermediaries”.
    """

    start: int
    end: int
    name: str
    iri: str | None = None
    also: str | None = None
    group: bool = False


class Registry:
    """Known actors by their names, each with its IRI, found in a sentence word by word."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self._parts: dict[tuple[str, ...], set[str]] = {}
        for name, iri in names.items():
            name = _ARTICLE.sub("", name)
            words = tuple(folded(token.word) for token in tokens_of(name))
            if words:
                self._names.setdefault(words[0], []).append((words, name, iri))
            if not lists.OFFICES.isdisjoint(words[:_LONG]):
                for part in _parts(words[:_LONG]):
                    self._parts.setdefault(part, set()).add(iri)
        for known in self._names.values():
            known.sort(key=lambda one: -len(one[0]))

    def at(self, tokens: Sequence[Token], place: int) -> tuple[int, str] | None:
        """Return how many words from a place on are a known name, the longest, and its IRI."""
        for words, name, iri in self._names.get(folded(tokens[place].word), ()):
            next_tokens = tokens[place : place + len(words)]
            if tuple(folded(token.word) for token in next_tokens) != words:
                continue
            # “Honor” is a firm, “honor” is not; nor is “us” the U.S.
            written = plain(tokens[place].word)
            if len(words) > 1 or name == name.lower() or written == plain(name):
                return len(words), iri
        return None

    def shortened(self, run: Sequence[Token]) -> str | None:
        """Return the IRI of the only office in whose name a shorter one stands.

        “Supreme Court” is the Supreme Court of the Netherlands where no other is known.
        """
        words = tuple(folded(token.word) for token in run)
        offices = self._parts.get(words, set()) if not lists.OFFICES.isdisjoint(words) else set()
        return next(iter(offices)) if len(offices) == 1 else None


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the runs of two words and more of a name."""
    for start in range(len(words)):
        yield from (words[start:end] for end in range(start + 2, len(words) + 1))


def names(sentence: str, registry: Registry, lexicon: Lexicon) -> tuple[Name, ...]:
    """Return the actors that a sentence names, in its order, each once."""
    tokens = list(tokens_of(sentence))
    names_by_key: dict[str, Name] = {}
    place = 0
    while place < len(tokens):
        known, count = registry.at(tokens, place), _run(sentence, tokens, place, lexicon)
        # “U.S.” is known, the “U.S. Department of Flour” is another.
        if known and (count <= known[0] or not _official(tokens[place : place + count])):
            count = known[0]
        else:
            known = None
            count = _until_known(tokens[place : place + count], registry)
        if count:
            first, last = tokens[place], tokens[place + count - 1]
            end = first.start + len(bare(sentence[first.start : last.end]))
            name = sentence[first.start : end]
            run = tokens[place : place + count]
            iri = known[1] if known else registry.shortened(run)
            if known or _is_actor(run):
                names_by_key.setdefault(iri or name, Name(first.start, end, name, iri))
        place += count or 1
    named = list(_abbreviated(sentence, list(names_by_key.values())))
    return tuple(sorted((*named, *_groups(sentence, named)), key=lambda one: one.start))


def _groups(sentence: str, named: Sequence[Name]) -> Iterator[Name]:
    """Yield the groups that a sentence describes in small letters and does not name."""
    taken = {place for one in named for place in range(one.start, one.end)}
    seen = set()
    for match in lists.GROUP.finditer(sentence):
        if match[0] not in seen and taken.isdisjoint(range(*match.span())):
            seen.add(match[0])
            yield Name(*match.span(), match[0], group=True)


def _abbreviated(sentence: str, names: list[Name]) -> Iterator[Name]:
    """Yield names; a new one that another explains in brackets is that one's abbreviation."""
    skipped = False
    for number, one in enumerate(names):
        if skipped:
            skipped = False
            continue
        after = names[number + 1] if number + 1 < len(names) else None
        if after and not after.iri and sentence[one.end : after.start].strip() == "(":
            closed = sentence[after.end : after.end + 1] == ")"
            if closed and plain(after.name).isupper():
                skipped = True
                one = Name(one.start, one.end, one.name, one.iri, after.name)
        yield one


def _official(run: Sequence[Token]) -> bool:
    """Tell whether a name is that of an office or a firm, by the words in it."""
    return any(bare(token.word).lower() in lists.OFFICES | lists.FIRMS for token in run)


def _until_known(run: Sequence[Token], registry: Registry) -> int:
    """Return how many words of a new name come before a known one in it."""
    if _official(run):
        return len(run)
    places = (place for place in range(1, len(run)) if registry.at(run, place))
    return next(places, len(run))


def _run(sentence: str, tokens: Sequence[Token], place: int, lexicon: Lexicon) -> int:
    """Return how many words from a place on are a new name by their capitals, 0 for none."""
    first = tokens[place]
    if (
        not first.capital
        or sentence.isupper()
        or bare(first.word).lower() in lists.CALENDAR
        or len(first.word) < 2
    ):
        return 0
    if not sentence[: first.start].strip("“\"‘'([*_ "):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        between = sentence[first.end : following.start] if following else sentence[first.end :]
        if not lexicon.names(first, following, between):
            return 0
    elif lists.is_ordinary(first) and first.small != "the":
        return 0
    count, reach = 1, 1
    while place + reach < len(tokens):
        before, token = tokens[place + reach - 1], tokens[place + reach]
        between = sentence[before.end : token.start]
        if bare(before.word) != before.word or between.strip(" ") not in ("", "-", "&"):
            break
        if token.capital or (token.word[0].isdecimal() and reach == count):
            joined = between == "-" and lexicon.apart(before, token)
            if joined or token.small in lists.CALENDAR:
                break
            count = reach + 1
        elif token.small not in lists.WITHIN or not _goes_on(tokens[place : place + count], token):
            break
        reach += 1
    # “A Chinese company” describes, “the Chinese government” names.
    described = first.small in lists.PEOPLES and _DESCRIBED.search(sentence[: first.start][-60:])
    if count == reach and not described:
        count += _head(sentence, tokens, place + count)
    return count


def _is_actor(run: Sequence[Token]) -> bool:
    """Tell whether capital words may name an actor, not a people's adjective or a product."""
    if any(token.word[0].isdecimal() for token in run):
        return False
    return len(run) > 1 or bare(run[0].word).lower() not in lists.PEOPLES | lists.NO_ACTORS | {
        "the"
    }


def _goes_on(run: Sequence[Token], within: Token) -> bool:
    """Tell whether a name may go on over a small word: “over” only in an office's name."""
    office = any(token.small in lists.OFFICES for token in run)
    return office or within.small not in ("for", "on", "the", "of")


def _head(sentence: str, tokens: Sequence[Token], place: int) -> int:
    """Return how many small words behind a name are part of it: “municipal government”."""
    if place and bare(tokens[place - 1].word) != tokens[place - 1].word:
        return 0
    for more in range(2):
        if place + more >= len(tokens):
            return 0
        token = tokens[place + more]
        if sentence[tokens[place + more - 1].end : token.start] != " ":
            return 0
        if token.small in lists.HEADS:
            after = tokens[place + more + 1] if place + more + 1 < len(tokens) else None
            apposed = after and after.capital and sentence[token.end : after.start] == " "
            return 0 if apposed else more + 1
        if token.small not in lists.KINDS:
            return 0
    return 0
