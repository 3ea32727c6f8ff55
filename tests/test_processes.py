"""Tasks in processes of their own: what comes of each, whatever happens to them."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future

import pytest
from living import alive, gone

from claimgraph.processes import Processes, completed
from claimgraph.processes.awaited import AwaitedProcess
from claimgraph.processes.process import DeathError

WAYS = [pytest.param(False, id="started"), pytest.param(True, id="forked")]


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


def greedy(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def loudness() -> int:
    return logging.getLogger("rdflib").level


class ParticularError(Exception):
    """An exception that cannot be made again from its arguments."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(f"{message} {place}")


def particular() -> None:
    raise ParticularError("here", 3)


def results_of(executor: Executor, function, tasks):
    return dict(completed(executor, function, tasks))


@pytest.mark.parametrize("most", [1, 2])
def test_it_is_an_executor(most):
    with Processes(most, seconds=60) as processes:
        assert isinstance(processes, Executor)
        assert list(processes.map(twice, range(5))) == [0, 2, 4, 6, 8]
        assert processes.submit(int, "ff", base=16).result() == 255
    with pytest.raises(RuntimeError, match="after shutdown"):
        processes.submit(twice, 1)


def test_every_task_comes_back_with_its_place():
    with Processes(2) as processes:
        assert results_of(processes, twice, [(n,) for n in range(5)]) == {
            n: 2 * n for n in range(5)
        }


def test_a_single_process_without_a_limit_is_this_one():
    with Processes() as processes:
        assert processes.submit(eventually, 0).result() == os.getpid()
        assert isinstance(processes.submit(dying, 3).exception(), ValueError)


def test_a_task_past_its_limit_is_ended_and_the_others_are_not():
    with Processes(1, seconds=2) as processes:
        results = results_of(processes, eventually, [(60,), (0,)])
        assert isinstance(results[0], TimeoutError)
        assert results[1] != os.getpid()
        # The limit is for a task; who asks for more of it may have it.
        assert isinstance(processes.within(60).submit(eventually, 2.2).result(), int)


def test_the_time_until_a_task_can_begin_is_not_its_own(tmp_path, monkeypatch):
    """Neither Python's start nor the modules of the task: a busy machine needs long for both."""
    (tmp_path / "slow_to_import.py").write_text(
        "import time\ntime.sleep(0.5)\ndef answer():\n    return 42\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    answer = importlib.import_module("slow_to_import").answer
    with Processes(1, seconds=0.25) as processes:
        assert processes.submit(answer).result() == 42


@pytest.mark.parametrize("fork", WAYS)
def test_a_process_that_dies_and_one_that_fails_take_no_other_with_them(fork):
    state = (lambda: 0) if fork else None
    function = with_state if fork else dying
    with Processes(1, seconds=60, state=state, fork=fork) as processes:
        results = results_of(processes, function, [(1,), (2,), (3,), (4,)])
    assert (results[0], results[3]) == (1, 4)
    assert isinstance(results[1], BrokenExecutor)
    assert isinstance(results[2], ValueError)


def with_state(_: int, number: int) -> int:
    return dying(number)


def test_a_process_that_died_while_idle_is_replaced():
    with Processes(1, seconds=60) as processes:
        for _ in range(3):
            os.kill(processes.submit(os.getpid).result(), signal.SIGKILL)
            time.sleep(0.1)
            assert processes.submit(twice, 2).result() == 4


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit what is written")
def test_a_task_that_needs_more_memory_than_it_may_have_says_so():
    with Processes(1, memory=256 << 20) as processes:
        results = results_of(processes, greedy, [(1,), (1024,), (2,)])
    assert isinstance(results[1], MemoryError)
    assert str(results[1]) == "needs more than 256 MB of memory"
    assert (results[0], results[2]) == (1 << 20, 2 << 20)


def count(seen: list[int], number: int) -> tuple[int, list[int]]:
    seen.append(number)
    return os.getpid(), seen


def test_a_state_is_made_once_in_each_process():
    with Processes(1, seconds=60, state=list) as processes:
        (first, _), (second, seen) = processes.map(count, [1, 2])
    assert first == second != os.getpid()
    assert seen == [1, 2]


def test_a_state_that_cannot_be_made_is_the_tasks_failure():
    with Processes(1, seconds=60, state=particular) as processes:
        assert "here" in str(processes.submit(twice, 1).exception())


def test_copies_of_this_process_have_what_cannot_be_pickled():
    unlike_others = lambda number: number + 1  # noqa: E731
    with Processes(2, state=lambda: unlike_others, fork=True) as processes:
        assert list(processes.map(applied, range(4))) == [1, 2, 3, 4]


def applied(function, number: int) -> int:
    return function(number)


def printing() -> str:
    print("a library tells the world")
    return "done"


def unlike_others() -> object:
    return lambda: None


def test_what_a_library_prints_does_not_come_between_the_results():
    with Processes(1, seconds=60) as processes:
        assert [processes.submit(printing).result() for _ in range(2)] == ["done", "done"]


@pytest.mark.parametrize("function", [unlike_others, particular])
def test_what_cannot_be_handed_back_is_told(function):
    with Processes(1, seconds=60) as processes:
        assert isinstance(processes.submit(function).exception(), RuntimeError)
        assert processes.submit(twice, 2).result() == 4


def test_what_cannot_be_handed_over_is_told():
    with Processes(1, seconds=60) as processes:
        assert processes.submit(lambda: 1).exception() is not None
        assert processes.submit(twice, 2).result() == 4


def test_who_stops_early_waits_for_nobody():
    """An interrupt ends what is at work, whatever that is."""
    begin = time.monotonic()
    running = []
    with pytest.raises(KeyboardInterrupt):
        interrupt(running)
    assert time.monotonic() - begin < 200
    assert all(future.done() for future in running)


def interrupt(running: list[Future[int]]) -> None:
    with Processes(2, seconds=600) as processes:
        running += [processes.submit(eventually, seconds) for seconds in (0, 300, 300, 300)]
        running[0].result()
        raise KeyboardInterrupt


def test_a_script_without_a_guard_may_use_them(tmp_path):
    """multiprocessing would run such a script again in every process, and fail."""
    script = tmp_path / "script.py"
    script.write_text(
        "from claimgraph.processes import Processes\n"
        "with Processes(2) as processes:\n"
        "    print(list(processes.map(abs, [-1, -2])))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[1, 2]\n", "")


@pytest.mark.parametrize("level", [logging.CRITICAL, logging.ERROR])
def test_processes_are_no_louder_than_who_started_them(level):
    """rdflib logs a traceback for a literal that its datatype does not allow."""
    before = logging.getLogger("rdflib").level
    logging.getLogger("rdflib").setLevel(level)
    try:
        with Processes(1, seconds=60) as processes:
            assert processes.submit(loudness).result() == level
    finally:
        logging.getLogger("rdflib").setLevel(before)


# A task that lets no other thread of its process run: no watching thread of ours would end it.
_BUSY = """
import os, sys, time
from claimgraph.processes import Processes
def begin(*_):
    open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
    pow(3, 10**9)
state, fork = (lambda: 0, True) if sys.argv[2] == "forked" else (None, False)
if fork:
    processes = Processes(2, seconds=600, state=state, fork=True)
    running = [processes.submit(begin) for _ in range(2)]
else:
    processes = Processes(2, seconds=600)
    running = [processes.submit(eval, "(open(%r, 'a').write(f'{__import__(\\"os\\").getpid()}"
               "\\\\n'), pow(3, 10**9))" % sys.argv[1]) for _ in range(2)]
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread of the process does it")
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
@pytest.mark.parametrize("way", ["started", "forked"])
def test_processes_end_with_their_parent(way, signum, tmp_path):
    """However it ends, and whatever they are doing, they do so within two seconds."""
    pids = tmp_path / "pids"
    parent = subprocess.Popen([sys.executable, "-c", _BUSY, pids, way])
    deadline = time.monotonic() + 60
    while not pids.exists() or len(pids.read_text().split()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    children = [int(pid) for pid in pids.read_text().split()]
    assert all(alive(pid) for pid in children)
    parent.send_signal(signum)
    parent.wait()
    assert gone(children, 2)


async def fate_of(process: AwaitedProcess, function, *arguments):
    try:
        return await process.awaited(function, *arguments)
    except Exception as error:
        return error


def test_a_process_can_be_awaited():
    """Results, failures and deaths come as from the Executor, and the loop goes on meanwhile."""

    async def scene():
        process = AwaitedProcess(256 << 20, list)
        fates = [await fate_of(process, count, 1), await fate_of(process, with_state, 3)]
        waiting = asyncio.create_task(fate_of(process, slept))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        assert process.alive
        await process.ended()
        return [*fates, await waiting, await fate_of(process, count, 1)]

    result, failure, ended, too_late = asyncio.run(scene())
    assert result[1] == [1]
    assert isinstance(failure, ValueError)
    assert isinstance(ended, DeathError)
    assert isinstance(too_late, DeathError)
    assert not too_late.begun


def slept(_: list[int]) -> None:
    time.sleep(60)


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGSEGV])
def test_a_death_in_a_task_has_a_code_and_one_before_has_not_begun(signum):
    async def scene():
        process = AwaitedProcess(None, None)
        in_task = await fate_of(process, os.kill, await process.awaited(os.getpid), signum)
        idle = AwaitedProcess(None, None)
        os.kill(await idle.awaited(os.getpid), signum)
        while idle.alive:
            await asyncio.sleep(0.01)
        before = await fate_of(idle, os.getpid)
        return process.alive, in_task, before

    alive_after, in_task, before = asyncio.run(scene())
    assert not alive_after
    assert (in_task.code, in_task.begun) == (-signum, True)
    assert (before.code, before.begun) == (-signum, False)
