"""`claimgraph add`: an item is written into a capture, if nothing breaks by it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimgraph.cli import options
from claimgraph.errors import ProjectError, UsageError
from claimgraph.text import one_line

if TYPE_CHECKING:
    from claimgraph.check.trial import Trial
    from claimgraph.claims.notation.saving import Draft
    from claimgraph.graph.project import Project

_LARGEST = 1_000_000


def add(
    kind: Annotated[
        str, typer.Argument(help="claim, argument, evidence, actor, passage, source, …")
    ],
    slug: Annotated[str, typer.Argument(help="The article: the name of its folder in data/.")],
    held: Annotated[
        Path,
        typer.Option(
            "--json", metavar="FILE", help="The item, or a list of them; - is standard input."
        ),
    ],
    under: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The item that it goes under, such as a claim's passage."
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The key there (default: the usual one).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, and write nothing.")] = False,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
) -> None:
    """Add an item to a capture, unless a rule would be broken by it.

    The item has the keys of capture.yaml. Exits with 1 where the check finds a new violation;
    nothing is written then.
    """
    from claimgraph.claims.notation import capturing, edits, saving
    from claimgraph.graph import project as projects

    items = _items(held)
    here = projects.find(project)
    file = capturing.typed(here, slug).path
    text = ""
    if kind in ("actor", "thing") and under is None:
        file, text = capturing.shared(here, file)
    draft = saving.opened(file)
    text = draft.text or text
    for item in items:
        text = edits.added(text, kind, item, under, key)
    names = [str(item.get(kind, "without a name")) for item in items]
    written(here, draft, text, f"{kind} {', '.join(names)} added", dry_run=dry_run)


def written(project: Project, draft: Draft, text: str, what: str, *, dry_run: bool) -> None:
    """Check a draft's new text, and write it; exit with 1 where it would break something."""
    from claimgraph.check.reports import text as report
    from claimgraph.check.trial import checked, tried
    from claimgraph.claims.notation import saving
    from claimgraph.graph.project import shown

    trial: Trial = tried(
        project, draft.path, text, lambda files: checked(project, files, options.watched)
    )
    report.findings(trial.new, sys.stdout if trial.refused else sys.stderr)
    name = one_line(shown(draft.path))
    if trial.refused:
        sys.stderr.write(f"claimgraph: {name} was not changed: mend what would be wrong\n")
        raise typer.Exit(1)
    if not dry_run:
        draft.path.parent.mkdir(exist_ok=True)
        saving.saved(draft, text)
    sys.stdout.write(f"{name}: {one_line(what)}{' (dry run: not written)' if dry_run else ''}\n")


def _items(path: Path) -> list[dict[str, Any]]:
    """Return the items in a file of JSON; numbers are kept as they are written."""
    from claimgraph.claims.notation.scalars import Plain

    name = "standard input" if str(path) == "-" else str(path)
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise ProjectError(f"{name}: cannot be read ({error.strerror}): check the path") from error
    if len(raw) > _LARGEST:
        raise UsageError(f"{name}: larger than 1 MB: add fewer items at once")

    def refused(constant: str) -> None:
        raise ValueError(f"{constant} is not a number")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        item = dict(pairs)
        if len(item) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = one_line(next(key for key in item if keys.count(key) > 1))
            raise UsageError(f"{name}: has the key {twice} twice: join the two, or leave one out")
        return item

    try:
        made = json.loads(
            raw,
            parse_int=Plain,
            parse_float=Plain,
            parse_constant=refused,
            object_pairs_hook=once,
        )
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}: is not JSON ({error}): mend it") from error
    items = made if isinstance(made, list) else [made]
    if not items or not all(isinstance(item, dict) for item in items):
        raise UsageError(f'{name}: is not an item: write it as {{"claim": "a-name", …}}')
    return items
