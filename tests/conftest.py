"""Tests keep to themselves: what `claimgraph check` remembers goes to a folder of the test run."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile

import browsing
import pytest
from hypothesis import settings

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


@pytest.fixture
def checked_here(monkeypatch):
    """Have `check` work in this process: a process of its own takes two seconds to begin."""
    from claimgraph import processes
    from claimgraph.check import run

    monkeypatch.setattr(run, "executor", lambda *_, **__: processes.executor(1))


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
