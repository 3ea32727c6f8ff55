"""What the pages of an article depend on, so that others need not be made again after a change.

A unit is an article, or several that have to do with each other: that mention what another
describes, or that links join. Its pages are those of what it alone describes. They show these
articles, what all share (the registry, the vocabulary), the links about it, and few facts about
all the data. A key of all that tells whether they are still the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from importlib import resources
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.check import cache
from claimgraph.check.cache import key
from claimgraph.check.groups import Group, grouped
from claimgraph.check.keys import Keys
from claimgraph.check.linked import holds_links
from claimgraph.graph import canonical, ties
from claimgraph.graph.classes import Classes
from claimgraph.graph.components import Components
from claimgraph.graph.ties import Said
from claimgraph.pages import weighings
from claimgraph.pages.kept import as_text
from claimgraph.vocab import CG, OA, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.pages.kept import Kept
    from claimgraph.pages.site import Site

# What is said of articles and their claims alone: who says so is not what articles share.
_OF_ARTICLES = frozenset(
    CG + name
    for name in (
        *("paraphrase", "passage", "premise", "conclusion", "evidence", "explains", "explainedBy"),
        *("certainty", "attribution", "involves", "asserts", "textDigest", "textFile"),
    )
) | {f"{OA}hasSource"}
_KINDS = ("Article", "Claim", "Argument", "Passage", "Evidence", "Explanation")
_TYPE, _SOURCE, _EVIDENCE_KIND = f"{RDF}type", f"{CG}source", f"{CG}evidenceKind"


@dataclass(frozen=True)
class Unit:
    """The IRIs that only a unit describes, and a key of all that their pages depend on.

    `quads` are its statements, with what is derived from them.
    """

    subjects: frozenset[str]
    key: str
    quads: tuple[ox.Quad, ...] = field(repr=False)


@dataclass(frozen=True)
class Division:
    """A project in units; `everywhere` is a key of what every page depends on.

    `leading` are the IRIs of what all share that lead to what units describe. `owners` are the
    places of units by the IRIs that they describe; `shared` is what is said of no unit, `unowned`
    what is derived from none of them alone. `order` is a key of the order in which files are read,
    and links in them.
    """

    units: tuple[Unit, ...]
    everywhere: str
    leading: frozenset[str]
    owners: Mapping[str, int] = field(repr=False)
    shared: tuple[ox.Quad, ...] = field(repr=False)
    unowned: tuple[ox.Quad, ...] = field(repr=False)
    order: str


@dataclass(frozen=True)
class _Facts:
    """What a graph describes and mentions; `articles` are those among what it describes.

    `behind` are things that all share and that lead to what it describes.
    """

    subjects: frozenset[str]
    mentions: frozenset[str]
    sources: frozenset[str]
    articles: frozenset[str]
    argues: bool
    behind: frozenset[str] = frozenset()

    @classmethod
    def of(cls, quads: Iterable[ox.Quad], kinds: Mapping[str, str]) -> _Facts:
        subjects, mentions = set[str](), set[str]()
        sources, articles, argues = set[str](), set[str](), False
        for quad in quads:
            predicate = quad.predicate.value
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            subjects.add(subject)
            mentions |= {predicate, value}
            if predicate == _SOURCE:
                sources.add(value)
            kind = kinds.get(value) if predicate == _TYPE else None
            argues = argues or kind is not None or predicate in _OF_ARTICLES
            if kind == "Article":
                articles.add(subject)
        for some in (subjects, mentions, sources, articles):
            some.discard("")
        return cls(
            frozenset(subjects),
            frozenset(mentions),
            frozenset(sources),
            frozenset(articles),
            argues,
        )

    def written(self) -> list[Any]:
        """Return it as JSON can say it."""
        several = (self.subjects, self.mentions, self.sources, self.articles)
        return [*(sorted(some) for some in several), self.argues]

    @classmethod
    def read(cls, held: Any) -> _Facts:
        """Return what `written` gave; raises TypeError or ValueError for anything else."""
        *several, argues = held
        subjects, mentions, sources, articles = (frozenset(map(as_text, some)) for some in several)
        return cls(subjects, mentions, sources, articles, argues is True)

    @property
    def above(self) -> set[str]:
        """The IRIs below which something lies that is described here."""
        return {
            start
            for iri in self.subjects
            for mark in re.finditer("[/#]", iri)
            for start in (iri[: mark.start()], iri[: mark.end()])
            if start != iri
        }


def keys(project: Project) -> dict[Group, str]:
    """Return keys of what a project's files hold, by their graphs; made before they are loaded.

    A file that changes meanwhile has another key the next time.
    """
    made = Keys()
    every = [*grouped(project.data_files), Group("", project.vocabulary_files)]
    return {group: made.of(group) for group in every}


def divided(edition: Site, known: Mapping[Group, str], kept: Kept | None = None) -> Division | None:
    """Return the units of a project's articles, by the keys of its files before they were loaded.

    How those stand that are `kept` is not weighed again. None where an article describes what all
    share: each may then depend on each.
    """
    loaded = {one.file: one for one in edition.source.loaded}

    def quads(group: Group) -> list[ox.Quad]:
        return [quad for file in group.files if file in loaded for quad in loaded[file].quads]

    kinds = _kinds(edition.source.loaded)
    by_kinds = key(["facts", cache.program(), *(f"{name} {kinds[name]}" for name in sorted(kinds))])

    def facts_of(group: Group) -> _Facts:
        place = key([by_kinds, known[group]])
        told = kept.value(place, _Facts.read) if kept else None
        if told is None:
            told = _Facts.of(quads(group), kinds)
            if kept:
                kept.keep_value(place, told.written())
        return told

    facts = {group: facts_of(group) for group in known if group.graph}
    of_articles = [group for group, each in facts.items() if each.argues]
    of_links = [group for group in facts if holds_links(group) and group not in of_articles]
    shared = [group for group in known if group not in of_articles and group not in of_links]
    common = [quad for group in shared for quad in quads(group)]
    described = _Facts.of(common, {}).subjects
    speaking: dict[object, set[object]] = defaultdict(set)
    for quad in common:
        speaking[quad.object].add(quad.subject)
    for group in of_articles:
        # What is said of an article or its graph elsewhere is on its own pages alone.
        apart = facts[group].subjects - facts[group].articles - {group.graph}
        if not apart.isdisjoint(described):
            return None
        facts[group] = replace(facts[group], behind=_leading(speaking, apart))
    links = [each for group in of_links for each in _links(quads(group))]
    if any(not each.subjects.isdisjoint(described) for each in links):
        return None
    tied = _tied({group: facts[group] for group in of_articles}, links, described)
    owners: dict[str, int] = {}
    for place, (some, about) in enumerate(tied):
        owners |= dict.fromkeys(_subjects(facts, some, about), place)

    def said(place: int) -> tuple[ox.Quad, ...]:
        some, about = tied[place]
        own = (quad for group in some for quad in quads(group))
        return (*own, *(quad for each in about for quad in each.quads))

    own_keys = [
        (*(known[group] for group in some), "", *sorted(each.text for each in about))
        for some, about in tied
    ]
    shared_keys = [known[group] for group in shared]
    weighed = weighings.Units(
        [key([*shared_keys, "", *one]) for one in own_keys], said, owners, common
    )
    edition.weigh(lambda store, table: weighings.quads(weighed, store, table, kept))
    # How much is to be read is not known yet.
    edition.things.look_up()
    everywhere = _everywhere(edition, shared_keys)
    derived = _by_owner(edition.derived, owners)
    unowned = derived.pop(None, [])
    units = [
        Unit(
            _subjects(facts, some, about),
            key([everywhere, *own_keys[place]]),
            (*said(place), *derived[place]),
        )
        for place, (some, about) in enumerate(tied)
    ]
    leading = _leading(speaking, frozenset(owners))
    order = _order(known, [quad for group in of_links for quad in quads(group)])
    return Division(tuple(units), everywhere, leading, owners, tuple(common), tuple(unowned), order)


def _order(groups: Iterable[Group], links: Iterable[ox.Quad]) -> str:
    """Return a key of the order of files, and of that of links: those of a file are of all units.

    What units say in their order is not in it, nor what links say.
    """
    files = (part for group in groups for part in (group.graph, *(one.name for one in group.files)))
    # Blank nodes have other labels each time.
    starts = (
        f"{quad.subject if isinstance(quad.subject, ox.NamedNode) else ''} {quad.predicate}"
        for quad in links
    )
    return key([*files, "", *starts])


def _subjects(
    facts: Mapping[Group, _Facts], groups: Iterable[Group], links: Iterable[_Link]
) -> frozenset[str]:
    """Return what articles and the links about them describe."""
    of_articles = (facts[group].subjects for group in groups)
    return frozenset[str]().union(*of_articles, *(each.subjects for each in links))


def _by_owner(
    quads: Iterable[ox.Quad], owners: Mapping[str, int]
) -> dict[int | None, list[ox.Quad]]:
    """Return what is derived by the unit that it is derived from; None for what is of none."""
    found: dict[int | None, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        found[weighings.owner(quad, owners)].append(quad)
    return found


def _kinds(loaded: Iterable[Loaded]) -> dict[str, str]:
    """Return of which kind of articles' things the instances of a class are."""
    known = Classes.of(quad for one in loaded for quad in one.quads)
    return known.kinds({CG + kind: kind for kind in _KINDS})


# ── What has to do with each other ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Link:
    """What is said of one thing that joins articles, with the blank nodes within."""

    subjects: frozenset[str]
    mentions: frozenset[str]
    text: str
    quads: tuple[ox.Quad, ...] = field(compare=False, repr=False)


def _links(quads: Sequence[ox.Quad]) -> Iterator[_Link]:
    """Yield what files of links say, apart for each thing that they describe."""
    together: Components[object] = Components()
    for quad in quads:
        together.join(quad.subject, quad.subject)
        if isinstance(quad.object, ox.BlankNode):
            together.join(quad.subject, quad.object)
    of = {node: place for place, some in enumerate(together.all()) for node in some}
    parts: dict[int, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        parts[of[quad.subject]].append(quad)
    for some in parts.values():
        facts = _Facts.of(some, {})
        yield _Link(facts.subjects, facts.mentions, canonical.n_quads(some).decode(), tuple(some))


def _tied(
    facts: Mapping[Group, _Facts], links: Sequence[_Link], described: frozenset[str]
) -> list[tuple[list[Group], list[_Link]]]:
    """Return articles, those together that have to do with each other, with the links about them.

    So have those of which one mentions what another describes, or describes what lies below an
    article there; that describe the same; that cite the same of which nothing is said.
    """
    said: dict[Group | _Link, Said] = {
        group: Said(own.subjects | own.behind | own.sources - described, own.mentions | own.above)
        for group, own in facts.items()
    }
    said |= {link: Said(link.subjects, link.mentions) for link in links}
    return [
        (
            [one for one in some if isinstance(one, Group)],
            [one for one in some if isinstance(one, _Link)],
        )
        for some in ties.together(said, {})
    ]


def _leading(speaking: Mapping[object, set[object]], to: frozenset[str]) -> frozenset[str]:
    """Return the IRIs that lead to others, in any number of steps; `speaking` has each step."""
    ahead: list[object] = [node for iri in to if (node := ox.NamedNode(iri)) in speaking]
    found = set(ahead)
    while ahead:
        fresh = speaking.get(ahead.pop(), set()) - found
        found |= fresh
        ahead += fresh
    return frozenset(one.value for one in found if isinstance(one, ox.NamedNode)) - to


# ── What all pages depend on ─────────────────────────────────────────────────────────────────────


def _everywhere(edition: Site, shared: Iterable[str]) -> str:
    """Return a key of what the pages of every unit depend on."""
    source = edition.source
    return key(
        [
            program(),
            source.base or "",
            source.vocabulary,
            repr(edition.table),
            *shared,
            "",
            *sorted(f"{iri} {place}" for iri, place in edition.elsewhere.items()),
            "",
            *sorted(map(str, edition.things.reader.evidence_kinds())),
        ]
    )


def program() -> str:
    """Return a key of the program with its templates and styles."""
    parts: list[str | bytes] = [
        cache.program(),
        *(f"{name} {version(name)}" for name in ("jinja2", "markupsafe")),
    ]
    ahead = [resources.files("claimgraph.pages"), resources.files("claimgraph.pictures")]
    while ahead:
        for each in sorted(ahead.pop().iterdir(), key=lambda one: one.name):
            if each.is_dir():
                ahead.append(each)
            elif not each.name.endswith((".py", ".pyc")):
                parts += [each.name, each.read_bytes()]
    return key(parts)
