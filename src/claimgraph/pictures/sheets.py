"""The argument map on paper: an overview, then a sheet for each pillar with what it rests on.

Text is 8 points or larger on A4 and on Letter laid across: a picture is 249 mm wide, which makes
its smallest letters, of 12 pixels, 8 points. A pillar that needs more room goes on on further
sheets, and says so. Other claims come last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claimgraph.pictures import branches, svg
from claimgraph.pictures import cards as shapes
from claimgraph.pictures import map as maps
from claimgraph.pictures.packing import BETWEEN, COLUMNS, Packing, Row, Sheet, Steps, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.model import Argument
    from claimgraph.pictures.cards import Card
    from claimgraph.pictures.map import View
    from claimgraph.pictures.svg import Element

_WIDE = 249.0  # millimetres
HEIGHT = 735.0
# The first sheet has the heading of the picture above it, and its signs explained beneath.
_RESERVED = 290.0
LINE = 14.0
# Labels of an article's own are never so long; of others the end is cut off.
_LINES = 20


@dataclass(frozen=True)
class Paper:
    """A sheet: what it shows, in words, and its picture."""

    title: str
    picture: svg.Drawing


def blank(title: str) -> Element:
    """Return a sheet with nothing on it but its title, 2 * LINE high."""
    root = svg.frame(branches.WIDTH, 0, title, "")
    line = shapes.lines(title, branches.WIDTH, shapes.SMALL, most=1)[0]
    svg.element(root, "text", line, x=0.0, y=12.0, class_="cg-small")
    return root


def paper(root: Element, title: str, height: float) -> Paper:
    """Return a sheet that is drawn, `height` pixels high, with the size that it has on paper."""
    svg.sized(root, branches.WIDTH, height)
    root.set("width", f"{_WIDE:.0f}mm")
    root.set("height", f"{height * _WIDE / branches.WIDTH:.1f}mm")
    return Paper(title, svg.text(root))


def sheets(graph: Graph, article: URIRef, href: Callable[[Node], str] = str) -> tuple[Paper, ...]:
    """Return the sheets of an article's map in their order; none where it makes no claim."""
    seen = maps.view(graph, article, whole=True)
    return _Map(seen, href).papers() if seen.claims else ()


class _Map:
    """The sheets of one map: first what each shows is settled, then they are drawn."""

    def __init__(self, seen: View, href: Callable[[Node], str]) -> None:
        self.seen, self.href = seen, href
        self.theses = seen.network.theses()
        self.steps = Steps(seen.arguments)
        self.pillars: dict[URIRef, int] = {}
        for thesis in self.theses:
            for step in self.steps.of(thesis):
                if step.arguments[-1].way == "supports" and len(step.arguments) == 1:
                    self.pillars.setdefault(step.premise, len(self.pillars) + 1)
        self.tall = {
            iri: self._card(iri, "-" if self.steps.of(iri) else "").height for iri in seen.claims
        }
        # The places of the sheets that belong to a pillar, and of those that belong to none.
        self.spans: dict[URIRef, range] = {}
        self.others = range(0)
        self.packing = Packing(self.steps, self.tall.__getitem__, HEIGHT)

    # ── What each sheet shows ────────────────────────────────────────────────────────────────────

    def papers(self) -> tuple[Paper, ...]:
        """Return all sheets."""
        packing = self.packing
        for thesis in self.theses:
            self._overview(thesis)
        for thesis in self.theses:
            for step in self.steps.of(thesis):
                self._pillar(thesis, step.premise, step.arguments)
        self._others()
        return tuple(self._drawn(place) for place in range(len(packing.sheets)))

    def _begin(self, about: str, head: URIRef | None, lead: tuple[Argument, ...] = ()) -> None:
        """Begin a sheet."""
        height = 2 * LINE + (_RESERVED if not self.packing.sheets else 0)
        if head is not None:
            height += self._head(head).height + BETWEEN
        height += 2 * LINE if lead else 0
        self.packing.sheets.append(Sheet(about, head, lead, height=height))

    def _overview(self, thesis: URIRef) -> None:
        def again() -> None:
            self._begin("overview, continued", thesis)

        self._begin("overview", thesis)
        self.packing.shown.add(thesis)
        self.packing.drawn[thesis] = [len(self.packing.sheets) - 1]
        for chain in dict.fromkeys(step.arguments for step in self.steps.of(thesis)):
            premises = tuple(dict.fromkeys(chain[-1].premises))
            for start in range(0, len(premises), COLUMNS):
                row = Row(premises[start : start + COLUMNS], chain, start > 0)
                self.packing.row(row, LINE + BETWEEN / 2, again)

    def _pillar(self, thesis: URIRef, claim: URIRef, chain: tuple[Argument, ...]) -> None:
        if not self.steps.of(claim) or claim in self.packing.drawn:
            return
        if number := self.pillars.get(claim):
            about = f"pillar {number} of {len(self.pillars)}"
        else:
            against = "an inference to the thesis" if len(chain) > 1 else "the thesis"
            about = f"what is said about {against}"

        def again() -> None:
            self._begin(f"{about}, continued", thesis)

        first = len(self.packing.sheets)
        self._begin(about, thesis, chain)
        self.packing.trees([claim], again)
        self.spans[claim] = range(first, len(self.packing.sheets))

    def _others(self) -> None:
        packing, head = self.packing, self.theses[0] if self.theses else None
        about = "claims that do not bear on the thesis" if head else "all claims"

        def again() -> None:
            self._begin(f"{about}, continued", head)

        roots = [iri for iri in self.seen.claims if iri not in self.seen.network.using]
        if any(iri not in packing.shown for iri in self.seen.claims):
            first = len(packing.sheets)
            self._begin(about, head)
            packing.trees(roots, again)
            packing.trees(self.seen.claims, again)
            alone = [iri for iri in self.seen.claims if iri not in packing.shown]
            for start in range(0, len(alone), COLUMNS):
                packing.row(Row(tuple(alone[start : start + COLUMNS])), 0, again)
            self.others = range(first, len(packing.sheets))

    # ── Cards ────────────────────────────────────────────────────────────────────────────────────

    def _card(self, claim: URIRef, remark: str) -> Card:
        shown = self.seen.network.claims[claim]
        small = [f"~ {maps.certainty(shown)}"] if not shown.plain else []
        kinds = ["cg-thesis" if shown.thesis else "cg-pillar" if claim in self.pillars else ""]
        kinds += [] if shown.plain else ["cg-hedged"]
        kind = " ".join(filter(None, kinds))
        made = shapes.card(
            shown.label, [*small, *([remark] if remark else [])], kind=kind, most=_LINES
        )
        return replace(made, width=branches.CARD)

    def _head(self, thesis: URIRef) -> Card:
        label = self.seen.network.claims[thesis].label
        made = shapes.card(label, kind="cg-thesis", room=branches.WIDTH - 20)
        return replace(made, width=branches.WIDTH - 4)

    def _remark(self, claim: URIRef, place: int, tree: Tree | None = None) -> str:
        """Return where the rest of what a claim rests on is drawn."""
        total, places = len(self.steps.of(claim)), self.packing.drawn.get(claim, [])
        if not total or (tree is not None and len(tree.steps) == total):
            return ""
        if tree is not None and tree.steps:
            others = _sheets([one for one in places if one != place] or [place])
            return f"{tree.begin + 1}–{tree.begin + len(tree.steps)} of {total}; others: {others}"
        beneath = len(self.seen.network.beneath(claim))
        where = "on this sheet" if place in places else _sheets(self.spans.get(claim, places))
        return f"{beneath} beneath: {where}"

    # ── Drawing ──────────────────────────────────────────────────────────────────────────────────

    def _drawn(self, place: int) -> Paper:
        packing, sheet = self.packing, self.packing.sheets[place]
        title = f"Sheet {place + 1} of {len(packing.sheets)} of the argument map: {sheet.about}"
        root = blank(title)
        below = 2 * LINE
        if sheet.head is not None:
            head = self._head(sheet.head)
            self._linked(root, sheet.head, head, branches.WIDTH / 2, below - 8 + head.height / 2)
            below += head.height - 8
        y = below + BETWEEN
        if sheet.lead:
            _small(root, self._said(sheet.lead), y + 6)
            y += 2 * LINE
        upward, behind, last = svg.element(root, "g"), svg.element(root, "g"), below
        for block in sheet.blocks:
            if isinstance(block, Tree):
                centre = self._tree(root, block, place, y)
                if sheet.lead and block is sheet.blocks[0]:
                    branches.lead(behind, sheet.lead[-1], centre, below)
                y += packing.height(block) + 2 * BETWEEN
                continue
            if block.steps:
                _small(root, self._said(block.steps, more=block.more), y + LINE - 3)
                y += LINE + BETWEEN / 2
            height = max(map(self.tall.__getitem__, block.claims))
            if block.steps:
                last = y + height / 2
                branches.beside(behind, block.steps[-1], len(block.claims), last)
            for column, claim in enumerate(block.claims):
                card = self._card(claim, self._remark(claim, place))
                x = branches.left(column) + branches.CARD / 2
                self._linked(root, claim, card, x, y + height / 2)
            y += height + 2 * BETWEEN
        if last > below:
            branches.trunk(upward, last, below)
        if place == 0:
            y = self._explained(root, y)
        return paper(root, title, y)

    def _tree(self, parent: Element, tree: Tree, place: int, top: float) -> float:
        """Draw a tree; return the centre of its first card."""

        def tall(one: Tree) -> float:
            return self.tall[one.claim]

        places = branches.placed(tree, top, self.packing.height, tall)
        branches.lines(parent, places, tall)
        for one in places.values():
            remark = self._remark(one.tree.claim, place, one.tree)
            x = branches.left(one.column) + branches.CARD / 2
            self._linked(parent, one.tree.claim, self._card(one.tree.claim, remark), x, one.centre)
        return places[tree].centre

    def _linked(self, parent: Element, claim: URIRef, card: Card, x: float, y: float) -> None:
        href = self.href(claim)
        leads = svg.safe(href)
        target = svg.element(parent, "a" if leads else "g", href=href if leads else None)
        shapes.place(target, card, (x, y))

    def _said(self, chain: tuple[Argument, ...], *, more: bool = False) -> str:
        """Return what an argument does to the claim at the head, and with how many premises."""
        last, number = chain[-1], len(chain[-1].premises)
        about = f" (the inference “{chain[-2].label}”)" if len(chain) > 1 else ""
        if more:
            return "And, needed together with these:"
        together = f", from {number} premises that are needed together" if number > 1 else ""
        said = maps.said(last)
        return f"{said[0].upper()}{said[1:]}{about}{together}"

    def _explained(self, root: Element, top: float) -> float:
        """Draw what the first sheet says of all: the signs, and where the other claims are."""
        if self.others and self.theses:
            text = f"Claims that do not bear on the thesis: {_sheets(self.others)}"
            _small(root, text, top + 4)
            top += 2 * LINE
        return top + shapes.key(root, maps.key(self.seen), 0, top, branches.WIDTH)


def _small(parent: Element, text: str, y: float) -> None:
    room = branches.WIDTH - branches.LEFT
    line = shapes.lines(text, room, shapes.SMALL, most=1)[0]
    svg.element(parent, "text", line, x=branches.LEFT, y=y, class_="cg-small")


def _sheets(places: Sequence[int]) -> str:
    """Return the numbers of sheets in words."""
    first, last = min(places) + 1, max(places) + 1
    return f"sheet {first}" if first == last else f"sheets {first}–{last}"
