"""Answers what would stand otherwise, from the names that a form or an address gives.

A worker weighs once and then works out each supposition; nothing of one is kept for the next.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.claims.weighing.table import VERSION
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.pages.page import Value
from claimgraph.pages.statements import MOST
from claimgraph.questions import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib.term import Node, URIRef

    from claimgraph.claims.weighing.outcomes import Difference, Standing
    from claimgraph.claims.weighing.reasons import Step
    from claimgraph.claims.weighing.table import Table
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores.memory import Embedded
    from claimgraph.pages.page import Here

# Parameters that suppose something, each any number of times.
SUPPOSING = ("without", "doubt", "restore")
_KEPT = 8
# Of more articles together, things to choose from are shown once one of them is chosen.
_FEW = 50

Values = tuple[tuple[str, str], ...]


def is_linked(values: Values) -> bool:
    """Tell whether what other articles say counts, as far as accepted links lead."""
    return dict(values).get("links") == "true"


@dataclass(frozen=True)
class Outcome:
    """What is supposed, by parameter, and how claims stand before and after."""

    article: Node | None
    links: bool
    supposed: dict[str, tuple[Node | str, ...]]
    before: Weighing
    after: Weighing


@dataclass
class Asked:
    """Weighs a store by a table, once for each article, with links and without."""

    store: Embedded
    loaded: Sequence[Loaded]
    table: Table
    _weighed: OrderedDict[tuple[Node | None, bool], Weighing] = field(default_factory=OrderedDict)

    def article(self, values: Values) -> URIRef | None:
        """Return the article that is named, if one is; raises QuestionError."""
        name = dict(values).get("article")
        return None if name is None else naming.article(name, self.store, self.loaded)

    def weighed(self, article: Node | None, *, links: bool) -> Weighing:
        """Return how the claims of an article, or of all, stand; if `links`, by accepted ones.

        Raises UsageError for more links than are weighed.
        """
        key = article, links
        if key not in self._weighed:
            self._weighed[key] = weigh(self.store.union, self.table, article=article, linked=links)
            if len(self._weighed) > _KEPT:
                self._weighed.popitem(last=False)
        return self._weighed[key]

    def outcome(self, values: Values) -> Outcome:
        """Return what would stand otherwise; raises QuestionError for a name of nothing."""
        article = self.article(values)
        supposed = {
            name: tuple(self._thing(value, article) for given, value in values if given == name)
            for name in SUPPOSING
        }
        links = is_linked(values)
        before = self.weighed(article, links=links)
        without, doubt, restore = (supposed[name] for name in SUPPOSING)
        before.must_count([*without, *restore], doubt)
        after = before.without(*without, doubt=doubt, restore=restore)
        return Outcome(article, links, supposed, before, after)

    def _thing(self, name: str, article: URIRef | None) -> Node | str:
        if name == UNNAMED:
            return UNNAMED
        return naming.supposed(name, self.store, self.loaded, article)


# ── As JSON ──────────────────────────────────────────────────────────────────────────────────────


def described(outcome: Outcome) -> dict[str, object]:
    """Return an outcome for programs."""
    return {
        "table": outcome.before.table.name,
        "semantics": VERSION,
        "article": outcome.article,
        "links": outcome.links,
        **outcome.supposed,
        "claims": len(outcome.before.material.standpoints),
        "changes": [
            {
                "claim": one.before.iri,
                "label": one.before.label,
                "article": outcome.before.article(one.before.iri),
                "role": outcome.before.role(one.before.iri) or None,
                "before": _standing(one.before),
                "after": _standing(one.after),
                "chain": [_step(step) for step in one.chain],
            }
            for one in outcome.after.changes
        ],
    }


def _standing(one: Standing) -> dict[str, object]:
    return {"standing": one.standing, "grade": one.grade, "pro": one.pro, "con": one.con}


def _step(step: Step) -> dict[str, object]:
    claim = {"claim": step.standing.iri, "label": step.standing.label}
    return claim | _standing(step.standing) | {"argument": step.by, "why": step.why}


# ── As a page ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Choice:
    """Something to be supposed: how the form sends it, and whether it is chosen."""

    value: str
    link: Value
    chosen: bool


def page(here: Here, asked: Asked, values: Values, outcome: Outcome | str) -> dict[str, object]:
    """Return what the page shows: the form, and the outcome, or in one line what is wrong."""
    problem = outcome if isinstance(outcome, str) else ""
    found = None if isinstance(outcome, str) else outcome
    article = found.article if found else (None if problem else asked.article(values))
    articles = here.things.of_kind("Article")
    given = set(values)
    groups: list[tuple[str, str, list[Choice], int]] = []
    if article is not None or len(articles) <= _FEW:
        # What can be supposed is the same with links and without.
        groups = _groups(here, asked.weighed(article, links=False), given)
    offered = {(name, one.value) for _, name, some, _ in groups for one in some}
    return {
        "title": Value("What if?"),
        "trail": (),
        "problem": problem,
        "links": is_linked(values),
        "articles": [Choice(str(one), here.link(one), one == article) for one in articles],
        "groups": groups,
        "typed": {
            name: [value for one, value in values if one == name and (one, value) not in offered]
            for name in SUPPOSING
        },
        "asked": found is not None and any(found.supposed.values()),
        "changes": [_row(here, found, one) for one in found.after.changes] if found else [],
        "fallen": sum(
            bool(one.before.grade and not one.after.grade)
            for one in (found.after.changes if found else ())
        ),
        "claims": len(found.before.material.standpoints) if found else 0,
        "table": asked.table.name,
    }


def _groups(
    here: Here, weighing: Weighing, given: set[tuple[str, str]]
) -> list[tuple[str, str, list[Choice], int]]:
    """Return what can be supposed: a legend, the parameter, the choices, how many are left out."""
    material = weighing.material
    points = material.standpoints.values()
    grounds = [one for point in points for one in point.grounds]
    kinds = here.reader.evidence_kinds()
    unnamed = Choice(UNNAMED, Value("All unnamed sources"), ("without", UNNAMED) in given)

    def choices(name: str, nodes: Iterable[Node]) -> tuple[list[Choice], int]:
        found = here.things.sorted(nodes)
        shown = [
            Choice(str(one), here.link(one), (name, str(one)) in given) for one in found[:MOST]
        ]
        return shown, len(found) - len(shown)

    sources, more = choices("without", {node for one in grounds for node in one.sources})
    speakers = {node for one in grounds for node in one.actors}
    speakers |= {node for point in points if point.word for node in point.authors}
    return [
        ("Without these sources", "without", [unnamed, *sources], more),
        (
            "Without evidence of these kinds",
            "without",
            *choices("without", kinds & material.resting_on.keys()),
        ),
        ("Doubting the word of", "doubt", *choices("doubt", speakers)),
    ]


def _row(here: Here, outcome: Outcome, one: Difference) -> Mapping[str, object]:
    return {
        "claim": here.link(one.before.iri),
        "role": outcome.before.role(one.before.iri),
        "before": one.before.words,
        "after": one.after.words,
        "cause": here.link(one.chain[-1].standing.iri) if len(one.chain) > 1 else None,
        "happened": one.happened,
        "why": one.chain[-1].why,
    }
