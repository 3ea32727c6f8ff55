"""Sends nanopublications to a server of their network: explicitly, and with a rehearsal first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.errors import StoreError, UsageError
from claimgraph.graph.stores.http import must_be_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.export.nanopubs import Made

# Servers store each before they answer.
_PATIENCE = 60.0


def publish(made: Sequence[Made], server: str, timeout: float = _PATIENCE) -> Iterator[Made]:
    """Post nanopublications to a server, one by one, and yield each that it took.

    What is published cannot be taken back, only retracted. A trusty URI is made from the content,
    so that publishing again changes nothing: a run that broke off is repeated. `timeout` is in
    seconds. Raises UsageError for what is not signed or no server's address, and StoreError where
    the server cannot be reached or refuses.
    """
    import requests

    must_be_address(server)
    for one in made:
        if b"hasSignature " not in one.trig:
            raise UsageError(f"{one.uri}: is not signed, no server takes it: name a --profile")
    for number, one in enumerate(made):
        headers = {"Content-Type": "application/trig"}
        try:
            answer = requests.post(server, data=one.trig, headers=headers, timeout=timeout)
        except requests.RequestException as error:
            raise StoreError(
                f"{server}: cannot be reached ({type(error).__name__}), {_so_far(number, made)}"
            ) from error
        if not answer.ok:
            told = " ".join(answer.text.split())[:100]
            raise StoreError(
                f"{server}: refuses {one.uri} ({answer.status_code} {told}), "
                f"{_so_far(number, made)}"
            )
        yield one


def _so_far(number: int, made: Sequence[Made]) -> str:
    return f"{number} of {len(made)} were published: run it again, none is published twice"
