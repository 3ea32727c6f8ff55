"""A server of the command's own, started for tests on a free port and ended after them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import living

ROOT = Path(__file__).parents[2]
JSON = "application/sparql-results+json"

# Queries that end some time after the heat death: one reads the store, one only counts.
NUMBERS = " ".join(map(str, range(1000)))
READS_FOR_EVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNTS_FOR_EVER = (
    f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} "
    f"VALUES ?c {{ {NUMBERS} }} VALUES ?d {{ {NUMBERS} }} }}"
)


class Served:
    """`claimgraph serve` as a process of its own; use it as a context.

    What it keeps for a while goes to the folder `temporary`, if that is given.
    """

    def __init__(
        self, *arguments: str | Path, project: Path = ROOT, temporary: Path | None = None
    ) -> None:
        command = [sys.executable, "-m", "claimgraph", "serve", "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--project", str(project), *map(str, arguments)],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}),
        )
        self.lines: list[str] = []
        assert self.process.stderr
        for line in self.process.stderr:
            if found := re.search(r"serving at (\S+)/ ", line):
                self.url = found[1]
                break
            self.lines.append(line)
        else:
            self.process.stderr.close()
            raise AssertionError(f"it did not start: {''.join(self.lines)}")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def _read(self) -> None:
        assert self.process.stderr
        self.lines.extend(self.process.stderr)

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        if self.process.poll() is None:
            self.stop()
        self._reader.join(timeout=5)
        assert self.process.stderr
        self.process.stderr.close()

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop and return its exit code."""
        self.process.send_signal(by)
        code = self.process.wait(timeout=20)
        self._reader.join(timeout=5)
        return code

    def ask(self, query: str, accept: str = JSON, **parameters: str) -> httpx.Response:
        """Send a query by GET."""
        parameters = {"query": query} | parameters
        return self.client.get("/sparql", params=parameters, headers={"Accept": accept})

    def rows(self, query: str, **parameters: str) -> list[dict[str, str]]:
        """Return a SELECT's rows, values as text."""
        answer = self.ask(query, **parameters)
        assert answer.status_code == 200, answer.text
        bindings = answer.json()["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def workers(self) -> list[int]:
        """Return the process ids of its children that answer queries; others make pages."""
        return [pid for pid in living.children(self.process.pid) if not _makes_pages(pid)]

    def wait_until(self, **load: int) -> None:
        """Wait until its health says so, for at most ten seconds."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            health = self.client.get("/health").json()
            if all(health[name] == value for name, value in load.items()):
                return
            time.sleep(0.05)
        raise AssertionError(f"wanted {load}, it is {health}")


def _makes_pages(pid: int) -> bool:
    """Tell whether a process is named as one that makes pages."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().endswith(b"\0pages of a server\0")


def is_running(pid: int) -> bool:
    """Tell whether a process is there and not merely waiting to be buried."""
    try:
        os.kill(pid, 0)
        return " Z" not in Path(f"/proc/{pid}/stat").read_text()[:60]
    except (ProcessLookupError, FileNotFoundError):
        return False


def project(folder: Path, **files: str) -> Path:
    """Write a project whose data are the given TriG texts, by file name; return its folder."""
    (folder / "data").mkdir(parents=True)
    for name, text in files.items():
        (folder / "data" / f"{name}.trig").write_text(text, encoding="utf-8")
    return folder
