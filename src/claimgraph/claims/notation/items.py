"""Writes the items of a capture as a reader of the article meets them, from the head on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import layout, reader, table
from claimgraph.claims.notation.document import TYPE, literal
from claimgraph.claims.notation.layout import Block, Flow, Listed, Written
from claimgraph.claims.notation.names import NAMING, free, name_after, named, spoken
from claimgraph.claims.notation.passage import captured, header, written_passage
from claimgraph.claims.notation.scalars import NONE, Plain, is_plain
from claimgraph.claims.notation.short import FORMS
from claimgraph.claims.notation.values import as_label, is_iri
from claimgraph.claims.notation.writing import INLINE, LABEL, Writing, local
from claimgraph.graph.turtle import writer as turtle
from claimgraph.graph.turtle.remarks import Section
from claimgraph.vocab import ARTICLE, CG, ID

if TYPE_CHECKING:
    from claimgraph.claims.notation.table import Item, Key
    from claimgraph.graph.turtle.terms import Subject, Term

# Keys that come before the kind of an item.
_HEAD = ("title", "label", "says")
# Items that what belongs to them stands under, so that they need no name where it follows.
_UNCALLED = ("section", "passage", "claim")


class Items(Writing):
    """Writes a graph item by item; what has no short form is left, and stands in the block."""

    def text(self) -> str:
        """Return the whole capture."""
        tree: dict[str, Written] = {}
        if self.left.language != "en":
            tree["language"] = self.left.language
        if self.article != f"{ARTICLE}{self.around.slug}/":
            tree["namespace"] = self.article
        if self.left.names.registry != ID:
            tree["registry"] = self.left.names.registry
        tree |= header(self)
        if self.left.names.own_prefixes:
            tree["prefixes"] = Flow(self.left.names.own_prefixes)
        if made := captured(self):
            tree["captured"] = made
        items: dict[str, Listed] = {}
        for item in table.ITEMS:
            some = [iri for iri, one in self.items.items() if one == item]
            if item.name in ("section", "passage"):
                some.sort(key=self.order.__getitem__)
            shown: list[Written] = [
                self.item(iri, item)
                for iri in some
                if iri not in self.told and not self._waits(iri, item) and not self.known(iri)
            ]
            if shown:
                items[item.many] = Listed(shown)
        # What nothing holds that is written.
        for item in table.ITEMS:
            late = [iri for iri, one in self.items.items() if one == item]
            more: list[Written] = [self.item(iri, item) for iri in late if iri not in self.told]
            if more:
                items[item.many] = Listed([*items.get(item.many, ()), *more])
        tree |= {item.many: items[item.many] for item in table.ITEMS if item.many in items}
        if block := self._block():
            tree["turtle"] = Block(block)
        return layout.text(tree)

    def _block(self) -> str:
        """Return what is left as Turtle, without the prefixes, which the notation has."""
        quads = self.left.quads()
        if not quads:
            return ""
        whole = turtle.document([Section(tuple(quads))], self.left.names.prefixes, canonical=True)
        lines = whole.split("\n")
        first = next(n for n, line in enumerate(lines) if line and not line.startswith("@prefix "))
        return "\n".join(lines[first:])

    # ── Items ────────────────────────────────────────────────────────────────────────────────────

    def inline(self, subject: Subject, key: Key, value: Term) -> Written | None:
        """Return an item in the place where it is mentioned, if it is written there."""
        if not self.is_inline(key, value) or not isinstance(value, ox.NamedNode):
            return None
        item = self.items[value]
        unnamed = value.value == self.default(subject, item.folder) and item.name != "attribution"
        return self.item(value, item, unnamed=unnamed)

    def item(
        self,
        iri: ox.NamedNode,
        item: Item,
        under: str = "",
        unnamed: bool = False,
        depth: int = 0,
    ) -> dict[str, Written]:
        """Write an item with what belongs to it."""
        self.told.add(iri)
        node: dict[str, Written] = {}
        if not unnamed:
            name = self.left.name(iri, item.folder) or ""
            shared = f"{self.left.names.registry}{name}" if not item.folder else ""
            if shared and ":" not in name and shared != iri.value:
                name = f"<{iri.value}>"
            node[item.name] = name
        self._implied(iri, item)
        kinds = self._kinds(iri, item, under)
        if item.name == "passage":
            node |= written_passage(self, iri)
        label = self.label(iri, item)
        for key in item.keys:
            if kinds is not None and key.name not in _HEAD:
                node["kind"], kinds = kinds, None
            if key.name == "label":
                values = label
            elif key.value == "items":
                values = self._below(iri, key, depth)
            else:
                values = FORMS[key.value](self, iri, key)
            if key.name == "position":
                values = self._position(values)
            if values:
                many = key.value == "items" and key.name == table.item(key.of[0]).many
                node[key.name] = Listed(values) if many else _one(values)
        if kinds is not None:
            node["kind"] = kinds
        node |= self.own_properties(iri, item)
        if item.name in _UNCALLED and self._follows(iri, item, node):
            del node[item.name]
        self.named.add(iri.value)
        long = item.name in ("section", "claim") or "claims" in node or node.keys() == {"words"}
        return node if long else Flow(node)

    def _follows(self, iri: ox.NamedNode, item: Item, node: dict[str, Written]) -> bool:
        """Tell whether a reader makes the name of an item by itself, and nothing is called by it.

        Of the names that are taken only those above are known for certain.
        """
        words = name_after(value for key in NAMING if isinstance(value := node.get(key), str))
        made = free(f"{self.article}{item.folder}/{words}", self.named)
        return bool(words) and made == iri.value and self.left.mentions[iri] == self.below[iri]

    def _implied(self, iri: ox.NamedNode, item: Item) -> None:
        """Take what the place of an item says."""
        if item.name == "section":
            self.left.take(iri, table.DCTERMS + "isPartOf", ox.NamedNode(self.article))
            self.sections += 1

    def _position(self, values: list[Written]) -> list[Written]:
        if not values:
            return [NONE]
        return [] if values == [str(self.sections)] else values

    def _kinds(self, iri: ox.NamedNode, item: Item, under: str) -> Written | None:
        """Take the classes of an item; return its kinds, None for those that are understood."""
        default = ox.NamedNode(CG + item.classes[reader.UNDER.get(under, 0)])
        types = [
            one
            for one in self.left.values(iri, TYPE)
            if isinstance(one, ox.NamedNode) and one.value != CG + "Thesis"
        ]
        if table.key(item.name, "kind"):
            self.left.take(iri, TYPE, default)
            return None
        self.left.take(iri, TYPE, *types)
        if types == [default]:
            return None
        known = {CG + cls: table.short(cls, item) for cls in item.classes}
        kinds: list[Written] = [
            known.get(one.value) or Plain(self.left.name(one, "?") or "") for one in types
        ]
        return _one(kinds) if kinds else NONE

    def label(self, iri: ox.NamedNode, item: Item) -> list[Written]:
        """Take the labels of an item; return those that do not follow from what else is said."""
        labels = [one for one in self.left.values(iri, LABEL) if _is_text(one)]
        lent = table.key(item.name, item.label) if item.label else None
        words = self._lent(iri, item, lent) if lent else spoken(local(iri))
        if item.name == "article" and words is None and not self.left.values(iri, lent.property):  # type: ignore[union-attr]
            words = ""
        if item.name == "claim":
            words = None
            if len(labels) == 1 and labels[0].language == self.left.language:  # type: ignore[union-attr]
                self.labels[iri] = labels[0].value  # type: ignore[union-attr]
        if words is not None and labels == [literal(words, self.left.language)]:
            self.left.take(iri, LABEL, *labels)
            return []
        if not labels:
            return [] if item.name == "claim" else [NONE]
        return self.left.texts(iri, LABEL)

    def _lent(self, iri: ox.NamedNode, item: Item, key: Key) -> str | None:
        """Return the label that another key lends; None where that is not certain."""
        if item.name == "passage":
            return as_label(self.words.get(iri) or spoken(local(iri)))
        values = [one for one in self.left.values(iri, key.property) if _is_text(one)]
        if not values:
            return spoken(local(iri)) if item.name != "article" else None
        if len(values) > 1 or values[0].language != self.left.language or not values[0].value:  # type: ignore[union-attr]
            return None
        return as_label(values[0].value)  # type: ignore[union-attr]

    def own_properties(self, iri: ox.NamedNode, item: Item) -> dict[str, Written]:
        """Take what properties of the project's own say, texts and IRIs."""
        known = {key.property for key in item.keys} | {TYPE, LABEL}
        node: dict[str, Written] = {}
        for verb in self.left.verbs(iri):
            name = self.left.name(ox.NamedNode(verb), "?") or ""
            if verb in known or len(name) > 200:
                continue
            values: list[Written] = []
            for value in self.left.values(iri, verb):
                short = self.left.name(value, "?")
                if short and is_iri(self.left.names, short) and is_plain(short, flow=True):
                    self.left.take(iri, verb, value)
                    values.append(Plain(short))
            values += self.left.texts(iri, verb, marked=True)
            if values:
                node[name] = _one(values)
        return node

    # ── What stands below what ───────────────────────────────────────────────────────────────────

    def _below(self, iri: ox.NamedNode, key: Key, depth: int) -> list[Written]:
        """Write the items that stand under a key, which point at its subject."""
        item = table.item(key.of[0])
        subjects = [
            one
            for one in self.left.by_value.get((key.property, iri), ())
            if self.is_item(one, item.name)
            and one not in self.told
            and self.home(one, item, depth) == (iri, key.name)
        ]
        if item.name == "passage":
            subjects.sort(key=self.order.__getitem__)
        shown: list[Written] = []
        for one in subjects:
            if one in self.told:
                continue
            self.left.take(one, key.property, iri)
            self.below[iri] += 1
            shown.append(self._argument(one, item, key, iri, depth))
        return shown

    def _argument(
        self, one: ox.NamedNode, item: Item, key: Key, iri: ox.NamedNode, depth: int
    ) -> Written:
        """Write an item below another; of an argument that only has premises, those alone."""
        if item.name not in ("argument", "explanation"):
            return self.item(one, item, key.name, depth=depth + 1)
        premises = "premises" if item.name == "argument" else "by"
        verb = next(k.property for k in item.keys if k.name == premises)
        first = next(iter(self.left.values(one, verb)), None)
        name = named(self.left.name(first, "claim") or "") if first is not None else ""
        default = f"{self.article}{item.folder}/{local(iri)}-by-{name}"
        unnamed = bool(name) and one.value == default and not self.left.mentions[one]
        node = self.item(one, item, key.name, unnamed=unnamed, depth=depth + 1)
        if node.keys() == {"premises"} and item.name == "argument":
            some = node["premises"]
            names = some if isinstance(some, list) else [some]
            if all(isinstance(n, str) and "+" not in n for n in names):
                return " + ".join(map(str, names))
        return node

    def _waits(self, iri: ox.NamedNode, item: Item) -> bool:
        """Tell whether an item is written later, where it stands or is mentioned."""
        if item.name in ("passage", "claim", "argument", "explanation"):
            return self.home(iri, item, 0) is not None
        return item.name in INLINE and self.left.mentions[iri] == 1


def _is_text(term: Term) -> bool:
    return isinstance(term, ox.Literal) and bool(term.language)


def _one(values: list[Written]) -> Written:
    """Return a value alone where it needs no brackets; items stand behind dashes."""
    alone = len(values) == 1 and isinstance(values[0], str | Flow)
    return values[0] if alone else values
