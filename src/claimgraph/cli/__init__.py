"""The command `claimgraph`: one file per verb, and the one place where errors become a line."""

from __future__ import annotations

import copy
import errno
import logging
import os
import re
import sys
from pathlib import Path

import typer

from claimgraph.cli import (
    accept,
    add,
    align,
    ask,
    calling,
    check,
    convert,
    diff,
    draw,
    edit,
    explain,
    export,
    extract,
    find,
    fmt,
    gaps,
    imports,
    limited,
    load,
    lsp,
    mcp,
    nanopub,
    new,
    passage,
    path,
    registry,
    report,
    rules,
    schema,
    serve,
    site,
    stale,
    stats,
    status,
    terms,
    weighing,
)
from claimgraph.errors import ClaimgraphError, SyntaxFault
from claimgraph.processes.confinement import address_space
from claimgraph.text import printed

app = typer.Typer(
    name="claimgraph",
    help="Check and question a knowledge graph of claims and evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("rules")(rules.rules)
app.command("ask")(ask.ask)
app.command("find")(find.find)
app.command("gaps")(gaps.gaps)
app.command("path")(path.path)
app.command("align")(align.align)
app.command("extract")(extract.extract)
app.command("export")(export.export)
app.command("import")(imports.import_)
app.command("new")(new.new)
app.command("draft")(new.draft)
app.command("convert")(convert.convert)
app.command("add")(add.add)
app.command("accept")(accept.accept)
app.command("fmt")(fmt.fmt)
app.command("schema")(schema.schema)
app.command("terms")(terms.terms)
app.command("diff")(diff.diff)
app.command("draw")(draw.draw)
app.command("edit")(edit.edit)
app.command("explain")(explain.explain)
app.command("weigh")(weighing.weigh)
app.command("whatif")(weighing.whatif)
app.command("critical")(weighing.critical)
app.command("crux")(weighing.crux)
app.command("inflate")(weighing.inflate)
app.command("derive")(weighing.derive)
app.command("stale")(stale.stale)
app.command("status")(status.status)
app.command("stats")(stats.stats)
app.command("report")(report.report)
app.command("load")(load.load)
app.command("site")(site.site)
app.command("serve")(serve.serve)
app.command("lsp")(lsp.lsp)
app.command("mcp")(mcp.mcp)
app.command("publish")(nanopub.publish)
app.add_typer(passage.app, name="passage")
app.add_typer(registry.app, name="registry")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"claimgraph {version('claimgraph')}\n")
        raise typer.Exit


@app.callback()
def _options(
    _shown: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
) -> None:
    """Check and question a knowledge graph of claims and evidence."""


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main() -> int:
    """Run the command, as `_run` does, with all that it prints kept from steering what shows it."""
    with printed():
        return _run() if address_space() is None else limited.watched(_run)


def _run() -> int:
    """Run the command; return 0 (fine), 1 (findings) or 2 (the call or its input was wrong).

    What ends a run from outside returns what it would return from a shell: 130 (interrupted) or
    141 (nobody reads on), never a verdict.
    """
    # --debug is understood after the verb too, where people add it.
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    # rdflib logs a traceback for every literal that its datatype does not allow; we report those.
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    if not _is_somewhere() and "--help" not in arguments:
        return _fail("the folder it was started in has been deleted: run it in another")
    try:
        code = int(
            _called(arguments)(arguments, prog_name="claimgraph", standalone_mode=False) or 0
        )
        # Now, not when Python ends, where an error could only be printed.
        sys.stdout.flush()
        return code
    except ClaimgraphError as error:
        if debug:
            raise
        place = f"{error.place}: " if isinstance(error, SyntaxFault) else ""
        return _fail(place + str(error))
    except BrokenPipeError:
        return _unread()
    except SystemExit as stop:
        # typer ends a run whose reader went away as if it had failed.
        if isinstance(stop.__context__, BrokenPipeError):
            return _unread()
        raise
    except KeyboardInterrupt:
        return 130
    except typer.Exit as stop:
        return stop.exit_code
    except BaseException as error:  # a panic in Rust is not an Exception
        if debug:
            raise
        if isinstance(error, OSError) and error.errno in _FULL:
            _discard()
            return _fail("the output could not be written (no space left): make room and run again")
        if limited.is_cause(error):
            return _fail(limited.line())
        if isinstance(error, MemoryError):
            return _fail("out of memory: give it fewer or smaller files at once")
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{error}\n")
            return 2
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _fail(calling.told(error))
        kind = type(error).__name__
        return _fail(f"internal error ({kind}: {error}): run again with --debug and report it")


def _called(arguments: list[str]) -> typer.Typer:
    """Return the app with the one verb that is called; with all where help or a fault names them.

    typer reads the signatures of all commands of an app before it runs one, which takes as long as
    Python takes to start.
    """
    verbs = [verb for verb in app.registered_commands if verb.name in arguments[:1]]
    groups = [group for group in app.registered_groups if group.name in arguments[:1]]
    if not verbs and not groups:
        return app
    alone = copy.copy(app)
    alone.registered_commands, alone.registered_groups = verbs, groups
    return alone


def _is_somewhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _unread() -> int:
    """The reader went away (head, less): nothing is wrong, and nothing more can be said."""
    _discard()
    return 141


def _discard() -> None:
    """Let what is still to be written to standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> int:
    one_line = re.sub(r"[ \t\r\n]+", " ", message).strip()
    sys.stderr.write(f"claimgraph: {one_line}\n")
    return 2
