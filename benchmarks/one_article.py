"""What questions about one article cost in stores with few and with many articles.

Each question that takes `article` is asked in a new process, from opening the store to the last
row, in turn of the smallest and the largest store. Processor time is taken, of this process and the
server's: it depends less on what else the machine does.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
import scale
from claimgraph.errors import ClaimgraphError
from claimgraph.graph.project import Project
from claimgraph.questions import catalogue

if TYPE_CHECKING:
    from claimgraph.graph.loading import Loaded
    from claimgraph.questions import Question

ARTICLE = f"{corpus.BASE}article/a00000/"


def taken(place: scale.Place, question: Question, vocabulary: list[Loaded], limit: float) -> float:
    """Return the seconds of a processor, from opening the store; infinity after the limit."""
    before = place.processor()
    try:
        given = {"article": ARTICLE}
        found = scale.taken(place, question, vocabulary, limit, given, contact=False)
    except ClaimgraphError as error:
        raise SystemExit(f"{question.name}: {error}") from error
    return found.processor + place.processor() - before if found else float("inf")


def main() -> None:
    """Print a line for each question, in Markdown: those first that grow most."""
    parser = argparse.ArgumentParser(description="Time questions about one article.")
    parser.add_argument("--store", choices=scale.STORES, default="disk")
    parser.add_argument("--articles", type=int, nargs="+", default=[10, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=30, help="seconds that a question may take")
    parser.add_argument("--questions", nargs="+", help="their names (default: all)")
    given = parser.parse_args()
    with ExitStack() as stack:
        places: dict[int, scale.Place] = {}
        for articles in given.articles:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            corpus.write(folder / "project", articles)
            data = Project(folder / "project")
            (there := folder / "place").mkdir()
            places[articles] = stack.enter_context(
                scale.STORES[given.store](data, there, given.limit)
            )
        vocabulary = list(catalogue.vocabulary(data))
        lines = []
        for question in catalogue.catalogue(data):
            if not any(each.name == "article" for each in question.parameters):
                continue
            if given.questions and question.name not in given.questions:
                continue
            rounds = [
                [taken(place, question, vocabulary, given.limit) for place in places.values()]
                for _ in range(given.rounds)
            ]
            medians = [statistics.median(some) for some in zip(*rounds, strict=True)]
            lines.append((question.name, medians))
        _print(list(places), lines)


def _print(articles: list[int], lines: list[tuple[str, list[float]]]) -> None:
    print("| question |", *(f"{count:,} articles |" for count in articles), "ratio |")
    print("|---|", *("---:|" for _ in articles), "---:|")
    of_all = [statistics.median(some) for some in zip(*(each for _, each in lines), strict=True)]
    dearest = sorted(lines, key=lambda line: -line[1][-1] / line[1][0])
    for name, medians in [("median of all", of_all), *dearest]:
        times = (f"{1000 * median:.0f} ms |" for median in medians)
        print(f"| {name} |", *times, f"{medians[-1] / medians[0]:.1f} |")


if __name__ == "__main__":
    main()
