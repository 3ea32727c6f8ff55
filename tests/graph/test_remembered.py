"""Files that many projects read: loaded once, and again when they or their unsaved text change."""

from __future__ import annotations

import os

import pytest

from claimgraph.errors import ProjectError
from claimgraph.graph import loading, remembered
from claimgraph.graph.project import RdfFile, real

OLD, NEW = "<s:a> <s:b> [ <s:c> 1 ] .\n", "<s:a> <s:b> [ <s:c> 22 ] .\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(OLD, encoding="utf-8")
    return RdfFile(path, "a.ttl", "turtle", "urn:g")


def test_blank_nodes_stay_the_same(file):
    assert loading.load(file).quads != loading.load(file).quads
    assert remembered.load(file) is remembered.load(file)


def test_another_name_is_another_file(file, tmp_path):
    other = RdfFile(tmp_path / "a.ttl", "other/a.ttl", "turtle", "urn:g")
    assert remembered.load(other).file.name == "other/a.ttl"
    assert remembered.load(file).file.name == "a.ttl"


def test_a_change_is_read(file):
    before = remembered.load(file)
    file.path.write_text(NEW, encoding="utf-8")
    assert remembered.load(file).text == NEW
    # As long as before, at another time.
    file.path.write_text(OLD.replace("1", "2"), encoding="utf-8")
    os.utime(file.path, ns=(1, 1))
    assert remembered.load(file).text == before.text.replace("1", "2")


def test_a_text_that_is_not_saved_is_read_while_it_is_there(file):
    with loading.unsaved({real(file.path): NEW}):
        assert remembered.load(file).text == NEW
    assert remembered.load(file).text == OLD


def test_a_fault_is_told_each_time(file):
    file.path.write_text("<s:a> <s:b> .", encoding="utf-8")
    for _ in range(2):
        assert remembered.load(file).fault


def test_a_fault_after_an_edit_is_told_as_if_the_file_were_new(file):
    """Beside statements that are not read again: faults, what was not read, and whose it is."""
    text = "".join(f"<s:{n}> <s:b> [ <s:c> {n} ] .\n" for n in range(9))
    broken = text.replace("<s:b>", "<s:d> |", 1).replace("<s:7> <s:b>", "<s:7> <s:8>\n<s:b>")
    for edited in (
        text,
        text.replace("4", "4 |"),
        text.replace("<s:3> ", "<s:3> \n<s:x> "),
        broken,
    ):
        file.path.write_text(edited, encoding="utf-8")
        new, again = loading.load(file), remembered.load(file)
        assert list(map(str, new.faults)) == list(map(str, again.faults))
        for name in ("unread", "names", "owners", "prefixes"):
            assert getattr(new, name) == getattr(again, name), name
        told = [(str(q.subject), str(q.object)) for q in remembered.named(new.quads, "a.ttl")]
        assert told == [(str(q.subject), str(q.object)) for q in again.quads]
    assert again.faults


def test_a_missing_file_is_told(file):
    file.path.unlink()
    with pytest.raises(ProjectError, match=r"a\.ttl"):
        remembered.load(file)


def test_what_a_change_leaves_alone_has_the_same_blank_nodes(file):
    before = remembered.load(file).quads
    file.path.write_text(f"{OLD}<s:d> <s:e> [] .\n", encoding="utf-8")
    assert set(before) < set(remembered.load(file).quads)
