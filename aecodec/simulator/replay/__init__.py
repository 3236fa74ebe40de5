"""Replay of recorded sessions: the clients' frames are played, and the node's frames compared."""

from .driver import replay
from .events import Event
from .results import Difference, Replay

__all__ = ["Difference", "Event", "Replay", "replay"]
