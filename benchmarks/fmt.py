"""`claimgraph fmt` of a large vocabulary beside the export of the same and rdflib's printer.

The vocabulary is one like QUDT's units, of 81,000 triples in another layout, or a file that is
given. Each run is a process of its own; the rivals take turns, and medians of their processors'
seconds are compared. Memory is the peak of one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

BIN = Path(sys.executable).parent
RDFLIB = "import rdflib, sys; rdflib.Graph().parse(sys.argv[1]).serialize(sys.argv[1] + '.theirs')"
HEAD = """@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix kind: <http://qudt.org/vocab/quantitykind/> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
UNIT = r"""
unit:U{0} a qudt:Unit, qudt:DerivedUnit; rdfs:label "unit {0}"@en, "Einheit {0}"@de, "unité {0}"@fr;
  qudt:conversionMultiplier {0}.0; qudt:conversionMultiplierSN {0}.0E0; qudt:symbol "u{0}";
  qudt:description '''$\\text{{Unit {0}}}$ is one of many,
and has a text of two lines.''';
  qudt:hasQuantityKind kind:Length{0}, kind:Height{0}; qudt:iec61360Code "0112/2///62720#{0}";
  qudt:informativeReference "https://example.org/{0}"^^xsd:anyURI; qudt:ucumCode "u{0}";
  qudt:hasFactorUnit [ qudt:exponent 2; qudt:hasUnit unit:U1 ];
  qudt:scalingOf unit:U0; rdfs:isDefinedBy <http://qudt.org/vocab/unit> .
"""


def made(triples: int) -> str:
    """Return a vocabulary of at least so many triples."""
    each = 19
    return HEAD + "".join(UNIT.format(number) for number in range(-(-triples // each)))


def cost(command: list[str]) -> tuple[float, float]:
    """Return the processors' seconds that a command takes, and its peak of memory in MiB."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        assert child.stderr is not None
        raise SystemExit(f"{' '.join(command)}: {child.stderr.read().decode()}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure, and print the medians and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("file", nargs="?", type=Path, help="a vocabulary in Turtle")
    parser.add_argument("--triples", type=int, default=81_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, work, done = (Path(folder) / f"{name}.ttl" for name in ("source", "work", "done"))
        text = options.file.read_text("utf-8") if options.file else made(options.triples)
        source.write_text(text, encoding="utf-8")
        shutil.copy(source, done)
        claimgraph = str(BIN / "claimgraph")
        subprocess.run([claimgraph, "fmt", str(done)], check=True, stdout=subprocess.DEVNULL)
        commands = {
            "export --format turtle": ["export", "--no-check", "--format", "turtle", str(source)],
            "fmt": ["fmt", str(work)],
            "fmt --check, nothing to do": ["fmt", "--check", str(done)],
            "diff, nothing changed": ["diff", str(source), str(done)],
        }
        taken: dict[str, list[tuple[float, float]]] = {}
        for _ in range(options.runs):
            for name, command in commands.items():
                shutil.copy(source, work)
                taken.setdefault(name, []).append(cost([claimgraph, *command]))
            taken.setdefault("rdflib", []).append(cost([sys.executable, "-c", RDFLIB, str(source)]))
    table = Table("command", title=f"Processors' seconds, medians of {options.runs} runs")
    for column in ("seconds", "to export", "MiB"):
        table.add_column(column, justify="right")
    [peer, *_] = [statistics.median(seconds for seconds, _ in runs) for runs in taken.values()]
    for name, runs in taken.items():
        seconds = statistics.median(one for one, _ in runs)
        peak = max(mebibytes for _, mebibytes in runs)
        table.add_row(name, f"{seconds:.2f}", f"{seconds / peer:.2f}", f"{peak:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
