"""Inverse paths of several steps, which neither validator turns round by itself."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from claimgraph.check import engines

INVERSES = [
    ("[ sh:inversePath ( :p :r ) ]", "^(<urn:x:p>/<urn:x:r>)", {"a"}),
    ("[ sh:inversePath [ sh:inversePath :p ] ]", "^(^<urn:x:p>)", {"b"}),
    ("[ sh:inversePath [ sh:alternativePath ( :p ( :p :r ) ) ] ]", None, {"a", "b"}),
    ("( [ sh:inversePath ( [ sh:zeroOrMorePath :p ] :r ) ] :p )", None, {"b", "c"}),
]


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize(("path", "written", "reached"), INVERSES)
def test_an_inverse_is_turned_round_and_told_as_it_is_written(engine, path, written, reached):
    """SHACL 2.3.1.4 and SPARQL 1.1, 18.1.7: ^(a/b) is ^b/^a. Data: a -p-> b -p-> c, b -r-> c."""
    prefixes = "@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    node = ":a" if written == "^(^<urn:x:p>)" else ":c"
    shapes = list(
        ox.parse(
            f"{prefixes}:s a sh:PropertyShape ; sh:targetNode {node} ; sh:path {path} ;"
            " sh:in ( :nothing ) ; sh:minCount 9 .",
            format=ox.RdfFormat.TURTLE,
        )
    )
    data = list(ox.parse(f"{prefixes}:a :p :b . :b :p :c ; :r :c .", format=ox.RdfFormat.TURTLE))

    found = engines.engine(engine)(data, shapes)

    assert {str(each.value)[-1] for each in found if each.value is not None} == reached
    [text] = {str(each.path) for each in found}
    assert text == (written or text)
    assert "^(" in text
