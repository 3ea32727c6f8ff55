"""Tests keep to themselves: what `claimgraph check` remembers goes to a folder of the test run."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import signal
import sys
import tempfile

import browsing
import pytest
from hypothesis import settings

from claimgraph import processes

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="claimgraph-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

# Commands that tests start need not compile every module anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A shell's background job ignores interrupts, and so would the commands that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# `make test` shows that a property holds for a few examples, `make test-slow` looks for the one for
# which it does not. How long an example takes says more of the machine than of the code.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=100, deadline=None)
settings.load_profile("quick")


def pytest_collection_finish():
    """Keep what collecting has made, which lives as long as the run, out of every later search."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def checked_here(monkeypatch):
    """Have `check` work in this process: a process of its own takes two seconds to begin."""
    from claimgraph.check import run

    def here(most, *, cluster=None, **limits):
        return processes.executor(1) if cluster is None else apart(most, cluster=cluster, **limits)

    apart = run.executor
    monkeypatch.setattr(run, "executor", here)


@pytest.fixture
def checked_apart():
    """Have `check` work in processes of its own, within limits, as for who calls it."""


@pytest.fixture(autouse=True)
def _checked_where(request):
    """Have `check` work in this process, but for slow tests and those that are about processes."""
    if not request.node.get_closest_marker("slow") and "checked_apart" not in request.fixturenames:
        request.getfixturevalue("checked_here")


@pytest.fixture(scope="module")
def browser():
    """Start Chromium for a module's tests."""
    with browsing.chromium() as running:
        yield running


@pytest.fixture
def tab(browser):
    """A tab as wide as a desk's screen; the test fails for whatever its console complains of."""
    made = browser.new_page(viewport={"width": 1440, "height": 900})
    complaints = browsing.complaints(made)
    yield made
    made.close()
    assert not complaints
