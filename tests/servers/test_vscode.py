"""The extension for VS Code: what is in its package, and what it does, in Node with VS Code's API
stubbed and the real language server.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from edited import CAPTURE, TURTLE, project

EDITORS = Path(__file__).parent.parent.parent / "editors/vscode"
PACKAGE = EDITORS / "dist/claimgraph.vsix"
DRIVE = Path(__file__).parent / "vscode/drive.cjs"
COMMAND = Path(sys.prefix) / "bin/claimgraph"
FILES = {CAPTURE: "yaml", TURTLE: "turtle"}
MISSING = "was not found: pip install 'claimgraph[lsp,fast]', or set claimgraph.path to where it is"

# Needs what make vscode makes.
pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def extension(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(PACKAGE) as package:
        package.extractall(folder)
    return folder / "extension"


@pytest.fixture
def drive(extension, tmp_path):
    """Return a function that runs the extension with one command after another in the settings."""
    root = project(tmp_path / "project")

    def driven(*commands, served=None):
        told = {
            "extension": extension,
            "project": root,
            "commands": commands,
            "files": served or {},
        }
        arguments = json.dumps(told, default=str)
        done = subprocess.run(
            ["node", DRIVE, arguments], capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return driven


def refusing(folder, line, code=2):
    command = folder / "refusing"
    command.write_text(f"#!/bin/sh\n{line}\nexit {code}\n")
    command.chmod(0o755)
    return command


def test_the_package_has_the_bundle_its_licences_and_nothing_else():
    with zipfile.ZipFile(PACKAGE) as package:
        names = {name for name in package.namelist() if name.startswith("extension/")}
        described = json.loads(package.read("extension/package.json"))
        code = package.read("extension/dist/extension.js").decode()
        licences = package.read("extension/dist/LICENSES.txt").decode()

    assert {name.removeprefix("extension/") for name in names} == {
        *("package.json", "language-configuration.json", "readme.md", "LICENSE.txt"),
        *("dist/extension.js", "dist/LICENSES.txt"),
    }
    assert described["version"] == version("claimgraph")
    # The one module that is not in it is VS Code's own.
    assert 'require("vscode")' in code
    assert 'require("vscode-languageclient' not in code
    assert "vscode-languageclient 11.0.0" in licences
    assert "node_modules" not in licences


def test_the_lock_file_has_no_addresses():
    lock = json.loads((EDITORS / "package-lock.json").read_text())

    assert not [name for name, one in lock["packages"].items() if "resolved" in one]


def test_it_starts_the_server_and_shows_what_it_says(drive):
    told = drive(COMMAND, served=FILES)

    assert told["errors"] == []
    assert told["commands"] == ["claimgraph.restart"]
    assert {code for code, _ in told["findings"][CAPTURE]} == {"claim-supported", "claim-reached"}
    assert told["findings"][TURTLE] == []
    assert "Pupils take the ferry" in told["hover"]
    # A capture is served, whatever else is written in YAML is not.
    assert told["served"] == {"capture.yaml": True, "capture.yml": True, "other.yaml": False}
    assert {"CodeActions", "CompletionItem", "Definition", "Hover", "Reference", "Rename"} <= set(
        told["providers"]
    )


def test_a_command_that_is_not_there_is_told_in_one_line_with_what_to_do(drive, tmp_path):
    assert drive(tmp_path / "none")["errors"] == [f"{tmp_path / 'none'} {MISSING}"]


def test_a_file_that_is_not_a_program_is_told_in_one_line(drive, tmp_path):
    (tmp_path / "text").write_text("")
    (line,) = drive(tmp_path / "text")["errors"]

    assert line.startswith(f"{tmp_path / 'text'} cannot be started (EACCES): pip install")


def test_what_the_command_says_when_it_refuses_is_shown(drive, tmp_path):
    why = "claimgraph: the language server needs more (pygls is missing)"
    command = refusing(tmp_path, f'echo noise >&2\necho "{why}" >&2')

    assert drive(command)["errors"] == [why]


def test_a_command_that_is_another_program_is_told_in_one_line(drive, tmp_path):
    (line,) = drive(refusing(tmp_path, "", 0))["errors"]

    assert "does not serve" in line
    assert "claimgraph.path" in line


def test_another_path_in_the_settings_starts_it_anew(drive, tmp_path):
    told = drive(tmp_path / "none", COMMAND, served=FILES)

    assert len(told["errors"]) == 1
    assert told["findings"][CAPTURE]


def test_a_path_may_start_from_the_folder(drive, tmp_path):
    (tmp_path / "project/bin").mkdir(parents=True)
    (tmp_path / "project/bin/claimgraph").symlink_to(COMMAND)

    told = drive("${workspaceFolder}/none", "${workspaceFolder}/bin/claimgraph", served=FILES)

    assert told["errors"] == [f"{tmp_path}/project/none {MISSING}"]
    assert told["findings"][CAPTURE]
