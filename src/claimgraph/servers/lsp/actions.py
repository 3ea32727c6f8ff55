"""Proposes what mends a finding: texts to be tried before any is offered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph import alike
from claimgraph.claims import capture, hedging
from claimgraph.claims.drafting import sentences
from claimgraph.claims.notation import edits, fresh
from claimgraph.errors import ClaimgraphError
from claimgraph.graph import prefixes
from claimgraph.graph import project as projects
from claimgraph.graph.names import readable
from claimgraph.graph.project import NOTATION
from claimgraph.graph.turtle import reader
from claimgraph.servers.lsp import hover
from claimgraph.servers.lsp.completion import own_prefixes
from claimgraph.servers.lsp.navigation import described
from claimgraph.vocab import CG, SCHEME, TEXT_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from claimgraph.servers.lsp.documents import Document
    from claimgraph.servers.lsp.workspace import Workspace

# So many are tried for one finding.
MOST = 3
_NEAREST = re.compile(r"nearest: [`‘]([^`’]+)[`’](?: or `([^`]+)`)?")
_QUOTED = re.compile(r"‘([^’]+)’")
_WRITTEN = re.compile(r"[Ww]rite one of (?P<words>.*?), or your own")
_LIKE = 45.0


@dataclass(frozen=True)
class Proposal:
    """A change that may mend a finding: what it does, and the new texts of files."""

    title: str
    texts: Mapping[Path, str]


@dataclass(frozen=True)
class Fault:
    """A finding as its diagnostic carries it, with the offsets of its place."""

    rule: str
    message: str
    start: int
    end: int
    focus: str = ""
    value: str = ""
    hint: str = ""

    @property
    def node(self) -> str:
        """The IRI of the focus node, without its brackets."""
        return self.focus.strip("<>")


def proposals(workspace: Workspace, document: Document, fault: Fault) -> list[Proposal]:
    """Return what may mend a finding, the best first; nothing where no rule has a way."""
    made = _Proposals(workspace, document, fault)
    way = _WAYS.get(fault.rule)
    found: list[Proposal] = []
    if way is not None:
        try:
            for one in way(made):
                if one.texts and one not in found:
                    found.append(one)
                if len(found) == MOST:
                    break
        except ClaimgraphError:
            pass
    return found


def accepted(workspace: Workspace, document: Document, offset: int) -> Proposal | None:
    """Return what accepts the draft of a claim at an offset, if one is there."""
    heads = [one for one, end in document.subjects if one.start <= offset <= end]
    for mention in reversed(heads):
        made = _Proposals(workspace, document, Fault("", "", 0, 0, focus=f"<{mention.iri}>"))
        draft = ox.NamedNode(f"{SCHEME}review/draft")
        if draft in made.values("reviewStatus"):
            try:
                texts = made.put("review", "reviewStatus", "reviewed", "review:reviewed")
            except ClaimgraphError:
                return None
            return Proposal("Accept the draft: it has been reviewed", texts) if texts else None
    return None


class _Proposals:
    """The ways to mend one finding."""

    def __init__(self, workspace: Workspace, document: Document, fault: Fault) -> None:
        self.workspace = workspace
        self.document = document
        self.fault = fault

    # ── Names ────────────────────────────────────────────────────────────────────────────────────

    def nearest(self) -> Iterator[Proposal]:
        """Write the name that was meant, wherever the document has the wrong one."""
        near = _NEAREST.search(self.fault.message)
        for right in filter(None, near.groups() if near else ()):
            yield self._named(self.fault.value.strip("<>"), right)

    def _named(self, wrong: str, right: str) -> Proposal:
        text = self.document.text
        if "in the namespace" in self.fault.message:
            return self._here(f"Write <{right}>", text.replace(f"<{wrong}>", f"<{right}>"))
        spans = {(one.start, one.end) for one in self.document.of(wrong)}
        new = right
        for start, end in sorted(spans, reverse=True):
            written = text[start:end]
            # A capture has names without the prefix of what they are.
            bare = self.document.file.format == NOTATION and ":" not in written
            new = right.rpartition(":")[2] if bare and not right.startswith("<") else right
            text = text[:start] + new + text[end:]
        return self._here(f"Write {new}", text)

    def syntax(self) -> Iterator[Proposal]:
        """Correct a prefix, a key or a word; declare a prefix that is well known."""
        message, hint = self.fault.message, self.fault.hint
        text, start = self.document.text, self.fault.start
        quoted = _QUOTED.search(message)
        if quoted is None:
            return
        wrong = quoted[1]
        at = text.find(wrong, start)
        if at < 0 or at - start > 2:
            return
        near = _NEAREST.search(message)
        known = {**own_prefixes(self.document), **prefixes.KNOWN}
        if "prefix" in message and wrong.rstrip(":") in known:
            space = known[wrong.rstrip(":")]
            yield self._here(f"Declare {wrong}", f"@prefix {wrong} <{space}> .\n{text}")
        if near is not None:
            pattern = re.compile(rf"(?<![\w:-]){re.escape(wrong)}")
            yield self._here(f"Write {near[1]}", pattern.sub(lambda _: near[1], text))
            return
        words = _WRITTEN.search(hint)
        choices = words["words"].split(", ") if words else _QUOTED.findall(hint)
        for word in alike.nearest(wrong, choices, 2) if words else choices[:1]:
            yield self._here(f"Write {word}", text[:at] + word + text[at + len(wrong) :])

    def _here(self, title: str, text: str) -> Proposal:
        path = projects.real(self.document.file.path)
        return Proposal(title, {path: text} if text != self.document.text else {})

    # ── Certainty and its marker words ───────────────────────────────────────────────────────────

    def marker(self) -> Iterator[Proposal]:
        """Add the marker word that the passage has, or state the claim flatly."""
        claim = self.fault.node
        for word in self._markers():
            yield Proposal(f"Add the marker “{word}”", self._hedged(claim, word))
        yield Proposal(
            "Make the certainty asserted",
            self.put("certainty", "certainty", "asserted", "certainty:asserted"),
        )

    def certainty(self) -> Iterator[Proposal]:
        """Choose the certainty that the marker words stand for."""
        said = [str(one.value) for one in self.values("hedge") if isinstance(one, ox.Literal)]
        found = [mark for words in said for mark in hedging.markers(words)]
        meant = hedging.certainty(found) if found else hedging.REPORTED
        for word in dict.fromkeys((meant, hedging.REPORTED, hedging.QUALIFIED)):
            if word != hedging.ASSERTED:
                typed = ", ".join((word, *(f'"{each}"' for each in said)))
                texts = self.put("certainty", "certainty", typed, f"certainty:{word}")
                yield Proposal(f"Make the certainty {word}", texts)

    def unrecorded(self) -> Iterator[Proposal]:
        """Record a marker word of a passage on a claim that is made there."""
        said = re.search("“([^”]+)”", self.fault.message)
        if said is None:
            return
        passage = ox.NamedNode(self.fault.node)
        for document in self._documents():
            for quad in document.quads:
                if quad.object == passage and quad.predicate.value == f"{CG}passage":
                    claim = quad.subject
                    if isinstance(claim, ox.NamedNode) and "/claim/" in claim.value:
                        texts = self._hedged(claim.value, said[1])
                        name = readable(claim.value)
                        yield Proposal(f"Record “{said[1]}” on the claim {name}", texts)

    def _markers(self) -> list[str]:
        quads = [quad for document in self._documents() for quad in document.quads]
        found: dict[str, None] = {}
        for one in self.values("passage"):
            words = hover.words_of(self.document, quads, one)
            found |= dict.fromkeys(mark.words for mark in hedging.markers(words))
        return list(found)

    def _hedged(self, claim: str, word: str) -> Mapping[Path, str]:
        """Return the texts in which a claim has one more marker word, and a hedged certainty."""
        own = _Proposals(self.workspace, self.document, Fault("", "", 0, 0, f"<{claim}>"))
        had = [str(one.value) for one in own.values("hedge") if isinstance(one, ox.Literal)]
        known = [one.value for one in own.values("certainty") if isinstance(one, ox.NamedNode)]
        sure = readable(known[0]) if known else ""
        if sure in ("", hedging.ASSERTED):
            found = hedging.markers(word)
            sure = hedging.certainty(found) if found else hedging.QUALIFIED
        typed = ", ".join((sure, *(f'"{each}"' for each in (*had, word))))
        if own.holder() is not None and own.is_capture():
            return own.put("certainty", "certainty", typed, "")
        texts = own.put("certainty", "certainty", "", f"certainty:{sure}")
        return own.added("hedge", f"{json.dumps(word, ensure_ascii=False)}@en", texts)

    # ── Passages ─────────────────────────────────────────────────────────────────────────────────

    def passage(self) -> Iterator[Proposal]:
        """Make the passage in which a claim is made, of the sentence that is most like it."""
        holder = self.holder()
        if holder is None or not self.is_capture():
            return
        entry = self.workspace.entry(self.document.file, self.fault.node)
        words = self._sentence(f"{entry.label} {entry.text}" if entry else "")
        if words:
            name = readable(self.fault.node)
            held = {"passage": name, **words}
            text = edits.changed(holder.text, "claim", name, "passage", held)
            yield Proposal(
                f"Make the passage “{words['words']}”", {projects.real(holder.file.path): text}
            )

    def missing(self) -> Iterator[Proposal]:
        """Write the name that was meant; or make a passage that is named and not described."""
        yield from self.nearest()
        missing = self.fault.value.strip("<>")
        if "/passage/" not in missing or self.document.file.format != NOTATION:
            return
        for quad in self.document.quads:
            if quad.object == ox.NamedNode(missing) and isinstance(quad.subject, ox.NamedNode):
                entry = self.workspace.entry(self.document.file, quad.subject.value)
                words = self._sentence(f"{entry.label} {entry.text}" if entry else "")
                name = readable(missing)
                if words:
                    held = {"passage": name, **words}
                    text = edits.added(self.document.text, "passage", held)
                    yield self._here(f"Make the passage “{words['words']}”", text)

    def _sentence(self, said: str) -> dict[str, str | int]:
        """Return the passage of the sentence that is most like what a claim says."""
        name = next(
            (
                quad.object
                for document in self._documents()
                for quad in document.quads
                if quad.predicate.value == TEXT_FILE
            ),
            None,
        )
        if not isinstance(name, ox.Literal) or not said:
            return {}
        text = sentences.divided(capture.beside(self.document.file.path, name.value))
        likest = alike.by_words(said, list(map(text.words, text.sentences)), _LIKE)
        if not likest:
            return {}
        one = text.sentences[max(likest, key=lambda found: found[1])[0]]
        words, number = fresh.located(text.text, (one.start, one.end))
        made: dict[str, str | int] = {"words": words}
        if number is not None:
            made["place"] = number
        section = self._section(text.sections[one.section].label)
        return {**made, "section": section} if section else made

    def _section(self, heading: str) -> str:
        """Return the name of the section under a heading, or of the only one."""
        entries = self.workspace.entries(self.document.file).values()
        known = {one.label.casefold(): one.local for one in entries if one.kind == "Section"}
        alone = next(iter(known.values())) if len(known) == 1 else ""
        return known.get(heading.casefold(), alone)

    # ── Arguments ────────────────────────────────────────────────────────────────────────────────

    def reconstructed(self) -> Iterator[Proposal]:
        """Say that the capturer reconstructed an argument."""
        yield Proposal(
            "Say that it is reconstructed", self.put("explicit", "explicit", "false", "false")
        )

    def either(self) -> Iterator[Proposal]:
        """Say whether the article draws an argument itself."""
        yield from self.explicit()
        yield from self.reconstructed()

    def explicit(self) -> Iterator[Proposal]:
        """Say that the article draws an argument itself."""
        yield Proposal(
            "Say that the article draws it", self.put("explicit", "explicit", "true", "true")
        )

    def asserted(self) -> Iterator[Proposal]:
        """Say that a claim is stated flatly."""
        texts = self.put("certainty", "certainty", "asserted", "certainty:asserted")
        yield Proposal("Make the certainty asserted", texts)

    # ── What the texts hold ──────────────────────────────────────────────────────────────────────

    def _documents(self) -> Iterator[Document]:
        for file in self.workspace.siblings(self.document.file):
            try:
                yield self.workspace.document(file)
            except ClaimgraphError:
                continue

    def values(self, local: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
        """Return the values of a property of the focus node, in the order of the files."""
        node = ox.NamedNode(self.fault.node)
        return [
            quad.object
            for document in self._documents()
            for quad in document.quads
            if quad.subject == node and quad.predicate.value == CG + local
        ]

    def holder(self) -> Document | None:
        """Return the document that describes the focus node."""
        found = described(self.workspace, self.document, self.fault.node)
        return found[0] if found else None

    def is_capture(self) -> bool:
        """Tell whether the focus node is described in a capture."""
        holder = self.holder()
        return holder is not None and holder.file.format == NOTATION

    def put(self, key: str, local: str, typed: str, turtle: str) -> Mapping[Path, str]:
        """Return the texts in which the focus node has one value of a property.

        It is `typed` at a key of a capture, and `turtle` in Turtle.
        """
        holder = self.holder()
        if holder is None:
            return {}
        path, node = projects.real(holder.file.path), self.fault.node
        if holder.file.format == NOTATION:
            kind = re.split("/", node)[-2]
            value = {"true": True, "false": False}.get(typed, typed)
            return {path: edits.changed(holder.text, kind, readable(node), key, value)}
        if holder.file.format != "turtle":
            return {}
        facts = [
            fact
            for fact in reader.read(holder.text).facts
            if fact.quad.subject == ox.NamedNode(node) and fact.quad.predicate.value == CG + local
        ]
        if len(facts) == 1:
            start, end = facts[0].start, facts[0].end
            return {path: holder.text[:start] + turtle + holder.text[end:]}
        return {} if facts else self.added(local, turtle, {})

    def added(self, local: str, turtle: str, texts: Mapping[Path, str]) -> Mapping[Path, str]:
        """Return texts in which the focus node has one more value, in Turtle."""
        holder = self.holder()
        if holder is None or holder.file.format != "turtle":
            return {}
        path = projects.real(holder.file.path)
        text = texts.get(path, holder.text)
        read = reader.read(text)
        place = read.subjects.get(ox.NamedNode(self.fault.node))
        prefix = next((name for name, iri in read.remarks.prefixes.items() if iri == CG), None)
        if place is None or prefix is None:
            return {}
        first = [fact for fact in read.facts if fact.quad.subject == ox.NamedNode(self.fault.node)]
        after = [fact for fact in first if fact.quad.predicate.value == f"{CG}certainty"] or first
        if not after:
            return {}
        at = after[0].end
        line = text.rfind("\n", 0, after[0].verb_start) + 1
        indent = re.match(r"[ \t]*", text[line:])
        margin = indent[0] if indent and indent[0] else "    "
        new = f" ;\n{margin}{prefix}:{local} {turtle}"
        return {**texts, path: text[:at] + new + text[at:]}


_WAYS: dict[str, Callable[[_Proposals], Iterator[Proposal]]] = {
    "undescribed": _Proposals.missing,
    "syntax": _Proposals.syntax,
    "hedge-needs-marker": _Proposals.marker,
    "marker-needs-hedged-certainty": _Proposals.certainty,
    "text-hedge": _Proposals.unrecorded,
    "claim-certainty": _Proposals.asserted,
    "claim-passage": _Proposals.passage,
    "argument-explicit": _Proposals.either,
    "explicit-needs-passage": _Proposals.reconstructed,
    "passage-needs-explicit": _Proposals.explicit,
}
RULES = tuple(_WAYS)
