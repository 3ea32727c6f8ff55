"""Runs the notebook of the docs: as a program it writes the notebook's outputs anew."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

PATH = Path(__file__).parents[2] / "docs/notebook.ipynb"


def executed() -> nbformat.NotebookNode:
    """Return the notebook with the outputs that it has now; raises CellExecutionError."""
    notebook = nbformat.read(PATH, as_version=4)
    resources = {"metadata": {"path": str(PATH.parent)}}
    NotebookClient(notebook, timeout=120, resources=resources).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


if __name__ == "__main__":
    nbformat.write(executed(), PATH)
