"""Puts together what is joined, over any number of steps: connected components of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

T = TypeVar("T", bound="Hashable")


class Components(Generic[T]):
    """Sets of things that are joined; at first each thing is alone."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self._leader = {thing: thing for thing in things}

    def join(self, one: T, other: T) -> None:
        """Put two things, which may be new, into one component."""
        self._leader[self._top(one)] = self._top(other)

    def all(self) -> list[list[T]]:
        """Return the components, each in the order in which its things came, by their first."""
        members: dict[T, list[T]] = {}
        for thing in self._leader:
            members.setdefault(self._top(thing), []).append(thing)
        return list(members.values())

    def _top(self, thing: T) -> T:
        leader = self._leader
        leader.setdefault(thing, thing)
        while leader[thing] != thing:
            leader[thing] = leader[leader[thing]]
            thing = leader[thing]
        return thing
