"""How many examples a property is tested with: few in `make test`, all in `make test-slow`."""

from __future__ import annotations

from hypothesis import settings


def examples(all_of_them: int, few: int | None = None) -> int:
    """Return so many in the profile `thorough`, at most the profile's number in any other.

    Of examples that take their time there, `few` are enough.
    """
    if settings.get_current_profile_name() == "thorough":
        return all_of_them
    return min(all_of_them, few or settings.default.max_examples)
