"""What the methods of a session and of a client raise."""

from __future__ import annotations

from ..errors import ChannelError
from ..objects import SignedTx
from ..rpc import Reason
from .problems import Problem
from .requests import SignRequest

__all__ = ["ChannelEnded", "ChannelError", "Conflict", "NodeRefused", "PeerRefused", "Unsafe"]


class Unsafe(ChannelError):
    """A request to sign has a problem, and so is not signed."""

    def __init__(self, request: SignRequest) -> None:
        """Take the sentence from the first problem of the request."""
        super().__init__("request_unsafe", f"sign.{request.name}", None, None, str(request.problems[0]))
        self.request = request

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with the request."""
        return self.request.problems

    def __reduce__(self) -> tuple[type[Unsafe], tuple[object, ...]]:
        return type(self), (self.request,)


class PeerRefused(ChannelError):
    """The other participant did not sign.

    number: its code, see `rpc.SIGNING_ERRORS`; round: the one that stays valid.
    """

    def __init__(self, number: int | None, round_: int, words: str | None = None) -> None:
        """Keep the code of the refusal and the round that stays valid."""
        super().__init__("peer_refused", "", None, None, f"code {number}" + (f" ({words})" if words else ""))
        self.number = number
        self.round = round_
        self.words = words

    def __reduce__(self) -> tuple[type[PeerRefused], tuple[object, ...]]:
        return type(self), (self.number, self.round, self.words)


class Conflict(PeerRefused):
    """Another proposal came first, or time ran out.

    half_signed: the transaction that bears our signature and was dropped: the other participant may complete
    it all the same.
    """

    def __init__(
        self, number: int | None, round_: int, words: str | None = None, half_signed: SignedTx | None = None
    ) -> None:
        """Keep what was dropped."""
        super().__init__(number, round_, words)
        self.half_signed = half_signed

    def __reduce__(self) -> tuple[type[Conflict], tuple[object, ...]]:
        return type(self), (self.number, self.round, self.words, self.half_signed)


class NodeRefused(ChannelError):
    """The node refused a request. number: its code, of `rpc.ERRORS`; reasons: more exact ones."""

    def __init__(self, number: int, reasons: tuple[Reason, ...] = (), words: str = "") -> None:
        """Keep the codes of the refusal."""
        found = ", ".join(f"{one.code} ({one.message})" for one in reasons) or f"{number} ({words})"
        super().__init__("node_refused", "", None, None, found)
        self.number = number
        self.reasons = reasons
        self.words = words

    def __reduce__(self) -> tuple[type[NodeRefused], tuple[object, ...]]:
        return type(self), (self.number, self.reasons, self.words)


class ChannelEnded(ChannelError):
    """The channel, or the connection to it, ended. status: that of the session."""

    def __init__(self, status: str) -> None:
        """Keep the status at the end."""
        super().__init__("channel_ended", "", None, None, status)
        self.status = status

    def __reduce__(self) -> tuple[type[ChannelEnded], tuple[object, ...]]:
        return type(self), (self.status,)
