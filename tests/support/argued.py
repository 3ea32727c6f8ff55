"""Articles of nothing but arguments, which tests write as `a, b -> t`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import URIRef

if TYPE_CHECKING:
    from collections.abc import Iterable

ARTICLE = URIRef("https://w3id.org/claimgraph/article/a/")
OA = "@prefix oa: <http://www.w3.org/ns/oa#> .\n"


def turtle(arguments: Iterable[str], claims: Iterable[str] = (), thesis: str = "t") -> str:
    """Return an article in Turtle, without prefixes.

    Arguments like `a, b -> t`, `a -| t` and `b -x 1` support, oppose, and undercut the
    argument of that number; numbers begin with 1.
    """
    body, named = "", set(claims)
    for number, one in enumerate(arguments, 1):
        found = re.fullmatch(r"(.*) (->|-\||-x) (\S+)", one)
        assert found, one
        premises, way, end = found.groups()
        kind = {"->": "SupportingArgument", "-|": "OpposingArgument", "-x": "Undercut"}[way]
        ends = f"<{ARTICLE}argument/{end}>" if way == "-x" else f"claim:{end}"
        named |= {*premises.split(", "), *([] if way == "-x" else [end])}
        listed = " , ".join(f"claim:{each}" for each in premises.split(", "))
        body += (
            f'<{ARTICLE}argument/{number}> a cg:{kind} ; rdfs:label "step {number}" ;'
            f" cg:premise {listed} ; cg:conclusion {ends} ; cg:explicit true .\n"
        )
    for one in sorted(named):
        kind = "cg:Thesis , " if one == thesis else ""
        body += (
            f'claim:{one} a {kind}cg:Claim ; rdfs:label "The claim {one}." ;'
            f' cg:paraphrase "It is so."@en ;'
            f" cg:passage <{ARTICLE}passage> ; cg:certainty certainty:asserted .\n"
        )
    head = f"<{ARTICLE}> a cg:Article .\n<{ARTICLE}passage> oa:hasSource <{ARTICLE}> .\n"
    return f"{OA}{head}{body}"
