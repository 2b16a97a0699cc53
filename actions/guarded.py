"""Keep a citizen's words out of logs when an action fails.

rasa-sdk 3.6.2 answers a failed action with the whole request, and Rasa logs that
answer. A guarded action fails without a result instead: the channel notices, and the
worker tries again.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger(__name__)
Run = Callable[..., Awaitable[list[Any]]]


def guarded(run: Run) -> Run:
    """Wrap an action's `run`: any error is logged by its kind and place only."""

    @functools.wraps(run)
    async def wrapped(self: Any, *args: Any, **kwargs: Any) -> list[Any]:
        try:
            return await run(self, *args, **kwargs)
        except Exception as exc:  # noqa: BLE001 (whatever it is, no word may leak)
            trace = exc.__traceback__
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = trace.tb_frame.f_code.co_filename if trace else "?"
            line = trace.tb_lineno if trace else 0
            log.error(  # noqa: TRY400 (the traceback may hold the words)
                "action_failed %s %s at %s:%s",
                type(self).__name__,
                type(exc).__name__,
                place,
                line,
            )
            return []

    return wrapped
