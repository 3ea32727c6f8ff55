"""Claims are weighed as other programs weigh them, by other methods, on made-up frameworks."""

from __future__ import annotations

import pytest
from frameworks import (
    by_dialectical_framework,
    by_programs,
    by_stable_models,
    frameworks,
)
from hypothesis import HealthCheck, assume, given, settings

from oracles import Made, TooManyError, by_derivations, by_rounds, triples

FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=600)


def agrees_with_derivations(made: Made) -> None:
    try:
        found = by_derivations(made, most=250)
    except TooManyError:
        assume(False)
    assert made.weigh() == found


def agrees_with_programs(made: Made) -> None:
    assert made.weigh() == by_programs(made)


def agrees_with_the_stable_model(made: Made) -> None:
    (grades,) = by_stable_models(made)
    assert made.weigh() == {claim: (grade, grade) for claim, grade in grades.items()}
    assert by_rounds(triples(made)) == grades


def bounds_all_stable_models(made: Made) -> None:
    bounds = made.weigh()
    for grades in by_stable_models(made):
        assert all(bounds[one][0] <= grade <= bounds[one][1] for one, grade in grades.items())


def agrees_with_the_dialectical_framework(made: Made) -> None:
    assert made.weigh() == by_dialectical_framework(made)


ORACLES = {
    "derivations": (agrees_with_derivations, frameworks()),
    "programs": (agrees_with_programs, frameworks()),
    "stable model": (agrees_with_the_stable_model, frameworks(circles=False)),
    "stable models": (bounds_all_stable_models, frameworks()),
    "dialectical": (
        agrees_with_the_dialectical_framework,
        frameworks(graded=False, supports_in_circles=False),
    ),
}


@pytest.mark.parametrize("oracle", ORACLES)
def test_a_few_hundred_frameworks(oracle: str):
    check, made = ORACLES[oracle]
    FEW(given(made)(check))()


@pytest.mark.slow
@pytest.mark.parametrize("oracle", ORACLES)
def test_thousands_of_frameworks(oracle: str):
    check, made = ORACLES[oracle]
    MANY(given(made)(check))()
