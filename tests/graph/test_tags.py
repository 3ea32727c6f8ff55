"""Language tags: fmt leaves them as they are, everything else gives them in the usual case."""

from __future__ import annotations

import json
import re
import sys

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.cli import main
from claimgraph.graph.project import described
from claimgraph.graph.sparql import with_tags_in_lower_case
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.tags import usual
from claimgraph.graph.turtle import format as fmt

# Each as RFC 5646 writes it (section 2.1.1 and appendix A).
USUAL = ["de", "en-GB", "zh-Hant-TW", "sr-Latn-RS", "es-419", "de-CH-1996", "sl-rozaj-biske-1994",
         "az-Arab-x-aze-derbend", "en-US-u-islamcal", "zh-CN-a-myext-x-private", "x-fr-ch",
         "en-x-us", "mn-Cyrl-MN"]  # fmt: skip
LETTERS = "abAB"
TAGS = st.builds(
    "-".join,
    st.tuples(
        st.text(LETTERS, min_size=2, max_size=3),
        st.text(LETTERS, min_size=4, max_size=4),
        st.text(LETTERS, min_size=2, max_size=2),
        st.text(LETTERS, min_size=5, max_size=8),
    ),
)


@pytest.mark.parametrize("tag", USUAL)
@pytest.mark.parametrize("case", [str.upper, str.lower, str.swapcase])
def test_the_usual_case_is_that_of_rfc_5646(tag, case):
    assert usual(case(tag)) == tag


@given(TAGS)
def test_the_usual_case_is_the_same_tag_and_settled(tag):
    assert usual(tag).lower() == tag.lower()
    assert usual(usual(tag)) == usual(tag)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(TAGS | st.sampled_from([*USUAL, "EN", "en-gb"]), min_size=1, max_size=5))
def test_fmt_leaves_tags_as_they_are_written(tmp_path_factory, tags):
    path = tmp_path_factory.mktemp("fmt") / "words.ttl"
    lines = [f'<s:{place}> <s:p> "word"@{tag} .' for place, tag in enumerate(tags)]
    path.write_text("\n".join(lines), encoding="utf-8")
    written = re.findall(r'"word"@([\w-]+)', fmt.formatted(described(path)).after)
    # One literal has one spelling: the first.
    spelled: dict[str, str] = {}
    for tag in tags:
        spelled.setdefault(tag.lower(), tag)
    if "en" not in tags:
        assert written == [spelled[tag.lower()] for tag in tags]


@pytest.fixture
def run(monkeypatch, capfdbinary, tmp_path):
    data = tmp_path / "data" / "a"
    data.mkdir(parents=True)
    facts = ['<http://e/1> <http://www.w3.org/2000/01/rdf-schema#label> "b"@en-GB .']
    facts += [f'<http://e/{place}> <http://e/p> "a \\"@en-gb ."@{tag} .'
             for place, tag in enumerate(USUAL)]  # fmt: skip
    (data / "a.ttl").write_text("\n".join(facts), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["claimgraph", *arguments])
        assert main() == 0
        return capfdbinary.readouterr().out.decode()

    return run


@pytest.mark.parametrize(
    ("form", "pattern"),
    [("turtle", r'\."@([\w-]+)'), ("trig", r'\."@([\w-]+)'), ("ntriples", r'\."@([\w-]+)'),
     ("nquads", r'\."@([\w-]+)'), ("rdfxml", 'xml:lang="(.*?)">a')],
)  # fmt: skip
def test_exports_write_tags_in_their_usual_case(run, form, pattern):
    out = run("export", "--no-check", "--format", form)
    assert re.findall(pattern, out) == USUAL
    if form != "rdfxml":
        assert out.count(r'"a \"@en-gb ."') == len(USUAL)


def test_json_ld_writes_tags_in_their_usual_case(run):
    out = json.loads(run("export", "--no-check", "--format", "jsonld"))
    assert sorted(re.findall(r"'@language': '(.*?)'", str(out))) == sorted(USUAL)
    assert "'label': {'en-GB': 'b'}" in str(out)


def test_the_canonical_form_has_tags_in_lower_case(run):
    """That is their value (RDF 1.1 Concepts, section 3.3): one graph, one hash."""
    out = run("export", "--no-check", "--canonical")
    tags = [quad.object.language for quad in ox.parse(out, format=ox.RdfFormat.N_QUADS)]
    assert sorted(tags) == sorted(map(str.lower, [*USUAL, "en-GB"]))
    assert sorted(re.findall(r'"@([\w-]+) <', out)) == sorted(tags)


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "turtle"])
def test_answers_write_tags_in_their_usual_case(run, tmp_path, form):
    queries = tmp_path / "queries" / "own"
    queries.mkdir(parents=True)
    select = (
        "CONSTRUCT { ?s <http://e/p> ?o }" if form == "turtle" else "SELECT ?o (LANG(?o) AS ?l)"
    )
    (queries / "words.rq").write_text(
        f"#+ summary: Which words?\n{select} WHERE {{ ?s <http://e/p> ?o "
        'FILTER(langMatches(LANG(?o), "zh-Hant")) }\n'
    )
    out = run("ask", "words", "--format", form)
    if form == "csv":
        assert out.splitlines()[1].endswith(",zh-hant-tw")  # LANG() of the engine.
    else:
        assert "zh-Hant-TW" in out


@pytest.mark.parametrize(
    "condition",
    [
        'LANG(?l) = "en-GB"',
        '"EN-gb" = lang(?l)',
        'LANG(?l) IN ("de", "en-GB")',
        'LANG(?l) NOT IN ("fr-FR", "en")',
        'LANG(?l) != "fr-FR" && LANG(?l) != "en"',
        "STRLEN(LANG(?l)) = 5 && LANG(?l) = 'en-GB'",
    ],
)
def test_a_tag_is_compared_in_whatever_case_it_is_written(condition):
    """RFC 5646, section 2.1.1."""
    data = '<e:a> <e:l> "colour"@en-GB , "color"@en , "couleur"@fr-FR .'
    store = Embedded(ox.parse(data, format=ox.RdfFormat.TURTLE))

    for query in (
        f"SELECT ?l {{ ?s <e:l> ?l FILTER ({condition}) }}",
        f"SELECT ?l {{ ?s <e:l> ?l BIND (LANG(?l) AS ?t) FILTER ({condition}) }}".replace(
            "(LANG(?l) =", "(?t ="
        ),
    ):
        assert [str(row["l"]) for row in store.query(query).rows] == ["colour"]


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p ?l FILTER (?l = "en-GB") }',
        'SELECT * { ?s ?p ?l FILTER (LANG(?l) = ?wanted && ?name = "Ann") }',
        'SELECT * { ?s ?p ?l FILTER (langMatches(LANG(?l), "en-GB") && "A" = ?l) }',
        "SELECT (LANG(?l)",
        'SELECT "unfinished LANG(?l) = ',
    ],
)
def test_other_constants_stay_as_they_are(query):
    assert with_tags_in_lower_case(query) == query
