"""What the command says where it cannot run at all."""

from __future__ import annotations

import sys

from claimgraph import __main__


def test_on_windows_its_first_line_says_that_it_does_not_run_there(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delitem(sys.modules, "claimgraph.cli", raising=False)
    assert __main__.main() == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("claimgraph: does not run on Windows itself: run it in")
    assert told.err.count("\n") == 1
    assert "claimgraph.cli" not in sys.modules
