"""Edits of a capture's text: an item added, changed or removed, all else left as it is.

Each takes the text and returns the new one. A text that would not say exactly what is wanted is
never returned: UsageError says why.
"""

from __future__ import annotations

import copy
import itertools
from typing import TYPE_CHECKING, Any, cast

from claimgraph.claims.notation import emitting, splicing, table
from claimgraph.claims.notation.emitting import meaning
from claimgraph.claims.notation.located import Locations
from claimgraph.claims.notation.names import NAMING
from claimgraph.claims.notation.nodes import Pairs
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claimgraph.claims.notation.located import Located, Path
    from claimgraph.claims.notation.table import Item, Key

KINDS = tuple(item.name for item in table.ITEMS)
ARTICLE = "article"
# Forms of keys whose values are items that one has several of; of others one is usual.
_SEVERAL = ("items", "evidence", "figure")
_HOLDING = (*_SEVERAL, "when", "attribution", "name")
# Keys by which items are found, or found by other names than before.
_CALLED = (*KINDS, *NAMING, "premises", "by")


class Edits:
    """Edits of one capture: made in what it says, and written into its text at once.

    Items are found by the names that they had before, or have been given. An edit that raises
    UsageError changes nothing.
    """

    def __init__(self, text: str) -> None:
        root = _root(text)
        self._text = text
        self._whole: Any = meaning(root)
        self._located: Locations | None = Locations(text, root)
        # Whether items were added since the locations were read, and what their names may be.
        self._added, self._new = False, set[str]()

    @property
    def text(self) -> str:
        """The capture with the edits; raises UsageError if it cannot be changed so."""
        return splicing.spliced(self._text, self._whole)

    def value(self, key: str) -> Any:
        """Return what the capture says under a key at the top with the edits, None without it."""
        return self._whole.get(key)

    def add(
        self,
        kind: str,
        item: Mapping[str, Any],
        under: str | None = None,
        key: str | None = None,
    ) -> None:
        """Add an item, as `added` does."""
        what, wanted = _item(kind), _mapping(item)
        name = wanted.get(kind)
        if isinstance(name, str) and self._locations(name).find(kind, name) is not None:
            raise UsageError(f"{kind} {name!a} is in this capture already: choose another name")
        if under is None:
            if key is not None:
                raise UsageError(
                    f"{key!a} is a key of another item: say under which the new one goes"
                )
            path: Path = ()
            slot, several = what.many, True
        else:
            parent, held_by = self._parent(kind, under, key)
            path, slot, several = parent.path, held_by.name, held_by.value in _SEVERAL
        at = self._keyed(path)
        held = at.get(slot)
        at[slot] = _extended(held, wanted, several=several)
        if held is None or isinstance(held, list):
            self._added = True
            self._new |= set(_names(wanted))
        else:
            self._located = None  # what was there alone is now in a list

    def change(self, kind: str, name: str, values: Mapping[str, Any]) -> None:
        """Give an item's keys other values, as `changed` does."""
        new = emitting.wanted(dict(values))
        path = () if kind == ARTICLE else self._of(_item(kind).name, name).path
        at = self._keyed(path)
        for key in values:
            held, value = at.get(key), new.get(key)
            inner = isinstance(held, dict | list) or isinstance(value, dict | list)
            if inner or kind == ARTICLE or key in _CALLED:
                self._located = None
            if value is None:
                at.pop(key, None)
            else:
                at[key] = value

    def remove(self, kind: str, name: str) -> None:
        """Remove an item, as `removed` does."""
        *path, last = self._going(kind, name)
        del _at(self._whole, path)[last]
        self._located = None

    def comments(self, kind: str, name: str) -> list[str]:
        """Return the comments of the text on an item, which have no place without it."""
        return splicing.comments_on(self._text, self._going(kind, name))

    def _going(self, kind: str, name: str) -> Path:
        """Return the path of an item, or of the list that only it is in."""
        path = self._of(_item(kind).name, name).path
        alone = isinstance(path[-1], int) and len(_at(self._whole, path[:-1])) == 1
        return path[:-1] if alone and len(_at(self._whole, path[:-2])) > 1 else path

    # ── Where items are ──────────────────────────────────────────────────────────────────────────

    def _locations(self, name: str) -> Locations:
        """Return where items are; one of this name may have been added since they were read."""
        if self._located is None or name in self._new:
            root = emitting.node(self._whole, itertools.count())
            self._located = Locations("", cast("Pairs", root))
            self._added, self._new = False, set()
        return self._located

    def _again(self) -> bool:
        """Tell whether items were added since the locations were read, and forget those."""
        if self._added:
            self._located = None
        return self._added

    def _of(self, kind: str, name: str) -> Located:
        try:
            return self._locations(name).of(kind, name)
        except UsageError:
            if not self._again():
                raise
            return self._locations(name).of(kind, name)

    def _parent(self, kind: str, under: str, key: str | None) -> tuple[Located, Key]:
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
        if not ways:
            at = f" as {key!a}" if key else ""
            raise UsageError(
                f"a new {kind} does not go under {among or 'an item'}{at}: see the keys"
            )
        while True:
            for parent, one in ways:
                held = self._locations(name).find(parent.name, name)
                if held is not None:
                    return held, one
            if not self._again():
                break
        kinds = " or ".join(dict.fromkeys(parent.name for parent, _ in ways))
        raise UsageError(f"no {kinds} is called {name!a} in this capture: give one that is")

    def _keyed(self, path: Path) -> dict[str, Any]:
        """Return the mapping at a path; an item on a compact line becomes one."""
        at: dict[str, Any] = _at(self._whole, path)
        if isinstance(at, dict):
            return at
        assert self._located is not None
        node = next(one.node for one in self._located.items if one.path == path)
        at = copy.deepcopy(meaning(node))
        _at(self._whole, path[:-1])[path[-1]] = at
        self._located = None
        return at


def added(
    text: str, kind: str, item: Mapping[str, Any], under: str | None = None, key: str | None = None
) -> str:
    """Return a text with a new item of a kind, in the list at the top or under another item.

    `item` has the keys of the notation, as JSON gives them. `under` names the item that it goes
    under, by its name or by kind and name (`claim:cost`); `key` is the key there, such as
    `against`, where the kind has several.
    """
    edits = Edits(text)
    edits.add(kind, item, under, key)
    return edits.text


def changed(text: str, kind: str, name: str, key: str, value: Any) -> str:
    """Return a text with another value of an item's key; None removes the key.

    Of the kind `article` are the keys at the top: `name` is not read then.
    """
    return changed_all(text, kind, [name], key, value)


def changed_all(text: str, kind: str, names: Iterable[str], key: str, value: Any) -> str:
    """Return a text with the same value of a key of several items."""
    edits = Edits(text)
    for name in names:
        edits.change(kind, name, {key: value})
    return edits.text


def removed(text: str, kind: str, name: str) -> str:
    """Return a text without an item, and without the list that only it was in."""
    edits = Edits(text)
    edits.remove(kind, name)
    return edits.text


def comments(text: str, kind: str, name: str) -> list[str]:
    """Return the comments on an item: right above it, on its lines, or further in below it."""
    return Edits(text).comments(kind, name)


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


def _at(whole: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        whole = whole[step]
    return whole


def _names(value: Any) -> Iterator[str]:
    """Yield what may be names of items in a value."""
    if isinstance(value, dict):
        yield from (one for key, one in value.items() if key in KINDS and isinstance(one, str))
    for one in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _names(one)


def _extended(value: Any, item: Any, *, several: bool) -> Any:
    if value is None or value == []:
        return [item] if several else item
    return [*value, item] if isinstance(value, list) else [value, item]
