"""What a replay finds."""

from __future__ import annotations

from typing import NamedTuple

from ... import rpc
from .events import Event

__all__ = ["Difference", "DifferenceFound", "Replay", "Stopped"]


class Difference(NamedTuple):
    """The first frame that differs. path: where in the frame; found: None if the node sent nothing."""

    line: int
    participant: str
    path: str
    expected: str
    found: str | None


class Replay(NamedTuple):
    """The result of a replay: true in a condition if all frames of the node agree.

    agreed, sent: frames by participant: those of the node that agree, those of the client. difference: the
    first that does not. stopped: why the replay went no further, such as a request for a contract.
    """

    agreed: dict[str, int]
    sent: dict[str, int]
    difference: Difference | None = None
    stopped: str | None = None

    def __bool__(self) -> bool:
        return self.difference is None and self.stopped is None


class Stopped(Exception):  # noqa: N818
    """The replay cannot go on."""


class DifferenceFound(Exception):  # noqa: N818
    """A frame of the node is not the recorded one."""

    def __init__(self, event: Event, path: str, found: str | None) -> None:
        expected = "" if event.frame is None else rpc.encode(event.frame)
        super().__init__(path)
        self.difference = Difference(event.line, event.participant, path, expected, found)
