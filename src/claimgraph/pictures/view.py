"""Which part of an argument a map shows: folded to its pillars, around a thing, or whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims import network as argument
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.model import Argument
    from claimgraph.claims.network import Network


@dataclass(frozen=True)
class View:
    """The part of a network that is shown: its claims and arguments, and the one it is about."""

    network: Network
    claims: tuple[URIRef, ...]
    arguments: tuple[Argument, ...]
    around: URIRef | None = None

    def folded(self, claim: URIRef) -> int:
        """Return how many claims bear on a claim by arguments that are not shown."""
        drawn = {one.iri for one in self.arguments}
        hidden = [one for one in self.network.concluding.get(claim, ()) if one.iri not in drawn]
        beneath = {iri for one in hidden for iri in one.premises}
        for iri in list(beneath):
            beneath |= self.network.beneath(iri)
        return len(beneath - set(self.claims) - {claim})


def view(graph: Graph, around: URIRef | None = None, *, whole: bool = False) -> View:
    """Return what the map shows: see `pictures.map.draw`."""
    article = around is not None and Reader(graph).is_a(around, CG.Article)
    network = argument.around(graph, around)
    if whole and (around is None or article):
        return _closed(network, network.claims, around)
    if around is None or article:
        return _closed(network, _pillared(network), around)
    if around in network.claims:
        if whole:
            return _closed(network, {around, *network.beneath(around)}, around)
        return _closed(network, _near(network, around), around)
    if one := network.arguments.get(around):
        return _closed(network, {*one.premises, *_ends(network, one)}, around)
    return _closed(network, argument.mentioning(graph, around), around)


def _closed(network: Network, shown: Iterable[Node], around: URIRef | None) -> View:
    """Show claims with every argument that runs between them."""
    wanted = set(shown)
    claims = tuple(iri for iri in network.claims if iri in wanted)
    known: set[Node] = set(claims)
    arguments: list[Argument] = []
    while more := [
        one
        for one in network.arguments.values()
        if one.iri not in known
        and one.conclusion in known
        and one.premises
        and known.issuperset(one.premises)
    ]:
        arguments += more
        known.update(one.iri for one in more)
    return View(network, claims, tuple(arguments), around)


def _pillared(network: Network) -> set[Node]:
    """The theses, what they rest on, what that rests on, and what is drawn from the theses."""
    theses = network.theses() or _roots(network)
    upper: list[Node] = [*theses, *(p for thesis in theses for p in network.pillars(thesis))]
    shown: set[Node] = set(upper)
    for claim in upper:
        for one in network.concluding.get(claim, ()):
            shown.update(_with_attacks(network, one))
    for thesis in theses:
        for one in network.using.get(thesis, ()):
            shown.update((*one.premises, *_ends(network, one)))
    return shown


def _roots(network: Network) -> list[URIRef]:
    return [iri for iri in network.claims if iri not in network.using]


def _near(network: Network, claim: URIRef) -> set[Node]:
    shown: set[Node] = {claim}
    for one in network.concluding.get(claim, ()):
        shown.update(_with_attacks(network, one))
    for one in network.using.get(claim, ()):
        shown.update((*one.premises, *_ends(network, one)))
    return shown


def _with_attacks(network: Network, one: Argument) -> set[Node]:
    """The premises of an argument, and those of the arguments that undercut it."""
    attacks = network.concluding.get(one.iri, ())
    return {*one.premises, *(premise for attack in attacks for premise in attack.premises)}


def _ends(network: Network, one: Argument) -> set[Node]:
    """What an argument is for or against; for an undercut, the argument's own ends."""
    found: set[Node] = set()
    while one.conclusion in network.arguments and one.iri not in found:
        found.update((one.iri, *one.premises))
        one = network.arguments[one.conclusion]
    return {*found, *one.premises, one.conclusion}
