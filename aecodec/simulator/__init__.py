"""The node's side of a state channel, to play against: no I/O, everything moved by hand."""

from .._channel_terms import Terms
from .behaviour import Behaviour
from .chain import Account, Chain
from .connection import ClientConnection, Tamper
from .node import Node

__all__ = ["Account", "Behaviour", "Chain", "ClientConnection", "Node", "Tamper", "Terms"]
