"""A circle of support is told at each argument of it, with all of its arguments in order."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.term import URIRef
from sampled import few

from claimgraph.check import circles, run
from claimgraph.check.engines import Result
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input
from claimgraph.vocab import CG, SHAPES

HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://w3id.org/claimgraph/article/boats/> .
"""
# Each argument's label, its premises and its conclusion: circles of one to six arguments, with
# arguments that lead in and out, and two that share a claim.
CIRCLES = [[f"{length}-{n}" for n in range(length)] for length in range(1, 7)]
SHARING = [["left", "joint"], ["right", "joint"]]


def arguments() -> dict[str, tuple[list[str], str]]:
    made = {}
    for circle in CIRCLES:
        length = len(circle)
        for n, name in enumerate(circle):
            made[name] = [f"c{length}-{n}"], f"c{length}-{(n + 1) % length}"
        made[f"into-{length}"] = [f"start{length}"], f"c{length}-0"
        made[f"out-of-{length}"] = [f"c{length}-0"], f"end{length}"
        made[f"further-{length}"] = [f"end{length}", "other"], f"last{length}"
    made["joint"] = ["shared"], "hub"
    made["left"] = ["hub"], "shared"
    made["right"] = ["hub", "other"], "shared"
    return made


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The findings on circles, and the line on which each argument is described."""
    root = tmp_path_factory.mktemp("boats")
    (root / "data/boats").mkdir(parents=True)
    file = root / "data/boats/arguments.ttl"
    lines = [
        f':{name} a cg:SupportingArgument ; rdfs:label "{name}"@en ; '
        f"cg:premise {' , '.join(f':{each}' for each in premises)} ; cg:conclusion :{conclusion} ."
        for name, (premises, conclusion) in arguments().items()
    ]
    file.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    project = projects.find(root)
    report = run.check(Input(project, project.data_files))
    first = HEAD.count("\n") + 1
    found = [f for f in report.findings if f.rule == "argument-not-circular"]
    assert not [f for f in report.findings if f.rule == "argument-conclusion-not-premise"]
    return found, {name: first + n for n, name in enumerate(arguments())}


@pytest.mark.parametrize("circle", [*CIRCLES, *SHARING], ids=lambda names: "-".join(names))
def test_it_is_spelt_out_at_its_arguments(told, circle):
    findings, lines = told
    for n in range(len(circle)):
        turn = [*circle[n:], *circle[:n]]
        spelt = " → ".join(f"‘{name}’" for name in (*turn, turn[0]))
        message = f"leads back to one of its own premises ({spelt})"

        [finding] = [each for each in findings if each.message == message]

        assert finding.subject == f"Argument ‘{turn[0]}’"
        assert finding.location.line == lines[turn[0]]


def test_what_leads_in_or_out_is_no_part_of_it(told):
    assert len(told[0]) == sum(map(len, [*CIRCLES, *SHARING]))


@pytest.mark.parametrize(
    "kind", few(["cg:OpposingArgument", "cg:Undercut", ":Doubt", ":GraveDoubt"], 1)
)
def test_what_speaks_against_itself_is_no_circle_of_support(tmp_path, kind):
    (tmp_path / "data/boats").mkdir(parents=True)
    (tmp_path / "data/boats/arguments.ttl").write_text(
        HEAD
        + ":Doubt rdfs:subClassOf cg:OpposingArgument . :GraveDoubt rdfs:subClassOf :Doubt .\n"
        + ":for a cg:SupportingArgument ; cg:premise :c1 ; cg:conclusion :c2 .\n"
        + f":against a {kind} ; cg:premise :c2 ; cg:conclusion :c1 .\n"
        + ":round a cg:SupportingArgument ; cg:premise :c3 ; cg:conclusion :c4 .\n"
        + ":about a cg:SupportingArgument ; cg:premise :c4 ; cg:conclusion :c3 .\n",
        "utf-8",
    )
    project = projects.find(tmp_path)

    report = run.check(Input(project, project.data_files))

    lines = [f.location.line for f in report.findings if f.rule == "argument-not-circular"]
    assert lines == [HEAD.count("\n") + 4, HEAD.count("\n") + 5]


claims = st.integers(0, 4)
networks = st.lists(st.tuples(st.sets(claims, min_size=1, max_size=2), claims), max_size=7)


@given(networks)
def test_all_circular_arguments_are_in_circles_that_close(network):
    """A result for each argument and premise to which it leads back, as the shape has them."""
    quads, results = [], []
    name = "https://example.org/{}".format
    for number, (premises, conclusion) in enumerate(network):
        argument = ox.NamedNode(name(f"argument{number}"))
        for claim in premises:
            quads.append(ox.Quad(argument, ox.NamedNode(CG + "premise"), ox.NamedNode(name(claim))))
        quads.append(
            ox.Quad(argument, ox.NamedNode(CG + "conclusion"), ox.NamedNode(name(conclusion)))
        )
        reached: set[int] = set()
        ahead = {conclusion}
        while ahead:
            step = ahead.pop()
            following = {end for starts, end in network if step in starts} - reached
            reached |= following
            ahead |= following
        results += [
            Result(
                URIRef(argument.value),
                None,
                URIRef(name(claim)),
                URIRef(SHAPES + "argument-not-circular"),
                "",
                "",
            )
            for claim in premises & reached
        ]

    told = circles.told(results, quads)

    numbers = [[int(str(node).rpartition("argument")[2]) for node in circle] for _, circle in told]
    for each, (result, circle) in zip(numbers, told, strict=True):
        assert result.focus == circle[0]
        assert result in results
        assert len(set(each)) == len(each)
        for before, after in zip(each, [*each[1:], each[0]], strict=True):
            assert network[before][1] in network[after][0]
    assert len({(each[0], frozenset(each)) for each in numbers}) == len(numbers)
    assert {node for _, circle in told for node in circle} == {r.focus for r in results}
