"""What a capture that is written consists of: which items there are, and what they stand under."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from math import inf
from typing import TYPE_CHECKING, TypeGuard

import pyoxigraph as ox

from claimgraph.claims.notation import reader, table
from claimgraph.claims.notation.document import TYPE, literal
from claimgraph.claims.notation.left import Left, is_typed, lexical, place
from claimgraph.claims.notation.names import Names, concept
from claimgraph.claims.notation.values import AUTHOR, AUTHORS_REPORT
from claimgraph.vocab import ARTICLE, CG, ID, OA, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from claimgraph.claims.notation.layout import Written
    from claimgraph.claims.notation.state import Surroundings
    from claimgraph.claims.notation.table import Item, Key
    from claimgraph.graph.turtle.terms import Subject, Term

LABEL = RDFS + "label"
# How many items may stand within each other by arguments that undercut arguments.
_DEEPEST = 8
# Items that are written where they are mentioned, if that is one place.
INLINE = ("evidence", "figure", "event", "attribution")


class Writing(ABC):
    """A graph that is being written as a capture."""

    def __init__(
        self,
        quads: Sequence[ox.Quad],
        around: Surroundings,
        prefixes: Mapping[str, str],
        held: Collection[str],
    ) -> None:
        self.around = around
        self.article = _article(quads, f"{ARTICLE}{around.slug}/")
        used = {iri for quad in quads for iri in _iris(quad)}
        usual = Names(self.article).prefixes
        own = {
            name: space
            for name, space in sorted(prefixes.items())
            if name
            and name not in usual
            and space not in (self.article, *usual.values())
            and any(iri.startswith(space) for iri in used)
        }
        registry = _registry(quads, self.article, usual.values())
        names = Names(self.article, registry, own_prefixes=own, known=around.known)
        self.left = Left(quads, names, around, held)
        self.left.language = _language(quads)
        self.told: set[ox.NamedNode] = set()
        # The IRIs of items that have their name, and how many stand below each.
        self.named: set[str] = set()
        self.below: Counter[ox.NamedNode] = Counter()
        self.labels: dict[Subject, str] = {}
        self.words: dict[Subject, str] = {}
        self.article_text: str | None = None
        self.called: Written | None = None
        self.chained = False
        self.sections = 0
        self.items: dict[ox.NamedNode, Item] = {
            subject: item
            for subject in self.left.subjects
            if isinstance(subject, ox.NamedNode) and (item := self._item_of(subject))
        }
        creator = table.DCTERMS + "creator"
        self.creators = self.left.values(ox.NamedNode(self.article), creator)
        self.has_author = self._author()
        self.order = self._in_text()
        self._announce()

    def _item_of(self, subject: ox.NamedNode) -> Item | None:
        """Return what a subject is described as: by its classes, or by where its IRI stands."""
        # The keys at the top describe the article and its graph.
        if subject.value in self.left.held or subject.value in (self.article, self.around.graph):
            return None
        types = [
            one.value for one in self.left.values(subject, TYPE) if isinstance(one, ox.NamedNode)
        ]
        classes = {one.removeprefix(CG) for one in types if one.startswith(CG)}
        item = next((one for one in table.ITEMS if classes.intersection(one.classes)), None)
        if item is None:
            item = next(
                (
                    one
                    for one in table.ITEMS
                    if one.folder and subject.value.startswith(f"{self.article}{one.folder}/")
                ),
                None,
            )
        if item is None and types and subject.value.startswith(self.left.names.registry):
            item = table.THING
        return item if item and self._fits(subject, item) else None

    def _fits(self, subject: ox.NamedNode, item: Item) -> bool:
        """Tell whether all that the notation says of such an item by itself is so."""
        article = ox.NamedNode(self.article)
        if item.name == "section":
            return self.left.holds(subject, table.DCTERMS + "isPartOf", article)
        if item.name == "passage":
            source = self.left.holds(subject, OA + "hasSource", article)
            return source and place(self.left, subject) is not None
        if table.key(item.name, "kind"):
            return self.left.holds(subject, TYPE, ox.NamedNode(CG + item.classes[0]))
        return True

    def _in_text(self) -> dict[ox.NamedNode, tuple[float, float]]:
        """Return keys that sort sections and passages as they stand in the text."""
        order: dict[ox.NamedNode, tuple[float, float]] = {}
        for section in self.items:
            if self.is_item(section, "section"):
                values = self.left.values(section, table.SCHEMA + "position")
                numbers = [lexical(one) for one in values if is_typed(one, "integer")]
                at = next((int(one) for one in numbers if one.lstrip("-").isdecimal()), inf)
                order[section] = (at, 0)
        for passage in self.items:
            if self.is_item(passage, "passage"):
                home = self.home(passage, table.PASSAGE, 0)
                selector = place(self.left, passage)
                start = int(selector[1]) if selector else inf
                order[passage] = (order[home[0]][0] if home else inf, start)
        return order

    def _announce(self) -> None:
        """Note what the actors, things and crowds of this file are called, as a reader does."""
        names, left = self.left.names, self.left
        for subject, item in self.items.items():
            if item.name == "crowd" and subject.value.startswith(f"{self.article}crowd/"):
                names.crowds.add(subject.value.removeprefix(f"{self.article}crowd/"))
            if item.name not in ("actor", "thing"):
                continue
            words = [subject.value.removeprefix(names.registry)]
            for verb in (LABEL, table.item(item.name).keys[1].property):
                words += [
                    one.value for one in left.values(subject, verb) if isinstance(one, ox.Literal)
                ]
            for word in words:
                names.own[word.casefold()].add(subject.value)

    def _author(self) -> bool:
        """Tell whether chains of sayings may leave out their end, the author's report."""
        author = ox.NamedNode(f"{self.article}attribution/{AUTHOR}")
        return author in self.left.subjects or not self.creators

    # ── What stands where ────────────────────────────────────────────────────────────────────────

    def is_item(self, term: Term, name: str) -> TypeGuard[ox.NamedNode]:
        """Tell whether a term is an item of this name."""
        item = self.items.get(term) if isinstance(term, ox.NamedNode) else None
        return item is not None and item.name == name

    def default(self, subject: Subject, folder: str) -> str:
        """Return the IRI that an item of a folder has which is written inside another one."""
        return f"{self.article}{folder}/{local(subject)}"

    def is_inline(self, key: Key, value: Term) -> bool:
        """Tell whether an item is written where it is mentioned."""
        item = self.items.get(value) if isinstance(value, ox.NamedNode) else None
        return (
            item is not None
            and item.name in INLINE
            and item.name in key.of
            and value not in self.told
            and self.left.mentions[value] == 1
        )

    def home(self, one: ox.NamedNode, item: Item, depth: int) -> tuple[ox.NamedNode, str] | None:
        """Return what an item stands under, and by which key; None at the top of the file."""
        if item.name == "passage":
            parts = self.left.values(one, table.DCTERMS + "isPartOf")
            section = next((p for p in parts if self.is_item(p, "section")), None)
            return (section, "passages") if section else None
        if item.name == "claim":
            said = self.left.values(one, CG + "passage")
            places = [passage for passage in said if self.is_item(passage, "passage")]
            first = min(places, key=self.order.__getitem__, default=None)
            return (first, "claims") if first else None
        verb = CG + ("explains" if item.name == "explanation" else "conclusion")
        values = self.left.values(one, verb)
        types = self.left.values(one, TYPE)
        if item.name == "explanation":
            key, of = "explained", "claim"
        else:
            kinds = {
                word: ox.NamedNode(CG + item.classes[number]) in types
                for word, number in reader.UNDER.items()
            }
            key = next((word for word, is_so in kinds.items() if is_so), "")
            of = "argument" if key == "undercut" else "claim"
        if not key or depth > _DEEPEST:
            return None
        about = next((value for value in values if self.is_item(value, of) and value != one), None)
        return (about, key) if about else None

    def known(self, iri: ox.NamedNode) -> bool:
        """Take the author's report where a reader describes it as it is: chains end in it."""
        left = self.left
        if iri.value != f"{self.article}attribution/{AUTHOR}" or not self.chained:
            return False
        facts = {verb: left.values(iri, verb) for verb in left.verbs(iri)}
        if not self.creators or facts != {
            TYPE: (ox.NamedNode(CG + "Attribution"),),
            LABEL: (literal(AUTHORS_REPORT, "en"),),
            CG + "actor": self.creators[:1],
            CG + "speechAct": (concept("reports", "speech-act", left.names),),
        }:
            return False
        for verb, values in facts.items():
            left.take(iri, verb, *values)
        self.told.add(iri)
        return True

    @abstractmethod
    def label(self, iri: ox.NamedNode, item: Item) -> list[Written]:
        """Take the labels of an item; return those that do not follow from what else is said."""

    @abstractmethod
    def own_properties(self, iri: ox.NamedNode, item: Item) -> dict[str, Written]:
        """Take what properties of the project's own say, texts and IRIs."""

    @abstractmethod
    def inline(self, subject: Subject, key: Key, value: Term) -> Written | None:
        """Return an item in the place where it is mentioned, if it is written there."""


def _article(quads: Sequence[ox.Quad], usual: str) -> str:
    """Return the IRI of the one article that quads describe, or the usual one."""
    articles = {
        quad.subject.value
        for quad in quads
        if quad.predicate.value == TYPE
        and quad.object == ox.NamedNode(CG + "Article")
        and isinstance(quad.subject, ox.NamedNode)
    }
    return articles.pop() if len(articles) == 1 else usual


def _registry(quads: Sequence[ox.Quad], article: str, usual: Collection[str]) -> str:
    """Return the namespace of most actors: claimgraph's if any is in it, or in a vocabulary's."""
    spaces = Counter(
        re.sub(r"[^/#]*\Z", "", quad.object.value)
        for quad in quads
        if quad.predicate.value in (CG + "actor", CG + "issuer", table.DCTERMS + "creator")
        and isinstance(quad.object, ox.NamedNode)
        and not quad.object.value.startswith(article)
    )
    most = max(spaces, key=lambda space: (spaces[space], space), default=ID)
    return ID if ID in spaces or most in usual or ":" not in most else most


def _language(quads: Sequence[ox.Quad]) -> str:
    """Return the language of most texts."""
    tags = Counter(
        quad.object.language
        for quad in quads
        if isinstance(quad.object, ox.Literal) and quad.object.language
    )
    most = max(tags.values(), default=0)
    return min((tag for tag, count in tags.items() if count == most), default="en")


def _iris(quad: ox.Quad) -> list[str]:
    terms = (quad.subject, quad.predicate, quad.object)
    return [term.value for term in terms if isinstance(term, ox.NamedNode)]


def local(iri: Subject) -> str:
    """Return the local name of an IRI, which what stands below it may go by."""
    if not isinstance(iri, ox.NamedNode):
        return ""
    return iri.value.rstrip("/").rpartition("/")[2].rpartition("#")[2]
