"""The RDF formats read by Raptor's `rapper`: run by `make test-raptor`, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess

import pyoxigraph as ox
import pytest
from export_samples import article, ferry, written
from hypothesis import given, settings
from test_rdf import DATASETS, of, parsed

from claimgraph.errors import UsageError
from claimgraph.export import Source
from claimgraph.graph import canonical

pytestmark = pytest.mark.raptor
FORMS = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "ntriples",
    "nquads": "nquads",
    "rdfxml": "rdfxml",
}
# Path segments that Raptor takes out of addresses, though nobody asked it to resolve them.
_DOTS = re.compile(r"<[^>]*/\.\.?[/?#>]")
HOSTILE = r"""
<http://e/s> <http://e/p> "\u0001\t\"\\ \r\n \u202E \uFEFF é 日" , "a\nb\"\"\"" , '"' , ""@en .
<http://e/é?a=b&c#d> <http://e/p> <urn:x:%41> , 1.0 , 1e0 , true , "1"^^<http://e/t> , ( 1 [] ) .
"""


@pytest.mark.parametrize("sample", ["ferry", "article", "hostile"])
@pytest.mark.parametrize("form", FORMS)
def test_raptor_reads_the_same_triples(form, sample):
    """Raptor writes no quads but those of the default graph: triples are compared."""
    text = HOSTILE.replace(r"\u0001", "") if form == "rdfxml" else HOSTILE
    source = {"ferry": ferry, "article": article, "hostile": lambda: of(parsed(text))}[sample]()
    must_be_read(form, source)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(quads=DATASETS)
def test_raptor_reads_hostile_graphs(form, quads):
    must_be_read(form, of([quad for quad in quads if readable(form, quad)]))


def readable(form: str, quad: ox.Quad) -> bool:
    """Leave out what Raptor has no way to hold, and what XML has none to write."""
    text = quad.object.value if isinstance(quad.object, ox.Literal) else ""
    if "\0" in text or isinstance(quad.graph_name, ox.BlankNode) or _DOTS.search(str(quad)):
        return False
    try:
        written(form, of([quad]))
    except UsageError:
        return False
    return True


def must_be_read(form: str, source: Source) -> None:
    rapper = shutil.which("rapper")
    assert rapper, "no rapper here: install raptor2-utils"
    done = subprocess.run(
        [rapper, "-q", "-i", FORMS[form], "-o", "ntriples", "-", "http://base.example/"],
        input=written(form, source),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    quads = ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES)
    assert canonical.digest(quads) == canonical.digest(canonical.union(source.quads()))
