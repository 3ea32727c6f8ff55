"""Gathers the words that a project's captures may use: terms with definitions, and shared names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import table
from claimgraph.claims.notation.names import Names, short_concept
from claimgraph.graph import loading
from claimgraph.vocab import CG, RDF, RDFS, SCHEME, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.claims.notation.table import Item
    from claimgraph.graph.project import Project

_TEXTS = (
    *(RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "definition"),
    CG + "criticalQuestion",
)
_RELATION = CG + "relatesTo"


@dataclass(frozen=True)
class Word:
    """A word that a capture may use, and what it means."""

    written: str
    says: str


class Vocabulary:
    """The terms of the vocabulary and of a project's own, and the names in its registry."""

    def __init__(self, project: Project) -> None:
        self._texts: dict[str, dict[str, list[ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        self._schemes: dict[str, set[str]] = defaultdict(set)
        self._narrower: dict[str, set[str]] = defaultdict(set)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._names = Names("")
        self._read(loading.load(file).quads for file in project.vocabulary_files)
        registry = [file for file in project.data_files if file.graph.endswith("/registry")]
        self._read(loading.load(file).quads for file in registry)

    def _read(self, files: Iterable[Iterable[ox.Quad]]) -> None:
        for quad in (quad for quads in files for quad in quads):
            subject, verb, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode):
                continue
            if verb in _TEXTS and isinstance(value, ox.Literal):
                self._texts[subject.value][verb].append(value)
            elif not isinstance(value, ox.NamedNode):
                continue
            elif verb == SKOS + "inScheme":
                self._schemes[value.value].add(subject.value)
            elif verb in (RDFS + "subClassOf", RDFS + "subPropertyOf"):
                self._narrower[value.value].add(subject.value)
            elif verb == RDF + "type":
                self._kinds[value.value].add(subject.value)

    def concepts(self, scheme: str) -> list[Word]:
        """Return the concepts of a scheme, such as `certainty`."""
        return self._words(
            (iri, short_concept(iri, scheme, self._names)) for iri in self._schemes[SCHEME + scheme]
        )

    def kinds(self, item: Item) -> list[Word]:
        """Return the kinds of an item: its classes, and the project's own below them."""
        known = {CG + cls: table.short(cls, item) for cls in item.classes}
        below = {one for cls in known for one in self._below(cls)}
        own = ((iri, self._names.short(iri, "?")) for iri in below if not iri.startswith(CG))
        return self._words((*known.items(), *own))

    def relations(self) -> list[Word]:
        """Return the relations between actors and things, and the project's own."""
        return self._words(
            (iri, iri.removeprefix(CG) if iri.startswith(CG) else self._names.short(iri, "?"))
            for iri in self._below(_RELATION)
        )

    def named(self, item: Item) -> list[Word]:
        """Return what actors or things in the registry are called.

        Things that share a label go by their short names.
        """
        classes = {one for cls in item.classes for one in (CG + cls, *self._below(CG + cls))}
        kept = {iri for cls in classes for iri in self._kinds[cls]}
        meant: dict[str, set[str]] = defaultdict(set)
        for iri, texts in self._texts.items():
            for verb in (RDFS + "label", SKOS + "altLabel", SKOS + "prefLabel"):
                for text in texts[verb]:
                    meant[text.value.casefold()].add(iri)
        pairs = []
        for iri in kept:
            label = self._text(iri, RDFS + "label")
            alone = label and meant[label.casefold()] == {iri} and label == label.strip()
            pairs.append((iri, label if alone else self._names.short(iri, "")))
        return self._words(pairs, names=True)

    def _below(self, iri: str) -> set[str]:
        terms: set[str] = set()
        ahead = [iri]
        while ahead:
            for one in self._narrower[ahead.pop()] - terms:
                terms.add(one)
                ahead.append(one)
        return terms - {iri}

    def _words(self, pairs: Iterable[tuple[str, str]], *, names: bool = False) -> list[Word]:
        says = self._called if names else self.meaning
        words = {written: Word(written, says(iri)) for iri, written in sorted(pairs)}
        return [words[written] for written in sorted(words)]

    def meaning(self, iri: str) -> str:
        """Return the definition of a term, or its label where it has none."""
        return self._text(iri, SKOS + "definition") or self._text(iri, RDFS + "label")

    def _called(self, iri: str) -> str:
        """Return the definition of a name in the registry, and what else it is called."""
        definition = self._text(iri, SKOS + "definition")
        others = sorted({one.value for one in self._texts[iri][SKOS + "altLabel"]})
        name = self._names.short(iri, "")
        return ". ".join(
            part
            for part in (
                definition.rstrip("."),
                name,
                f"Also: {', '.join(others)}" if others else "",
            )
            if part
        )

    def _text(self, iri: str, verb: str) -> str:
        """Return a text in English, or in the first of the languages that it is in."""
        texts = sorted(
            self._texts[iri][verb],
            key=lambda text: (text.language not in ("en", None), text.language or "", text.value),
        )
        return texts[0].value if texts else ""
