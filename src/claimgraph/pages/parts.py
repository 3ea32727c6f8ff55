"""Which files of a site are made together, each with a key of all that they depend on."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from claimgraph.check.cache import key
from claimgraph.check.groups import Group
from claimgraph.check.keys import Keys
from claimgraph.claims.weighing import derived
from claimgraph.graph import names
from claimgraph.graph.project import shipped
from claimgraph.graph.sparql import UnreadableError, iris, read
from claimgraph.pages import listings
from claimgraph.vocab import RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.pages.shown import Shown
    from claimgraph.pages.site import Site
    from claimgraph.pages.units import Division
    from claimgraph.questions import Question

# What the pages of answers read beside the question's own properties: names and kinds.
_NAMING = (*map(str, names.PROPERTIES), f"{SKOS}altLabel", f"{RDF}type")
_FRONT = ("index.html", "compare.html", *(f"lists/{name}.html" for name in listings.LISTS))
# What may give another answer each time.
_CHANGING = re.compile(r"\b(NOW|RAND|UUID|STRUUID|SERVICE)\b", re.IGNORECASE)
_INDEX = "static/search-index.js"


@dataclass(frozen=True)
class Part:
    """Files with a key of all that they depend on, empty where they are always made again."""

    key: str
    paths: tuple[str, ...]


def of_articles(edition: Site, division: Division) -> list[Part]:
    """Return the pages of each unit of articles."""
    return [
        Part(
            unit.key, tuple(path for iri in sorted(unit.subjects) for path in edition.paths_of(iri))
        )
        for unit in division.units
    ]


def others(
    edition: Site, division: Division, shown: Sequence[Shown], articles: Sequence[Part]
) -> list[Part]:
    """Return all files but those of `articles`, by what is shown of each unit of them."""
    of_units = {iri for unit in division.units for iri in unit.subjects}
    parts = [
        *_things(edition, division, shown, of_units),
        *_questions(edition, division, shown),
        Part(
            key(
                ["front", division.everywhere, _rules(edition), *sorted(one.front for one in shown)]
            ),
            _FRONT,
        ),
    ]
    known = {path for part in (*parts, *articles) for path in part.paths}
    rest = [path for path in edition.paths if path not in known]
    always = {path for path in rest if path == _INDEX or path.endswith((".htaccess", "_redirects"))}
    fixed = tuple(path for path in rest if path not in always)
    about = key(["rest", division.everywhere, _rules(edition), *fixed])
    return [*parts, Part(about, fixed), Part("", tuple(sorted(always)))]


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
        yield Part("" if always else said, tuple(edition.paths_of(iri)))


def _questions(edition: Site, division: Division, shown: Sequence[Shown]) -> Iterator[Part]:
    """Yield the files of each stored question, by what is said by the properties that it reads."""
    subjects = key(sorted(key(sorted(unit.subjects)) for unit in division.units))
    for one in edition.source.questions:
        asked = [str(part) for part in astuple(one)]
        properties = _read(one)
        said = [
            f"{name} {digest}"
            for each in shown
            for name, digest in each.said.items()
            if properties is None or name in properties
        ]
        depends = key(["question", *asked, division.everywhere, subjects, *sorted(said)])
        yield Part(
            "" if _CHANGING.search(one.sparql) else depends,
            tuple(edition.paths_of_question(one)),
        )


def _read(question: Question) -> set[str] | None:
    """Return the properties that an answer and its page depend on; None for all of them."""
    try:
        if read(question.sparql).any_predicate:
            return None
    except UnreadableError:
        return None
    return {*iris(question.sparql), *_NAMING}


def _rules(edition: Site) -> str:
    """Return a key of the rules, their examples and the questions."""
    examples = shipped("ontology") / "examples"
    stats = [(path, path.stat()) for path in sorted(examples.rglob("*.ttl"))]
    return key(
        [
            Keys().of(Group("shapes", edition.source.project.shape_files)),
            *(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats),
            *(str(part) for one in edition.source.questions for part in astuple(one)),
        ]
    )
