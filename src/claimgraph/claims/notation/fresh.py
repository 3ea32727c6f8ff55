"""Begins a capture: its header, its sections, and each sentence as a passage awaiting its claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.claims import passages
from claimgraph.claims.notation.names import free, named
from claimgraph.claims.notation.scalars import Quoted, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.claims.drafting.extract import Extracted
    from claimgraph.claims.drafting.sentences import Divided, Sentence

# So many words of a longer sentence are taken from each end, if they find it.
_FEW = 3
_SHORT = 2 * _FEW + 2
_TAKEAWAYS = (
    *("in brief", "key takeaways", "takeaways", "key points", "key findings", "highlights"),
    "at a glance",
)
_HINTS = """\
# Below each passage write what the article claims there. A claim takes a few lines:
#
#       claims:
#         - claim: short-name
#           label: What a person would call it
#           says: The claim restated in your own words.
#           kind: factual              # or causal, evaluative, predictive, normative
#           certainty: asserted        # or reported, "reportedly"
#           who: [Somebody as speaker]
#           for: [{premises: [another-claim], scheme: example}]
#
# docs/notation.md has every key. Passages without a claim may stay, or go.
"""


def fresh(divided: Divided, known: Extracted, text_file: str, schema: str | None = None) -> str:
    """Return a new capture of a text; `schema` is where editors find the notation's schema."""
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += [
        _line("title", known.title, "The article's title"),
        _line("by", _one_or_all(known.authors), "Who wrote it"),
        _line("publisher", known.publisher, "Who published it"),
        _line("issued", known.date, "2026-01-31"),
        _line("url", known.url and Quoted(known.url), "https://example.org/article"),
    ]
    if known.language and known.language.lower() not in ("en", "eng"):
        lines.append(_line("language", known.language, "en"))
    lines += [f"text: {word(text_file, flow=False)}", "review: draft", "", *_HINTS.splitlines()]
    taken: set[str] = set()
    lines.append("sections:" if divided.sections else "sections: []")
    for number, section in enumerate(divided.sections):
        label = section.label or known.title or "Beginning"
        name = free(named(label, 5) or f"section-{number + 1}", taken)
        taken.add(name)
        lines += [
            f"  - section: {name}",
            f"    label: {word(passages.normalise(label), flow=False)}",
        ]
        if label.strip(" :").casefold() in _TAKEAWAYS:
            lines.append("    kind: key-takeaways")
        within = [one for one in divided.sentences if one.section == number]
        if within:
            lines.append("    passages:")
        for sentence in within:
            lines += _passage(divided.text, sentence)
    return "\n".join(lines) + "\n"


def _passage(text: str, sentence: Sentence) -> Iterator[str]:
    words, place = located(text, (sentence.start, sentence.end))
    yield f"      - words: {word(Quoted(words), flow=False)}"
    if place is not None:
        yield f"        place: {place}"


def located(text: str, place: tuple[int, int]) -> tuple[str, int | None]:
    """Return the first and the last words by which a place of a normalised text is found.

    Where no words find it alone, the number of the place among those that they fit is there too.
    """
    whole = text[slice(*place)]
    words = whole.split(" ")
    for few in range(_FEW, len(words) // 2):
        if len(words) <= _SHORT:
            break
        short = f"{' '.join(words[:few])} … {' '.join(words[1 - few :])}"
        if passages.located(text, short) == (place,):
            return short, None
    places = passages.located(text, whole)
    return whole, places.index(place) + 1 if place in places and len(places) > 1 else None


def _one_or_all(values: Sequence[str]) -> str | Sequence[str] | None:
    return None if not values else values[0] if len(values) == 1 else values


def _line(key: str, value: str | Sequence[str] | None, hint: str) -> str:
    """Return a key with its value, or with an example behind a comment's mark."""
    if not value:
        return f"# {key}: {hint}"
    if isinstance(value, str):
        return f"{key}: {word(value, flow=False)}"
    return f"{key}: [{', '.join(word(one, flow=True) for one in value)}]"
