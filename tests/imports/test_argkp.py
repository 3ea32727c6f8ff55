"""Pairs of arguments and key points, as a table with named columns: ArgKP's, and some of our own.

ArgKP is not kept here: set CLAIMGRAPH_ARGKP to a folder with the files of one of its parts
(`kpm_data` of github.com/IBM/KPA_2021_shared_task: arguments_dev.csv, key_points_dev.csv, …).
"""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from commanded import run

CORPUS = Path(os.environ.get("CLAIMGRAPH_ARGKP", "no-corpus"))
COLUMNS = ("id", "claim", "thesis", "supports", "opposes")
# Made up, in the columns of ArgKP.
ARGUMENTS = """\
arg_id,argument,topic,stance
arg_0_0,"the bridge is safer in a storm, as 2019 has shown",We should build the bridge,1
arg_0_1,ferries are loved and bring visitors,We should build the bridge,-1
arg_0_2,nobody can pay for it,We should build the bridge,-1
"""
POINTS = """\
key_point_id,key_point,topic,stance
kp_0_0,A bridge is safer,We should build the bridge,1
kp_0_1,A bridge costs too much,We should build the bridge,-1
"""
LABELS = "arg_id,key_point_id,label\narg_0_0,kp_0_0,1\narg_0_1,kp_0_1,0\narg_0_2,kp_0_1,1\n"


def tables(arguments: str, points: str, labels: str) -> dict[str, str]:
    """Return a table for each topic: the topic is the thesis, what matches no point bears on it."""
    matched: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(labels)):
        if row["label"] == "1":
            matched.setdefault(row["arg_id"], []).append(row["key_point_id"])
    topics: dict[str, list[dict[str, str]]] = {}
    for text, name, words in (
        (points, "key_point_id", "key_point"),
        (arguments, "arg_id", "argument"),
    ):
        for row in csv.DictReader(io.StringIO(text)):
            rows = topics.setdefault(
                row["topic"], [{"id": "topic", "claim": row["topic"], "thesis": "yes"}]
            )
            way = "supports" if row["stance"] == "1" else "opposes"
            points_of = matched.get(row[name], [])
            onto = {"supports": ";".join(points_of)} if points_of else {way: "topic"}
            rows.append({"id": row[name], "claim": row[words], **onto})
    return {topic: written(rows) for topic, rows in topics.items()}


def written(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def imported(capsys, monkeypatch, folder: Path, parts: dict[str, str]) -> tuple[int, int]:
    """Import each topic, and return how many claims and arguments the tables have."""
    monkeypatch.chdir(folder)
    claims = arguments = 0
    for number, table in enumerate(parts.values()):
        rows = [*csv.DictReader(io.StringIO(table))]
        bearing = sum(len(filled.split(";")) for row in rows for filled in targets(row))
        path = folder / f"topic-{number}.csv"
        path.write_text(table, encoding="utf-8")
        code, out, _ = run(capsys, monkeypatch, "import", str(path), "--slug", f"topic-{number}")
        assert (code, out.split(" from ")[0]) == (
            0,
            f"data/topic-{number}: {len(rows)} claims, {bearing} arguments, 0 sources",
        )
        claims, arguments = claims + len(rows), arguments + bearing
    return claims, arguments


def targets(row: dict[str, str]) -> list[str]:
    return [row[way] for way in ("supports", "opposes") if row[way]]


def asked(capsys, monkeypatch) -> int:
    """Check the project, and return how many claims are in it."""
    code, _, err = run(capsys, monkeypatch, "check", "--format", "json")
    assert (code, err) == (0, "")
    code, out, _ = run(capsys, monkeypatch, "ask", "claims", "--format", "json")
    assert code == 0
    return len(json.loads(out)["results"]["bindings"])


@pytest.mark.slow
def test_matched_arguments_support_their_key_points(tmp_path, monkeypatch, capsys):
    parts = tables(ARGUMENTS, POINTS, LABELS)
    assert imported(capsys, monkeypatch, tmp_path, parts) == (6, 5)
    assert asked(capsys, monkeypatch) == 6


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="set CLAIMGRAPH_ARGKP to the corpus' folder")
@pytest.mark.parametrize("part", ["dev", "train"])
def test_the_corpus_is_imported_checked_and_asked(part, tmp_path, monkeypatch, capsys):
    parts = tables(
        *(
            (CORPUS / f"{name}_{part}.csv").read_text(encoding="utf-8")
            for name in ("arguments", "key_points", "labels")
        )
    )
    claims, _ = imported(capsys, monkeypatch, tmp_path, parts)
    assert asked(capsys, monkeypatch) == claims
