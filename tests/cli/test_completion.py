"""Completion in real shells: what bash, zsh and fish are offered at the cursor."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sampled import few

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ASKED = [
    ("ask", "dura", "durations"),
    ("ask durations", "", "article="),
    ("draw", "t", "timeline"),
    ("explain", "mate-60-sh", "mate-60-shows-evasion"),
    ("explain thesis --article", "hua", "huawei-comeback"),
    ("rules", "claim-pass", "claim-passage"),
    ("export --format", "nquad", "nquads"),
    ("ask --format", "mark", "markdown"),
    ("check --engine", "py", "pyshacl"),
    ("check --format", "sa", "sarif"),
    ("critical --of", "act", "actors"),
]
BASH = """
PATH="{bin}:$PATH"
eval "$(_CLAIMGRAPH_COMPLETE=source_bash claimgraph)"
COMP_WORDS=(claimgraph {words} "")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
COMP_WORDS[$COMP_CWORD]='{begun}'
$(complete -p claimgraph | sed 's/.*-F \\([^ ]*\\).*/\\1/') claimgraph
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# A shell in a terminal of zsh's own, in which a key completes and prints the line.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D
  eval "$(_CLAIMGRAPH_COMPLETE=source_zsh claimgraph)"
  offered() { zle complete-word; print -r -- "<$BUFFER>"; }; zle -N offered
  bindkey "^T" offered; print ready'
zpty -r shell line '*ready*ready*'
zpty -w -n shell "$1"$'\x14'
zpty -r shell line '*<*>*'
print -r -- "$line"
zpty -d shell
"""
FISH = """
env _CLAIMGRAPH_COMPLETE=source_fish claimgraph | source
complete -C "$argv[1]"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(("words", "begun", "offered"), few(ASKED, 2))
def test_bash_is_offered_what_can_be_given(words, begun, offered):
    script = BASH.format(bin=BIN, words=words, begun=begun)

    done = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.stderr == ""
    assert offered in done.stdout.splitlines()


def completed(*call: str) -> str:
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        call, capture_output=True, text=True, check=True, cwd=ROOT, env=environment, timeout=60
    )
    return done.stdout


@pytest.mark.shells
@pytest.mark.parametrize(("words", "begun", "offered"), ASKED)
def test_zsh_completes_what_can_be_given(words, begun, offered):
    line = completed("zsh", "-f", "-c", ZSH, "zsh", f"claimgraph {words} {begun}")
    assert f"<claimgraph {words} {offered}" in line


@pytest.mark.shells
@pytest.mark.parametrize(("words", "begun", "offered"), ASKED)
def test_fish_is_offered_what_can_be_given(words, begun, offered):
    lines = completed("fish", "--no-config", "-c", FISH, f"claimgraph {words} {begun}").splitlines()
    assert offered in [line.partition("\t")[0] for line in lines]
