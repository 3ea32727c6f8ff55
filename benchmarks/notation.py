"""Captures in YAML beside the same in Turtle: how long they are, to read and to check.

The files are those of the shipped articles, or of folders that are named, as `claimgraph convert`
writes them; the corpus that is checked is made up. Times of reading are medians, forms in turn, of
the processor, whatever else it does; those of checks are as a clock has them.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

import corpus
from claimgraph.claims.notation import converting, nodes
from claimgraph.graph import loading
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SHIPPED = ("data/huawei-comeback", "data/climate-judgment", "tests/captures/night-buses")
_ARGUING = ("for", "against", "explained", "undercut")
_CLAIMS = 100


def _lines(text: str, node: nodes.Node, under: str = "") -> Iterator[int]:
    """Yield the lines of each claim, without the arguments below it."""
    if isinstance(node, nodes.Items):
        for one in node.items:
            yield from _lines(text, one, under)
    elif isinstance(node, nodes.Pairs):
        if under == "claims":
            starts = [text.count("\n", 0, key.start) for key, _ in node.pairs]
            ends = [*starts[1:], text.count("\n", 0, node.end)]
            last = text[node.pairs[-1][0].start : node.end].rstrip()
            ends[-1] = starts[-1] + last.count("\n") + 1
            yield sum(
                end - start
                for (key, _), start, end in zip(node.pairs, starts, ends, strict=True)
                if key.text not in _ARGUING
            )
        for key, value in node.pairs:
            yield from _lines(text, value, key.text)


def _lengths(folders: list[Path]) -> Table:
    table = Table("article", "claims", "lines a claim", "of the file", "characters, % of Turtle")
    for folder in folders:
        made = converting.converted(folder, "yaml")
        root, _ = nodes.parse(made.text)
        claims = list(_lines(made.text, root or nodes.Pairs(0)))
        size = sum(len(one.text) for one in made.sources)
        table.add_row(
            made.target.parent.name,
            str(len(claims)),
            f"{sum(claims) / len(claims):.1f}",
            f"{made.text.count(chr(10)) / len(claims):.1f}",
            f"{100 * len(made.text) / size:.0f}",
        )
    return table


def _reading(folder: Path, times: int) -> str:
    """Return how long a capture takes to load in each form, for 100 claims."""
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        shutil.copytree(folder, data / "yaml")
        shutil.copytree(folder.parent / "registry", data / "registry")
        converting.write(converting.converted(data / "yaml", "yaml"), replace=True)
        made = converting.converted(data / "yaml", "turtle")
        (data / "turtle").mkdir()
        (data / "turtle" / "capture.ttl").write_text(made.text, encoding="utf-8")
        claims = sum("Claim>" in str(quad.object) for quad in made.sources[0].quads)
        taken: dict[str, list[float]] = {"yaml/capture.yaml": [], "turtle/capture.ttl": []}
        for _ in range(times):
            for name, seconds in taken.items():
                file = projects.described(data / name, data)
                begun = time.process_time()
                loading.load(file)
                seconds.append(time.process_time() - begun)
        yaml, turtle = (1000 * median(some) * _CLAIMS / claims for some in taken.values())
    return (
        f"reading {_CLAIMS} claims: {yaml:.0f} ms in YAML, {turtle:.0f} ms in Turtle, "
        f"{yaml - turtle:.0f} ms more ({yaml / turtle:.1f} times)"
    )


def _named(text: str) -> str:
    """Return an article of the corpus with its IRIs in folders, as captures have them."""
    here = text.partition("@prefix :              <")[2].partition(">")[0]
    named = re.sub(r"(?<=[\s,]):(claim|passage|argument)-(?=\d)", r"\1:n", text)
    named = named.replace(" :body", " section:body").replace("\n:body", "\nsection:body")
    named = named.replace(" :report", " source:report").replace("\n:report", "\nsource:report")
    named = re.sub(r"(?<=\s):evidence\b", "evidence:report", named)
    folders = ("claim", "passage", "argument", "section", "source", "evidence")
    return "".join(f"@prefix {name}: <{here}{name}/> .\n" for name in folders) + named


def _checked(project: Path, cache: Path) -> tuple[float, float]:
    """Return how long a check takes, as a process: by the clock, and of all processors."""
    program = Path(sys.executable).parent / "claimgraph"
    command = [str(program), "check", "--format", "json", str(project)]
    begun, used = time.perf_counter(), _of_children()
    done = subprocess.run(
        command, env={**os.environ, "XDG_CACHE_HOME": str(cache)}, capture_output=True, check=False
    )
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - begun, _of_children() - used


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _corpus(articles: int) -> Table:
    """Return how long a corpus takes to check in each form, and again when nothing has changed."""
    title = f"{articles} articles"
    table = Table(
        title, "YAML, s", "Turtle, s", "times", "YAML, s of processors", "Turtle", "times"
    )
    with tempfile.TemporaryDirectory() as place:
        turtle, yaml = Path(place) / "turtle", Path(place) / "yaml"
        for project in (turtle, yaml):
            corpus.write(project, articles)
            for file in project.glob("data/a*/article.ttl"):
                file.write_text(_named(file.read_text(encoding="utf-8")), encoding="utf-8")
        for folder in sorted((yaml / "data").iterdir()):
            if folder.is_dir():
                converting.write(converting.converted(folder, "yaml"), replace=True)
        for row in ("checked", "unchanged, checked again"):
            typed, plain = (
                _checked(project, Path(place) / f"cache-{project.name}")
                for project in (yaml, turtle)
            )
            cells = [(one, other, one / other) for one, other in zip(typed, plain, strict=True)]
            table.add_row(row, *(f"{figure:.2f}" for cell in cells for figure in cell))
    return table


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="Articles (default: the shipped).")
    parser.add_argument("--articles", type=int, default=1000, help="Of the corpus; 0 is none.")
    parser.add_argument("--times", type=int, default=11)
    given = parser.parse_args()
    folders = given.folders or [ROOT / name for name in SHIPPED]
    console = Console()
    console.print(_lengths(folders))
    console.print(_reading(folders[0], given.times))
    if given.articles:
        console.print(_corpus(given.articles))


if __name__ == "__main__":
    main()
