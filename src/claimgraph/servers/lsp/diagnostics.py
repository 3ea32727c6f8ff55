"""Turns findings into what an editor shows at their places."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from claimgraph.check.faults import of_fault
from claimgraph.errors import ClaimgraphError, ProjectError, SyntaxFault
from claimgraph.findings import Finding, Location, Severity
from claimgraph.servers.lsp.documents import LARGEST, QUESTION
from claimgraph.servers.lsp.positions import Text
from claimgraph.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from claimgraph.graph.project import RdfFile
    from claimgraph.servers.lsp.documents import Document
    from claimgraph.servers.lsp.workspace import Workspace

SOURCE = "claimgraph"
_SEVERITIES = {
    Severity.VIOLATION: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
# Nobody reads more of one file; an editor would take its time to draw them.
_MOST = 1000


def of_document(document: Document) -> list[Finding]:
    """Return what is wrong with a document's syntax, without its project."""
    file, text = document.file, document.text
    if document.too_large:
        size = LARGEST.get(file.format, LARGEST["turtle"])
        return [
            Finding(
                rule="large",
                severity=Severity.INFO,
                message=f"has more than {size:,} characters: names are not completed or looked up",
                location=Location(file.name, 1, 1),
                hint="Split the file. Findings are still reported.",
            )
        ]
    if file.format == QUESTION:
        return _of_question(file, text)
    return [of_fault(fault, "syntax", text) for fault in document.faults]


def _of_question(file: RdfFile, text: str) -> list[Finding]:
    from claimgraph.questions import header

    try:
        header.parse(text, theme=file.path.parent.name, name=file.path.stem, file=file.name)
    except SyntaxFault as fault:
        return [of_fault(fault, "question-syntax", text)]
    except ProjectError:
        pass
    return []


def shown(
    findings: Sequence[Finding],
    path: Path,
    workspace: Workspace,
    place_of: Callable[[str], Path],
    *,
    related: bool,
) -> list[types.Diagnostic]:
    """Return findings of one file as diagnostics; `place_of` tells where a file's name leads."""
    known = workspace.open.get(path)
    text = known.text if known else None
    if text is None and findings:  # where its lines end, only its text tells
        with suppress(ClaimgraphError):
            text = workspace.text(path)
    made = []
    for finding in findings[:_MOST]:
        at = finding.location or Location(path.name)
        information = None
        if related and finding.also:
            information = [
                types.DiagnosticRelatedInformation(
                    types.Location(workspace.uri(place_of(also.file)), _range(also, None)),
                    "is written here too",
                )
                for also in finding.also
            ]
        made.append(
            types.Diagnostic(
                range=_range(at, text, workspace.encoding),
                message=_message(finding),
                severity=_SEVERITIES[finding.severity],
                code=finding.rule,
                source=SOURCE,
                related_information=information,
                data=_data(finding),
            )
        )
    return made


def _message(finding: Finding) -> str:
    subject = f"{finding.subject} " if finding.subject and finding.shape else ""
    hint = f"\n{finding.hint}" if finding.hint else ""
    return visible(f"{subject}{finding.message}{hint}")


def _data(finding: Finding) -> dict[str, Any]:
    """Return what a code action needs, which comes back with the diagnostic."""
    return {
        "rule": finding.rule,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "message": finding.message,
        "hint": finding.hint,
    }


def _range(at: Location, text: Text | None, encoding: str = "utf-16") -> types.Range:
    if text is not None:
        return text.range(*text.span(at))
    if at.line is None:
        return types.Range(types.Position(0, 0), types.Position(0, 0))
    line = Text(at.text or "", encoding)
    start, end = line.span(Location(at.file, 1, at.column, at.end_column))
    first, last = line.position(start), line.position(end)
    return types.Range(
        types.Position(at.line - 1, first.character), types.Position(at.line - 1, last.character)
    )
