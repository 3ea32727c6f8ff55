"""Sites built for tests, and a server that follows the rules a site brings for Apache."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pyoxigraph as ox

from claimgraph.graph import project as projects
from claimgraph.pages.contents import Source
from claimgraph.pages.site import Site
from claimgraph.pages.things import Things
from claimgraph.questions import catalogue as ask

ROOT = Path(__file__).parents[2]


def edition(folder=ROOT, base=None, live=False):
    """Return the pages of a project."""
    found = projects.find(Path(folder))
    return Site(Source(found, ask.load(found), ask.catalogue(found), base, live))


def of_turtle(turtle, folder, base=None):
    """Return the pages of data written in a test."""
    (folder / "data" / "capture").mkdir(parents=True)
    (folder / "data" / "capture" / "capture.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    return edition(folder, base)


def things(turtle):
    """Return the graph of data written in a test, as pages read it."""
    return Things.of(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


PREFIXES = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix claim: <https://w3id.org/claimgraph/article/a/claim/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


SMALL_ARTICLE = """
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix article: <https://w3id.org/claimgraph/article/> .
@prefix here: <https://w3id.org/claimgraph/article/SLUG/claim/> .
@prefix passage: <https://w3id.org/claimgraph/article/SLUG/passage/> .
<https://w3id.org/claimgraph/article/SLUG/> a cg:Article ; dcterms:title "On SLUG"@en .
passage:fares a cg:Passage ; oa:hasSource <https://w3id.org/claimgraph/article/SLUG/> .
here:pays a cg:FactualClaim , cg:Thesis ; rdfs:label "The ferry pays"@en ;
    cg:paraphrase "Fares pay for the ferry."@en ; cg:passage passage:fares ;
    cg:certainty certainty:asserted .
"""


class Page(HTMLParser):
    """What the tests look at in a page."""

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.tags, self.text = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.tags.append((tag, named))
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named[name] for name in ("href", "src") if name in named]

    def handle_data(self, data):
        self.text += data


def dead_links(pages, files):
    """Return the links of pages, by path, to a file or a fragment that is not there."""
    dead = []
    for path, page in pages.items():
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            target, fragment = urldefrag(urljoin(f"http://x/{path}", link))
            target = target.removeprefix("http://x/").partition("?")[0]
            # `#off=…` is a state of the map, which its script reads (docs/site.md).
            place = fragment if "=" not in fragment else ""
            lost = place and target in pages and place not in pages[target].ids
            if target not in files or lost:
                dead.append((path, link))
    return dead


@contextmanager
def served(folder, rules=None):
    """Serve a folder on this machine; yield its address.

    `rules` is the text of a .htaccess, of which what sites write is understood: RewriteCond on
    Accept, on the name and on what is there, RewriteRule with R=303.
    """
    handler = partial(_Handler, directory=str(folder), rules=_read(rules or ""))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _read(rules):
    found, conditions = [], []
    for line in rules.splitlines():
        word, *rest = line.split() or [""]
        if word == "RewriteCond":
            conditions.append((rest[0], " ".join(rest[1:])))
        elif word == "RewriteRule":
            pattern, target, flags = rest
            assert flags == "[R=303,L]"
            found.append((tuple(conditions), re.compile(pattern), target))
            conditions = []
    return found


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".ttl": "text/turtle",
        ".nt": "application/n-triples",
        ".jsonld": "application/ld+json",
    }

    def __init__(self, *arguments, rules, **named):
        self.rules = rules
        super().__init__(*arguments, **named)

    def do_GET(self):
        path = self.path.partition("?")[0].lstrip("/")
        for conditions, pattern, target in self.rules:
            found = pattern.search(path)
            if found and all(self._holds(*condition) for condition in conditions):
                self.send_response(303)
                self.send_header(
                    "Location", re.sub(r"\$(\d)", r"{\1}", target).format(found[0], *found.groups())
                )
                self.end_headers()
                return
        super().do_GET()

    def _holds(self, what, pattern):
        known = {
            "%{HTTP_ACCEPT}": self.headers.get("Accept", ""),
            "%{REQUEST_URI}": self.path,
        }
        if pattern == "!-f":
            return not Path(self.translate_path(self.path)).is_file()
        wanted = not pattern.startswith("!")
        return bool(re.search(pattern.lstrip("!"), known[what])) == wanted

    def log_message(self, *_):
        pass
