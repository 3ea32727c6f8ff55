"""Reads captured articles with their passages and hedges, to be compared with their texts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import SKOS, Literal

from claimgraph.claims.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.claims.passages import Place


@dataclass(frozen=True)
class Passage:
    """A passage as captured; what the data lacks is None.

    `hedges` are the marker words and the conditions that the claims of the passage record.
    """

    iri: str
    label: str
    section: str | None
    place: Place | None
    fragment: str | None
    digest: str | None
    hedges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hedge:
    """Marker words that a claim records, and the IRIs of the passages that should hold them.

    `literal` is the words in N-Triples.
    """

    claim: str
    label: str
    words: str
    literal: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """An article as captured, its passages in the order of their places.

    `says` is all that was captured of it, `names` are the other names of what that speaks of.
    """

    iri: str
    label: str
    digest: str | None
    passages: tuple[Passage, ...]
    hedges: tuple[Hedge, ...] = ()
    says: model.Article | None = None
    names: Mapping[Node, tuple[str, ...]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The last part of the article's IRI."""
        return self.iri.rstrip("/").rpartition("/")[2]


def articles(graph: Graph) -> tuple[Article, ...]:
    """Return the articles of a graph with their passages, in the order of their IRIs."""
    reader = Reader(graph)
    names: dict[Node, tuple[str, ...]] = defaultdict(tuple)
    for thing, name in graph.subject_objects(SKOS.altLabel, unique=True):
        names[thing] += (str(name),)
    return tuple(_captured(reader.article(iri), names) for iri in reader.articles())


def _captured(read: model.Article, names: Mapping[Node, tuple[str, ...]]) -> Article:
    recorded: dict[Node, list[str]] = defaultdict(list)
    for claim in read.claims:
        conditions = [str(one.iri) for one in claim.conditions if isinstance(one.iri, Literal)]
        for passage in claim.passages:
            recorded[passage.iri] += [*claim.hedges, *conditions]
    passages = [
        Passage(
            iri=str(one.iri),
            label=one.label,
            section=None if one.section is None else str(one.section.iri),
            place=None if one.start is None or one.end is None else (one.start, one.end),
            fragment=one.fragment,
            digest=one.digest,
            hedges=tuple(sorted(recorded[one.iri])),
        )
        for one in read.passages
    ]
    hedges = tuple(
        Hedge(
            str(claim.iri),
            claim.label,
            words,
            Literal(words, lang=words.language or None).n3(),
            tuple(sorted(str(passage.iri) for passage in claim.passages)),
        )
        for claim in sorted(read.claims, key=lambda one: one.iri)
        for words in claim.hedges
    )
    ordered = sorted(passages, key=lambda one: (one.place or (-1, -1), one.iri))
    return Article(str(read.iri), read.label, read.digest, tuple(ordered), hedges, read, names)
