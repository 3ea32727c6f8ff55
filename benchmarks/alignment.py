"""Compares ways to match claims: `python benchmarks/alignment.py [FOLDER [dev|train|test]]`.

FOLDER has arguments_dev.csv, key_points_dev.csv, labels_dev.csv, … (`kpm_data` of
github.com/IBM/KPA_2021_shared_task), which is not kept here: arguments with key points that they
match or not. Without a folder it is `alignment_key.csv`, which says what claims within each
shipped article say nearly the same as; no claim of one article says what one of the other does.

A table of average precision, the share of claims whose best candidate is right, and of those with
a right one among three; then precision and recall of `claimgraph align` by the least score. With
`--fit` the coefficients that scikit-learn, where installed, fits to a part.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

import claimgraph
from claimgraph.claims.alignment import matching
from claimgraph.claims.alignment.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

Pair = tuple[str, str]
Scores = dict[Pair, float]
ROOT = Path(__file__).parent.parent
KEY = Path(__file__).with_name("alignment_key.csv")
LEAST = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Task:
    """Texts by name, each in a topic, and pairs of claims and candidates that are right or not."""

    texts: dict[str, str]
    topics: dict[str, str]
    right: dict[Pair, bool]

    @property
    def names(self) -> dict[str, list[str]]:
        """The texts' names by their topics."""
        by_topic: dict[str, list[str]] = defaultdict(list)
        for name, topic in self.topics.items():
            by_topic[topic].append(name)
        return by_topic


def argkp(folder: Path, part: str) -> Task:
    """Read a part of ArgKP."""

    def rows(name: str) -> list[dict[str, str]]:
        path = folder / f"{name}_{part}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    arguments, points = rows("arguments"), rows("key_points")
    texts = {row["arg_id"]: row["argument"] for row in arguments}
    texts |= {row["key_point_id"]: row["key_point"] for row in points}
    topics = {row["arg_id"]: row["topic"] for row in arguments}
    topics |= {row["key_point_id"]: row["topic"] for row in points}
    labels = rows("labels")
    right = {(row["arg_id"], row["key_point_id"]): row["label"] == "1" for row in labels}
    return Task(texts, topics, right)


def shipped() -> Task:
    """Read the shipped articles, each claim with all others of its article, and the key."""
    texts, topics = {}, {}
    for article in claimgraph.open(ROOT).articles:
        for claim in article.claims:
            name = f"{article.slug}/{str(claim.iri).rpartition('/')[2]}"
            texts[name], topics[name] = f"{claim.label} {claim.paraphrase}", article.slug
    with KEY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = {(f"{r['article']}/{r['claim']}", f"{r['article']}/{r['other']}") for r in rows}
    key |= {(other, one) for one, other in key}
    right = {
        (one, other): (one, other) in key
        for one in texts
        for other in texts
        if one != other and topics[one] == topics[other]
    }
    return Task(texts, topics, right)


def measures(right: dict[Pair, bool], scores: Scores) -> tuple[float, float, float]:
    """Return average precision (ties by thresholds), right first, and right within three."""
    by_score: dict[float, list[bool]] = defaultdict(list)
    rows: dict[str, list[tuple[float, str, bool]]] = defaultdict(list)
    for pair, value in scores.items():
        by_score[value].append(right[pair])
        rows[pair[0]].append((-value, pair[1], right[pair]))
    seen = hits = 0
    precision = 0.0
    for value in sorted(by_score, reverse=True):
        seen, new = seen + len(by_score[value]), sum(by_score[value])
        hits += new
        precision += new * hits / seen
    asked = [sorted(row) for row in rows.values() if any(one[2] for one in row)]
    first = sum(row[0][2] for row in asked) / len(asked)
    return precision / hits, first, sum(any(o[2] for o in row[:3]) for row in asked) / len(asked)


def by_characters(task: Task) -> Scores:
    """Return the cosines of runs of 3 to 5 characters in words, TF-IDF over all texts."""
    wording = Wording(list(task.texts.values()), range(len(task.texts)))
    place = {name: number for number, name in enumerate(task.texts)}
    return {(a, b): wording.by_characters(place[a], place[b]) for a, b in task.right}


def compared(task: Task) -> Iterable[tuple[str, list[str], Wording, int, dict[int, float]]]:
    """Yield for each claim its name, its topic's texts, and what the matcher compares it with."""
    candidates: dict[str, list[str]] = defaultdict(list)
    for claim, candidate in task.right:
        candidates[claim].append(candidate)
    for inside in task.names.values():
        texts = [task.texts[name] for name in inside]
        wording = Wording(texts, range(len(inside)), list(task.texts.values()))
        place = {name: number for number, name in enumerate(inside)}
        for claim in (name for name in inside if name in candidates):
            alike = wording.by_stems(place[claim], [place[one] for one in candidates[claim]])
            short = sorted(alike.items(), key=lambda pair: (-pair[1], pair[0]))
            yield claim, inside, wording, place[claim], dict(short[: matching.SHORTLIST])


def ours(task: Task) -> Scores:
    """Return the matcher's scores; those that it does not compare have none."""
    scores = dict.fromkeys(task.right, 0.0)
    for claim, inside, wording, first, alike in compared(task):
        found = matching.scored(wording, first, alike)
        scores |= {(claim, inside[place]): value for place, value in found.items()}
    return scores


def fit(task: Task) -> None:
    """Print coefficients fitted to a task."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    for claim, inside, wording, first, alike in compared(task):
        for place, values in matching.features(wording, first, alike).items():
            rows.append(values)
            right.append(task.right[claim, inside[place]])
    model = LogisticRegression(C=100, max_iter=5000).fit(rows, right)
    print(*(f"{value:.3f}" for value in (*model.intercept_, *model.coef_[0])), sep=", ")


def proposals(right: dict[Pair, bool], scores: Scores) -> None:
    """Print precision and recall of the three best candidates of each claim, by least score."""
    rows: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for pair, value in scores.items():
        rows[pair[0]].append((value, right[pair]))
    best = [one for row in rows.values() for one in sorted(row, reverse=True)[:3]]
    for least in LEAST:
        made = [hit for value, hit in best if value >= least]
        precision = sum(made) / len(made) if made else 1.0
        recall = sum(made) / sum(right.values())
        print(f"| {least} | {len(made)} | {precision:.2f} | {recall:.2f} |")


def main(task: Task) -> None:
    """Print the tables of a task."""
    texts, right = task.texts, task.right
    scores = ours(task)
    for name, some in {
        "rapidfuzz ratio": {p: fuzz.ratio(texts[p[0]], texts[p[1]]) for p in right},
        "rapidfuzz token set": {p: fuzz.token_set_ratio(texts[p[0]], texts[p[1]]) for p in right},
        "character TF-IDF": by_characters(task),
        "claimgraph align": scores,
    }.items():
        print("| {} | {:.3f} | {:.3f} | {:.3f} |".format(name, *measures(right, some)))
    proposals(right, scores)


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if one != "--fit"]
    part = argkp(Path(given[0]), given[1] if len(given) > 1 else "dev") if given else shipped()
    (fit if "--fit" in sys.argv else main)(part)
