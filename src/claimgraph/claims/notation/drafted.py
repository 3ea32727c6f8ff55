"""Drafts in a capture: a claim for each sentence that has none, for a person to finish."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.notation.fresh import located
from claimgraph.claims.notation.lines import Amount, written
from claimgraph.claims.notation.names import free, named
from claimgraph.claims.notation.nodes import Items, Pairs, Scalar, each, parse
from claimgraph.claims.notation.scalars import Quoted, word
from claimgraph.files import Edit, edited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claimgraph.claims.drafting.draft import Draft
    from claimgraph.claims.drafting.hints import Amount as FoundAmount
    from claimgraph.claims.drafting.hints import Hints
    from claimgraph.claims.notation.reader import Reading
    from claimgraph.claims.passages import Place

_STEP = "  "


@dataclass(frozen=True)
class Drafted:
    """A capture with its drafts: its text, how many were added, what no section had room for."""

    text: str
    added: int
    left: tuple[str, ...] = ()


def claim(draft: Draft, name: str, known: Mapping[str, str]) -> list[str]:
    """Return the lines of a claim to be finished; `known` has names in the registry by IRI."""
    hints = draft.hints
    lines = [
        f"- claim: {name}",
        "  label:                 # what a person would call it",
        "  says:                  # the claim in your own words",
        f"  certainty: {_certainty(hints)}",
    ]
    speakers = [one for one in hints.attributions if one.speaker and not one.crowd]
    names = {one.name: known.get(one.iri or "", one.name) for one in hints.actors}

    def short(who: str) -> str:
        bare = who[4:] if who.casefold().startswith("the ") else who
        return names.get(who) or names.get(bare, bare)

    if speakers:
        who = ", ".join(word(f"{short(one.speaker)} as speaker", flow=True) for one in speakers)
        lines.append(f"  who: [{who}]")
    others = [name for name in names.values() if name not in {short(s.speaker) for s in speakers}]
    if others:
        lines.append(f"  # also named: {_comment(', '.join(dict.fromkeys(others)))}")
    lines += _dates(hints)
    figures = [word(figure, flow=True) for one in hints.amounts if (figure := _figure(one))]
    if figures:
        lines.append(f"  figure: [{', '.join(figures)}]")
        lines.append("  # after each figure a comma, and what it measures")
    if speakers:
        chain = " via ".join(f"{short(one.speaker)} {one.act}" for one in speakers[:1])
        lines.append(f"  said by: {word(chain, flow=False)}")
    lines.append("  review: draft")
    lines += [f"  # {line}" for line in _hinted(hints)]
    return lines


def _certainty(hints: Hints) -> str:
    words = dict.fromkeys(one.words for one in hints.hedges)
    return ", ".join([hints.certainty, *(f'"{word}"' for word in words if '"' not in word)])


def _dates(hints: Hints) -> Iterator[str]:
    said = [one.value for one in hints.dates if not one.computed]
    if len(said) == 1:
        yield f"  when: {said[0]}"
    elif said:
        yield f"  when: [{', '.join(said)}]"
    computed = [f"{one.value} (“{one.words}”)" for one in hints.dates if one.computed]
    if computed:
        yield f"  # perhaps: when: {_comment(', '.join(computed))}"


def _figure(one: FoundAmount) -> str | None:
    unit = one.units[0] if one.units else "NUM"
    return written(Amount(one.comparator, one.value, one.value_to, unit))


def _hinted(hints: Hints) -> Iterator[str]:
    for one in hints.connectives:
        way = "for" if one.way == "supports" else "against"
        where = "the sentence before" if one.before else "this sentence"
        if one.part == "conclusion":
            yield f"“{_comment(one.words)}”: {where} may hold a premise ({way}:) of this claim"
        else:
            yield f"“{_comment(one.words)}”: this may be a premise {way} another claim"


def _comment(text: str) -> str:
    return " ".join(text.split())


# ── Actors that the registry lacks ───────────────────────────────────────────────────────────────

REGISTRY = """\
# Actors that were found in articles. Look at each: give it a kind (company, person, state,
# government-body, institution, group), or delete it where a known one is meant.
"""


@dataclass(frozen=True)
class Unknown:
    """An actor that the registry lacks: what it is called, and its abbreviation if it has one."""

    name: str
    also: str | None = None


def unknown(
    reading: Reading, drafts: Sequence[Draft], names: Mapping[str, str]
) -> dict[str, Unknown]:
    """Return the actors of drafts and of the article's header that nothing describes, by name."""
    actors: dict[str, Unknown] = {}
    header = [one for key in ("by", "publisher") for one in each(reading.root.get(key))]
    said = [Unknown(one.text) for one in header if isinstance(one, Scalar)]
    said += [
        Unknown(one.name, one.also)
        for draft in drafts
        for one in draft.hints.actors
        if one.iri is None
    ]
    for one in said:
        local = named(one.name)
        if ":" in one.name or not local or one.name.casefold() in {*names, *reading.names.own}:
            continue
        if local not in names and local not in reading.names.own:
            actors.setdefault(local, one)
    return actors


def with_actors(text: str, actors: Mapping[str, Unknown], nearest: Mapping[str, str | None]) -> str:
    """Return a registry's capture with more actors at the end of its list."""
    root, _ = parse(text)
    items = root.get("actors") if isinstance(root, Pairs) else None
    lines = []
    indent = _STEP
    if isinstance(items, Items) and items.items and not items.flow:
        indent, at = _column(text, items.items[0].start)[:-2], _end(text, items)
    else:
        at = len(text.rstrip("\r\n"))
        lines.append("actors:")
    for name, actor in actors.items():
        label = word(Quoted(actor.name), flow=False)
        lines += [f"{indent}- actor: {name}", f"{indent}  label: {label}"]
        lines += [f"{indent}  also: [{word(Quoted(actor.also), flow=True)}]"] if actor.also else []
        near = nearest.get(name)
        lines.append(f"{indent}  kind:" + (f"   # or is it {_comment(near)}?" if near else ""))
    end = _line_end(text)
    block = "".join(f"{end}{line}" for line in lines)
    return edited(text, [Edit(at, at, block)]).rstrip("\r\n") + end


# ── Where they go ────────────────────────────────────────────────────────────────────────────────


def written_into(
    text: str,
    reading: Reading,
    drafts: Sequence[Draft],
    passages: Mapping[Place, str],
    known: Mapping[str, str],
) -> Drafted:
    """Put drafts into a capture: below the passages that are there, or in new ones.

    `passages` has the IRIs of passages without a claim by their places. Lines are only added.
    """
    taken = set(reading.used["claim"])
    by_iri = {iri.value: node for iri, node in reading.passages.items()}
    # Of what goes to one place, claims below the passage that ends there come before new passages.
    below: dict[int, list[str]] = defaultdict(list)
    beside: dict[int, list[str]] = defaultdict(list)
    left = []
    normal, end = reading.text_of_article(), _line_end(text)
    for draft in drafts:
        name = free(named(draft.text, 4) or f"at-{draft.start}", taken)
        taken.add(name)
        lines = claim(draft, name, known)
        node = by_iri.get(passages.get((draft.start, draft.end), ""))
        if node is not None and not node.flow:
            indent = _column(text, node.pairs[0][0].start)
            block = [f"{indent}claims:", *(f"{indent}{_STEP}{line}" for line in lines)]
            below[_end(text, node)] += block
            continue
        target = _section(reading.root, draft.section.label)
        if target is None:
            left.append(draft.text)
            continue
        at, indent, begins = _list(text, target)
        words, place = located(normal, (draft.start, draft.end))
        block = [] if beside[at] else begins
        block.append(f"{indent}- words: {word(Quoted(words), flow=False)}")
        block += [f"{indent}  place: {place}"] if place else []
        block += [f"{indent}  claims:", *(f"{indent}    {line}" for line in lines)]
        beside[at] += block
    edits = [
        Edit(at, at, "".join(f"{end}{line}" for line in below.get(at, []) + beside.get(at, [])))
        for at in sorted({*below, *beside})
    ]
    return Drafted(edited(text, edits), len(drafts) - len(left), tuple(left))


def _line_end(text: str) -> str:
    """Return how the lines of a text end."""
    return "\r\n" if "\r\n" in text else "\n"


def _end(text: str, node: Pairs | Items) -> int:
    """Return where the last line that says something of a node ends."""
    last: Pairs | Items | Scalar = node
    while not isinstance(last, Scalar):
        if isinstance(last, Pairs) and last.pairs:
            key, value = last.pairs[-1]
            last = value if not (isinstance(value, Scalar) and not value.text) else key
        elif isinstance(last, Items) and last.items:
            last = last.items[-1]
        else:
            break
        if not isinstance(last, Scalar) and last.flow:
            break
    at = last.end
    line = text.find("\n", at)
    at = len(text) if line < 0 else line
    return at - (text[at - 1 : at] == "\r")


def _column(text: str, start: int) -> str:
    return " " * (start - (text.rfind("\n", 0, start) + 1))


def _section(root: Pairs, label: str) -> Pairs | None:
    """Return the section of a label; the last section where the label is unknown."""
    sections = root.get("sections")
    named = (
        [one for one in sections.items if isinstance(one, Pairs)]
        if isinstance(sections, Items)
        else []
    )
    for one in named:
        said = one.get("label")
        if isinstance(said, Scalar) and said.text.casefold() == label.casefold():
            return None if one.flow else one
    return None


def _list(text: str, section: Pairs) -> tuple[int, str, list[str]]:
    """Return where a section's next passage goes, its indent, and the key if that is missing."""
    indent = _column(text, section.pairs[0][0].start)
    items = section.get("passages")
    if isinstance(items, Items) and items.items and not items.flow:
        return _end(text, items), _column(text, items.items[0].start)[:-2], []
    return _end(text, section), indent + _STEP, [f"{indent}passages:"]
