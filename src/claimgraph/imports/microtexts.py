"""Reads argument graphs of the arg-microtexts corpus: segments, units and their relations.

Peldszus and Stede, An annotated corpus of argumentative microtexts (2015): a text has one central
claim; `sup` and `exa` support, `reb` rebuts, `und` undercuts a relation, `add` adds a premise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.imports import untrusted
from claimgraph.imports.model import Argument, Claim, Form, Imported, Options, Span, Way

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

_WAYS: dict[str, Way] = {
    "sup": "supports", "exa": "supports", "reb": "opposes", "und": "undercuts",
}  # fmt: skip


def _recognises(source: bytes) -> bool:
    return b"<arggraph" in source[:2000]


def read(source: bytes, options: Options) -> Imported:
    """Return the argumentative units as claims, the relations between them as arguments."""
    root = untrusted.xml(source, options.name)
    left_out: list[str] = []
    # Segments are joined by one space, as the corpus' own text files have them.
    segments: dict[str, Span] = {}
    text = ""
    for element in root.iter("edu"):
        words = element.text or ""
        start = len(text)
        text += f"{words} "
        segments[element.get("id", "")] = Span(words, start, start + len(words))
    edges = {one.get("id", ""): one for one in root.iter("edge")}
    spans = _spans(edges, segments, left_out)
    units = {one.get("id", ""): one for one in root.iter("adu")}
    relations = {key: one for key, one in edges.items() if one.get("type") != "seg"}
    central = units.keys() - {one.get("src", "") for one in relations.values()}
    stances = {unit.get("type", "") for unit in units.values()} - {""}
    claims = [
        Claim(
            key,
            " ".join(span.words for span in spans.get(key, ())),
            tuple(spans.get(key, ())),
            thesis=len(central) == 1 and key in central,
        )
        for key in units
    ]
    if stances:
        listed = ", ".join(sorted(stances))
        left_out.append(f"adu type ({listed}): which side of the debate a segment speaks for")
    left_out += [f"{name}: ‘{root.get(name)}’" for name in ("topic_id", "stance") if root.get(name)]
    return Imported(
        tuple(claims),
        tuple(_arguments(relations, units, left_out)),
        text=text.rstrip(),
        title=root.get("id", ""),
        left_out=tuple(left_out),
    )


def _spans(
    edges: Mapping[str, Element], segments: Mapping[str, Span], left_out: list[str]
) -> dict[str, list[Span]]:
    """Return the segments of each unit, in the order of the text; a joint passes its own on."""
    spans: dict[str, list[Span]] = {}
    joined = {one.get("src", ""): one.get("trg", "") for one in edges.values()
              if one.get("type") == "seg"}  # fmt: skip
    for key, span in segments.items():
        unit, passed = joined.get(key), {key}
        while unit in joined and unit not in passed:
            passed.add(unit)
            unit = joined[unit]
        if unit is None:
            left_out.append(f"edu {key}: belongs to no unit")
        else:
            spans.setdefault(unit, []).append(span)
    return spans


def _arguments(
    relations: Mapping[str, Element], units: Mapping[str, Element], left_out: list[str]
) -> list[Argument]:
    premises: dict[str, list[str]] = {}
    for key, edge in relations.items():
        kind, target = edge.get("type", ""), edge.get("trg", "")
        if kind == "add":
            passed = {key}
            while (one := relations.get(target)) is not None and one.get("type") == "add":
                if target in passed:
                    break
                passed.add(target)
                target = one.get("trg", "")
            premises.setdefault(target, []).append(edge.get("src", ""))
        elif kind in _WAYS:
            premises.setdefault(key, []).insert(0, edge.get("src", ""))
        else:
            left_out.append(f"edge {key}: type ‘{kind}’ is not known")
    arguments = []
    for key, edge in relations.items():
        kind, target = edge.get("type", ""), edge.get("trg", "")
        if kind not in _WAYS:
            continue
        way = _WAYS[kind]
        if way != "undercuts" and target not in units:
            left_out.append(f"edge {key}: {kind} of a relation, which only und and add may have")
            continue
        scheme = "example" if kind == "exa" else ""
        arguments.append(Argument(key, way, tuple(premises[key]), target, scheme))
    return arguments


FORMS = (Form("arg-microtexts", "arg-microtexts XML", (".xml",), _recognises, read),)
