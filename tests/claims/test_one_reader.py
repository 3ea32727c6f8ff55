"""How claims, arguments and evidence stand in RDF is known in one place: `claims/`."""

from __future__ import annotations

import re
from pathlib import Path

import claimgraph
from claimgraph import vocab

SOURCE = Path(claimgraph.__file__).parent
# The properties by which a claim is read from RDF, and how a module may name them.
NAMES = "|".join(
    name[3:] for name in vocab.PROPERTIES.split() if name.startswith("cg:") and name != "cg:hint"
)
NAMED = re.compile(rf"(?:\bcg:|\bCG\.|\bCG \+ \"|{re.escape(vocab.CG)})({NAMES})\b")
# The only other modules that name them, and why.
ALLOWED = {
    "vocab": "the order in which all terms are shown",
    "check/accepting": "where the status stands that a person accepts",
    "check/circles": "the triples behind the results of a rule, which may be no sound argument",
    "export/nanopubs": "which of a claim's triples are assertion and which are provenance",
    "export/table_schema": "what the columns of each table are",
    "export/world": "a graph made of a graph, for stores that hold no more than that",
    "pages/statements": "what each link says when it is read from its other end",
    "servers/lsp/workspace": "which texts are shown of whatever the cursor is on",
    "questions/stats": "counts, asked of any server in a query",
}


def test_no_other_module_reads_claims_from_rdf():
    naming = {
        path.relative_to(SOURCE).with_suffix("").as_posix()
        for path in SOURCE.rglob("*.py")
        if NAMED.search(path.read_text(encoding="utf-8"))
    }
    # An import makes the triples of what another tool has marked, and reads none.
    outside = {name for name in naming if not name.startswith(("claims/", "imports/"))}
    assert outside == set(ALLOWED)
