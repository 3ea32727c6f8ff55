"""What pages are made from: the graph, the rules, the questions, and which things have a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from claimgraph.check import rules as catalogue
from claimgraph.claims.capture import Captured
from claimgraph.claims.weighing import derived, table, weighing
from claimgraph.graph.project import shipped
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import data, texts, vocabulary
from claimgraph.pages.addresses import Names
from claimgraph.pages.data import Asked
from claimgraph.pages.page import Here
from claimgraph.pages.things import Things
from claimgraph.vocab import BASE, ONTOLOGY, SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pyoxigraph as ox

    from claimgraph.claims.weighing.table import Table
    from claimgraph.findings import Rule
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores import Store
    from claimgraph.questions import Question

# Which terms of the vocabulary have pages of their own.
Vocabulary = Literal["none", "used", "all"]


@dataclass(frozen=True)
class Source:
    """What is published: a project, its files as they were read, its questions.

    `base` is the address of the site, ending in a slash, if it is known; `live` where a server
    answers, so that pages offer forms and an endpoint: `held` is then the database that
    pages are looked up in, however large it is, and `store` is asked for answers. `vocabulary`
    says which terms have pages: those that the data use, all, or not even the vocabulary itself;
    shipped rules have theirs with all terms.
    `texts` are shown beside those that a licence allows.
    """

    project: Project
    loaded: Sequence[Loaded]
    questions: Sequence[Question]
    base: str | None = None
    live: bool = False
    held: ox.Store | None = None
    store: Store | None = None
    vocabulary: Vocabulary = "all"
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def quads(self) -> Iterable[ox.Quad]:
        """All quads of the vocabulary and the data."""
        if self.held is not None:
            return self.held
        return [quad for one in self.loaded for quad in one.quads]


@dataclass(frozen=True)
class Edition:
    """A source, read once for all pages."""

    source: Source

    @cached_property
    def names(self) -> Names:
        """Where pages lie."""
        return Names(self.source.base)

    @cached_property
    def things(self) -> Things:
        """The graph."""
        vocabulary = {file.graph for file in self.source.project.vocabulary_files}
        if self.source.held is not None:
            return Things(self.source.held, vocabulary, copied=False)
        return Things(self._whole.union.quads, vocabulary)

    @cached_property
    def _captured(self) -> Embedded:
        store = self.source.store
        return store if isinstance(store, Embedded) else Embedded(self.source.quads)

    @cached_property
    def _whole(self) -> Embedded:
        """What was captured and what is derived from it, in one store."""
        self._captured.add(self.derived)
        return self._captured

    @cached_property
    def _files(self) -> Captured:
        return Captured(self.source.loaded)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The articles' texts that may be shown, by the article's IRI."""
        return texts.licensed(self._files) | dict(self.source.texts)

    @cached_property
    def derived(self) -> Sequence[ox.Quad]:
        """How claims stand, weighed once; a server's database holds it already."""
        if self.source.held is not None:
            return ()
        return sorted(derived.quads(weighing.weigh(self._captured.union, self.table)), key=str)

    def weigh(self, weighed: Callable[[Embedded, Table], Sequence[ox.Quad]]) -> None:
        """Take how claims stand from who remembers some of it, given what was captured."""
        # In the same order, however much of it was known.
        self.__dict__["derived"] = sorted(weighed(self._captured, self.table), key=str)

    @cached_property
    def table(self) -> Table:
        """The table that claims are weighed by."""
        return table.table(self.source.project.root)

    @cached_property
    def asked(self) -> Asked:
        """The stored questions with their answers."""
        source = self.source
        store = source.store if source.held is not None else self._whole
        return Asked(source.questions, source.loaded, store, source.base)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules that are shapes with an IRI, by it."""
        return {rule.shape: rule for rule in self.catalogue if rule.shape}

    @cached_property
    def catalogue(self) -> list[Rule]:
        """All rules, sorted by kind and name."""
        return catalogue.catalogue(self.source.project)

    @cached_property
    def things_by_stem(self) -> dict[str, str]:
        """The IRIs that have a page, by their paths."""
        here = self.here("index.html")
        ours = (iri for iri in self.things.subjects if here.has_page(iri))
        return {self.names.stem(iri): iri for iri in ours}

    @cached_property
    def rules_by_stem(self) -> dict[str, str]:
        """The IRIs of shapes, by the paths of their pages."""
        whole = self.source.vocabulary == "all"
        files = self.source.project.shape_files
        if not whole and all(file.path.is_relative_to(shipped("ontology")) for file in files):
            return {}
        ours = (iri for iri in self.rules if whole or not iri.startswith(SHAPES))
        return {self.names.stem(iri): iri for iri in ours}

    @cached_property
    def elsewhere(self) -> dict[str, str]:
        """The terms that have no page of their own, by where they are described in the site.

        That is their place on the vocabulary's page, or an empty text.
        """
        wanted = self.source.vocabulary
        if wanted == "all":
            return {}
        terms = self.things.of_vocabulary
        if wanted == "none":
            return dict.fromkeys(terms, "")
        places = vocabulary.places(self.things)
        return {
            iri: places.get(iri, "")
            for iri in terms
            if iri != ONTOLOGY and not self.things.used(iri)
        }

    def here(self, path: str) -> Here:
        """Return where a page lies."""
        return Here(
            self.things,
            self.names,
            path,
            captured=self._files,
            table=self.table,
            elsewhere=self.elsewhere,
        )

    def stem_of(self, iri: str) -> str | None:
        """Return the path of the page of an IRI, or of its document; None without a page."""
        if iri == f"{BASE}shapes":
            return "shapes"
        stem = self.names.stem(iri)
        if self.things.copied:
            return stem if self.things_by_stem.get(stem) == iri else None
        return stem if self.here("index.html").has_page(iri) else None

    def iri_at(self, stem: str) -> str | None:
        """Return the IRI whose page lies at a path; of a large store no list is made of all."""
        if self.things.copied:
            return self.things_by_stem.get(stem)
        here = self.here("index.html")
        for iri in self.names.iris(stem):
            if self.names.stem(iri) == stem and here.has_page(iri):
                return iri
        return self._digested.get(stem) if "~" in stem else None

    @cached_property
    def _digested(self) -> dict[str, str]:
        """The IRIs that cannot be told from the paths of their pages, by these."""
        here = self.here("index.html")
        stems = ((self.names.stem(iri), iri) for iri in self.things.each_subject())
        return {stem: iri for stem, iri in stems if "~" in stem and here.has_page(iri)}

    def shape(self, iri: str) -> str:
        """Return a shape in Turtle, without the prefixes."""
        text = data.written(data.Part(tuple(self.shape_things.bounded(iri))), ".ttl").decode()
        return text.partition("\n\n")[2].strip() or text

    @cached_property
    def shape_things(self) -> Things:
        """The graph of the shapes."""
        from claimgraph.graph import loading

        loaded = [loading.load(file) for file in self.source.project.shape_files]
        return Things.of(quad for one in loaded for quad in one.quads)
