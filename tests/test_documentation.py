"""The documentation is whole: pages are listed, links lead somewhere, the code's part is there."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

import claimgraph
from claimgraph import export
from claimgraph.check import rules
from test_documented import verbs

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *sorted(DOCS.glob("*.md"))]


def script(name: str) -> ModuleType:
    """Return a module of docs/, which is not among those that tests import."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


reference = script("reference")
site = script("documentation")


def made(lines) -> str:
    return "\n".join(lines)


def headings(text: str, level: str = "#{1,6}") -> list[str]:
    """Return the headings of a page, without those in code."""
    tokens = MarkdownIt().parse(text)
    return [
        tokens[at + 1].content
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and re.fullmatch(level, token.markup)
    ]


def places(text: str) -> set[str]:
    """Return the anchors that GitHub, and MyST after it, give a page's headings."""
    plain = [re.sub(r"[`*]|\[(.+?)\]\(.*?\)", r"\1", one).lower() for one in headings(text)]
    return {re.sub(r"[^\w\- ]", "", one).replace(" ", "-") for one in plain}


def links(text: str) -> list[str]:
    """Return where a page's links and pictures lead."""
    tokens = [child for token in MarkdownIt().parse(text) for child in token.children or ()]
    found = [token.attrs.get("href") or token.attrs.get("src") for token in tokens]
    return [unquote(str(target)) for target in found if target]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_a_page_and_a_place(page):
    """In the files, as they are read on the repository's host; `make docs` looks at the site."""
    broken = []
    for target in links(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, place = target.partition("#")
        file = page.parent / name if name else page
        is_there = file.is_file()
        if is_there and place:
            is_there = place in places(file.read_text(encoding="utf-8"))
        if not is_there:
            broken.append(target)

    assert broken == []


def test_every_page_is_listed_in_a_part():
    """docs/index.md is the site's navigation: tutorial, how-to guides, reference, explanation."""
    index = (DOCS / "index.md").read_text(encoding="utf-8")

    assert headings(index, "##") == [
        "Tutorial", "How-to guides", "Reference", "Explanation", "Project"
    ]  # fmt: skip
    assert {path.name for path in DOCS.glob("*.md")} - {"index.md"} <= set(links(index))


def test_the_reference_has_every_command_with_its_options():
    sections = made(reference.commands()).split("\n## ")[1:]

    assert [section.splitlines()[0] for section in sections] == verbs()
    check = next(section for section in sections if section.startswith("claimgraph check\n"))
    assert "| `--fail-on <violation\\|warning\\|info\\|never>` |" in check


def test_the_reference_has_every_rule():
    """Those of the shapes, of which each has two examples, and those without a shape."""
    named = headings(made(reference.all_rules()), "###")
    shaped = {path.name.split(".")[0] for path in (ROOT / "ontology/examples").rglob("*.fail.ttl")}

    assert shaped | {rule.name for rule in rules.OWN} <= set(named)
    assert len(named) == len(set(named))


def test_the_reference_has_every_question_and_form():
    questions = {path.stem for path in (ROOT / "queries").rglob("*.rq")}

    assert set(headings(made(reference.questions()), "###")) == questions
    assert re.findall(r"^\| `(.+?)` \|", made(reference.forms()), re.MULTILINE) == [*export.NAMES]


def test_the_reference_has_every_public_name_path_and_class():
    page = made(reference.python())
    named = re.findall(r"^\.\. auto\w+:: claimgraph\.(\w+)$", page, re.MULTILINE)

    assert sorted(named) == sorted(claimgraph.__all__)
    assert {"GET /api/questions/evidence/unnamed-evidence", "GET /whatif"} <= {
        *headings(made(reference.http()), "##")
    }
    assert "| `cg:Claim` |" in made(reference.vocabulary())


def test_every_variable_is_documented():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    page = (DOCS / "environment.md").read_text(encoding="utf-8")
    named = r"\bCLAIMGRAPH_[A-Z_]+\b"

    assert set(re.findall(named, page)) == set(re.findall(named, code))


@pytest.mark.parametrize("text", ["a|b", "<b>", "*x* _y_ [z](#)", "{role}", "100 # 3", "\\"])
def test_prose_of_the_code_is_not_taken_for_markup(text):
    plain = reference.plain(text)

    assert MarkdownIt().renderInline(plain) == (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )


def test_the_navigation_has_the_words_of_the_list():
    index = "# All\n\n## Reference\n\n- [All words](terms.md): what they mean\n"

    assert site.navigated(index, {"rules": "# All rules\n"}).endswith(
        "```{toctree}\n:hidden:\n:caption: Reference\n\n"
        "All words <terms>\nAll rules <reference/rules>\n```\n\n"
    )


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<a href="b.html#here">b</a>', None),
        ('<a href="https://example.org/x">x</a>', None),
        ('<a href="c.html">c</a>', "a.html: leads to c.html, which is not there"),
        ('<a href="b.html#gone">b</a>', "a.html: leads to b.html#gone, a place that is not there"),
        ('<a href="#gone">a</a>', "a.html: leads to #gone, a place that is not there"),
        (
            '<script src="https://cdn.example/x.js"></script>',
            "a.html: loads https://cdn.example/x.js from another server",
        ),
        (
            '<link rel="stylesheet" href="//cdn.example/x.css">',
            "a.html: loads //cdn.example/x.css from another server",
        ),
    ],
)
def test_a_built_page_leads_and_loads_within_the_site(tmp_path, markup, fault):
    (tmp_path / "a.html").write_text(markup, encoding="utf-8")
    (tmp_path / "b.html").write_text('<p id="here"></p>', encoding="utf-8")

    assert list(site.broken(tmp_path)) == ([fault] if fault else [])
