"""Names that nothing describes, reported where they are used with the nearest that exists.

Only names of which the project has to have the description are looked at: those of claimgraph's
vocabulary, its concepts and the resources below its address; the terms that the project's own
vocabulary defines; and what claims, arguments and their kin refer to beside things of the project.
Where a whole namespace is misspelt, that is told once, where its prefix is declared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph import alike
from claimgraph.check.terms import terms_of
from claimgraph.findings import Finding, Location, Severity
from claimgraph.graph.turtle.places import Lines
from claimgraph.vocab import ARTICLE, BASE, CG, GRAPH, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import pyoxigraph as ox

    from claimgraph.check.terms import Terms
    from claimgraph.graph.loading import Loaded

_OURS, _CLASS = f"<{BASE}", f"<{CG}"
# Names of graphs and shapes are described by files, not by statements.
_ELSEWHERE = (f"<{GRAPH}", f"<{SHAPES}")
# Looking for the nearest of many names takes its time: that is done for so many at most.
_MOST = 50
_LOCAL = re.compile(r"[\w.-]*", re.ASCII)
# Namespaces as much like as this are meant to be one; other digits make it another version.
_ALIKE = 90
# The other namespace of a vocabulary that has two.
_ALSO_RIGHT = ("http://schema.org/",)


def namespace(name: str) -> str:
    """Return the part of an IRI up to its last / or #; the angle bracket before it stays."""
    return name[: max(name.rfind("/"), name.rfind("#")) + 1]


def article(name: str) -> str:
    """Return the part of an IRI below which an article's own resources lie, if there is one."""
    return name[: name.find("/", len(f"<{ARTICLE}")) + 1]


@dataclass(frozen=True)
class Misspelt:
    """A prefix that a file declares for a namespace that is only much like the `right` one."""

    one: Loaded
    prefix: str
    namespace: str
    right: str

    def has(self, name: str) -> bool:
        """Tell whether a term in N-Triples syntax is or its datatype is in the namespace."""
        return f"<{self.namespace}" in name

    @property
    def hiding(self) -> Loaded:
        """The file, with the names of statements in the namespace as those of unread ones."""
        hidden = [
            quad
            for quad in self.one.quads
            if str(quad.subject).startswith("_:")
            or any(map(self.has, (str(quad.predicate), str(quad.object))))
        ]
        owners = frozenset(str(quad.subject)[1:-1] for quad in hidden)
        names = owners | {str(quad.object)[1:-1] for quad in hidden if str(quad.object)[0] == "<"}
        return replace(self.one, names=self.one.names | names, owners=self.one.owners | owners)

    @property
    def finding(self) -> Finding:
        """The finding where the prefix is declared."""
        return Finding(
            rule="undescribed",
            severity=Severity.VIOLATION,
            message=f"nothing is described in the namespace `{self.namespace}` of "
            f"`{self.prefix}:`; nearest: `{self.right}`",
            location=self._place,
            hint="Correct the namespace, or describe its terms.",
            value=f"<{self.namespace}>",
        )

    @property
    def _place(self) -> Location:
        file, iri = self.one.file.name, re.escape(self.namespace)
        declared = re.compile(rf"^\s*@?prefix\s+{re.escape(self.prefix)}:\s*<({iri})>", re.I | re.M)
        declaration = declared.search(self.one.text)
        start = declaration.start(1) - 1 if declaration else self.one.text.find(self.namespace)
        if start < 0:
            return Location(file)
        end = start + len(self.namespace) + (2 if declaration else 0)
        return Lines(self.one.text).location(file, start, end)


def misspelt(
    data: Iterable[Loaded],
    terms: Terms,
    described: AbstractSet[str],
    known: Mapping[str, str],
) -> list[Misspelt]:
    """Return the prefixes of unknown namespaces that are spelt much like one of the `known`.

    Those are by their prefixes. Only a well-known prefix is taken for misspelt, or any below
    claimgraph's address; and only where terms of the namespace are used without any description.
    """
    right = {*known.values(), *_ALSO_RIGHT}
    misspelt_prefixes = []
    for one in data:
        for prefix, space in one.prefixes.items():
            if space in right or not (prefix in known or f"<{space}".startswith(_OURS)):
                continue
            near = _meant(space, (known[prefix],) if prefix in known else tuple(sorted(right)))
            if near is None or any(name.startswith(f"<{space}") for name in described):
                continue
            wrong = Misspelt(one, prefix, space, near)
            if any(map(wrong.has, terms.predicates | terms.kinds | terms.objects)):
                misspelt_prefixes.append(wrong)
    return misspelt_prefixes


@lru_cache(maxsize=1000)
def _meant(space: str, known: tuple[str, ...]) -> str | None:
    likeness = {
        each: alike.likeness(space, each)
        for each in known
        if not space.startswith(each) and re.findall(r"\d", space) == re.findall(r"\d", each)
    }
    near = max(likeness, key=lambda each: likeness[each], default=None)
    return near if near is not None and likeness[near] > _ALIKE else None


def findings(
    data: Sequence[Loaded],
    terms: Terms,
    described: AbstractSet[str],
    typed: AbstractSet[str],
    vocabularies: AbstractSet[str],
) -> list[Finding]:
    """Return a finding for each name in `data` that nothing describes, at its uses.

    `terms` are those of `data`; `described` is whatever has a description, in `data` or beside it;
    `typed` are resources of claimgraph's classes; `vocabularies` the namespaces of the project's
    own terms.
    """
    missing = (terms.predicates | terms.kinds | terms.objects) - described
    homes = {namespace(name) for name in typed}
    wanted = {
        name
        for name in missing
        if name[0] == "<"
        and not name.endswith(("#>", "/>"))
        and not name.startswith(_ELSEWHERE)
        and (name.startswith(_OURS) or namespace(name) in vocabularies | homes)
    }
    if not wanted:
        return []
    known = vocabularies | {_CLASS}
    uses: dict[str, list[tuple[Loaded, ox.Quad]]] = defaultdict(list)
    for one in data:
        own = terms_of(one)
        if wanted.isdisjoint(own.predicates | own.kinds | own.objects):
            continue
        for quad in one.quads:
            predicate, value = str(quad.predicate), str(quad.object)
            if predicate in wanted:
                uses[predicate].append((one, quad))
            if value in wanted and (
                value.startswith(_OURS) or {namespace(value), namespace(predicate)} & known
            ):
                uses[value].append((one, quad))
    return _told(uses, described)


def _told(
    uses: dict[str, list[tuple[Loaded, ox.Quad]]], described: AbstractSet[str]
) -> list[Finding]:
    # Here, for most runs have nothing to tell.
    from claimgraph.check.findings import Files

    files = Files([one for each in uses.values() for one, _ in each])
    undescribed_findings = []
    for number, name in enumerate(sorted(uses)):
        near = nearest(name, described) if number < _MOST else []
        prefixes = uses[name][0][0].prefixes
        shown = " or ".join(_shown(one, prefixes) for one in near)
        places = list(
            dict.fromkeys(at for one, quad in uses[name] for at in files.written(one, quad, name))
        )
        undescribed_findings.append(
            Finding(
                rule="undescribed",
                severity=Severity.VIOLATION,
                message=f"{_shown(name, prefixes)} is not described"
                + (f"; nearest: {shown}" if shown else ""),
                location=places[0],
                hint="Correct the name, or describe what it names.",
                value=name,
                also=tuple(places[1:]),
            )
        )
    return undescribed_findings


def nearest(name: str, described: Iterable[str]) -> list[str]:
    """Return what may be meant by a name: of its namespace, or of the same end in one near.

    Two names where both hold it; none if no name is similar.
    """
    home = namespace(name)
    local = name[len(home) :]
    names = list(described)
    beside = {each[len(home) :]: each for each in names if each.startswith(home)}
    if near := alike.meant(local, beside):
        return [beside[one] for one in near]
    whole = namespace(home[:-1])
    kin = [each for each in names if each.startswith(_OURS) and each.endswith(f"/{local}")]
    return sorted(kin, key=lambda each: (not each.startswith(whole), each))[:1]


def _shown(name: str, prefixes: dict[str, str]) -> str:
    """Return an IRI as a file with these prefixes would write it."""
    iri = name[1:-1]
    for prefix, start in sorted(prefixes.items(), key=lambda item: -len(item[1])):
        if start and iri.startswith(start) and _LOCAL.fullmatch(iri, len(start)):
            return f"`{prefix}:{iri[len(start) :]}`"
    return f"`<{iri}>`"
