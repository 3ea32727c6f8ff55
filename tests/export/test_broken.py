"""What does not conform is exported all the same, in every form: the check tells what is wrong."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest
from export_samples import ROOT, written

from claimgraph import export
from claimgraph.export import Source
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import Project
from claimgraph.vocab import CG

pytestmark = pytest.mark.slow

# Every example of a broken rule, in one graph where they break each other further.
FAULTY = sorted((ROOT / "ontology" / "examples").rglob("*.fail.ttl"))
COMMUNITIES = export.NAMES[export.NAMES.index("tables") :]


WORLDS = ("world", "world-graphs")


def alone(path: Path) -> Source:
    quads = list(loading.load(projects.described(path)).quads)
    return Source(Project(ROOT), lambda: [iter(quads)])


def states(source: Source) -> bool:
    return any(quad.predicate.value == f"{CG}asserts" for quad in source.quads())


@pytest.fixture(scope="module")
def broken() -> Source:
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    quads = [quad for path in FAULTY for quad in loading.load(projects.described(path)).quads]
    assert len(FAULTY) > 100
    return Source(Project(ROOT), lambda: [iter(quads)])


@pytest.mark.parametrize("name", COMMUNITIES)
def test_what_is_broken_is_written(name: str, broken: Source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # In one graph every claim with a statement is also denied or only believed in an example:
        # the world has no edge there.
        assert len(written(name, broken)) >= (0 if name in WORLDS else 1000)


@pytest.mark.parametrize("name", WORLDS)
def test_the_world_holds_what_single_broken_examples_assert_plainly(name: str):
    with_statement = [one for one in map(alone, FAULTY) if states(one)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sizes = [len(written(name, source)) for source in with_statement]
    assert sum(sizes) > 1000
