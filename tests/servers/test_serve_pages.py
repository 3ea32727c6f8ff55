"""The server answers the site's pages from the graph, and leads from things to them."""

import httpx
import pytest
from published import ROOT, edition
from served import READS_FOR_EVER, Served

pytestmark = pytest.mark.slow

THING = "/article/huawei-comeback/claim/thesis"


@pytest.fixture(scope="module")
def server():
    """A server of the shipped article."""
    with Served() as one:
        yield one


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ".html"),
        ("*/*", ".html"),
        (None, ".html"),
        ("text/turtle", ".ttl"),
        ("text/turtle;q=0.5, text/html;q=0.9", ".html"),
        ("text/turtle;q=0.9, text/html;q=0.5", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/n-triples, text/html;q=0.1", ".nt"),
        ("text/*;q=0.3, application/ld+json;q=0.2", ".html"),
    ],
)
def test_a_thing_leads_to_what_the_client_likes_best(server, accept, suffix):
    """303 to the page or the data, by q-values; caches are told that it depends on Accept."""
    headers = {} if accept is None else {"Accept": accept}
    answer = server.client.get(THING, headers=headers)
    assert answer.status_code == 303
    assert _target(answer) == f"{server.url}{THING}{suffix}"
    assert "Accept" in answer.headers["Vary"]


def _target(answer: httpx.Response) -> str:
    """Return where a redirect leads; it names no host, which a client's Host could choose."""
    location = httpx.URL(answer.headers["Location"])
    assert location.is_relative_url
    assert not location.host
    return str(answer.url.join(location))


def test_what_nobody_has_is_not_acceptable(server):
    """406 for a thing in a format that is not offered."""
    assert server.client.get(THING, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("thing", "stem"),
    [
        ("/article/huawei-comeback/", "/article/huawei-comeback/index"),
        ("/id/huawei", "/id/huawei"),
        ("/ontology", "/ontology"),
        ("/shapes", "/shapes"),
        ("/scheme/certainty", "/scheme/certainty"),
    ],
)
def test_things_of_all_kinds_lead_to_their_pages(server, thing, stem):
    """Articles, registry, vocabulary, shapes, schemes."""
    answer = server.client.get(thing, headers={"Accept": "text/html"})
    assert _target(answer) == f"{server.url}{stem}.html"
    assert httpx.get(_target(answer)).status_code == 200


def test_pages_and_data_are_those_of_the_static_site(server):
    """The same functions make both: data byte for byte, pages but for what only a server does."""
    pages = edition()
    for path in ("id/huawei.ttl", f"{THING[1:]}.jsonld", "ontology.nt", "static/site.css"):
        answer = server.client.get(f"/{path}")
        assert answer.content == pages.content(path), path
    page = server.client.get(f"{THING}.html").text
    for only in (
        '<li><a href="../../../whatif">What if</a></li>\n',
        '<li><a href="../../../sparql.html">SPARQL</a></li>\n',
    ):
        assert only in page
        page = page.replace(only, "")
    assert page == pages.content(f"{THING[1:]}.html").decode()


def test_pages_are_known_again(server):
    """A page has a validator: who has it is told so."""
    first = server.client.get("/id/huawei.html")
    again = server.client.get("/id/huawei.html", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert server.client.head("/id/huawei.html").status_code == 200


def test_nothing_is_nowhere(server):
    """404 as a page for people and as a line for programs; no path leads out of the site."""
    for path in ("/nowhere", "/id/nobody", "/%2e%2e/%2e%2e/etc/passwd", "/static/../pages.py"):
        answer = server.client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "no such page" in answer.text
        line = server.client.get(path, headers={"Accept": "text/plain"})
        assert (line.status_code, line.text.count("\n")) == (404, 1)


def test_the_page_of_a_question_asks_it(server):
    """Its form's values are in the address; what does not fit is said in the page, with a 400."""
    path = "/questions/claims/claims-about.html"
    page = server.client.get(path).text
    assert 'name="actor"' in page
    asked = server.client.get(path, params={"actor": "ASML"})
    assert asked.status_code == 200
    assert "asml-misappropriation.html" in asked.text
    wrong = server.client.get(path, params={"actor": '"><script>alert(1)</script>'})
    assert wrong.status_code == 400
    assert "<script>alert" not in wrong.text
    assert 'role="alert"' in wrong.text


def test_the_page_of_a_question_asks_one_article_or_all_together(server):
    """Its rows are those of all articles as it stands; the parameter may be left out."""
    path = "/questions/claims/claims-by-kind.html"
    page = server.client.get(path).text
    assert 'name="article" value="" list="o-article"' in page
    names = [f">{name}<" for name in ("An order with a number", "Huawei’s comeback")]
    assert all(name in page for name in names)
    one = server.client.get(path, params={"article": "climate-judgment"}).text
    assert [name in one for name in names] == [True, False]
    together = server.client.get(path, params={"article": "*"}).text
    assert not any(name in together for name in names)
    assert "69" in together


def test_a_question_that_answers_with_a_graph_has_a_page(server):
    """A CONSTRUCT is answered in Turtle."""
    assert "rdf:Statement" in server.client.get("/questions/actors/relations.html").text


def test_a_question_that_never_ends_ends_its_page(tmp_path):
    """The limits of queries hold for pages: the page says so, and the server goes on."""
    (tmp_path / "data" / "x").mkdir(parents=True)
    lines = "\n".join(f"<urn:a> <urn:b> <urn:{n}> ." for n in range(1000))
    (tmp_path / "data" / "x" / "x.ttl").write_text(lines)
    (tmp_path / "queries" / "odd").mkdir(parents=True)
    (tmp_path / "queries" / "odd" / "for-ever.rq").write_text(
        f"#+ summary: It never ends\n{READS_FOR_EVER}\n"
    )
    with Served("--time-limit", "3", project=tmp_path) as server:
        page = server.client.get("/questions/odd/for-ever.html")
        assert page.status_code >= 400
        assert 'role="alert"' in page.text
        assert server.client.get("/index.html").status_code == 200


def test_there_is_a_page_to_write_sparql(server):
    """It begins with prefixes, knows the vocabulary's terms, and works as a form without script."""
    page = server.client.get("/sparql.html").text
    assert "PREFIX cg: <https://w3id.org/claimgraph/ontology#>" in page
    assert '["certainty:reported","reported"]' in page
    assert 'action="sparql"' in page
    assert not (ROOT / "sparql.html").exists()
    licence = server.client.get("/static/sparql-editor.LICENSE.txt")
    assert licence.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "@codemirror/view" in licence.text


def test_the_data_of_the_served_store_has_pages(tmp_path):
    """Pages are made of what is served: of a store on disk, not of the project's files."""
    import pyoxigraph as ox

    from claimgraph.graph.stores import disk

    text = (
        '<https://w3id.org/claimgraph/id/x> <http://www.w3.org/2000/01/rdf-schema#label> "Xenia" .'
    )
    disk.replace(tmp_path / "store", (), ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    with Served("--store", tmp_path / "store") as server:
        assert "Xenia" in server.client.get("/id/x.html").text
        assert server.client.get("/id/huawei.html").status_code == 404
