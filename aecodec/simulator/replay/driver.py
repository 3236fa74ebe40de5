"""Plays the client's side of a recording against a simulated node, and compares what the node sends."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import AecodecError
from .events import Event
from .player import Player
from .results import DifferenceFound, Replay, Stopped

__all__ = ["replay"]


def replay(events: Iterable[Event]) -> Replay:
    """Play a recording against a node that is set up as the recording shows, and compare its frames.

    Blocks are mined, messages delivered and timers expired only when the next recorded frame does not come.
    Three things may differ: where the answer to `system stop` stands and whether it comes; where pongs stand,
    which the node gives beside its state machine; a `can_slash` that no frame explains is brought about by a
    close past the connections.
    """
    driver = Player(tuple(events))
    try:
        driver.run()
    except DifferenceFound as found:
        return Replay(dict(driver.agreed), dict(driver.sent), difference=found.difference)
    except (Stopped, AecodecError) as reason:
        return Replay(dict(driver.agreed), dict(driver.sent), stopped=str(reason))
    return Replay(dict(driver.agreed), dict(driver.sent))
