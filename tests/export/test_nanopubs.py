"""Nanopublications: valid and trusty to the network's own library, signed with the user's key."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from export_samples import FERRY, ROOT, article, ferry, written
from rdflib import BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

from claimgraph.errors import UsageError
from claimgraph.export import Source, nanopubs, of_files
from claimgraph.graph import terms
from claimgraph.graph.project import Project
from claimgraph.graph.stores.memory import Embedded
from claimgraph.vocab import CG as CG_
from claimgraph.vocab import ID as ID_

library = pytest.importorskip("nanopub", reason="the extra `nanopub` is not installed")


@pytest.fixture(autouse=True)
def literals_as_the_library_reads_them(monkeypatch):
    """Importing nanopub switches this off for its users; others may have imported it before."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

CG, ID, F = Namespace(CG_), Namespace(ID_), Namespace(FERRY)
NP = Namespace("http://www.nanopub.org/nschema#")
NPX = Namespace("http://purl.org/nanopub/x/")
LOCALS = ("denied", "dear", "only-way", "stay", "used")


@cache
def of_ferry() -> dict[str, nanopubs.Made]:
    """Return the sample's nanopublications by the local name of their claim, or `index`."""
    found = {}
    for one in nanopubs.made(ferry()):
        dataset = Dataset(default_union=True)
        dataset.parse(data=one.trig.decode(), format="trig")
        claims = {str(claim).removeprefix(FERRY) for claim in dataset.subjects(CG.paraphrase)}
        found["index" if one.name.startswith("index-") else claims.pop()] = one
    return found


@cache
def of_article() -> list[nanopubs.Made]:
    return nanopubs.made(article())


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a profile with a key made for this run."""
    folder = tmp_path_factory.mktemp("profile")
    profile = library.Profile("https://orcid.org/0000-0000-0000-0000", "Test Er")
    return Path(profile.store(folder))


def parts(one: nanopubs.Made) -> dict[str, Graph]:
    """Return the four graphs by the local names that they have in the nanopublication."""
    dataset = Dataset()
    dataset.parse(data=one.trig.decode(), format="trig")
    return {
        str(graph.identifier).removeprefix(one.uri + "#"): graph
        for graph in dataset.graphs()
        if len(graph)
    }


def opened(one: nanopubs.Made, folder: Path) -> Any:
    path = folder / one.name
    path.write_bytes(one.trig)
    return library.Nanopub(rdf=path)


# ── The library's own tests ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [*LOCALS, "index"])
def test_it_is_valid_and_its_uri_is_trusty(name: str, tmp_path: Path):
    found = opened(of_ferry()[name], tmp_path)
    assert found.is_valid
    assert found.has_valid_trusty
    assert found.source_uri == of_ferry()[name].uri


@pytest.mark.parametrize("name", ["used", "index"])
def test_what_was_changed_is_no_longer_trusty(name: str, tmp_path: Path):
    one = of_ferry()[name]
    changed = nanopubs.Made(one.uri, one.name, one.trig.replace(b"2024-06-01", b"2024-06-02"))
    assert changed.trig != one.trig
    with pytest.raises(ValueError, match="not valid"):
        _ = opened(changed, tmp_path).has_valid_trusty


def test_another_implementation_finds_them_valid_and_trusty(signer: Path, capfd):
    """The network's toolkit in Rust reads each file itself; it checks hashes and signatures."""
    import nanopub_sign

    plain, signed = list(of_ferry().values()), nanopubs.made(ferry(), nanopubs.profile(signer))
    for one in (*plain, *signed):
        nanopub_sign.Nanopub(one.trig.decode()).check()
    told = capfd.readouterr().out
    assert told.count("trusty without signature") == len(plain)
    assert told.count("trusty with signature") == len(signed)
    changed = plain[0].trig.replace(b"2024-06-01", b"2024-06-02")
    assert changed != plain[0].trig
    with pytest.raises(Exception, match="different than the expected hash"):
        nanopub_sign.Nanopub(changed.decode()).check()


def test_every_claim_of_the_article_is_published_and_indexed(tmp_path: Path):
    (row,) = (
        Embedded(article().quads())
        .query(f"SELECT (COUNT(*) AS ?n) {{ ?c <{CG_}paraphrase> ?text }}")
        .rows
    )
    *claims, index = of_article()
    assert len(claims) == len({one.uri for one in claims}) == int(str(row["n"]))
    assert set(parts(index)["assertion"].objects(None, NPX.includesElement)) == {
        URIRef(one.uri) for one in claims
    }
    # The first, the last and one between: the library takes its time.
    for one in (claims[0], claims[len(claims) // 2], claims[-1], index):
        found = opened(one, tmp_path)
        assert found.is_valid
        assert found.has_valid_trusty


# ── What is in it ────────────────────────────────────────────────────────────────────────────────


def test_the_head_names_the_three_graphs():
    """Nanopublication Guidelines: one assertion, one provenance, one publication info."""
    one = of_ferry()["used"]
    graphs = parts(one)
    assert set(graphs) == {"Head", "assertion", "provenance", "pubinfo"}
    this = URIRef(one.uri)
    assert (this, RDF.type, NP.Nanopublication) in graphs["Head"]
    for predicate, name in (
        (NP.hasAssertion, "assertion"),
        (NP.hasProvenance, "provenance"),
        (NP.hasPublicationInfo, "pubinfo"),
    ):
        assert list(graphs["Head"].objects(this, predicate)) == [URIRef(f"{one.uri}#{name}")]


def test_the_assertion_is_the_claim_and_what_it_asserts():
    graph = parts(of_ferry()["used"])["assertion"]
    assert (F.used, RDF.type, CG.FactualClaim) in graph
    assert (F.used, RDFS.label, Literal("Many use the ferry", lang="en")) in graph
    assert (ID["ferry-company"], CG.supplies, ID["day-boat"]) in graph
    (participation,) = graph.objects(F.used, CG.involves)
    assert graph.value(participation, CG.actor) == ID["ferry-company"]
    assert (F.used, CG.evidence, None) not in graph


def test_a_denial_does_not_assert_what_is_denied():
    graph = parts(of_ferry()["denied"])["assertion"]
    assert (F.denied, CG.paraphrase, None) in graph
    assert (ID["ferry-company"], CG.funds, None) not in graph


@pytest.mark.parametrize(
    ("place", "value", "is_said"),
    [
        (CG.polarity, URIRef("https://w3id.org/claimgraph/scheme/polarity/asserted"), True),
        (CG.polarity, URIRef("https://w3id.org/claimgraph/scheme/polarity/denied"), False),
        (CG.modality, URIRef("https://w3id.org/claimgraph/scheme/modality/possible"), False),
        (RDF.subject, Literal("a text"), False),
        (RDF.predicate, Literal("a text"), False),
        (RDF.predicate, BNode("node"), False),
        (RDF.object, Literal("a text"), True),
    ],
)
def test_only_a_triple_that_is_plainly_said_is_asserted(place, value, is_said):
    quads = [quad for quad in ferry().quads() if quad.subject != terms.ox_term(F.used)]
    data = Graph()
    statement, parts_of = BNode(), {RDF.subject: ID.a, RDF.predicate: CG.funds, RDF.object: ID.b}
    data.add((F.used, CG.paraphrase, Literal("A pays B.", lang="en")))
    data.add((F.used, CG.asserts, statement))
    for part, term in (parts_of | {place: value}).items():
        data.add((statement, part, term))
    quads += ox.parse(data.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)

    made = nanopubs.made(Source(ferry().project, lambda: [iter(quads)]))
    (assertion,) = (
        graph
        for graph in (parts(one).get("assertion") for one in made if "index" not in one.name)
        if (F.used, CG.paraphrase, None) in graph
    )

    assert bool(list(assertion.triples((ID.a, CG.funds, None)))) == is_said


def test_provenance_leads_to_article_passage_attribution_and_evidence():
    one = of_ferry()["used"]
    graph = parts(one)["provenance"]
    assertion = URIRef(one.uri + "#assertion")
    assert set(graph.objects(assertion, PROV.wasDerivedFrom)) == {F[""], F.numbers}
    assert list(graph.objects(F.used, CG.passage)) == [F.numbers]
    (attribution,) = graph.objects(F.used, CG.attribution)
    assert graph.value(attribution, CG.actor) == ID["ferry-company"]
    assert graph.value(attribution, CG.through) == F["author-reports"]
    assert graph.value(F["author-reports"], CG.actor) == ID["ann-writer"]
    assert graph.value(graph.value(F.used, CG.evidence), CG.source) == F.report
    assert graph.value(F.report, CG.issuer) == ID["ferry-company"]
    (activity,) = graph.objects(assertion, PROV.wasGeneratedBy)
    assert (activity, RDF.type, PROV.Activity) in graph


def test_publication_info_says_when_and_of_what_type():
    one = of_ferry()["used"]
    graph, this = parts(one)["pubinfo"], URIRef(one.uri)
    captured = Literal("2024-06-01T12:00:00Z", datatype=XSD.dateTime)
    assert list(graph.objects(this, DCTERMS.created)) == [captured]
    assert (this, NPX.hasNanopubType, CG.Claim) in graph


def test_licence_and_creator_are_those_of_the_dataset():
    one = of_article()[0]
    graph, this = parts(one)["pubinfo"], URIRef(one.uri)
    assert graph.value(this, DCTERMS.license) == URIRef(
        "https://creativecommons.org/licenses/by/4.0/"
    )
    assert graph.value(this, DCTERMS.creator) == URIRef("https://w3id.org/claimgraph/authors")


def test_there_are_no_blank_nodes():
    for one in of_ferry().values():
        assert b"_:" not in one.trig
        assert b"[" not in one.trig


def test_long_indexes_are_continued(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(nanopubs, "_IN_ONE_INDEX", 2)
    indexes = [one for one in nanopubs.made(ferry()) if one.name.startswith("index-")]
    graphs = [parts(one)["assertion"] for one in indexes]
    assert [len(list(graph.objects(None, NPX.includesElement))) for graph in graphs] == [2, 2, 1]
    links = [next(graph.objects(None, NPX.appendsIndex), None) for graph in graphs]
    assert links == [None, URIRef(indexes[0].uri), URIRef(indexes[1].uri)]
    assert opened(indexes[-1], tmp_path).has_valid_trusty


def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_comes():
    quads = list(ferry().quads())
    turned = Source(ferry().project, lambda: [iter(quads[::-1])])
    assert written("nanopubs", turned) == written("nanopubs", ferry())


def test_rdflib_normalises_literals_afterwards_as_before():
    """The library switches that off for the whole process; a process of its own shows it."""
    code = """if True:
        import warnings
        warnings.simplefilter("ignore")
        from export_samples import ferry, written
        from rdflib import XSD, Literal

        assert str(Literal("01", datatype=XSD.integer)) == "1"
        print(len(written("nanopubs", ferry())))
        assert str(Literal("01", datatype=XSD.integer)) == "1"
    """
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "tests" / "support",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(written('nanopubs', ferry()))}\n"


# ── Signed ───────────────────────────────────────────────────────────────────────────────────────


def holds(one: nanopubs.Made) -> bool:
    """Tell whether the signature is that of the key: the library's own check passes everything."""
    from Crypto.Hash import SHA256
    from Crypto.PublicKey import RSA
    from Crypto.Signature import pkcs1_15
    from nanopub.trustyuri.rdf import RdfHasher, RdfUtils
    from rdflib import ConjunctiveGraph

    graph = ConjunctiveGraph()
    graph.parse(data=one.trig.decode(), format="trig")
    (sig,) = graph.subjects(NPX.hasSignature)
    signature, key = graph.value(sig, NPX.hasSignature), graph.value(sig, NPX.hasPublicKey)
    graph.remove((sig, NPX.hasSignature, None))
    said = RdfHasher.normalize_quads(RdfUtils.get_quads(graph), baseuri=one.uri + "#", hashstr=" ")
    try:
        pkcs1_15.new(RSA.import_key(b64decode(str(key)))).verify(
            SHA256.new(said.encode()), b64decode(str(signature))
        )
    except ValueError:
        return False
    return True


def test_with_a_key_they_are_signed(signer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(nanopubs.PROFILE, str(signer))
    with zipfile.ZipFile(io.BytesIO(written("nanopubs", ferry()))) as archived:
        files = {name: archived.read(name) for name in archived.namelist()}
    assert len(files) == len(LOCALS) + 1
    for name, trig in files.items():
        code = name.removeprefix("index-").removesuffix(".trig")
        one = nanopubs.Made("http://purl.org/np/" + code, name, trig)
        found = opened(one, tmp_path)
        assert found.is_valid
        assert found.has_valid_trusty
        assert found.signed_with_public_key
        assert holds(one)
        creators = set(parts(one)["pubinfo"].objects(URIRef(one.uri), DCTERMS.creator))
        assert creators == {URIRef("https://orcid.org/0000-0000-0000-0000")}
    assert set(files).isdisjoint(one.name for one in of_ferry().values())


def test_a_signature_is_of_what_is_said(signer: Path):
    one = nanopubs.made(ferry(), nanopubs.profile(signer))[0]
    assert holds(one)
    changed = one.trig.replace(b"2024-06-01", b"2024-06-02")
    assert changed != one.trig
    assert not holds(nanopubs.Made(one.uri, one.name, changed))


# ── What can be missing ──────────────────────────────────────────────────────────────────────────


def test_a_profile_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match="no such profile"):
        nanopubs.profile(tmp_path / "profile.yml")


def test_a_file_that_is_no_profile_is_told(tmp_path: Path):
    path = tmp_path / "profile.yml"
    path.write_text("name: only\n")
    with pytest.raises(UsageError, match="not a profile"):
        nanopubs.profile(path)


def test_without_the_library_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "nanopub", None)
    with pytest.raises(UsageError, match=r"claimgraph\[nanopub\]"):
        written("nanopubs", ferry())


# ── Links ────────────────────────────────────────────────────────────────────────────────────────


@cache
def of_links() -> dict[str, nanopubs.Made]:
    """Return the nanopublications of the linked articles' links, by the links' names."""
    project = Project(ROOT / "tests" / "linked")
    made = nanopubs.made(of_files(project, project.data_files))
    found = {}
    for one in made:
        if one.name.startswith("link-"):
            graph = Dataset(default_union=True).parse(data=one.trig.decode(), format="trig")
            (link,) = graph.subjects(RDF.type, CG.Link)
            found[str(link).rpartition("/")[2]] = one
    return found


def test_each_accepted_link_is_published_and_no_other():
    assert sorted(of_links()) == ["alive", "every-day", "money", "stopped"]


def test_a_links_nanopublication_is_valid_and_trusty(tmp_path: Path):
    for name, one in of_links().items():
        file = tmp_path / f"{name}.trig"
        file.write_bytes(one.trig)
        read = library.Nanopub(rdf=file)
        assert read.is_valid
        assert read.has_valid_trusty


def test_a_links_assertion_is_what_it_says_and_its_provenance_who_says_so():
    one = of_links()["stopped"]
    dataset = Dataset().parse(data=one.trig.decode(), format="trig")
    assertion = dataset.graph(URIRef(f"{one.uri}#assertion"))
    provenance = dataset.graph(URIRef(f"{one.uri}#provenance"))
    base = "https://w3id.org/claimgraph/article/"
    ends = [
        URIRef(f"{base}{end}")
        for end in ("island-school/claim/cancelled", "ferry-line/claim/winter")
    ]
    disagrees = URIRef("http://purl.org/spar/cito/disagreesWith")
    about = URIRef(f"{one.uri}#assertion")

    assert (ends[0], disagrees, ends[1]) in assertion
    assert set(provenance.objects(about, PROV.wasDerivedFrom)) == set(ends)
    assert list(provenance.objects(about, URIRef("http://purl.org/pav/authoredBy"))) == [
        ID["mette-lund"]
    ]
    assert [str(day) for day in provenance.objects(about, DCTERMS.created)] == ["2026-11-02"]
