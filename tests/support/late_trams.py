"""A small article for tests of pages: its text, and what it claims in two sections."""

from __future__ import annotations

import hashlib

ARTICLE = "https://w3id.org/claimgraph/article/trams/"
TEXT = """Winter

Trams are late, for drivers reportedly strike. Snow fell in May.

Summer

The mayor says <b>buses</b> & trams will be fast.
"""
_PLAIN = " ".join(TEXT.split())


def _passage(name: str, section: str, words: str) -> str:
    start = _PLAIN.index(words)
    digest = hashlib.sha256(words.encode()).hexdigest()
    return f"""
<{ARTICLE}passage/{name}> a cg:Passage ; rdfs:label "Passage {name}"@en ;
  dct:isPartOf <{ARTICLE}section/{section}> ; oa:hasSource <{ARTICLE}> ;
  cg:textDigest "{digest}" ; oa:hasSelector
    [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + len(words)} ] .
"""


TURTLE = f"""
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix tram: <{ARTICLE}claim/> .
@prefix why: <{ARTICLE}argument/> .
<{ARTICLE}> a cg:Article ; rdfs:label "Trams"@en ; dct:title "Trams"@en ;
  dct:hasPart <{ARTICLE}section/winter> , <{ARTICLE}section/summer> .
<{ARTICLE}section/winter> a cg:Section ; rdfs:label "Winter"@en ; <https://schema.org/position> 1 ;
  dct:isPartOf <{ARTICLE}> .
<{ARTICLE}section/summer> a cg:Section ; rdfs:label "Summer"@en ; <https://schema.org/position> 2 ;
  dct:isPartOf <{ARTICLE}> .
{_passage("late", "winter", "Trams are late")}
{_passage("strike", "winter", "drivers reportedly strike")}
{_passage("snow", "winter", "Snow fell in May")}
{_passage("fast", "summer", "The mayor says <b>buses</b> & trams will be fast")}
<{ARTICLE}source/timetable> a cg:Document ; dct:title "Timetable"@en .
<{ARTICLE}source/driver> a cg:UnnamedSource ; dct:title "A driver"@en .
id:mayor a cg:Person ; rdfs:label "The mayor"@en ; skos:altLabel "Müller"@de .
tram:late a cg:FactualClaim , cg:Thesis ; rdfs:label "Trams are late"@en ;
  cg:paraphrase "Trams do not come in time."@en ; cg:certainty certainty:asserted ;
  cg:passage <{ARTICLE}passage/late> .
tram:strike a cg:FactualClaim ; rdfs:label "Drivers strike"@en ; cg:certainty certainty:reported ;
  cg:paraphrase "A strike keeps drivers at home."@en ; cg:hedge "reportedly"@en ;
  cg:passage <{ARTICLE}passage/strike> ; cg:evidence <{ARTICLE}evidence/driver> .
tram:snow a cg:FactualClaim ; rdfs:label "It snows"@en ; cg:paraphrase "There was snow."@en ;
  cg:certainty certainty:asserted ;
  cg:passage <{ARTICLE}passage/snow> ; cg:evidence <{ARTICLE}evidence/timetable> .
tram:cold a cg:FactualClaim ; rdfs:label "It is cold"@en ; cg:paraphrase "Frost lasts."@en ;
  cg:certainty certainty:asserted .
tram:fast a cg:PredictiveClaim ; rdfs:label "Trams will be fast"@en ;
  cg:paraphrase "Trams become faster."@en ;
  cg:certainty certainty:asserted ; cg:passage <{ARTICLE}passage/fast> ;
  cg:attribution [ a cg:Attribution ; cg:actor id:mayor ;
    cg:speechAct <https://w3id.org/claimgraph/scheme/speech-act/states> ] .
<{ARTICLE}evidence/driver> a cg:Evidence ; rdfs:label "a driver's word"@en ;
  cg:source <{ARTICLE}source/driver> .
<{ARTICLE}evidence/timetable> a cg:Evidence ; rdfs:label "the timetable"@en ;
  cg:source <{ARTICLE}source/timetable> .
why:strike a cg:SupportingArgument ; rdfs:label "the strike and the snow"@en ; cg:explicit true ;
  cg:premise tram:strike , tram:snow ; cg:conclusion tram:late .
why:cold a cg:SupportingArgument ; rdfs:label "the cold"@en ; cg:explicit false ;
  cg:premise tram:cold ; cg:conclusion tram:snow .
why:round a cg:SupportingArgument ; rdfs:label "snow is cold"@en ; cg:explicit false ;
  cg:premise tram:snow ; cg:conclusion tram:cold .
why:fast a cg:OpposingArgument ; rdfs:label "speed"@en ; cg:explicit true ;
  cg:premise tram:fast ; cg:conclusion tram:late .
"""
