"""Keeps text that others wrote from steering what shows it: terminals, browsers, logs of pipelines.

Whatever is printed for people shows control characters as escapes and holds no command of a
pipeline's runner; `Printed` sees to it. What is printed for programs is exact, except where
people see it too: on a terminal and in a runner's log it is spelled with its format's own escapes.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, cast

from claimgraph.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console
    from rich.text import Text

    # How a character is written so that it only stands for itself.
    Spelling = Callable[[str], str]

# Control characters but for tab and line feed, and those that turn the direction of writing; a
# carriage return before a line feed is part of a line's end.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
    "|\r(?!\n)"
)
# Commands of GitHub's runner (`##[name]` anywhere, `::name` at the beginning of a line), of Azure
# Pipelines (`##vso[`) and of TeamCity (`##teamcity[`), up to the character that is to be escaped.
_BLANK = "[^\\S\r\n]|[\u200b\ufeff]"
_COMMAND = re.compile(rf"(##\w{{0,20}})(\[)|((?:^|(?<=[\r\n]))(?:{_BLANK})*:)(:)")
# What may become a command when more is written.
_BEGUN = re.compile(rf"(?:(?:^|(?<=[\r\n]))(?:{_BLANK})*(:?)|(##?\w{{0,20}}))\Z")
# Set where standard output is read by such a runner.
_RUNNERS = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
# What XML has no way to write (XML 1.0, 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_people(character: str) -> str:
    """Return a character as an escape that people know."""
    if character in "[:":
        return "\\" + character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def backslash_u(character: str) -> str:
    r"""Return a character as \uXXXX: JSON, N-Triples and Turtle read it as the character."""
    return f"\\u{ord(character):04X}"


def reference(character: str) -> str:
    """Return a character as a reference of XML."""
    return f"&#{ord(character)};"


def visible(text: str) -> str:
    """Return a text with an escape for each character that would steer a terminal."""
    return _STEERING.sub(lambda match: for_people(match[0]), text)


def one_line(text: str) -> str:
    """Return a text, such as a file's name, on one line: its line ends are escapes too."""
    return visible(text).replace("\r\n", "\\x0d\n").replace("\n", "\\x0a")


def inert(text: str) -> str:
    """Return a text, which is not at the beginning of a line, without commands of runners."""
    return _spelled(" -" + text, for_people)[2:]


def holds_command(text: str) -> bool:
    """Return whether a runner would take part of a text for its command."""
    return bool(_COMMAND.search(text))


def _spelled(text: str, spelling: Spelling) -> str:
    return _COMMAND.sub(lambda m: (m[1] or m[3]) + spelling(m[2] or m[4]), text)


class Printed(io.TextIOBase):
    """A text stream on which nothing that is written is a command to a terminal or a runner."""

    def __init__(
        self, raw: TextIO, spelling: Spelling = for_people, *, controls: bool = True
    ) -> None:
        """Write to `raw`; without `controls`, only the commands of runners are spelled."""
        self.raw = raw
        self._spelling = spelling
        self._controls = controls
        self._held = ""
        self._begun = "\n"

    def write(self, text: str) -> int:
        """Write a stretch of text, which may begin or end anywhere."""
        data = self._held + text
        self._held = ""
        if self._controls:
            if data.endswith("\r"):
                data, self._held = data[:-1], "\r"
            data = _STEERING.sub(lambda match: self._spelling(match[0]), data)
        self._pass_on(data)
        return len(text)

    def _pass_on(self, data: str) -> None:
        whole = self._begun + data
        self.raw.write(_spelled(whole, self._spelling)[len(self._begun) :])
        begun = _BEGUN.search(whole)
        # The blanks before a colon are as good as none.
        self._begun = "-" if begun is None else begun[2] or f"\n{begun[1]}"

    def flush(self) -> None:
        """Flush, with a carriage return that no line feed has followed."""
        if self._held:
            self._held = ""
            self._pass_on(self._spelling("\r"))
        self.raw.flush()

    def isatty(self) -> bool:
        """Return whether people see at once what is written."""
        return self.raw.isatty()

    def fileno(self) -> int:
        """Return the descriptor."""
        return self.raw.fileno()

    def writable(self) -> bool:
        """Return True."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream beneath."""
        return self.raw.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """What the stream beneath does with what it cannot encode."""
        return self.raw.errors


@contextmanager
def printed() -> Iterator[None]:
    """Keep standard output and standard error of this process from what is written to them."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast("TextIO", Printed(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def exact(out: TextIO) -> TextIO:
    """Return the stream beneath, for a writer that sees to all of this itself."""
    return out.raw if isinstance(out, Printed) else out


def for_programs(out: TextIO, spelling: Spelling) -> TextIO:
    """Return the stream for what programs read, in a format in which `spelling` is an escape."""
    raw = exact(out)
    if raw is out or not seen(raw):
        return raw
    return cast("TextIO", Printed(raw, spelling))


def seen(out: TextIO) -> bool:
    """Return whether a stream is a terminal or may be the log of a pipeline."""
    if out.isatty():
        return True
    if not any(os.environ.get(name) for name in _RUNNERS):
        return False
    try:
        return not stat.S_ISREG(os.fstat(out.fileno()).st_mode)
    except OSError:
        return True


class _Decoding(io.RawIOBase):
    """A binary stream of UTF-8 that ends in a text stream."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def write(self, data: bytes) -> int:  # type: ignore[override]  # no other buffers come
        self._out.write(self._decoder.decode(data))
        return len(data)


@contextmanager
def standard_output(spelling: Spelling | None) -> Iterator[BinaryIO]:
    """Give standard output for UTF-8 in a format of that spelling, or for what is not text.

    Raises ProjectError where it cannot be written.
    """
    try:
        raw = exact(sys.stdout)
        shown = raw if spelling is None else for_programs(sys.stdout, spelling)
        yield raw.buffer if shown is raw else cast("BinaryIO", _Decoding(shown))
        shown.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left in the buffer would fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ProjectError(
            f"standard output: cannot be written ({error.strerror or error}): "
            "free some space or name another place with --output"
        ) from error


def console(out: TextIO, **options: Any) -> Console:
    """Return a console of rich for people, on which only its own styles steer a terminal.

    Without a terminal to fit into, lines are as long as they are.
    """
    # Here, for it takes its time to load.
    from rich.console import Console

    class Safe(Console):
        def render_str(self, text: str, **more: Any) -> Text:
            return super().render_str(visible(text), **more)

        def render(self, *given: Any, **more: Any) -> Any:
            for piece in super().render(*given, **more):
                yield piece if piece.control else piece._replace(text=visible(piece.text))

    raw = exact(out)
    width = None if raw.isatty() else 10_000
    shown = cast("TextIO", Printed(raw, controls=False))
    return Safe(file=shown, highlight=False, markup=False, emoji=False, width=width, **options)


def styled(*parts: str | tuple[str, str] | Text, style: str = "") -> Text:
    """Return a text of rich, of which it drops no control character: each is an escape."""
    from rich.text import Text

    def safe(part: str | tuple[str, str] | Text) -> str | tuple[str, str] | Text:
        if isinstance(part, str):
            return visible(part)
        return (visible(part[0]), part[1]) if isinstance(part, tuple) else part

    return Text.assemble(*map(safe, parts), style=style)


def harmless(text: str) -> str:
    """Return a text with U+FFFD for each character that would steer what displays it."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def not_xml(text: str) -> str | None:
    """Return the first character of a text that XML cannot hold, if there is one."""
    found = _NOT_XML.search(text)
    return found[0] if found else None


def returns_kept(xml: str) -> str:
    """Return XML whose carriage returns are references: readers make line feeds of bare ones.

    XML 1.0, 2.11.
    """
    return xml.replace("\r", "&#13;")


def only_xml(text: str) -> str:
    """Return a text without what XML cannot hold, not even escaped."""
    return _NOT_XML.sub("", text)
