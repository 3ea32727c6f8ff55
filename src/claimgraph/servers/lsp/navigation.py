"""Finds where a thing is described and spoken of, and renames it everywhere at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation.names import spoken
from claimgraph.errors import ClaimgraphError, UsageError
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import NOTATION
from claimgraph.servers.lsp import documents
from claimgraph.vocab import RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from claimgraph.graph.project import RdfFile
    from claimgraph.servers.lsp.documents import Document, Mention
    from claimgraph.servers.lsp.workspace import Workspace

_NAME = re.compile(r"\w(?:[\w-]*\w)?")
# Names that follow from others change with them, and others with those.
_ROUNDS = 4
# A replacement: its start and end, and the new name.
Edit = tuple[int, int, str]


def described(
    workspace: Workspace, document: Document, iri: str
) -> tuple[Document, Mention] | None:
    """Return where a thing is described; where it is first mentioned, if it is nowhere."""
    entry = workspace.entry(document.file, iri)
    if entry is None:
        return None
    file = workspace.file(entry.path)
    if file is None:
        return None
    there = workspace.document(file)
    mentions = list(there.of(iri))
    first = next((one for one in mentions if one.role == "subject"), None)
    first = first or next(iter(mentions), None)
    return (there, first) if first else None


def mentions(
    workspace: Workspace, document: Document, iri: str
) -> Iterator[tuple[Document, list[Mention]]]:
    """Yield the files that speak of a thing, each with the places."""
    word = re.split("[/#]", iri)[-1]
    entry = workspace.entry(document.file, iri)
    words = {word, spoken(word), entry.label if entry and entry.label else word}
    for file in _files(workspace, document.file):
        try:
            with workspace.reading():
                text = loading.read(file.path).casefold()
            if any(one.casefold() in text for one in words) or file.format == NOTATION:
                read = workspace.document(file)
                found = list(read.of(iri))
                if found:
                    yield read, found
        except ClaimgraphError:
            continue


def _files(workspace: Workspace, file: RdfFile) -> list[RdfFile]:
    """Return all files in which a project may name a thing, the one at hand first."""
    project = workspace.project(projects.real(file.path))
    if project is None:
        return [file]
    questions = [workspace.file(path) for path in project.query_files]
    own = (*project.data_files, *project.vocabulary_files, *filter(None, questions))
    within = [one for one in own if projects.real(one.path).is_relative_to(project.root)]
    return list(dict.fromkeys((file, *within)))


# ── Renaming ─────────────────────────────────────────────────────────────────────────────────────


def renameable(workspace: Workspace, document: Document, offset: int) -> Mention:
    """Return the name at an offset; raises UsageError for what is not to be renamed here."""
    mention = document.at(offset)
    if mention is None:
        raise UsageError("no name stands here: put the cursor on the name of a thing")
    entry = workspace.entry(document.file, mention.iri)
    project = workspace.project(projects.real(document.file.path))
    root = project.root if project else document.file.path.parent
    if entry is None or not entry.path.is_relative_to(root) or entry.path.suffix == ".gz":
        raise UsageError(f"<{mention.iri}> is not described in this project: rename it elsewhere")
    if "/ontology/" in entry.path.as_posix().removeprefix(root.as_posix()):
        raise UsageError(f"<{mention.iri}> is a term: rename it with a migration")
    return mention


def renamed(
    workspace: Workspace, document: Document, iri: str, name: str
) -> dict[Path, tuple[str, list[Edit]]]:
    """Return the edits that give a thing another name, by file, each with the text it is of.

    What is said afterwards is what was said before, but for the name: anything else raises
    UsageError, and so does a name that is taken.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"‘{name[:60]}’ is not a name: write letters, digits and hyphens")
    new = iri[: -len(re.split("[/#]", iri)[-1])] + name
    if new == iri:
        return {}
    names = {iri: new}
    for _ in range(_ROUNDS):
        edits, more = _round(workspace, document, names)
        if more == names:
            return edits
        names = more
    raise UsageError(f"‘{name}’ would change other names too, without end: rename those first")


def _round(
    workspace: Workspace, document: Document, names: Mapping[str, str]
) -> tuple[dict[Path, tuple[str, list[Edit]]], dict[str, str]]:
    """Return the edits for these names, and the names that change once they are made."""
    files: dict[Path, Document] = {}
    for iri, new in names.items():
        if _is_taken(workspace, document.file, new):
            raise UsageError(f"<{new}> is described already: choose another name")
        for read, _ in mentions(workspace, document, iri):
            files[projects.real(read.file.path)] = read
    edits: dict[Path, tuple[str, list[Edit]]] = {}
    for path, read in files.items():
        made = sorted(set(_edits(read, names)))
        if made:
            edits[path] = read.text, made
    texts = {path: changed(text, made) for path, (text, made) in edits.items()}
    more = dict(names)
    with loading.unsaved({**workspace.unsaved, **texts}):
        for path, before in files.items():
            if path in texts:
                more |= _compared(before, documents.read(before.file), names)
    return edits, more


def _is_taken(workspace: Workspace, file: RdfFile, iri: str) -> bool:
    """Tell whether anything is described by an IRI: in any file, for articles share names."""
    if workspace.entry(file, iri) is not None:
        return True
    others = (one for one in _files(workspace, file) if one.format != documents.QUESTION)
    return any(iri in workspace.entries(one) for one in others)


def changed(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made that do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _edits(read: Document, names: Mapping[str, str]) -> Iterator[Edit]:
    for mention in read.mentions:
        new = names.get(mention.iri)
        if new is None or not mention.spelled:
            continue
        written = read.text[mention.start : mention.end]
        if written.startswith("<"):
            yield mention.start, mention.end, f"<{new}>"
        else:
            prefix, colon, _ = written.rpartition(":")
            yield mention.start, mention.end, f"{prefix}{colon}{re.split('[/#]', new)[-1]}"


def _compared(before: Document, after: Document, names: Mapping[str, str]) -> dict[str, str]:
    """Return the names that changed between two readings; raises UsageError if more did."""
    if before.file.format == documents.QUESTION:
        return {}
    told = f"{before.file.name}: would say something else under the new name: rename it by hand"
    if len(after.faults) > len(before.faults) or len(before.quads) != len(after.quads):
        raise UsageError(told)
    blank: dict[object, object] = {}
    found: dict[str, str] = {}
    for old, new in zip(before.quads, after.quads, strict=True):
        pairs = [(getattr(old, part), getattr(new, part)) for part in _PARTS]
        for was, is_ in pairs:
            if isinstance(was, ox.NamedNode) and isinstance(is_, ox.NamedNode):
                if is_.value != names.get(was.value, was.value):
                    found[was.value] = is_.value
            elif isinstance(was, ox.BlankNode) and isinstance(is_, ox.BlankNode):
                if blank.setdefault(was, is_) != is_:
                    raise UsageError(told)
            elif was != is_ and not _is_label(old):
                raise UsageError(told)
    return found


_PARTS = ("subject", "predicate", "object")


def _is_label(quad: ox.Quad) -> bool:
    """Tell whether a text may follow from a name: that of a label that is not given."""
    return quad.predicate.value == RDFS + "label"
