"""Edits of a capture's text: an item added, changed or removed, all else left as it is.

Each takes the text and returns the new one. A text that would not say exactly what is wanted is
never returned: UsageError says why.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from claimgraph.claims.notation import emitting, splicing, table
from claimgraph.claims.notation.emitting import meaning
from claimgraph.claims.notation.located import Locations
from claimgraph.claims.notation.nodes import Pairs
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from claimgraph.claims.notation.located import Located, Path
    from claimgraph.claims.notation.table import Item, Key

KINDS = tuple(item.name for item in table.ITEMS)
ARTICLE = "article"
# Forms of keys whose values are items that one has several of; of others one is usual.
_SEVERAL = ("items", "evidence", "figure")
_HOLDING = (*_SEVERAL, "when", "attribution", "name")


def added(
    text: str, kind: str, item: Mapping[str, Any], under: str | None = None, key: str | None = None
) -> str:
    """Return a text with a new item of a kind, in the list at the top or under another item.

    `item` has the keys of the notation, as JSON gives them. `under` names the item that it goes
    under, by its name or by kind and name (`claim:cost`); `key` is the key there, such as
    `against`, where the kind has several.
    """
    what, wanted = _item(kind), _mapping(item)
    root = _root(text)
    locations = Locations(text, root)
    name = wanted.get(kind)
    if isinstance(name, str) and locations.find(kind, name) is not None:
        raise UsageError(f"{kind} {name!a} is in this capture already: choose another name")
    if under is None:
        if key is not None:
            raise UsageError(f"{key!a} is a key of another item: say under which the new one goes")
        path: Path = ()
        slot, several = what.many, True
    else:
        parent, held = _parent(locations, kind, under, key)
        path, slot, several = parent.path, held.name, held.value in _SEVERAL
    whole = meaning(root)
    at = _keyed(whole, path, locations)
    at[slot] = _extended(at.get(slot), wanted, several=several)
    return splicing.spliced(text, whole)


def changed(text: str, kind: str, name: str, key: str, value: Any) -> str:
    """Return a text with another value of an item's key; None removes the key.

    Of the kind `article` are the keys at the top: `name` is not read then.
    """
    return changed_all(text, kind, [name], key, value)


def changed_all(text: str, kind: str, names: Iterable[str], key: str, value: Any) -> str:
    """Return a text with the same value of a key of several items."""
    root = _root(text)
    whole = meaning(root)
    locations = Locations(text, root)
    for name in names:
        path = () if kind == ARTICLE else locations.of(_item(kind).name, name).path
        at = _keyed(whole, path, locations)
        if value is None:
            at.pop(key, None)
        else:
            at.update(_mapping({key: value}))
    return splicing.spliced(text, whole)


def removed(text: str, kind: str, name: str) -> str:
    """Return a text without an item, and without the list that only it was in."""
    root = _root(text)
    whole = meaning(root)
    *path, last = Locations(text, root).of(_item(kind).name, name).path
    if isinstance(last, int) and len(_at(whole, path)) == 1 and len(_at(whole, path[:-1])) > 1:
        *path, last = path
    del _at(whole, path)[last]
    return splicing.spliced(text, whole)


def _root(text: str) -> Pairs:
    root = splicing.read(text)
    if root is None:
        return Pairs(0)
    if not isinstance(root, Pairs):
        raise UsageError("the file is not a capture: begin it with keys such as title:")
    return root


def _item(kind: str) -> Item:
    if kind not in KINDS:
        raise UsageError(f"{kind!a} is not a kind of item: choose one of {', '.join(KINDS)}")
    return table.item(kind)


def _mapping(item: Mapping[str, Any]) -> dict[str, Any]:
    wanted = emitting.wanted(item)
    if not isinstance(wanted, dict) or not wanted:
        raise UsageError("an item has keys and values: write it as {key: value}")
    return wanted


def _parent(locations: Locations, kind: str, under: str, key: str | None) -> tuple[Located, Key]:
    """Return the item that a new one goes under, and its key there."""
    first, colon, rest = under.partition(":")
    among = first if colon and first in KINDS else None
    name = rest if among else under
    ways = [
        (parent, one)
        for parent in table.ITEMS
        for one in parent.keys
        if kind in one.of and one.value in _HOLDING and among in (None, parent.name)
        if key in (None, one.name)
    ]
    ways.sort(key=lambda way: _HOLDING.index(way[1].value))
    for parent, one in ways:
        held = locations.find(parent.name, name)
        if held is not None:
            return held, one
    if not ways:
        at = f" as {key!a}" if key else ""
        raise UsageError(f"a new {kind} does not go under {among or 'an item'}{at}: see the keys")
    kinds = " or ".join(dict.fromkeys(parent.name for parent, _ in ways))
    raise UsageError(f"no {kinds} is called {name!a} in this capture: give one that is")


def _at(whole: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        whole = whole[step]
    return whole


def _keyed(whole: Any, path: Path, locations: Locations) -> dict[str, Any]:
    """Return the mapping at a path; an item on a compact line becomes one."""
    at: dict[str, Any] = _at(whole, path)
    if isinstance(at, dict):
        return at
    node = next(one.node for one in locations.items if one.path == path)
    at = copy.deepcopy(meaning(node))
    _at(whole, path[:-1])[path[-1]] = at
    return at


def _extended(held: Any, item: Any, *, several: bool) -> Any:
    if held is None or held == []:
        return [item] if several else item
    return [*held, item] if isinstance(held, list) else [held, item]
