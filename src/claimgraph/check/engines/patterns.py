"""The regular expressions of sh:pattern (SHACL 4.4.3): XPath's, for Python and for Rust."""

from __future__ import annotations

import re
from functools import lru_cache

from elementpath.regex import RegexError, translate_pattern

# A class, which stays as it is; a shorthand outside of one, which elementpath leaves to Python.
_SHORTHAND = re.compile(r"(\[(?:\\.|[^\]\\])*\])|(\\[^wWsSdDiIcC])|\\([wWsSdDiIcC])", re.DOTALL)
# White space goes by the flag `x`, but not from a class (F&O 5.6.1.1).
_SPACES = re.compile(r"(\[(?:\\.|[^\]\\])*\])|[\t\n\r ]", re.DOTALL)
_FLAGS = (("s", re.DOTALL), ("m", re.MULTILINE), ("i", re.IGNORECASE))
# XPath's white space; Rust's is Unicode's.
_SPACE = r" \t\n\r"


@lru_cache(maxsize=1000)
def matching(pattern: str, flags: str) -> re.Pattern[str]:
    r"""Return an XPath regular expression (XPath Functions, 5.6.1) as Python's: it may have \p{L}.

    Raises ValueError where it is not one, or has flags that SPARQL does not know.
    """
    if unknown := set(flags) - set("smixq"):
        raise ValueError(f"has the flag '{''.join(sorted(unknown))}', which SPARQL does not know")
    if "q" in flags:
        pattern = re.sub(r"([\\.^$*+?{}()\[\]|-])", r"\\\1", pattern)
    elif "x" in flags:
        pattern = _SPACES.sub(lambda m: m[1] or "", pattern)
    chosen = 0
    for letter, flag in _FLAGS:
        chosen |= flag if letter in flags else 0
    wrapped = _SHORTHAND.sub(lambda m: f"[\\{m[3]}]" if m[3] else m[0], pattern)
    try:
        return re.compile(translate_pattern(wrapped, chosen), chosen)
    except (RegexError, re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is not a regular expression of SPARQL ({error})") from error


def for_rust(pattern: str, flags: str) -> str | None:
    """Return a pattern that means the same to Rust's regular expressions; None where none may."""
    try:
        matching(pattern, flags)
    except ValueError:
        return None
    written: list[str] = []
    in_class = False
    for token in re.findall(r"\\.|\(\?|&&|~~|--|\{,|.", pattern, re.DOTALL):
        replaced = _token(token, in_class, "s" in flags)
        if replaced is None:
            return None
        written.append(replaced)
        in_class = token == "[" or (in_class and token != "]")
    return None if set(flags) - set("ims") else "".join(written)


def _token(token: str, in_class: bool, dot_is_all: bool) -> str | None:
    if token == r"\s":
        return _SPACE if in_class else f"[{_SPACE}]"
    if token == r"\S" and not in_class:
        return f"[^{_SPACE}]"
    if token[0] == "\\":
        return token if token[1:] and token[1:] in r"d.+*?(){}[]|^$\nrt-" else None
    if in_class and token in ("[", "&&", "~~", "--"):
        return None
    if token in ("(?", "{,"):
        return None if not in_class else token
    return r"[^\n\r]" if token == "." and not in_class and not dot_is_all else token
