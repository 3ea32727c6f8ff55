"""Returns what the tools tell of claims: what each rests on, how it stands, what would fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.claims import explain as explaining
from claimgraph.claims.weighing import table as tables
from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.errors import UsageError
from claimgraph.graph import names
from claimgraph.questions import naming
from claimgraph.servers.mcp import results
from claimgraph.servers.mcp.shown import FEW, MANY, QUOTED, SHORT, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib.term import Node

    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.servers.mcp.snapshot import Opened

# So many arguments lie above each other in a tree; a premise below is to be explained itself.
_DEEP = 4
# So many links with other articles are told of.
_LINKS = 10


def explain(opened: Opened, claim: str, article: str | None, *, detail: bool) -> results.Explained:
    """Return a claim with what it rests on; in detail with the arguments beneath its premises."""
    now = opened.now
    iri = now.claim(claim, article)
    by = tables.table(now.project.root)
    one = now.once(("explained", iri), lambda: explaining.explain(now.store.union, iri, by))
    return results.Explained(
        iri=str(iri),
        claim=_claim(one.claim, _DEEP if detail else 1),
        paraphrase=cut(one.paraphrase, QUOTED),
        passages=[cut(f"{section}: {label}", SHORT) for section, label, _ in one.passages],
        evidence=[cut(text, SHORT) for text in one.evidence],
        attributions=[cut(text, SHORT) for text in one.attributions],
        weakest=[
            results.Step(
                claim=cut(step.standing.label, SHORT),
                standing=str(step.standing),
                why=cut(step.why),
            )
            for step in one.way
        ],
        elsewhere=[cut(str(each)) for each in one.elsewhere[:_LINKS]],
        corroboration=[cut(line) for line in _lines(one)],
    )


def _lines(one: explaining.Explanation) -> Sequence[str]:
    return one.corroboration.lines[:_LINKS] if one.corroboration else ()


def _claim(one: explaining.Claim, depth: int) -> results.Claim:
    return results.Claim(
        name=names.readable(one.iri),
        label=cut(one.label, SHORT),
        certainty=one.certainty,
        hedge=cut(one.hedge or "", SHORT),
        standing=one.standing,
        kind=one.kind,
        sources=[cut(source, SHORT) for source in one.sources],
        arguments=[_argument(each, depth - 1) for each in one.arguments] if depth else [],
    )


def _argument(one: explaining.Argument, depth: int) -> results.Argument:
    return results.Argument(
        way=one.way,
        scheme=one.scheme,
        explicit=one.explicit,
        premises=[_claim(each, depth) for each in one.premises],
        undercuts=[_argument(each, depth - 1) for each in one.undercuts] if depth else [],
    )


def weigh(
    opened: Opened, article: str | None, *, whole: bool, links: bool, detail: bool
) -> results.Weighed:
    """Return how claims stand: theses and pillars, or all."""
    weighing = opened.now.weighed(article, links=links)
    first = bool(weighing.material.theses) and not whole
    shown = [one for one in weighing.standings if not first or weighing.role(one.iri)]
    most = MANY if detail else FEW
    made = []
    for one in shown[:most]:
        link = weighing.weakest(one.iri)
        made.append(
            results.Standing(
                claim=names.readable(str(one.iri)),
                label=cut(one.label, SHORT),
                standing=str(one),
                role=weighing.role(one.iri) or "",
                weakest=cut(link.standing.label, SHORT),
                why=cut(link.why),
            )
        )
    means = weighing.means if detail else ""
    return results.Weighed(claims=made, more=max(0, len(shown) - most), means=means)


def whatif(
    opened: Opened,
    without: Sequence[str],
    doubt: Sequence[str],
    restore: Sequence[str],
    article: str | None,
    *,
    links: bool,
    detail: bool,
) -> results.Supposed:
    """Return what would stand otherwise if some things counted no more."""
    if not (without or doubt or restore):
        raise UsageError("nothing is supposed: give without, doubt or restore")
    now = opened.now
    weighing = now.weighed(article, links=links)
    within = now.within(article)

    def things(some: Iterable[str]) -> list[Node | str]:
        return [
            one if one == UNNAMED else naming.supposed(one, now.store, now.loaded, within)
            for one in some
        ]

    gone, doubted, kept = map(things, (without, doubt, restore))
    weighing.must_count([*gone, *kept], doubted)
    after = weighing.without(*gone, doubt=doubted, restore=kept)
    return _supposed(after, MANY if detail else FEW)


def _supposed(after: Weighing, most: int) -> results.Supposed:
    made = [
        results.Change(
            claim=names.readable(str(one.claim)),
            label=cut(one.after.label, SHORT),
            before=str(one.before),
            after=str(one.after),
            role=after.role(one.claim) or "",
            why=cut(one.because),
        )
        for one in after.changes
    ]
    return results.Supposed(changes=made[:most], more=max(0, len(made) - most))
