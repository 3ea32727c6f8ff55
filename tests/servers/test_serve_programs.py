"""Clients that are programs of their own: curl and Comunica, which .ci/install-servers installs."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import served

pytestmark = pytest.mark.servers

HUAWEI = "https://w3id.org/claimgraph/id/huawei"
# As the registry has it.
NAME = "Huawei Technologies"
LABEL = f"SELECT ?label {{ <{HUAWEI}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"


@pytest.fixture(scope="module")
def endpoint():
    with served.Served() as running:
        yield running


def output(program, *arguments):
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def curl(*arguments):
    program = shutil.which("curl")
    assert program, "no curl here: run .ci/install-servers"
    return output(program, "--silent", "--show-error", "--max-time", "30", *arguments)


def comunica(*arguments):
    program = served.ROOT / ".servers/node_modules/.bin/comunica-sparql"
    assert program.exists(), "no Comunica here: run .ci/install-servers"
    return output(program, *arguments)


def test_curl(endpoint, tmp_path):
    """The ways people type it: form, GET, a query's file, another format, compression."""
    url = f"{endpoint.url}/sparql"
    csv = ["--header", "Accept: text/csv"]
    assert curl(*csv, "--data-urlencode", f"query={LABEL}", url).splitlines() == [
        "label",
        NAME,
    ]
    get = ["--get", "--compressed", "--data-urlencode", f"query={LABEL}", url]
    assert curl(*csv, *get).splitlines() == ["label", NAME]
    file = Path(tmp_path, "query.rq")
    file.write_text(LABEL)
    direct = ["--header", "Content-Type: application/sparql-query", "--data-binary", f"@{file}"]
    assert curl(*csv, *direct, url).splitlines() == ["label", NAME]
    assert "HTTP/1.1 200" in curl("--head", url)
    page = curl("--include", f"{endpoint.url}/api/questions/claims/claims?limit=2")
    assert 'rel="next"' in page


@pytest.mark.parametrize("kind", ["sparql@", ""])
def test_comunica(endpoint, kind):
    """Comunica asks the endpoint, told what it is or finding out by the service description."""
    source = f"{kind}{endpoint.url}/sparql"
    assert comunica(source, LABEL, "-t", "text/csv").split("\n")[:2] == ["label", NAME]


def test_comunica_asks_as_we_do(endpoint):
    """A stored question gives the same rows through Comunica as from the endpoint itself."""
    for name in ("argument/pillars", "evidence/unsupported-claims", "events/timeline"):
        file = served.ROOT / "queries" / f"{name}.rq"
        source = f"sparql@{endpoint.url}/sparql"
        through = comunica(source, "-f", str(file), "-t", served.JSON)
        direct = endpoint.ask(file.read_text()).text
        assert _rows(through) == _rows(direct), name
        assert len(_rows(direct)) >= 3


def _rows(text):
    bindings = json.loads(text)["results"]["bindings"]
    return sorted(sorted((name, *_term(term)) for name, term in row.items()) for row in bindings)


def _term(term):
    """Return what makes a term; that text is of type xsd:string may be said or not."""
    datatype = term.get("datatype", "").removesuffix("XMLSchema#string")
    return term["type"], term["value"], term.get("xml:lang", ""), datatype.rpartition("#")[2]
