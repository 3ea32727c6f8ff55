"""What holds of every weighing, on made-up material: sources, words, arguments, suppositions."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from frameworks import frameworks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.term import Node

from claimgraph.claims.reading import Reader
from claimgraph.claims.weighing.critical import KINDS, critical, crux
from claimgraph.claims.weighing.grounds import UNNAMED, Ground, Material, Standpoint
from claimgraph.claims.weighing.inflation import inflation
from claimgraph.claims.weighing.outcomes import Supposition
from claimgraph.claims.weighing.semantics import Framework, Inference, Inputs
from claimgraph.claims.weighing.table import DEFAULT
from claimgraph.claims.weighing.weighing import Weighing, _weighed
from oracles import Made, by_claim

FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=300)

SOURCES = [URIRef(f"https://example.org/source/{n}") for n in range(4)]
ACTORS = [URIRef(f"https://example.org/actor/{n}") for n in range(3)]
AUTHOR = URIRef("https://example.org/author")


def iri(name: object) -> URIRef:
    return URIRef(f"https://example.org/{name}")


@st.composite
def grounds(draw) -> Ground:
    sources = frozenset(draw(st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2)))
    actors = frozenset(draw(st.lists(st.sampled_from(ACTORS), max_size=2)))
    unnamed = {UNNAMED} if draw(st.booleans()) else set()
    return Ground(
        draw(st.integers(1, 4)), frozenset({*sources, *actors, *unnamed}), sources, actors
    )


@st.composite
def material(draw, made: st.SearchStrategy[Made] | None = None) -> Material:
    framework = draw(frameworks() if made is None else made)
    points: dict[Node, Standpoint] = {}
    for claim in framework.bases:
        rests_on = tuple(draw(st.lists(grounds(), max_size=2)))
        word = not rests_on and draw(st.booleans())
        cap = draw(st.sampled_from([4, 4, 2, 0]))
        points[iri(claim)] = Standpoint(rests_on, cap, word, frozenset({AUTHOR}))
    inferences = tuple(
        Inference(
            iri(one.iri),
            one.way,
            iri(one.conclusion),
            tuple(map(iri, one.premises)),
            one.cap,
            one.explicit,
        )
        for one in framework.inferences
    )
    belonging = {ACTORS[0]: frozenset({ACTORS[0], ACTORS[1]})}
    belonging |= {actor: frozenset({actor}) for actor in ACTORS[1:]}
    return Material(points, inferences, (), dict.fromkeys(points, ()), belonging, {}, frozenset())


def weighed(some: Material) -> Weighing:
    return _weighed(some, DEFAULT, Reader(Graph()))


def standings(weighing: Weighing) -> dict[Node, tuple[str, int]]:
    return {one.iri: (str(one), one.most) for one in weighing.standings}


@st.composite
def suppositions(draw, some: Material) -> Supposition:
    things = [
        *SOURCES,
        *ACTORS,
        *some.standpoints,
        *(one.iri for one in some.inferences),
        UNNAMED,
        AUTHOR,
    ]
    one_of = st.frozensets(st.sampled_from(things), max_size=3)
    return Supposition(
        draw(one_of),
        draw(st.frozensets(st.sampled_from([*ACTORS, AUTHOR]), max_size=2)),
        draw(st.frozensets(st.sampled_from(things), max_size=1)),
        draw(st.frozensets(st.sampled_from(SOURCES), max_size=1)),
    )


# ── Each property takes what Hypothesis draws ────────────────────────────────────────────────────


def only_what_changes_is_weighed_again(data) -> None:
    """Suppositions one after the other end where the last one would begin."""
    some = data.draw(material())
    start = weighed(some)
    first, second = data.draw(suppositions(some)), data.draw(suppositions(some))
    after = start.supposing(first).supposing(second)
    anew = start.supposing(second)
    full = anew.framework.weigh(anew.inputs)
    assert after.inputs == anew.inputs
    assert after.grades == anew.grades == full
    assert standings(after.supposing(Supposition())) == standings(start)
    changed = {one.before.iri for one in after.differences(start)}
    assert changed == {
        claim
        for claim in some.standpoints
        if str(after.standing(claim)) != str(start.standing(claim))
    }


def order_does_not_matter(data) -> None:
    some = data.draw(material())
    mixed = random.Random(data.draw(st.integers(0, 1000)))
    points, inferences = list(some.standpoints.items()), list(some.inferences)
    mixed.shuffle(points)
    mixed.shuffle(inferences)
    turned = [replace(one, premises=tuple(reversed(one.premises))) for one in inferences]
    other = replace(some, standpoints=dict(points), inferences=tuple(turned))
    assert standings(weighed(other)) == standings(weighed(some))


def other_articles_do_not_matter(data) -> None:
    made, more = data.draw(frameworks()), data.draw(frameworks())
    renamed = Made(
        {f"other-{claim}": basis for claim, basis in more.bases.items()},
        tuple(
            replace(
                one,
                iri=f"other-{one.iri}",
                conclusion=f"other-{one.conclusion}",
                premises=tuple(f"other-{premise}" for premise in one.premises),
            )
            for one in more.inferences
        ),
    )
    both = Made(made.bases | renamed.bases, made.inferences + renamed.inferences)
    assert both.weigh() == made.weigh() | renamed.weigh()


def removing_a_source_never_raises_what_it_alone_supports(data) -> None:
    some = data.draw(material())
    source = data.draw(st.sampled_from(SOURCES))
    start, after = weighed(some), weighed(some).without(source)
    argued_for = {one.conclusion for one in some.inferences if one.way == "supports"}
    for claim, point in some.standpoints.items():
        if claim in argued_for or not point.grounds:
            continue
        if all(source in one.things for one in point.grounds):
            assert after.standing(claim).grade == 0
            assert after.standing(claim).most <= start.standing(claim).most


def an_accepted_objection_never_raises(data) -> None:
    made = data.draw(frameworks())
    claim = data.draw(st.sampled_from(list(made.bases)))
    basis, explicit = data.draw(st.integers(1, 4)), data.draw(st.booleans())
    objection = Inference("new", "opposes", claim, ("fresh",), 4, explicit)
    more = Made({**made.bases, "fresh": basis}, (*made.inferences, objection))
    assert more.weigh()["fresh"] == (basis, basis)
    assert more.weigh()[claim][0] <= made.weigh()[claim][0]


def an_undercut_never_raises_what_it_is_aimed_at(data) -> None:
    made = data.draw(frameworks(circles=False))
    supports = [one for one in made.inferences if one.way == "supports"]
    if not supports:
        return
    aimed = data.draw(st.sampled_from(supports))
    undercut = Inference("new", "undercuts", aimed.iri, ("fresh",))
    more = Made({**made.bases, "fresh": 1}, (*made.inferences, undercut))
    assert more.weigh()[aimed.conclusion] <= made.weigh()[aimed.conclusion]


def critical_sets_are_those_that_trying_all_finds(data) -> None:
    some = data.draw(material())
    start = weighed(some)
    kind = data.draw(st.sampled_from(KINDS))
    accepted = [claim for claim in some.standpoints if start.standing(claim).grade]
    if not accepted:
        return
    claim = data.draw(st.sampled_from(accepted))
    pool: list[Node] = {
        "sources": SOURCES,
        "claims": [one for one in some.standpoints if one != claim],
        "actors": [*ACTORS, AUTHOR],
    }[kind]
    minimal: list[set[Node]] = []
    for size in (1, 2, 3):
        for chosen in combinations(pool, size):
            if any(one <= set(chosen) for one in minimal):
                continue
            if not start.without(*chosen).standing(claim).grade:
                minimal.append(set(chosen))
    found = critical(start, claim, kind)
    assert found.complete
    assert sorted(sorted(one) for one in found.sets) == sorted(sorted(one) for one in minimal)


def all_that_is_found_can_be_told(data) -> None:
    """Each way ends, and where a claim is not accepted something is said of it."""
    some = data.draw(material())
    start = replace(some, theses=(next(iter(some.standpoints)),))
    weighing = weighed(start)
    after = weighing.supposing(data.draw(suppositions(some)))
    for one in (weighing, after):
        for claim in some.standpoints:
            chain = one.chain(claim)
            assert chain[0].standing.iri == claim
            assert chain[-1].why
    assert all(one.chain for one in after.differences(weighing))
    assert all(one.if_false or one.if_true for one in crux(weighing))


def a_claim_is_inflated_where_it_is_stated_more_firmly_than_its_reasons(data) -> None:
    """By the definition, from the premises up, where nothing leads back to itself."""
    some = data.draw(material(frameworks(circles=False)))
    carried: dict[Node, int] = {}
    rises = {}
    for claim, point in some.standpoints.items():
        reasons = [
            min(min(some.standpoints[one].cap, carried[one]) for one in argument.premises)
            for argument in some.inferences
            if (argument.way, argument.conclusion) == ("supports", claim)
        ]
        carried[claim] = max(reasons) if reasons else point.cap
        if carried[claim] < point.cap:
            rises[claim] = (point.cap, carried[claim])
    found = inflation(weighed(some))
    assert {one.claim: (one.stated, one.carried) for one in found} == rises
    for one in found:
        assert one.chain[0] == (one.claim, one.stated)
        assert one.chain[-1][1] == one.carried
        assert one.at in {argument.iri for argument in some.inferences}


PROPERTIES = [
    all_that_is_found_can_be_told,
    a_claim_is_inflated_where_it_is_stated_more_firmly_than_its_reasons,
    only_what_changes_is_weighed_again,
    order_does_not_matter,
    other_articles_do_not_matter,
    removing_a_source_never_raises_what_it_alone_supports,
    an_accepted_objection_never_raises,
    an_undercut_never_raises_what_it_is_aimed_at,
    critical_sets_are_those_that_trying_all_finds,
]


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda one: one.__name__)
def test_on_a_few_hundred(holds):
    FEW(given(st.data())(holds))()


@pytest.mark.slow
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda one: one.__name__)
def test_on_thousands(holds):
    MANY(given(st.data())(holds))()


def test_a_search_that_stops_says_so():
    """Two sources are tried for one claim, where only one trial is allowed."""
    points = {
        iri("c"): Standpoint(
            (Ground(3, frozenset({SOURCES[0]}), frozenset({SOURCES[0]}), frozenset()),),
            4,
            False,
            frozenset(),
        )
    }
    some = Material(points, (), (), {iri("c"): ()}, {}, {}, frozenset())
    assert not critical(weighed(some), iri("c"), limit=1).complete
    assert critical(weighed(some), iri("c")).sets == ((SOURCES[0],),)


def test_an_inference_with_several_conclusions_leads_to_each():
    framework = Framework(["a", "b", "c"], [Inference("i", "supports", "b", ("a",), also=("c",))])
    grades = by_claim(framework, framework.weigh(Inputs([3, 1, 1])))
    assert grades == {"a": (3, 3), "b": (3, 3), "c": (3, 3)}
