"""How firmly a claim is said, in words: no word is said twice."""

import pytest

from claimgraph.claims import wording


@pytest.mark.parametrize(
    ("certainty", "hedges", "said"),
    [
        ("asserted", (), "asserted"),
        ("qualified", ("perhaps",), "qualified: “perhaps”"),
        ("qualified", ("perhaps", "some"), "qualified: “perhaps”, “some”"),
        ("reported", ("reportedly",), "“reportedly”"),
        ("reported", ("Reportedly", "it is said"), "“Reportedly”, “it is said”"),
        ("widely believed", ("widely believed",), "“widely believed”"),
        ("reported", ("in a report",), "reported: “in a report”"),
    ],
)
def test_a_certainty_that_its_marker_says_is_left_out(certainty, hedges, said):
    assert wording.firmness(certainty, hedges) == said
