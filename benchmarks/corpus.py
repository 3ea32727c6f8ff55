"""Corpora of made-up articles of some 1,000 triples each: sound, but for faults planted on purpose.

The same seed gives the same bytes. Half a per cent of the claims are faulty; `write` returns what
was planted, as pairs of a claim's IRI and the rule that it breaks.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from pathlib import Path

BASE = "https://w3id.org/claimgraph/"
PASSAGES, CLAIMS, ACTORS = 14, 32, 20
FAULTY = 0.005

PREFIXES = """\
@prefix certainty:     <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix cg:            <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms:       <http://purl.org/dc/terms/> .
@prefix evidence-kind: <https://w3id.org/claimgraph/scheme/evidence-kind/> .
@prefix id:            <https://w3id.org/claimgraph/id/> .
@prefix oa:            <http://www.w3.org/ns/oa#> .
@prefix rdf:           <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs:          <http://www.w3.org/2000/01/rdf-schema#> .
@prefix review:        <https://w3id.org/claimgraph/scheme/review/> .
@prefix role:          <https://w3id.org/claimgraph/scheme/role/> .
@prefix schema:        <https://schema.org/> .
@prefix scheme:        <https://w3id.org/claimgraph/scheme/argument-scheme/> .
@prefix xsd:           <http://www.w3.org/2001/XMLSchema#> .
"""
# What a fault does to the certainty and label lines of a claim, by the rule that it breaks.
FAULTS = {
    "hedge-needs-marker": ("certainty:reported", ""),
    "marker-needs-hedged-certainty": ("certainty:asserted", ' ;\n    cg:hedge "reportedly"@en'),
    "claim-certainty": ("<https://example.org/quite-sure>", ""),
    "claim-label": (None, ""),
}


def registry() -> str:
    """Return the actors that all articles share."""
    lines = [PREFIXES]
    for number in range(ACTORS):
        lines.append(f'id:actor-{number} a cg:Company ; rdfs:label "Company {number}"@en .\n')
    lines.append('id:author a cg:Person ; rdfs:label "The author"@en .\n')
    return "\n".join(lines)


def article(slug: str, seed: int) -> tuple[str, list[tuple[str, str]]]:
    """Return one article as Turtle, and the faults planted in it."""
    chance = random.Random(f"{seed} {slug}")
    here = f"{BASE}article/{slug}/"
    parts = [f"{PREFIXES}@prefix :              <{here}> .\n", _frame(slug, here, chance)]
    parts += [_passage(slug, here, number) for number in range(PASSAGES)]
    planted = []
    for number in range(CLAIMS):
        rule = chance.choice(list(FAULTS)) if chance.random() < FAULTY else None
        parts.append(_claim(slug, number, rule, chance))
        if rule:
            planted.append((f"{here}claim-{number}", rule))
    # A tree: every claim but the first is a premise for one before it.
    for number in range(1, CLAIMS):
        parts.append(_argument(slug, number, chance.randrange(number)))
    return "\n".join(parts), planted


def _frame(slug: str, here: str, chance: random.Random) -> str:
    return f"""\
<{here}>
    a cg:Article ;
    rdfs:label "Article {slug}"@en ;
    dcterms:title "The case of {slug}"@en ;
    dcterms:creator id:author ;
    dcterms:publisher id:actor-0 ;
    dcterms:issued "{chance.randrange(2000, 2026)}"^^xsd:gYear ;
    schema:url <https://example.org/{slug}> ;
    cg:textDigest "{_digest(slug)}" ;
    cg:reviewStatus review:reviewed .

:body
    a cg:Section ;
    rdfs:label "Body of {slug}"@en ;
    schema:position 1 ;
    dcterms:isPartOf <{here}> .

:report
    a cg:NewsReport ;
    rdfs:label "A report on {slug}"@en ;
    dcterms:title "A report on {slug}"@en ;
    cg:issuer id:actor-1 .

:evidence
    a cg:Evidence ;
    rdfs:label "what the report on {slug} says"@en ;
    cg:evidenceKind evidence-kind:testimonial ;
    cg:source :report .
"""


def _passage(slug: str, here: str, number: int) -> str:
    start = number * 100
    return f"""\
:passage-{number}
    a cg:Passage ;
    rdfs:label "passage {number} of {slug}"@en ;
    oa:hasSource <{here}> ;
    dcterms:isPartOf :body ;
    oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + 99} ] ,
                   [ a oa:FragmentSelector ;
                     dcterms:conformsTo <https://wicg.github.io/scroll-to-text-fragment/> ;
                     rdf:value ":~:text=first{number},last{number}" ] ;
    cg:digest "{_digest(f"{here}{number}")}" .
"""


def _claim(slug: str, number: int, rule: str | None, chance: random.Random) -> str:
    certainty, hedge = FAULTS[rule] if rule else ("certainty:asserted", "")
    label = "" if certainty is None else f'    rdfs:label "Claim {number} of {slug}"@en ;\n'
    kind = "cg:FactualClaim , cg:Thesis" if number == 0 else "cg:FactualClaim"
    subject, other = chance.sample(range(ACTORS), 2)
    return f"""\
:claim-{number}
    a {kind} ;
{label}    cg:paraphrase "What is claimed as number {number}, in other words."@en ;
    cg:passage :passage-{number % PASSAGES} ;
    cg:certainty {certainty or "certainty:asserted"}{hedge} ;
    cg:involves [ a cg:Participation ; cg:actor id:actor-{subject} ; cg:role role:supplier ] ,
                [ a cg:Participation ; cg:actor id:actor-{other} ; cg:role role:customer ] ;
    cg:asserts [ a rdf:Statement ;
                 rdf:subject id:actor-{subject} ;
                 rdf:predicate cg:deliversTo ;
                 rdf:object id:actor-{other} ] ;
    cg:evidence :evidence .
"""


def _argument(slug: str, premise: int, conclusion: int) -> str:
    return f"""\
:argument-{premise}
    a cg:SupportingArgument ;
    rdfs:label "from {premise} to {conclusion} in {slug}"@en ;
    cg:premise :claim-{premise} ;
    cg:conclusion :claim-{conclusion} ;
    cg:scheme scheme:sign ;
    cg:explicit false .
"""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write(folder: Path, articles: int, seed: int = 1) -> list[tuple[str, str]]:
    """Write a project with so many articles; return the planted faults."""
    planted = []
    (folder / "data" / "registry").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "registry" / "actors.ttl").write_text(registry(), encoding="utf-8")
    for number in range(articles):
        slug = f"a{number:05}"
        text, faults = article(slug, seed)
        (folder / "data" / slug).mkdir(exist_ok=True)
        (folder / "data" / slug / "article.ttl").write_text(text, encoding="utf-8")
        planted += faults
    return planted


def main() -> None:
    """Write a corpus, and print how many faults it has."""
    parser = argparse.ArgumentParser(description="Write a corpus of made-up articles.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=int)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    print(len(write(wanted.folder, wanted.articles, wanted.seed)), "faults planted")


if __name__ == "__main__":
    main()
