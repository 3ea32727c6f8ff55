"""Puts drafts into a capture: edits that leave what a person accepted, and break no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claimgraph.check.trial import tried
from claimgraph.claims.notation import beside, edits, located, nodes, protection, saving
from claimgraph.claims.notation.protection import Capture
from claimgraph.errors import UsageError
from claimgraph.findings import Severity
from claimgraph.graph.turtle.places import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.findings import Finding, Report
    from claimgraph.graph.project import Project, RdfFile
    from claimgraph.graph.turtle.reader import Document

    Checked = Callable[[Sequence[RdfFile]], Report]

OPERATIONS = ("add", "change", "remove")
# Keys at the top of a capture that change how all of it is read, or say what is said here.
_CLOSED = ("captured", "turtle", "review", "namespace", "registry", "prefixes", "language")
_DEEPEST = 40


@dataclass(frozen=True)
class Edit:
    """One edit: an item added, some keys of one changed, or one removed.

    `item` has the keys of the notation. `under` and `key` are where a new item goes, as
    `edits.added` takes them; `name` is the item that is changed or removed.
    """

    operation: str
    kind: str
    item: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    under: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Put:
    """What came of edits: the capture's drafts, findings that are new, how many are gone.

    `why` says why nothing was written, else it is empty.
    """

    drafts: tuple[str, ...]
    new: tuple[Finding, ...] = ()
    gone: int = 0
    why: str = ""


def put(
    project: Project,
    file: RdfFile,
    wanted: Sequence[Edit],
    assistant: str,
    checked: Checked,
    *,
    write: bool = True,
) -> Put:
    """Make edits in a capture, all or none, and say there which assistant made them.

    `checked` checks files of the project. Raises UsageError for edits that cannot be made or that
    touch what a person accepted, ProjectError for a file that cannot be read or written.
    """
    draft = saving.opened(file.path)
    text = _edited(_begun(draft.text), wanted, assistant)
    before, after = (beside.reading(file, one) for one in (draft.text, text))
    _must_be_read(after.facts.document, file.name, text)
    old, new = (Capture(one.facts.document, after.names.article) for one in (before, after))
    if why := protection.refused(old, new):
        raise UsageError(why)
    trial = tried(project, file.path, text, checked)
    findings, drafts = trial.new.findings, tuple(new.drafts())
    if trial.refused:
        grave = (one for one in findings if one.severity is Severity.VIOLATION)
        first = next(
            (": ".join(filter(None, (one.subject, one.message))) for one in grave),
            next(iter(trial.new.unchecked), ""),
        )
        return Put(tuple(old.drafts()), findings, why=f"it would break a rule: {first}")
    again = tuple(one for one in findings if one.rule == "described-twice")
    if again:
        name = again[0].subject or file.name
        why = f"{name} is described in another file: speak of it by name, and leave out the item"
        return Put(tuple(old.drafts()), again, why=why)
    if not write:
        return Put(drafts, findings, len(trial.gone), "it was only tried")
    saving.saved(draft, text)
    return Put(drafts, findings, len(trial.gone))


def _begun(text: str) -> str:
    """Return the text of a capture; a new one has its text and its status."""
    return text if text.strip() else "text: text.txt\nreview: draft\n"


def _edited(text: str, wanted: Sequence[Edit], assistant: str) -> str:
    """Return a capture with edits made, each after those before it, and who made them."""
    made = edits.Edits(text)
    for number, edit in enumerate(wanted, 1):
        try:
            _make(edit, made)
        except UsageError as error:
            raise UsageError(f"edit {number}: {error}") from error
    _attribute(made, assistant)
    return made.text


def _make(edit: Edit, made: edits.Edits) -> None:
    if edit.operation not in OPERATIONS:
        raise UsageError(
            f"{edit.operation!a} is not an operation: choose one of {', '.join(OPERATIONS)}"
        )
    if edit.operation == "remove":
        made.remove(edit.kind, edit.name)
        return
    item = _drafted(edit.item, edit.kind if edit.operation == "add" else "")
    if edit.kind == edits.ARTICLE:
        for key in item:
            if key in _CLOSED:
                raise UsageError(f"{key}: is for a person to write: leave it out")
    if edit.operation == "add" and edit.kind != edits.ARTICLE:
        made.add(edit.kind, item, edit.under, edit.key)
    else:
        made.change(edit.kind, edit.name, item)


def _drafted(item: Mapping[str, Any], kind: str, depth: int = 0) -> dict[str, Any]:
    """Return an item in which each claim says that it is a draft."""
    if depth > _DEEPEST:
        raise UsageError("the item is nested too deeply: add what is in it by edits of their own")
    made: dict[str, Any] = {}
    for key, value in item.items():
        if key == "review" and value != "draft":
            raise UsageError("review: is for a person to change: leave it out, or write draft")
        inner = "claim" if key == "claims" else ""
        if isinstance(value, Mapping):
            made[key] = _drafted(value, inner, depth + 1)
        elif isinstance(value, list):
            made[key] = [
                _drafted(one, inner, depth + 1) if isinstance(one, Mapping) else one
                for one in value
            ]
        else:
            made[key] = value
    if kind == "claim":
        made["review"] = "draft"
    return made


def _attribute(made: edits.Edits, assistant: str) -> None:
    """Say by `prov:` in a capture which assistant had a part in it."""
    captured = made.value("captured")
    said = dict(captured) if isinstance(captured, dict) else {}
    named = said.get("assistant") or []
    known = named if isinstance(named, list) else [named]
    if assistant not in known:
        said["assistant"] = [*known, assistant] if known else assistant
        made.change(edits.ARTICLE, "", {"captured": said})


def _must_be_read(document: Document, file: str, text: str) -> None:
    if document.faults:
        fault = document.faults[0]
        line, column = Lines(text).at(fault.start)
        item = located.called_at(nodes.parse(text)[0], fault.start)
        of = f"{item}: " if item else ""
        raise UsageError(f"{of}{file}:{line}:{column} would say what is not read: {fault.message}")
