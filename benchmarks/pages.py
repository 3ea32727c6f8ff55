"""`claimgraph site` against `claimgraph check`, articles by number, and claims' pages from `serve`.

Whole processes, as ratios: a site of twice the articles should take twice as long, and a page no
more than three times as long as the SPARQL queries that bring what stands on it.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from rich.console import Console
from rich.table import Table

import corpus
import servers
from claimgraph.vocab import BASE

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
CLAIMGRAPH = str(Path(sys.executable).parent / "claimgraph")
PREFIXES = (
    "PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX schema: <https://schema.org/> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
)
# What a claim's page shows, as one would ask for it: one query for each of its parts.
BEHIND = (
    "SELECT * { ?id ?property ?value OPTIONAL { ?value rdfs:label ?label } }",
    "SELECT * { ?id cg:passage ?passage . ?passage rdfs:label ?label ; dcterms:isPartOf ?section ; "
    "oa:hasSource/schema:url ?url ; oa:hasSelector/rdf:value ?fragment . "
    "?section rdfs:label ?where }",
    "SELECT * { ?id cg:evidence ?evidence . ?evidence rdfs:label ?label ; cg:source ?source ; "
    "cg:evidenceKind ?kind . ?source rdfs:label ?name ; a ?class . ?kind ?called ?word }",
    "SELECT * { ?argument cg:conclusion ?id ; a ?way ; rdfs:label ?label ; cg:scheme ?scheme ; "
    "cg:explicit ?explicit ; cg:premise ?premise . ?premise rdfs:label ?name "
    "OPTIONAL { ?undercut cg:conclusion ?argument ; cg:premise ?against . "
    "?against rdfs:label ?other } }",
    "SELECT * { ?argument cg:premise ?id ; a ?way ; rdfs:label ?label ; cg:scheme ?scheme ; "
    "cg:explicit ?explicit ; cg:conclusion ?conclusion . ?conclusion rdfs:label ?name }",
    "SELECT * { ?id cg:involves ?part . ?part cg:actor ?actor ; cg:role ?role . "
    "?actor rdfs:label ?name }",
    "SELECT * { ?id cg:asserts ?fact . ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . "
    "?s rdfs:label ?subject . ?p rdfs:label ?verb . ?o rdfs:label ?object }",
    "SELECT * { ?id cg:attribution/cg:through* ?link . ?link cg:speechAct ?act "
    "OPTIONAL { ?link cg:actor ?actor } OPTIONAL { ?link cg:source ?source } }",
    "SELECT * { ?other ?property ?id OPTIONAL { ?other rdfs:label ?label } }",
)


def seconds(*arguments: str, cache: Path) -> float:
    """Return how long a run of the command takes; it may find something, but not fail."""
    environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
    begin = time.perf_counter()
    done = subprocess.run(
        [CLAIMGRAPH, *arguments], capture_output=True, check=False, cwd=ROOT, env=environment
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - begin


def shipped(folder: Path, runs: int, table: Table) -> None:
    """Measure the site of the shipped article against a check of it."""
    times: dict[str, list[float]] = {}
    for run in range(runs):
        cache, out = folder / f"cache-{run}", str(folder / f"site-{run}")
        # Runs take turns, so that a busy moment of the machine falls on all.
        for label, *arguments in (
            ("check, the first time", "check"),
            ("check, once more", "check"),
            ("site, the first time", "site", "--project", str(ROOT), "--output", out),
            ("site, once more", "site", "--project", str(ROOT), "--output", out),
        ):
            times.setdefault(label, []).append(seconds(*arguments, cache=cache))
    first, again = (
        statistics.median(times[f"check, {when}"]) for when in ("the first time", "once more")
    )
    for label, found in times.items():
        median = statistics.median(found)
        table.add_row(label, f"{median:.2f} s", f"{median / first:.2f}", f"{median / again:.2f}")


def made_up(folder: Path, counts: Sequence[int], table: Table) -> None:
    """Measure sites of made-up articles, then builds of the largest after little has changed.

    In seconds of processor time, of all processes: other work on the machine slows them all.
    """
    for count in counts:
        project, out = folder / f"of-{count}", folder / f"site-of-{count}"
        corpus.write(project, count)
        arguments = ("site", "--project", str(project), "--output", str(out))
        whole = _processor(*arguments, cache=folder)
        table.add_row(
            f"site of {count} articles", f"{whole:.1f} s", f"{whole / count:.3f} s each", ""
        )
    file = project / "data" / "a00000" / "article.ttl"
    for label, old, new in (
        ("again, nothing changed", "", ""),
        ("again, a claim restated", "as number 7, in other", "as number 7, in yet other"),
        ("again, a claim renamed", '"Claim 7 of', '"Claim seven of'),
    ):
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), "utf-8")
        before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
        took = _processor(*arguments, cache=folder)
        written = sum(path.stat().st_mtime_ns != time for path, time in before.items())
        table.add_row(
            label,
            f"{took:.1f} s",
            f"1/{whole / took:.1f} of the whole",
            f"{written} of {len(before)} files",
        )


def _processor(*arguments: str, cache: Path) -> float:
    """Return how many seconds of processor time a run of the command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds(*arguments, cache=cache)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def served(table: Table) -> None:
    """Measure claims' pages, each asked for once, against the queries behind each."""
    port = servers.free_port()
    command = [CLAIMGRAPH, "serve", "--port", str(port), "--project", str(ROOT)]
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.Program(command, port, Path(folder)),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        client.get("/index.html").raise_for_status()
        found = client.get(
            "/sparql",
            params={"query": f"{PREFIXES} SELECT ?id {{ ?id cg:paraphrase [] }}"},
            headers={"Accept": "application/sparql-results+json"},
        ).json()
        claims = [row["id"]["value"] for row in found["results"]["bindings"]]
        pages, queries = [], []
        for claim in claims:
            begin = time.perf_counter()
            client.get(f"/{claim.removeprefix(BASE)}.html").raise_for_status()
            middle = time.perf_counter()
            for query in BEHIND:
                bound = query.replace("{", f"{{ VALUES ?id {{ <{claim}> }} ", 1)
                client.get("/sparql", params={"query": PREFIXES + bound}).raise_for_status()
            pages.append(middle - begin)
            queries.append(time.perf_counter() - middle)
    page, behind = statistics.median(pages), statistics.median(queries)
    table.add_row(f"the {len(BEHIND)} queries behind a claim", f"{behind * 1000:.1f} ms", "", "")
    ratio = f"{page / behind:.2f} of the queries"
    table.add_row("a claim's page, asked for once", f"{page * 1000:.1f} ms", ratio, "")


def main() -> None:
    """Measure, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--articles", type=int, default=80, help="the largest of three numbers")
    given = parser.parse_args()
    table = Table("run", "takes", "of the first check", "of a check once more", box=None)
    with tempfile.TemporaryDirectory() as name:
        shipped(Path(name), given.runs, table)
        served(table)
        made_up(Path(name), [given.articles // 4, given.articles // 2, given.articles], table)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
