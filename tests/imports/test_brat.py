"""brat's standoff, by the examples of its documentation: discontinuous spans, notes, attributes."""

from __future__ import annotations

import pytest
from imported import read

from claimgraph.errors import UsageError
from claimgraph.imports.model import Argument

TEXT = "Ships 🚢 and planes pollute.\r\nTax\tthem all, says Ann.\nThe air is bad.\n"
ANN = """\
T1\tPremise 0 7;19 26\tShips 🚢 pollute
T2\tMajorClaim 29 37\tTax\tthem
T3\tPerson 48 51\tAnn
T4\tClaim 53 67\tThe air is bad
T5\tClaim 0 5\tBoats
R1\tsupports Arg1:T1 Arg2:T2
R2\tundercut Arg1:T4 Arg2:R1\t
R3\tknows Arg1:T3 Arg2:T1
E1\tTax:T2 Agent:T3
A1\tStance T4 Against
A2\tKind T1 causal
M1\tNegation T4
*\tEquiv T1 T4
#1\tAnnotatorNotes T1\tcheck this
#2\tAnnotatorNotes T3\twho?
"""


def test_what_brat_marks_becomes_claims_and_arguments():
    found = read("brat", ANN, {"text": TEXT.encode()})

    assert [(one.key, one.text, one.kind, one.thesis, one.note) for one in found.claims] == [
        ("T1", "Ships 🚢 pollute", "CausalClaim", False, "check this"),
        ("T2", "Tax\tthem", "FactualClaim", True, ""),
        ("T4", "The air is bad", "FactualClaim", False, ""),
    ]
    assert [(span.start, span.end) for span in found.claims[0].spans] == [(0, 7), (19, 26)]
    assert found.arguments == (
        Argument("R1", "supports", ("T1",), "T2"),
        Argument("R2", "undercuts", ("T4",), "R1"),
        Argument("T4 Against", "opposes", ("T4",), "T2"),
    )
    assert found.left_out == (
        "line 5: T5 says ‘Boats’, which is not at its offsets",
        "line 9: ‘E1\tTax:T2 Agent:T3’",
        "line 13: ‘*\tEquiv T1 T4’",
        "T3: Person ‘Ann’",
        "R3: knows from T3 to T1",
        "attribute of T4: Negation",
        "note on T3: ‘who?’",
    )


def test_labels_of_a_project_s_own_are_named():
    found = read("brat", ANN, {"text": TEXT.encode()}, labels=("person",))
    assert [one.text for one in found.claims] == ["Ann"]
    with pytest.raises(UsageError, match=r"no label of its marks \(Claim, MajorClaim, Person"):
        read("brat", ANN, {"text": TEXT.encode()}, labels=("Nothing",))


def test_the_text_must_be_there():
    with pytest.raises(UsageError, match=r"same name ending in \.txt"):
        read("brat", ANN)
