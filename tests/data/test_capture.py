"""The shipped capture says what the article says, as a reader of it has written down."""

from __future__ import annotations

import pytest
from captured import ARTICLE, CG, capture, name, names, own
from rdflib import PROV, RDF, RDFS, Literal, URIRef

from claimgraph.vocab import GRAPH, ID, SCHEME, XSD

UNIT = "http://qudt.org/vocab/unit/"


def claims() -> set[str]:
    return names(capture().subjects(CG.paraphrase))


def arguments(kind: URIRef = CG.SupportingArgument) -> list[tuple[set[str], str]]:
    """Return the premises and the conclusion of each argument of a kind."""
    return [
        (names(capture().objects(node, CG.premise)), name(capture().value(node, CG.conclusion)))
        for node in capture().subjects(RDF.type, kind)
    ]


def explanations() -> dict[str, tuple[set[str], bool]]:
    """Return what explains each claim that is explained, and whether the article says so."""
    return {
        name(capture().value(node, CG.explains)): (
            names(capture().objects(node, CG.explainedBy)),
            bool(capture().value(node, CG.explicit)),
        )
        for node in capture().subjects(RDF.type, CG.Explanation)
    }


def beneath(claim: str) -> set[str]:
    """Return the claims that a claim rests on, through any number of arguments."""
    found: set[str] = set()
    waiting = {claim}
    while waiting:
        conclusion = waiting.pop()
        premises = {p for premises, c in arguments() if c == conclusion for p in premises}
        waiting |= premises - found
        found |= premises
    return found


# ── The argument ─────────────────────────────────────────────────────────────────────────────────

# What each pillar comes down to, by the section of the article that treats it.
PILLARS = {
    pillar: set(claims.split())
    for pillar, claims in {
        "state-support": """
            long-supported backing-intensified access-secured entity-listing smi-registered
            smi-purpose
            financial-support honor-sale-orchestrated honor-struggling honor-acquired
            zhixin-controlled direct-support-rose grants-2023 grants-multiple
            money-underwrote-strategy
        """,
        "own-strategies": """
            lag-exploited legislation-began licence-permitted-dealings window-of-27-months
            chips-stockpiled revenue-diversified enterprise-expanded independence-pursued
            products-developed huawei-at-forefront nvidia-names-huawei
        """,
        "sanctions-evasion": """
            adept-at-loopholes tsmc-chips-found tsmc-still-ships clients-rerouted
            sophgo-orders layered-evasion evasion-channels mate-60-shows-evasion
            mate-60-has-7-nm-chip smic-made-chip smic-depends-on-foreign-equipment
            asml-misappropriation
        """,
    }.items()
}

# What is taken for granted and explained, by what, and whether the article says so itself.
EXPLANATIONS = {
    "huawei-survived": (set(PILLARS), True),
    # The rivalry is what the firm became a target amid; that it did for that reason is not said.
    "huawei-central-target": ({"rivalry-intensifying"}, False),
    "enterprise-expanded": ({"synergy-aim"}, True),
    "independence-pursued": ({"controls-spurred-independence"}, True),
    "controls-spurred-independence": ({"access-restricted"}, False),
}

# Claims that the article itself leaves alone.
ALONE = {
    # What the Ascend 910B does and is made of stands between two dashes; nothing follows from it.
    "ascend-trains-ai",
}

# Who is to do what, and whether the article asks it of South Korea or of its like.
ADDRESSEES = {
    ("middle-powers", "diversify-supply-chains"),
    ("middle-powers", "reduce-overdependence"),
    ("middle-powers", "invest-in-innovation"),
    ("middle-powers", "middle-powers-prepare"),
    ("south-korea", "korea-balance"),
    ("south-korea", "korea-detect-realignments"),
    ("south-korea", "korea-protect-firms"),
    ("south-korea", "korea-multilateral-frameworks"),
}


def test_the_thesis_is_one_and_rests_on_three_pillars():
    """The article names its three factors in the sentence that announces what it argues."""
    theses = list(capture().subjects(RDF.type, CG.Thesis))
    explicit = [
        names(capture().objects(node, CG.premise))
        for node in capture().subjects(CG.conclusion, own("claim", "thesis"))
        if capture().value(node, CG.explicit) == Literal(True)
    ]

    assert theses == [own("claim", "thesis")]
    assert explicit == [set(PILLARS)]


@pytest.mark.parametrize("pillar", PILLARS)
def test_pillar_is_reached_by_what_its_section_says(pillar):
    assert PILLARS[pillar] - beneath(pillar) == set()


def test_what_is_explained_is_not_argued_for_by_its_explanation():
    """That the firm withstood is no reason for why it did, nor an aim a sign of its being met."""
    argued = {(frozenset(premises), conclusion) for premises, conclusion in arguments()}

    assert explanations() == EXPLANATIONS
    assert argued & {(frozenset(by), claim) for claim, (by, _) in EXPLANATIONS.items()} == set()
    assert beneath("thesis") & {"huawei-survived", "footing-regained"} == set()


def test_chips_made_in_china_have_their_support_and_their_objection():
    """A Chinese foundry made the phone's chip, a foreign one chips in Huawei's own processor."""
    supported = [premises for premises, c in arguments() if c == "domestic-chips"]
    opposed = [p for p, c in arguments(CG.OpposingArgument) if c == "domestic-chips"]

    assert supported == [{"smic-made-chip", "mate-60-has-7-nm-chip"}]
    assert opposed == [{"tsmc-chips-found"}]


def test_only_what_the_article_leaves_alone_stands_alone():
    """A claim is a premise or a conclusion, and all but the lonely ones hang together."""
    links = [
        *arguments(),
        *arguments(CG.OpposingArgument),
        *((by, explained) for explained, (by, _) in explanations().items()),
    ]
    together = {"thesis"}
    while (
        grown := {
            claim
            for premises, conclusion in links
            if together & {*premises, conclusion}
            for claim in {*premises, conclusion}
        }
        - together
    ):
        together |= grown

    assert claims() - together == ALONE


def test_recommendations_follow_from_the_case_and_name_who_should_act():
    """The case is what became of Huawei under sanctions, whatever it came from."""
    addressed = {
        (name(actor), name(claim)) for claim, actor in capture().subject_objects(CG.addressee)
    }

    assert addressed == ADDRESSEES
    assert names(capture().subjects(RDF.type, CG.NormativeClaim)) == {c for _, c in ADDRESSEES}
    assert {c for _, c in ADDRESSEES if "footing-regained" not in beneath(c)} == set()


# ── How firmly it is said ────────────────────────────────────────────────────────────────────────

# Every claim that the article does not put flatly, with the words that show it.
NOT_FLAT = {
    "grants-2023": ("reported", {"According to"}),
    "chips-stockpiled": ("reported", {"reportedly"}),
    "sophgo-orders": ("reported", {"reportedly"}),
    "smic-made-chip": ("reported", {"reportedly"}),
    "smic-depends-on-foreign-equipment": ("widely-believed", {"widely believed"}),
    "smic-can-continue": ("conditional", {"As long as"}),
    "export-law-possibly-broken": ("qualified", {"may have"}),
    "mixed-record": ("qualified", {"suggest", "at best"}),
    "smi-purpose": ("qualified", {"In effect"}),
    "collateral-risk": ("qualified", {"risk"}),
    "decline-expected": ("once-expected", {"seemed inevitable"}),
    "tsmc-supplied-directly": ("raised", {"denied"}),
}

# Who says it, where it is not the author: actor or source, and speech act.
WORDS_OF_OTHERS = {
    "grants-2023": ("huawei", "huawei-annual-report-2023", "reports"),
    "nvidia-names-huawei": ("nvidia", "nvidia-statement", "asserts"),
    "tsmc-supplied-directly": ("tsmc", "tsmc-statement", "denies"),
    "asml-misappropriation": ("asml", "asml-annual-report-2023", "reports"),
    "chips-stockpiled": ("", "unnamed-report-on-stockpile", "reports"),
    "sophgo-orders": ("", "unnamed-report-on-orders", "reports"),
    "smic-made-chip": ("", "unnamed-report-on-7-nm-chip", "reports"),
    "smic-depends-on-foreign-equipment": (
        "on-smic",
        "unnamed-observers-on-smic",
        "believes",
    ),
    "decline-expected": ("on-huawei", "", "believes"),
}


@pytest.mark.parametrize("claim", sorted(NOT_FLAT))
def test_hedge_is_kept(claim):
    certainty, hedges = NOT_FLAT[claim]
    node = own("claim", claim)

    assert capture().value(node, CG.certainty) == URIRef(f"{SCHEME}certainty/{certainty}")
    assert {str(word) for word in capture().objects(node, CG.hedge)} == hedges


def test_what_is_not_hedged_is_asserted():
    flat = names(capture().subjects(CG.certainty, URIRef(f"{SCHEME}certainty/asserted")))

    assert flat == claims() - set(NOT_FLAT)
    assert names(capture().subjects(CG.hedge)) == set(NOT_FLAT)


def test_words_of_others_are_attributed_to_them():
    """Every chain of attributions comes back to the author, who passes the words on."""
    found = {}
    for claim, said in capture().subject_objects(CG.attribution):
        parts = (capture().value(said, part) for part in (CG.actor, CG.source, CG.speechAct))
        found[name(claim)] = tuple(name(part) if part else "" for part in parts)
        through = capture().value(said, CG.through)
        assert capture().value(through, CG.actor) == URIRef(f"{ID}inhan-kim")

    assert found == WORDS_OF_OTHERS


def test_tsmc_denies_direct_deliveries_and_the_article_tells_of_others():
    """What TSMC denies is only raised; that others passed goods on is no part of the denial."""
    denied = own("claim", "tsmc-supplied-directly")
    [suggested] = capture().subjects(CG.conclusion, denied)
    answers = list(capture().subjects(CG.conclusion, suggested))

    assert list(capture().subjects(CG.premise, denied)) == []
    assert {kind for a in answers for kind in capture().objects(a, RDF.type)} == {CG.Undercut}
    assert {p for a in answers for p in names(capture().objects(a, CG.premise))} == {
        "tsmc-still-ships",
        "clients-rerouted",
    }


def test_the_expected_decline_supports_nothing_and_is_opposed_by_the_results():
    decline = own("claim", "decline-expected")
    opposed = [p for p, c in arguments(CG.OpposingArgument) if c == "decline-expected"]

    assert list(capture().subjects(CG.premise, decline)) == []
    assert list(capture().objects(decline, CG.asserts)) == []
    assert opposed == [{"leading-position", "revenue-recovered", "technological-progress"}]


def test_the_conditional_keeps_both_halves_of_its_condition():
    """ASML's lithography tools and the other equipment, which comes from the United States."""
    condition = str(capture().value(own("claim", "smic-can-continue"), CG.condition))

    assert [
        word for word in ("SMIC", "access", "DUV", "ASML", "U.S.") if word not in condition
    ] == []


# ── Figures, dates, sources ──────────────────────────────────────────────────────────────────────

QUANTITIES = {
    # quantity: comparator, value, unit, the claim that states it
    "honor-price": ("exactly", "15000000000", "CCY_USD", "honor-acquired"),
    "grants-2023": ("more-than", "7300000000", "CCY_CNY", "grants-2023"),
    "grants-multiple": ("more-than", "4", "UNITLESS", "grants-multiple"),
    "twelve-months": ("exactly", "12", "MO", "listing-twelve-months-later"),
    "window-of-27-months": ("exactly", "27", "MO", "window-of-27-months"),
    "seven-years": ("exactly", "7", "YR", "seven-years-of-sanctions"),
    "stockpile": ("several", "1", "YR", "chips-stockpiled"),
    "chips-ordered": ("several", "100000", "NUM", "sophgo-orders"),
    "seven-nm": ("exactly", "7", "NanoM", "mate-60-has-7-nm-chip"),
}

DAY, MONTH, YEAR = (URIRef(f"{XSD}{kind}") for kind in ("date", "gYearMonth", "gYear"))
EVENTS = {
    # event: date, or start and end, each as precise as the article puts it
    "legislation-begins": [("2018-05", MONTH)],
    "entity-listing": [("2019-05-16", DAY)],
    "smi-registration": [("2019-05-16", DAY)],
    "restrictions-of-2020": [("2020", YEAR)],
    "licence-ends": [("2020-08", MONTH)],
    "honor-sale": [("2020-11", MONTH)],
    "grants-2023": [("2023", YEAR)],
    "chips-found": [("2024-10", MONTH)],
    "publication": [("2025-07-12", DAY)],
    "window": [("2018-05", MONTH), ("2020-08", MONTH)],
    # Seven years back from the year of publication.
    "years-of-sanctions": [("2018", YEAR), ("2025", YEAR)],
    # “Recently”; the phone's release and the theft have no date at all.
    "nvidia-names-huawei": [],
    "mate-60-release": [],
    "asml-misappropriation": [],
}

SOURCES = {
    # source: class, issuer
    "huawei-annual-report-2023": ("AnnualReport", "huawei"),
    "asml-annual-report-2023": ("AnnualReport", "asml"),
    "nvidia-statement": ("CorporateStatement", "nvidia"),
    "tsmc-statement": ("CorporateStatement", "tsmc"),
    "unnamed-report-on-stockpile": ("UnnamedSource", None),
    "unnamed-report-on-orders": ("UnnamedSource", None),
    "unnamed-report-on-7-nm-chip": ("UnnamedSource", None),
    "unnamed-finder": ("UnnamedSource", None),
    "unnamed-observers-on-smic": ("UnnamedSource", None),
}


def test_quantities_are_those_of_the_article():
    found = {}
    for quantity in capture().subjects(RDF.type, CG.Quantity):
        comparator, value, unit = (
            str(capture().value(quantity, part)) for part in (CG.comparator, CG.value, CG.unit)
        )
        [claim] = capture().subjects(CG.quantity, quantity)
        found[name(quantity)] = (name(comparator), value, unit.removeprefix(UNIT), name(claim))

    assert found == QUANTITIES


def test_events_have_the_precision_of_the_text():
    found = {}
    for event in capture().subjects(RDF.type, CG.Event):
        dates = [capture().value(event, part) for part in (CG.date, CG.start, CG.end)]
        found[name(event)] = [(str(date), date.datatype) for date in dates if date is not None]

    assert found == EVENTS


def test_sources_are_those_the_article_names_or_leaves_unnamed():
    found = {}
    for kind in (
        "AnnualReport",
        "OfficialNotice",
        "CorporateStatement",
        "UnnamedSource",
        "NewsReport",
    ):
        for source in capture().subjects(RDF.type, CG[kind]):
            issuer = capture().value(source, CG.issuer)
            found[name(source)] = (kind, name(issuer) if issuer else None)

    assert found == SOURCES
    assert names(capture().objects(None, CG.source)) == set(SOURCES)


# ── What it says of the world ────────────────────────────────────────────────────────────────────

# Relations that are easily passed over, as a reader finds them in the claim's passage.
RELATIONS = {
    # The takeaway has the company itself go around the restrictions.
    ("sanctions-evasion", "huawei", "evades", "sanctions-on-huawei"),
    ("allies-urged", "united-states", "urges", "us-allies"),
    ("korea-us-alliance", "south-korea", "alliedWith", "united-states"),
    # An infusion of money from the state, and what the grants came to.
    ("honor-sale-infusion", "chinese-government", "funds", "huawei"),
    ("grants-multiple", "chinese-government", "funds", "huawei"),
    ("listing-twelve-months-later", "entity-list-designation", "restricts", "huawei"),
    # Sophgo is one of those that TSMC ships to; what is reported of it is orders, no deliveries.
    ("sophgo-among-rerouters", "tsmc", "deliversTo", "xiamen-sophgo"),
    ("sophgo-orders", "xiamen-sophgo", "ordersFrom", "tsmc"),
}


def asserted(claim: str) -> set[tuple[str, ...]]:
    parts = (RDF.subject, RDF.predicate, RDF.object)
    return {
        tuple(name(capture().value(statement, part)) for part in parts)
        for statement in capture().objects(own("claim", claim), CG.asserts)
    }


@pytest.mark.parametrize(("claim", "subject", "predicate", "object_"), sorted(RELATIONS))
def test_what_relates_two_is_a_triple(claim, subject, predicate, object_):
    assert (subject, predicate, object_) in asserted(claim)


def test_reported_orders_are_no_deliveries():
    assert {predicate for _, predicate, _ in asserted("sophgo-orders")} == {"ordersFrom"}


# ── The later readings ───────────────────────────────────────────────────────────────────────────


def test_the_capture_was_read_again_and_what_is_disputed_says_why():
    """Each reading has an agent and a date; a dispute tells what the text allows."""
    graph = URIRef(f"{GRAPH}huawei-comeback")
    status = f"{SCHEME}review/"
    disputed = set(capture().subjects(CG.reviewStatus, URIRef(f"{status}disputed")))

    assert capture().value(ARTICLE, CG.reviewStatus) == URIRef(f"{status}reviewed")
    [first] = capture().objects(graph, PROV.wasGeneratedBy)
    later = list(capture().objects(graph, PROV.wasInfluencedBy))
    assert later != []
    for activity in (first, *later):
        assert (activity, PROV.wasAssociatedWith, None) in capture()
        assert (activity, PROV.endedAtTime, None) in capture()
    assert names(disputed) == {
        "export-law-possibly-broken",
        "grants-multiple",
        "sophgo-among-rerouters",
    }
    assert [claim for claim in disputed if (claim, RDFS.comment, None) not in capture()] == []
