"""Articles checked in batches: each with the registry beside it, so that memory stays as it is.

A batch holds articles that have nothing to do with each other, as far as anybody knows before they
are read. What a batch returns says which resources its articles define and refer to elsewhere; who
turns out to be connected is checked again, together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from claimgraph.check import (
    bearing,
    described_twice,
    engines,
    stored_graphs,
    texts,
    undescribed,
    unread,
)
from claimgraph.check.faults import of_file, stands_in
from claimgraph.check.groups import Checked
from claimgraph.check.terms import About, Terms, about_of, terms_of
from claimgraph.check.undescribed import Misspelt
from claimgraph.check.unread import Part
from claimgraph.errors import ProjectError, ShapesError
from claimgraph.findings import Finding
from claimgraph.graph import loading, prefixes, remembered
from claimgraph.graph import project as projects
from claimgraph.graph.loading import Loaded
from claimgraph.graph.project import RdfFile
from claimgraph.vocab import RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import pyoxigraph as ox

    from claimgraph.check.engines import Validator
    from claimgraph.check.groups import Group
    from claimgraph.graph.project import Project


@dataclass(frozen=True)
class Context:
    """What every batch of a project needs: vocabulary, rules, and what is wrong with them.

    `own` are the project's own files of both; `foreign` are the nodes that claimgraph's vocabulary
    describes and the project's does not, which are not the project's to mend; `namespaces` those
    in which the project's own vocabulary defines terms; `prefixes` those that are well known.
    `known` is what the vocabulary describes.
    """

    vocabulary: tuple[ox.Quad, ...]
    rules: tuple[ox.Quad, ...]
    own: tuple[Loaded, ...]
    foreign: frozenset[str]
    namespaces: frozenset[str]
    prefixes: dict[str, str]
    known: frozenset[str]
    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]

    @cached_property
    def about(self) -> About:
        """The vocabulary by what its triples are about."""
        return About(self.vocabulary)


@lru_cache(maxsize=8)
def context(project: Project, stamp: str) -> Context:  # noqa: ARG001
    """Load a project's vocabulary and rules, once in each process for each stamp of their files."""
    unchecked: list[str] = []
    vocabulary = loaded(project.vocabulary_files, unchecked, remembered.load)
    shapes = loaded(project.shape_files, unchecked, remembered.load)
    findings = [finding for one in (*vocabulary, *shapes) for finding in of_file(one)]
    unchecked += [
        f"{one.file.name}: its rules after the fault were not applied"
        for one in shapes
        if one.fault
    ]
    rules = [quad for one in shapes for quad in one.quads]
    shipped = projects.shipped_project()
    theirs = set(shipped.vocabulary_files) if project.root != shipped.root else set()
    own = [one for one in shapes if one.file not in shipped.shape_files]
    terms = [one for one in vocabulary if one.file not in theirs]
    if own:
        # Here, for most projects have none.
        from claimgraph.check import wellformed as wellformed

        wrong, rules = wellformed.faults(own, rules)
        findings += wrong
        unchecked += [f"{f.location}: what this shape would find" for f in wrong if f.location]
    quads = tuple(quad for one in vocabulary for quad in one.quads)
    return Context(
        vocabulary=quads,
        rules=tuple(rules),
        own=(*terms, *own),
        foreign=_described(one for one in vocabulary if one.file in theirs) - _described(terms),
        namespaces=_own_namespaces(terms),
        prefixes={
            prefix: space
            for one in vocabulary
            if one.file in shipped.vocabulary_files
            for prefix, space in one.prefixes.items()
        }
        | prefixes.KNOWN,
        known=_described(vocabulary),
        findings=tuple(findings),
        unchecked=tuple(unchecked),
    )


def _own_namespaces(vocabulary: Iterable[Loaded]) -> frozenset[str]:
    """Return the namespaces of labelled terms, but for those of well-known vocabularies.

    Terms of others are often declared in a vocabulary, which does not make it theirs.
    """
    labelled = (
        str(quad.subject)
        for one in vocabulary
        for quad in one.quads
        if quad.predicate.value == RDFS + "label"
    )
    known = {f"<{each}" for each in prefixes.KNOWN.values()}
    return frozenset(map(undescribed.namespace, labelled)) - known


def _described(files: Iterable[Loaded]) -> frozenset[str]:
    return frozenset().union(*(terms_of(one).subjects for one in files))


def checked(
    project: Project,
    stamp: str,
    units: Sequence[Sequence[Group]],
    shared: Sequence[Group],
    engine: str,
    *,
    alone: AbstractSet[str] = frozenset(),
    near: Sequence[Loaded] = (),
    again: bool = False,
    shared_again: bool = False,
) -> list[Checked]:
    """Check groups together, beside the shared ones, and return what is known of each.

    What is wrong in one unit of groups holds back no finding of another: whoever asks for it alone
    is told the same.
    Of the shared groups only what stands in a file of the groups too is told, and how the rest
    differs from what is found of them `alone`, given as marks; of parts of others that are `near`
    nothing. `again` says that this is done after each change: what one does not concern is
    remembered. With `shared_again` other groups are checked beside the shared ones soon.
    """
    known = context(project, stamp)
    groups = [group for unit in units for group in unit]
    load = remembered.load if again else loading.load
    load_shared = remembered.load if shared_again else loading.load
    unchecked: dict[str, list[str]] = {group.graph: [] for group in groups}
    data = {group.graph: loaded(group.files, unchecked[group.graph], load) for group in groups}
    left_out: list[str] = []
    beside = [one for group in shared for one in loaded(group.files, left_out, load_shared)]
    beside += near
    everything = [*(one for each in data.values() for one in each), *beside]
    quads = [*(quad for one in everything for quad in one.quads), *known.vocabulary]
    used = {graph: Terms.merged(map(terms_of, each)) for graph, each in data.items()}
    of_shared = Terms.merged(map(terms_of, beside))
    described = known.known | of_shared.subjects
    wrong: list[Misspelt] = []
    missing: list[Finding] = []
    differ: list[Finding] = []
    for unit in units:
        # A file that cannot be read may have any description.
        if not left_out and not any(unchecked[group.graph] for group in unit):
            own_files = [data[group.graph] for group in unit]
            terms = Terms.merged(used[group.graph] for group in unit)
            misspelt, unknown = _undescribed(own_files, terms, of_shared, known)
            wrong += misspelt
            missing += unknown
            differ += texts.findings(own_files, beside)
    name = "\n".join([str(project.root), *(g.graph for g in groups)]) if again else None
    try:
        parts = [
            Part(tuple(one for group in unit for one in data[group.graph]), tuple(beside))
            for unit in units
        ]
        others = {id(one) for one in near}
        own = _described(o for o in everything if id(o) not in others) if near else None
        findings_of_parts = _told(parts, quads, known, engine, missing, wrong, name, own) + differ
    except ShapesError as error:
        findings_of_parts, alone = [], frozenset()
        for lines in unchecked.values():
            lines.append(f"the data against the shapes: {error}")
    checks = [
        _of_group(
            group,
            data[group.graph],
            unchecked[group.graph],
            findings_of_parts,
            used[group.graph],
            described,
        )
        for group in groups
    ]
    # What stands in no file of the data (a term of the ontology, a target that the data lacks) is
    # told once.
    names = {one.file.name for one in everything}
    elsewhere = tuple(each for each in findings_of_parts if not stands_in(each, names))
    checks[0] = replace(checks[0], findings=(*checks[0].findings, *elsewhere))
    if not shared:
        return checks
    own_names = {file.name for group in groups for file in group.files}
    of_beside = {file.name for group in shared for file in group.files}
    caused, cured = bearing.brought(findings_of_parts, alone, of_beside, own_names)
    return [replace(each, caused=caused, cured=cured) for each in checks]


def _undescribed(
    data: Sequence[Sequence[Loaded]], terms: Terms, shared: Terms, known: Context
) -> tuple[list[Misspelt], list[Finding]]:
    files = [one for each in data for one in each]
    described = known.known | shared.subjects | terms.subjects
    typed = terms.typed | shared.typed
    wrong = undescribed.misspelt(files, terms, described, known.prefixes)
    missing = undescribed.findings(files, terms, described, typed, known.namespaces)
    return wrong, missing


def _told(
    parts: Sequence[Part],
    quads: Sequence[ox.Quad],
    known: Context,
    engine: str,
    missing: Sequence[Finding],
    wrong: Sequence[Misspelt],
    again: str | None,
    own: AbstractSet[str] | None,
) -> list[Finding]:
    """Return what the shapes find and the names that nothing describes, as far as both are sure.

    With `own` only what those nodes break is told.
    """
    data = [*(one for part in parts for one in part.own), *parts[0].beside]
    judge: Validator = engines.engine(engine)
    first = partial(judge, again=again) if again else judge
    results = first(quads, known.rules)
    twice = described_twice.described(data)
    if not results and not missing and not twice and not wrong:
        return []
    # Only a graph with faults pays for telling them well.
    from claimgraph.check import findings
    from claimgraph.graph.terms import n_triples

    described = _described(data)
    results = [
        each
        for each in results
        if ((focus := n_triples(each.focus)) not in known.foreign or focus in described)
        and (own is None or focus in own)
    ]
    resting = unread.resting(parts, results, wrong, known.vocabulary, known.rules)
    hidden = {id(each) for some in resting for each in some}
    results = [each for each in results if id(each) not in hidden]
    results, together = described_twice.parted(
        twice,
        data,
        results,
        lambda fewer: judge([*fewer, *known.vocabulary], known.rules),
    )
    # Where this is done again and again a file's are kept; of many files they are slow to search.
    of_data = map(about_of, data) if again else [About(q for one in data for q in one.quads)]
    about = [*of_data, known.about]
    findings_of_parts = findings.of_results(
        results, [*data, *known.own], quads, known.rules, known.own, about
    )
    if together:
        subjects = findings.subjects(together, about, known.rules)
        findings_of_parts += described_twice.findings(together, twice, data, subjects)
    findings_of_parts += [*(each.finding for each in wrong), *missing]
    return unread.withheld(
        parts, findings_of_parts, missing, wrong, [len(some) for some in resting]
    )


def _of_group(
    group: Group,
    data: Sequence[Loaded],
    unchecked: Sequence[str],
    findings_of_parts: Sequence[Finding],
    terms: Terms,
    described: AbstractSet[str],
) -> Checked:
    names = {file.name for file in group.files}
    within = f"<{group.namespace}"
    return Checked(
        findings=(
            *(finding for one in data for finding in of_file(one)),
            *(finding for finding in findings_of_parts if stands_in(finding, names)),
        ),
        triples=sum(len(one.quads) for one in data),
        unchecked=tuple(unchecked),
        defines=frozenset(s for s in terms.subjects if s[0] == "<" and not s.startswith(within)),
        refers=frozenset(
            o
            for o in terms.objects
            if o[0] == "<"
            and not o.startswith(within)
            and o not in terms.subjects
            and o not in described
        ),
    )


def without_undescribed(result: Checked, groups: Iterable[Group]) -> Checked:
    """Return what is known of shared groups without names of articles, which were not beside."""
    articles = {f"<{group.namespace}" for group in groups}
    kept = tuple(
        each
        for each in result.findings
        if each.rule != "undescribed" or undescribed.article(each.value or "") not in articles
    )
    return replace(result, findings=kept)


def loaded(
    files: Iterable[RdfFile],
    unchecked: list[str],
    load: Callable[[RdfFile], Loaded] = loading.load,
) -> list[Loaded]:
    """Load files, or a store's graphs; of those that cannot be read a line goes to `unchecked`."""
    loaded_files = []
    for file in files:
        try:
            loaded_files.append(
                stored_graphs.read(file) if file.format == stored_graphs.STORED else load(file)
            )
        except ProjectError as error:
            unchecked.append(str(error))
    return loaded_files
