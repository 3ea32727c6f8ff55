"""A text's statements: after an edit only those are read again that it can concern."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from claimgraph.graph.turtle import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from claimgraph.graph.turtle.reader import Document, Stretch

# Where a line, or a statement on it, may end: behind such a character only strings, comments and
# text that is not Turtle go on.
_SPACE = " \t\r\n"
_LONG_QUOTES = ('"""', "'''")
# So often the statement behind is taken, too, where those that were read do not end as before.
_TRIES = 2


class Placed(NamedTuple):
    """A statement or directive, and how far behind its own offsets it stands."""

    stretch: Stretch
    shift: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.stretch.end + self.shift


@dataclass(frozen=True)
class Stretches:
    """A text with its statements and directives, in order; `prefixes` are those it declares.

    `labels` is the number of blank nodes without a label of their own.
    """

    text: str
    placed: Sequence[Placed]
    prefixes: Mapping[str, str]
    labels: int

    @classmethod
    def of(cls, text: str, document: Document) -> Stretches:
        """Return a document's statements; of one that is not Turtle, all of it as one."""
        stretches = document.stretches or [
            reader.Stretch(len(text), document.facts, document.subjects)
        ]
        placed = tuple(Placed(each, 0) for each in stretches)
        return cls(text, placed, document.remarks.prefixes, document.labels)

    def is_border(self, one: Placed) -> bool:
        """Tell whether what is behind a statement is read the same, whatever the statement is."""
        return one.stretch.closed and self.text[one.end : one.end + 1] in ("", *_SPACE)


def read(text: str, format: str, known: Stretches | None = None) -> Stretches:  # noqa: A002
    """Read a text in Turtle, TriG, N-Triples or N-Quads, by rdflib's name of the format.

    What is `known` of a text that is much like it is taken over.
    """
    again = _again(text, known) if known is not None and format == "turtle" else None
    return again or Stretches.of(text, reader.read(text, format))


def _again(text: str, known: Stretches) -> Stretches | None:
    """Read the statements that a text does not share with a known one; None if all may differ."""
    placed, grown = known.placed, len(text) - len(known.text)
    if text == known.text:
        return known
    begin, rest = _shared(known.text, text)
    # What is before ends within the text that is shared, and so does the last dot.
    first = bisect_left(placed, begin, key=_end)
    while first and not known.is_border(placed[first - 1]):
        first -= 1
    last = bisect_right(placed, len(known.text) - rest, key=_end)
    start = placed[first - 1].end if first else 0
    for _ in range(_TRIES):
        while last < len(placed) and not known.is_border(placed[last]):
            last += 1
        replaced = placed[first : last + 1]
        if any(one.stretch.declared for one in replaced):
            return None
        stop = placed[last].end + grown if last < len(placed) else len(text)
        before = (one.stretch for one in placed[:first])
        document = reader.read_behind(before, text[start:stop], known.labels)
        if any(one.declared for one in document.stretches):
            return None
        if last >= len(placed) or _ends_as_before(document, stop - start):
            break
        last += 1
    else:
        return None
    pieces = (known.text[start : stop - grown], text[start:stop])
    if any(quotes in piece for quotes in _LONG_QUOTES for piece in pieces) and (
        document.unread or any(one.stretch.unread for one in placed)
    ):
        return None  # a string may begin or end far away
    now = (
        *placed[:first],
        *(Placed(one, start) for one in document.stretches),
        *(Placed(one.stretch, one.shift + grown) for one in placed[last + 1 :]),
    )
    return Stretches(text, now, known.prefixes, document.labels)


def _end(one: Placed) -> int:
    return one.end


def _ends_as_before(document: Document, size: int) -> bool:
    """Tell whether the last of statements ends with their text, and not in a comment or string."""
    last = document.stretches[-1:]
    return all(one.closed and one.end == size for one in last) and bool(last)


def _shared(old: str, new: str) -> tuple[int, int]:
    """Return how many characters two texts have in common at the beginning, and at the end."""
    most = min(len(old), len(new))
    begin = _alike(most, lambda size: old[:size] == new[:size])
    most -= begin
    return begin, _alike(most, lambda size: old.endswith(new[len(new) - size :]))


def _alike(most: int, same: Callable[[int], bool]) -> int:
    """Return the largest size up to `most` of which, and of all below, two pieces are the same."""
    return bisect_left(range(1, most + 1), True, key=lambda size: not same(size))
