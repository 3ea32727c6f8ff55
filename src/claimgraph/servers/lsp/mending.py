"""Offers what mends a finding, once it has been tried and made no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from claimgraph.servers.lsp import actions
from claimgraph.servers.lsp.diagnostics import SOURCE
from claimgraph.servers.lsp.features import Asked, answered, workspace_edit
from claimgraph.servers.lsp.workspace import path_of
from claimgraph.text import visible

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.servers.lsp import navigation
    from claimgraph.servers.lsp.checker import Wanted
    from claimgraph.servers.lsp.server import Server


def register(made: Server) -> None:
    """Have a server offer what mends findings."""
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.Refactor]

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    async def _act(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, only = params.text_document.uri, params.context.only
        path = path_of(uri)
        wanted = ls._wanted(path) if path else None
        if wanted is None:
            return []
        seen = dict(ls.files.open)
        found: list[types.CodeAction] = []
        if _is_wanted(types.CodeActionKind.QuickFix, only):
            for one in params.context.diagnostics[:_FINDINGS]:
                found += await _mended(ls, uri, wanted, one)
        if _is_wanted(types.CodeActionKind.Refactor, only):
            found += await _accepted(ls, uri, wanted, params.range.start)
        # What was tried with other texts would undo what was typed meanwhile.
        return found if ls.files.open == seen else []


# So many findings at one place are looked at.
_FINDINGS = 4


def _is_wanted(kind: types.CodeActionKind, only: Any) -> bool:
    wanted = [str(getattr(one, "value", one)) for one in only or ()]
    return not wanted or any(
        kind.value == one or kind.value.startswith(f"{one}.") for one in wanted
    )


async def _mended(
    ls: Server, uri: str, wanted: Wanted, diagnostic: types.Diagnostic
) -> list[types.CodeAction]:
    """Return what mends a finding: of what may, that which was tried and makes no other."""
    data = diagnostic.data if isinstance(diagnostic.data, dict) else {}
    said = {key: value for key, value in data.items() if isinstance(value, str)}
    if diagnostic.source != SOURCE or said.get("rule") not in actions.RULES:
        return []

    def answer(asked: Asked) -> list[actions.Proposal]:
        fault = actions.Fault(
            said["rule"],
            said.get("message", ""),
            asked.text.offset(diagnostic.range.start),
            asked.text.offset(diagnostic.range.end),
            said.get("focus", ""),
            said.get("value", ""),
            said.get("hint", ""),
        )
        return actions.proposals(asked.files, asked.document, fault)

    nothing: list[actions.Proposal] = []
    made = await answered(ls, uri, answer, nothing)
    known = (said["rule"], said.get("message", ""), said.get("focus", ""), said.get("value", ""))
    sure = await ls.checker.proven(wanted, [one.texts for one in made], known) if made else []
    kept = [one for one, good in zip(made, sure, strict=True) if good]
    return [
        types.CodeAction(
            title=visible(one.title),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            is_preferred=one is kept[0] or None,
            edit=await ls.aside(_edit, ls, one),
        )
        for one in kept
    ]


async def _accepted(
    ls: Server, uri: str, wanted: Wanted, place: types.Position
) -> list[types.CodeAction]:
    """Return what accepts the draft at a place, if nothing speaks against it."""

    def answer(asked: Asked) -> actions.Proposal | None:
        return actions.accepted(asked.files, asked.document, asked.text.offset(place))

    made = await answered(ls, uri, answer, None)
    if made is None or not all(await ls.checker.proven(wanted, [made.texts], None)):
        return []
    edit = await ls.aside(_edit, ls, made)
    return [types.CodeAction(title=made.title, kind=types.CodeActionKind.Refactor, edit=edit)]


def _edit(ls: Server, made: actions.Proposal) -> types.WorkspaceEdit:
    """Return the least edit of each file that makes its new text."""
    found: dict[Path, tuple[str, list[navigation.Edit]]] = {}
    for path, after in made.texts.items():
        before = ls.files.text(path).text
        start = _shared(before, after)
        rest = _shared(before[start:][::-1], after[start:][::-1])
        new = after[start : len(after) - rest]
        found[path] = before, [(start, len(before) - rest, new)]
    return workspace_edit(ls, found)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    most = min(len(one), len(other))
    return next((at for at in range(most) if one[at] != other[at]), most)
