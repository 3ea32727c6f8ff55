"""Queries that call another server, or look as if they did, made up by the thousand."""

from __future__ import annotations

import random
import socket
import threading
from typing import Self

_BLANKS = (" ", "\t", "\n", "\r", "\r\n", "#\n", "#\r")
_NOT_BLANK = ("\f", "\v", "\x85", "\xa0", "\u2028")
_BLANKS += ("# it's\n", '# "\r', "#'''\n", "# }\r\n", "#<\n", "")
_WORDS = ("SERVICE", "service", "SerViCe", "SERVICE SILENT", "service#\nsilent", "SERV\\u0049CE")
_WORDS += ("\\u0053ERVICE", "\\U00000053ERVICE", "\u017fervice", "SERVIC\u0045", "SERVICE\x00")
# Texts in which the end of a string is not where a hasty reader sees it.
_TEXTS = ('"\\u0022"', "'\\u0027'", '"""\\u0022"""', "'''a'b''c'''", '"\\\\"', '"\\""', "'\\''")
_TEXTS += ('"#"', "'SERVICE'", '"""\n#SERVICE"""', "'\\u005C'", '"\\U00000022"', "<http://e/#'>")
_AROUND = (
    "SELECT * {{ {} }}",
    "ASK {{ {} }}",
    "ASK {{ GRAPH ?g {{ {} }} }}",
    "SELECT * {{ {{ SELECT * {{ {} }} }} }}",
    "SELECT * {{ OPTIONAL {{ {} }} }}",
    "SELECT * {{ {{}} UNION {{ {} }} }}",
    "SELECT * {{ FILTER NOT EXISTS {{ {} }} }}",
    "SELECT (EXISTS {{ {} }} AS ?e) {{}}",
    "CONSTRUCT {{ ?x ?y ?z }} WHERE {{ {} }}",
    "DESCRIBE ?x {{ {} }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ {} }} }}",
    "SELECT * {{ {} }} VALUES ?v {{ 1 }}",
)


def made(seed: int, port: int) -> str:
    """Return the query of that number; its SERVICE, if it is one, is on this machine."""
    pick = random.Random(seed)
    # Half of them are for readers that know more white space than the grammar.
    blanks = _BLANKS if pick.random() < 0.5 else _BLANKS + _NOT_BLANK
    blank = lambda: "".join(pick.choices(blanks, k=pick.randint(1, 3)))  # noqa: E731
    words = _WORDS if pick.random() < 0.5 else _WORDS[:5]
    text = lambda: pick.choice(_TEXTS)  # noqa: E731
    url = f"http://127.0.0.1:{port}/{seed}"
    prologue, name = pick.choice(
        [
            ("", f"<{url}>"),
            ("", f"<\\u0068ttp{url[4:]}>"),
            (f"PREFIX service: <{url}#>", "service:service"),
            (f"BASE <{url}>", "<x>"),
            (f"PREFIX : <{url}/>", ":a\\'b"),
            ("", "?where"),
        ]
    )
    call = f"{pick.choice(words)}{blank()}{name}{blank()}{{ ?x ?y ?z }}"
    if name == "?where":
        call = f"VALUES ?where {{ <{url}> }} {call}"
    before = f"BIND({text()} AS ?a){blank()}" if pick.random() < 0.6 else blank()
    after = f"{blank()}BIND({text()} AS ?b)" if pick.random() < 0.6 else blank()
    pattern = f"{before}{call}{after}"
    if pick.random() < 0.2:
        pattern = f"?s ?p {text()} . # {blank()} {pattern}"
    for _ in range(pick.randint(0, 5)):
        pattern = f"{{ {pattern} }}"
    return prologue + blank() + pick.choice(_AROUND).format(pattern)


class Listener:
    """Counts the connections to a free port of this machine; use it as a context."""

    def __enter__(self) -> Self:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()
        return self

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
