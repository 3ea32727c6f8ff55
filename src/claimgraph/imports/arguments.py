"""Describes the arguments of an import; those that the vocabulary cannot have are told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from claimgraph.claims.model import CG
from claimgraph.claims.reading import WAYS
from claimgraph.graph import loading, terms
from claimgraph.graph import project as projects
from claimgraph.imports import words
from claimgraph.imports.own import Own, concept
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claimgraph.imports.model import Argument
    from claimgraph.imports.own import Fact

    Named = Mapping[str, tuple[URIRef, str]]

_CLASSES = {way: kind for kind, way in WAYS.items()}
_UNSPECIFIED = concept("argument-scheme", "unspecified")
# What only some tools write of a scheme's name.
_FILLING = ("argument", "from", "scheme", "to", "a", "inference")


class Arguments:
    """The arguments between claims: `facts` describes them, `left_out` tells what is not."""

    def __init__(self, arguments: Iterable[Argument], claims: Named, own: Own) -> None:
        """`claims` are IRIs and labels by the claims' keys."""
        self.facts: list[Fact] = []
        self.left_out: list[str] = []
        self.known: dict[str, URIRef] = {}
        self._claims, self._own, self._labels = claims, own, words.Once()
        self._said: set[tuple[str, frozenset[str], str]] = set()
        listed = list(arguments)
        self._schemes = _schemes() if any(one.scheme for one in listed) else {}
        for argument in _in_order(listed):
            self._describe(argument)

    def _describe(self, argument: Argument) -> None:
        premises = [self._claims[one] for one in argument.premises if one in self._claims]
        conclusion = self._conclusion(argument)
        meaning = (argument.way, frozenset(argument.premises), argument.conclusion)
        why = (
            "a second one of that name"
            if argument.key in self.known
            else "has no premise"
            if not premises
            else "has its conclusion among its premises"
            if conclusion in [premise[0] for premise in premises]
            else "says the same as another"
            if meaning in self._said
            else ""
        )
        if why or conclusion is None:
            self._tell(argument, why or f"leads to nothing that is here (‘{argument.conclusion}’)")
            return
        for one in argument.premises:
            if one not in self._claims:
                self._tell(argument, f"has a premise that is not here (‘{one}’)")
        self._said.add(meaning)
        label = self._labels(premises[0][1])
        iri = self.known[argument.key] = self._own.iri("argument", label)
        scheme = self._schemes.get(_bare(argument.scheme)) if argument.scheme else _UNSPECIFIED
        if scheme is None:
            self._tell(argument, f"scheme ‘{argument.scheme}’ is not one of the vocabulary")
        self.facts += [
            (iri, RDF.type, _CLASSES[argument.way]),
            (iri, RDFS.label, self._own.text(label)),
            *((iri, CG.premise, premise) for premise, _ in premises),
            (iri, CG.conclusion, conclusion),
            (iri, CG.scheme, scheme or _UNSPECIFIED),
            (iri, CG.explicit, Literal(False)),
            *self._own.note(iri, argument.note),
        ]

    def _conclusion(self, argument: Argument) -> URIRef | None:
        if argument.way == "undercuts":
            return self.known.get(argument.conclusion)
        claims = self._claims.get(argument.conclusion)
        return claims[0] if claims else None

    def _tell(self, argument: Argument, why: str) -> None:
        self.left_out.append(f"argument {argument.key}: {why}")


def _in_order(waiting: list[Argument]) -> list[Argument]:
    """Return the arguments, each after the one that it undercuts; those in a circle go last."""
    waiting_for: dict[str, list[Argument]] = {}
    ordered = [one for one in waiting if one.way != "undercuts"]
    for one in waiting:
        if one.way == "undercuts":
            waiting_for.setdefault(one.conclusion, []).append(one)
    for one in ordered:  # which grows
        ordered += waiting_for.pop(one.key, ())
    return [*ordered, *(one for each in waiting_for.values() for one in each)]


def _bare(name: str) -> str:
    """Return a scheme's name without case, spaces and what only some tools write of it."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    parts = re.findall(r"\w+", spaced.replace("_", " ").casefold())
    return "".join(part for part in parts if part not in _FILLING)


def _schemes() -> dict[str, URIRef]:
    """Return the argument schemes of the vocabulary by their names and labels."""
    file = projects.described(projects.shipped("ontology") / "schemes.ttl")
    graph = terms.in_memory(loading.stream(file))
    schemes: dict[str, URIRef] = {}
    for scheme in graph.subjects(SKOS.inScheme, URIRef(f"{SCHEME}argument-scheme")):
        for named in (str(scheme).rpartition("/")[2], *graph.objects(scheme, SKOS.prefLabel)):
            schemes[_bare(str(named))] = URIRef(str(scheme))
    return schemes
