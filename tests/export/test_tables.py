"""Tables: each fact of the graph is in one row, and the keys join."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from csvw import CSVW, TableGroup
from export_samples import FERRY, article, ferry, written
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from sampled import few

from claimgraph.export import Source, archive, tables
from claimgraph.export.table_schema import TABLES, filled
from claimgraph.graph.stores.memory import Embedded
from claimgraph.vocab import CG, ID, RDFS

Rows = list[dict[str, str]]


def read(source: Source) -> dict[str, Rows]:
    with zipfile.ZipFile(io.BytesIO(written("tables", source))) as archived:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archived.read(name).decode(), newline=""))
            )
            for name in archived.namelist()
            if name.endswith(".csv")
        }


@cache
def ferry_tables() -> dict[str, Rows]:
    return read(ferry())


def by_id(rows: Rows, local: str) -> dict[str, str]:
    (found,) = [row for row in rows if row["id"] == FERRY + local]
    return found


def count(pattern: str) -> int:
    (row,) = (
        Embedded(article().quads())
        .query(f"PREFIX cg: <{CG}> SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        .rows
    )
    return int(str(row["n"]))


# ── The sample, row by row ───────────────────────────────────────────────────────────────────────


def test_there_is_a_row_for_each_thing():
    counted = {name: len(rows) for name, rows in ferry_tables().items()}
    assert counted == {
        "articles": 1,
        "passages": 2,
        "claims": 5,
        "claim_passages": 6,
        "claim_evidence": 2,
        "claim_events": 1,
        "claim_quantities": 1,
        "attributions": 4,
        "arguments": 4,
        "premises": 5,
        "evidence": 2,
        "sources": 2,
        "actors": 4,
        "participations": 6,
        "events": 2,
        "quantities": 1,
    }


def test_a_claim_is_said_in_words():
    row = by_id(ferry_tables()["claims"], "used")
    assert row["label"] == "Many use the ferry"
    assert (row["kind"], row["certainty"], row["hedge"]) == (
        "FactualClaim",
        "reported",
        "reportedly",
    )
    assert row["article"] == FERRY


def test_a_claim_stands_as_it_is_weighed():
    """By hand: `used` is a figure that is only reported, `dear` what unnamed people say."""
    found = {row["id"]: (row["standing"], row["grade"]) for row in ferry_tables()["claims"]}
    assert {iri.removeprefix(FERRY): stands for iri, stands in found.items()} == {
        "denied": ("accepted", "1"),
        "dear": ("accepted", "2"),
        "only-way": ("accepted", "1"),
        "stay": ("accepted", "1"),
        "used": ("accepted", "2"),
    }


def test_several_values_share_a_cell_and_english_stands_for_all_languages():
    assert by_id(ferry_tables()["claims"], "stay")["kind"] == "NormativeClaim|Thesis"
    actors = {row["id"]: row for row in ferry_tables()["actors"]}
    assert actors[ID + "harbour-town"]["other_names"] == "the council|the town"
    assert actors[ID + "ferry-company"]["label"] == 'Blue, "fast" & <safe> Ferries'


def test_an_undercut_points_at_the_argument_it_attacks():
    rows = ferry_tables()["arguments"]
    undercut = by_id(rows, "cost-is-beside-the-point")
    assert (undercut["conclusion"], undercut["undercuts"]) == ("", FERRY + "but-dear")
    opposing = by_id(rows, "but-dear")
    assert (opposing["conclusion"], opposing["undercuts"]) == (FERRY + "stay", "")
    assert (opposing["kind"], opposing["explicit"]) == ("OpposingArgument", "false")


def test_dates_and_figures_are_as_precise_as_the_article():
    assert by_id(ferry_tables()["events"], "first-crossing")["date"] == "1999-04"
    season = by_id(ferry_tables()["events"], "season")
    assert (season["start"], season["end"]) == ("2023", "2024-02-01")
    (figure,) = ferry_tables()["quantities"]
    assert (figure["value"], figure["comparator"], figure["as_of"]) == (
        "1500000.5",
        "more than",
        "2023",
    )


def test_a_chain_of_attributions_counts_from_the_claim():
    chain = [row for row in ferry_tables()["attributions"] if row["claim"] == FERRY + "used"]
    assert [(row["step"], row["actor"], row["speech_act"], row["source"]) for row in chain] == [
        ("1", ID + "ferry-company", "reports", FERRY + "report"),
        ("2", ID + "ann-writer", "reports", ""),
    ]


def test_a_participation_is_in_a_claim_or_an_event():
    rows = ferry_tables()["participations"]
    assert Counter((bool(row["claim"]), bool(row["event"])) for row in rows) == {
        (True, False): 5,
        (False, True): 1,
    }


def test_a_passage_keeps_its_place_and_its_fragment():
    row = by_id(ferry_tables()["passages"], "numbers")
    assert (row["section"], row["start"], row["end"]) == ("Body", "41", "97")
    assert row["fragment"] == ":~:text=Last%20year,people"


# ── The article ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "pattern"),
    [
        ("claims", "?one cg:paraphrase ?text"),
        ("arguments", "?one cg:conclusion ?end"),
        ("premises", "?one cg:premise ?claim"),
        ("evidence", "?one a cg:Evidence"),
        ("claim_evidence", "?one cg:evidence ?evidence"),
        ("claim_passages", "?one cg:paraphrase ?text ; cg:passage ?passage"),
        ("passages", "?one a cg:Passage"),
        ("events", "?one a cg:Event"),
        ("quantities", "?one a cg:Quantity"),
        ("participations", "?one cg:involves ?participation"),
    ],
)
def test_the_article_is_whole(table: str, pattern: str):
    assert len(read(article())[table]) == count(pattern)


@pytest.mark.parametrize("source", [ferry(), article()], ids=["ferry", "article"])
def test_the_keys_join(source: Source):
    tables = read(source)
    checked = 0
    for table in TABLES:
        keys = [tuple(row[part] for part in table.key) for row in tables[table.name]]
        assert len(set(keys)) == len(keys), table.name
        for column in table.columns:
            if column.target:
                known = {row["id"] for row in tables[column.target]}
                used = {row[column.name] for row in tables[table.name]} - {""}
                assert used <= known, (table.name, column.name)
                checked += len(used)
    assert checked > 20


@pytest.mark.parametrize("source", few([ferry(), article()], 1), ids=["ferry", "article"])
def test_a_reader_of_csvw_finds_types_keys_and_references_in_order(source: Source, tmp_path: Path):
    archive.unpack(written("tables", source), tmp_path)
    group = TableGroup.from_file(tmp_path / "csv-metadata.json")
    assert len(group.tables) == len(TABLES)
    group.check_referential_integrity()
    for table in group.tables:
        rows = list(table.iterdicts(strict=True))
        assert len(rows) == len(read(source)[str(table.url).removesuffix(".csv")])
        table.check_primary_key()


@pytest.mark.parametrize("source", few([ferry(), article()], 1), ids=["ferry", "article"])
def test_a_strict_validator_finds_nothing(source: Source, tmp_path: Path):
    archive.unpack(written("tables", source), tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        assert CSVW(str(tmp_path / "csv-metadata.json"), validate=True, strict=True).is_valid


def test_a_broken_reference_is_found_by_the_reader_of_csvw(tmp_path: Path):
    archive.unpack(written("tables", ferry()), tmp_path)
    path = tmp_path / "premises.csv"
    path.write_text(path.read_text().replace(FERRY + "dear", FERRY + "gone"))
    group = TableGroup.from_file(tmp_path / "csv-metadata.json")
    with pytest.raises(ValueError, match="gone"):
        group.check_referential_integrity()


def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_comes():
    quads = list(ferry().quads())
    turned = Source(ferry().project, lambda: [iter(quads[::-1])])
    assert written("tables", turned) == written("tables", ferry())


def test_an_empty_graph_gives_tables_of_heads_alone():
    empty = Source(ferry().project, lambda: [iter(())])
    assert {name: rows for name, rows in read(empty).items() if rows} == {}


def test_every_column_is_described(tmp_path: Path):
    archive.unpack(written("tables", ferry()), tmp_path)
    described = json.loads((tmp_path / "csv-metadata.json").read_text())
    for table in described["tables"]:
        head = (tmp_path / table["url"]).read_text().splitlines()[0].split(",")
        assert [column["name"] for column in table["tableSchema"]["columns"]] == head


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_whatever_a_label_holds_comes_back(label: str):
    stay, name = ox.NamedNode(FERRY + "stay"), ox.NamedNode(RDFS + "label")
    hostile = ox.Quad(stay, name, ox.Literal(label, language="en"))
    kept = [q for q in ferry().quads() if (q.subject, q.predicate) != (stay, name)]
    source = Source(ferry().project, lambda: [iter([*kept, hostile])])
    (rows,) = [lines for table, lines in filled(source) if table.name == "claims"]
    claims = {row[0]: row[2] for row in rows}
    assert claims[FERRY + "stay"] == label
    assert by_id(read(source)["claims"], "stay")["label"] == label


@given(
    st.lists(
        st.text(st.sampled_from("=+-@＝\t\r\n\x00\x1b\x7f\x9bA1.eé,\"'"), max_size=5), min_size=1
    )
)
@settings(max_examples=examples(100))
def test_spreadsheets_calculate_no_cell(values):
    """No cell begins with what is calculated, and none has a control character."""
    for value in values:
        cell = tables.as_text(value)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", cell)
        try:
            float(value)
        except ValueError:
            assert not cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r", "\n"))


@pytest.mark.parametrize("number", ["-1", "+1.5", "-.5", "-2e10", "12"])
def test_numbers_stay_numbers_in_spreadsheets(number):
    assert tables.as_text(number) == number
