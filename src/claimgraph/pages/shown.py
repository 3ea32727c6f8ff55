"""What pages of others show of a unit of articles, so that it need not be read again for them.

Pages of what all share (an actor, a term) list the claims that speak of it, as the front page and
the lists do articles. Of each unit is remembered what they may show of it, as digests: these pages
are made again where one of them has changed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib.term import URIRef

from claimgraph.check.cache import key
from claimgraph.graph import names
from claimgraph.pages import articles, listings
from claimgraph.pages.kept import as_text, texts
from claimgraph.vocab import RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.pages.site import Site
    from claimgraph.pages.units import Unit

# Blank nodes within blank nodes are looked at so far.
_DEEPEST = 12
# What things are called by, where they are shown and where they are looked up.
RDF_TYPE = f"{RDF}type"
_NAMING = frozenset((*map(str, names.PROPERTIES), f"{SKOS}altLabel", RDF_TYPE))
# So many letters of a digest tell apart what there are thousands of.
_SHORT = 16


@dataclass(frozen=True)
class Shown:
    """What others show of a unit: entries of the search's index by IRI, and digests.

    `mentions` are of what is said of each shared thing, by its IRI; `front` of what the front page
    and the lists show; `said` of what is said by each property, for answers of questions. `called`
    are of the names and classes of each thing that it describes, those of blank nodes under an
    empty text; `named` of the same of all things of a class.
    """

    entries: dict[str, list[str]]
    mentions: dict[str, str]
    said: dict[str, str]
    front: str
    called: dict[str, str]
    named: dict[str, str]

    def written(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        return asdict(self)

    @classmethod
    def read(cls, held: Any) -> Shown:
        """Return what `written` gave; raises TypeError, KeyError or ValueError for other JSON."""
        entries = {
            iri: [as_text(one) for one in some] for iri, some in dict(held["entries"]).items()
        }
        mentions, said, called, named = (
            texts(held[part]) for part in ("mentions", "said", "called", "named")
        )
        return cls(entries, mentions, said, as_text(held["front"]), called, named)


def shown(edition: Site, unit: Unit) -> Shown:
    """Return what other pages show of a unit."""
    paged = [iri for iri in sorted(unit.subjects) if edition.stem_of(iri)]
    seen = _Seen(edition, unit)
    return Shown(
        {iri: edition.entry(iri) for iri in paged},
        {iri: seen.mention(iri) for iri in sorted(seen.mentioned) if edition.stem_of(iri)},
        seen.said,
        key(seen.front(iri) for iri in paged),
        seen.called,
        seen.named,
    )


class _Seen:
    """A unit's statements, by what they speak of."""

    def __init__(self, edition: Site, unit: Unit) -> None:
        self._here = edition.here("index.html")
        self._unit = unit
        self._speaking: dict[Any, list[ox.Quad]] = defaultdict(list)
        self._of: dict[Any, list[ox.Quad]] = defaultdict(list)
        self._told: dict[str, str] = {}
        for quad in unit.quads:
            self._speaking[quad.object].append(quad)
            self._of[quad.subject].append(quad)

    @cached_property
    def mentioned(self) -> set[str]:
        """The IRIs of others that a unit speaks of, or of which something is derived from it."""
        every = {*self._speaking, *self._of}
        named = {one.value for one in every if isinstance(one, ox.NamedNode)}
        return named - self._unit.subjects

    def mention(self, iri: str) -> str:
        """Return a digest of all that is said of another's thing, and by what.

        Of a claim is told what lists show of it; of other things, by what claims they are had.
        """
        lines = []
        node = ox.NamedNode(iri)
        for owner, way in self._owners(node):
            lines.append(f"{way} {self._thing(owner)}")
            if self._here.things.form(URIRef(owner)) != "Claim":
                beyond = self._owners(ox.NamedNode(owner))
                lines += [f"{way} {further} {self._thing(one)}" for one, further in beyond]
        for quad in self._of.get(node, ()):
            lines.append(f"{quad.predicate} {self._thing(getattr(quad.object, 'value', ''))}")
        return key(sorted(lines))

    def _owners(self, node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[str, str]]:
        """Yield the IRIs that speak of a node, with what the blank nodes between say."""
        for quad in self._speaking.get(node, ()):
            predicate, subject = quad.predicate.value, quad.subject
            if isinstance(subject, ox.NamedNode):
                yield subject.value, predicate
            elif subject not in above and len(above) < _DEEPEST:
                within = self._within(subject)
                for owner, way in self._owners(subject, (*above, subject)):
                    yield owner, f"{way} {within} {predicate}"

    def _within(self, node: Any, above: tuple[Any, ...] = ()) -> str:
        """Return what is said of a blank node, whatever it is called this time."""
        if node in above or len(above) > _DEEPEST:
            return "…"
        facts = (
            f"{quad.predicate} {self._term(quad.object, (*above, node))}"
            for quad in self._of.get(node, ())
        )
        return f"[{' ; '.join(sorted(facts))}]"

    def _term(self, term: Any, above: tuple[Any, ...] = ()) -> str:
        return self._within(term, above) if isinstance(term, ox.BlankNode) else str(term)

    def _thing(self, iri: str) -> str:
        """Return what lists show of a thing."""
        if iri not in self._told:
            node = URIRef(iri)
            (line,) = articles.lines(self._here, [node])
            kinds = self._here.things.kinds(node)
            self._told[iri] = f"{iri} {self._here.things.form(node)} {kinds} {line}"
        return self._told[iri]

    def front(self, iri: str) -> str:
        """Return what the front page and the lists show of a thing, empty for most."""
        things, node = self._here.things, URIRef(iri)
        if things.form(node) == "Article":
            return f"{iri} {articles.summary(self._here, node)}"
        if any(things.is_a(node, kind) for kind, _ in listings.LISTS.values()):
            return f"{iri} {things.kinds(node)} {listings.entry(self._here, node)}"
        return ""

    @cached_property
    def called(self) -> dict[str, str]:
        """Digests of what all things are called, and of their classes."""
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._unit.quads:
            subject = quad.subject
            said = found[subject.value if isinstance(subject, ox.NamedNode) else ""]
            if quad.predicate.value in _NAMING:
                within = self._within(subject) if isinstance(subject, ox.BlankNode) else ""
                said.append(f"{within} {quad.predicate} {quad.object}")
        return {iri: key(sorted(some))[:_SHORT] for iri, some in found.items()}

    @cached_property
    def named(self) -> dict[str, str]:
        """Digests of the names of all things of a class, by its IRI."""
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._unit.quads:
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, ox.NamedNode):
                iri = quad.subject.value
                found[getattr(quad.object, "value", "")].append(f"{iri} {self.called.get(iri, '')}")
        return {name: key(sorted(some)) for name, some in found.items()}

    @cached_property
    def said(self) -> dict[str, str]:
        """Digests of all statements by their properties, in the order in which they are read.

        Rows come in that order, where a question asks for none.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._unit.quads:
            subject, value = quad.subject, self._term(quad.object)
            if isinstance(subject, ox.BlankNode):
                owners = sorted(f"{owner} {way}" for owner, way in self._owners(subject))
                said = f"{owners} {self._within(subject)} {value} {quad.graph_name}"
            else:
                said = f"{subject} {value} {quad.graph_name}"
            found[quad.predicate.value].append(said)
        return {name: key(some) for name, some in found.items()}
