"""Every race of a test_ file becomes a test for each of its contestants; one who cannot run is skipped."""

from __future__ import annotations

import pytest

from .race import Contestant

_REMOTE = "runs in a process of its own: only `python -m benchmarks` times it"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "contestant" not in metafunc.fixturenames:
        return
    entries = [
        pytest.param(
            race,
            contestant,
            id=f"{race.name}: {contestant.name}",
            marks=[pytest.mark.skip(reason=reason)] if (reason := _missing(contestant)) else [],
        )
        for race in metafunc.module.RACES
        for contestant in (race.ours, *race.rivals)
    ]
    metafunc.parametrize(("race", "contestant"), entries)


def _missing(contestant: Contestant) -> str | None:
    return contestant.absent or (_REMOTE if contestant.remote else None)
