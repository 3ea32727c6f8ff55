"""A Dask cluster of processes on this machine, which end with the test."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager

import psutil


class Started:
    """A scheduler at `address`, and its workers' processes."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.scheduler = self._run("scheduler", "--scheduler-file", str(self.file), "--port", "0")
        self.workers = []

    def _run(self, role, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--no-dashboard"]
        with (self.folder / f"{role}.log").open("ab") as log:
            return psutil.Popen(
                [*command, "--host", "127.0.0.1", *options], stdout=log, stderr=log, cwd=self.folder
            )

    @property
    def address(self):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if self.file.exists() and (text := self.file.read_text()).strip():
                return json.loads(text)["address"]
            time.sleep(0.1)
        raise AssertionError((self.folder / "scheduler.log").read_text())

    def grow(self, workers):
        for _ in range(workers):
            options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
            self.workers.append(self._run("worker", self.address, *options))

    def end(self):
        family = []
        for process in (*self.workers, self.scheduler):
            if process.is_running():
                process.resume()
                family += process.children(recursive=True)
                process.kill()
            process.wait()
        _, left = psutil.wait_procs(family, timeout=20)
        assert not left, left


@contextmanager
def cluster(folder, workers):
    started = Started(folder)
    try:
        started.grow(workers)
        yield started
    finally:
        started.end()
