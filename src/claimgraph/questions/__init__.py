"""Stored SPARQL questions: read, bind, answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """A parameter of a stored question: grlc's `?_name_type` variable."""

    name: str
    variable: str
    type: str
    default: str | None = None


@dataclass(frozen=True)
class Question:
    """A stored SPARQL query with its grlc header; `theme` is the folder it lies in.

    Only where a person has said so does `allows_service` let it call other servers by SERVICE.
    """

    theme: str
    name: str
    summary: str
    description: str
    sparql: str
    file: str
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    allows_service: bool = False
