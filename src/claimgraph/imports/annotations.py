"""Reads Web Annotations (W3C, 2017) in JSON-LD, and what Hypothesis exports or answers.

Positions count code points in a text that only the annotating tool knows: a place is found by the
words that were quoted, or by a text fragment, and by what stands before and after them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from claimgraph.claims import passages
from claimgraph.errors import TextError, UsageError
from claimgraph.imports import kinds, untrusted
from claimgraph.imports.model import Claim, Form, Imported, Options, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_SELECTORS = re.compile(
    rb'"(?:oa:)?Text(?:Quote|Position)Selector"|anno\.jsonld|"@?type"\s*:\s*"(?:oa:)?Annotation'
)
_FRAGMENTS = "https://wicg.github.io/scroll-to-text-fragment/"


@dataclass
class _Bodies:
    """What the bodies of an annotation say: restatements, comments, tags."""

    texts: list[str]
    notes: list[str]
    tags: list[str]
    language: str = ""


def _recognises(source: bytes) -> bool:
    return _SELECTORS.search(source) is not None


def read(source: bytes, options: Options) -> Imported:
    """Return annotations of a stretch of text as claims.

    Raises UsageError where they are of several pages and the options name no page.
    """
    left_out: list[str] = []
    annotations = list(_annotations(untrusted.json_value(source, options.name)))
    pages: dict[str, str] = {}
    claims: list[Claim] = []
    marked: list[tuple[str, list[Claim], _Bodies]] = []
    for number, one in enumerate(annotations, 1):
        name = _text(one.get("id") or one.get("@id")) or f"annotation {number}"
        page, spans = _target(one, name, left_out)
        bodies = _bodies(one, name, left_out)
        if _is_reply(one) or not spans:
            why = "is a reply" if _is_reply(one) else "marks no stretch of text"
            said = "; ".join([*bodies.texts, *bodies.notes, *bodies.tags])
            left_out.append(f"{name}: {why}" + (f": ‘{said}’" if said else ""))
            continue
        pages.setdefault(page, _title(one))
        marked.append((page, _claims(name, spans, bodies), bodies))
    chosen = _chosen(pages, options)
    languages = []
    wanted = {kinds.bare(label) for label in options.labels}
    for page, made, bodies in marked:
        if page != chosen:
            continue
        if wanted and not wanted.intersection(map(kinds.bare, bodies.tags)):
            left_out += [f"{claim.key}: has none of the labels asked for" for claim in made]
            continue
        claims = _joined(claims, made) if bodies.texts else [*claims, *made]
        languages.append(bodies.language)
        known = [tag for tag in bodies.tags if kinds.is_thesis([tag]) or kinds.is_kind(tag)]
        left_out += [
            f"{made[0].key}: tag ‘{tag}’"
            for tag in bodies.tags
            if tag not in known and kinds.bare(tag) not in wanted
        ]
    if others := len(pages) - 1:
        left_out.append(f"annotations of {others} other page{'' if others == 1 else 's'}")
    return Imported(
        tuple(claims),
        title=pages.get(chosen, ""),
        url=chosen,
        language=next(filter(None, languages), ""),
        left_out=tuple(left_out),
    )


def _joined(claims: list[Claim], made: list[Claim]) -> list[Claim]:
    """Return claims, those that are restated in the same words as one, with all their passages."""
    by_text = {claim.text: claim for claim in claims}
    for claim in made:
        known = by_text.get(claim.text)
        if known is None:
            by_text[claim.text] = claim
            claims = [*claims, claim]
        else:
            merged = replace(known, spans=known.spans + claim.spans)
            by_text[claim.text] = merged
            claims = [merged if one is known else one for one in claims]
    return claims


def _annotations(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the annotations of a collection, a page, a list, an export or an answer."""
    if isinstance(document, list):
        for each in document:
            yield from _annotations(each)
    elif isinstance(document, dict):
        for key in ("annotations", "rows", "items", "@graph"):
            if isinstance(document.get(key), list):
                yield from _annotations(document[key])
                return
        if isinstance(document.get("first"), dict):
            yield from _annotations(document["first"])
        elif "target" in document:
            yield document


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _types(value: dict[str, Any]) -> set[str]:
    names = _list(value.get("type") or value.get("@type"))
    return {_text(one).rpartition(":")[2] for one in names}


def _is_reply(annotation: dict[str, Any]) -> bool:
    return bool(annotation.get("references")) or "replying" in _list(annotation.get("motivation"))


def _title(annotation: dict[str, Any]) -> str:
    document = annotation.get("document")
    titles = _list(document.get("title")) if isinstance(document, dict) else []
    return _text(titles[0]) if titles else ""


def _chosen(pages: dict[str, str], options: Options) -> str:
    """Return the page that is meant; raises UsageError where that is not clear."""
    wanted = options.document
    matching = [page for page in pages if wanted is None or wanted in (page, pages[page])]
    if len(matching) == 1:
        return matching[0]
    if not pages:
        return ""
    shown = ", ".join(list(pages)[:6])
    raise UsageError(
        f"{options.name}: annotates {len(pages)} pages ({shown}): name one with --document"
    )


def _target(
    annotation: dict[str, Any], name: str, left_out: list[str]
) -> tuple[str, tuple[Span, ...]]:
    """Return the page of an annotation, and the stretches of its text."""
    page = _text(annotation.get("uri"))
    spans = []
    for target in _list(annotation.get("target")):
        if not isinstance(target, dict):
            page = page or _text(target).partition("#")[0]
            continue
        source = target.get("source")
        inside = source.get("id") if isinstance(source, dict) else source
        page = page or _text(inside).partition("#")[0]
        if span := _span(_list(target.get("selector")), name, left_out):
            spans.append(span)
    return page, tuple(spans)


def _span(selectors: list[Any], name: str, left_out: list[str]) -> Span | None:
    quoted = placed = opened = None
    waiting = list(selectors)
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, dict):
            continue
        types = _types(one)
        # What refines an element of the page selects the words in it; its offsets count there.
        waiting += [
            {**inner, "start": None}
            for inner in _list(one.get("refinedBy"))
            if isinstance(inner, dict)
        ]
        if "RangeSelector" in types and len(selectors) == 1:
            left_out.append(f"{name}: a range between two selectors")
        if "TextQuoteSelector" in types and _text(one.get("exact")).strip():
            quoted = one
        elif "TextPositionSelector" in types:
            placed = untrusted.number(one.get("start")), untrusted.number(one.get("end"))
        elif "FragmentSelector" in types and one.get("conformsTo") == _FRAGMENTS:
            opened = _opened(_text(one.get("value")))
    start, end = placed or (None, None)
    if quoted:
        before, after = _text(quoted.get("prefix")), _text(quoted.get("suffix"))
        return Span(quoted["exact"], start, end, before, after)
    if opened:
        return Span(opened, start, end)
    return Span("", start, end) if placed and None not in placed else None


def _opened(fragment: str) -> str:
    """Return the first and last words of a text fragment, as `passages.located` takes them."""
    try:
        parsed = passages.parse_fragment(fragment)
    except TextError:
        return ""
    return f"{parsed.first} … {parsed.last}" if parsed.last else parsed.first


def _bodies(annotation: dict[str, Any], name: str, left_out: list[str]) -> _Bodies:
    """Return what the bodies say; of Hypothesis, its text and tags."""
    bodies = _Bodies([], [], [])
    notes = [_text(annotation.get("text")), _text(annotation.get("bodyValue"))]
    bodies.notes += [note for note in notes if note.strip()]
    bodies.tags += [_text(tag) for tag in _list(annotation.get("tags")) if _text(tag).strip()]
    for body in _list(annotation.get("body")):
        if isinstance(body, dict) and _text(body.get("value")).strip():
            purposes = _list(body.get("purpose")) or _list(annotation.get("motivation"))
            if "tagging" in purposes or "classifying" in purposes:
                bodies.tags.append(body["value"])
            elif "describing" in purposes:
                bodies.texts.append(body["value"])
            else:
                bodies.notes.append(body["value"])
            bodies.language = bodies.language or _text(body.get("language"))
        else:
            inside = (body.get("source") or body.get("id")) if isinstance(body, dict) else body
            left_out.append(f"{name}: body {_text(inside) or 'of another kind than text'}")
    return bodies


def _claims(name: str, spans: tuple[Span, ...], bodies: _Bodies) -> list[Claim]:
    """Return a claim for each restatement, else one of the words that were marked."""
    words = " ".join(span.words for span in spans)
    texts = list(dict.fromkeys(bodies.texts)) or [words]
    return [
        Claim(
            name if number == 1 else f"{name} ({number})",
            text,
            spans,
            kind=kinds.kind(bodies.tags),
            thesis=kinds.is_thesis(bodies.tags),
            note="; ".join(bodies.notes),
        )
        for number, text in enumerate(texts, 1)
    ]


FORMS = (Form("web-annotation", "Web Annotation JSON-LD", (".json", ".jsonld"), _recognises, read),)
