"""What articles lack is what stored questions say, asked again of articles that have changed."""

from __future__ import annotations

from pathlib import Path

import libraries
import pytest
from libraries import ARTICLE

from claimgraph.claims import library as libraries_
from claimgraph.claims.library import gaps
from claimgraph.errors import QueryError
from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue
from claimgraph.questions import gaps as questions

# By reading tests/support/libraries.py.
EXPECTED = {
    ("alone", "unsupported", "moon"),
    ("alone", "unused", "moon"),
    ("mill", "unsupported", "needs-bridge"),
    ("mill", "unused", "jobs"),
    ("mill", "unused", "needs-bridge"),
    ("toll", "undated", "rust"),
    ("toll", "undated-source", "count"),
    ("toll", "unreviewed", "rust"),
    ("toll", "unsupported", "rust"),
    ("toll", "unused", "rust"),
    *(("toll", "unlinked", name) for name in ("toll-pays", "traffic", "rust")),
    *(("mill", "unlinked", name) for name in ("jobs", "needs-bridge")),
    ("alone", "unlinked", "moon"),
}
NUMBERS = {
    "unsupported": 3, "undated": 1, "unused": 4, "unlinked": 6,
    "unreviewed": 1, "undated-source": 1, "unnamed-source": 0,
}  # fmt: skip


class Library:
    """A project's library, with the graphs about which questions were asked."""

    def __init__(self, root):
        self.project = projects.find(root)
        self.asked = []
        self.library = libraries_.opened(self.project)
        gaps.ready(self.library, questions.asked(self.project), self._watched)

    def _watched(self, graphs):
        self.asked = sorted(graph.rpartition("/")[2] for graph in graphs)
        return graphs

    def gaps(self, names=questions.NAMES, **wanted):
        return {short(gap) for gap in gaps.gaps(self.library, names, **wanted)}


def short(gap):
    article = gap.article.removeprefix(ARTICLE).rstrip("/")
    return (article, gap.name, gap.thing.rpartition("/")[2])


def test_gaps_are_what_articles_lack(tmp_path):
    opened = Library(libraries.write(tmp_path))

    assert opened.gaps() == EXPECTED
    assert opened.gaps(["unused"]) == {gap for gap in EXPECTED if gap[1] == "unused"}
    assert opened.gaps(article=f"{ARTICLE}mill/") == {gap for gap in EXPECTED if gap[0] == "mill"}
    assert [short(one) for one in gaps.gaps(opened.library, questions.NAMES, limit=3)] == [
        ("alone", "unlinked", "moon"),
        ("alone", "unsupported", "moon"),
        ("alone", "unused", "moon"),
    ]


def test_gaps_are_counted_by_article_the_most_first(tmp_path):
    library = Library(libraries.write(tmp_path)).library
    every, *each = gaps.counts(library, questions.NAMES)

    assert (every.article, every.numbers) == (None, NUMBERS)
    assert [(one.article, one.total) for one in each] == [
        (f"{ARTICLE}toll/", 8),
        (f"{ARTICLE}mill/", 5),
        (f"{ARTICLE}alone/", 3),
    ]
    (mill,) = gaps.counts(library, ("unused",), f"{ARTICLE}mill/")
    assert mill.numbers == {"unused": 2}


def test_links_that_are_accepted_count_in_both_articles():
    """tests/linked: four accepted links between seven claims, one proposed, one rejected."""
    root = Path(libraries.__file__).parents[1] / "linked"
    opened = Library(root)
    linked = {
        "ferry-line": {"winter", "losses", "island"},
        "island-school": {"sailing", "cancelled"},
        "fuel-subsidy": {"profit", "alive"},
    }

    unlinked = opened.gaps(["unlinked"])

    for article, names in linked.items():
        assert not {(article, "unlinked", name) for name in names} & unlinked
    for article, name in (("island-school", "families"), ("fuel-subsidy", "stay")):
        assert (article, "unlinked", name) in unlinked


def test_a_server_that_is_asked_gives_the_same(tmp_path):
    project = projects.find(libraries.write(tmp_path))
    store = Embedded(quad for one in catalogue.load(project) for quad in one.quads)

    found = gaps.at(store, questions.asked(project))

    assert set(map(short, found)) == EXPECTED
    assert gaps.counted(found, questions.NAMES)[0].numbers == NUMBERS


def test_only_what_has_changed_is_asked_about_again(tmp_path):
    root = libraries.write(tmp_path)
    assert Library(root).asked == ["alone", "mill", "toll"]
    assert Library(root).asked == []

    article = root / "data/toll/article.ttl"
    article.write_text(article.read_text().replace("cg:reviewStatus review:draft ;", ""))
    opened = Library(root)

    assert opened.asked == ["toll"]
    assert opened.gaps() == EXPECTED - {("toll", "unreviewed", "rust")}


def test_what_articles_share_counts_for_all_of_them(tmp_path):
    """An event that the registry dates is dated."""
    root = libraries.write(tmp_path)
    Library(root)
    registry = root / "data/registry/actors.ttl"
    dated = f'<{ARTICLE}toll/storm> cg:date "2020"^^xsd:gYear .\n'
    registry.write_text(registry.read_text() + dated)

    opened = Library(root)

    assert opened.asked == ["alone", "mill", "toll"]
    assert opened.gaps() == EXPECTED - {("toll", "undated", "rust")}


QUESTION = """\
#+ summary: Claims of one word
#+ tags: [own]
SELECT ?article ?claim {{
  ?claim <https://w3id.org/claimgraph/ontology#passage>/<http://www.w3.org/ns/oa#hasSource> ?article
  {more}
}}
"""


def test_a_question_of_the_project_takes_the_place_of_the_shipped_one(tmp_path):
    root = libraries.write(tmp_path)
    Library(root)
    own = root / "queries/own/orphans.rq"
    own.parent.mkdir(parents=True)
    own.write_text(QUESTION.format(more='FILTER(STRENDS(STR(?claim), "/moon"))'))

    opened = Library(root)

    assert opened.asked == ["alone", "mill", "toll"]
    assert opened.gaps(["unused"]) == {("alone", "unused", "moon")}


def test_a_question_without_its_columns_is_refused(tmp_path):
    root = libraries.write(tmp_path)
    own = root / "queries/own/orphans.rq"
    own.parent.mkdir(parents=True)
    own.write_text(QUESTION.format(more="").replace("?claim", "?one"))

    with pytest.raises(QueryError, match=r"‘unused’ has no column \?claim"):
        Library(root)
