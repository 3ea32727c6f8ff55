"""What would stand otherwise: the page and the JSON, from the names that people give."""

import pytest
from captured import ROOT
from published import edition

from claimgraph.claims.weighing import table
from claimgraph.errors import QuestionError
from claimgraph.graph.project import Project
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import render, whatif
from claimgraph.questions import catalogue

CLAIM = "https://w3id.org/claimgraph/article/huawei-comeback/claim/"
SOURCE = "https://w3id.org/claimgraph/article/huawei-comeback/source/"


@pytest.fixture(scope="module")
def shipped():
    return edition(live=True)


@pytest.fixture(scope="module")
def asked(shipped):
    return whatif.Asked(Embedded(shipped.source.quads), shipped.source.loaded, table.DEFAULT)


def test_an_outcome_is_told_with_the_chain_that_carried_the_loss(asked):
    """Without the report on stocks: by hand, the lag, the strategies and the thesis fall."""
    values = (("without", "unnamed-report-on-stockpile"), ("article", "huawei-comeback"))
    told = whatif.described(asked.outcome(values))
    assert str(told["without"][0]) == f"{SOURCE}unnamed-report-on-stockpile"
    assert told["claims"] == 90
    fallen = {one["claim"].removeprefix(CLAIM): one for one in told["changes"]}
    assert list(fallen) == ["thesis", "own-strategies", "chips-stockpiled", "lag-exploited"]
    assert [fallen[one]["role"] for one in fallen] == ["thesis", "pillar", None, None]
    thesis = fallen["thesis"]
    assert thesis["before"] == {"standing": "accepted", "grade": 1, "pro": 1, "con": 0}
    assert thesis["after"] == {"standing": "unsupported", "grade": 0, "pro": 0, "con": 0}
    assert [step["claim"].removeprefix(CLAIM) for step in thesis["chain"]] == [
        "thesis",
        "own-strategies",
        "lag-exploited",
        "chips-stockpiled",
    ]
    assert thesis["chain"][-1]["why"] == "what it rests on no longer counts (grade 2 before)"


def test_what_other_articles_say_counts_where_it_is_asked_for():
    """By hand in tests/claims/test_weighing_links.py: without the count, 3 is left of 4."""
    project = Project(ROOT / "tests" / "corroborated")
    loaded = catalogue.load(project)
    asked = whatif.Asked(
        Embedded(quad for one in loaded for quad in one.quads), loaded, table.DEFAULT
    )
    values = (("without", "id:traffic-count"), ("article", "toll-company"))

    alone = whatif.described(asked.outcome(values))
    together = whatif.described(asked.outcome((*values, ("links", "true"))))

    assert (alone["links"], alone["changes"]) == (False, [])
    assert together["links"]
    assert {
        one["claim"].rpartition("/")[2]: (one["before"]["grade"], one["after"]["grade"])
        for one in together["changes"]
    } == {"works": (4, 3), "fell": (4, 3)}
    assert whatif.described(asked.outcome((*values, ("links", "false")))) == alone


def test_the_form_keeps_that_links_count(shipped, asked):
    box = 'type="checkbox" name="links" value="true"'
    values = (("without", "unnamed"),)

    assert f"{box} checked" not in page(shipped, asked, values)
    html = page(shipped, asked, (*values, ("links", "true")))
    assert f"{box} checked" in html
    assert "with accepted links" in html


def test_nothing_of_one_supposition_is_kept_for_the_next(asked):
    first = whatif.described(asked.outcome((("without", "unnamed"),)))
    assert whatif.described(asked.outcome((("doubt", "Nvidia"),))) != first
    assert whatif.described(asked.outcome((("without", "unnamed"),))) == first


@pytest.mark.parametrize(
    "values", [(("without", "nobody-knows-it"),), (("article", "none"), ("doubt", "Huawei"))]
)
def test_a_name_of_nothing_is_one_line(asked, values):
    with pytest.raises(QuestionError) as told:
        asked.outcome(values)
    assert "\n" not in str(told.value)


def page(shipped, asked, values, outcome=None):
    found = asked.outcome(values) if outcome is None else outcome
    return render.whatif(shipped, shipped.here("whatif"), asked, values, found).decode()


def test_the_form_offers_what_can_be_supposed_and_keeps_what_was(shipped, asked):
    """Sources, kinds of evidence and speakers of the article are boxes; other names are fields."""
    values = (
        ("article", "huawei-comeback"),
        ("without", f"{SOURCE}nvidia-statement"),
        ("without", f"{CLAIM}smic-made-chip"),
    )
    html = page(shipped, asked, values)
    assert f'value="{SOURCE}nvidia-statement" checked' in html
    assert f'value="{SOURCE}asml-annual-report-2023">' in html
    assert 'value="unnamed">' in html
    assert 'name="doubt" value="https://w3id.org/claimgraph/id/nvidia">' in html
    assert "/scheme/evidence-kind/testimonial" in html
    assert f'<input id="without-1" name="without" value="{CLAIM}smic-made-chip"' in html
    assert "climate-judgment/source" not in html
    assert "<td>accepted 3</td><td>unsupported</td>" in html


def test_what_is_wrong_stands_on_the_page(shipped, asked):
    html = page(shipped, asked, (), "'<b>': nothing in the graph has that IRI or label")
    assert '<p class="problem" role="alert">&#39;&lt;b&gt;&#39;: nothing in the graph' in html


def test_every_field_has_a_label_and_no_two_an_id(shipped, asked):
    import re

    html = page(shipped, asked, (("without", "unnamed"), ("restore", "x")), "wrong")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    labels = set(re.findall(r'<label for="([^"]+)"', html))
    fields = re.findall(r"<(?:input|select)[^>]* id=\"([^\"]+)\"", html)
    assert set(fields) <= labels
    boxes = re.findall(r"(<label>)?<input type=\"checkbox\"", html)
    assert boxes
    assert all(boxes)


def test_a_claim_shows_how_it_stands_and_a_source_what_falls_without_it(shipped):
    """By hand (tests/claims/weighing): 1 by way of the phone's chip; contested 1 to 2."""
    claim = shipped.content("article/huawei-comeback/claim/sanctions-evasion.html").decode()
    weighing = '<a href="../../../weighing.html#grades">'
    assert f'>accepted</bdi></a> <span class="note">{weighing}<bdi>grade 1 of 4</bdi>' in claim
    assert '<dt>Weakest link</dt><dd><a href="mate-60-has-7-nm-chip.html">' in claim
    contested = shipped.content("article/huawei-comeback/claim/domestic-chips.html").decode()
    assert "<bdi>grade 1 for it, grade 2 against it</bdi>" in contested
    source = "article/huawei-comeback/source/"
    finder = shipped.content(f"{source}unnamed-finder.html").decode()
    assert 'What falls without it <span class="count">1</span>' in finder
    assert f"whatif?without={SOURCE.replace(':', '%3A')}unnamed-finder" in finder
    observers = shipped.content(f"{source}unnamed-observers-on-smic.html").decode()
    assert 'What falls without it <span class="count">0</span>' in observers


def test_what_is_derived_is_not_among_the_data_of_a_page(shipped):
    """Not of a claim, nor of a source; the graph of what is derived says how it came about."""
    for stem in ("claim/thesis", "source/unnamed-finder"):
        text = shipped.content(f"article/huawei-comeback/{stem}.ttl").decode()
        assert not {"cg:standing", "cg:grade", "cg:carries", "cg:weakestLink"} & set(text.split())
    assert "cg:semanticsVersion" in shipped.content("weighing.ttl").decode()
