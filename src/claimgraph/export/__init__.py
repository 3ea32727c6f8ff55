"""Writes the graph in the forms that people's tools read, all with one signature.

A module `claimgraph.export.<module>` holds `FORMS`, a tuple of `Form`.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Literal

from claimgraph import alike
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox
    from rdflib import Dataset

    from claimgraph.graph.project import Project, RdfFile

# The modules and the forms of each, in the order in which they are listed to people.
_MODULES = {
    "rdf": ("turtle", "trig", "ntriples", "nquads", "canonical", "rdfxml"),
    "jsonld": ("jsonld", "jsonld-framed"),
    # The forms of communities (docs/export-communities.md).
    "tables": ("tables", "parquet"),
    "graphml": ("graphml-argument", "graphml-actors", "graphml-evidence"),
    "annotations": ("annotations",),
    "schemaorg": ("schemaorg", "claimreview"),
    "aif": ("aif", "aifdb"),
    "world": ("world", "world-graphs"),
    "nanopubs": ("nanopubs",),
    "sssom": ("sssom",),
    "void": ("void",),
}
NAMES = tuple(chain.from_iterable(_MODULES.values()))
# Suffixes that leave no doubt.
_BY_SUFFIX = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".rdf": "rdfxml",
    ".jsonld": "jsonld",
}


@dataclass(frozen=True)
class Source:
    """What is exported: a stream of quads that can be read again, and the project it belongs to.

    `project` gives the vocabulary and the shapes; `prefixes` are those that the source declares. A
    source of several files has a stream for each: no blank node is in two of them.
    """

    project: Project
    streams: Callable[[], Iterable[Iterator[ox.Quad]]]
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads, each time from the start, without holding them."""
        return chain.from_iterable(self.streams())

    @cached_property
    def graph(self) -> Dataset:
        """All quads in memory, as an rdflib dataset that reads as the union of its graphs."""
        from claimgraph.graph.stores.memory import Embedded

        return Embedded(self.quads()).graph


@dataclass(frozen=True)
class Form:
    """A form of export.

    `extension` begins with a dot. A form of `kind` "quads" keeps the names of the graphs, one of
    "triples" holds their union, and a "document" is made of the graph but not the graph itself.
    `write` writes all of it to a binary stream, the same bytes for the same graph. An archive holds
    files of the media type `packed`.
    """

    name: str
    media_type: str
    extension: str
    kind: Literal["quads", "triples", "document"]
    write: Callable[[Source, BinaryIO], None]
    packed: str = ""


def of_files(project: Project, files: Sequence[RdfFile]) -> Source:
    """Return files as what is exported, one after the other.

    Of two files that declare one prefix, the first counts. Reading raises ProjectError and
    SyntaxFault.
    """
    from claimgraph.graph import loading

    declared = dict(item for file in reversed(files) for item in loading.prefixes(file).items())
    return Source(project, lambda: map(loading.stream, files), declared)


def named(name: str | None, output: Path | None) -> Form:
    """Return the form of that name, or else the one of the output's suffix, or else TriG.

    Raises what `form` does.
    """
    suffix = output.suffix.lower() if output else ""
    return form(_BY_SUFFIX.get(suffix, "trig") if name is None else name)


def form(name: str) -> Form:
    """Return the form of that name; raises UsageError, with the nearest name, for another."""
    if name not in NAMES:
        near = [_BY_SUFFIX.get(f".{name}"), *alike.nearest(name, NAMES)]
        nearest = next(filter(None, near), None)
        mend = f"did you mean {nearest}?" if nearest else f"choose from {', '.join(NAMES)}"
        raise UsageError(f"no format '{name}': {mend}")
    module = next(module for module, names in _MODULES.items() if name in names)
    forms: tuple[Form, ...] = importlib.import_module(f"claimgraph.export.{module}").FORMS
    return next(form for form in forms if form.name == name)
