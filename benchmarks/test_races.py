"""Every race with each of its contestants as a test of pytest-benchmark; who cannot run is skipped."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec.schema import classes

from .__main__ import TRIPS, load_races
from .corpus import mixture
from .race import Contestant, Race, check

_REMOTE = "runs in a process of its own: only `python -m benchmarks` times it"


def _parameters() -> list[Any]:
    races = [(trip, race) for trip in TRIPS if trip.startswith("trips.") for race in load_races(trip)]
    return [
        pytest.param(
            race,
            contestant,
            id=f"{trip.removeprefix('trips.')}: {race.name}: {contestant.name}",
            marks=[pytest.mark.skip(reason=reason)] if (reason := _reason_to_skip(contestant)) else [],
        )
        for trip, race in races
        for contestant in (race.ours, *race.rivals)
    ]


def _reason_to_skip(contestant: Contestant) -> str | None:
    return contestant.absent or (_REMOTE if contestant.remote else None)


@pytest.mark.parametrize(("race", "contestant"), _parameters())
def test_race(benchmark: Any, race: Race, contestant: Contestant) -> None:
    check(race, contestant)
    benchmark.group = race.name
    benchmark(contestant.call, *contestant.args, **contestant.options)


def test_transactions_of_all_types_and_versions_are_generated() -> None:
    known = {cls for cls in classes() if issubclass(cls, aecodec.Tx)}
    assert set(mixture.SHARES) == known - {aecodec.SignedTx}
