"""Weighing of many articles: reading, weighing all, what-if; beside three other ways to weigh.

Articles are those of `corpus.py`, to each of which an objection to its thesis and an undercut of
it are added. Each size is a process of its own; its memory is what reading and weighing add. The
others weigh the same network, without reading it from RDF: `clingo` a logic program,
`formal-argumentation` the grounded extension of the derivations, and a plain fixpoint a graph of
rdflib. All take turns, and medians of processors' seconds are compared; all must find the same
grades.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

import corpus
import oracles
from claimgraph.claims.weighing.grounds import Trust, basis
from claimgraph.claims.weighing.semantics import Framework, Inference, Inputs
from claimgraph.claims.weighing.table import DEFAULT
from claimgraph.claims.weighing.weighing import Weighing, weigh
from claimgraph.graph.project import shipped
from claimgraph.graph.stores.memory import Embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib.term import Node

# One claim against the thesis, and one against that argument.
AGAINST = """
:objection a cg:OpposingArgument ; cg:premise :claim-31 ; cg:conclusion :claim-0 ;
    cg:explicit true .
:exception a cg:Undercut ; cg:premise :claim-30 ; cg:conclusion :objection ; cg:explicit true .
"""
LARGEST_FOR_OTHERS = 1_000


def quads(articles: int) -> Iterator[ox.Quad]:
    """Yield the vocabulary and so many articles."""
    texts = [file.read_text("utf-8") for file in sorted(shipped("ontology").glob("*.ttl"))]
    for text in (*texts, corpus.registry()):
        for triple in ox.parse(text, ox.RdfFormat.TURTLE):
            yield _in(triple, ox.NamedNode(f"{corpus.BASE}graph/shared"))
    for number in range(articles):
        slug = f"a{number:05}"
        graph = ox.NamedNode(f"{corpus.BASE}graph/{slug}")
        text = corpus.article(slug, 1)[0] + AGAINST
        for triple in ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            yield _in(triple, graph)


def _in(quad: ox.Quad, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor's seconds that work takes, without the garbage collector."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    work()
    taken = time.process_time() - begin
    gc.enable()
    return taken


def resident() -> float:
    """Return the memory that this process holds, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def network(weighing: Weighing) -> oracles.Made:
    """Return what is weighed with short names: the others read no IRIs."""
    framework = weighing.framework
    name = {iri: f"c{number}" for iri, number in framework.number.items()}
    inferences = tuple(
        Inference(
            name[one.iri],
            one.way,
            name[one.conclusion],
            tuple(name[premise] for premise in one.premises),
            one.cap,
            one.explicit,
        )
        for one in framework.inferences
    )
    bases = weighing.inputs.basis
    return oracles.Made({name[iri]: bases[n] for n, iri in enumerate(framework.claims)}, inferences)


def measured(articles: int, runs: int) -> dict[str, float]:
    """Measure one size, and return the medians."""
    store = Embedded(quads(articles))
    before = resident()
    union = store.union
    taken: dict[str, list[float]] = {}
    kept: list[Weighing] = []
    taken["read and weigh"] = [seconds(lambda: kept.append(weigh(union)))]
    memory = resident() - before
    weighing = kept[0]
    material = weighing.material
    points = material.standpoints.values()

    def all_of_it() -> Framework:
        framework = Framework(material.standpoints, material.inferences)
        framework.weigh(Inputs([basis(one, DEFAULT, Trust()) for one in points]))
        return framework

    def what_if(source: Node) -> None:
        weighing.without(source).differences(weighing)

    others: dict[str, Callable[[], object]] = {}
    if articles <= LARGEST_FOR_OTHERS:
        made = network(weighing)
        graph, given = oracles.triples(made), oracles.facts(made)
        others = {
            "clingo": lambda: oracles.models(given, oracles.RULES, oracles.JOINED),
            "formal-argumentation": lambda: oracles.by_derivations(made),
            "fixpoint in rdflib": lambda: oracles.by_rounds(graph),
        }
        grades = {claim: least for claim, (least, _) in made.weigh().items()}
        (model,) = oracles.models(given, oracles.RULES, oracles.JOINED)
        assert grades == oracles.grades_in(made, model) == oracles.by_rounds(graph)
        derived = oracles.by_derivations(made)
        assert grades == {claim: least for claim, (least, _) in derived.items()}
    grounds = [ground for point in points for ground in point.grounds]
    sources = sorted({one for ground in grounds for one in ground.sources}, key=str)
    for run in range(runs):
        taken.setdefault("weigh all", []).append(seconds(all_of_it))
        source = sources[run * len(sources) // runs]
        taken.setdefault("what-if", []).append(seconds(partial(what_if, source)))
        for name, work in others.items():
            taken.setdefault(name, []).append(seconds(work))
    medians = {name: statistics.median(some) for name, some in taken.items()}
    return {**medians, "KiB an article": memory * 1024 / articles}


def main() -> None:
    """Measure all sizes, and print the medians and the ratios."""
    parser = argparse.ArgumentParser(description="Weigh many articles, and beside other programs.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 100, 1_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(measured(options.one, options.runs)))
        return
    found = {}
    for size in options.sizes:
        command = [sys.executable, __file__, "--one", str(size), "--runs", str(options.runs)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ)
        found[size] = json.loads(done.stdout)
    _print(found)


def _print(found: dict[int, dict[str, float]]) -> None:
    console = Console()
    table = Table("", *(f"{size:,} articles" for size in found))
    for name in dict.fromkeys(name for one in found.values() for name in one):
        cells = []
        for one in found.values():
            if name not in one:
                cells.append("")
            elif name == "KiB an article":
                cells.append(f"{one[name]:.0f}")
            else:
                times = one[name] / one["weigh all"]
                ratio = f" ({times:.0f}×)" if list(one).index(name) > 2 else ""
                cells.append(f"{one[name] * 1000:,.1f} ms{ratio}")
        table.add_row(name, *cells)
    console.print(table)


if __name__ == "__main__":
    main()
