"""The notebook of the docs, run in a kernel of its own."""

from __future__ import annotations

import nbformat
import pytest
from notebook import PATH, executed


def texts(notebook: nbformat.NotebookNode) -> list[tuple[str, list[str]]]:
    """Return each cell of code with the texts that it gives out."""
    return [
        (cell.source, [out.get("text") or out.data["text/plain"] for out in cell.outputs])
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.slow
def test_the_notebook_gives_out_what_it_shows():
    """After a change that is meant: python tests/support/notebook.py."""
    assert texts(executed()) == texts(nbformat.read(PATH, as_version=4))


def test_the_notebook_shows_something_for_every_cell():
    shown = nbformat.read(PATH, as_version=4)
    assert all(outputs for _, outputs in texts(shown))
    assert any(
        "image/svg+xml" in out.get("data", {})
        for cell in shown.cells
        for out in cell.get("outputs", [])
    )
    nbformat.validate(shown)
