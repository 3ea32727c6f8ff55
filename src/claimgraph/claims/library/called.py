"""What people call things, as IRIs, looked up in a library's index."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph import alike
from claimgraph.claims.library.extracts import tokens
from claimgraph.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib.term import Node

    from claimgraph.claims.library.library import Library

# So many things are listed where one is meant; so many names are read to suggest one.
_LISTED, _MANY = 8, 5000
# Among things of one name: claims before articles, and these before all others.
_BEFORE = ("claim", "article")


def thing(library: Library, name: str, kinds: Sequence[str] = (), what: str = "thing") -> str:
    """Return the IRI of what is called so: by IRI, last part of it, label or another name.

    `article/name` is the last part of an IRI within an article. Of several things it is the claim,
    then the article. Raises QuestionError where nothing is called so, or several things are.
    """
    # What is no Unicode is the name of nothing.
    wanted = name.encode("utf-8", "replace").decode().strip().removeprefix("<").removesuffix(">")
    kinds_of = _called(library, wanted, kinds)
    for kind in _BEFORE:
        those = {iri: one for iri, one in kinds_of.items() if one == kind}
        if those:
            kinds_of = those
            break
    if len(kinds_of) == 1:
        return next(iter(kinds_of))
    if kinds_of:
        some = ", ".join(sorted(kinds_of)[:_LISTED])
        more = f" and {len(kinds_of) - _LISTED} more" if len(kinds_of) > _LISTED else ""
        raise QuestionError(
            f"'{name}': several things are called that: "
            f"give one as ARTICLE/NAME or IRI: {some}{more}"
        )
    near = alike.nearest(wanted, _some(library, kinds), 3, 50)
    suggested = f" (nearest: {', '.join(near)})" if near else ""
    raise QuestionError(f"no {what} '{name}'{suggested}: 'claimgraph find' looks for words")


def article(library: Library, name: str) -> str:
    """Return the IRI of the article that is called so; raises QuestionError as `thing`."""
    return thing(library, name, ("article",), "article")


def _called(library: Library, name: str, kinds: Sequence[str]) -> dict[str, str]:
    """Return the IRIs of what is called so, with their kinds; the nearest way to name it counts."""
    only = f" AND node.kind IN ({', '.join('?' for _ in kinds)})" if kinds else ""
    select = "SELECT DISTINCT term.iri, node.kind FROM node JOIN term ON term.id = node.term WHERE "
    ways = [
        ("term.iri = ?", [name]),
        ("node.local = ?", [name.casefold()]),
        ("node.plain = ?", [tokens(name)]),
    ]
    for condition, values in ways:
        if rows := library.rows(f"{select}{condition}{only}", [*values, *kinds]):
            return dict(rows)
    slug, slash, last = name.strip("/").rpartition("/")
    if slash and "://" not in name:
        rows = library.rows(f"{select}node.local = ?{only}", [last.casefold(), *kinds])
        within = f"/{slug.casefold()}/"
        return {iri: kind for iri, kind in rows if within in iri.casefold()}
    return _by_other_name(library, name, kinds)


def _by_other_name(library: Library, name: str, kinds: Sequence[str]) -> dict[str, str]:
    wanted = tokens(name)
    if not wanted:
        return {}
    rows = library.rows(
        "SELECT term.iri, node.kind, node.names FROM words JOIN node ON node.id = words.rowid "
        "JOIN term ON term.id = node.term WHERE words MATCH ? LIMIT ?",
        [f'names : "{wanted}"', _MANY],
    )
    return {
        iri: kind
        for iri, kind, others in rows
        if wanted in map(tokens, others.split("\n")) and (not kinds or kind in kinds)
    }


def _some(library: Library, kinds: Sequence[str]) -> list[str]:
    only = f"WHERE kind IN ({', '.join('?' for _ in kinds)}) " if kinds else ""
    rows = library.rows(
        f"SELECT label, local FROM node {only}ORDER BY kind = 'argument' LIMIT ?", [*kinds, _MANY]
    )
    return [name for row in rows for name in row]


def of_rows(library: Library, rows: Iterable[Mapping[str, Node]]) -> dict[Node, str]:
    """Return what the index calls the IRIs in the rows of an answer.

    Of things that are called the same the last part of the IRI stands behind the label, or the
    whole IRI, so that rows can be told apart.
    """
    iris = sorted({str(one) for row in rows for one in row.values() if isinstance(one, URIRef)})
    label_of = labels(library, iris)
    number = Counter(label_of.values())
    last = {iri: iri.rstrip("/#").rpartition("/")[2] for iri in label_of}
    number_alike = Counter((label, last[iri]) for iri, label in label_of.items())

    def told_apart(iri: str, label: str) -> str:
        if number[label] == 1:
            return label
        return f"{label} ({last[iri] if number_alike[label, last[iri]] == 1 else iri})"

    return {URIRef(iri): told_apart(iri, label) for iri, label in label_of.items()}


def labels(library: Library, iris: Sequence[str]) -> dict[str, str]:
    """Return what the index calls things, each by its first description."""
    labels_of: dict[str, str] = {}
    for iri in iris:
        row = library.rows(
            "SELECT label FROM node WHERE term = (SELECT id FROM term WHERE iri = ?) "
            "ORDER BY id LIMIT 1",
            [iri],
        )
        if row:
            labels_of[iri] = row[0][0]
    return labels_of
