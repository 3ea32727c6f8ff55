"""Where `ulimit -v` bounds the memory, its lack is one line, and nothing else is different."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import living
import pytest
from sampled import few

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "claimgraph"]
PROJECT = ["--project", str(ROOT)]


def _begun(megabytes: int, *arguments: str) -> subprocess.Popen[str]:
    size = megabytes << 20
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),
    )


@pytest.mark.parametrize(
    ("megabytes", "arguments"),
    few(
        [
            (60, ["check", str(ROOT)]),
            (110, ["check", "--no-cache", str(ROOT)]),
            (150, ["ask", "claims", *PROJECT]),
            (120, ["stats", *PROJECT]),
            (150, ["serve", "--port", "0", *PROJECT]),
        ],
        2,
    ),
)
def test_too_little_is_one_line(megabytes: int, arguments: list[str]) -> None:
    """Libraries abort with a trace: the command says what to do."""
    run = _begun(megabytes, *arguments)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert said.count("\n") == 1
    assert said.startswith("claimgraph: needs more than ")
    assert "ulimit -v" in said


@pytest.mark.slow
def test_a_check_with_little_is_as_quick() -> None:
    """Threads share a heap where each would map 64 MB for its own: 256 MB took it a minute."""
    run = _begun(256, "check", "--no-cache", str(ROOT))
    begin = time.monotonic()
    out, said = run.communicate(timeout=60)
    taken = time.monotonic() - begin
    begin = time.monotonic()
    command = [*COMMAND, "check", "--no-cache", str(ROOT)]
    freely = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (out, said, run.returncode) == (freely.stdout, freely.stderr, freely.returncode)
    assert taken < 4 * (time.monotonic() - begin)


@pytest.mark.slow
def test_enough_is_enough() -> None:
    """Answer, messages and exit code are those of a command without a limit."""
    for arguments in (["ask", "thesis", *PROJECT], ["ask", "no-such-question", *PROJECT]):
        run = _begun(4000, *arguments)
        freely = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)
        assert run.communicate(timeout=60) == (freely.stdout, freely.stderr)
        assert run.returncode == freely.returncode


@pytest.mark.slow
def test_a_limited_server_ends_as_it_is_told() -> None:
    """A signal reaches it, and it ends with the process that looks after it."""
    for by in (signal.SIGTERM, signal.SIGKILL):
        run = _begun(8000, "serve", "--port", "0", *PROJECT)
        assert run.stderr
        assert "serving at" in run.stderr.readline()
        (child,) = living.children(run.pid)
        os.kill(run.pid, by)
        assert run.wait(timeout=10) == (0 if by == signal.SIGTERM else -by)
        assert living.gone([child], 5)
        run.communicate()
