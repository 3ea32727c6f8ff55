"""Does a task of the tools in the process that has the project; a refusal comes back as a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claimgraph.errors import ClaimgraphError, SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from claimgraph.servers.mcp.snapshot import Opened


@dataclass(frozen=True)
class Refused:
    """Why a task was not done: what, where, what to do."""

    line: str


def done(
    opened: Opened, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Any:
    """Return what a function of the project returns, or why it was refused."""
    try:
        return fn(opened, *args, **kwargs)
    except SyntaxFault as fault:
        return Refused(f"{fault.place}: {fault}")
    except ClaimgraphError as error:
        return Refused(str(error))
    except RecursionError:
        return Refused("this is nested too deeply: write it flatter")
