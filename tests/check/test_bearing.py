"""What articles bring to findings on what they share is told, and what they take away is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked_projects import write
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.check import batches, packs, run
from claimgraph.check.groups import Checked, grouped
from claimgraph.check.kept import InMemory
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input
from claimgraph.servers.lsp import checking

PREFIXES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix x:  <https://example.org/> .
"""
# One looks from a shared node into articles for what must not be there, one for what must, and one
# looks at the shared node alone.
SHAPES = """\
x:harbour-unblocked a sh:PropertyShape ; sh:targetClass x:Harbour ;
    sh:path [ sh:inversePath x:blocks ] ; sh:maxCount 0 ; sh:message "is blocked"@en .
x:harbour-visited a sh:PropertyShape ; sh:targetClass x:Harbour ;
    sh:path [ sh:inversePath x:visits ] ; sh:minCount 1 ; sh:message "is not visited"@en .
x:harbour-name a sh:PropertyShape ; sh:targetClass x:Harbour ;
    sh:path x:name ; sh:minCount 1 ; sh:message "has no name"@en .
"""
HARBOURS = ("x:a", "x:b", "x:c")
RULES = {"harbour-unblocked", "harbour-visited", "harbour-name"}

said = st.tuples(st.sampled_from(["x:blocks", "x:visits"]), st.sampled_from(HARBOURS))
articles = st.lists(st.frozensets(said, max_size=3), min_size=1, max_size=14)


def made(folder: Path, what: list[frozenset[tuple[str, str]]]) -> Path:
    write(folder / "ontology/shapes/harbours.ttl", PREFIXES + SHAPES)
    named = "x:a a x:Harbour ; x:name 'A' .\nx:b a x:Harbour .\nx:c a x:Harbour ; x:name 'C' ."
    write(folder / "data/registry/harbours.ttl", PREFIXES + named)
    for number, pairs in enumerate(what):
        article(folder, number, pairs)
    return folder


def article(folder: Path, number: int, pairs: frozenset[tuple[str, str]]) -> None:
    iri = f"<https://w3id.org/claimgraph/article/v{number:02}/>"
    lines = [f"{iri} {verb} {harbour} ." for verb, harbour in sorted(pairs)]
    text = "\n".join((f"{iri} a cg:Article .", *lines))
    write(folder / f"data/v{number:02}/ships.ttl", PREFIXES + text)


def expected(what: list[frozenset[tuple[str, str]]]) -> set[tuple[str, str]]:
    """Return which rules the harbours break, counted by hand."""
    every = {pair for pairs in what for pair in pairs}
    blocked = {("harbour-unblocked", h) for verb, h in every if verb == "x:blocks"}
    lonely = {("harbour-visited", h) for h in HARBOURS if ("x:visits", h) not in every}
    return {*blocked, *lonely, ("harbour-name", "x:b")}


def told(findings) -> set[tuple[str, str]]:
    return {
        (f.rule, (f.focus or "").strip("<>").replace("https://example.org/", "x:"))
        for f in findings
        if f.rule in RULES
    }


def checked(folder: Path, **how):
    project = projects.Project(folder)
    return run.check(Input(project, project.data_files), **how).findings


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(max_examples=examples(12, few=2), deadline=None)
@given(what=articles)
def test_findings_on_what_articles_share_are_those_of_one_graph(what, tmp_path_factory):
    folder = made(tmp_path_factory.mktemp("harbours"), what)

    findings = checked(folder)

    assert told(findings) == expected(what)
    project = projects.Project(folder)
    groups = grouped(project.data_files)
    whole = batches.checked(project, str(folder), [groups], (), "fast")
    assert told(Checked.merged(whole).findings) == expected(what)
    assert told(checked(folder, apart=True)) == expected(what)


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(max_examples=examples(12, few=2), deadline=None)
@given(what=articles, edits=st.lists(st.tuples(st.integers(0, 13), st.frozensets(said))))
def test_what_is_remembered_of_articles_bears_on_nothing_for_longer(what, edits, tmp_path_factory):
    """An article that no longer blocks a harbour leaves no finding behind, and hides none."""
    folder = made(tmp_path_factory.mktemp("harbours"), what)
    memory = InMemory()
    for number, pairs in [(0, what[0]), *edits]:
        what[number % len(what)] = pairs
        article(folder, number % len(what), pairs)
        assert told(checked(folder, cache=memory)) == expected(what)


@pytest.mark.parametrize("engine", ["fast", pytest.param("pyshacl", marks=pytest.mark.slow)])
def test_an_article_that_cannot_be_read_takes_no_finding_away(tmp_path, engine):
    folder = made(tmp_path, [frozenset({("x:blocks", "x:a")}), frozenset()])
    path = folder / "data/v01/ships.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "\nx:y x:visits .\n", encoding="utf-8")

    findings = checked(folder, engine=engine)

    assert told(findings) == {
        ("harbour-unblocked", "x:a"),
        ("harbour-name", "x:b"),
        *(("harbour-visited", harbour) for harbour in HARBOURS),
    }


@pytest.mark.parametrize(
    "count", [1, pytest.param(3, marks=pytest.mark.slow), pytest.param(12, marks=pytest.mark.slow)]
)
def test_a_finding_on_a_blank_node_is_told_once(tmp_path, count):
    """Each reading of a file gives it another label."""
    folder = made(tmp_path, [frozenset()] * count)
    quays = "x:a x:quay [ a x:Harbour ] , [ a x:Harbour ] ."
    write(folder / "data/registry/quays.ttl", PREFIXES + quays)

    rules = [f.rule for f in checked(folder) if (f.focus or "").startswith("_:")]

    assert sorted(rules) == ["harbour-name"] * 2 + ["harbour-visited"] * 2


SAID = (
    PREFIXES
    + """\
x:harbour-unblocked a sh:NodeShape ; sh:targetClass x:Harbour ; sh:sparql [
    a sh:SPARQLConstraint ; sh:message "is blocked by {?who}"@en ;
    sh:select "SELECT $this ?who WHERE { ?who <https://example.org/blocks> $this }" ] .
"""
)


@pytest.mark.parametrize("articles", [(("one", "two"),), (("one",), ("two",), ("three",))])
def test_findings_that_say_something_else_are_each_told(tmp_path, articles):
    folder = made(tmp_path, [frozenset()] * len(articles))
    write(folder / "ontology/shapes/harbours.ttl", SAID)
    for number, ships in enumerate(articles):
        path = folder / f"data/v{number:02}/ships.ttl"
        space = f"https://w3id.org/claimgraph/article/v{number:02}/"
        text = "".join(f"\n<{space}{ship}> x:blocks x:a ." for ship in ships)
        write(path, path.read_text(encoding="utf-8") + text)

    said = [f.message.rpartition("/")[2] for f in checked(folder) if f.rule == "harbour-unblocked"]

    assert sorted(said) == sorted(ship for ships in articles for ship in ships)


@pytest.mark.parametrize("count", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_a_fault_in_one_article_hides_nothing_that_others_bear_on(tmp_path, count):
    """The statements before the fault count, and once it is mended nothing of it is left."""
    everything = frozenset(("x:visits", harbour) for harbour in HARBOURS)
    others = [frozenset({("x:blocks", "x:c")}), *([frozenset()] * (count - 2))]
    folder = made(tmp_path, [everything, *others])
    path = folder / "data/v00/ships.ttl"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound + "\nx:y x:z x:w ; ; . ] .\n", encoding="utf-8")
    memory = InMemory()
    wanted = {("harbour-unblocked", "x:c"), ("harbour-name", "x:b")}

    assert told(checked(folder, cache=memory)) == wanted
    path.write_text(sound, encoding="utf-8")
    assert told(checked(folder, cache=memory)) == wanted


def test_links_bear_on_the_registry_as_articles_do(tmp_path):
    folder = made(tmp_path, [frozenset(), frozenset()])
    spaces = (
        "<https://w3id.org/claimgraph/article/v00/",
        "<https://w3id.org/claimgraph/article/v01/",
    )
    link = f"{spaces[0]}c> x:visits {spaces[1]}c> ."
    for more in ("", link):
        text = f"{PREFIXES}x:z x:blocks x:a ; x:visits x:c .\n{more}"
        write(folder / "data/links/links.ttl", text)
        lonely = {("harbour-visited", "x:a"), ("harbour-visited", "x:b")}
        wanted = {("harbour-unblocked", "x:a"), ("harbour-name", "x:b"), *lonely}
        assert told(checked(folder)) == wanted


# The registry names a berth and an article says what it is; others only speak of it.
BERTH = (
    PREFIXES
    + """\
x:moors-at-berths a sh:PropertyShape ; sh:targetSubjectsOf x:moors ; sh:path x:moors ;
    sh:class x:Berth ; sh:message "moors where no berth is"@en .
"""
)
BUSY = """\
x:harbour-busy a sh:PropertyShape ; sh:targetClass x:Harbour ;
    sh:path [ sh:inversePath x:visits ] ; sh:minCount 2 ; sh:message "has few visits"@en .
"""


@pytest.mark.parametrize("count", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_articles_that_are_judged_together_satisfy_no_rule_together(tmp_path, count):
    """Each is judged beside the registry alone: docs/shapes.md names this limit."""
    folder = made(tmp_path, [frozenset({("x:visits", "x:a")})] * count)
    write(folder / "ontology/shapes/busy.ttl", PREFIXES + BUSY)

    findings = checked(folder)

    assert sum(f.rule == "harbour-busy" for f in findings) == len(HARBOURS)


@pytest.mark.slow
def test_articles_that_satisfy_the_same_rule_are_judged_alone_in_one_pack(tmp_path, monkeypatch):
    sizes = []
    judge = packs._pack
    monkeypatch.setattr(packs, "_pack", lambda *task: sizes.append(len(task[4])) or judge(*task))
    what = [frozenset({("x:visits", "x:a"), ("x:visits", "x:c")})] * 40

    findings = checked(made(tmp_path, what))

    assert told(findings) == expected(what)
    assert sorted(sizes) == [*[1] * 11, *[10] * 4]


SAYING = ("x:berth a x:Berth .", "<{0}ship> x:moors x:berth .", "")


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(deadline=None, max_examples=examples(4))
@given(what=st.lists(st.sampled_from(SAYING), min_size=2, max_size=5))
def test_what_an_article_says_of_the_registry_bears_on_no_other_article(what, tmp_path_factory):
    folder = made(tmp_path_factory.mktemp("berths"), [frozenset()] * len(what))
    write(folder / "ontology/shapes/harbours.ttl", BERTH)
    write(folder / "data/registry/berths.ttl", PREFIXES + "x:berth x:name 'B' .")
    for number, text in enumerate(what):
        space = f"https://w3id.org/claimgraph/article/v{number:02}/"
        more = f"<{space}> a cg:Article .\n" + text.format(space)
        write(folder / f"data/v{number:02}/ships.ttl", PREFIXES + more)

    files = {f.location.file for f in checked(folder) if f.rule == "moors-at-berths"}

    moored = [number for number, text in enumerate(what) if "moors" in text]
    assert {Path(name).parent.name for name in files} == {f"v{number:02}" for number in moored}


@pytest.mark.slow
def test_the_editor_is_told_the_same(tmp_path):
    what = [frozenset({("x:blocks", "x:a"), ("x:visits", "x:b")})]
    folder = made(tmp_path, what)

    checkup = checking.check(folder, None, {}, Path.cwd())

    assert told(f for some in checkup.findings.values() for f in some) == expected(what)
