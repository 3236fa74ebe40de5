"""Every race of a test_ file becomes a test for each of its contestants; an absent one is skipped."""

from __future__ import annotations

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "contestant" not in metafunc.fixturenames:
        return
    entries = [
        pytest.param(
            race,
            contestant,
            id=f"{race.name}: {contestant.name}",
            marks=[pytest.mark.skip(reason=contestant.absent)] if contestant.absent else [],
        )
        for race in metafunc.module.RACES
        for contestant in (race.ours, *race.rivals)
    ]
    metafunc.parametrize(("race", "contestant"), entries)
