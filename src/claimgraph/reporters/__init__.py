"""Reports in the forms that people and tools read, one file per form, one signature each.

A module `claimgraph.reporters.<name>` has `write(report, out, rules=())`: it writes the whole
report to a text stream, explaining the rules that it is given.
"""

from __future__ import annotations

import difflib
import importlib
import re
from typing import TYPE_CHECKING, Protocol, cast

from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from claimgraph.model import Report, Rule

# In the order in which they are listed to people.
NAMES = ("text", "github", "sarif", "junit", "json", "turtle")

# Control characters but for tab and line feed, and those that turn the direction of writing: what
# a file holds shall not steer the terminal or disguise what is said of it.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Reporter(Protocol):
    """What every form offers."""

    def __call__(self, report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:
        """Write a report to a text stream."""
        ...


def reporter(name: str) -> Reporter:
    """Return the writer of a form; raises UsageError for an unknown name."""
    if name not in NAMES:
        near = difflib.get_close_matches(name, NAMES, n=1)
        nearest = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"no report format '{name}': {nearest}choose from {', '.join(NAMES)}")
    return cast("Reporter", importlib.import_module(f"claimgraph.reporters.{name}").write)


def harmless(text: str) -> str:
    """Return a text with U+FFFD for each character that would steer what displays it."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: a file's name may have bytes that are no characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def sentence(subject: str | None, message: str) -> str:
    """Return what is said of a subject: Claim ‘The ferry sails’ has no passage."""
    return f"{subject} {message}" if subject else message
