"""Tests keep to themselves: what `claimgraph check` remembers goes to a folder of the test run."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile

import pytest

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="claimgraph-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

# A shell's background job ignores interrupts, and so would the commands that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Whole files that `make test` leaves to `make test-slow`, so that it is done in two minutes.
SLOW = {
    "test_action",
    "test_engines",
    "test_export_articles",
    "test_export_broken",
    "test_export_nanopubs",
    "test_fmt",
    "test_locate_findings",
    "test_locate_written",
    "test_nanopublications",
    "test_ondisk",
    "test_publish_hostile",
    "test_questions_parse",
    "test_report",
    "test_robust",
    "test_runs",
    "test_serve_formats",
    "test_serve_http",
    "test_serve_limits",
    "test_serve_load",
    "test_serve_pages",
    "test_serve_questions",
    "test_serve_refusals",
    "test_site",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files."""
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)
