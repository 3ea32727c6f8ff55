"""Looks names up at a service of the Reconciliation Service API 0.2 (W3C community group report).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

from claimgraph.claims.registry import Match
from claimgraph.errors import StoreError, UsageError
from claimgraph.graph.stores.address import shown
from claimgraph.graph.stores.http import Limits, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

# A batch of a few candidates is small, and a person waits for it.
LIMITS = Limits(connect=10, read=20, total=40, size=4 * 2**20, retries=1)
_HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
}
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
    with reply.body as body:
        raw = body.read()
    try:
        answer = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
        found = list(_read(answer))
    except RecursionError:
        raise _otherwise(url, "it is nested too deeply") from None
    except _OtherwiseError as error:
        raise _otherwise(url, str(error)) from None
    except ValueError:
        raise _otherwise(url, "it is not JSON in UTF-8") from None
    return tuple(sorted(found, key=lambda one: (-one.score, one.label.casefold(), one.iri))[:limit])


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
    held = answer.get("q0") if isinstance(answer, dict) else None
    result = held.get("result") if isinstance(held, dict) else None
    if not isinstance(result, list):
        raise _OtherwiseError("it has no list q0.result")
    for one in result:
        if not isinstance(one, dict):
            raise _OtherwiseError("a candidate is not an object")
        name = _text(one, "name")
        yield Match(_text(one, "id"), _kinds(one.get("type")), name, name, _score(one))


def _text(one: dict[str, Any], key: str) -> str:
    value = one.get(key)
    if not isinstance(value, str) or not value or len(value) > _LONGEST or not _is_unicode(value):
        raise _OtherwiseError(f"a candidate’s {key} is not a text of up to {_LONGEST} characters")
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
