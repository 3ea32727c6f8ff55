"""Begins a capture in a project, and puts drafts into one: what `new` and `draft` do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims import capture, registry
from claimgraph.claims.drafting import draft as drafting
from claimgraph.claims.drafting import extract
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.model import CG
from claimgraph.claims.notation import beside, drafted, nodes, reader, saving, schema
from claimgraph.claims.notation.fresh import fresh
from claimgraph.claims.proposals import must_be_slug
from claimgraph.errors import ProjectError, UsageError
from claimgraph.files import replacing
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import CAPTURES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from claimgraph.claims.passages import Place
    from claimgraph.graph.project import Project, RdfFile
    from claimgraph.graph.turtle.reader import Document

TEXT = "text.txt"
# Where editors find what the notation allows: in a project's `data/`.
SCHEMA = "capture.schema.json"


@dataclass(frozen=True)
class Made:
    """What `draft` wrote: into which file how many claims, which actors into which, and what had no
    place.
    """

    file: str
    claims: int
    actors: tuple[str, ...]
    listed_in: str
    left: tuple[str, ...]


@dataclass(frozen=True)
class Begun:
    """A capture that was begun: its file, and how many sections and sentences the text has."""

    file: Path
    sections: int
    sentences: int


def begin(root: Path, slug: str, source: Path) -> Begun:
    """Write `data/SLUG/capture.yaml` below a project's folder, and the article's text beside it.

    The schema that editors read is written into `data/`.

    Raises what `extract.read` raises, UsageError for what is not a slug, ProjectError where there
    is such an article already or the files cannot be written.
    """
    must_be_slug(slug)
    folder = root / "data" / slug
    if folder.exists() and any(folder.iterdir()):
        raise ProjectError(
            f"{projects.shown(folder)}: is there already: choose another slug, or go on with "
            f"claimgraph draft {slug}"
        )
    article = extract.read(source)
    known = divided(article.text)
    if not known.sentences:
        raise UsageError(f"{source}: has no sentence: give the article's text")
    made = fresh(known, article, TEXT, f"../{SCHEMA}")
    _made(folder)
    for name, content in ((TEXT, article.text), (CAPTURES[0], made)):
        with replacing(folder / name, "allow writing there") as file:
            file.write(content.encode())
    _described(projects.Project(root))
    return Begun(folder / CAPTURES[0], len(known.sections), len(known.sentences))


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(
            f"{projects.shown(folder)}: cannot be made ({error.strerror}): allow writing there"
        ) from error


def _described(project: Project) -> None:
    """Write the schema of the notation with the names that the project has now."""
    with replacing(project.root / "data" / SCHEMA, "allow writing there") as file:
        file.write(schema.of_project(project).encode())


def root_of(start: Path) -> Path:
    """Return the folder of the project that a path lies in, or the path where one may begin."""
    try:
        return projects.find(start).root
    except ProjectError:
        return start


def typed(project: Project, slug: str | None) -> RdfFile:
    """Return the capture of an article in the notation; of the only one without a slug.

    Raises UsageError where there is no capture, or several and no name is given.
    """
    files = [one for one in project.data_files if one.format == projects.NOTATION]
    captures = {
        one.path.parent.name: one for one in files if one.path.parent.name != registry.FOLDER
    }
    if slug in captures:
        return captures[slug]
    if slug is None and len(captures) == 1:
        return next(iter(captures.values()))
    turtle = {one.path.parent.name: one.path.parent for one in project.data_files}
    if slug in turtle:
        raise UsageError(in_turtle(turtle[slug]))
    names = (
        ", ".join(sorted(captures)) or "none here: begin one with claimgraph new SLUG --text FILE"
    )
    what = "which article" if slug is None else f"‘{slug}’ has no capture.yaml"
    raise UsageError(f"{what}: name one of {names}" if captures else f"{what}: {names}")


def in_turtle(folder: Path) -> str:
    """Return the message that what a folder holds is written in Turtle, and what to do."""
    name = projects.shown(folder)
    return f"{name}: has no capture.yaml: run claimgraph convert {name} --write --replace first"


def shared(project: Project, file: Path) -> tuple[Path, str]:
    """Return where actors and things are written that a capture names, and how that begins.

    It is the registry's capture.yaml, else the capture itself where it lists actors; else the
    first of these is begun, in the namespace that the capture names.
    """
    folder = project.root / "data" / registry.FOLDER
    for name in CAPTURES:
        if (folder / name).is_file():
            return folder / name, ""
    root, _ = nodes.parse(saving.opened(file).text)
    if not isinstance(root, nodes.Pairs):
        return folder / CAPTURES[0], ""
    if root.get("actors") is not None or root.get("things") is not None:
        return file, ""
    space = nodes.optional(root, "registry")
    begin = f"registry: {space.text}\n" if space is not None else ""
    return folder / CAPTURES[0], begin


def draft(project: Project, slug: str | None = None) -> Made:
    """Draft a claim for each sentence that no claim covers, and write them into the capture.

    Names that the registry lacks become drafts there. Raises UsageError, TextError where the text
    cannot be read, SyntaxFault for a capture with a fault.
    """
    file = typed(project, slug)
    opened = saving.opened(file.path)
    loading.parsed([file])
    reading = reader.reading(opened.text, beside.surroundings(file))
    reading.text_of_article()
    text = capture.beside(file.path, getattr(reading.root.get("text"), "text", ""))
    covered, waiting = _covered(project, reading.names.article)
    names, known = _registry(file)
    drafts = drafting.of(divided(text), names, covered)
    made = drafted.written_into(opened.text, reading, drafts, waiting, known)
    again = reader.read(made.text, beside.surroundings(file))
    if again.faults or not _named(reading.facts.document) <= _named(again):
        raise UsageError(
            f"{file.name}: has a layout that drafts do not fit into: write lists below each other"
        )
    actors = drafted.unknown(reading, drafts, names)
    target, begin_with = shared(project, file.path)
    after = made.text
    if target == file.path:
        after = drafted.with_actors(after, actors, _nearest(project, actors)) if actors else after
    elif actors:
        _made(target.parent)
        shelf = saving.opened(target)
        before = shelf.text or drafted.REGISTRY + begin_with
        listed = drafted.with_actors(before, actors, _nearest(project, actors))
    if after != opened.text:
        saving.saved(opened, after)
    if actors and target != file.path:
        saving.saved(shelf, listed)
    _described(projects.Project(project.root))
    listed_in = file.name if target == file.path else projects.shown(target)
    return Made(file.name, made.added, tuple(actors), listed_in, made.left)


def _nearest(project: Project, actors: Mapping[str, drafted.Unknown]) -> dict[str, str | None]:
    """Return for each actor the known one that is called most alike, if there is one."""
    entries = registry.of(project)
    nearest = {}
    for name, actor in actors.items():
        matches = registry.nearest(actor.name, entries, limit=1)
        nearest[name] = f"{matches[0].label} ({matches[0].iri})" if matches else None
    return nearest


def _named(document: Document) -> set[str]:
    """Return the facts about what has a name, of what has one."""
    return {str(fact.quad) for fact in document.facts if "_:" not in str(fact.quad)}


def _covered(project: Project, article: str) -> tuple[list[Place], dict[Place, str]]:
    """Return the places of passages with a claim, and the IRIs of those without by place."""
    captured = capture.Captured.of(project)
    own = next((one for one in captured.articles if one.iri == article), None)
    if own is None:
        return [], {}
    reasons = {*captured.graph.subjects(CG.conclusion), *captured.graph.subjects(CG.explains)}
    claimed = {
        str(iri)
        for subject, iri in captured.graph.subject_objects(CG.passage)
        if subject not in reasons
    }
    placed = [(one.place, one.iri) for one in own.passages if one.place is not None]
    return (
        [place for place, iri in placed if iri in claimed],
        {place: iri for place, iri in placed if iri not in claimed},
    )


def _registry(file: RdfFile) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the registry's IRIs by name, and a local name for each."""
    names, known = {}, {}
    for name, iris in beside.registry(file.path).items():
        for iri in sorted(iris):
            names[name] = iri
            known[iri] = iri.rstrip("/").rpartition("/")[2]
    return names, known
