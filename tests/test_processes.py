"""Pieces of work in processes of their own: what comes of each, whatever happens to them."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time

import pytest

from claimgraph.processes import Workers


def twice(number: int) -> int:
    return 2 * number


def eventually(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def dying(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 3:
        raise ValueError("three")
    return number


def loudness() -> int:
    return logging.getLogger("rdflib").level


def test_every_piece_comes_back_with_its_place():
    with Workers(2) as workers:
        assert dict(workers.results(twice, [(n,) for n in range(5)])) == {
            n: 2 * n for n in range(5)
        }


def test_a_single_worker_without_a_limit_is_this_process():
    with Workers() as workers:
        assert list(workers.results(eventually, [(0,)])) == [(0, os.getpid())]


def test_a_piece_past_its_limit_is_ended_and_the_others_are_not():
    with Workers(1, seconds=2) as workers:
        found = dict(workers.results(eventually, [(60,), (0,)]))
        assert isinstance(found[0], TimeoutError)
        assert found[1] != os.getpid()
        # The limit is for a piece; who asks for more of it may have it.
        assert not isinstance(dict(workers.results(eventually, [(2.2,)], times=30))[0], Exception)


def test_a_process_that_dies_and_one_that_fails_take_no_other_with_them():
    with Workers(1, seconds=60) as workers:
        found = dict(workers.results(dying, [(1,), (2,), (3,), (4,)]))
    assert (found[0], found[3]) == (1, 4)
    assert isinstance(found[1], Exception)
    assert isinstance(found[2], ValueError)


def printing() -> str:
    print("a library tells the world")
    return "done"


def unlike_others() -> object:
    return lambda: None


def test_what_a_library_prints_does_not_come_between_the_results():
    with Workers(1, seconds=60) as workers:
        assert list(workers.results(printing, [(), ()])) == [(0, "done"), (1, "done")]


def test_what_cannot_be_handed_back_is_told():
    with Workers(1, seconds=60) as workers:
        ((_, found),) = workers.results(unlike_others, [()])
        assert isinstance(found, RuntimeError)
        assert list(workers.results(twice, [(2,)])) == [(0, 4)]


def test_who_stops_early_waits_for_nobody():
    """An interrupt ends what is at work, whatever that is."""
    begin = time.monotonic()
    with Workers(2, seconds=600) as workers:
        results = workers.results(eventually, [(0,), (300,), (300,)])
        next(results)
        results.close()
    assert time.monotonic() - begin < 200


def test_a_script_without_a_guard_may_use_them(tmp_path):
    """multiprocessing would run such a script again in every process, and fail."""
    script = tmp_path / "script.py"
    script.write_text(
        "from claimgraph.processes import Workers\n"
        "with Workers(2) as workers:\n"
        "    print(sorted(workers.results(abs, [(-1,), (-2,)])))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[(0, 1), (1, 2)]\n", "")


@pytest.mark.parametrize("level", [logging.CRITICAL, logging.ERROR])
def test_workers_are_no_louder_than_who_started_them(level):
    """rdflib logs a traceback for a literal that its datatype does not allow."""
    before = logging.getLogger("rdflib").level
    logging.getLogger("rdflib").setLevel(level)
    try:
        with Workers(1, seconds=60) as workers:
            assert list(workers.results(loudness, [()])) == [(0, level)]
    finally:
        logging.getLogger("rdflib").setLevel(before)
