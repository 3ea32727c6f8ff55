"""What does not conform is exported all the same, in every form: the check tells what is wrong."""

from __future__ import annotations

import logging
import warnings

import pytest
from export_samples import ROOT, written

from claimgraph import export
from claimgraph.export import Source
from claimgraph.graph import project as projects
from claimgraph.graph.project import Project

pytestmark = pytest.mark.slow

# Every example of a broken rule, in one graph where they break each other further.
FAULTY = sorted((ROOT / "ontology" / "examples").rglob("*.fail.ttl"))
COMMUNITIES = export.NAMES[export.NAMES.index("tables") :]


@pytest.fixture(scope="module")
def broken() -> Source:
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    quads = [quad for path in FAULTY for quad in projects.load(projects.described(path)).quads]
    assert len(FAULTY) > 100
    return Source(Project(ROOT), lambda: [iter(quads)])


@pytest.mark.parametrize("name", COMMUNITIES)
def test_what_is_broken_is_written(name: str, broken: Source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert len(written(name, broken)) > 1000
