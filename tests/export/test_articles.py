"""Several articles in one export: nothing of one is taken for the other's."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from aifdb_arguments import arguments
from export_samples import FERRY, article, ferry, written
from rdflib import Dataset, URIRef
from rdflib.namespace import RDFS

from claimgraph.export import Source, nanopubs
from claimgraph.vocab import ARTICLE

pytestmark = pytest.mark.slow

HUAWEI = ARTICLE + "huawei-comeback/"


def both() -> Source:
    return replace(article(), streams=lambda: [iter([*article().quads(), *ferry().quads()])])


def test_a_collection_holds_the_passages_of_each_in_its_own_order():
    found = json.loads(written("annotations", both()))
    singles = [json.loads(written("annotations", one)) for one in (ferry(), article())]
    assert found["total"] == sum(one["total"] for one in singles)
    assert found["first"]["items"] == [item for one in singles for item in one["first"]["items"]]
    assert found["id"] not in [one["id"] for one in singles]
    assert len(found["label"]) == 2


def test_rows_say_which_article_they_are_of():
    with zipfile.ZipFile(io.BytesIO(written("tables", both()))) as archived:
        text = io.StringIO(archived.read("claims.csv").decode(), newline="")
    articles = {row["id"]: row["article"] for row in csv.DictReader(text)}
    assert set(articles.values()) == {FERRY, HUAWEI}
    assert all(claim.startswith(one) for claim, one in articles.items())


def test_arguments_are_those_of_both():
    documents = [json.loads(written("aifdb", one)) for one in (both(), ferry(), article())]
    all_of, *singles = [arguments(one) for one in documents]
    assert all_of == singles[0] | singles[1]


def test_each_article_has_an_index_of_its_nanopublications():
    pytest.importorskip("nanopub", reason="the extra `nanopub` is not installed")
    made = nanopubs.made(both())
    indexed = {}
    for one in made:
        if one.name.startswith("index-"):
            dataset = Dataset(default_union=True)
            dataset.parse(data=one.trig.decode(), format="trig")
            includes = URIRef("http://purl.org/nanopub/x/includesElement")
            about = str(dataset.value(URIRef(one.uri), RDFS.seeAlso))
            indexed[about] = len(list(dataset.objects(None, includes)))
    assert indexed[FERRY] == 5
    assert sum(indexed.values()) == len(made) - 2
    assert set(indexed) == {FERRY, HUAWEI}
