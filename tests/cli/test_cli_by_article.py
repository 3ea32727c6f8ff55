"""`claimgraph ask --by-article`: of files, of a store on disk and of a server."""

from __future__ import annotations

from pathlib import Path

import pytest
import sparql_servers
import terminals
from commanded import run

import claimgraph
import corpus
from claimgraph.errors import QuestionError

ARTICLES = 4


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def project(tmp_path):
    corpus.write(tmp_path / "project", ARTICLES)
    return tmp_path / "project"


@pytest.fixture
def asked(capsys, monkeypatch, project):
    """Asks, and returns the exit code, the lines of the answer and what is told beside it."""

    def call(*arguments: str) -> tuple[int, list[str], str]:
        code, out, err = run(capsys, monkeypatch, *arguments, "--project", str(project))
        return code, out.splitlines(), err

    return call


@pytest.fixture(params=["files", "store", "server"])
def place(request, tmp_path, project, capsys, monkeypatch):
    """Where the articles are, as options of `ask`, and what brings them there once more."""
    if request.param == "files":
        yield [], lambda: None
        return
    if request.param == "store":
        where = ["--store", str(tmp_path / "store")]
        yield from loaded(where, project, capsys, monkeypatch)
        return
    (tmp_path / "server").mkdir()
    with sparql_servers.oxigraph(tmp_path / "server") as server:
        yield from loaded(["--endpoint", server.endpoint], project, capsys, monkeypatch)


def loaded(where, project, capsys, monkeypatch):
    def load(*folders: Path) -> None:
        call = ["load", *where, *map(str, folders or (project,))]
        assert run(capsys, monkeypatch, *call)[0] == 0

    load()
    yield where, lambda: load(project / "data" / "a00002")


def test_one_changed_article_is_asked_again_wherever_it_is(asked, place, project):
    where, load_again = place
    whole = asked("ask", "claims", *where)[1]
    assert len(whole) > ARTICLES

    told = asked("ask", "claims", *where, "--by-article")
    assert told == (0, whole, f"claimgraph: {ARTICLES} articles asked, 0 remembered\n")

    told = asked("ask", "claims", *where, "--by-article")
    assert told == (0, whole, f"claimgraph: 0 articles asked, {ARTICLES} remembered\n")

    article = project / "data" / "a00002" / "article.ttl"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("claim-3", "claim-three"), encoding="utf-8")
    load_again()
    told = asked("ask", "claims", *where, "--by-article")
    assert told[2] == f"claimgraph: 1 article asked, {ARTICLES - 1} remembered\n"
    assert any("a00002/claim-three," in line for line in told[1])
    assert told[1] == asked("ask", "claims", *where)[1]


def test_how_claims_stand_is_weighed_for_each_article_of_a_store(
    asked, project, tmp_path, capsys, monkeypatch
):
    """What `derive` put there is of another day."""
    where = ["--store", str(tmp_path / "store")]
    assert run(capsys, monkeypatch, "load", *where, str(project))[0] == 0
    expected = asked("ask", "standings")[1]
    assert len(expected) > ARTICLES

    for derive in (False, True):
        if derive:
            assert asked("derive", *where)[0] == 0
        assert asked("ask", "standings", *where, "--by-article")[1] == expected


@pytest.mark.slow
def test_a_terminal_shows_how_many_articles_have_been_asked(project):
    call = ["ask", "thesis", "--by-article", "--no-cache", "--project", str(project)]
    code, lines = terminals.shown(120, *call)

    assert code == 0
    assert any("Asking" in line for line in lines)
    assert lines[-1] == f"claimgraph: {ARTICLES} articles asked, 0 remembered"


def test_no_more_articles_are_asked_than_rows_are_wanted(asked):
    options = ["--limit", "3", "--columns", "article,claim"]
    code, lines, told = asked("ask", "claims", "--by-article", *options)

    assert (code, len(lines), lines[0]) == (0, 1 + 3, "article,claim")
    assert told == "claimgraph: 1 article asked, 0 remembered\n"


def test_nothing_is_remembered_where_nothing_should_be(asked):
    for _ in range(2):
        told = asked("ask", "thesis", "--by-article", "--no-cache")[2]
        assert told == f"claimgraph: {ARTICLES} articles asked, 0 remembered\n"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("ask links --by-article", "'links' cannot be asked by article: "),
        ("ask claims article=a00001 --by-article", "each article is asked: leave out"),
        ("ask claims actr=x --by-article", "has no parameter 'actr': it has none"),
        (
            "ask claims-about actr=x --by-article",
            "'claims-about' asked by article has no parameter 'actr' (nearest: actor): "
            "it has 'actor'\n",
        ),
        ("ask claims-about --by-article", "needs the IRI of its 'actor'"),
        ("ask claims --no-cache", "--no-cache is for --by-article"),
        ("ask claims --by-article --store s --endpoint http://[::1]/", "are two places"),
        ("ask claims --by-article --store nowhere", "no store here"),
        ("ask claims --by-article --store s --cluster local", "leave out --store"),
        ("ask claims --by-article --endpoint http://[::1] --endpoint http://[::2]", "one server"),
        ("ask claims --by-article --columns nothing", "no column 'nothing'"),
        ("ask claims --by-article --format turtle", "turtle is for questions"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_so_is_one_line(asked, call, error):
    code, lines, told = asked(*call.split())

    assert (code, lines) == (2, [])
    assert told.startswith("claimgraph: ")
    assert error in told
    assert told.count("\n") == 1


def test_an_article_that_cannot_be_read_is_told_with_its_line(asked, project):
    article = project / "data" / "a00003" / "article.ttl"
    article.write_text(article.read_text(encoding="utf-8") + "\nbroken", encoding="utf-8")

    code, lines, told = asked("ask", "claims", "--by-article")

    assert (code, lines) == (2, [])
    assert "a00003/article.ttl:" in told
    assert told.count("\n") == 1


def test_python_asks_the_same(place, project):
    where, _ = place
    options = {"--store": "store", "--endpoint": "endpoint"}
    opened = claimgraph.open(project, **{options[where[0]]: where[1]} if where else {})
    whole = opened.ask("claims")

    for _ in range(2):
        answer = opened.ask_by_article("claims")
        assert (answer.variables, answer.rows) == (whole.variables, whole.rows)
        assert answer.labels == whole.labels
    with pytest.raises(QuestionError, match="'links' cannot be asked by article"):
        opened.ask_by_article("links")
