"""Many HTTP clients at once, cheap enough not to be what is measured."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Address = tuple[str, int]


@dataclass
class Tally:
    """What clients saw: seconds by kind of request, statuses by kind, connections that broke."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    broken: int = 0

    def add(self, kind: str, status: int, taken: float) -> None:
        """Note one answer."""
        self.statuses[kind, status] += 1
        if status == 200:
            self.seconds.setdefault(kind, []).append(taken)

    @property
    def answered(self) -> int:
        """How many requests were answered with 200."""
        return sum(map(len, self.seconds.values()))


def post(path: str, query: str, accept: str = "application/sparql-results+json") -> bytes:
    """Return a query as a request in bytes (SPARQL 1.1 Protocol, 2.1.3)."""
    body = query.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n"
        f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(
    address: Address,
    requests: Mapping[str, Sequence[bytes]],
    clients: int,
    seconds: float,
    weights: Sequence[float] | None = None,
) -> Tally:
    """Let clients send requests, each the next when its last is answered; they reuse connections.

    A client draws a kind by the weights, then one of the kind's requests; seeds are fixed.
    """
    tally, lock = Tally(), threading.Lock()
    end = time.perf_counter() + seconds

    def client(seed: int) -> None:
        chance = random.Random(seed)
        own = Tally()
        connection = None
        while (begin := time.perf_counter()) < end:
            (kind,) = chance.choices(list(requests), weights)
            try:
                connection = connection or socket.create_connection(address, timeout=120)
                status = exchange(connection, chance.choice(requests[kind]))
                own.add(kind, status, time.perf_counter() - begin)
            except OSError:
                own.broken += 1
                if connection:
                    connection.close()
                connection = None
        if connection:
            connection.close()
        with lock:
            for kind, taken in own.seconds.items():
                tally.seconds.setdefault(kind, []).extend(taken)
            tally.statuses += own.statuses
            tally.broken += own.broken

    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def exchange(connection: socket.socket, request: bytes) -> int:
    """Send a request, read its whole answer and return the status; raises OSError if it breaks."""
    connection.sendall(request)
    data = b""
    while (split := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    head = data[:split].lower()
    status = int(head[9:12])
    if b"\r\ncontent-length:" in head:
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        left = split + 4 + length - len(data)
        while left > 0:
            left -= len(_more(connection))
        return status
    tail = data[split:]
    while not tail.endswith(b"\r\n0\r\n\r\n"):
        tail = tail[-16:] + _more(connection)
    return status


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise ConnectionResetError("closed in the middle of an answer")
    return data
