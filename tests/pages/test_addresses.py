"""Every IRI has a path of its own, on every file system, inside the site."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.errors import UsageError
from claimgraph.pages import addresses
from claimgraph.pages.addresses import Names

BASE = "https://w3id.org/claimgraph/"
NASTY = [
    "claim/../../etc/passwd",
    "..",
    "../..",
    "a//b",
    "a/./b",
    "a/",
    "a",
    "A",
    "a#b",
    "a/b",
    "A/B",
    "_a",
    "con",
    "CON",
    "nul.txt",
    "x/com1",
    "index",
    "x/index",
    "x/Index",
    "x.html",
    "x.ttl",
    "x.ttl/y",
    "static/site.css",
    "static~/x",
    "ontology",
    "ontology#Passage",
    "ontology#passage",
    "ontology/passage",
    "ontology#evidenceKind",
    "ontology#evidence_kind",
    "shapes/x",
    "shapes#x",
    "café",
    "cafe\u0301",
    "\u202egnp.exe",
    "x" * 5000,
    "x/" * 5000,
    "?q=1",
    "a?q=1",
    "a%2e%2e",
    "%2e%2e/",
    "C:\\x",
    "x ",
    ".htaccess",
    "-",
    "~a",
    "x#~a",
]
iris = st.one_of(
    st.sampled_from([BASE + each for each in NASTY]),
    st.text(max_size=60).map(BASE.__add__),
    st.text("aA./#_~-%", max_size=12).map(BASE.__add__),
    st.text(min_size=1).map("urn:".__add__),
)


def is_safe(stem: str) -> bool:
    parts = stem.split("/")
    return len(stem) <= 200 and all(re.fullmatch(r"[a-z0-9_~-]{1,100}", part) for part in parts)


def test_familiar_names_stay_readable():
    """Small letters keep their path, capitals are marked, folders have an index."""
    stem = Names().stem
    assert stem(BASE + "article/huawei-comeback/") == "article/huawei-comeback/index"
    assert stem(BASE + "article/huawei-comeback/claim/thesis") == (
        "article/huawei-comeback/claim/thesis"
    )
    assert stem(BASE + "id/huawei") == "id/huawei"
    assert stem(BASE + "ontology#FactualClaim") == "ontology/_factual_claim"
    assert stem(BASE + "ontology#passage") == "ontology/passage"
    assert stem(BASE + "scheme/certainty/asserted") == "scheme/certainty/asserted"


def test_nasty_names_are_told_apart_and_stay_inside():
    """None climbs, collides when lower-cased, or means a device or a file of the site."""
    stems = [Names().stem(BASE + each) for each in NASTY]
    assert all(map(is_safe, stems))
    assert len({stem.lower() for stem in stems}) == len(NASTY)
    reserved = ("static", "con", "nul", "com1", "index", "search", "sparql")
    assert not [stem for stem in stems if stem.split("/")[-1] in reserved and "/" not in stem]


def test_no_page_is_where_another_has_its_folder():
    """The data of one page (`x.ttl`) is no folder of another's, nor the site's own files."""
    stems = {Names().stem(BASE + each) for each in NASTY}
    files = {stem + suffix for stem in stems for suffix in (".html", ".ttl", ".nt", ".jsonld")}
    folders = {stem.rpartition("/")[0] for stem in stems}
    assert not files & folders


@given(iris, iris)
def test_two_iris_have_two_paths(one, other):
    """Paths differ where IRIs do, whatever the file system makes of case; and all are safe."""
    stem = Names().stem
    assert is_safe(stem(one))
    assert (stem(one).lower() == stem(other).lower()) == (one == other)


def test_other_namespaces_have_a_place_and_a_base_makes_it_short():
    """IRIs of elsewhere lie under at/, unless the site is where they are."""
    iri = "https://town.example/id/baker"
    assert re.fullmatch(r"at/baker~[0-9a-f]{10}", Names().stem(iri))
    assert Names("https://town.example/").stem(iri) == "id/baker"
    assert Names("https://town.example/").address(iri) == "https://town.example/id/baker.html"
    assert Names().address(iri) == iri


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/x/", "https://example.org/x/"),
        ("https://example.org", "https://example.org/"),
        ("HTTP://example.org/%C3%A4//", "HTTP://example.org/%C3%A4/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
        ("https://例え.example/ä", "https://例え.example/ä/"),
    ],
)
def test_an_address_of_a_site_ends_in_a_slash(text, address):
    """Any absolute IRI of the web with a host is one."""
    assert addresses.root(text, "--base") == address


NO_ADDRESS = [
    *["", "example.org", "/x", "//example.org/", "http:example.org", "https:///x", "http://:80/"],
    *["ftp://example.org/", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"],
    *[
        "https://example.org/?q",
        "https://example.org/?",
        "https://example.org/#x",
        "http://e.org/#",
    ],
    *["https://user:secret@example.org/", "https://secret@example.org/", "https://@example.org/"],
    *["https://[", "http://e.org:65536/", "http://e.org:x/", "http://e.org:0/", "http://e.org/%zz"],
    *[
        f"https://example.org/{sign}"
        for sign in "<>\"'\\^`{|} \x00\t\n\r\x1b\x7f\x85\u2028\u202e\ud800"
    ],
    *["\thttp://e.org/", "\x01http://e.org/", "ht\ntp://e.org/", "http://e\t.org/"],
]


@pytest.mark.parametrize("text", NO_ADDRESS, ids=ascii)
def test_what_is_no_address_of_a_site_is_refused(text):
    """Nothing that leads elsewhere or breaks out of an attribute or a rule; no secret is told."""
    with pytest.raises(UsageError, match=r"--base .*no address of a site") as told:
        addresses.root(text, "--base")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("start", "to", "link"),
    [
        ("index.html", "id/x.html", "id/x.html"),
        ("id/x.html", "id/y.html", "y.html"),
        ("article/a/claim/x.html", "article/a/index.html", "../index.html"),
        ("article/a/claim/x.html", "static/site.css", "../../../static/site.css"),
    ],
)
def test_links_are_relative(start, to, link):
    """A site works wherever it lies, from a folder of files too."""
    assert addresses.relative(start, to) == link


@pytest.mark.parametrize(
    "iri",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc",
     "//evil.example/x", "https://", "http://[x", "urn:x:y", ""],
)  # fmt: skip
def test_only_the_web_is_linked(iri):
    """A link never leads to a script, a file, or nowhere."""
    assert addresses.outward(iri) == ""


def test_a_passage_opens_at_its_words():
    """The text directive is appended to the address, to a fragment that is there already, too."""
    fragment = ":~:text=The%20owner,in%202003."
    assert addresses.passage("https://example.org/a?x=1", fragment) == (
        "https://example.org/a?x=1#:~:text=The%20owner,in%202003."
    )
    assert addresses.passage("https://example.org/a#top", fragment) == (
        "https://example.org/a#top:~:text=The%20owner,in%202003."
    )
    assert addresses.passage("https://example.org/a", '"><script>') == "https://example.org/a"
    assert addresses.passage("javascript:alert(1)", fragment) == ""


@given(
    st.one_of(st.sampled_from(NASTY), st.text(max_size=30)), st.sampled_from([None, BASE + "s/"])
)
def test_an_iri_is_told_by_the_path_of_its_page_unless_that_holds_a_digest(rest, base):
    """A server of a large store looks the path up, without a list of all paths."""
    names = Names(base)
    for iri in (BASE + rest, f"{BASE}ontology#{rest}", f"{BASE}shapes#{rest}", f"{base}{rest}"):
        stem = names.stem(iri)
        assert "~" in stem or iri in names.iris(stem)
