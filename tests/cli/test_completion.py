"""Completion in a real shell: what bash is offered at the cursor."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
PATH="{bin}:$PATH"
eval "$(_CLAIMGRAPH_COMPLETE=source_bash claimgraph)"
COMP_WORDS=(claimgraph {words} "")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
COMP_WORDS[$COMP_CWORD]='{begun}'
$(complete -p claimgraph | sed 's/.*-F \\([^ ]*\\).*/\\1/') claimgraph
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "begun", "offered"),
    [
        ("ask", "dura", "durations"),
        ("ask durations", "", "article="),
        ("draw", "t", "timeline"),
        ("explain", "mate-60-sh", "mate-60-shows-evasion"),
        ("explain thesis --article", "hua", "huawei-comeback"),
        ("rules", "claim-pass", "claim-passage"),
        ("export --format", "nquad", "nquads"),
    ],
)
def test_bash_is_offered_what_can_be_given(words, begun, offered):
    script = SCRIPT.format(bin=Path(sys.executable).parent, words=words, begun=begun)

    done = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.stderr == ""
    assert offered in done.stdout.splitlines()
