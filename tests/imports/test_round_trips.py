"""What claimgraph exports it imports again: passages at their places, arguments as they were."""

from __future__ import annotations

import io
import json

from export_samples import written
from imported import read
from rdflib import Graph, Namespace

from claimgraph import export
from claimgraph.claims import captured
from claimgraph.graph import project as projects
from claimgraph.imports import build
from claimgraph.imports.head import Header

OA = Namespace("http://www.w3.org/ns/oa#")
HEADER = Header("again", "file", "a form", "2026-01-01T00:00:00Z", "0")
FOLDER = projects.shipped("data") / "climate-judgment"


def test_annotations_lead_back_to_the_same_passages():
    """The selectors of the export are found in the text by their fragments' words alone."""
    project = projects.shipped_project()
    files = [file for file in project.data_files if file.path.parent == FOLDER]
    collection = json.loads(written("annotations", export.of_files(project, files)))
    for one in collection["first"]["items"]:
        selectors = one["target"]["selector"]
        assert [each.pop("start", None) for each in selectors].count(None) == 1
    found = read("web-annotation", json.dumps(collection))
    made = build.capture(found, HEADER, (FOLDER / "text.txt").read_text(encoding="utf-8"))
    (again,) = captured.articles(
        Graph().parse(io.StringIO(made.files["article.ttl"]), format="turtle")
    )
    (before,) = captured.articles(Graph().parse(FOLDER / "article.ttl"))
    assert [one.place for one in again.passages] == [one.place for one in before.passages]
    assert [one.digest for one in again.passages] == [one.digest for one in before.passages]
