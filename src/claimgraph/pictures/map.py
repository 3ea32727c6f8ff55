"""The argument map: how claims hold each other up, from the thesis down to what is merely said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.claims import network as networks
from claimgraph.claims import wording
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader
from claimgraph.pictures import cards as shapes
from claimgraph.pictures import svg
from claimgraph.pictures.layout import Box, Course, Line, layout
from claimgraph.pictures.svg import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.model import Argument, Proposition
    from claimgraph.claims.network import Network
    from claimgraph.pictures.layout import Point
    from claimgraph.pictures.svg import Element

STYLE = shapes.STYLE
_MARGIN = 16.0
_SAYS = {
    "supports": "supported",
    "opposes": "opposed",
    "undercuts": "undercut",
    "bears on": "touched",
}


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
    network = networks.network_around(graph, around)
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
    return _closed(network, networks.mentioning(graph, around), around)


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
    ends: set[Node] = set()
    while one.conclusion in network.arguments and one.iri not in ends:
        ends.update((one.iri, *one.premises))
        one = network.arguments[one.conclusion]
    return {*ends, *one.premises, one.conclusion}


def draw(
    graph: Graph,
    around: URIRef | None = None,
    href: Callable[[Node], str] = str,
    *,
    whole: bool = False,
    prefix: str | None = None,
) -> svg.Drawing:
    """Return the argument map as SVG; `href` gives the link for an IRI.

    It shows the theses, their pillars and what these rest on, with the number of claims folded
    beneath; with `whole`, all. Around a claim or an argument it shows what bears on it and what it
    bears on; around anything else the claims that speak of it. Raises PictureError.
    """
    seen = view(graph, around, whole=whole)
    names: dict[Node, str] = {node: f"c{n}" for n, node in enumerate(seen.claims)}
    names |= {one.iri: f"a{n}" for n, one in enumerate(seen.arguments)}
    theses = seen.network.theses()
    pillars = {pillar for thesis in theses for pillar in seen.network.pillars(thesis)}
    cards = shapes.even(
        {iri: _card(seen, seen.network.claims[iri], iri in pillars) for iri in seen.claims}
    )
    boxes = [Box(names[iri], card.width, card.height) for iri, card in cards.items()]
    boxes += [Box(names[one.iri], 18, 18) for one in seen.arguments]
    parts = [(premise, one) for one in seen.arguments for premise in one.premises]
    lines = [
        Line(names[premise], names[one.iri], weight=_weight(one, theses, pillars), arrow=False)
        for premise, one in parts
    ]
    lines += [
        Line(names[one.iri], names[one.conclusion], weight=8, ranked=one.way != "undercuts")
        for one in seen.arguments
    ]
    laid = layout(boxes, lines, between=16, ranks=26)
    width = max(laid.width + 2 * _MARGIN, 640.0)
    root = svg.frame(width, 0, "Argument map", _summary(seen), STYLE if prefix is None else "")
    aside = (width - laid.width) / 2
    group = svg.element(root, "g", transform=f"translate({svg.point(aside, _MARGIN)})")
    courses = laid.lines
    for (premise, one), course in zip(parts, courses, strict=False):
        edge = svg.element(group, "g", data_argument=one.iri, data_premise=premise)
        shapes.run(edge, course, one.way, guess=not one.explicit)
    for one, course in zip(seen.arguments, courses[len(parts) :], strict=True):
        edge = svg.element(group, "g", data_argument=one.iri)
        shapes.run(edge, course, one.way, guess=not one.explicit)
        shapes.tip(edge, course, one.way)
    for one in seen.arguments:
        target = svg.link(group, _href(href, one.iri), _told(one), data_argument=one.iri)
        shapes.sign(target, laid.boxes[names[one.iri]], one.way, guess=not one.explicit)
    for iri, card in cards.items():
        remark = _remark(seen.network.claims[iri])
        target = svg.link(group, _href(href, iri), remark, data_claim=iri)
        if iri in theses[:1]:
            target.set("id", f"{prefix or ''}start")
        shapes.place(target, card, laid.boxes[names[iri]])
    top = laid.height + 2 * _MARGIN
    height = top + shapes.key(root, key(seen), _MARGIN, top, width - 2 * _MARGIN)
    hidden = len(seen.network.claims) - len(seen.claims)
    if hidden:
        note = f"{len(seen.claims)} of {len(seen.network.claims)} claims are shown"
        height += 18
        svg.element(root, "text", note, x=_MARGIN, y=height - 6, class_="cg-small")
    return svg.text(svg.sized(root, width, height + 8))


def outline(graph: Graph, around: URIRef | None = None, *, whole: bool = False) -> tuple[Item, ...]:
    """Return the map's content as nested items: claims, and under each the arguments about it.

    It begins with the theses: what all else is about.
    """
    seen = view(graph, around, whole=whole)
    used = {premise for one in seen.arguments for premise in one.premises}
    listed: set[Node] = set()
    roots = [iri for iri in seen.claims if iri not in used]
    roots.sort(key=lambda iri: not seen.network.claims[iri].thesis)
    items = [_item(seen, iri, listed) for iri in roots]
    # What is left goes in circles: it has no root.
    items += [_item(seen, iri, listed) for iri in seen.claims if iri not in listed]
    return tuple(items)


def _weight(one: Argument, theses: Iterable[Node], pillars: Iterable[Node]) -> int:
    """Keep pillars beside their thesis, and what they rest on beside them."""
    return 12 if one.conclusion in theses else 3 if one.conclusion in pillars else 1


def _card(seen: View, claim: Proposition, pillar: bool) -> shapes.Card:
    small = []
    if not claim.plain:
        small.append(f"~ {certainty(claim)}")
    if folded := seen.folded(claim.iri):
        small.append(f"+ {folded} beneath")
    kinds = ["cg-thesis" if claim.thesis else "cg-pillar" if pillar else ""]
    kinds.append("" if claim.plain else "cg-hedged")
    kinds.append("cg-here" if claim.iri == seen.around else "")
    return shapes.card(claim.label, small, kind=" ".join(filter(None, kinds)))


def certainty(claim: Proposition) -> str:
    """Return how firmly a claim is said and by which words, nothing where it is said outright."""
    if claim.plain:
        return ""
    return wording.firmness(str(claim.certainty), claim.hedges)


def _remark(claim: Proposition) -> str:
    return f"{claim.label} ({certainty(claim) or 'asserted'})"


def _told(one: Argument) -> str:
    drawn = "" if one.explicit else ", reconstructed"
    needed = f", {len(one.premises)} premises needed together" if len(one.premises) > 1 else ""
    return f"{one.label}: {one.way} by {one.scheme or 'argument'}{drawn}{needed}"


def _href(href: Callable[[Node], str], node: Node) -> str:
    return href(node) if isinstance(node, URIRef) else ""


def _summary(seen: View) -> str:
    ways = [one.way for one in seen.arguments]
    counts = ", ".join(f"{ways.count(way)} {way}" for way in dict.fromkeys(ways))
    return (
        f"{len(seen.claims)} of {len(seen.network.claims)} claims and {len(ways)} arguments"
        f"{f' ({counts})' if counts else ''}. "
        "Conclusions stand to the left of the premises that they rest on."
    )


def _item(seen: View, iri: URIRef, listed: set[Node]) -> Item:
    claim = seen.network.claims[iri]
    text = claim.label if claim.plain else f"{claim.label} ({certainty(claim)})"
    arguments = [one for one in seen.arguments if one.conclusion == iri]
    if iri in listed and arguments:
        return Item(f"{text} (see above)", iri)
    listed.add(iri)
    children = [_argument_item(seen, one, listed) for one in arguments]
    if folded := seen.folded(iri):
        children.append(Item(f"{folded} more beneath"))
    return Item(text, iri, tuple(children))


def said(one: Argument) -> str:
    """Return what an argument does to its conclusion, by which scheme, and who infers it."""
    drawn = "" if one.explicit else " (reconstructed)"
    return f"{_SAYS[one.way]} by {one.scheme or 'an argument'}{drawn}"


def _argument_item(seen: View, one: Argument, listed: set[Node]) -> Item:
    again = one.iri in listed
    listed.add(one.iri)
    attacks = [other for other in seen.arguments if other.conclusion == one.iri and not again]
    return Item(
        said(one),
        one.iri if isinstance(one.iri, URIRef) else None,
        (
            *(_item(seen, premise, listed) for premise in one.premises),
            *(_argument_item(seen, attack, listed) for attack in attacks),
        ),
    )


def key(seen: View) -> list[shapes.Sample]:
    """Explain the signs that this map uses, and no others."""
    ways = {one.way for one in seen.arguments}
    samples = [
        shapes.Sample(says, 58, _sample(way))
        for way, says in (
            ("supports", "argument for"),
            ("opposes", "argument against"),
            ("undercuts", "undercuts an argument"),
        )
        if way in ways
    ]
    if any(len(one.premises) > 1 for one in seen.arguments):
        samples.append(shapes.Sample("lines that meet: premises needed together", 34, _joint))
    if any(not one.explicit for one in seen.arguments):
        samples.append(
            shapes.Sample("dashed: inference reconstructed", 40, _sample("", guess=True))
        )
    if not all(seen.network.claims[iri].plain for iri in seen.claims):
        samples.append(shapes.Sample("~ dotted outline: not plainly asserted", 30, _hedged))
    return samples


def _sample(way: str, *, guess: bool = False) -> Callable[[Element, Point], None]:
    def paint(parent: Element, centre: Point) -> None:
        x, y = centre
        half = 20 if guess else 29
        points = ((x + half, y), (x + half / 2, y), (x, y), (x - half + (0 if guess else 10), y))
        course = Course(points, (x - half, y))
        shapes.run(parent, course, way, guess=guess)
        if way:
            shapes.tip(parent, course, way)
            shapes.sign(parent, (x + 6, y), way)

    return paint


def _joint(parent: Element, centre: Point) -> None:
    x, y = centre
    for side in (-8, 8):
        points = ((x + 17, y + side), (x + 8, y + side), (x, y + side / 2), (x - 9, y))
        shapes.run(parent, Course(points, points[-1]))
    shapes.sign(parent, (x - 10, y), "")


def _hedged(parent: Element, centre: Point) -> None:
    x, y = centre
    svg.element(
        parent, "rect", class_="cg-card cg-hedged", x=x - 15, y=y - 8, width=30, height=16, rx=3
    )
