"""A text that a capture names is part of its key, however the capture spells that."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked_projects import write

from claimgraph.check.groups import grouped
from claimgraph.check.keys import Keys
from claimgraph.graph.project import Project

SPELLINGS = [
    "text: text.txt\n",
    "text : text.txt\n",
    '"text": text.txt\n',
    "'text': text.txt\n",
    "? text\n: text.txt\n",
    '"t\\x65xt": text.txt\n',
    '"\\u0074ext": text.txt\n',
]


@pytest.mark.parametrize("by_time", [False, True])
@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_text_that_changes_changes_the_key(tmp_path: Path, spelled: str, by_time: bool):
    write(tmp_path / "data/quay/capture.yaml", f'"title": The quay\n{spelled}')
    text = write(tmp_path / "data/quay/text.txt", "The quay is safe.")
    (group,) = grouped(Project(tmp_path).data_files)
    before = Keys(by_time).of(group)

    write(text, "The quay is not safe.")

    assert Keys(by_time).of(group) != before


@pytest.mark.parametrize(
    "spelled", ["title: Quay\n", '"title": Quay\n', "title : Quay\n", '"t\\u0069tle": Quay\n']
)
def test_a_capture_with_a_title_holds_an_article(tmp_path: Path, spelled: str):
    write(tmp_path / "data/quay/capture.yaml", spelled)
    (group,) = grouped(Project(tmp_path).data_files)

    assert Keys().holds_article(group)
