"""Puts ES modules together into one script, which works in pages that are opened as files too.

A browser loads no modules from files. The modules import from each other by name alone, as
`import { a, b } from "./x.js";`, and export functions and constants where these are declared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
_REMARK = re.compile(r"^\s*//.*\n", re.MULTILINE)


def bundle(folder: Traversable, first: str) -> str:
    """Return the module of that name, with all that it imports before it, as one script."""
    parts: dict[str, str] = {}
    _add(folder, first, parts)
    return '"use strict";\n(() => {\nconst modules = {};\n' + "".join(parts.values()) + "})();\n"


def _add(folder: Traversable, name: str, parts: dict[str, str]) -> None:
    text = (folder / f"{name}.js").read_text(encoding="utf-8")
    for _, imported in _IMPORT.findall(text):
        if imported not in parts:
            _add(folder, imported, parts)
    exported = ", ".join(_EXPORT.findall(text))
    body = _REMARK.sub("", _EXPORT.sub("", _IMPORT.sub(r"const {\1} = modules.\2;\n", text)))
    parts[name] = f"modules.{name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"
