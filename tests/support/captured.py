"""What the tests of the shipped capture are about: its graph, and short names for what is in it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from rdflib import Graph, Namespace, URIRef

from claimgraph.vocab import ARTICLE as ARTICLES
from claimgraph.vocab import CG as CG_IRI

ROOT = Path(__file__).parents[2]
ARTICLE = URIRef(f"{ARTICLES}huawei-comeback/")
CG = Namespace(CG_IRI)


@cache
def alone() -> Path:
    """Return a project that holds the first article and the registry, and no other article."""
    folder = Path(tempfile.mkdtemp(prefix="claimgraph-alone-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("ontology", "queries"):
        (folder / name).symlink_to(ROOT / name)
    for part in ("huawei-comeback", "registry"):
        shutil.copytree(ROOT / "data" / part, folder / "data" / part)
    shutil.copy(ROOT / "data" / "dataset.ttl", folder / "data")
    return folder


@cache
def capture() -> Graph:
    """Return the article's graph together with the registry's."""
    graph = Graph()
    for folder in ("huawei-comeback", "registry"):
        for path in sorted((ROOT / "data" / folder).glob("*.ttl")):
            graph.parse(path)
    return graph


def own(kind: str, name: str) -> URIRef:
    """Return the IRI of something that the article owns: a claim, an event, a source."""
    return URIRef(f"{ARTICLE}{kind}/{name}")


def name(iri) -> str:
    return str(iri).rpartition("/")[2].rpartition("#")[2]


def names(nodes) -> set[str]:
    return {name(node) for node in nodes}
