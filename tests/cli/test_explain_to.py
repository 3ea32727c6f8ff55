"""`claimgraph explain A --to B`: the way of arguments between two claims."""

from __future__ import annotations

from tests.support.commanded import run

A, B = "climate-judgment/hemweg-closed", "climate-judgment/thesis"


def test_the_way_is_drawn_from_premise_to_conclusion_whichever_is_named_first(capsys, monkeypatch):
    code, out, _ = run(capsys, monkeypatch, "explain", A, "--to", B)

    lines = out.splitlines()
    assert code == 0
    assert [line.startswith("  supports (") for line in lines] == [False, True, True, True]
    assert run(capsys, monkeypatch, "explain", B, "--to", A)[1] == out


def test_claims_that_no_arguments_join(capsys, monkeypatch):
    code, out, err = run(capsys, monkeypatch, "explain", B, "--to", "huawei-comeback/thesis")

    assert (code, out) == (1, "")
    assert err == "claimgraph: no arguments lead from one claim to the other\n"
