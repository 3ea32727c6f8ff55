"""Control characters: what a file holds shall not steer the terminal that shows it."""

from __future__ import annotations

import re

# Control characters but for tab and line feed, and those that turn the direction of writing.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# What XML has no way to write (XML 1.0, 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def harmless(text: str) -> str:
    """Return a text with U+FFFD for each character that would steer what displays it."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def not_xml(text: str) -> str | None:
    """Return the first character of a text that XML cannot hold, if there is one."""
    found = _NOT_XML.search(text)
    return found[0] if found else None


def only_xml(text: str) -> str:
    """Return a text without what XML cannot hold, not even escaped."""
    return _NOT_XML.sub("", text)
