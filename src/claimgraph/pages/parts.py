"""Which files of a site are made together, each with a key of all that they depend on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple
from typing import TYPE_CHECKING

from claimgraph.check.cache import key
from claimgraph.check.groups import Group
from claimgraph.check.keys import Keys
from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing import table as tables
from claimgraph.errors import ProjectError
from claimgraph.graph import loading
from claimgraph.graph.project import shipped
from claimgraph.graph.project import shown as shown_path
from claimgraph.pages import listings
from claimgraph.pages.kept import Part
from claimgraph.pages.units import program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from claimgraph.graph.project import Project
    from claimgraph.pages.answered import Answered
    from claimgraph.pages.shown import Shown
    from claimgraph.pages.site import Site
    from claimgraph.pages.units import Division

_FRONT = ("index.html", "compare.html", *(f"lists/{name}.html" for name in listings.LISTS))
_INDEX = "static/search-index.js"


def of_articles(edition: Site, division: Division) -> list[Part]:
    """Return the pages of each unit of articles."""
    return [
        Part(
            (unit.key,),
            tuple(path for iri in sorted(unit.subjects) for path in edition.paths_of(iri)),
        )
        for unit in division.units
    ]


def others(
    edition: Site,
    division: Division,
    shown: Sequence[Shown],
    articles: Sequence[Part],
    questions: Sequence[Part],
) -> list[Part]:
    """Return all files but those of `articles` and `questions`, by what is shown of each unit."""
    of_units = {iri for unit in division.units for iri in unit.subjects}
    parts = [
        *_things(edition, division, shown, of_units),
        Part(
            (
                key(
                    [
                        *("front", division.everywhere, _rules(edition)),
                        *sorted(one.front for one in shown),
                    ]
                ),
            ),
            _FRONT,
        ),
    ]
    known = {path for part in (*parts, *articles, *questions) for path in part.paths}
    rest = [path for path in edition.paths if path not in known]
    always = {path for path in rest if path == _INDEX or path.endswith((".htaccess", "_redirects"))}
    fixed = tuple(path for path in rest if path not in always)
    about = key(["rest", division.everywhere, _rules(edition), *fixed])
    return [*parts, Part((about,), fixed), Part((), tuple(sorted(always)))]


def of_questions(answered: Answered) -> list[Part]:
    """Return the files of stored questions."""
    return [Part(keys, paths) for keys, paths in answered.parts()]


def _things(
    edition: Site, division: Division, shown: Sequence[Shown], of_units: set[str]
) -> Iterator[Part]:
    """Yield the pages of what articles share, by what each unit says of it."""
    mentions: dict[str, list[str]] = defaultdict(list)
    for one in shown:
        for iri, digest in one.mentions.items():
            mentions[iri].append(digest)
    for iri in edition.things_by_stem.values():
        if iri in of_units:
            continue
        # Such pages name what units describe.
        always = iri in division.leading or iri == derived.GRAPH
        said = key(["thing", iri, division.everywhere, *sorted(mentions[iri])])
        yield Part(() if always else (said,), tuple(edition.paths_of(iri)))


def _rules(edition: Site) -> str:
    """Return a key of the rules, their examples and the questions."""
    questions = (str(part) for one in edition.source.questions for part in astuple(one))
    return key([_shapes(edition.source.project), *questions])


def _shapes(project: Project) -> str:
    """Return a key of the rules and their examples."""
    examples = shipped("ontology") / "examples"
    stats = [(path, path.stat()) for path in sorted(examples.rglob("*.ttl"))]
    return key(
        [
            Keys().of(Group("shapes", project.shape_files)),
            *(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats),
        ]
    )


def of_all(project: Project, data: Mapping[Group, str], options: Sequence[str]) -> str:
    """Return a key of all that a site depends on; `data` are keys of the files of each graph.

    Raises UsageError for a table that cannot be read.
    """
    questions = (part for path in sorted(project.query_files) for part in _question(path))
    files = sorted(f"{group.graph} {each}" for group, each in data.items())
    table = repr(tables.table(project.root))
    return key([program(), *options, table, _shapes(project), "", *files, "", *questions])


def _question(path: Path) -> tuple[str | bytes, ...]:
    """Return what a question is read from; of a file that cannot be read, why."""
    place = shown_path(path), path.resolve().as_uri()
    try:
        return *place, loading.raw(path)
    except ProjectError as error:
        return *place, str(error)
