"""Reads what other tools have marked in a text, all forms with one signature.

A module `claimgraph.imports.<module>` holds `FORMS`, a tuple of `Form`.
"""

from __future__ import annotations

import importlib
from itertools import chain
from typing import TYPE_CHECKING

from claimgraph import alike
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from claimgraph.imports.model import Form

# The modules and the forms of each, in the order in which a file's content is tried.
_MODULES = {
    "brat": ("brat",),
    "cas": ("uima-cas",),
    "microtexts": ("arg-microtexts",),
    "argdown": ("argdown",),
    "annotations": ("web-annotation",),
    "labelstudio": ("label-studio",),
    "aif": ("aif",),
    "csl": ("csl-json",),
    "bibtex": ("bibtex",),
    "tables": ("csv", "tsv"),
}
NAMES = tuple(chain.from_iterable(_MODULES.values()))


def _forms(modules: tuple[str, ...]) -> list[Form]:
    forms: list[Form] = []
    for module in modules:
        forms += importlib.import_module(f"claimgraph.imports.{module}").FORMS
    return forms


def form(name: str) -> Form:
    """Return the form of that name; raises UsageError, with the nearest name, for another."""
    if name not in NAMES:
        nearest = alike.nearest(name, NAMES)
        mend = f"did you mean {nearest[0]}?" if nearest else f"choose from {', '.join(NAMES)}"
        raise UsageError(f"no form '{name}' to import from: {mend}")
    module = next(module for module, names in _MODULES.items() if name in names)
    return next(one for one in _forms((module,)) if one.name == name)


def recognised(file: str, source: bytes) -> Form:
    """Return the form of a file, by its name's suffix and by how its content begins.

    Raises UsageError where neither tells.
    """
    for one in _forms(tuple(_MODULES)):
        if file.lower().endswith(one.suffixes) and one.recognises(source):
            return one
    raise UsageError(
        f"{file}: neither its name nor its content tells its form: "
        f"name it with --from, one of {', '.join(NAMES)}"
    )
