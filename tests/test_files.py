"""Files are written whole or not at all, and edited in place."""

from __future__ import annotations

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.errors import ProjectError
from claimgraph.files import Edit, edited, replacing


def test_a_new_file_has_the_mode_that_any_new_file_has(tmp_path):
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "new", "mend") as out:
            out.write(b"text")
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_bytes() == b"text"
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_after_an_error_all_is_as_it_was(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail() -> None:
        with replacing(path, "mend") as out:
            out.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_until_the_end_the_old_file_is_there(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with replacing(path, "mend") as out:
        out.write(b"new" * 100_000)
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new" * 100_000


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    with replacing(tmp_path / "link", "mend") as out:
        out.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_what_cannot_be_written_is_told_with_what_to_do(tmp_path):
    with (
        pytest.raises(ProjectError, match=r"cannot be written \(Is a directory\): do this"),
        replacing(tmp_path, "do this"),
    ):
        pass


def test_a_folder_that_is_not_there_is_to_be_made(tmp_path):
    """More space, or leave to write, would not help."""
    folder = tmp_path / "none"
    with pytest.raises(ProjectError) as caught, replacing(folder / "file", "do this"):
        pass
    assert str(caught.value) == (
        f"{folder}/file: cannot be written (No such file or directory): make the folder {folder}"
    )


@given(st.text(max_size=80), st.data())
def test_edits_change_the_given_stretches_alone(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(start, end, data.draw(st.text(max_size=80))) for start, end in spans]
    kept = [
        text[a:b]
        for a, b in zip(
            [0, *(e for _, e in spans)], [*(s for s, _ in spans), len(text)], strict=True
        )
    ]
    expected = kept[0] + "".join(
        edit.text + after for edit, after in zip(edits, kept[1:], strict=True)
    )
    assert edited(text, edits) == expected


@pytest.mark.parametrize(
    "edits", [[Edit(0, 3, ""), Edit(2, 4, "")], [Edit(3, 9, "")], [Edit(2, 1, "")]]
)
def test_edits_that_overlap_or_leave_the_text_are_refused(edits):
    with pytest.raises(ValueError, match="overlaps another or leaves the text"):
        edited("bread", edits)
