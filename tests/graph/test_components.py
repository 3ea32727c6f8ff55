"""What is joined is together, in the order in which it came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.graph.components import Components


def test_what_is_joined_over_several_steps_is_together():
    together = Components(["a", "b", "c", "d", "e"])
    together.join("e", "c")
    together.join("c", "a")
    together.join("f", "d")

    assert together.all() == [["a", "c", "e"], ["b"], ["d", "f"]]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_components_are_the_smallest_sets_that_hold_every_pair(pairs):
    together = Components(range(10))
    for one, other in pairs:
        together.join(one, other)
    near = {thing: {thing} for thing in range(10)}
    for _ in range(10):
        for one, other in pairs:
            near[one] = near[other] = near[one] | near[other]
        near = {thing: set().union(*(near[one] for one in known)) for thing, known in near.items()}

    found = together.all()
    assert {tuple(sorted(one)) for one in found} == {tuple(sorted(one)) for one in near.values()}
    assert sum(map(len, found)) == 10
