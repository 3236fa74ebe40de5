"""The core that this process runs on: one, so that contestants meet the same conditions."""

from __future__ import annotations

import os
from typing import Final

_CAN_CHOOSE: Final = hasattr(os, "sched_setaffinity")
#: The cores that the process may use, before `pin`.
USABLE: Final = frozenset(os.sched_getaffinity(0) if _CAN_CHOOSE else range(os.cpu_count() or 1))


def pin() -> int | None:
    """Stay on one core where the system can do that: the last that we may use."""
    if not _CAN_CHOOSE:
        return None
    core = max(USABLE)
    os.sched_setaffinity(0, {core})
    return core
