"""What the files of stored questions depend on, so that not every change asks all of them again.

An answer depends on what is said by the properties that its query names, and on the order in which
it is read: rows come in it where a query asks for none. Where the question says
that it can be asked by article, it depends on the rows that each unit of articles gives: a unit in
which something was said otherwise is asked alone. A page depends on its answer, on the names that
it shows, and on those of the things that a parameter may be.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple, dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib.term import BNode, Literal, URIRef

from claimgraph.check.cache import key
from claimgraph.errors import ClaimgraphError
from claimgraph.graph.sparql import Role, UnreadableError, iris, read, tokens
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages.data import published
from claimgraph.pages.kept import are_few, as_text, texts
from claimgraph.pages.shown import RDF_TYPE
from claimgraph.questions import catalogue
from claimgraph.questions.naming import Offered
from claimgraph.vocab import RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from claimgraph.graph.stores import Answer
    from claimgraph.pages.kept import Kept
    from claimgraph.pages.shown import Shown
    from claimgraph.pages.site import Site
    from claimgraph.pages.units import Division
    from claimgraph.questions import Question

# What may give another answer each time.
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "SERVICE"})
# What gives other rows or values where the same is read in another order.
_ORDERED = frozenset({"LIMIT", "OFFSET", "REDUCED", "SAMPLE", "GROUP_CONCAT"})
_NOTHING = key([])
_SUBCLASS = f"{RDFS}subClassOf"


@dataclass(frozen=True)
class Noted:
    """What a file of a question was made from, as far as only its making tells.

    `named` are the IRIs that a page names, an empty text for blank nodes; it is `plain` where it
    shows the question's own answer and no other; `offered` are the things that it offers, by their
    classes. `rows` are digests of the answer's rows by the
    unit that they are about, None where a row is about none or several.
    """

    named: frozenset[str] | None = None
    plain: bool = False
    offered: Mapping[tuple[str, ...], tuple[Mapping[str, Offered], bool]] = field(
        default_factory=dict
    )
    rows: Mapping[int, str] | None = None


def made(edition: Site, owners: Mapping[str, int], path: str) -> tuple[bytes, Noted | None]:
    """Return a file's bytes, and of a question's what it was made from.

    `owners` are the places of units by the IRIs that they describe.
    """
    with edition.things.noting() as named:
        content = edition.content(path)
    return content, _noted(edition, owners, path, named)


def _noted(
    edition: Site, owners: Mapping[str, int], path: str, named: Iterable[Node]
) -> Noted | None:
    folder, _, rest = path.partition("/")
    theme, _, file = rest.partition("/")
    name, _, suffix = file.rpartition(".")
    if folder != "questions" or not theme or not name or suffix not in ("html", "csv"):
        return None
    question = edition.asked.find(theme, name)
    answer = edition.asked.answer(question) if edition.asked.answered(question) else None
    if suffix == "csv":
        return Noted(rows=_by_unit(question, answer, owners))
    iris_named = ("" if isinstance(one, BNode) else str(one) for one in named)
    plain = (
        answer is not None
        and not isinstance(answer, str)
        and all(
            one.optional and one.type == "iri" and one.name in answer.variables
            for one in question.parameters
        )
    )
    classes, offered = edition.asked.classes(question), edition.asked.offered(question)
    by_classes = {some: offered[name] for name, some in classes.items()}
    return Noted(frozenset(iris_named), plain, by_classes)


def _by_unit(
    question: Question, answer: Answer | str | None, owners: Mapping[str, int]
) -> dict[int, str] | None:
    """Return digests of an answer's rows by unit; None where a row is about none or several.

    None, too, where the question does not tell in which order the rows come.
    """
    ordering = _ordering(question.sparql)
    if answer is None or isinstance(answer, str) or not ordering:
        return None
    found: dict[int, list[str]] = defaultdict(list)
    sorted_by: dict[tuple[str, ...], str] = {}
    for row in answer.rows:
        if any(isinstance(term, BNode) for term in row.values()):
            return None
        named = (str(term) for term in row.values() if isinstance(term, URIRef))
        places = {owners[iri] for iri in named if iri in owners}
        if len(places) != 1:
            return None
        said = "\n".join(f"{name} {term.n3()}" for name, term in sorted(row.items()))
        order = tuple(_sorted_as(row.get(name)) for name in ordering)
        if owners.keys().isdisjoint(order) or sorted_by.setdefault(order, said) != said:
            return None
        found[places.pop()].append(said)
    return {place: key(sorted(lines)) for place, lines in found.items()}


class Answered:
    """The stored questions of a site, with keys of what their files depend on."""

    def __init__(
        self, edition: Site, division: Division, shown: Sequence[Shown], kept: Kept
    ) -> None:
        self._edition, self._division, self._kept = edition, division, kept
        self._shown = shown
        self._noted: dict[str, Noted] = {}
        self._alone: dict[int, Embedded] = {}
        self._offered_known: set[str] = set()
        self._instances_known: dict[tuple[str, ...], str] = {}
        self._said_known: dict[str, list[str]] = {}
        self._rows_known: dict[str, dict[str, str]] = {}
        subjects = sorted(key(sorted(unit.subjects)) for unit in division.units)
        self._whole = key([*subjects, "", division.order])

    def note(self, made: Mapping[str, Noted]) -> None:
        """Take what files that were made meanwhile were made from."""
        self._noted |= made

    def parts(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield keys and paths of the files of each question; none where no key tells enough."""
        for question in self._edition.source.questions:
            page, *others = self._edition.paths_of_question(question)
            if _is_changing(question.sparql):
                yield (), (page, *others)
                continue
            keys = tuple(self._keys(question, others[-1]))
            yield keys, tuple(others)
            yield tuple(self._of_page(question, page, keys)), (page,)

    def _keys(self, question: Question, path: str) -> Iterator[str]:
        """Yield keys of an answer: of all that its query may read, and of the rows if known."""
        texts = [str(part) for part in astuple(question)]
        about = ["question", *texts, self._division.everywhere]
        said = self._said(question)
        yield key([*about, self._whole, self._beside(question), *said])
        if question.by_article and not question.is_graph:
            rows = self._rows(question, path, key(["rows", *about]), said)
            if rows is not None:
                yield key(["rows", *about, *sorted(rows)])

    def _said(self, question: Question) -> list[str]:
        """Return a key of each unit's statements that a query may read."""
        if question.name not in self._said_known:
            properties = self._read(question)
            self._said_known[question.name] = [
                key(
                    f"{name} {each.said[name]}"
                    for name in sorted(each.said if properties is None else properties)
                    if name in each.said
                )
                for each in self._shown
            ]
        return self._said_known[question.name]

    def _beside(self, question: Question) -> str:
        """Return a key of what a query may read of what is derived, and is about no unit."""
        properties = self._read(question)
        return key(text for name, text in self._unowned if properties is None or name in properties)

    def _read(self, question: Question) -> frozenset[str] | None:
        """Return the properties that an answer depends on; None for all of them."""
        properties, nodes = _read(question.sparql)
        return properties if nodes <= self._shared_nodes else None

    @cached_property
    def _shared_nodes(self) -> frozenset[str]:
        """The IRIs that are nodes of the data whatever articles say."""
        ends = (end for quad in self._division.shared for end in (quad.subject, quad.object))
        return frozenset(end.value for end in ends if isinstance(end, ox.NamedNode))

    @cached_property
    def _unowned(self) -> list[tuple[str, str]]:
        unowned = self._division.unowned
        return sorted((quad.predicate.value, str(quad)) for quad in unowned)

    def _rows(
        self, question: Question, path: str, place: str, said: Sequence[str]
    ) -> list[str] | None:
        """Return digests of the rows of each unit; None where they are not known."""
        known = self._rows_known.get(place) or self._kept.value(place, texts) or {}
        made = self._noted.get(path)
        rows: list[str | None]
        if made is not None:
            if made.rows is None:
                return None
            rows = [made.rows.get(unit, _NOTHING) for unit, _ in enumerate(said)]
        else:
            missing = [unit for unit, one in enumerate(said) if one not in known]
            if not known or not are_few(len(missing), len(said)):
                return None
            alone = {unit: self._asked_alone(question, unit) for unit in missing}
            rows = [alone[unit] if unit in alone else known[one] for unit, one in enumerate(said)]
        sound = [one for one in rows if one is not None]
        if len(sound) < len(rows):
            return None
        fresh = dict(zip(said, sound, strict=True))
        if fresh != known:
            self._kept.keep_value(place, fresh)
        self._rows_known[place] = fresh
        return sound

    def _asked_alone(self, question: Question, place: int) -> str | None:
        """Ask a unit alone; return a digest of its rows, None where they tell not enough."""
        division = self._division
        if place not in self._alone:
            quads = (*division.shared, *division.units[place].quads, *division.unowned)
            self._alone[place] = Embedded(quads)
        placed = published(question, self._edition.source.base)
        try:
            answer = catalogue.ask(placed, {}, self._alone[place], self._edition.source.loaded)
        except ClaimgraphError:
            return None
        rows = _by_unit(question, answer, division.owners)
        return None if rows is None else rows.get(place, _NOTHING)

    # ── Pages ────────────────────────────────────────────────────────────────────────────────────

    def _of_page(self, question: Question, path: str, keys: Sequence[str]) -> Iterator[str]:
        """Yield keys of a page: of its answer, with the names that it shows or offers."""
        made = self._noted.get(path)
        offered = self._offered(question, path)
        named: dict[str, str] | None
        for number, answer in enumerate(keys):
            place = key(["page", answer])
            if made is not None and made.named is not None and (made.plain or not number):
                named = dict.fromkeys(made.named, "")
                self._kept.keep_value(place, named)
            else:
                named = self._kept.value(place, texts)
            if named is not None:
                called = (f"{iri} {each}" for iri in named for each in self._called.get(iri, ()))
                yield key(["page", answer, offered, *sorted(called)])

    def _offered(self, question: Question, path: str) -> str:
        """Return a key of the things that parameters may be; what is known of them is not asked."""
        asked, made = self._edition.asked, self._noted.get(path)
        places = []
        for name, classes in asked.classes(question).items():
            place = self._instances(classes)
            places.append(f"{name} {place}")
            if place not in self._offered_known:
                if made is not None and classes in made.offered:
                    things, whole = made.offered[classes]
                    held = [[value, *one] for value, one in things.items()]
                    self._kept.keep_value(place, [held, whole])
                elif (known := self._kept.value(place, _offered)) is not None:
                    asked.offer(classes, *known)
                else:
                    continue
                self._offered_known.add(place)
        return key(places)

    def _instances(self, classes: tuple[str, ...]) -> str:
        """Return a key of the things of some classes with their names, and of what is beneath."""
        if classes not in self._instances_known:
            some = sorted(
                f"{iri} {each.named[iri]}"
                for iri in classes
                for each in self._shown
                if iri in each.named
            )
            beneath = sorted(each.said.get(_SUBCLASS, "") for each in self._shown)
            everywhere = self._division.everywhere
            self._instances_known[classes] = key(
                ["offered", everywhere, *classes, "", *some, "", *beneath]
            )
        return self._instances_known[classes]

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """Digests of the names of all things by IRI, those of blank nodes under an empty text."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in self._shown:
            for iri, digest in each.called.items():
                found[iri].append(digest)
        return found


@cache
def _is_changing(query: str) -> bool:
    """Tell whether a query may be answered otherwise each time; so may one that cannot be read."""
    try:
        return any(token.text.upper() in _CHANGING for token in tokens(query))
    except UnreadableError:
        return True


@cache
def _read(query: str) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Return the properties that an answer depends on, None for all of them; and IRIs.

    It depends on whether these are nodes of the data, too.
    """
    try:
        parts = read(query)
        has_base = any(token.word == "BASE" for token in tokens(query))
    except UnreadableError:
        return None, frozenset()
    if parts.any_predicate or parts.any_node or parts.form == "DESCRIBE":
        return None, frozenset()
    if has_base or parts.relative:
        return None, frozenset()
    return frozenset({*iris(query), RDF_TYPE}), frozenset(parts.path_ends)


@cache
def _ordering(query: str) -> tuple[str, ...]:
    """Return the variables by which rows are sorted; none where rows depend on their order."""
    try:
        parts = read(query)
        if any(token.word in _ORDERED for token in tokens(query)):
            return ()
    except UnreadableError:
        return ()
    uses = (use for use in parts.uses if use.scope is parts.scope)
    return tuple(use.name for use in uses if use.role is Role.CONDITION)


def _sorted_as(term: Node | None) -> str:
    """Return a text that differs only between terms that are sorted apart (SPARQL 1.1, 15.1)."""
    is_plain = isinstance(term, Literal) and term.datatype is None
    return str(term) if isinstance(term, URIRef) or is_plain else ""


def _offered(held: Any) -> tuple[dict[str, Offered], bool]:
    """Return what was kept of things to choose from; raises TypeError or ValueError if it is not.

    They were kept with whether these are all.
    """
    things, whole = held
    listed = (
        (as_text(value), Offered(as_text(label), as_text(iri))) for value, label, iri in things
    )
    return dict(listed), whole is True
