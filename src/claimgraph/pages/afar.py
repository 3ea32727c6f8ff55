"""Has the workers of a cluster make the pages of a site; they are written here.

A page may show anything of the project, so each process of a worker reads it once, and keeps it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.check.cache import key
from claimgraph.errors import ClaimgraphError, UsageError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import answered
from claimgraph.pages.contents import Source
from claimgraph.pages.shown import shown
from claimgraph.pages.site import Site
from claimgraph.pages.units import keys
from claimgraph.processes import completed, executor, memory_by_default
from claimgraph.questions import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claimgraph.check.groups import Group
    from claimgraph.graph.project import Project
    from claimgraph.pages.answered import Noted
    from claimgraph.pages.contents import Vocabulary
    from claimgraph.pages.shown import Shown
    from claimgraph.pages.units import Unit
    from claimgraph.processes.limited import Limited

    # Files to make, and a unit of which others show something.
    Task = tuple[Sequence[str], Unit | None]
    # Each file's bytes, and what a question's was made from; what others show of the unit.
    Result = tuple[list[tuple[bytes, Noted | None]], Shown | None]


@dataclass(frozen=True)
class Recipe:
    """What a site is made from: a project whose files have a key, and what was asked for."""

    project: Project
    key: str
    base: str | None
    vocabulary: Vocabulary


@dataclass(frozen=True)
class Afar:
    """The workers that make a site's files, which they know by its recipe."""

    workers: Limited
    recipe: Recipe

    def made(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        """Yield the place of each task with its files' bytes and what is shown, as it is done.

        Raises ClusterError, and UsageError where a worker cannot make them.
        """
        calls = [(self.recipe, paths, unit) for paths, unit in tasks]
        for place, result in completed(self.workers, _made, calls):
            if isinstance(result, ClaimgraphError):
                raise result
            if isinstance(result, MemoryError):
                raise UsageError(
                    "a worker has too little memory to hold the whole project: give workers more, "
                    "or fewer threads"
                ) from result
            if isinstance(result, Exception):
                why = " ".join(f"{type(result).__name__}: {result}".split())[:200]
                raise UsageError(f"a worker failed ({why}): build the site again") from result
            yield place, result


@contextmanager
def workers(
    project: Project,
    known: Mapping[Group, str],
    base: str | None,
    vocabulary: Vocabulary,
    cluster: str,
) -> Iterator[Afar]:
    """Connect to a cluster for the site of a project, by the keys of its files before it was read.

    Raises ClusterError.
    """
    recipe = Recipe(project, _key(known), base, vocabulary)
    memory = memory_by_default()
    with executor(1, memory=memory, cluster=cluster, places=(project.root,)) as there:
        yield Afar(there, recipe)


def _key(known: Mapping[Group, str]) -> str:
    return key(sorted(f"{group.graph} {each}" for group, each in known.items()))


# ── In a process of a worker ─────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _site(recipe: Recipe) -> Site:
    """Return the site that a recipe makes; raises UsageError where the files have changed."""
    project = recipe.project
    if _key(keys(project)) != recipe.key:
        raise UsageError(
            "a worker reads other files than the command did: build the site again, and have the "
            "same files at the same path on all machines"
        )
    loaded = catalogue.load(project)
    store = Embedded(quad for one in loaded for quad in one.quads)
    questions = catalogue.fitting(catalogue.catalogue(project), store, loaded)
    source = Source(
        project, loaded, questions, recipe.base, store=store, vocabulary=recipe.vocabulary
    )
    site = Site(source)
    site.prepare()
    return site


def _made(recipe: Recipe, paths: Sequence[str], unit: Unit | None) -> Result:
    site = _site(recipe)
    # Which unit a row is about is not known here.
    files = [answered.made(site, {}, path) for path in paths]
    return files, None if unit is None else shown(site, unit)
