"""What an import reads from another tool's file, as frozen values; it knows no RDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Way = Literal["supports", "opposes", "undercuts"]


@dataclass(frozen=True)
class Options:
    """What a form is read with.

    `name` is the file's, for messages. `beside` are the files that belong to it, by what they are
    to the form. `document` names one of several documents in the file, `labels` the marks that are
    claims, where the form's own names for them do not tell.
    """

    name: str
    beside: Mapping[str, bytes] = field(default_factory=dict)
    document: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """A stretch of the text: its words, and its offsets in code points of the text as written.

    Without offsets it is found by its words, and by those before and after it.
    """

    words: str
    start: int | None = None
    end: int | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Claim:
    """A claim: `key` is its name in the file, `text` what it says, `kind` a class of it.

    `note` is what an annotator wrote beside it; `sources` are keys of what it rests on.
    """

    key: str
    text: str
    spans: tuple[Span, ...] = ()
    label: str = ""
    kind: str = "FactualClaim"
    thesis: bool = False
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Argument:
    """Claims, by their keys, that bear on a claim, or, of an undercut, on an argument.

    `scheme` is a name or a label of an argument scheme, or empty.
    """

    key: str
    way: Way
    premises: tuple[str, ...]
    conclusion: str
    scheme: str = ""
    note: str = ""


@dataclass(frozen=True)
class Source:
    """A source: `kind` is a class of the vocabulary, dates are YYYY, YYYY-MM or YYYY-MM-DD."""

    key: str
    title: str
    kind: str = "Publication"
    issued: str = ""
    accessed: str = ""
    url: str = ""
    issuer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Imported:
    """What a file holds; `left_out` has a line for all that could not be carried over.

    `text` is the annotated text as written, where the file has it. `url` is its address.
    """

    claims: tuple[Claim, ...] = ()
    arguments: tuple[Argument, ...] = ()
    sources: tuple[Source, ...] = ()
    text: str | None = None
    title: str = ""
    url: str = ""
    language: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of import.

    `suffixes` are those of its files; `recognises` tells by a file's bytes whether it may be one.
    `beside` gives, by what they are to the form, the patterns of files that belong to a file:
    `{stem}` is its name without the suffix.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, Options], Imported]
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
