"""What a browser has to have before it paints the top of a page: the page's first bytes alone."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import pytest
from published import ROOT, edition

from claimgraph.pages import policy
from claimgraph.servers.http import server

ARTICLE = "article/huawei-comeback/"
# A page of each kind; the map has 90 claims.
PATHS = [
    f"maps/{ARTICLE}index.html",
    f"{ARTICLE}index.html",
    f"{ARTICLE}claim/thesis.html",
    f"reading/{ARTICLE}index.html",
    "id/huawei.html",
    "index.html",
    "search.html",
    "compare.html",
    "404.html",
    "weighing.html",
    "shapes/claim-hedge.html",
    "questions/evidence/sources.html",
]
# What a server sends at once to a client that it does not know: ten segments (RFC 6928).
_AT_ONCE = 10 * 1460


@pytest.fixture(scope="module")
def site():
    return edition(ROOT)


@pytest.fixture(scope="module", params=PATHS)
def page(request, site):
    return site.content(request.param).decode()


def test_the_heading_is_among_the_first_bytes_and_waits_for_no_other_file(page):
    """No style sheet and no script that blocks stands before it; its style is in the page."""
    top = page[: page.index("</h1>")]
    assert len(top.encode()) <= _AT_ONCE, "as it is, not even compressed"
    assert 'rel="stylesheet"' not in top
    assert all(" defer " in tag for tag in re.findall("<script[^>]*>", top))
    assert policy.first_style() in top
    assert page.count('rel="stylesheet"') == 1
    scripts = re.findall("<script[^>]*>", page)
    assert all(" defer " in tag or 'type="application/' in tag for tag in scripts)


def test_the_policy_allows_the_style_of_the_page_and_no_other(page):
    (style,) = re.findall("<style>(.*?)</style>", page)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (stated,) = re.findall('http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    sent = dict(server.HEADERS)["Content-Security-Policy"]
    for one in (stated, sent):
        assert f"; style-src 'self' 'sha256-{digest}';" in one
        assert "unsafe" not in one


def test_a_map_of_ninety_claims_and_its_style_are_small(site):
    """What the picture needs: the page and the style sheet, compressed."""
    files = (site.content(path) for path in (PATHS[0], "static/site.css"))
    assert sum(len(gzip.compress(one, 6)) for one in files) < 64_000
