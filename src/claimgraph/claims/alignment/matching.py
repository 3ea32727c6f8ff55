"""Finds for claims those of other articles that may say the same, and scores them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import nlargest
from math import exp
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.claims.alignment.wording import Wording
from claimgraph.claims.words import stems
from claimgraph.vocab import SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Watched = Callable[[Sequence[int]], Iterable[int]]

# So many claims are scored for each, those most alike by stems.
SHORTLIST = 30
# Constant; likeness by stems, its lead over the claim's best other candidate; both by characters.
# Fitted by scikit-learn's LogisticRegression (C=100) to `features` of the training part of ArgKP,
# 20,635 pairs of 24 topics, a fifth of which match; of two articles' claims fewer do.
COEFFICIENTS = (-1.446, 9.096, 5.468, 0.086, 3.401)
_DISAGREES = URIRef("http://purl.org/spar/cito/disagreesWith")
_DENIED = re.compile(
    r"\b(?:not|no|never|nor|without|neither|none|nothing|nobody|cannot|fails?|failed)\b|n['’]t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in words, with the IRI of its article."""

    iri: str
    label: str
    paraphrase: str
    article: str

    @property
    def text(self) -> str:
        """All its words."""
        return f"{self.label} {self.paraphrase}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim of another article that may say what one does.

    `score` is from 0 to 1; `shared` are the stems of both, the most telling first; `relation` is
    the one of `links.RELATIONS` that their words suggest.
    """

    claim: Said
    other: Said
    score: float
    shared: tuple[str, ...]
    relation: URIRef


def candidates(
    claims: Sequence[Said],
    others: Sequence[Said],
    limit: int = 3,
    *,
    decided: Callable[[str, str], bool] = lambda _one, _other: False,
    background: Sequence[Said] = (),
    watched: Watched = lambda places: places,
) -> Iterator[Candidate]:
    """Yield for each claim those of other articles among `others` that are most like it.

    They come in the order of the claims, the best first; a claim that shares no word has none.
    Pairs of IRIs that are `decided` are left out. `background` tells which words are rare (default:
    both). `watched` is given the places of the claims, to show how far it is.
    """
    own = {one.iri for one in claims}
    every = [*claims, *(one for one in others if one.iri not in own)]
    offered = {one.iri for one in others}
    numbers = {name: place for place, name in enumerate({one.article: 0 for one in every})}
    texts = [one.text for one in every]
    wording = Wording(
        texts, [numbers[one.article] for one in every], [one.text for one in background]
    )
    for first in watched(range(len(claims))):
        near = wording.nearest(first, SHORTLIST)
        places = {place: near[place] for place in near if every[place].iri in offered}
        scores = scored(wording, first, places)
        claim = claims[first]
        free = (place for place in scores if not decided(claim.iri, every[place].iri))
        for place in nlargest(limit, free, key=lambda place: (scores[place], -place)):
            other, shared = every[place], wording.shared(first, place)
            yield Candidate(claim, other, scores[place], shared, suggested(claim, other))


def scored(wording: Wording, first: int, by_stems: Mapping[int, float]) -> dict[int, float]:
    """Return the scores of a text's candidates, by their places; how alike by stems is known."""
    return {place: score(values) for place, values in features(wording, first, by_stems).items()}


def features(
    wording: Wording, first: int, by_stems: Mapping[int, float]
) -> dict[int, tuple[float, ...]]:
    """Return the features of a text's candidates, as `COEFFICIENTS` has them."""
    by_characters = {place: wording.by_characters(first, place) for place in by_stems}
    one, two = leads(by_stems), leads(by_characters)
    return {
        place: (by_stems[place], one[place], by_characters[place], two[place]) for place in by_stems
    }


def leads(likenesses: Mapping[int, float]) -> dict[int, float]:
    """Return how much each is more alike than the best of the others, where there is one."""
    first, second = [*sorted(likenesses.values(), reverse=True), 0.0, 0.0][:2]
    return {
        place: value - (first if value < first else second) for place, value in likenesses.items()
    }


def score(values: Sequence[float]) -> float:
    """Return the logistic score of a candidate's features, from 0 to 1."""
    constant, *slopes = COEFFICIENTS
    power = constant + sum(slope * value for slope, value in zip(slopes, values, strict=True))
    return 1 / (1 + exp(-power))


def suggested(claim: Said, other: Said) -> URIRef:
    """Return the relation that two claims' words suggest: of English, and only to begin with."""
    own, others = stems(claim.label), stems(other.label)
    if bool(_DENIED.search(claim.label)) != bool(_DENIED.search(other.label)):
        return _DISAGREES
    if own == others:
        return URIRef(SKOS + "exactMatch")
    # What all the words of a shorter one say is part of what the longer one says.
    if others < own:
        return URIRef(SKOS + "broadMatch")
    if own < others:
        return URIRef(SKOS + "narrowMatch")
    return URIRef(SKOS + "closeMatch")
