"""Reads brat's standoff files (https://brat.nlplab.org/standoff.html).

Offsets count code points of the .txt beside the .ann, line breaks included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from claimgraph.errors import UsageError
from claimgraph.graph.loading import decoded
from claimgraph.imports import kinds
from claimgraph.imports.model import Argument, Claim, Form, Imported, Options, Span

_SPAN = re.compile(
    r"(?P<key>T\S+)\t(?P<label>\S+) (?P<places>\d+ \d+(?:;\d+ \d+)*)(?:\t(?P<text>.*))?"
)
_RELATION = re.compile(
    r"(?P<key>R\S+)\t(?P<label>\S+) (?P<one>\S+?):(?P<from>\S+) (?P<two>\S+?):(?P<to>\S+)\s*"
)
_ATTRIBUTE = re.compile(r"[AM]\S+\t(?P<name>\S+) (?P<key>\S+)(?: (?P<value>.*?))?\s*")
_NOTE = re.compile(r"#\S*\t(?P<kind>\S+) (?P<key>\S+)(?:\t(?P<text>.*))?")
# The claim's side of the debate, as the corpus of Stab and Gurevych (2017) has it.
_STANCES = {"for": "supports", "against": "opposes"}


@dataclass
class _File:
    """What the lines of a file say, by the key of each annotation."""

    spans: dict[str, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    relations: list[re.Match[str]] = field(default_factory=list)
    attributes: list[re.Match[str]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def _recognises(source: bytes) -> bool:
    return re.match(rb"\s*[TREAMN#*]\S*\t", source) is not None


def read(source: bytes, options: Options) -> Imported:
    """Return spans with a claim's label as claims, relations with an argument's as arguments.

    Raises UsageError where the text is missing.
    """
    if "text" not in options.beside:
        raise UsageError(
            f"{options.name}: its offsets count in a text of the same name ending in .txt: "
            "put that beside it"
        )
    text = decoded(options.beside["text"], options.name)
    file = _lines(decoded(source, options.name), text)
    labels = kinds.claim_labels((label for label, _ in file.spans.values()), options)
    claims: dict[str, Claim] = {}
    for key, (label, spans) in file.spans.items():
        words = " ".join(span.words for span in spans)
        if label not in labels:
            file.left_out.append(f"{key}: {label} ‘{words}’")
            continue
        claims[key] = Claim(
            key, words, spans, kind=kinds.kind([label]), thesis=kinds.is_thesis([label]),
            note=file.notes.pop(key, ""),
        )  # fmt: skip
    arguments = [*_arguments(file, claims), *_attributes(file, claims)]
    file.left_out += [f"note on {key}: ‘{note}’" for key, note in file.notes.items()]
    return Imported(
        tuple(claims.values()), tuple(arguments), text=text, left_out=tuple(file.left_out)
    )


def _lines(written: str, text: str) -> _File:
    file = _File()
    for number, line in enumerate(written.split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        if match := _SPAN.fullmatch(line):
            places = [tuple(map(_offset, one.split())) for one in match["places"].split(";")]
            spans = tuple(Span(text[start:end], start, end) for start, end in places)
            said = match["text"]
            if said is not None and _ink(said) != _ink("".join(one.words for one in spans)):
                file.left_out.append(
                    f"line {number}: {match['key']} says ‘{said}’, which is not at its offsets"
                )
                continue
            file.spans[match["key"]] = (match["label"], spans)
        elif match := _RELATION.fullmatch(line):
            file.relations.append(match)
        elif match := _ATTRIBUTE.fullmatch(line):
            file.attributes.append(match)
        elif match := _NOTE.fullmatch(line):
            before = file.notes.get(match["key"])
            note = match["text"] or ""
            file.notes[match["key"]] = f"{before}; {note}" if before else note
        else:
            file.left_out.append(f"line {number}: ‘{line}’")
    return file


def _offset(digits: str) -> int:
    return int(digits[:12])


def _ink(words: str) -> str:
    return "".join(words.split())


def _arguments(file: _File, claims: dict[str, Claim]) -> list[Argument]:
    arguments = []
    for one in file.relations:
        way = kinds.way(one["label"])
        ends = (one["from"], one["to"])
        if (one["one"], one["two"]) == ("Arg2", "Arg1"):
            ends = (one["to"], one["from"])
        # An undercut leads to another relation.
        known = {each["key"] for each in file.relations} if way == "undercuts" else claims.keys()
        if way is None or ends[0] not in claims or ends[1] not in known:
            file.left_out.append(f"{one['key']}: {one['label']} from {ends[0]} to {ends[1]}")
            continue
        note = file.notes.pop(one["key"], "")
        arguments.append(Argument(one["key"], way, (ends[0],), ends[1], note=note))
    return arguments


def _attributes(file: _File, claims: dict[str, Claim]) -> list[Argument]:
    """Return the arguments that stances make; give claims the kinds that attributes name."""
    arguments = []
    thesis = next((one.key for one in claims.values() if one.thesis), None)
    for one in file.attributes:
        name, key, value = one["name"], one["key"], one["value"] or ""
        way = _STANCES.get(kinds.bare(value)) if kinds.bare(name) == "stance" else None
        kind = kinds.kind([name]) if not value else kinds.kind([value])
        if way and thesis and key in claims and key != thesis:
            supports = way == "supports"
            arguments.append(
                Argument(f"{key} {value}", "supports" if supports else "opposes", (key,), thesis)
            )
        elif key in claims and kind != "FactualClaim":
            claims[key] = replace(claims[key], kind=kind)
        else:
            file.left_out.append(f"attribute of {key}: {name} {value}".rstrip())
    return arguments


FORMS = (Form("brat", "brat standoff", (".ann",), _recognises, read, {"text": ("{stem}.txt",)}),)
