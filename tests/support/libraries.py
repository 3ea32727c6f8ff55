"""Small libraries: made-up articles on one bridge, and the shipped ones with linked ones."""

from __future__ import annotations

import shutil
from pathlib import Path

BASE = "https://w3id.org/claimgraph/"
ARTICLE = BASE + "article/"
ID = BASE + "id/"
PREFIXES = f"""\
@prefix certainty: <{BASE}scheme/certainty/> .
@prefix cg:        <{BASE}ontology#> .
@prefix dcterms:   <http://purl.org/dc/terms/> .
@prefix evidence-kind: <{BASE}scheme/evidence-kind/> .
@prefix id:        <{ID}> .
@prefix oa:        <http://www.w3.org/ns/oa#> .
@prefix rdf:       <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs:      <http://www.w3.org/2000/01/rdf-schema#> .
@prefix review:    <{BASE}scheme/review/> .
@prefix role:      <{BASE}scheme/role/> .
@prefix schema:    <https://schema.org/> .
@prefix skos:      <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd:       <http://www.w3.org/2001/XMLSchema#> .
"""
REGISTRY = """\
id:harbour a cg:GovernmentBody ; rdfs:label "Harbour Board"@en , "Hafenamt Ålesund"@de ;
    skos:altLabel "the board"@en , "ÅLB"@en .
id:mill a cg:Company ; rdfs:label "Aldham Mill"@en .
id:writer a cg:Person ; rdfs:label "Ida Writer"@en .
id:bridge a cg:Thing ; rdfs:label "North Bridge"@en ; skos:altLabel "the old crossing"@en .
"""
# The toll pays, for traffic grew: so says a count. The bridge rusts, since a storm without a date.
TOLL = """\
:toll-pays a cg:FactualClaim , cg:Thesis ; rdfs:label "The toll pays for the bridge"@en ;
    cg:paraphrase "What drivers pay covers the upkeep of the crossing."@en ,
        "Die Maut deckt die Kosten."@de ;
    cg:passage :p0 ; cg:certainty certainty:asserted ; schema:about id:bridge .
:traffic a cg:FactualClaim ; rdfs:label "Traffic has grown"@en ;
    cg:paraphrase "More lorries cross each year, reportedly."@en ; cg:hedge "reportedly"@en ;
    cg:passage :p1 ; cg:certainty certainty:reported ; cg:evidence :count-evidence ;
    cg:involves [ a cg:Participation ; cg:actor id:harbour ; cg:role role:supplier ] .
:rust a cg:FactualClaim ; rdfs:label "The bridge rusts"@en ;
    cg:paraphrase "Salt eats its girders; 桥梁正在生锈."@en ; cg:reviewStatus review:draft ;
    cg:passage :p1 ; cg:certainty certainty:asserted ; cg:event :storm .
:storm a cg:Event ; rdfs:label "The winter storm"@en .
:count a cg:Report ; rdfs:label "The traffic count"@en ; dcterms:title "The traffic count"@en ;
    cg:issuer id:harbour .
:count-evidence a cg:Evidence ; rdfs:label "counted lorries"@en ;
    cg:evidenceKind evidence-kind:statistical ; cg:source :count .
:from-traffic a cg:SupportingArgument ; rdfs:label "from traffic to income"@en ;
    cg:premise :traffic ; cg:conclusion :toll-pays ; cg:explicit false .
"""
MILL = """\
:jobs a cg:FactualClaim , cg:Thesis ; rdfs:label "The mill keeps jobs"@en ;
    cg:paraphrase "Aldham Mill employs a third of the town."@en ;
    cg:passage :p0 ; cg:certainty certainty:asserted ; cg:evidence :books-evidence ;
    cg:involves [ a cg:Participation ; cg:actor id:mill ; cg:role role:supplier ] .
:needs-bridge a cg:CausalClaim ; rdfs:label "The mill needs the bridge"@en ;
    cg:paraphrase "Without the crossing its lorries would not come."@en ;
    cg:passage :p1 ; cg:certainty certainty:asserted ;
    cg:involves [ a cg:Participation ; cg:actor id:mill ; cg:role role:supplier ] ,
                [ a cg:Participation ; cg:actor id:harbour ; cg:role role:customer ] .
:books a cg:AnnualReport ; rdfs:label "The mill’s books"@en ; dcterms:title "Books"@en ;
    dcterms:issued "2020"^^xsd:gYear ; cg:issuer id:mill .
:books-evidence a cg:Evidence ; rdfs:label "the wage bill"@en ;
    cg:evidenceKind evidence-kind:statistical ; cg:source :books .
"""
ALONE = """\
:moon a cg:FactualClaim , cg:Thesis ; rdfs:label "The moon is far"@en ;
    cg:paraphrase "Nobody has driven there."@en ;
    cg:passage :p0 ; cg:certainty certainty:asserted .
"""
ARTICLES = {"toll": TOLL, "mill": MILL, "alone": ALONE}


def turtle(slug: str, body: str, author: str = "id:writer") -> str:
    """Return an article as Turtle: its frame with two passages, and what it says."""
    here = f"{ARTICLE}{slug}/"
    creator = f"dcterms:creator {author} ; " if author else ""
    passages = "".join(
        f':p{number} a cg:Passage ; rdfs:label "passage {number} of {slug}"@en ; '
        f"oa:hasSource <{here}> ; dcterms:isPartOf :body .\n"
        for number in range(2)
    )
    return (
        f"{PREFIXES}@prefix : <{here}> .\n"
        f'<{here}> a cg:Article ; rdfs:label "On {slug}"@en ; {creator}'
        "cg:reviewStatus review:reviewed .\n"
        f':body a cg:Section ; rdfs:label "body of {slug}"@en ; schema:position 1 ; '
        f"dcterms:isPartOf <{here}> .\n{passages}{body}"
    )


def write(root: Path) -> Path:
    """Write the project, and return its folder; the article `alone` has an author of its own."""
    texts = {"registry/actors.ttl": PREFIXES + REGISTRY}
    texts |= {
        f"{slug}/article.ttl": turtle(slug, body, "" if slug == "alone" else "id:writer")
        for slug, body in ARTICLES.items()
    }
    for name, text in texts.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def linked(folder: Path) -> None:
    """Write a project of the shipped articles and those of tests/linked, three joined by links."""
    root = Path(__file__).parents[2]
    shutil.copytree(root / "data", folder / "data")
    for each in (root / "tests" / "linked" / "data").iterdir():
        target = folder / "data" / each.name
        if each.name == "registry":
            target = folder / "data" / "registry" / "linked"
        (shutil.copytree if each.is_dir() else shutil.copy)(each, target)
