"""Looks names up at a service, and says that things are the same as those found (skos:exactMatch).

The service follows the Reconciliation Service API 0.2 (W3C community group report).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

import pyoxigraph as ox

from claimgraph import alike
from claimgraph.claims import capture, registry
from claimgraph.claims.notation import edits, located
from claimgraph.claims.registry import Match
from claimgraph.errors import ProjectError, QuestionError, StoreError, UsageError
from claimgraph.graph import loading
from claimgraph.graph.project import NOTATION
from claimgraph.graph.stores.credentials import must_be_address, shown
from claimgraph.graph.stores.http import Limits, Wire
from claimgraph.graph.turtle import format as turtle
from claimgraph.vocab import GRAPH, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from claimgraph.claims.registry import Entry
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores.http import Reply


_SAME = SKOS + "exactMatch"


def unmatched(project: Project, names: Sequence[str] = ()) -> list[Entry]:
    """Return the entries of a registry that are not said to be the same as anything elsewhere.

    With `names` these entries, by label, other name or the last part of an IRI. Raises
    QuestionError for a name that no entry has, and what reading the registry raises.
    """
    loaded = _files(project)
    entries = registry.described(loaded)
    if names:
        return [one for name in names for one in _called(entries, name)]
    matched = {
        quad.subject.value
        for one in loaded
        for quad in one.quads
        if quad.predicate.value == _SAME and isinstance(quad.subject, ox.NamedNode)
    }
    return [one for one in entries if one.iri not in matched and one.kind]


def _files(project: Project) -> Sequence[Loaded]:
    graph = GRAPH + registry.FOLDER
    return loading.parsed(file for file in project.data_files if file.graph == graph)


def _called(entries: Sequence[Entry], name: str) -> list[Entry]:
    wanted = alike.plain(name)
    entries_named = [
        one for one in entries if name == one.iri or wanted in map(alike.plain, one.names)
    ]
    if not entries_named:
        near = alike.nearest(name, [one for each in entries for one in each.names], 3, 50)
        suggested = f" (nearest: {', '.join(near)})" if near else ""
        raise QuestionError(f"nothing in the registry is called '{name}'{suggested}")
    return entries_named


def write(project: Project, entry: Entry, iri: str) -> str:
    """Write that an entry is the same as what an IRI names, in the file that describes it.

    All else that the file says stays, comments included. Returns the file's name. Raises
    ProjectError where the entry stands in no file that can be written, UsageError where a comment
    would be lost.
    """
    for one in _files(project):
        if not any(_describes(quad, entry.iri) for quad in one.quads):
            continue
        if one.file.format == NOTATION:
            item = located.items(one)[entry.iri]
            text = edits.changed(one.text, item.kind, item.name, "same as", iri)
            capture.rewrite(one, text)
        elif one.file.format == "turtle":
            fact = ox.Quad(ox.NamedNode(entry.iri), ox.NamedNode(_SAME), ox.NamedNode(iri))
            turtle.write(turtle.added(one.file, fact))
        else:
            continue
        return one.file.name
    raise ProjectError(
        f"{entry.iri}: is described in no file of Turtle or in the notation: "
        f"write skos:exactMatch <{iri}> by hand"
    )


def _describes(quad: ox.Quad, iri: str) -> bool:
    is_kind = quad.predicate.value.endswith("#type")
    return is_kind and isinstance(quad.subject, ox.NamedNode) and quad.subject.value == iri


# A batch of a few candidates is small, and a person waits for it.
LIMITS = Limits(connect=10, read=20, total=40, size=4 * 2**20, retries=1)
_HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
}
_ACCEPT = {"Accept": "application/json"}
# Candidates do not have longer names and identifiers.
_LONGEST = 2000


def candidates(name: str, url: str, limit: int = 5, wire: Wire | None = None) -> tuple[Match, ...]:
    """Return what a service proposes for a name, the best first, equals by names and identifiers.

    The name goes as a batch of one query, by POST as the form's `queries` (section 4.3); what comes
    back is read as section 4.2 has it. An identifier stands in the place of the IRI, and the score
    is the service's own. Raises UsageError for an empty name and what is not an address, StoreError
    where the service fails or answers otherwise.
    """
    if not name.strip():
        raise UsageError("the name is empty: write what the thing is called")
    batch = {"q0": {"query": name, "limit": limit}}
    data = urlencode({"queries": json.dumps(batch, ensure_ascii=False)}).encode()
    reply = (wire or Wire(LIMITS)).send(
        "POST", url, headers=_HEADERS, data=data, repeatable=True, follows=False
    )
    answer = _answered(reply, url)
    try:
        matches = list(_read(answer))
    except _OtherwiseError as error:
        raise _otherwise(url, str(error)) from None
    return tuple(
        sorted(matches, key=lambda one: (-one.score, one.label.casefold(), one.iri))[:limit]
    )


def _answered(reply: Reply, url: str) -> Any:
    """Return what an answer holds; raises StoreError for what is not JSON."""
    with reply.body as body:
        raw = body.read()
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError:
        raise _otherwise(url, "it is nested too deeply") from None
    except ValueError:
        raise _otherwise(url, "it is not JSON in UTF-8") from None


def space(url: str, wire: Wire | None = None) -> str:
    """Return what stands before a service's identifiers in IRIs: its manifest's `identifierSpace`.

    The manifest is the answer to a GET of the service itself (section 3). Raises UsageError for
    what is not an address, StoreError where the service fails or answers otherwise.
    """
    connection = wire or Wire(LIMITS)
    answer = _answered(
        connection.send("GET", url, headers=_ACCEPT, repeatable=True, follows=False), url
    )
    try:
        if not isinstance(answer, dict):
            raise _OtherwiseError("its manifest is not an object")
        prefix = _text(answer, "identifierSpace", "its manifest")
    except _OtherwiseError as error:
        raise _otherwise(url, str(error)) from None
    if _iri(prefix + "x") is None:
        raise _otherwise(url, "its manifest’s identifierSpace begins no http or https IRI")
    return prefix


def identified(matches: Iterable[Match], space: str) -> tuple[Match, ...]:
    """Return candidates with their IRIs: identifiers behind a space; those that make none are left.

    An identifier that is an http or https IRI already stands for itself.
    """
    made = ((one, _iri(one.iri) or _iri(space + one.iri)) for one in matches)
    return tuple(replace(one, iri=iri) for one, iri in made if iri is not None)


def _iri(text: str) -> str | None:
    """Return a text that is an http or https IRI (RFC 3987), else None."""
    if not text.isprintable() or not text.startswith(("http://", "https://")):
        return None
    try:
        must_be_address(text)
        return ox.NamedNode(text).value
    except (UsageError, ValueError):
        return None


class _OtherwiseError(Exception):
    """Part of an answer is not what the API says."""


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _otherwise(url: str, why: str) -> StoreError:
    return StoreError(
        f"{shown(url)}: does not answer as a reconciliation service ({why}): check the address"
    )


def _read(answer: Any) -> Iterator[Match]:
    """Yield the candidates of the batch's one result."""
    batch = answer.get("q0") if isinstance(answer, dict) else None
    result = batch.get("result") if isinstance(batch, dict) else None
    if not isinstance(result, list):
        raise _OtherwiseError("it has no list q0.result")
    for one in result:
        if not isinstance(one, dict):
            raise _OtherwiseError("a candidate is not an object")
        name = _text(one, "name")
        yield Match(_text(one, "id"), _kinds(one.get("type")), name, name, _score(one))


def _text(one: dict[str, Any], key: str, whose: str = "a candidate") -> str:
    value = one.get(key)
    if not isinstance(value, str) or not value or len(value) > _LONGEST or not _is_unicode(value):
        raise _OtherwiseError(f"{whose}’s {key} is not a text of up to {_LONGEST} characters")
    return value


def _is_unicode(text: str) -> bool:
    """Tell whether a text has no half of a surrogate pair, which JSON can write."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _score(one: dict[str, Any]) -> float:
    value = one.get("score")
    try:
        number = float(value) if isinstance(value, int | float) else math.nan
    except OverflowError:
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        raise _OtherwiseError("a candidate’s score is not a number")
    return number


def _kinds(types: Any) -> str:
    """Return the names of types, each given as an object or by its identifier alone."""
    if types is None:
        return ""
    if not isinstance(types, list):
        raise _OtherwiseError("a candidate’s type is not a list")
    named = (
        {"name": each.get("name") or each.get("id")} if isinstance(each, dict) else {"name": each}
        for each in types
    )
    return ", ".join(dict.fromkeys(_text(each, "name") for each in named))
