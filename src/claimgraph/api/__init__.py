"""What the command does, as Python: a project opened, to be checked and asked."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph.api.shown import Page, Picture
from claimgraph.errors import UsageError
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib import Dataset

    from claimgraph.api.answers import Answer
    from claimgraph.claims.alignment.matching import Candidate
    from claimgraph.claims.explain import Explanation
    from claimgraph.claims.library.extract import Extract
    from claimgraph.claims.library.finding import Hit
    from claimgraph.claims.library.gaps import Gap
    from claimgraph.claims.library.library import Library
    from claimgraph.claims.library.paths import Step
    from claimgraph.claims.links import Links
    from claimgraph.claims.model import Article, Claim
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.findings import Report, Rule
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores import Rows, Store
    from claimgraph.graph.stores.memory import Embedded
    from claimgraph.questions import Question


class Claimgraph:
    """An opened project; nothing is read before it is needed.

    Its graph is in its files, in a store on disk, or on SPARQL servers.
    """

    def __init__(
        self,
        project: Project,
        *,
        store: Path | None = None,
        endpoints: Sequence[str] = (),
        allow_service: bool = False,
    ) -> None:
        self.project = project
        self._folder = store
        self._endpoints = endpoints
        self._allow_service = allow_service

    def __repr__(self) -> str:
        where = ", ".join(self._endpoints) or projects.shown(self._folder or self.project.root)
        return f"<Claimgraph of {where}>"

    def _repr_html_(self) -> str:
        """Return the project's articles as a table, for a notebook."""
        from claimgraph import display

        rows = [
            (one.slug, one.title or one.label, str(len(one.claims)), str(len(one.arguments)))
            for one in self.articles
        ]
        return display.table(("article", "title", "claims", "arguments"), rows)

    @cached_property
    def _loaded(self) -> Sequence[Loaded]:
        from claimgraph.questions import catalogue as ask

        elsewhere = self._folder or self._endpoints
        return ask.vocabulary(self.project) if elsewhere else ask.load(self.project)

    @cached_property
    def _store(self) -> Store:
        if len(self._endpoints) == 1:
            from claimgraph.graph.stores.remote import Remote

            return Remote(self._endpoints[0])
        return self._held

    @cached_property
    def _held(self) -> Embedded:
        """The graph as it can be walked, copied here from servers."""
        if self._endpoints:
            from claimgraph.graph.stores.remote import Remote, copied

            return copied([Remote(url) for url in self._endpoints])
        if self._folder:
            from claimgraph.graph.stores.disk import OnDisk

            return OnDisk(self._folder)
        from claimgraph.graph.stores.memory import Embedded

        return Embedded(quad for one in self._loaded for quad in one.quads)

    @property
    def graph(self) -> Dataset:
        """The vocabulary and the data, one named graph per folder, read as their union."""
        return self._held.graph

    @property
    def articles(self) -> list[Article]:
        """All articles with what they say, sorted by IRI; each is read when the list is made."""
        from claimgraph.claims import fetching

        return [fetching.article(self._store, iri) for iri in fetching.articles(self._store)]

    def article(self, name: str | None = None) -> Article:
        """Return one article with all that it says: the only one unless it is named.

        `name` is the last part of its IRI, the IRI, or its label. Nothing else is read, of a
        server neither. Raises UsageError where there are several, or none of that name.
        """
        from claimgraph.claims import fetching

        return fetching.article(self._store, fetching.chosen(self._store, name))

    @property
    def claims(self) -> list[Claim]:
        """The claims of all articles, article by article, each in the order of its text."""
        return [claim for article in self.articles for claim in article.claims]

    def claim(self, name: str) -> Claim:
        """Return one claim by its IRI, label or name; raises QuestionError for an unknown one."""
        from claimgraph.claims import fetching
        from claimgraph.questions import naming

        return fetching.claim(self._store, naming.claim(name, self._store, self._loaded))

    @property
    def links(self) -> Links:
        """The links between claims of different articles; `links.of(claim.iri)` are one claim's."""
        from claimgraph.claims import links

        return links.read(self._held.union)

    def explain(self, claim: str, article: str | None = None) -> Explanation:
        """Return a claim with what it rests on and the tree of support beneath it.

        `claim` is its IRI, label or name, in an `article` where several have a claim of that name.
        Raises QuestionError for an unknown one, UsageError for a table of grades that cannot be
        read.
        """
        from claimgraph.claims import explain, fetching
        from claimgraph.claims.weighing import table
        from claimgraph.questions import naming

        within = fetching.chosen(self._held, article) if article else None
        named = naming.claim(claim, self._held, self._loaded, within)
        return explain.explain(self._held.union, named, table.table(self.project.root))

    @cached_property
    def _library(self) -> Library:
        from claimgraph.claims import library

        if self._endpoints:
            raise UsageError("servers have no index here: open the files, or a store on disk")
        return library.opened(self.project, self._folder)

    def find(
        self, words: str, *, kind: str | None = None, article: str | None = None, limit: int = 20
    ) -> tuple[Hit, ...]:
        """Return what has all the words, as `claimgraph find` does, the best first.

        `kind` is claim, actor, source, thing or article. Raises UsageError for a text without words
        and an unknown kind, QuestionError for an unknown article, StoreError.
        """
        from claimgraph.claims import fetching
        from claimgraph.claims.library import called, finding, remote

        if self._endpoints:
            within = None if article is None else str(fetching.chosen(self._store, article))
            loaded = self._loaded
            return remote.find(self._store, loaded, words, kind=kind, article=within, limit=limit)
        within = None if article is None else called.article(self._library, article)
        return finding.find(self._library, words, kind=kind, article=within, limit=limit)

    def path(
        self, start: str, end: str, by: str | None = None, steps: int = 16
    ) -> tuple[Step, ...] | None:
        """Return the shortest way between two things, as `claimgraph path` does; None without one.

        `by` names kinds of ways, with commas. Raises QuestionError for an unknown thing, UsageError
        for an unknown kind and where too many things lie between.
        """
        from claimgraph.claims.library import called, paths

        kinds = paths.chosen(by)
        ends = [called.thing(self._library, name) for name in (start, end)]
        return paths.path(self._library, ends[0], ends[1], kinds, steps)

    def align(self, *articles: str, limit: int = 3, least: float = 0.5) -> tuple[Candidate, ...]:
        """Return for each claim those of other articles that may say the same, the best first.

        As `claimgraph align` does: of two articles, of one and all others, or of all. Nothing is
        written. Raises QuestionError for an unknown article, UsageError where there are no two.
        """
        from claimgraph.claims.alignment import proposing
        from claimgraph.claims.library import called

        if len(articles) > 2:
            raise UsageError("three articles cannot be aligned at once: name two, or none for all")
        named = [called.article(self._library, name) for name in articles]
        found = proposing.between(self._library, named, self.links, limit=limit, least=least)
        return tuple(found)

    def extract(self, around: str, folder: str | Path, hops: int = 1) -> Extract:
        """Write the claims around a thing as a project of their own, as `claimgraph extract` does.

        Raises QuestionError for an unknown thing, UsageError where the folder holds something or
        there are no claims or too many, ProjectError where it cannot be written.
        """
        from claimgraph.claims.library import called, extract

        cut = extract.extract(self._library, called.thing(self._library, around), hops)
        extract.write(cut, Path(folder))
        return cut

    def gaps(self, *names: str, article: str | None = None) -> tuple[Gap, ...]:
        """Return what articles lack, as `claimgraph gaps --list` does: all gaps, or of these names.

        Raises UsageError for an unknown name, QuestionError for an unknown article, StoreError.
        """
        from claimgraph.claims import fetching
        from claimgraph.claims.library import called, gaps
        from claimgraph.questions import gaps as questions

        wanted = questions.chosen(names)
        asked = questions.asked(self.project)
        if self._endpoints:
            within = None if article is None else str(fetching.chosen(self._store, article))
            some = [one for one in asked if one.name in wanted]
            return gaps.at(self._store, some, within)
        gaps.ready(self._library, asked)
        within = None if article is None else called.article(self._library, article)
        return gaps.gaps(self._library, wanted, within)

    @property
    def questions(self) -> list[Question]:
        """All stored questions, by theme and name."""
        from claimgraph.questions import catalogue as ask

        return ask.catalogue(self.project, allow_service=self._allow_service)

    @property
    def rules(self) -> list[Rule]:
        """All rules that a check applies, the project's own shapes included, by kind and name."""
        from claimgraph.check import rules

        return rules.catalogue(self.project)

    def ask(self, question: str, /, **values: str) -> Answer:
        """Answer a stored question; `values` are its parameters, as on the command line.

        Raises QuestionError for an unknown question or a value that does not fit, SyntaxFault for
        a file that does not parse, StoreError for a store or server that fails.
        """
        from claimgraph.api.answers import Answer
        from claimgraph.questions import catalogue as ask
        from claimgraph.questions import naming

        answer = ask.ask(self._found(question), values, self._store, self._loaded)
        named = naming.labels(answer.rows, self._store, self._loaded)
        return Answer(answer.variables, answer.rows, answer.truth, answer.triples, named)

    def ask_by_article(self, question: str, /, **values: str) -> Answer:
        """Answer a question as `claimgraph ask --by-article`: articles that changed are asked anew.

        Raises what `ask` does, QuestionError for one that cannot be asked so, UsageError for
        several servers.
        """
        from claimgraph.api import by_article
        from claimgraph.questions import catalogue

        found = catalogue.find(self.project, question, allow_service=self._allow_service)
        return by_article.answer(self.project, found, values, self._folder, self._endpoints)

    def rows(self, question: str, /, **values: str) -> Rows:
        """Answer a stored question row by row, so that the answer need not fit in memory.

        Raises what `ask` does, StoreError and what is wrong with a row when it comes.
        """
        from claimgraph.questions import catalogue as ask

        found = self._found(question)
        return ask.rows(found, values, self._store, self._loaded)

    def _found(self, name: str) -> Question:
        from claimgraph.claims.weighing import derived, table
        from claimgraph.questions import catalogue as ask

        found = ask.find(self.project, name, allow_service=self._allow_service)
        derived.ready(found.sparql, self._store, table.table(self.project.root))
        return found

    def check(self, engine: str = "auto") -> Report:
        """Validate the project's data against the shapes, within the command's usual limits.

        `engine` is `fast`, `pyshacl` (the reference) or `auto`: fast where it is installed.
        """
        from claimgraph.check import run
        from claimgraph.graph.inputs import Input
        from claimgraph.processes import memory_by_default

        wanted = Input(self.project, self.project.data_files)
        return run.check(wanted, engine, seconds=run.SECONDS, memory=memory_by_default())

    def weigh(self, article: str | None = None, *, links: bool = False) -> Weighing:
        """Weigh all claims, or those of one article, by the project's table or the default one.

        If `links`, by what accepted links say, too. Without a source it is `.without(…)`. Raises
        UsageError for a table that cannot be read, QuestionError for an unknown article.
        """
        from claimgraph.claims.weighing import table, weighing
        from claimgraph.questions import naming

        by = table.table(self.project.root)
        only = None if article is None else naming.article(article, self._held, self._loaded)
        return weighing.weigh(self._held.union, by, article=only, linked=links)

    def export(self, format: str = "trig") -> bytes:  # noqa: A002
        """Return the data in one of the forms of `claimgraph export`.

        Raises UsageError for an unknown form and for a graph that is not in files, SyntaxFault for
        a file that does not parse.
        """
        from io import BytesIO

        from claimgraph import export

        if self._folder or self._endpoints:
            raise UsageError("what is exported here are files: open the project without a store")
        out = BytesIO()
        source = export.of_files(self.project, self.project.data_files)
        export.form(format).write(source, out)
        return out.getvalue()

    def draw(self, picture: str, around: str | None = None, *, whole: bool = False) -> Picture:
        """Return the `map`, the `timeline`, the `actors` or the `evidence` as the text of an SVG.

        `around` is an article, or a thing whose neighbourhood to draw, by IRI, label or name;
        without it, each article is drawn.
        Raises UsageError for another picture, QuestionError for an unknown thing, PictureError.
        """
        from claimgraph import pictures
        from claimgraph.claims import fetching
        from claimgraph.questions import naming

        graph = self._held.union
        if around is None:
            articles = fetching.articles(self._held)
            return Picture(pictures.each(picture, graph, articles, whole=whole))
        thing = naming.around(around, self._held, self._loaded)
        return Picture(pictures.draw(picture, graph, thing, whole=whole))

    def report(self, article: str | None = None) -> Page:
        """Return one self-contained page about an article (default: about each).

        Raises UsageError where no article is there, QuestionError for an unknown one, PictureError.
        """
        from claimgraph.pages import report

        wanted = report.articles(article, self._held, self._loaded)
        return Page(
            report.report(
                self.project, self._held, self._loaded, wanted, allow_service=self._allow_service
            )
        )


def open(  # noqa: A001
    path: str | Path = ".",
    *,
    store: str | Path | None = None,
    endpoint: str | Sequence[str] | None = None,
    allow_service: bool = False,
) -> Claimgraph:
    """Open the project that `path` lies in: its folder, its `data/`, or anything below.

    Its questions are asked of its files, of a `store` on disk, or of the SPARQL server at
    `endpoint`; several servers answer as one store with all they hold would. They call other
    servers by SERVICE only if `allow_service` lets them. Raises ProjectError where there is no
    project and UsageError where both are given.
    """
    if store is not None and endpoint is not None:
        raise UsageError("store and endpoint are two places: name one")
    endpoints = [endpoint] if isinstance(endpoint, str) else endpoint or ()
    project = projects.find(Path(path))
    return Claimgraph(
        project,
        store=Path(store) if store else None,
        endpoints=endpoints,
        allow_service=allow_service,
    )
