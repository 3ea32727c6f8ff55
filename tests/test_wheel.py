"""What is shipped: the wheel holds all that the command needs, and works outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
    "build"
]
# Folders of the checkout, with the place that each has in the wheel.
SHIPPED = BUILD["targets"]["wheel"]["force-include"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Build the wheel from a copy of what git would see: nothing of this folder is changed."""
    folder = tmp_path_factory.mktemp("build")
    for name in ("src", *SHIPPED):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_vocabulary_data_and_questions_are_shipped():
    """They stay at the checkout's top and go beside the package."""
    for name in ("ontology", "data", "queries"):
        assert SHIPPED[name] == f"claimgraph/_shipped/{name}"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_wheel_holds_the_folder_whole(installed, name):
    shipped = files(installed / SHIPPED[name])

    assert shipped
    assert shipped == files(ROOT / name)


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    modules = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src/claimgraph").rglob("*.py")
    }

    assert modules <= set(names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"claimgraph"}
    assert not [name for name in names if "tests" in name or "__pycache__" in name]
    assert len(names) == len(set(names))


def test_the_wheel_carries_its_licences_and_its_command(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name.rpartition(".dist-info/")[2]: name for name in archive.namelist()}

        assert {"licenses/LICENSE", "licenses/LICENSE-data"} <= set(held)
        assert (
            "claimgraph = claimgraph.__main__:main"
            in archive.read(held["entry_points.txt"]).decode()
        )


@pytest.fixture
def run(installed, tmp_path):
    """Run Python outside the checkout, with the wheel's claimgraph before the checkout's."""

    def run(*arguments: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(installed)},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


def test_it_is_the_wheel_that_is_run(run, installed):
    """Else the tests below would prove nothing."""
    code = (
        "import claimgraph; from claimgraph.graph import project; "
        "print(claimgraph.__file__); print(project.shipped('data'))"
    )

    assert run("-c", code).stdout.splitlines() == [
        str(installed / "claimgraph/__init__.py"),
        str(installed / "claimgraph/_shipped/data"),
    ]


def test_the_shipped_article_is_asked_anywhere(run):
    done = run("-m", "claimgraph", "ask", "thesis")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("article,thesis,")
    assert "https://w3id.org/claimgraph/article/huawei-comeback/claim/" in done.stdout
    assert "reading the articles that claimgraph ships" in done.stderr


@pytest.mark.slow
def test_the_shipped_article_passes_its_own_check(run, installed):
    done = run("-m", "claimgraph", "check", str(installed / "claimgraph/_shipped"))

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


@pytest.mark.slow
def test_a_users_own_project_is_checked_by_the_shipped_shapes(run, tmp_path):
    """A claim without anything that a claim needs is found, outside of any checkout."""
    (tmp_path / "data/mine").mkdir(parents=True)
    (tmp_path / "data/mine/claims.ttl").write_text(
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
        "<https://w3id.org/claimgraph/article/mine/claim/one> a cg:Claim .\n",
        encoding="utf-8",
    )

    done = run("-m", "claimgraph", "check")

    assert done.returncode == 1, done.stderr
    assert "data/mine/claims.ttl" in done.stdout
    assert "violation" in done.stdout
