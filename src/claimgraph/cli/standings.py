"""Draws for a terminal what stands, what falls and why."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from claimgraph.claims.weighing import outcomes
from claimgraph.claims.weighing.aging import CHANGED, UNREAD
from claimgraph.layout import Column, Layout, show
from claimgraph.text import console, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from rdflib.term import Node
    from rich.console import Console

    from claimgraph.claims.weighing.aging import Copy
    from claimgraph.claims.weighing.apart import Gathered
    from claimgraph.claims.weighing.critical import Critical, Crux
    from claimgraph.claims.weighing.inflation import Rise
    from claimgraph.claims.weighing.outcomes import Difference, Standing
    from claimgraph.claims.weighing.reasons import Step
    from claimgraph.claims.weighing.weighing import Weighing

# So many sets of each size are drawn.
_MOST = 20
_COLOURS = {
    outcomes.ACCEPTED: "green",
    outcomes.CONTESTED: "yellow",
    outcomes.UNDECIDED: "yellow",
    outcomes.DEFEATED: "red",
}


def by(weighing: Weighing | Gathered) -> str:
    """Say by which table and semantics claims were weighed."""
    return f"weighed by {weighing.means}"


def weighed(
    weighing: Weighing | Gathered,
    shown: Sequence[Standing],
    out: TextIO,
    layout: Layout = Layout.auto,
) -> None:
    """Draw how claims stand, by article: theses first, and the weakest link of each."""
    terminal = console(out)
    by_article = sorted(shown, key=lambda one: str(weighing.article(one.iri)))
    for article, claims in groupby(by_article, key=lambda one: weighing.article(one.iri)):
        if article is not None:
            terminal.print(styled((weighing.name(article), "bold")))
        rows = [
            (_standing(one), styled(one.label), _weakest(one, weighing.weakest(one.iri)))
            for one in claims
        ]
        show(terminal, _columns("standing", "claim", "weakest link"), rows, layout)
        terminal.print()
    _end(weighing, terminal, f"{len(shown)} of {len(weighing.order)} claims")


def changed(
    weighing: Weighing,
    before: Weighing,
    differing: Sequence[Difference],
    said: str,
    out: TextIO,
    layout: Layout = Layout.auto,
) -> None:
    """Draw what stands otherwise, each with the way to what made the difference."""
    terminal = console(out)
    terminal.print(styled((said, "bold")))
    # Where no thesis and no pillar moves, each claim is shown its way.
    first = any(before.role(one.claim) for one in differing)
    rows: list[tuple[Text, Text, Tree]] = []
    for one in differing:
        role = before.role(one.claim)
        what = f"{role}: " if role else ""
        tree = Tree(styled((what, "bold"), one.before.label), guide_style="dim")
        if role or not first:
            _way(one.chain, tree)
        rows.append((_standing(one.before), _standing(one.after), tree))
    if differing:
        show(terminal, _columns("before", "after", "claim"), rows, layout)
    rest = len(weighing.order) - len(differing)
    changes = f"{len(differing)} claim{'' if len(differing) == 1 else 's'} would stand otherwise"
    _end(weighing, terminal, f"{changes}, {rest} as before")


def critical(weighing: Weighing, minimal: Critical, kind: str, size: int, out: TextIO) -> None:
    """Draw the minimal sets without which a claim falls."""
    terminal = console(out)
    terminal.print(styled((minimal.claim.label, "bold"), "  ", _standing(minimal.claim)))
    if not minimal.claim.grade:
        terminal.print("It is not accepted: there is nothing to take away.")
    for length, sets in groupby(minimal.sets, key=len):
        terminal.print(f"falls without {'any of' if length == 1 else f'all {length} of'}:")
        some = list(sets)
        for one in some[:_MOST]:
            terminal.print(styled("  ", " + ".join(map(weighing.name, one))))
        if len(some) > _MOST:
            terminal.print(f"  and {len(some) - _MOST} more: --format csv has them all")
    if minimal.claim.grade and not minimal.sets:
        terminal.print(f"No {size} {kind} or fewer bring it down.")
    if not minimal.complete:
        terminal.print("The search stopped before its end: there may be more sets.")
    _end(weighing, terminal, f"minimal sets of up to {size} {kind}: {len(minimal.sets)}")


def cruxes(
    weighing: Weighing, most_worth: Sequence[Crux], out: TextIO, layout: Layout = Layout.auto
) -> None:
    """Draw what is most worth checking: by how many grades theses and pillars move."""
    terminal = console(out)
    rows = [
        (
            styled(str(-one.if_false) if one.if_false else "0"),
            styled(f"+{one.if_true}" if one.if_true else "0"),
            styled(weighing.name(one.thing)),
            styled(_places(weighing, one.claims)),
        )
        for one in most_worth
    ]
    show(terminal, _columns("if false", "if true", "check", "where"), rows, layout)
    _end(weighing, terminal, "grades by which theses and pillars move in all")


def rises(weighing: Weighing, inflated: Sequence[Rise], out: TextIO) -> None:
    """Draw conclusions stated more firmly than what carries them, and where it rose."""
    terminal = console(out)
    for one in inflated:
        takeaway = "  (takeaway)" if one.takeaway else ""
        heading = styled(f"{one.carried} → {one.stated}  ", (weighing.name(one.claim), "bold"))
        tree = branch = Tree(heading.append(takeaway, style="dim"), guide_style="dim")
        for claim, stated in one.chain[1:]:
            branch = branch.add(styled(f"{stated}  {weighing.name(claim)}"))
        tree.add(styled((f"rises in: {weighing.name(one.at)}", "dim")))
        terminal.print(tree)
    _end(
        weighing,
        terminal,
        f"conclusions stated more firmly (→) than what carries them: {len(inflated)}",
    )


def stale(
    before: Weighing,
    after: Weighing,
    copies: Sequence[Copy],
    out: TextIO,
    layout: Layout = Layout.auto,
) -> None:
    """Draw how sources compare with their copies, and what falls without those that changed."""
    terminal = console(out)
    if not copies:
        terminal.print("No source carries the digest of a copy: there is nothing to compare.")
        return
    rows = [
        tuple(map(styled, (one.state, before.name(one.source), one.accessed or "", one.where)))
        for one in copies
    ]
    show(terminal, _columns("state", "source", "read", "compared with"), rows, layout)
    sources = [one.source for one in copies if one.state == CHANGED]
    if sources:
        names = ", ".join(map(before.name, sources))
        changes = after.differences(before)
        changed(after, before, changes, f"Without {names}", out, layout)
    else:
        compared = sum(one.state != UNREAD for one in copies)
        unread = f"; could not be read: {len(copies) - compared}" if compared < len(copies) else ""
        terminal.print(styled((f"sources compared: {compared}, none changed{unread}", "dim")))


def _columns(*names: str) -> list[Column]:
    return list(map(Column, names))


def _standing(one: Standing) -> Text:
    return styled((str(one), _COLOURS.get(one.standing, "dim")))


def _weakest(claim: Standing, last: Step) -> Text:
    named = "" if last.standing.iri == claim.iri else f"{last.standing.label}: "
    return styled(named, (last.why, "dim"))


def _way(chain: Sequence[Step], tree: Tree) -> None:
    """Hang the claims that lead to the cause one below the other, and the cause at the last."""
    for step in chain[1:]:
        tree = tree.add(styled(step.standing.label))
    tree.add(styled((chain[-1].why, "dim")))


def _places(weighing: Weighing, claims: Iterable[Node]) -> str:
    labels = (
        f"{one.section.label}: {one.label}" if one.section else one.label
        for claim in claims
        for one in weighing.passages(claim)
    )
    return "; ".join(dict.fromkeys(labels))


def _end(weighing: Weighing | Gathered, terminal: Console, counted: str) -> None:
    terminal.print(styled((f"{counted}; {by(weighing)}", "dim")))
