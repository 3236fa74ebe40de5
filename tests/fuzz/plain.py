"""The fuzzer that needs no coverage: Hypothesis draws a known input and how it is mutated."""

from __future__ import annotations

import faulthandler
import time
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from .targets import Target


def run(target: Target, seconds: float, seed: int, finds: Path) -> int:
    """Check mutated inputs for so many seconds and return how many; an input that fails stays in `finds`."""
    pool = target.inputs()
    finds.mkdir(parents=True, exist_ok=True)
    tried = finds / f"{target.name}-plain"

    @settings(database=None, deadline=None)
    @given(st.sampled_from(pool), st.integers(0, (1 << 32) - 1), st.integers(1, 4))
    def check(data: bytes, seed: int, rounds: int) -> None:
        rng = Random(seed)
        for _ in range(rounds):
            data = target.mutate(data, rng, pool)[: target.most]
        # Written before it is tried, so that it outlives a crash of the process.
        tried.write_bytes(data)
        target.check(data)

    faulthandler.enable()
    rng, end, executions = Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        check.hypothesis.fuzz_one_input(rng.randbytes(64))
        executions += 1
    tried.unlink(missing_ok=True)
    return executions
