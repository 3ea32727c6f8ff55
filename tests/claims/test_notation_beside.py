"""A capture is read once for each state of what it is read beside."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from assistant import CAPTURE, SENTENCES, project

from claimgraph.check import drafting, run
from claimgraph.check.drafting import Edit
from claimgraph.claims.notation import beside, nodes, reader
from claimgraph.claims.passages import digest
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import Project
from claimgraph.vocab import CG

ACTORS = """\
<https://w3id.org/claimgraph/id/{name}> a <https://w3id.org/claimgraph/ontology#Company> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "The Carrier"@en .
"""
CLAIM = {"claim": "late", "label": "Late", "says": "It is late.", "certainty": "asserted"}
WHO = CAPTURE.replace(
    "            review: reviewed", "            who: [The Carrier as operator]\n"
    "            review: reviewed"
)  # fmt: skip


@dataclass
class Counted:
    """A function, and with what it was called."""

    call: object
    texts: list

    def __call__(self, text, *more):
        self.texts.append(text)
        return self.call(text, *more)


@pytest.fixture
def made(tmp_path):
    root = project(tmp_path, WHO)
    (root / "data" / "registry").mkdir()
    (root / "data" / "registry" / "actors.ttl").write_text(ACTORS.format(name="carrier"))
    return Project(root)


def capture_of(made):
    return next(one for one in made.data_files if one.path.name == "capture.yaml")


def values(document, local):
    return {f.quad.object.value for f in document.facts if f.quad.predicate.value == CG + local}


def test_another_text_of_the_article_is_read_again(made):
    file = capture_of(made)
    before = beside.document(file, WHO)
    other = " ".join(reversed(SENTENCES))
    (file.path.parent / "text.txt").write_text(other + "\n", "utf-8")

    assert values(before, "textDigest") == {digest(" ".join(SENTENCES))}
    assert values(beside.document(file, WHO), "textDigest") == {digest(other)}


def test_a_text_that_comes_and_goes_is_told_each_time(made):
    file = capture_of(made)
    text = file.path.parent / "text.txt"
    text.rename(text.with_name("away.txt"))
    (first, *_) = beside.document(file, WHO).faults
    text.with_name("away.txt").rename(text)

    assert first.message.startswith("cannot be read (No such file")
    assert not beside.document(file, WHO).faults


def test_another_name_in_the_registry_is_read_again(made):
    file = capture_of(made)
    actors = made.root / "data" / "registry" / "actors.ttl"
    before = beside.document(file, WHO)
    actors.write_text(ACTORS.format(name="carrier-of-aldsund"))

    assert "https://w3id.org/claimgraph/id/carrier" in values(before, "actor")
    after = values(beside.document(file, WHO), "actor")
    assert "https://w3id.org/claimgraph/id/carrier-of-aldsund" in after


def test_a_draft_is_parsed_once_and_read_once(made, monkeypatch):
    parsed, read = Counted(nodes._quickly, []), Counted(reader.reading, [])
    monkeypatch.setattr(nodes, "_quickly", parsed)
    monkeypatch.setattr(reader, "reading", read)
    old = f"{WHO}captured: {{assistant: S}}\n"
    capture_of(made).path.write_text(old, "utf-8")

    def checked(files):
        return run.check(Input(made, tuple(files)), apart=True)

    put = drafting.put(
        made, capture_of(made), [Edit("add", "claim", CLAIM, under="passage:by-its")], "S", checked
    )

    assert put.why == ""
    assert parsed.texts == read.texts == [old, capture_of(made).path.read_text("utf-8")]
