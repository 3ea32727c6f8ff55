"""All pages of a project: which files there are, and the bytes of each, made from the graph alone.

The same functions answer a static build and a server; nothing is written here.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph.pages import data, listings, redirects, render, search
from claimgraph.pages.contents import Edition
from claimgraph.vocab import CG, ONTOLOGY, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from claimgraph.questions import Question

# So many things of a large store the search finds: its index goes to the reader's browser.
SEARCHED = 20_000


class Site(Edition):
    """The pages of a source; each is found by its path below the site's root."""

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files, sorted."""
        things = [
            stem + suffix
            for stem in {*self.things_by_stem, *self.rules_by_stem}
            for suffix in (".html", *data.FORMS)
        ]
        views = [
            f"{view}/{self.names.stem(one)}.html" for one in self._articles for view in render.VIEWS
        ]
        return tuple(sorted({*things, *views, *self._own}))

    @cached_property
    def _articles(self) -> frozenset[str]:
        """The IRIs of all articles."""
        return frozenset(map(str, self.things.of_kind("Article")))

    def paths_of(self, iri: str) -> list[str]:
        """Return the paths of the files about one thing, none where it has no page."""
        stem = self.names.stem(iri)
        if self.things_by_stem.get(stem) != iri:
            return []
        views = render.VIEWS if iri in self._articles else ()
        pages = [f"{view}/{stem}.html" for view in views]
        return [*pages, *(stem + suffix for suffix in (".html", *data.FORMS))]

    def paths_of_question(self, question: Question) -> list[str]:
        """Return the paths of a question's page, its query, and its answer if it has one."""
        stem = f"questions/{question.theme}/{question.name}"
        return [stem + suffix for suffix in (".html", ".rq", *self._answer(question))]

    def _answer(self, question: Question) -> tuple[str, ...]:
        """Return the suffix of a question's answer as a file, if it has one."""
        if not self.asked.answered(question):
            return ()
        return (".ttl",) if self.asked.is_graph(question) else (".csv",)

    def prepare(self, *, few: bool = False) -> None:
        """Make what many pages share, before processes part; of `few` none may be of a rule."""
        render.prepare()
        for shared in (self.elsewhere, self.texts):
            del shared
        if not few:
            for shared_by_all in (self.paths_known, self.shape_things, self.rules):
                del shared_by_all
        self.things.prepare()

    def knows(self, path: str) -> bool:
        """Tell whether there is a file of a path."""
        if self.things.copied:
            return path in self.paths_known
        stem, dot, suffix = path.rpartition(".")
        if dot + suffix in (".html", *data.FORMS):
            if self.iri_at(stem) or stem in self.rules_by_stem or stem == "shapes":
                return True
            view, _, article = stem.partition("/")
            if view in render.VIEWS:
                iri = self.iri_at(article)
                return iri is not None and self.things.form(URIRef(iri)) == "Article"
        return path in self._own

    @cached_property
    def _own(self) -> frozenset[str]:
        """The paths of what is about no single thing."""
        questions = [
            path for each in self.source.questions for path in self.paths_of_question(each)
        ]
        own = [
            "index.html",
            "search.html",
            "compare.html",
            "static/search-index.js",
            "shapes.html",
            "404.html",
        ]
        own += [f"shapes{suffix}" for suffix in data.FORMS]
        own += ["questions/index.html", *(f"lists/{name}.html" for name in listings.LISTS)]
        live = self.source.live
        own += ["sparql.html"] if live else []
        own += [file for file in render.static_files() if live or "sparql" not in file]
        return frozenset({*questions, *own, *self._hosts})

    def content(self, path: str, base: str | None = None) -> bytes:
        """Return the bytes of a file; raises KeyError for another path.

        Relative IRIs of a question start from its page below `base`; else below the site's own.
        """
        if not self.knows(path):
            raise KeyError(path)
        stem, dot, suffix = path.rpartition(".")
        if path in self._hosts:
            return self._hosts[path].encode()
        if path.startswith("static/"):
            return self._index if path == "static/search-index.js" else render.static_file(path)
        if path.startswith("questions/") and path != "questions/index.html":
            here = self.here(path)
            _, theme, file = path.split("/")
            return render.question(self, here, theme, file, base)
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
        if iri == ONTOLOGY:
            for each in sorted(self.things.of_vocabulary):
                if each.startswith(CG) or self.names.root(each) is None:
                    found += self.things.description(each) if self._is_term(each) else []
        return found

    def _is_term(self, iri: str) -> bool:
        return iri in self.things.of_vocabulary

    def _shapes(self, iri: str | None) -> list[ox.Triple]:
        """Return the data of a shape, or of all that are below the namespace of shapes."""
        held = self.shape_things
        wanted = [iri] if iri else [one for one in held.subjects if one.startswith(SHAPES[:-1])]
        return [triple for one in wanted for triple in held.description(one)]

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
            every: Iterable[str] = self.things_by_stem.values()
        else:
            here = self.here("index.html")
            every = set(islice(filter(here.has_page, self.things.each_subject()), SEARCHED))
        entries = (self.entries.get(iri) or self.entry(iri) for iri in sorted(every))
        return search.index(entries, self.source.questions)

    @cached_property
    def entries(self) -> dict[str, list[str]]:
        """Entries of the search's index that are known already, by IRI."""
        return {}

    def entry(self, iri: str) -> list[str]:
        """Return what the search's index holds of a thing."""
        reader = self.here("index.html").reader
        return search.entry(self.things, reader, self.names.stem(iri), URIRef(iri))
