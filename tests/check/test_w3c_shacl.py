"""Both engines and the whole check on the SHACL working group's test suite, core and SPARQL parts.

Results are compared by focus node, path, value, component and severity. The deviations of each
engine are listed by name; one that comes to pass is told, and any new one.
"""

from __future__ import annotations

import pytest
from sampled import few

from conformance import shacl

# The shapes of shapes: one of 121, and half of their time.
LARGEST = "core/complex/shacl-shacl"
# What each engine answers otherwise than the suite, and why.
DEVIATIONS: dict[str, dict[str, str]] = {"fast": {}, "pyshacl": {}}


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        *(("fast", name) for name in shacl.suite() if name != LARGEST),
        pytest.param("fast", LARGEST, marks=pytest.mark.slow),
        *few([("pyshacl", name) for name in shacl.suite()], 15),
    ],
)
def test_engine(engine, name, request):
    if reason := DEVIATIONS[engine].get(name):
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    assert shacl.by_engine(engine, name) == shacl.wanted(name)


# `test_engine` asks the engines for all of them: a whole check adds the same to each.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "name"),
    [
        *(("auto", name) for name in list(shacl.suite())[::2]),
        *(("pyshacl", name) for name in list(shacl.suite())[1::6]),
    ],
)
def test_check(engine, name):
    assert shacl.by_check(engine, name) == shacl.wanted(name)


def test_the_suite_is_there():
    """98 tests of the core and 23 of SPARQL; and no deviation is named that no test has."""
    assert len(shacl.suite()) == 121
    assert all(set(named) <= set(shacl.suite()) for named in DEVIATIONS.values())
