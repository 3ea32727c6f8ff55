"""Lists the words of a capture by the scheme they belong to, from a project's vocabulary."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from claimgraph import alike
from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.names import SCHEMES, named
from claimgraph.claims.notation.vocabulary import Vocabulary, Word
from claimgraph.errors import UsageError
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.graph.project import Project

# Where a word of each sort stands in a capture.
_WRITTEN = {
    **SCHEMES,
    "relation": "asserts: SUBJECT WORD OBJECT",
    "unit": "figure: 3.5 WORD",
    **dict.fromkeys(("claim", "actor", "source", "thing"), "kind: WORD"),
}
_UNIT = (
    "The unit of a figure. One of these words, the three letters of a currency (ISO 4217), the "
    "name of a unit in QUDT such as KiloM, or nothing for a count."
)


@dataclass(frozen=True)
class Scheme:
    """Words of one sort: what they say, how one is written, and each with its definition."""

    name: str
    says: str
    written: str
    words: tuple[Word, ...]

    @property
    def summary(self) -> str:
        """The first sentence of what it says."""
        return re.split(r"(?<=\.)\s", self.says, maxsplit=1)[0]


def schemes(project: Project) -> list[Scheme]:
    """Return the schemes with the terms of the vocabulary and of the project's own."""
    vocabulary = Vocabulary(project)
    return [_scheme(name, written, vocabulary) for name, written in _WRITTEN.items()]


def scheme(project: Project, name: str) -> Scheme:
    """Return the scheme of a name; raises UsageError for a name that there is not."""
    wanted = named(name)
    if wanted not in _WRITTEN:
        near = alike.nearest(wanted, _WRITTEN)
        hint = f" (nearest: {near[0]})" if near else ""
        raise UsageError(f"no scheme '{name}'{hint}: choose from {', '.join(_WRITTEN)}")
    return _scheme(wanted, _WRITTEN[wanted], Vocabulary(project))


def as_json(listed: Scheme | Sequence[Scheme]) -> Any:
    """Return a scheme as a JSON object, several as an array of them."""
    return asdict(listed) if isinstance(listed, Scheme) else [asdict(one) for one in listed]


def _scheme(name: str, written: str, vocabulary: Vocabulary) -> Scheme:
    says, words = _told(name, vocabulary)
    return Scheme(name, says, written, tuple(words))


def _told(name: str, vocabulary: Vocabulary) -> tuple[str, list[Word]]:
    if _WRITTEN[name] == "kind: WORD":
        item = table.item(name)
        return f"What kind of {name} it is. {item.says}", vocabulary.kinds(item)
    if name == "unit":
        units = sorted((word, unit) for unit, word in lines.UNIT_WORDS.items() if word)
        return _UNIT, [Word(word, f"unit:{unit} of QUDT.") for word, unit in units]
    if name == "relation":
        return table.STATEMENT["relation"], vocabulary.relations()
    words = vocabulary.concepts(name)
    if name == "comparator":
        words = [_comparator(word) for word in words]
    return vocabulary.meaning(SCHEME + name), words


def _comparator(word: Word) -> Word:
    """Return a comparator as figures have it: by a word, or by a sign."""
    written, *others = lines.comparators(word.written) or [word.written]
    also = f" Also: {', '.join(others)}." if others else ""
    return Word(written, word.says + also)
