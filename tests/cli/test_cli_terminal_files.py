"""Pages and pictures go to a file or a pipe, not to a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import terminals
from commanded import run

ROOT = Path(__file__).parents[2]


WHATIF = ["whatif", "--without", "unnamed", "--article", "huawei-comeback"]


@pytest.mark.parametrize(
    "call",
    [["draw", "map"], ["report"], [*WHATIF, "--format", "svg"], ["export", "--format", "parquet"]],
    ids=" ".join,
)
def test_a_page_or_a_picture_does_not_fill_a_terminal(capsys, monkeypatch, call):
    monkeypatch.chdir(ROOT)

    code, lines = terminals.shown_here(monkeypatch, 80, *call)

    assert (code, lines) == (2, [])
    assert "--output" in capsys.readouterr().err


def test_a_picture_still_goes_into_a_pipe(capfdbinary, monkeypatch):
    monkeypatch.chdir(ROOT)

    code, *_ = run(capfdbinary, monkeypatch, "draw", "timeline", "--article", "huawei-comeback")

    assert code == 0


def test_the_picture_of_what_falls_goes_to_a_file(capfdbinary, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    picture = tmp_path / "without.svg"

    code, out, _ = run(capfdbinary, monkeypatch, *WHATIF, "-o", str(picture))

    assert (code, out) == (0, b"")
    assert picture.read_text("utf-8").startswith("<svg ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["-o", "without.pdf"], "without.pdf: a picture is an .svg or a .png file"),
        (["-o", "without.svg", "--format", "csv"], "leave out --format csv"),
    ],
)
def test_output_is_for_the_picture(capsys, monkeypatch, tmp_path, more, said):
    monkeypatch.chdir(tmp_path)

    code, _, err = run(capsys, monkeypatch, *WHATIF, *more)

    assert code == 2
    assert said in err
    assert not [*tmp_path.iterdir()]
