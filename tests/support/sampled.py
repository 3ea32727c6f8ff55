"""Of many cases of one kind, some for `make test`; all of them are for `make test-slow`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection


def few(cases: Collection[Any], count: int) -> list[Any]:
    """Return all cases as parameters, `count` of them as they are and the others marked slow.

    Those that are not marked are spread over the list, and the first is one of them.
    """
    quick = {place * len(cases) // count for place in range(count)}
    return [case if place in quick else _slow(case) for place, case in enumerate(cases)]


def _slow(case: Any) -> Any:
    if hasattr(case, "marks"):  # a pytest.param already
        return pytest.param(*case.values, marks=[*case.marks, pytest.mark.slow], id=case.id)
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
