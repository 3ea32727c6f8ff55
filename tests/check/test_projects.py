"""Sample projects, each named after its fault: a clear line, the exit code, nothing lost."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from sampled import few

from claimgraph.cli import main

PROJECTS = sorted((Path(__file__).parents[1] / "projects").glob("*/expect.toml"))


def run(*arguments: str, cwd: Path, **more) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "GITHUB_ACTIONS")}
    return subprocess.run(
        [sys.executable, "-m", "claimgraph", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **more,
    )


@pytest.mark.usefixtures("checked_here")
@pytest.mark.parametrize("expected", few(PROJECTS, 8), ids=lambda path: path.parent.name)
def test_project(expected, tmp_path, monkeypatch, capfd):
    """What the fault is, where, and what to do; no traceback; and no file changed."""
    project = tmp_path / expected.parent.name
    shutil.copytree(expected.parent, project)
    wanted = tomllib.loads(expected.read_text(encoding="utf-8"))
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "argv", ["claimgraph", *wanted["command"]])
    for name in ("CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    code = main()
    told, complained = capfd.readouterr()
    assert code == wanted["exit"], told + complained
    assert "Traceback" not in told + complained
    for text in wanted.get("stdout", []):
        assert text in told
    for text in wanted.get("stderr", []):
        assert text in complained
    if "stderr" in wanted:
        assert told == ""
        assert complained.count("\n") == 1
    else:
        assert complained == ""
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def without_root_rights() -> None:
    """Give up what lets root read anything (capabilities 1 and 2), for this process and its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):
        libc.prctl(24, capability, 0, 0, 0)


@pytest.mark.parametrize("locked", few(["data/ferry-line", "data/ferry-line/events.ttl"], 1))
def test_without_permission(locked, tmp_path):
    """A folder or a file that may not be read is told, and the run is no verdict."""
    project = tmp_path / "project"
    shutil.copytree(PROJECTS[0].parent.parent / "sound", project)
    path = project / locked
    path.chmod(0)
    try:
        done = run("check", cwd=project, preexec_fn=without_root_rights)
    finally:
        path.chmod(0o755)
    assert done.returncode == 2
    assert locked in done.stdout + done.stderr
    assert "Permission denied" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "all conforms" not in done.stdout
