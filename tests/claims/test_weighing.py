"""How claims stand, worked out by hand on small arguments, each with its reason."""

from __future__ import annotations

import pytest
from published import PREFIXES
from rdflib import Graph, URIRef

from claimgraph.claims.weighing import table as tables
from claimgraph.claims.weighing.semantics import Framework, Inference, Inputs
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.errors import UsageError


def grades(bases: dict[str, int], *inferences: Inference) -> dict[str, int]:
    framework = Framework(bases, inferences)
    least = framework.weigh(Inputs(list(bases.values()))).least
    return {claim: least[framework.number[claim]] for claim in bases}


def arrow(way: str, *ends: str, cap: int = 4, name: str = "", explicit: bool = True) -> Inference:
    *premises, conclusion = ends
    label = name or f"{way}:{'+'.join(ends)}"
    return Inference(label, way, conclusion, tuple(premises), cap, explicit)


def test_premises_are_jointly_needed():
    """A conclusion is no firmer than the weakest premise of its argument."""
    found = grades({"a": 4, "b": 2, "c": 1}, arrow("supports", "a", "b", "c"))
    assert found["c"] == 2


def test_a_premise_that_is_not_accepted_ends_the_argument():
    assert grades({"a": 4, "b": 0, "c": 1}, arrow("supports", "a", "b", "c"))["c"] == 0


def test_arguments_for_one_conclusion_are_alternatives_and_never_add_up():
    found = grades(
        {"a": 3, "b": 2, "c": 1}, arrow("supports", "a", "c"), arrow("supports", "b", "c")
    )
    assert found["c"] == 3


def test_an_undercut_is_an_exception_even_where_it_is_weak():
    support = arrow("supports", "a", "c", name="s")
    assert grades({"a": 4, "u": 1, "c": 1}, support, arrow("undercuts", "u", "s"))["c"] == 0


def test_an_undercut_that_is_undercut_reinstates():
    support = arrow("supports", "a", "c", name="s")
    undercut = arrow("undercuts", "u", "s", name="u1")
    found = grades(
        {"a": 4, "u": 3, "v": 1, "c": 1}, support, undercut, arrow("undercuts", "v", "u1")
    )
    assert found["c"] == 4


@pytest.mark.parametrize(("con", "grade"), [(2, 3), (3, 0), (4, 0)])
def test_pro_must_outweigh_con(con, grade):
    found = grades(
        {"a": 3, "b": con, "c": 1}, arrow("supports", "a", "c"), arrow("opposes", "b", "c")
    )
    assert found["c"] == grade


@pytest.mark.parametrize("basis", [0, 1, 2, 4])
def test_the_authors_word_does_not_count_for_what_is_argued_for(basis):
    found = grades({"a": 0, "c": basis}, arrow("supports", "a", "c"))
    assert found["c"] == (basis if basis >= 2 else 0)


def test_support_that_leads_back_to_itself_is_none():
    assert grades({"a": 1, "b": 1}, arrow("supports", "a", "b"), arrow("supports", "b", "a")) == {
        "a": 0,
        "b": 0,
    }


def test_a_circle_makes_nothing_firmer_than_what_enters_it():
    found = grades({"a": 3, "b": 1}, arrow("supports", "a", "b"), arrow("supports", "b", "a"))
    assert found == {"a": 3, "b": 3}


def test_an_even_circle_of_attacks_is_undecided_and_an_odd_one_too():
    for size in (2, 3):
        names = [f"c{n}" for n in range(size)]
        attacks = [arrow("opposes", one, names[n - 1]) for n, one in enumerate(names)]
        framework = Framework(names, attacks)
        found = framework.weigh(Inputs([2] * size))
        assert found.least == [0] * len(found.least)
        assert found.most == [2] * len(found.most)


@pytest.mark.parametrize(
    ("claims", "said"), [(20, ""), (21, "; 1 claim is left out"), (25, "; 5 claims are left out")]
)
def test_a_long_way_says_how_many_claims_it_leaves_out(claims, said):
    """Twenty are told: of 25 claims, each resting on the next, the first 19 and the last."""
    name = "https://w3id.org/claimgraph/article/a/claim/c{:02}"
    lines = [f'<{name.format(n)}> a cg:Claim ; cg:paraphrase "c" .' for n in range(claims)]
    lines += [
        f"<urn:a{n}> a cg:SupportingArgument ; cg:explicit true ; "
        f"cg:premise <{name.format(n + 1)}> ; cg:conclusion <{name.format(n)}> ."
        for n in range(claims - 1)
    ]
    graph = Graph().parse(data=PREFIXES + "\n".join(lines), format="turtle")
    chain = weigh(graph).chain(URIRef(name.format(0)))
    assert len(chain) == 20
    assert str(chain[-1].standing.iri) == name.format(claims - 1)
    assert chain[-2].why == f"no firmer than its weakest premise{said}"


def test_a_table_that_is_a_link_out_of_the_project_is_refused(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "elsewhere.toml").write_text('name = "theirs"\n')
    (root / "weighing.toml").symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(UsageError, match="leads out of the project"):
        tables.table(root)
    assert tables.table(root, root / "weighing.toml").name == "theirs"


def test_a_table_that_is_a_link_within_the_project_is_read(tmp_path):
    (tmp_path / "grades.toml").write_text('name = "ours"\n')
    (tmp_path / "weighing.toml").symlink_to("grades.toml")
    assert tables.table(tmp_path).name == "ours"
