"""Files of a database are read again once a day, and whenever they have been written."""

from __future__ import annotations

import time

import pytest

from claimgraph.graph.stores import sums


@pytest.fixture
def database(tmp_path):
    (tmp_path / "000001.sst").write_bytes(b"as it was written")
    sums.write(tmp_path)
    return tmp_path


@pytest.fixture
def read(monkeypatch):
    """The calls that read all files."""
    calls = []
    checksums = sums._sums

    def noted(*args, **options):
        calls.append(options["whole"])
        return checksums(*args, **options)

    monkeypatch.setattr(sums, "_sums", noted)
    return calls


def test_what_was_found_whole_is_not_read_again_on_this_day(database, read, monkeypatch):
    for _ in range(3):
        sums.verify(database)
    assert read == [True]

    tomorrow = time.time() + 25 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    sums.verify(database)
    assert read == [True, True]


@pytest.mark.parametrize("content", [b"as it was writteN", b"as it", None])
def test_what_is_written_after_it_was_found_whole_is_told(database, content):
    sums.verify(database)
    (database / "000001.sst").unlink()
    if content is not None:
        (database / "000001.sst").write_bytes(content)

    with pytest.raises(OSError, match=r"000001\.sst is not what was written"):
        sums.verify(database)


@pytest.mark.parametrize("noted", ["", "[]", "{}", '{"at": "now", "files": {}}', "[" * 100_000])
def test_a_note_that_is_none_is_passed_over(database, read, noted):
    sums.verify(database)
    (database / "noted-whole.json").write_text(noted)

    sums.verify(database)

    assert read == [True, True]


def test_a_note_that_cannot_be_written_is_left_out(database, monkeypatch):
    def refused(*_, **__):
        raise PermissionError

    monkeypatch.setattr(sums.tempfile, "NamedTemporaryFile", refused)
    sums.verify(database)

    assert not (database / "noted-whole.json").exists()
