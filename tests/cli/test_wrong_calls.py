"""Every wrong call of every verb is one line in the words of the project, not of its libraries."""

from __future__ import annotations

import re

import pytest
import typer
from commanded import run

from claimgraph import cli

LIBRARIES = re.compile(
    r"Value error|Invalid value|Input should|No such (option|command)|Missing |Got unexpected"
    r"|not a valid|Possible options|pydantic|typer|click|requires an argument|does not take"
    r"|positional|parse|internal error",
    re.IGNORECASE,
)

SLOW = pytest.mark.slow
NUMBERS = ("--limit", "--size", "--port", "--timeout", "--max-size", "--time-limit")


def verbs(command=None, before=()):
    command = command or typer.main.get_command(cli.app)
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        typed = (*before, name)
        if hasattr(inner, "commands"):
            yield typed, inner
            yield from verbs(inner, typed)
        else:
            yield typed, inner


def wrong_calls():
    """Yield calls that are wrong, with a word that the message has to have."""
    yield ["nothing"], "nothing"
    yield ["chekc"], "check"
    yield ["--nothing"], "--nothing"
    for verb, command in verbs():
        yield [*verb, "--nohting-at-all"], "--nohting-at-all"
        if hasattr(command, "commands"):
            yield [*verb, "nothing"], "nothing"
            continue
        arguments = [param for param in command.params if param.param_type_name == "argument"]
        if all(param.nargs == 1 for param in arguments):
            yield [*verb, *["x"] * 40], ""
        if needed := [param for param in arguments if param.required]:
            yield [*verb], (needed[0].metavar or needed[0].name.upper()).strip("[].")
        for param in command.params:
            if param.param_type_name == "argument":
                continue
            option = max(param.opts, key=len)
            if param.is_flag:
                yield [*verb, f"{option}=yes"], option
                continue
            yield [*verb, option], option
            # A letter too many: the right one is suggested.
            yield [*verb, f"{option}x", "1"], option
            if option in NUMBERS:
                yield [*verb, option, "many"], option


# All of them take a minute: of every eight, one is tried each time.
CALLS = [
    pytest.param(call, word, id=" ".join(call)[:60], marks=[] if number % 8 == 0 else [SLOW])
    for number, (call, word) in enumerate(wrong_calls())
]


@pytest.mark.parametrize(("call", "word"), CALLS)
def test_a_wrong_call_is_told_in_our_words(capsys, monkeypatch, tmp_path, call, word):
    monkeypatch.chdir(tmp_path)

    code, out, err = run(capsys, monkeypatch, *call)

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("claimgraph: ")
    assert LIBRARIES.search(err.replace(" ".join(call), "")) is None
    assert word in err


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["draw"], ["PICTURE", "map, timeline, actors, evidence"]),
        (["check", "--fail-on", "warnng"], ["--fail-on", "nearest: warning", "violation"]),
        (["critical", "--size", "9"], ["--size", "at most 3"]),
        (["critical", "--size", "many"], ["--size", "'many'", "whole number"]),
        (["ask", "--lay", "table"], ["--lay", "nearest: --layout"]),
    ],
    ids=str,
)
def test_what_can_be_given_is_listed(capsys, monkeypatch, call, words):
    code, _, err = run(capsys, monkeypatch, *call)

    assert code == 2
    assert [word for word in words if word not in err] == []
