"""Pages of a large store: each made of what is looked up for it, the same as in a static site."""

import random

import pyoxigraph as ox
import pytest
from tests.support.published import ROOT, edition

from claimgraph.graph import project as projects
from claimgraph.pages import site, things
from claimgraph.pages.contents import Source
from claimgraph.pages.site import Site
from claimgraph.questions import catalogue
from claimgraph.vocab import CG, RDF, RDFS

ARTICLE = "https://w3id.org/claimgraph/article/big/"


def live(quads):
    """Return the pages of a store as a server makes them."""
    store = ox.Store()
    store.bulk_extend(quads)
    project = projects.find(ROOT)
    return Site(
        Source(project, catalogue.vocabulary(project), [], live=True, held=store, store=None)
    )


@pytest.fixture(scope="module")
def copied():
    return edition(live=True)


@pytest.fixture(scope="module")
def looked_up(copied):
    return live([*copied.source.quads, *copied.derived])


def test_a_page_that_is_looked_up_is_the_page_of_the_static_site(copied, looked_up):
    stems = sorted(copied.things_by_stem)
    some = random.Random(7).sample(stems, 16)
    forms = {copied.things.form(one): stem for stem, one in copied.things_by_stem.items()}
    for stem in {*some, *(stem for form, stem in forms.items() if form != "Article")}:
        for suffix in (".html", ".ttl"):
            assert looked_up.content(stem + suffix) == copied.content(stem + suffix), stem


def test_every_page_is_found_by_its_path(copied, looked_up):
    """Those with a digest in their path, too: these IRIs are looked for once."""
    for stem, iri in copied.things_by_stem.items():
        assert looked_up.iri_at(stem) == iri
    for path in copied.paths:
        if not path.startswith(("questions/", "maps/")):
            assert looked_up.knows(path), path


def test_what_is_not_there_is_not_found(looked_up):
    for path in (
        "article/none/index.html",
        "at/x~0123456789.html",
        "maps/id/huawei.html",
        "..",
        "~",
    ):
        assert not looked_up.knows(path)
        with pytest.raises(KeyError):
            looked_up.content(path)


def _many(number):
    kinds = (ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{CG}FactualClaim"))
    graph = ox.NamedNode("https://w3id.org/claimgraph/graph/big")
    for place in range(number):
        claim = ox.NamedNode(f"{ARTICLE}claim/c{place}")
        yield ox.Quad(claim, *kinds, graph)
        label = ox.Literal(f"Claim {place}", language="en")
        yield ox.Quad(claim, ox.NamedNode(f"{RDFS}label"), label, graph)
        yield ox.Quad(claim, ox.NamedNode(f"{CG}paraphrase"), label, graph)


@pytest.mark.slow
def test_a_page_reads_no_more_of_a_store_however_large_it_is(copied, monkeypatch):
    """Nothing walks the store, and of one pattern no more than so many triples are read."""
    number = 20_000
    large = live([*copied.source.quads, *_many(number)])
    read = []
    some = things.Things.some

    def counted(self, *pattern):
        found = some(self, *pattern)
        read.append(len(found))
        return found

    monkeypatch.setattr(things.Things, "some", counted)
    monkeypatch.setattr(things.Things, "each_subject", lambda _: pytest.fail("walked"))
    for path in ("article/big/claim/c77.html", "index.html", "ontology/_factual_claim.html"):
        read.clear()
        body = large.content(path)
        assert max(read) <= things.MANY
    own = sum(copied.things.form(one) == "Claim" for one in copied.things.of_kind("FactualClaim"))
    assert f"{number + own - 200}" in body.decode().replace(",", "")


def test_the_search_of_a_large_store_is_bounded(copied, monkeypatch):
    monkeypatch.setattr(site, "SEARCHED", 50)
    large = live([*copied.source.quads, *_many(1000)])
    index = large.content("static/search-index.js").decode()
    assert 0 < index.count("\n[") + index.count("],[") <= 50
