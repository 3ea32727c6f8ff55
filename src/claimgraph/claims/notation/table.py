"""What each key of the notation means: one table for reading, writing, the schema and the docs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from claimgraph.vocab import CG, OA, RDF, RDFS, SKOS

DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"

if TYPE_CHECKING:
    from collections.abc import Container


@dataclass(frozen=True)
class Key:
    """A key of an item: the property that it writes, and how its values are written.

    `value` is the form: text (a literal in the article's language), string, date, boolean, number,
    iri, concept, name, or that of a compact line (see `lines`). `of` names the scheme of a concept,
    or the items that a name is one of; an item written out in place of a name is made. An
    `inverse` key holds items that point at this one. What is `once` takes no list of values.
    """

    name: str
    property: str
    value: str
    of: tuple[str, ...] = ()
    says: str = ""
    example: str = ""
    inverse: bool = False
    once: bool = False


@dataclass(frozen=True)
class Item:
    """A kind of thing that a capture describes; the key of its own name says what it is called.

    Its IRI is `folder/name` below the article's, or right below the registry's where `folder` is
    empty. `classes` are its kinds: the first is the default. `label` says which key
    lends its words to a label that is not given; otherwise the name does.
    """

    name: str
    many: str
    folder: str
    classes: tuple[str, ...]
    says: str
    keys: tuple[Key, ...]
    label: str = ""


def short(cls: str, item: Item) -> str:
    """Return how a kind is written: `factual` for cg:FactualClaim, `news-report`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls).lower()
    for ending in (item.name, "argument", "actor"):
        words = words.removesuffix(f"-{ending}")
    return words


LABEL = Key("label", RDFS + "label", "text", says="What a person would call it.")
COMMENT = Key("comment", RDFS + "comment", "text", says="A note for those who keep the capture.")
LOOK = Key("see also", RDFS + "seeAlso", "iri", says="A page that says more.")
REVIEW = Key(
    "review", CG + "reviewStatus", "concept", ("review",), "How far a person stands behind it.",
    "review: draft",
)  # fmt: skip
PLACES = Key("passage", CG + "passage", "name", ("passage",), "Where it is said.", "passage: habit")
WHO = Key(
    "who", CG + "involves", "participation", says="Who is involved, as what.",
    example="who: [Ferry Company as customer, Bay Yard as supplier]",
)  # fmt: skip
ABOUT = Key(
    "about", SCHEMA + "about", "name", ("thing", "actor"), "What it is about.",
    "about: [cull, avian-influenza]",
)  # fmt: skip

_NAMED = (
    Key("also", SKOS + "altLabel", "text", says="Other names.", example="also: [U.S., Washington]"),
    Key("definition", SKOS + "definition", "text", says="What it is, in a sentence."),
    Key("same as", SKOS + "exactMatch", "iri", says="The same thing elsewhere, as at Wikidata."),
    COMMENT,
    LOOK,
)
_BELONGING = tuple(
    Key(name, CG + local, "name", ("actor",), says)
    for name, local, says in (
        ("part of", "partOf", "The body that it is a part of."),
        ("subsidiary of", "subsidiaryOf", "The company that owns it."),
        ("member of", "memberOf", "The group or union that it is a member of."),
        ("employed by", "employedBy", "Whom a person works for."),
        ("belongs to", "belongsTo", "What it belongs to, in another way."),
        ("based in", "basedIn", "The state or place that it is based in."),
    )
)

PASSAGE = Item(
    "passage", "passages", "passage", ("Passage",),
    "A stretch of the article's text, given by its first and last words.",
    (
        Key("words", "", "words", says="Its first and last words, or all of them.",
            example='words: "For two decades … is killed."', once=True),
        LABEL,
        Key("section", DCTERMS + "isPartOf", "name", ("section",), "The section it stands in."),
        Key("place", "", "place", says="Which of several places that the words fit, from 1.",
            once=True),
        Key("at", "", "at", says="Its position, where the text is not at hand.",
            example="at: 129..219", once=True),
        Key("digest", CG + "digest", "string", says="Its digest, where the text is not at hand."),
        Key("fragment", "", "fragment", says="Its text fragment, where its words are not enough.",
            once=True),
        COMMENT,
        Key("claims", CG + "passage", "items", ("claim",), "What is claimed there.", inverse=True),
    ),
    label="words",
)  # fmt: skip
SECTION = Item(
    "section", "sections", "section", ("Section", "KeyTakeaways"),
    "A part of the article with a heading of its own, in the order of the text.",
    (
        LABEL,
        Key("position", SCHEMA + "position", "number", says="Its place, where it is not the next."),
        Key("passages", DCTERMS + "isPartOf", "items", ("passage",), "Its passages.", inverse=True),
        COMMENT,
    ),
)  # fmt: skip
CLAIM = Item(
    "claim", "claims", "claim",
    ("FactualClaim", "CausalClaim", "EvaluativeClaim", "PredictiveClaim", "NormativeClaim"),
    "A proposition as the article puts it forward.",
    (
        LABEL,
        Key("says", CG + "paraphrase", "text", says="The claim restated in your own words."),
        Key("thesis", "", "thesis", says="Whether the article sets out to defend it.",
            example="thesis: true"),
        Key("certainty", CG + "certainty", "certainty", ("certainty",),
            "How firmly the article states it, with its marker words.",
            'certainty: reported, "reportedly"'),
        Key("hedge", CG + "hedge", "text", says="Marker words in another language."),
        PLACES,
        WHO,
        ABOUT,
        Key("asserts", CG + "asserts", "statement",
            says="What it says about the world: subject, relation, object.",
            example="asserts: [bay-yard manufactures ferries]"),
        Key("evidence", CG + "evidence", "evidence", ("evidence",),
            "What it rests on outside the article.",
            "evidence: testimonial from council-statement"),
        Key("figure", CG + "quantity", "figure", ("figure",), "A figure that it gives.",
            'figure: ">7.3e6 EUR, grants received"'),
        Key("when", CG + "event", "when", ("event",), "When it happened, or the event.",
            "when: 2021..2022"),
        Key("said by", CG + "attribution", "attribution", ("attribution",),
            "Whose words they are, where they are not the author's.",
            "said by: harbour-council denies in council-statement"),
        Key("condition", CG + "condition", "text", says="The condition, in words."),
        Key("on condition", CG + "onCondition", "name", ("claim",), "The claim it hangs on."),
        Key("horizon", CG + "horizon", "text", says="By when a prediction is to come true."),
        Key("addressee", CG + "addressee", "name", ("actor",), "Who ought to do it."),
        Key("favours", CG + "favours", "name", ("actor",), "Whom it puts in a good light."),
        REVIEW,
        COMMENT,
        LOOK,
        Key("for", CG + "conclusion", "items", ("argument",), "Arguments that support it.",
            "for: [{premises: [a, b], scheme: example}]", inverse=True),
        Key("against", CG + "conclusion", "items", ("argument",), "Arguments that oppose it.",
            inverse=True),
        Key("explained", CG + "explains", "items", ("explanation",), "What explains it.",
            inverse=True),
    ),
)  # fmt: skip
ARGUMENT = Item(
    "argument", "arguments", "argument", ("SupportingArgument", "OpposingArgument", "Undercut"),
    "Premises that together support or oppose a conclusion, or undercut another argument.",
    (
        LABEL,
        Key("premises", CG + "premise", "name", ("claim",), "The claims it needs, all of them.",
            "premises: [outbreaks-fell, hungary-outbreaks]"),
        Key("conclusion", CG + "conclusion", "name", ("claim", "argument"),
            "What it is about, where it does not stand below that."),
        Key("scheme", CG + "scheme", "concept", ("argument-scheme",), "Its inference scheme.",
            "scheme: correlation-to-cause"),
        Key("explicit", CG + "explicit", "explicit",
            says="Whether the article takes the step itself; reconstructed otherwise.",
            example="explicit: true"),
        PLACES,
        REVIEW,
        COMMENT,
        Key("undercut", CG + "conclusion", "items", ("argument",), "Arguments that undercut it.",
            inverse=True),
    ),
)  # fmt: skip
EXPLANATION = Item(
    "explanation", "explanations", "explanation", ("Explanation",),
    "Why something that is not in dispute is so.",
    (
        LABEL,
        Key("explains", CG + "explains", "name", ("claim",), "The claim it explains."),
        Key("by", CG + "explainedBy", "name", ("claim",), "The claims that explain it."),
        Key("explicit", CG + "explicit", "explicit",
            says="Whether the article takes the step itself."),
        PLACES,
        COMMENT,
    ),
)  # fmt: skip
EVIDENCE = Item(
    "evidence", "evidence", "evidence", ("Evidence",),
    "What a claim rests on outside the article, and the source it comes from.",
    (
        LABEL,
        Key("kind", CG + "evidenceKind", "concept", ("evidence-kind",), "What kind it is.",
            "kind: statistical"),
        Key("source", CG + "source", "name", ("source",), "The source it comes from."),
        Key("locator", CG + "locator", "string", says="Where in the source."),
        COMMENT,
    ),
)  # fmt: skip
SOURCE = Item(
    "source", "sources", "source",
    ("Source", "Publication", "Book", "Report", "AnnualReport", "Study", "NewsReport",
     "LegalDocument", "OfficialNotice", "Statute", "CourtDecision", "Dataset", "Statistics",
     "PublicStatement", "CorporateStatement", "Interview", "Testimony", "UnnamedSource"),
    "A report, a statement, a person without a name: where evidence comes from.",
    (
        Key("title", DCTERMS + "title", "text", says="Its title, or what it is."),
        LABEL,
        Key("issuer", CG + "issuer", "name", ("actor",), "Who issued it."),
        Key("issued", DCTERMS + "issued", "date", says="When it was issued."),
        Key("accessed", CG + "accessed", "date", says="When it was read."),
        Key("url", SCHEMA + "url", "iri", says="Where it is to be read."),
        Key("covers", SCHEMA + "temporalCoverage", "string", says="The time that it covers."),
        Key("copy", CG + "copy", "string", says="The file of a copy."),
        Key("copy digest", CG + "copyDigest", "string", says="The digest of the copy."),
        COMMENT,
        LOOK,
    ),
    label="title",
)  # fmt: skip
FIGURE = Item(
    "figure", "figures", "quantity", ("Quantity",),
    "A figure with its unit, how it is to be read, and what it measures.",
    (
        LABEL,
        Key("value", CG + "value", "amount", says="The figure with comparator and unit.",
            example='value: ">7.3e6 EUR"'),
        Key("measures", CG + "measures", "text", says="What it measures."),
        Key("as of", CG + "asOf", "date", says="The date that it is true of."),
        Key("from", CG + "spanStart", "name", ("event",), "Where the time it measures begins."),
        Key("to", CG + "spanEnd", "name", ("event",), "Where the time it measures ends."),
        Key("computed", CG + "computed", "boolean", says="Whether the capturer computed it."),
        COMMENT,
    ),
    label="measures",
)  # fmt: skip
EVENT = Item(
    "event", "events", "event", ("Event",),
    "Something that happened, with a date as precise as the article gives it.",
    (
        LABEL,
        Key("date", CG + "date", "period", says="When: a day, a month, a year, or from..to.",
            example="date: 2022-06"),
        WHO,
        ABOUT,
        Key("enacts", CG + "enacts", "name", ("thing",), "The measure that it puts in force."),
        Key("terminates", CG + "terminates", "name", ("thing",), "The measure that it ends."),
        Key("computed", CG + "computed", "boolean", says="Whether the capturer computed its date."),
        COMMENT,
    ),
)  # fmt: skip
ATTRIBUTION = Item(
    "attribution", "attributions", "attribution", ("Attribution",),
    "Who says something, through whom, as which speech act.",
    (
        LABEL,
        Key("actor", CG + "actor", "name", ("actor",), "Who says it."),
        Key("act", CG + "speechAct", "concept", ("speech-act",), "How: reports, denies, …"),
        Key("source", CG + "source", "name", ("source",), "Where it was said."),
        Key("through", CG + "through", "attribution", ("attribution",), "Who passes it on."),
        COMMENT,
    ),
)  # fmt: skip
CROWD = Item(
    "crowd", "crowds", "crowd", ("Crowd",),
    "People without a name who believe or say one thing of this article.",
    (LABEL, *_NAMED),
)  # fmt: skip
ACTOR = Item(
    "actor", "actors", "",
    ("Actor", "State", "GovernmentBody", "Company", "Institution", "Person", "Group"),
    "A person, a state, a company, a group: shared by all articles.",
    (LABEL, *_NAMED, *_BELONGING),
)  # fmt: skip
THING = Item(
    "thing", "things", "", ("Thing", "Technology", "Measure"),
    "Anything but an actor that claims are about: shared by all articles.",
    (LABEL, *_NAMED),
)  # fmt: skip
ARTICLE = Item(
    "article", "article", "", ("Article",),
    "The article itself: the keys at the top of the file.",
    (
        Key("title", DCTERMS + "title", "text", says="The article's title."),
        LABEL,
        Key("by", DCTERMS + "creator", "name", ("actor",), "Who wrote it.", "by: Maren Holt"),
        Key("publisher", DCTERMS + "publisher", "name", ("actor",), "Who published it."),
        Key("issued", DCTERMS + "issued", "date", says="When it was published."),
        Key("license", DCTERMS + "license", "iri", says="The licence of its text."),
        Key("subject", DCTERMS + "subject", "text", says="What it is about, in a few words."),
        Key("url", SCHEMA + "url", "iri", says="Where it is to be read."),
        Key("text", CG + "textFile", "string", says="The file beside this one with its text."),
        Key("digest", CG + "textDigest", "string", says="The digest of its text."),
        REVIEW,
        COMMENT,
        LOOK,
    ),
    label="title",
)  # fmt: skip

CAPTURED = {
    "by": "Who made the capture.",
    "assistant": "Which programs drafted it, such as an assistant.",
    "ended": "When it was ended: a day, or a time in UTC.",
}
# The classes of those who made a capture (PROV-O).
CAPTURERS = {"by": "Agent", "assistant": "SoftwareAgent"}
# The keys of who is involved, and of what is asserted, where they are not one line.
PARTICIPATION = {"actor": "Who is involved.", "role": "As what."}
STATEMENT = {
    "subject": "The actor or thing that the relation starts from.",
    "relation": "A relation of the vocabulary, or one of your own with its prefix.",
    "object": "The actor or thing that it leads to.",
    "recipient": "Who receives what is supplied or given.",
    "modality": "In what way the article says that it holds, if not outright.",
    "polarity": "Whether the article says that it holds.",
}
# What has no key of its own, for it is a part of another's value: what it is called there.
PARTS = {
    **{CG + local: local for local in ("unit", "comparator", "start", "end", "role")},
    **{CG + local: local for local in ("recipient", "polarity", "modality")},
    **{RDF + local: local for local in ("subject", "object")},
    CG + "valueTo": "second value",
    RDF + "predicate": "relation",
    OA + "hasSelector": "words",
}
ITEMS: tuple[Item, ...] = (
    SECTION, PASSAGE, CLAIM, ARGUMENT, EXPLANATION, EVIDENCE, SOURCE, FIGURE, EVENT, ATTRIBUTION,
    CROWD, ACTOR, THING,
)  # fmt: skip
# Keys at the top that describe the file and not the article.
FILE = {
    "language": "The language of what is written, as a tag (BCP 47); en where it is not given.",
    "namespace": "The article's IRI, where it is not claimgraph's.",
    "registry": "The namespace of actors and things, where it is not claimgraph's.",
    "prefixes": "Prefixes of namespaces of your own, such as ex: https://example.org/.",
    "captured": "Who made the capture, and when it was ended.",
    "turtle": "What has no short form, as Turtle, without declaring the prefixes.",
}


@cache
def item(name: str) -> Item:
    """Return the item of a name, such as `claim`."""
    return next(one for one in (*ITEMS, ARTICLE) if one.name == name)


@cache
def key(of: str, name: str) -> Key | None:
    """Return the key of an item, if it has one of this name."""
    return next((one for one in item(of).keys if one.name == name), None)


def kinds(key: Key) -> list[Item]:
    """Return the kinds of items that a key takes; a crowd may stand wherever an actor may."""
    names = (*key.of, CROWD.name) if ACTOR.name in key.of else key.of
    known = {one.name: one for one in ITEMS}
    return [known[name] for name in names if name in known]


def written_in(key: Key, given: Container[str]) -> Item | None:
    """Return the kind of item that is written out as the value of a key, by the keys given there.

    None if the key does not take items.
    """
    possible = kinds(key)
    return next((one for one in possible if one.name in given), next(iter(possible), None))
