"""Compiled templates are kept, trusted only where nothing has changed, and missed by nobody."""

import jinja2
import pytest

from claimgraph.pages import render
from claimgraph.pages.render import Compiled


@pytest.fixture
def compilations(monkeypatch):
    """Count how many times Jinja compiles."""
    counted = []
    real = jinja2.Environment.compile

    def compile_(self, source, *arguments, **named):
        counted.append(source)
        return real(self, source, *arguments, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_)
    return counted


def rendered(folder, source):
    loader = jinja2.DictLoader({"page.html": source})
    environment = jinja2.Environment(loader=loader, bytecode_cache=Compiled(folder))
    return environment.get_template("page.html").render(name="Ada")


def test_a_template_is_compiled_once(tmp_path, compilations):
    for _ in range(3):
        assert rendered(tmp_path / "new" / "folder", "Hello {{ name }}") == "Hello Ada"
    assert len(compilations) == 1


def test_a_changed_template_is_compiled_again(tmp_path, compilations):
    rendered(tmp_path, "Hello {{ name }}")
    assert rendered(tmp_path, "Good bye {{ name }}") == "Good bye Ada"
    assert len(compilations) == 2


def test_what_another_version_compiled_is_not_trusted(tmp_path, compilations, monkeypatch):
    rendered(tmp_path, "Hello {{ name }}")
    monkeypatch.setattr(render, "program", lambda: "another version")
    assert rendered(tmp_path, "Hello {{ name }}") == "Hello Ada"
    assert len(compilations) == 2


def test_what_is_broken_is_compiled_again(tmp_path, compilations):
    rendered(tmp_path, "Hello {{ name }}")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-20])
    assert rendered(tmp_path, "Hello {{ name }}") == "Hello Ada"
    assert len(compilations) == 2


def test_a_folder_that_cannot_be_made_keeps_nobody_from_a_page(tmp_path):
    (tmp_path / "file").write_text("")
    assert rendered(tmp_path / "file" / "folder", "Hello {{ name }}") == "Hello Ada"
