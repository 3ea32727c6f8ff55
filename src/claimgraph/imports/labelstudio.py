"""Reads Label Studio's JSON (full and minimal): labelled spans of a text, and their relations.

Its offsets are those of JavaScript: UTF-16 code units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claimgraph.claims.positions import CodeUnits
from claimgraph.errors import UsageError
from claimgraph.imports import kinds, untrusted
from claimgraph.imports.model import Argument, Claim, Form, Imported, Options, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_META = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time")


def _recognises(source: bytes) -> bool:
    full = b'"result"' in source and b'"data"' in source
    return full or (b'"labels"' in source and b'"start"' in source)


def read(source: bytes, options: Options) -> Imported:
    """Return the labelled spans of one task as claims, its relations as arguments.

    Raises UsageError where there are several tasks and the options name no task, or no task has
    a text.
    """
    left_out: list[str] = []
    task = _task(untrusted.json_value(source, options.name), options, left_out)
    results = _results(task, left_out)
    data = task["data"] if isinstance(task.get("data"), dict) else task
    spans = [one for one in results if isinstance(one.get("value"), dict)]
    key, text = _annotated(data, spans, options)
    left_out += [f"task data: {other}" for other in data if other not in (key, *_META)]
    units = CodeUnits(text)
    marked: dict[str, tuple[list[str], Span]] = {}
    for number, one in enumerate(spans, 1):
        name = str(one.get("id") or f"span {number}")
        labels = [one for one in _labels(one) if isinstance(one, str)]
        span = _span(one["value"], text, units)
        if span is None:
            left_out.append(f"{name}: {one.get('type', 'a result')} without a place in the text")
        elif name in marked:
            marked[name] = ([*marked[name][0], *labels], marked[name][1])
        else:
            marked[name] = (labels, span)
    known = kinds.claim_labels((each for labels, _ in marked.values() for each in labels), options)
    claims = []
    for name, (labels, span) in marked.items():
        if not known.intersection(labels):
            left_out.append(f"{name}: {', '.join(labels) or 'no label'} ‘{span.words}’")
            continue
        kind = kinds.kind(labels)
        claims.append(Claim(name, span.words, (span,), kind=kind, thesis=kinds.is_thesis(labels)))
        extra = [one for one in labels if one not in known and not kinds.is_kind(one)]
        left_out += [f"{name}: label ‘{one}’" for one in extra]
    arguments = _arguments(results, {claim.key for claim in claims}, left_out)
    return Imported(
        tuple(claims),
        tuple(arguments),
        text=text,
        title=str(data.get("title") or ""),
        left_out=tuple(left_out),
    )


def _task(document: Any, options: Options, left_out: list[str]) -> dict[str, Any]:
    """Return the task that is meant; raises UsageError where that is not clear."""
    listed = document if isinstance(document, list) else [document]
    tasks = [one for one in listed if isinstance(one, dict)]
    names = [str(one.get("id", number)) for number, one in enumerate(tasks, 1)]
    wanted = options.document
    chosen = [
        one for name, one in zip(names, tasks, strict=True) if wanted is None or wanted == name
    ]
    if len(chosen) != 1:
        shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        raise UsageError(
            f"{options.name}: holds {len(tasks)} tasks ({shown}): name one with --document"
            if tasks
            else f"{options.name}: holds no task of Label Studio: export it as JSON"
        )
    if len(tasks) > 1:
        left_out.append(f"{len(tasks) - 1} other tasks")
    return chosen[0]


def _results(task: dict[str, Any], left_out: list[str]) -> list[dict[str, Any]]:
    """Return the results of the first annotation that was not cancelled, or of the short form."""
    annotations = task.get("annotations", task.get("completions"))
    if not isinstance(annotations, list):
        return list(_minimal(task))
    finished = [
        one
        for one in annotations
        if isinstance(one, dict)
        and isinstance(one.get("result"), list)
        and not one.get("was_cancelled")
    ]
    if others := len(annotations) - 1:
        left_out.append(f"{others} other annotation{'' if others == 1 else 's'} of the task")
    if task.get("predictions"):
        left_out.append(f"{len(task['predictions'])} predictions")
    return [one for one in finished[0]["result"] if isinstance(one, dict)] if finished else []


def _minimal(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the spans of the minimal JSON, where each control has a list of its values."""
    for control, values in task.items():
        for number, value in enumerate(values if isinstance(values, list) else (), 1):
            if isinstance(value, dict) and "start" in value:
                yield {"id": f"{control} {number}", "type": "labels", "value": value}


def _labels(result: dict[str, Any]) -> list[Any]:
    """Return the labels of a region; choices for it are labels, too."""
    value = result["value"]
    kind = result.get("type", "labels")
    for key in (kind, "labels", "hypertextlabels", "choices", "taxonomy"):
        if isinstance(key, str) and isinstance(value.get(key), list):
            labels: list[Any] = value[key]
            return labels
    return []


def _annotated(
    data: dict[str, Any], spans: list[dict[str, Any]], options: Options
) -> tuple[str, str]:
    """Return the task's text and its key: `text`, else the only text that all spans lie in."""
    ends = [untrusted.number(one["value"].get("end")) or 0 for one in spans]
    last = max(ends, default=0)
    texts = {
        key: value
        for key, value in data.items()
        if isinstance(value, str) and len(value) * 2 >= last and key not in _META
    }
    if "text" in texts:
        return "text", texts["text"]
    if len(texts) == 1:
        return next(iter(texts.items()))
    raise UsageError(
        f"{options.name}: the task has no text that its marks lie in: export tasks whose data "
        "holds the text, not its address"
    )


def _span(value: dict[str, Any], text: str, units: CodeUnits) -> Span | None:
    """Return a region's stretch; None where it has no offsets or its words are not there."""
    start, end = untrusted.number(value.get("start")), untrusted.number(value.get("end"))
    whole = value.get("globalOffsets")
    if isinstance(whole, dict):
        start, end = untrusted.number(whole.get("start")), untrusted.number(whole.get("end"))
    if start is None or end is None:
        return None
    start, end = units.code_points(start), units.code_points(end)
    words = text[start:end]
    said = value.get("text")
    if not words or (isinstance(said, str) and said.split() != words.split()):
        return None
    return Span(words, start, start + len(words))


def _arguments(
    results: list[dict[str, Any]], claims: set[str], left_out: list[str]
) -> list[Argument]:
    arguments = []
    for number, one in enumerate(results, 1):
        if one.get("type") != "relation":
            continue
        ends = [str(one.get("from_id")), str(one.get("to_id"))]
        if one.get("direction") == "left":
            ends.reverse()
        labels = [each for each in one.get("labels") or [] if isinstance(each, str)]
        way = kinds.way(*labels)
        if way is None or way == "undercuts" or not claims.issuperset(ends):
            called = ", ".join(labels) or "without a label"
            left_out.append(f"relation {called} from {ends[0]} to {ends[1]}")
            continue
        arguments.append(Argument(f"relation {number}", way, (ends[0],), ends[1]))
    return arguments


FORMS = (Form("label-studio", "Label Studio JSON", (".json",), _recognises, read),)
