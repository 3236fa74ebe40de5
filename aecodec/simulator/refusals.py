"""How a request ends: refused, held back, or answered; and the frames that say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from .._strict_json import Json
from ..rpc import ERRORS, REASONS, make_result, to_json
from ..rpc.frames import ABSENT, Error, Notification, Request, Result

__all__ = ["Answer", "Effect", "HeldBack", "Outcome", "Refusal", "Silence", "answer_frame", "error_frame"]

#: The only reason whose outer code is "action not allowed".
_NOT_ALLOWED: Final = {1012}


class Refusal(Exception):  # noqa: N818  (it ends a request, and nothing is wrong here)
    """A request is refused: with reasons, or by a code of JSON-RPC alone."""

    def __init__(self, *reasons: int, code: int | None = None) -> None:
        """Refuse for these reasons, codes of `rpc.REASONS`; code: one of `rpc.ERRORS` instead."""
        super().__init__(reasons, code)
        self.reasons = reasons
        self.code = code if code is not None else (2 if _NOT_ALLOWED & set(reasons) else 3)


class HeldBack(Exception):  # noqa: N818
    """The state does not allow an answer yet: the request waits until it has changed."""


class Silence(Exception):  # noqa: N818
    """A request that gets no answer at all, with an id or without."""


class Answer(NamedTuple):
    """The value that answers a query: a result, or without an id a notification."""

    value: Any


#: What follows an "ok": called after it; None for nothing.
Effect: TypeAlias = Callable[[], None]
Outcome: TypeAlias = Answer | Effect | None


def error_frame(request: Json, frame_id: Any, refusal: Refusal) -> Error:
    """Make the frame that refuses a request, which it repeats."""
    return Error(
        id=frame_id,
        code=refusal.code,
        message=ERRORS[refusal.code][0],
        data=[{"code": code, "message": REASONS[code][0]} for code in refusal.reasons] or ABSENT,
        request=request,
        channel_id=None,
        version=1,
    )


def answer_frame(request: Request | Notification, outcome: Outcome) -> Result | Notification | None:
    """Make the frame that answers a request which was accepted; None if it gets none."""
    value = outcome.value if isinstance(outcome, Answer) else "ok"
    if isinstance(request, Request):
        return make_result(request.method, value, request.id, None)
    if not isinstance(outcome, Answer):
        return None
    method = _REPLIES.get(request.method, f"{request.method}.reply")
    return Notification(method=method, params={"channel_id": None, "data": to_json(value)}, version=1)


_REPLIES: Final = {
    "channels.system": "channels.system.pong",
    "channels.clean_contract_calls": "channels.calls_pruned.reply",
}
