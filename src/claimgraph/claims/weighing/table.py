"""The numbers by which claims are weighed, and how a project changes them.

Every number is a default that `docs/weighing.md` gives with its reason; a project's own table is
a TOML file, `weighing.toml`, beside its `data/`.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from rdflib import URIRef

from claimgraph.claims.weighing.semantics import FIRMEST
from claimgraph.errors import UsageError
from claimgraph.graph.project import real
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rdflib import Graph

FILE = "weighing.toml"
# Bytes of a table, and characters of its name, that are read.
_LARGEST = 1 << 20
_LONGEST = 60
VERSION = "1"
_SCHEMES = {
    "certainty": "certainty/",
    "evidence": "evidence-kind/",
    "schemes": "argument-scheme/",
}


def _concepts(scheme: str, grades: Mapping[str, int]) -> dict[str, int]:
    """Return grades by IRI; a name is that of a concept of the vocabulary's scheme."""
    return {
        name if ":" in name else f"{SCHEME}{_SCHEMES[scheme]}{name}": grade
        for name, grade in grades.items()
    }


@dataclass(frozen=True)
class Table:
    """Grades from 0 to 4: of a basis, and the caps of certainties, evidence kinds and schemes.

    `evidence` is of a kind and from a named issuer who gains nothing by it, `named` any other from
    a named source, `unnamed` an unnamed source or crowd, `author` the author's word. `hedged` is
    the most that a claim with any other certainty or a marker word has. `argued_for` is the least
    basis that counts where a claim is argued for.
    """

    name: str = "default"
    named: int = 3
    unnamed: int = 2
    author: int = 1
    hedged: int = 2
    argued_for: int = 2
    explicit: int = 4
    reconstructed: int = 3
    certainty: Mapping[str, int] = field(
        default_factory=lambda: _concepts(
            "certainty", {"asserted": 4, "once-expected": 0, "raised": 0}
        )
    )
    evidence: Mapping[str, int] = field(
        default_factory=lambda: _concepts(
            "evidence",
            {
                "statistical": 4,
                "documentary": 4,
                "physical-finding": 4,
                "event-record": 4,
                "experimental": 4,
                "observational": 4,
                "legal-authority": 4,
                "common-belief": 2,
            },
        )
    )
    schemes: Mapping[str, int] = field(
        default_factory=lambda: _concepts(
            "schemes", {"sequence": 2, "correlation-to-cause": 2, "popular-opinion": 2}
        )
    )

    def must_be_known(self, graph: Graph) -> None:
        """Raise UsageError for a concept that the table grades and the graph does not know."""
        for scheme in _SCHEMES:
            for iri in getattr(self, scheme).keys() - getattr(DEFAULT, scheme).keys():
                if (URIRef(iri), None, None) not in graph:
                    raise UsageError(
                        f"the {self.name} table: [{scheme}] grades {iri}, which nothing describes: "
                        "check the spelling"
                    )

    @property
    def digest(self) -> str:
        """The SHA-256 of its numbers: two tables with one digest weigh alike."""
        numbers = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "name"}
        return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


DEFAULT = Table()


def table(folder: Path, file: Path | None = None) -> Table:
    """Return a project's table: `file`, else `weighing.toml` in its folder, else the default.

    Raises UsageError for a file that cannot be read or holds something else, and for a
    `weighing.toml` that is a link to a place out of the project.
    """
    path = file or folder / FILE
    if file is None and not real(path).is_relative_to(real(folder)):
        raise UsageError(f"{path}: leads out of the project: put a copy there, or use --table FILE")
    if not path.is_file():
        if file is None:
            return DEFAULT
        raise UsageError(f"{path}: cannot be read (it is not a file): name another file")
    try:
        with path.open("rb") as opened:
            text = opened.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise UsageError(f"{path}: is larger than a table of grades can be: name another file")
        given = tomllib.loads(text.decode())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}): name another file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not TOML: {error}") from error
    except RecursionError as error:
        raise UsageError(f"{path}: is nested too deep: write it flatter") from error
    return _table(path, given)


def _table(path: Path, given: Mapping[str, Any]) -> Table:
    known = {one.name.replace("_", "-"): one.name for one in fields(Table)}
    values: dict[str, Any] = {"name": path.name}
    for key, value in given.items():
        if key not in known:
            raise UsageError(f"{path}: '{key}' is not one of {', '.join(sorted(known))}")
        if key == "name":
            if not isinstance(value, str) or not value.strip() or len(value.splitlines()) > 1:
                raise UsageError(f"{path}: name must be a line of text, not {str(value)[:40]!r}")
            values["name"] = value.strip()[:_LONGEST]
        elif key in _SCHEMES:
            if not isinstance(value, dict):
                raise UsageError(f"{path}: '{key}' must be a table of names and grades")
            for name, grade in value.items():
                _grade(path, f"{key}.{name}", grade)
            values[key] = {**getattr(DEFAULT, key), **_concepts(key, value)}
        else:
            values[known[key]] = _grade(path, key, value)
    return replace(DEFAULT, **values)


def _grade(path: Path, key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= FIRMEST:
        raise UsageError(f"{path}: {key} must be a grade from 0 to {FIRMEST}, not {value!r}")
    return value
