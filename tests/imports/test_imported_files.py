"""Files as other tools write them become captures that `check` passes and `ask` answers.

Expected values were written by reading the files; files/README.md says what made them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, RDFS, Dataset, Namespace, URIRef
from rdflib.term import Node

from claimgraph.cli import main
from claimgraph.vocab import ARTICLE, CG

FILES = Path(__file__).parent / "files"
CGN, OA = Namespace(CG), Namespace("http://www.w3.org/ns/oa#")
BY_CLASS = {"SupportingArgument": "+", "OpposingArgument": "-", "Undercut": "_"}


@dataclass(frozen=True)
class Case:
    """A file, what is asked for beside it, and what must come out.

    `claims` are labels with their kind, a star for the thesis; `arguments` are premises, a sign (+
    for, - against, _ undercut) and the conclusion; `passages` are their places. `sources` are
    titles with kind, date, address and issuer; `by_hand` are the rules that only a person can meet.
    """

    file: str
    claims: dict[str, str]
    arguments: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    to_do: int = 1
    options: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    by_hand: tuple[str, ...] = ()


CASES = [
    Case(
        "annotator.jsonld",
        {
            "The ferry costs the town two million a year": "CausalClaim",
            "The ferry ought to go on.": "FactualClaim*",
            "Nothing else crosses the bay 🌊": "FactualClaim",
            "nobody has offered a bridge": "FactualClaim",
        },
        left_out=(
            "urn:anno:5: is a reply: ‘I doubt it.’",
            "urn:anno:4: tag ‘urgent’",
        ),
        options=("--text", "annotator.txt"),
        passages=("156-199", "66-90", "91-121", "127-154"),
    ),
    Case(
        "hypothesis.json",
        {
            "Nothing else crosses the bay 🌊": "CausalClaim",
            "The town should keep it": "FactualClaim*",
        },
        left_out=(
            "h2: marks no stretch of text: ‘A note on the page’",
            "h3: is a reply: ‘I agree’",
            "h1: tag ‘todo’",
        ),
        options=("--text", "annotator.txt"),
        passages=("91-121", "66-89"),
    ),
    Case(
        "labelstudio.json",
        {
            "Ships pollute 🌫": "CausalClaim",
            "So tax them!": "FactualClaim*",
            "A third 😀 of the oil goes to ships.": "FactualClaim",
        },
        (
            "Ships pollute 🌫 + So tax them!",
            "A third 😀 of the oil goes to ships. + Ships pollute 🌫",
        ),
        left_out=(
            "task data: source",
            "c1: choices without a place in the text",
            "r4: Thing ‘🚢🚢’",
            "relation does from r4 to r1",
        ),
        passages=("12-27", "29-41", "42-77"),
    ),
    Case(
        "inception.zip",
        {
            "Ships pollute": "FactualClaim",
            "😀 tax them — “now”": "FactualClaim*",
            "Planes are worse 🛫": "FactualClaim",
        },
        ("Ships pollute + 😀 tax them — “now”", "Planes are worse 🛫 - 😀 tax them — “now”"),
        left_out=(
            "1 of layer de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData",
            "2 of layer de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence",
            "2 of layer de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token",
            "NamedEntity 8 ‘Ann’: PER",
            "ArgumentUnit 10 ‘😀 tax them — “now”’: certainty ‘high’",
            "relation 14 (restates, ArgumentRelation) from 11 to 9",
        ),
        passages=("2-15", "21-39", "41-59"),
    ),
    Case(
        "trains.argdown",
        {
            "Night trains": "FactualClaim*",
            "Climate": "FactualClaim",
            "Power": "FactualClaim",
            "Cost": "CausalClaim",
            "Beds": "FactualClaim",
            "Planes are enough": "FactualClaim",
            "Less": "FactualClaim",
            "We should emit less.": "FactualClaim",
            "We should take the train.": "FactualClaim",
            "Night trains are trains.": "FactualClaim",
            "Night trains are loved": "FactualClaim",
            "Hypocrisy": "FactualClaim",
            "A sentence of its own.": "FactualClaim",
        },
        (
            "Climate + Night trains",
            "Power - Climate",
            "Cost - Night trains",
            "Beds + Cost",
            "Cost _ (Climate + Night trains)",
            "Night trains - Planes are enough",
            "Planes are enough - Night trains",
            "Less & We should emit less. + We should take the train.",
            "Night trains are trains. & We should take the train. + Night trains",
            "Night trains are loved + Night trains",
            "Hypocrisy _ (Night trains are trains. & We should take the train. + Night trains)",
        ),
        left_out=(
            "front matter: author: nobody",
            "2 comments",
            "line 6: heading ‘For and against’",
            'line 9: data {source: "a leaflet"}',
            "[Cost]: tag #money",
            "argument <Nothing>: has neither steps nor relations",
            "argument <Duty> 1: scheme ‘modus ponens’ is not one of the vocabulary",
            "argument [Night trains] opposes [Planes are enough] 7: says the same as another",
        ),
    ),
    Case(
        "claims.csv",
        {
            "Keeping the ferry is right, 🚢 or no 🚢.": "EvaluativeClaim*",
            "The ferry is costly.": "FactualClaim",
            "There is no other way.": "CausalClaim",
            "Nobody offers a bridge.": "FactualClaim",
            "The mayor is not the town.": "FactualClaim",
            "Ferries sank.": "FactualClaim",
        },
        (
            "The ferry is costly. - Keeping the ferry is right, 🚢 or no 🚢.",
            "Nobody offers a bridge. & There is no other way. + "
            "Keeping the ferry is right, 🚢 or no 🚢.",
            "The mayor is not the town. _ "
            "(The ferry is costly. - Keeping the ferry is right, 🚢 or no 🚢.)",
        ),
        left_out=(
            "column colour",
            "claim c5: kind ‘guess’",
            "claim ‘The ferry is costly.’: its words stand at 21 and 156 in the text",
            "claim ‘Ferries sank.’: its words are not in the text",
            "argument c6 supports: leads to nothing that is here (‘c9’)",
        ),
        # The header; passages of two claims; evidence from two sources; a prediction.
        to_do=6,
        options=("--text", "annotator.txt"),
        passages=("66-90", "91-121", "127-154", "201-219"),
        by_hand=("claim-passage",),
    ),
    Case(
        "references.csl.json",
        {},
        sources={
            "Ferries & bridges: a comparison in Tromsø 🛳": "Study 2021-05 "
            "https://doi.org/10.1234/jc.2021.7",
            "Annual accounts of the harbour": "Report 2022-03-14 https://example.org/accounts#p3 "
            "by Town of Bay",
            "Mayor doubts the bridge": "NewsReport 2023 by The Bay Herald",
            "Deep water": "Book 1999 by Harbour Press",
        },
        left_out=("source quay2021: keyword", "source bay-herald: abstract"),
        to_do=0,
    ),
    Case(
        "references.bib",
        {},
        sources={
            "Ferries & bridges: a comparison in Tromsø": "Study 2021-05 "
            "https://doi.org/10.1234/jc.2021.7",
            "Annual accounts of the harbour": "Report 2022-03-14 https://example.org/accounts#p3 "
            "by Town of Bay",
            "Mayor doubts the bridge": "Study 2023",
            "Deep water": "Book 1999 by Harbour Press",
            "Minutes über Bay": "Publication 2024-02 https://example.org/m?a=1&b=2#x "
            "by The Bay Herald",
        },
        left_out=(
            "line 37: ‘@article{broken, title = {Never closed’ is not BibTeX",
            "source Town2022Annual: note",
        ),
        to_do=0,
    ),
    Case(
        "arguebuf.json",
        {
            "The town should keep the ferry 🛳.": "FactualClaim",
            "Nothing else crosses the bay.": "FactualClaim",
            "In 2019 storms closed the road.": "FactualClaim",
            "The ferry is costly.": "FactualClaim",
            "The town is rich.": "FactualClaim",
        },
        (
            "In 2019 storms closed the road. & Nothing else crosses the bay. + "
            "The town should keep the ferry 🛳.",
            "The ferry is costly. - The town should keep the ferry 🛳.",
            "The town is rich. _ (The ferry is costly. - The town should keep the ferry 🛳.)",
        ),
    ),
    Case(
        "ferry.ann",
        {
            "The ferry costs the town two million a year.": "FactualClaim",
            "The town should keep it.": "FactualClaim*",
            "Nothing else crosses the bay.": "FactualClaim",
        },
        (
            "Nothing else crosses the bay. + The town should keep it.",
            "The ferry costs the town two million a year. - The town should keep it.",
        ),
        left_out=("T4: Place ‘the bay.’",),
        passages=("0-44", "45-69", "70-99"),
    ),
    Case(
        "microtext.xml",
        {
            "The ferry costs a lot 🛳,": "FactualClaim",
            "but the bridge would cost more": "FactualClaim",
            "and takes ten years.": "FactualClaim",
            "In 2019 storms stopped cars for a month.": "FactualClaim",
            "The town should keep the ferry. It is loved.": "FactualClaim*",
        },
        (
            "The ferry costs a lot 🛳, - The town should keep the ferry. It is loved.",
            "In 2019 storms stopped cars for a month. + "
            "The town should keep the ferry. It is loved.",
            "and takes ten years. & but the bridge would cost more _ "
            "(The ferry costs a lot 🛳, - The town should keep the ferry. It is loved.)",
        ),
        left_out=(
            "adu type (opp, pro): which side of the debate a segment speaks for",
            "topic_id: ‘ferry’",
            "stance: ‘pro’",
        ),
    ),
]


def shown(graph, argument) -> str:
    """Return an argument as a case writes it."""
    kind = str(graph.value(argument, RDF.type)).removeprefix(CG)
    premises = sorted(
        str(graph.value(one, RDFS.label)) for one in graph.objects(argument, CGN.premise)
    )
    end = graph.value(argument, CGN.conclusion)
    if BY_CLASS[kind] == "_":
        return f"{' & '.join(premises)} _ ({shown(graph, end)})"
    return f"{' & '.join(premises)} {BY_CLASS[kind]} {graph.value(end, RDFS.label)}"


@dataclass(frozen=True)
class Project:
    """All cases imported into one project: what each said, its graph, and the findings."""

    said: Mapping[str, tuple[int, str, str]]
    graph: Dataset
    findings: Sequence[Mapping[str, Any]]
    answers: str


def slug(case: Case) -> str:
    return case.file.replace(".", "-")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """Import all files, then check and ask once."""
    folder = tmp_path_factory.mktemp("imported")
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for case in CASES:
            options = [str(FILES / one) if one.endswith(".txt") else one for one in case.options]
            file = str(FILES / case.file)
            said[case.file] = ran(patch, "import", file, "--slug", slug(case), *options)
        _, checked, _ = ran(patch, "check", "--format", "json")
        _, answers, _ = ran(patch, "ask", "claims", "--format", "csv")
    graph = Dataset(default_union=True)
    for file in folder.glob("data/*/*.ttl"):
        graph.parse(file)
    return Project(said, graph, json.loads(checked)["findings"], answers)


def ran(patch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of the command."""
    out, err = io.StringIO(), io.StringIO()
    patch.setattr("sys.argv", ["claimgraph", *arguments])
    with redirect_stdout(out), redirect_stderr(err):
        code = main()
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_file_becomes_a_capture(case, project):
    code, _, err = project.said[case.file]
    assert code == 0, err
    lines = err.splitlines()
    left_out = [line.removeprefix("left out: ") for line in lines if line.startswith("left out")]
    assert left_out == list(case.left_out)
    assert sum(line.startswith("to do: ") for line in lines) == case.to_do

    graph, article = project.graph, f"{ARTICLE}{slug(case)}/"

    def own(subjects: Iterable[Node]) -> set[Node]:
        """Return the subjects that the article owns."""
        return {one for one in subjects if str(one).startswith(article)}

    claims = {}
    for claim in own(graph.subjects(CGN.paraphrase)):
        kinds = {str(kind).removeprefix(CG) for kind in graph.objects(claim, RDF.type)}
        star = "*" if "Thesis" in kinds else ""
        (kind,) = kinds - {"Thesis"}
        claims[str(graph.value(claim, RDFS.label))] = kind + star
    assert claims == case.claims
    arguments = sorted(shown(graph, one) for one in own(graph.subjects(CGN.premise)))
    assert arguments == sorted(case.arguments)
    if case.passages:
        places = set()
        for passage in own(graph.subjects(OA.hasSelector)):
            for place in graph.objects(passage, OA.hasSelector):
                if (start := graph.value(place, OA.start)) is not None:
                    places.add(f"{start}-{graph.value(place, OA.end)}")
        assert places == set(case.passages)
    sources = {}
    for source in own(graph.subjects(DCTERMS.title)) - {URIRef(article)}:
        issuer = graph.value(source, CGN.issuer)
        parts = (
            str(graph.value(source, RDF.type)).removeprefix(CG),
            graph.value(source, DCTERMS.issued),
            graph.value(source, URIRef("https://schema.org/url")),
            f"by {graph.value(issuer, RDFS.label)}" if issuer else None,
        )
        sources[str(graph.value(source, DCTERMS.title))] = " ".join(filter(None, parts))
    if case.sources:
        assert sources == case.sources
    assert bool(case.claims) == ((URIRef(article), DCTERMS.title, None) in graph)

    folder = f"data/{slug(case)}/"
    found = [one for one in project.findings if one["location"]["file"].startswith(folder)]
    assert {one["rule"] for one in found if one["severity"] == "violation"} == set(case.by_hand)
    assert not [one for one in found if one["rule"].startswith(("text-moved", "text-fragment"))]
    # A claim without a passage is of no article yet.
    answers = sum(line.startswith(article) for line in project.answers.splitlines())
    assert answers == len(case.claims) - 2 * len(case.by_hand)
