"""Says what browsers may load for a page (Content Security Policy Level 3), and its first style.

The few rules that the top of a page needs stand in the page itself, so that it is painted without
waiting for the style sheet. The policy allows them by their digest, and no other style in a page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib import resources

from claimgraph.pictures import svg


def base_style() -> str:
    """Return what every page begins with: the colours of the pictures, typefaces and sizes."""
    return f"{svg.colours()}{_rules('base.css')}"


@lru_cache(maxsize=1)
def first_style() -> str:
    """Return the rules for the top of a page, the base among them, without comments."""
    rules = re.sub(r"/\*.*?\*/", "", _rules("base.css") + _rules("first.css"), flags=re.DOTALL)
    short = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r":\s+", ":", rules))
    return f"{svg.colours()}{' '.join(short.split())}"


def _rules(name: str) -> str:
    return (resources.files("claimgraph.pages") / name).read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def policy(*, served: bool = False) -> str:
    """Return the directives for pages; what is `served` may not stand in a frame, either.

    A server's answers include pictures as data, and fonts of its own.
    """
    digest = base64.b64encode(hashlib.sha256(first_style().encode()).digest()).decode()
    directives = {
        "default-src": "'none'",
        "style-src": f"'self' 'sha256-{digest}'",
        "script-src": "'self'",
        "img-src": "'self' data:" if served else "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    # Browsers heed it in a header alone (CSP 3, 6.4.2).
    directives |= {"font-src": "'self'", "frame-ancestors": "'none'"} if served else {}
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
