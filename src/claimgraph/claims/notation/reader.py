"""Reads a capture: its facts, each with the place of its key and of its value, and its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph import alike
from claimgraph.claims.notation import nodes, placing, table
from claimgraph.claims.notation import values as forms
from claimgraph.claims.notation.document import TYPE, literal
from claimgraph.claims.notation.names import free, spoken
from claimgraph.claims.notation.nodes import Items, Pairs, Scalar, UnclearError, each, optional
from claimgraph.claims.notation.state import State, Surroundings, Under
from claimgraph.vocab import CG, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.claims.notation.state import Subject
    from claimgraph.claims.notation.table import Item, Key
    from claimgraph.graph.turtle.reader import Document

NONE = "none"
# What an item is under one of these keys, if it does not say: its place among its classes.
UNDER = {"for": 0, "against": 1, "undercut": 2}


def read(text: str, around: Surroundings) -> Document:
    """Read a capture; what cannot be read is a fault of the document, and nothing else is lost."""
    return reading(text, around).facts.document


def reading(text: str, around: Surroundings) -> Reading:
    """Read a capture, and return what else is known of it: its nodes, its passages, its names."""
    root, faults = nodes.parse(text)
    made = Reading(text, root if isinstance(root, Pairs) else Pairs(0), around)
    for fault in faults:
        made.facts.fault(fault.message, fault.start)
        if fault.message.startswith("is not YAML"):
            # What stands before the fault is read, but much of it waits for what does not.
            made.facts.document.unread.append((0, len(text)))
    if root is not None and not isinstance(root, Pairs):
        made.facts.fault("is not a capture: begin it with keys such as title:", 0)
    made.all()
    made.facts.document.faults.sort(key=lambda fault: fault.start)
    return made


class Reading(State):
    """One pass over a capture: items are described as they come, each by the keys of its table."""

    def all(self) -> None:
        """Read the whole capture."""
        self._file()
        self.facts.document.remarks.prefixes = self.names.prefixes
        self._announced(self.root)
        self._article()
        for item in table.ITEMS:
            key = self._key(item.many)
            if key is not None:
                for node in each(self.root.get(item.many)):
                    self.item(node, item, Under(key))
        self._captured()
        block = self._scalar("turtle")
        if block is not None:
            self.facts.turtle(block)
        forms.author(self)
        known = {*table.FILE, *(item.many for item in table.ITEMS)}
        known |= {key.name for key in table.ARTICLE.keys}
        for key, _ in self.root.pairs:
            if key.text not in known and ":" not in key.text:
                self._unknown(key, known, "a capture")

    def _key(self, name: str) -> Scalar | None:
        return next((key for key, _ in self.root.pairs if key.text == name), None)

    # ── The file and the article ─────────────────────────────────────────────────────────────────

    def _file(self) -> None:
        """Read the keys that say how the rest is meant."""
        for name in ("language", "namespace", "registry"):
            value = self._scalar(name)
            if value is None or not value.text:
                continue
            try:
                if name == "language":
                    literal("", value.text)
                    self.language = value.text
                else:
                    ox.NamedNode(value.text)
                    setattr(self.names, "article" if name == "namespace" else name, value.text)
            except ValueError:
                self.facts.fault(f"is not a {name}: write one such as {_SUCH[name]}", value.start)
        spaces = self._pairs("prefixes")
        for key, space in spaces.pairs if spaces else ():
            if isinstance(space, Scalar):
                self.names.own_prefixes[key.text.removesuffix(":")] = space.text
            else:
                self.facts.fault("is not a namespace: write its IRI", space.start)

    def _scalar(self, name: str) -> Scalar | None:
        """Return the value of a key at the top that takes a text; another is a fault."""
        value = self.root.get(name)
        if value is not None and not isinstance(value, Scalar):
            self.facts.fault(f"is not a value of {name}: write a text", value.start)
            return None
        return value

    def _pairs(self, name: str) -> Pairs | None:
        """Return the value of a key at the top that takes keys of its own; another is a fault."""
        value = self.root.get(name)
        if isinstance(value, Pairs):
            return value
        if value is not None and not (isinstance(value, Scalar) and not value.text):
            self.facts.fault(f"is not a value of {name}: write its keys below it", value.start)
        return None

    def _announced(self, node: Pairs) -> None:
        """Note the names that items are given, and what actors and things are called."""
        for one, item in written_out(node):
            if name := optional(one, item.name):
                self.used[item.folder].add(name.text)
        for many, one_name in (("actors", "actor"), ("things", "thing"), ("crowds", "crowd")):
            for described in each(self.root.get(many)):
                called = described.get(one_name) if isinstance(described, Pairs) else None
                if isinstance(called, Scalar) and isinstance(described, Pairs):
                    self._own(called.text, described, one_name)

    def _own(self, name: str, item: Pairs, kind: str) -> None:
        if kind == "crowd":
            self.names.crowds.add(name)
            return
        try:
            iri = self._of_registry(name).value
        except UnclearError:
            return  # told where the item is described
        words = [name]
        for key in ("label", "also"):
            words += [one.text for one in each(item.get(key)) if isinstance(one, Scalar)]
        for word in words:
            self.names.own[word.casefold()].add(iri)

    def _article(self) -> None:
        """Describe the article, if any key at the top does."""
        known = {key.name for key in table.ARTICLE.keys}
        keys = [key for key, _ in self.root.pairs if key.text in known or ":" in key.text]
        if not keys:
            return
        at = keys[0]
        article = ox.NamedNode(self.names.article)
        self.facts.node(article, at)
        self.facts.add(article, TYPE, ox.NamedNode(CG + "Article"), at)
        self._label(article, self.root, table.ARTICLE, "", at)
        for key in keys:
            if key.text != "label":
                self._said(article, table.ARTICLE, key, self.root.get(key.text) or key)
        placing.digest(self, article)

    def _captured(self) -> None:
        """Say by `prov:` who made the capture, and when it was ended."""
        value, key = self._pairs("captured"), self._key("captured")
        if value is not None and key is not None:
            placing.provenance(self, value, key)

    # ── Items ────────────────────────────────────────────────────────────────────────────────────

    def item(self, node: nodes.Node, item: Item, under: Under) -> ox.NamedNode | None:
        """Describe an item by the keys of its table."""
        if isinstance(node, Scalar) and item.name == "argument" and node.text and under.key:
            node = premises(node)
        if not isinstance(node, Pairs):
            if not isinstance(node, Scalar) or node.text:
                self.facts.fault(
                    f"has no keys of {item.name}: write them below each other", node.start
                )
            return None
        name = node.get(item.name)
        if name is not None and not isinstance(name, Scalar):
            self.facts.fault(f"is not a name of {item.name}: write a short name", name.start)
        at = name if isinstance(name, Scalar) and name.text else _first(node, under.at)
        try:
            iri = self._name(node, item, name, at, under.default, under.parent)
        except UnclearError as error:
            self.facts.fault(str(error), at.start)
            return None
        self.facts.node(iri, at)
        self._kinds(iri, node, item, at, UNDER.get(under.at.text, 0))
        local = iri.value.rpartition("/")[2].rpartition("#")[2]
        self._label(iri, node, item, local, at)
        if under.parent is not None and under.key is not None:
            self.facts.add(iri, under.key.property, under.parent, under.at, at)
        if item.name == "passage":
            self.passages[iri] = node
        placing.implied(self, iri, item, node, at)
        for written, value in node.pairs:
            if written.text not in (item.name, "label") and (
                written.text != "kind" or table.key(item.name, "kind")
            ):
                self._said(iri, item, written, value)
        return iri

    def described(self, subject: Subject, node: Pairs, item: Item) -> None:
        """Add what the keys of an item without a name say."""
        for written, value in node.pairs:
            self._said(subject, item, written, value)

    def _said(self, subject: Subject, item: Item, key: Scalar, value: nodes.Node) -> None:
        """Add what one key of an item says."""
        known = table.key(item.name, key.text)
        if known is not None:
            self._value(subject, known, key, value, item.name)
        elif ":" in key.text:
            self._own_property(subject, key, value)
        else:
            keys = {one.name for one in item.keys} | {"kind", item.name}
            self._unknown(key, keys, item.name, subject)

    def _name(
        self,
        node: Pairs,
        item: Item,
        name: nodes.Node | None,
        at: Scalar,
        default: str,
        parent: Subject | None,
    ) -> ox.NamedNode:
        if isinstance(name, Scalar) and name.text:
            iri = (
                self.names.iri(name.text, item.folder)
                if item.folder
                else self._of_registry(name.text)
            )
        else:
            words = default or forms.default_name(node, item, parent)
            if not words:
                raise UnclearError(f"needs a name: write {item.name}: and a short name")
            called = free(words, self.used[item.folder])
            self.used[item.folder].add(called)
            iri = self.names.iri(called, item.folder or "?")
            if not item.folder:
                iri = ox.NamedNode(self.names.registry + words)
        if iri.value in self._told:
            raise UnclearError(f"‘{at.text}’ is described above: join the two, or rename one")
        self._told.add(iri.value)
        return iri

    def _of_registry(self, name: str) -> ox.NamedNode:
        """Return the IRI of an actor or a thing that is described here under a name."""
        return self.names.iri(name if ":" in name else f"<{self.names.registry}{name}>", "")

    def _kinds(self, iri: ox.NamedNode, node: Pairs, item: Item, at: Scalar, default: int) -> None:
        """Add the classes of an item."""
        kinds = None if table.key(item.name, "kind") else node.get("kind")
        key = next((one for one, _ in node.pairs if one.text == "kind"), at)
        if kinds is None or (isinstance(kinds, Scalar) and not kinds.text):
            self.facts.add(iri, TYPE, ox.NamedNode(CG + item.classes[default]), at)
            return
        short = {table.short(cls, item): cls for cls in item.classes}
        for kind in each(kinds):
            if not isinstance(kind, Scalar):
                self.facts.fault(f"is not a kind of {item.name}: write a word", kind.start, iri)
                continue
            if kind.text == NONE and not kind.quoted:
                continue
            word = kind.text.strip().replace(" ", "-")
            if word in short:
                self.facts.add(iri, TYPE, ox.NamedNode(CG + short[word]), key, kind)
            elif ":" in word:
                try:
                    self.facts.add(iri, TYPE, self.names.iri(word, "?"), key, kind)
                except UnclearError as error:
                    self.facts.fault(str(error), kind.start, iri)
            else:
                self.facts.fault(
                    f"‘{kind.text}’ is not a kind of {item.name}: write one of "
                    f"{', '.join(short)}, or your own with its prefix",
                    kind.start,
                    iri,
                )

    def _label(self, iri: ox.NamedNode, node: Pairs, item: Item, name: str, at: Scalar) -> None:
        """Add the label that is given, or the one that follows."""
        key, label = next((one for one in node.pairs if one[0].text == "label"), (at, None))
        if isinstance(label, Scalar) and not label.text and not label.quoted:
            label = None
        if label is not None:
            if not (isinstance(label, Scalar) and label.text == NONE and not label.quoted):
                self._labelled(iri, key, label)
            return
        lent = node.get(item.label) if item.label else None
        words: nodes.Node = lent if lent is not None else Scalar(spoken(name), at.start, at.end)
        if isinstance(words, Scalar) and words.text:
            words = Scalar(forms.as_label(words.text), words.start, words.end, exact=False)
        if item.name != "claim" and words is not None:
            self._labelled(iri, at, words)

    def _labelled(self, iri: ox.NamedNode, key: Scalar, words: nodes.Node) -> None:
        try:
            for one in each(words):
                self.text(iri, RDFS + "label", key, one)
        except UnclearError as error:
            self.facts.fault(str(error), words.start, iri)
        except ValueError as error:
            self.facts.fault(f"has a label that is not RDF ({error}): mend it", words.start, iri)

    # ── Values ───────────────────────────────────────────────────────────────────────────────────

    def _value(self, subject: Subject, known: Key, key: Scalar, value: nodes.Node, of: str) -> None:
        """Add what a key says of a subject, by the form of its values."""
        if isinstance(value, Scalar) and not value.text and not value.quoted:
            return
        for one in each(value):
            if isinstance(one, Scalar) and one.text == NONE and not one.quoted:
                continue
            try:
                forms.FORMS[known.value](self, subject, known, key, one)
            except UnclearError as error:
                self.facts.fault(str(error), one.start, subject)
            except ValueError as error:
                message = f"{of} has a value that is not RDF ({error}): mend it"
                self.facts.fault(message, one.start, subject)

    def _own_property(self, subject: Subject, key: Scalar, value: nodes.Node) -> None:
        """Add what a property with a prefix says: IRIs that are marked as such, or texts."""
        try:
            verb = self.names.iri(key.text, "?").value
            for one in each(value):
                if (
                    isinstance(one, Scalar)
                    and not one.quoted
                    and forms.is_iri(self.names, one.text)
                ):
                    self.facts.add(subject, verb, self.names.iri(one.text, "?"), key, one)
                else:
                    self.text(subject, verb, key, one)
        except (UnclearError, ValueError) as error:
            self.facts.fault(str(error), key.start, subject)

    def _unknown(
        self, key: Scalar, known: set[str], of: str, subject: Subject | None = None
    ) -> None:
        near = alike.nearest(key.text, known)
        what = f"write ‘{near[0]}’, or leave it out" if near else "leave it out"
        self.facts.fault(f"‘{key.text}’ is not a key of {of}: {what}", key.start, subject)


_SUCH = {
    "language": "en",
    "namespace": "https://example.org/article/my-article/",
    "registry": "https://example.org/id/",
}


def written_out(root: Pairs) -> Iterator[tuple[Pairs, Item]]:
    """Yield the items of a capture that have keys, each with its kind, in no order."""
    waiting = [(one, item) for item in table.ITEMS for one in each(root.get(item.many))]
    while waiting:
        one, item = waiting.pop()
        if not isinstance(one, Pairs):
            continue
        yield one, item
        for key, value in one.pairs:
            known = table.key(item.name, key.text)
            for inner in each(value) if known else ():
                if known and isinstance(inner, Pairs):
                    within = table.written_in(known, {each.text for each, _ in inner.pairs})
                    waiting += [(inner, within)] if within else []


def _first(node: Pairs, under: Scalar) -> Scalar:
    """Return where an item without a name begins."""
    return node.pairs[0][0] if node.pairs else under


def premises(line: Scalar) -> Pairs:
    """Return the argument that `premise + premise` is short for."""
    made = Pairs(line.start, end=line.end)
    premises = Items(line.start, end=line.end)
    begin = 0
    for part in line.text.split("+"):
        premises.items.append(line.part(begin, begin + len(part)))
        begin += len(part) + 1
    made.pairs.append((Scalar("premises", line.start, line.end), premises))
    return made
