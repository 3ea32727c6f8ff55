"""Rules by which a web host leads from an IRI to its page, or to the data that a program asks for.

A thing is not its page, so the answer is 303 (W3C, Cool URIs for the Semantic Web, 4.2). A file is
named beside its IRI, so that a few rules serve all; IRIs whose names a file cannot have are listed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from claimgraph.pages import data
from claimgraph.vocab import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.pages.addresses import Names

_TYPES = """AddType text/turtle;charset=utf-8 .ttl
AddType application/ld+json .jsonld
AddType application/n-triples .nt
AddType application/sparql-query .rq
<IfModule mod_headers.c>
    Header set Access-Control-Allow-Origin "*"
    Header merge Vary Accept
</IfModule>
"""


def files(names: Names, iris: Iterable[str]) -> dict[str, str]:
    """Return the hosts' files by their paths in the site; none where its address is not known."""
    if names.base is None:
        return {}
    documents = _documents(names, iris)
    own = {iri: stem for iri, stem in documents.items() if iri.startswith(names.base)}
    persistent = {iri: stem for iri, stem in documents.items() if iri.startswith(BASE)}
    return {
        ".htaccess": _apache(
            names.base, own or _moved(persistent, names.base), names.base, own=True
        ),
        "_redirects": _netlify(names.base, own or _moved(persistent, names.base)),
        "_headers": "/*.ttl\n  Content-Type: text/turtle; charset=utf-8\n"
        "/*.jsonld\n  Content-Type: application/ld+json\n"
        "/*.nt\n  Content-Type: application/n-triples\n"
        "/*\n  Access-Control-Allow-Origin: *\n",
        "w3id/.htaccess": _apache(BASE, persistent, names.base, own=False),
    }


def _moved(documents: dict[str, str], base: str) -> dict[str, str]:
    """Return documents under the site's own address instead of the persistent one."""
    return {base + iri.removeprefix(BASE): stem for iri, stem in documents.items()}


def _documents(names: Names, iris: Iterable[str]) -> dict[str, str]:
    """Return the pages of what a server is asked for: IRIs without fragment.

    Where only things with fragments are described, the first of them stands for all.
    """
    found: dict[str, str] = {}
    for iri in sorted(iris, key=lambda one: ("#" in one, one)):
        document = iri.partition("#")[0]
        if names.root(iri) is not None and "?" not in document:
            found.setdefault(document, names.stem(iri))
    found[f"{BASE}shapes"] = "shapes"
    return found


def _apache(root: str, documents: dict[str, str], target: str, *, own: bool) -> str:
    """Return rules of Apache's mod_rewrite for a folder that stands for `root`."""
    lines = [
        f"# {root} to {target}: pages for people, data for programs.",
        "Options -MultiViews",
        _TYPES if own else "",
        "RewriteEngine on",
    ]
    # What is there is served as it is.
    guard = ["RewriteCond %{REQUEST_FILENAME} !-f"] if own else []
    lines += [*guard, f"RewriteRule ^$ {target}index.html [R=303,L]"]
    odd = sorted(
        (iri.removeprefix(root), stem)
        for iri, stem in documents.items()
        if iri != root and stem != _plain(iri.removeprefix(root))
    )
    for rest, stem in odd:
        lines += _rules(guard, f"^{_escaped(rest)}$", target + stem)
    lines += _rules(guard, "^(.+)/$", f"{target}$1/index")
    lines += _rules([*guard, *_UNLESS_FILE], "^(.+)$", f"{target}$1")
    return "\n".join(lines) + "\n"


# A file that is not there stays away: it does not stand for a thing with a page.
_UNLESS_FILE = [r"RewriteCond %{REQUEST_URI} !\.(html|ttl|jsonld|nt|rq|csv|css|js|svg)$"]


def _rules(conditions: list[str], pattern: str, target: str) -> list[str]:
    """Return a rule for each format; a program names it in Accept, a browser does not."""
    lines = []
    for suffix, kind in data.FORMS.items():
        wanted = f"RewriteCond %{{HTTP_ACCEPT}} {re.escape(kind)}"
        lines += [*conditions, wanted, f"RewriteRule {pattern} {target}{suffix} [R=303,L]"]
    return [*lines, *conditions, f"RewriteRule {pattern} {target}.html [R=303,L]"]


def _plain(rest: str) -> str:
    """Return the path that the general rules give."""
    return f"{rest}index" if rest.endswith("/") else rest


def _escaped(rest: str) -> str:
    """Return a path as a pattern; the server matches it with percent signs undone."""
    return re.sub(r"[^A-Za-z0-9/_~-]", lambda one: _hex(one[0]), rest)


def _hex(letter: str) -> str:
    return "".join(rf"\x{byte:02x}" for byte in letter.encode())


def _netlify(root: str, documents: dict[str, str]) -> str:
    """Return Netlify's rules, which cannot look at Accept: everybody is led to the page."""
    folder = urlsplit(root).path
    lines = [
        f"{folder}{quote(iri.removeprefix(root), safe='/%~')} {folder}{stem}.html 303"
        for iri, stem in sorted(documents.items())
        if iri != root and not iri.endswith("/")
    ]
    return "\n".join(lines) + "\n"
