"""How often a request is sent again, and when not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from urllib3.exceptions import MaxRetryError, ReadTimeoutError
from urllib3.util.retry import Retry

from claimgraph.graph.stores.adapter import DEADLINE, Deadline

if TYPE_CHECKING:
    from typing import Self


class Retries(Retry):
    """Retries within the deadline, that leave a server alone which took too long.

    It would only have more to do.
    """

    def _is_read_error(self, err: Exception) -> bool:
        return super()._is_read_error(err) and not isinstance(err, ReadTimeoutError)

    def increment(self, *arguments: Any, **options: Any) -> Self:
        """Return what is left to try; what would be sent after the deadline is not waited for."""
        left = super().increment(*arguments, **options)
        response: Any = options.get("response")
        try:
            wait = (response and self.get_retry_after(response)) or left.get_backoff_time()
        except Exception:
            response.close()  # nobody else does
            raise
        if time.monotonic() + wait > DEADLINE.get(Deadline()).at:
            url = arguments[1] if len(arguments) > 1 else options.get("url")
            raise MaxRetryError(options["_pool"], url or "", options.get("error"))
        return left
