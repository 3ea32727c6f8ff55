"""In how many articles a claim stands on sources of their own, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims import corroboration as work
from claimgraph.claims.facts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import URIRef

    from claimgraph.claims.corroboration import Said
    from claimgraph.pages.page import Here, Value


@dataclass(frozen=True)
class Article:
    """An article by its name, a claim of it, and in words how that stands there and since when."""

    claim: Value
    article: Value | None
    how: Value | None


@dataclass(frozen=True)
class Together:
    """Articles that count as one, and the sources that they share."""

    articles: tuple[Value, ...]
    shared: tuple[Value, ...]


@dataclass(frozen=True)
class Corroboration:
    """What the links of a claim come to; `counted` is the sum in words."""

    counted: str
    groups: tuple[Together, ...]
    elsewhere: tuple[Article, ...]
    proposed: tuple[Article, ...]
    against: tuple[Article, ...]
    newest: Article | None
    complete: bool


def corroboration(here: Here, claim: URIRef) -> Corroboration | None:
    """Return what a claim's page shows of it, None where no link tells."""
    found = work.corroboration(here.things.graph, claim, here.table)
    if found is None:
        return None
    return Corroboration(
        found.counted,
        tuple(
            Together(
                tuple(dict.fromkeys(_article(here, one).article or here.link(one.claim.iri)
                                    for one in group.said)),
                tuple(map(here.link, (one.iri for one in group.shared))),
            )
            for group in found.groups
        ),
        _articles(here, found.elsewhere),
        _articles(here, found.proposed),
        _articles(here, found.against),
        _article(here, found.newest) if found.newest else None,
        found.complete,
    )  # fmt: skip


def _articles(here: Here, said: Iterable[Said]) -> tuple[Article, ...]:
    return tuple(_article(here, one) for one in said)


def _article(here: Here, one: Said) -> Article:
    words = (str(one.standing or ""), one.issued, "proposed" if one.proposed else "")
    how = ", ".join(filter(None, words))
    return Article(here.link(one.claim.iri), here.maybe(one.article), here.said(Text(how)))
