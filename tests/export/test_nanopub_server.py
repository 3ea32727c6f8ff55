"""Publishing: what is signed arrives as it is, in order; a rehearsal sends nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from export_samples import ROOT, ferry
from loopback import serving
from rdflib import Dataset, URIRef

from claimgraph.cli import main
from claimgraph.errors import StoreError, UsageError
from claimgraph.export import nanopubs

library = pytest.importorskip("nanopub", reason="the extra `nanopub` is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
FERRY = ROOT / "tests" / "exports" / "ferry"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profile")
    made = library.Profile("https://orcid.org/0000-0000-0000-0000", "Test Er")
    return Path(made.store(folder))


@pytest.fixture(scope="module")
def signed(profile: Path) -> list[nanopubs.Made]:
    return nanopubs.made(ferry(), nanopubs.profile(profile))


@pytest.fixture
def run(monkeypatch, capfd):
    def run(*arguments: str) -> tuple[int, list[str], str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", "publish", *arguments])
        code = main()
        out, err = capfd.readouterr()
        return code, out.splitlines(), err

    return run


def test_each_is_posted_as_it_is_and_the_index_last(signed):
    with serving(lambda answer, _: answer.reply(201)) as server:
        sent = list(nanopubs.publish(signed, server.url))
    assert sent == signed
    assert [request.body for request in server.seen] == [one.trig for one in signed]
    assert {request.method for request in server.seen} == {"POST"}
    assert {request.headers["content-type"] for request in server.seen} == {"application/trig"}
    assert signed[-1].name.startswith("index-")


def test_a_server_that_refuses_is_told_with_what_was_published(signed):
    def answer(handler, _request) -> None:
        full = len(handler.server.seen) > 2
        handler.reply(507 if full else 201, b"no room left" if full else b"")

    with (
        serving(answer) as server,
        pytest.raises(StoreError, match=r"507 no room left\), 2 of 6 were published"),
    ):
        list(nanopubs.publish(signed, server.url))
    assert len(server.seen) == 3


def test_a_server_that_is_not_there_is_told(signed):
    with serving(lambda answer, _: answer.reply()) as server:
        url = server.url
    with pytest.raises(StoreError, match="cannot be reached"):
        list(nanopubs.publish(signed, url, timeout=5))


def test_a_server_that_does_not_answer_is_not_waited_for(signed):
    with (
        serving(lambda *_: __import__("time").sleep(1)) as server,
        pytest.raises(StoreError, match="cannot be reached"),
    ):
        list(nanopubs.publish(signed, server.url, timeout=0.2))


def test_what_is_not_signed_is_not_sent():
    with (
        serving(lambda answer, _: answer.reply()) as server,
        pytest.raises(UsageError, match="not signed"),
    ):
        list(nanopubs.publish(nanopubs.made(ferry()), server.url))
    assert server.seen == []


def test_the_command_publishes_and_prints_the_uris(run, profile, signed):
    with serving(lambda answer, _: answer.reply(201)) as server:
        code, out, err = run(str(FERRY), "--server", server.url, "--profile", str(profile))
    assert (code, out) == (0, [one.uri for one in signed])
    assert err == f"claimgraph: 6 nanopublications went to {server.url}\n"
    received = Dataset(default_union=True)
    received.parse(data=server.seen[0].body.decode(), format="trig")
    assert URIRef(out[0]) in set(received.subjects())


def test_a_dry_run_prints_the_same_and_sends_nothing(run, profile, signed):
    with serving(lambda answer, _: answer.reply(201)) as server:
        code, out, err = run(
            str(FERRY), "--server", server.url, "--profile", str(profile), "--dry-run"
        )
    assert (code, out) == (0, [one.uri for one in signed])
    assert "6 nanopublications would go" in err
    assert "nothing was sent" in err
    assert server.seen == []


def test_a_dry_run_needs_neither_server_nor_key(run):
    code, out, err = run(str(FERRY), "--dry-run")

    assert (code, out) == (0, [one.uri for one in nanopubs.made(ferry())])
    assert "6 nanopublications would go; nothing was sent; signed" in err


@pytest.mark.parametrize("given", [[], ["--server", "http://127.0.0.1:1"], ["--profile", "x"]])
def test_server_and_profile_have_to_be_named(run, given):
    """Nothing goes to the network by accident: there are no defaults."""
    code, out, err = run(str(FERRY), *given)
    assert (code, out) == (2, [])
    assert "--server URL" in err
    assert "--profile FILE" in err


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("server.example", "is not the address of a server"),
        ("https:///x", "is not the address of a server"),
        ("https://user:secret@server.example/", "credentials"),
    ],
)
def test_what_is_no_address_is_told(run, profile, address, told):
    """As of every other server, and what is secret is not repeated."""
    code, _, err = run(str(FERRY), "--server", address, "--profile", str(profile))
    assert code == 2
    assert told in err
    assert "secret" not in err
