"""Checks that work grows in proportion to its input, also on a machine that does other things meanwhile."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Final, TypeVar

Input = TypeVar("Input")

#: What counts as measured exactly enough, in seconds; below it no growth can be seen.
EXACT: Final = 0.01
ATTEMPTS: Final = 6


def thread_seconds(work: Callable[[], object]) -> float:
    """Measure the CPU time of this thread, to which other processes and threads add nothing."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


def assert_linear(work: Callable[[Input], object], small: Input, large: Input, times: float = 10) -> None:
    """Check that input which is so many times as large takes about so many times as long.

    Linear work takes `times` as long, quadratic work the square of it. The limit lies in the middle, and the
    least times of all attempts so far count: other load makes single attempts slower, never faster.
    """
    resolution = time.get_clock_info("thread_time").resolution
    least = slow = float("inf")
    gc.disable()  # its time depends on all objects that other tests have left
    try:
        for _ in range(ATTEMPTS):
            least = min(least, *(thread_seconds(lambda: work(small)) for _ in range(3)))
            slow = min(slow, thread_seconds(lambda: work(large)))
            if slow < times**1.5 * (least + resolution) + EXACT:
                return
    finally:
        gc.enable()
    raise AssertionError(f"{times} times the input took {slow:.4f} s, the small one {least:.4f} s")
