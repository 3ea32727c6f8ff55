"""A small article for tests of what if: one source whose loss does all that a loss can do.

By hand, by the default table. With and without the census (statistics of a named issuer, 4):
`rides` rests on it and on an unnamed clerk (2): accepted 4, accepted 2. `fares` rests on it alone:
accepted 4, unsupported. `thesis` is argued for from `rides`: accepted 4, accepted 2. `rival` rests
on the clerk and is opposed from `fares`: defeated 2:4, accepted 2. `doubt` rests on the clerk and
is opposed from `rides`: defeated 2:4, contested 2:2.
"""

from __future__ import annotations

ARTICLE = "https://w3id.org/claimgraph/article/fares/"
_CLAIMS = {
    "thesis": "",
    "rides": "census , clerk",
    "fares": "census",
    "rival": "clerk",
    "doubt": "clerk",
}
_WAYS = {
    "Supporting": ("rides", "thesis"),
    "Opposing": ("fares", "rival"),
    "Opposing2": ("rides", "doubt"),
}


def _claim(name: str, evidence: str) -> str:
    thesis = ", cg:Thesis " if name == "thesis" else ""
    rests = ", ".join(
        f"<{ARTICLE}evidence/{one.strip()}>" for one in evidence.split(",") if one.strip()
    )
    return f"""
<{ARTICLE}claim/{name}> a cg:FactualClaim {thesis}; rdfs:label "Claim {name}"@en ;
  cg:paraphrase "The {name}."@en ; cg:certainty certainty:asserted ;
  {f"cg:evidence {rests} ;" if rests else ""} cg:passage <{ARTICLE}passage/{name}> .
<{ARTICLE}passage/{name}> a cg:Passage ; rdfs:label "Passage {name}"@en ;
  oa:hasSource <{ARTICLE}> .
"""


def _argument(way: str, premise: str, conclusion: str) -> str:
    return f"""
<{ARTICLE}argument/{premise}-{conclusion}> a cg:{way.rstrip("2")}Argument ; cg:explicit true ;
  rdfs:label "from {premise} to {conclusion}"@en ;
  cg:premise <{ARTICLE}claim/{premise}> ; cg:conclusion <{ARTICLE}claim/{conclusion}> .
"""


TURTLE = f"""
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dct: <http://purl.org/dc/terms/> .
<{ARTICLE}> a cg:Article ; rdfs:label "Fares"@en ; dct:title "Fares"@en .
id:office a cg:GovernmentBody ; rdfs:label "The office"@en .
<{ARTICLE}source/census> a cg:OfficialNotice ; dct:title "Census"@en ; cg:issuer id:office .
<{ARTICLE}source/clerk> a cg:UnnamedSource ; dct:title "A clerk"@en .
<{ARTICLE}evidence/census> a cg:Evidence ; rdfs:label "the census"@en ;
  cg:evidenceKind <https://w3id.org/claimgraph/scheme/evidence-kind/statistical> ;
  cg:source <{ARTICLE}source/census> .
<{ARTICLE}evidence/clerk> a cg:Evidence ; rdfs:label "a clerk's word"@en ;
  cg:source <{ARTICLE}source/clerk> .
""" + "".join(
    [_claim(*one) for one in _CLAIMS.items()]
    + [_argument(way, *ends) for way, ends in _WAYS.items()]
)
