"""`claimgraph check`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import completing, limited, options
from claimgraph.errors import ClaimgraphError, UsageError
from claimgraph.findings import Severity

if TYPE_CHECKING:
    from typing import TextIO

    from claimgraph.check import Check
    from claimgraph.check.reports import Reporter

# Bytes that a process with the rules has mapped before it reads what it is to check.
_LEAST = 128 << 20


class Threshold(StrEnum):
    """From which severity on findings fail the run."""

    violation = "violation"
    warning = "warning"
    info = "info"
    never = "never"


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Projects, folders, files; by default this project."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            autocompletion=completing.among("check.reports", "NAMES"),
            help="text, github, sarif, junit, json or turtle.",
        ),
    ] = "text",
    output: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT=FILE", help="Write a report to a file too; repeatable."),
    ] = None,
    fail_on: Annotated[
        Threshold, typer.Option(help="The least severity that makes the exit code 1.")
    ] = Threshold.violation,
    engine: Annotated[
        str,
        typer.Option(
            autocompletion=completing.among("check.engines", "ENGINES"),
            help="auto, fast or pyshacl; auto is fast where it is installed.",
        ),
    ] = "auto",
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE[,RULE]...", help="Only these rules; repeatable."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE[,RULE]...", help="Not these rules; repeatable."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Leave out the findings it accepts.")
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Accept what is found, in that file.")
    ] = False,
    require_accepted: Annotated[
        bool, typer.Option("--require-accepted", help="Fail on drafts too, as CI should.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again at every save, and tell what changed.")
    ] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="Count the findings of each rule, not list them.")
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="Only the last line, and nothing if all conforms."),
    ] = False,
    time_limit: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0, help="How long a file may take (0: no limit)."),
    ] = 60,
    memory_limit: Annotated[
        int | None,
        typer.Option(
            metavar="MB",
            min=256,
            help="Memory for all processes (default: three quarters of the machine's).",
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Check all anew, and remember nothing.")
    ] = False,
    store: options.Store = None,
    follow_links: options.FollowLinks = False,
    cluster: options.Cluster = None,
) -> None:
    """Validate a project's data against the shapes.

    Exits with 0 where all is well, with 1 where something was found, with 2 where something could
    not be checked.
    """
    from claimgraph.check import Check
    from claimgraph.check.reports import reporter, targets, to_file
    from claimgraph.processes import memory_by_default
    from claimgraph.processes.confinement import address_space

    if (address_space() or _LEAST) < _LEAST:
        raise UsageError(limited.line())
    if (summary or quiet) and (form != "text" or watch or summary == quiet):
        raise UsageError(
            "--summary and --quiet are two short forms of the text: leave out --format and "
            "--watch, and give one of them"
        )
    if update_baseline and baseline is None:
        raise UsageError("--update-baseline needs to know the file: add --baseline FILE")
    if store is not None and (paths or watch):
        raise UsageError("a store is checked whole, as it is now: leave out PATH and --watch")
    if store is not None and require_accepted:
        raise UsageError("drafts are looked for in files: leave out --store or --require-accepted")
    # Held for as long as it is checked, so that no load takes it away.
    opened = options.database(store) if store is not None else None
    wanted = Check(
        paths=tuple(paths or ()),
        engine=engine,
        select=_names(select),
        ignore=_names(ignore),
        baseline=baseline,
        update_baseline=update_baseline,
        cached=not no_cache,
        seconds=time_limit or None,
        memory=memory_limit << 20 if memory_limit else memory_by_default(),
        stored=(options.project(Path(), in_store=True), opened.location) if opened else None,
        follow_links=follow_links,
        require_accepted=require_accepted,
        cluster=cluster,
    )
    forms = [_as_text(summary=summary, quiet=quiet) if form == "text" else reporter(form)]
    if form == "text" and os.environ.get("GITHUB_ACTIONS") == "true":
        forms.append(reporter("github"))
    files = targets(output or [])
    if watch and (files or form != "text" or update_baseline):
        raise UsageError(
            "--watch tells on the terminal what changed: leave out --format, --output and "
            "--update-baseline"
        )
    if watch:
        _watch(wanted, sys.stdout)
        return
    report = wanted.report() if quiet else wanted.report(options.watched)
    # Only reports for machines explain their rules.
    rules = wanted.rules() if files or form not in ("text", "github") else []
    for write, file in files:
        to_file(write, file, report, rules)
    for write in forms:
        write(report, sys.stdout, rules)
    threshold = None if fail_on is Threshold.never else Severity(fail_on.value)
    raise typer.Exit(report.exit_code(threshold))


def _as_text(*, summary: bool, quiet: bool) -> Reporter:
    from claimgraph.check.reports import text

    return text.summary if summary else text.quiet if quiet else text.write


def _names(values: list[str] | None) -> tuple[str, ...]:
    return tuple(name for value in values or () for name in value.split(",") if name)


def _watch(wanted: Check, out: TextIO) -> None:
    """Check, and check again whenever a file of the project is saved, until interrupted.

    After the first time only what is new is told, and what is gone.
    """
    from watchfiles import watch as saves

    from claimgraph.check.baseline import difference
    from claimgraph.check.reports import text
    from claimgraph.graph.inputs import resolve

    roots = [each.project.root for each in resolve(wanted.paths)]
    # An empty turn now and then lets watching begin before the first check, which takes its time.
    saved = saves(*roots, yield_on_timeout=True, rust_timeout=100)
    next(saved, None)
    before = wanted.report()
    text.write(before, out)
    out.write("Watching; Ctrl+C ends it.\n")
    out.flush()
    for files in saved:
        if not files:
            continue
        try:
            after = wanted.report()
        except ClaimgraphError as error:
            # A project in the middle of being saved is still watched.
            out.write(f"not checked: {error}\n")
            out.flush()
            continue
        new, gone = difference(before, after)
        for finding in gone:
            place = f"{finding.location}: " if finding.location else ""
            out.write(
                f"mended: {place}{finding.subject or ''} {finding.message} [{finding.rule}]\n"
            )
        text.findings(new, out)
        out.write(f"{text.verdict(after)}\n")
        out.flush()
        before = after
