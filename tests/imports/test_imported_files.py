"""Files as other tools write them become captures that `check` passes and `ask` answers.

Expected values were written by reading the files; files/README.md says what made them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from commanded import run
from rdflib import DCTERMS, RDF, RDFS, Dataset, Namespace, URIRef

from claimgraph.vocab import ARTICLE, CG

FILES = Path(__file__).parent / "files"
CGN = Namespace(CG)
BY_CLASS = {"SupportingArgument": "+", "OpposingArgument": "-", "Undercut": "_"}


@dataclass(frozen=True)
class Case:
    """A file, what is asked for beside it, and what must come out.

    `claims` are labels with their kind, a star for the thesis; `arguments` are premises, a sign (+
    for, - against, _ undercut) and the conclusion; `passages` are what the text holds there.
    """

    file: str
    claims: dict[str, str]
    arguments: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    to_do: int = 1
    options: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_file_becomes_a_capture(case, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    options = [str(FILES / one) if "." in one else one for one in case.options]
    code, out, err = run(
        capsys, monkeypatch, "import", str(FILES / case.file), "--slug", "a-file", *options
    )
    assert code == 0, err
    lines = err.splitlines()
    left_out = [line.removeprefix("left out: ") for line in lines if line.startswith("left out")]
    assert left_out == list(case.left_out)
    assert sum(line.startswith("to do: ") for line in lines) == case.to_do

    graph = Dataset(default_union=True)
    for file in (tmp_path / "data/a-file").glob("*.ttl"):
        graph.parse(file)
    claims = {}
    for claim in set(graph.subjects(CGN.paraphrase)):
        kinds = {str(kind).removeprefix(CG) for kind in graph.objects(claim, RDF.type)}
        star = "*" if "Thesis" in kinds else ""
        (kind,) = kinds - {"Thesis"}
        claims[str(graph.value(claim, RDFS.label))] = kind + star
    assert claims == case.claims
    arguments = sorted(shown(graph, one) for one in set(graph.subjects(CGN.premise)))
    assert arguments == sorted(case.arguments)
    if case.passages:
        start, end = (URIRef(f"http://www.w3.org/ns/oa#{name}") for name in ("start", "end"))
        places = {
            f"{graph.value(one, start)}-{graph.value(one, end)}" for one in graph.subjects(start)
        }
        assert places == set(case.passages)
    if case.claims:
        assert (URIRef(f"{ARTICLE}a-file/"), DCTERMS.title, None) in graph

    code, out, err = run(capsys, monkeypatch, "check", "--format", "github")
    assert code == 0, out
    assert "text-moved" not in out
    assert "fragment" not in out
    code, out, _ = run(capsys, monkeypatch, "ask", "claims", "--format", "csv")
    assert (code, out.count("\n") - 1) == (0, len(case.claims))
