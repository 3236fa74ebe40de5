"""Which cores this process runs on: one while contestants take turns, all for what runs in threads."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any, Final

_CAN_CHOOSE: Final = hasattr(os, "sched_setaffinity")
#: What we may use, as it was before `pin`.
USABLE: Final = frozenset(os.sched_getaffinity(0) if _CAN_CHOOSE else range(os.cpu_count() or 1))


def pin() -> int | None:
    """Stay on one core where the system can do that: the last that we may use."""
    if not _CAN_CHOOSE:
        return None
    core = max(USABLE)
    os.sched_setaffinity(0, {core})
    return core


def on_all(call: Callable[[], Any]) -> Callable[[int], int]:
    """A clock for what runs in threads: the wall's, with all cores for this thread and its own."""

    def clock(count: int) -> int:
        before = os.sched_getaffinity(0) if _CAN_CHOOSE else USABLE
        _stay_on(USABLE)
        try:
            start = time.perf_counter_ns()
            for _ in range(count):
                call()
            return time.perf_counter_ns() - start
        finally:
            _stay_on(before)

    return clock


def _stay_on(cores: frozenset[int] | set[int]) -> None:
    if _CAN_CHOOSE:
        os.sched_setaffinity(0, cores)
