"""All pages of a project: which files there are, and the bytes of each, made from the graph alone.

The same functions answer a static build and a server; nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph.check import rules as catalogue
from claimgraph.pages import data, listings, redirects, render
from claimgraph.pages.addresses import Names
from claimgraph.pages.data import Asked
from claimgraph.pages.page import Here
from claimgraph.pages.things import Things
from claimgraph.vocab import BASE, CG, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from claimgraph.findings import Rule
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores import Store
    from claimgraph.questions import Question

_ONTOLOGY = BASE + "ontology"
# So many things of a large store the search finds: its index goes to the reader's browser.
SEARCHED = 20_000


@dataclass(frozen=True)
class Source:
    """What is published: a project, its files as they were read, its questions.

    `base` is the address of the site, ending in a slash, if it is known; `live` where a server
    answers, so that pages offer forms and an endpoint: `held` is then the database that
    pages are looked up in, however large it is, and `store` is asked for answers.
    """

    project: Project
    loaded: Sequence[Loaded]
    questions: Sequence[Question]
    base: str | None = None
    live: bool = False
    held: ox.Store | None = None
    store: Store | None = None

    @property
    def quads(self) -> Iterable[ox.Quad]:
        """All quads of the vocabulary and the data."""
        if self.held is not None:
            return self.held
        return [quad for one in self.loaded for quad in one.quads]


@dataclass(frozen=True)
class Edition:
    """The pages of a source; each is found by its path below the site's root."""

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
        return Things.of(self.source.quads, vocabulary)

    @cached_property
    def asked(self) -> Asked:
        """The stored questions with their answers."""
        source = self.source
        return Asked(source.questions, source.loaded, source.store, source.base)

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
        return {self.names.stem(iri): iri for iri in self.rules}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files, sorted."""
        things = [
            stem + suffix
            for stem in {*self.things_by_stem, *self.rules_by_stem}
            for suffix in (".html", *data.FORMS)
        ]
        maps = [f"maps/{self.names.stem(one)}.html" for one in self.things.of_kind("Article")]
        return tuple(sorted({*things, *maps, *self._own}))

    def _answer(self, question: Question) -> tuple[str, ...]:
        """Return the suffix of a question's answer as a file, if it has one."""
        if not self.asked.answered(question):
            return ()
        return (".ttl",) if self.asked.is_graph(question) else (".csv",)

    def prepare(self) -> None:
        """Make what many pages share, before processes part."""
        for shared in (
            self.things.graph,
            self.paths_known,
            self._shape_things,
            self.rules,
        ):
            del shared
        self.things.prepare()
        render.prepare()

    def here(self, path: str) -> Here:
        """Return where a page lies."""
        return Here(self.things, self.names, path)

    def stem_of(self, iri: str) -> str | None:
        """Return the path of the page of an IRI, or of its document; None if there is none."""
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

    def knows(self, path: str) -> bool:
        """Tell whether there is a file of a path."""
        if self.things.copied:
            return path in self.paths_known
        stem, dot, suffix = path.rpartition(".")
        if dot + suffix in (".html", *data.FORMS):
            if self.iri_at(stem) or stem in self.rules_by_stem or stem == "shapes":
                return True
            if stem.startswith("maps/"):
                iri = self.iri_at(stem.removeprefix("maps/"))
                return iri is not None and self.things.form(URIRef(iri)) == "Article"
        return path in self._own

    @cached_property
    def _own(self) -> frozenset[str]:
        """The paths of what is about no single thing."""
        questions = [
            f"questions/{each.theme}/{each.name}{suffix}"
            for each in self.source.questions
            for suffix in (".html", ".rq", *self._answer(each))
        ]
        own = ["index.html", "search.html", "static/search-index.js", "shapes.html", "404.html"]
        own += [f"shapes{suffix}" for suffix in data.FORMS]
        own += ["questions/index.html", *(f"lists/{name}.html" for name in listings.LISTS)]
        own += ["sparql.html"] if self.source.live else []
        return frozenset({*questions, *own, *render.static_files(), *self._hosts})

    def content(self, path: str) -> bytes:
        """Return the bytes of a file; raises KeyError where there is none of that path."""
        if not self.knows(path):
            raise KeyError(path)
        stem, dot, suffix = path.rpartition(".")
        if path in self._hosts:
            return self._hosts[path].encode()
        if path.startswith("static/"):
            return self._index if path == "static/search-index.js" else render.static_file(path)
        if path.startswith("questions/") and path != "questions/index.html":
            here = self.here(path)
            return render.question(self, here, *path.split("/")[1:])
        if dot + suffix in data.FORMS:
            return data.written(self._part(stem), dot + suffix)
        here = self.here(path)
        if iri := self.iri_at(stem):
            return render.thing(self, here, URIRef(iri))
        if stem in self.rules_by_stem:
            return render.rule(self, here, self.rules[self.rules_by_stem[stem]])
        return render.own(self, here)

    def _part(self, stem: str) -> data.Part:
        """Return the data of a page to be written; its forms are asked for one after the other."""
        found = self._latest.get(stem)
        if found is None:
            found = data.Part(tuple(self._triples(stem)))
            self._latest.clear()
            self._latest[stem] = found
        return found

    @cached_property
    def _latest(self) -> dict[str, data.Part]:
        """The data of the page asked for last, by its path."""
        return {}

    def _triples(self, stem: str) -> list[ox.Triple]:
        """Return the data of a page; that of a whole vocabulary holds all its terms."""
        if stem == "shapes" or stem in self.rules_by_stem:
            return self._shapes(self.rules_by_stem.get(stem))
        iri = self.iri_at(stem) or ""
        found = self.things.description(iri)
        if iri == _ONTOLOGY:
            for each in sorted(self.things.of_vocabulary):
                if each.startswith(CG) or self.names.root(each) is None:
                    found += self.things.description(each) if self._is_term(each) else []
        return found

    def _is_term(self, iri: str) -> bool:
        return iri in self.things.of_vocabulary

    def _shapes(self, iri: str | None) -> list[ox.Triple]:
        """Return the data of a shape, or of all that are below the namespace of shapes."""
        held = self._shape_things
        wanted = [iri] if iri else [one for one in held.subjects if one.startswith(SHAPES[:-1])]
        return [triple for one in wanted for triple in held.description(one)]

    def shape(self, iri: str) -> str:
        """Return a shape in Turtle, without the prefixes."""
        text = data.written(data.Part(tuple(self._shape_things.bounded(iri))), ".ttl").decode()
        return text.partition("\n\n")[2].strip() or text

    @cached_property
    def _shape_things(self) -> Things:
        from claimgraph.graph import loading

        loaded = [loading.load(file) for file in self.source.project.shape_files]
        return Things.of(quad for one in loaded for quad in one.quads)

    @cached_property
    def paths_known(self) -> frozenset[str]:
        """The paths, to be looked up."""
        return frozenset(self.paths)

    @cached_property
    def _hosts(self) -> dict[str, str]:
        """What hosts of sites read, and what keeps one of them from leaving files out."""
        if self.source.live:
            return {}
        return {".nojekyll": ""} | redirects.files(self.names, self.things_by_stem.values())

    @cached_property
    def _index(self) -> bytes:
        if self.things.copied:
            return listings.search_index(
                self.things, self.names, sorted(self.things_by_stem.values())
            )
        here = self.here("index.html")
        some = islice(filter(here.has_page, self.things.each_subject()), SEARCHED)
        return listings.search_index(self.things, self.names, sorted(set(some)))
