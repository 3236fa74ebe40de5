"""What a recording holds, as the replay reads it, and texts of transactions that come with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from ...codec import decode_tx
from ...errors import AecodecError
from ...lenient import decode_lenient
from ...objects import SignedTx
from ...rpc.frames import Frame, Notification, Request, Result, UnknownFrame
from ...tx.layers import unwrap

__all__ = [
    "Event",
    "all_signed",
    "event_of",
    "frame_of",
    "method_of",
    "params_of",
    "request_name",
    "signed_of",
    "signing",
]


class Event(Protocol):
    """One event of a recording; an `Entry` of the inspector is one.

    kind: `open`, `close`, `send` or `receive`, from the client's side; others are passed over. participant:
    its name. line: where it stands. text: the URL of an `open`. frame: what was sent or received.
    """

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def participant(self) -> str: ...  # noqa: D102
    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def frame(self) -> Frame | UnknownFrame | None: ...  # noqa: D102


def frame_of(event: Event) -> Frame | None:
    """Return the frame of an event that has a readable one."""
    return None if event.frame is None or isinstance(event.frame, UnknownFrame) else event.frame


def method_of(event: Event) -> str:
    """Return the method of a frame; empty for an answer."""
    frame = frame_of(event)
    return frame.method if isinstance(frame, (Request, Notification)) else ""


def params_of(event: Event) -> dict[str, Any]:
    """Return the params of a frame that was sent, or the data of one that was received."""
    frame = frame_of(event)
    value: Any = None
    if isinstance(frame, (Request, Notification)):
        value = frame.params
        if event.kind == "receive":
            value = value.get("data") if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def event_of(event: Event) -> str:
    """Return the event of a `channels.info` that was received."""
    name = params_of(event).get("event") if event.kind == "receive" else None
    return name if isinstance(name, str) else ""


def request_name(event: Event) -> str:
    """Return the name of a request to sign that was received; empty for anything else."""
    method = method_of(event) if event.kind == "receive" else ""
    return method.removeprefix("channels.sign.") if method.startswith("channels.sign.") else ""


def signed_of(value: Any) -> SignedTx | None:
    """Decode the text of a transaction as the node does; None for anything else."""
    if not isinstance(value, str) or not value.startswith("tx_"):
        return None
    try:
        found: object = decode_tx(value)
    except AecodecError:
        try:
            found = decode_lenient(value).obj
        except AecodecError:
            return None
    return found if isinstance(found, SignedTx) else None


def signing(signed: SignedTx) -> tuple[int, tuple[Any, ...]]:
    """Return how many signatures the innermost layer has, and the metas around it."""
    layer = unwrap(signed)
    return len(layer.signatures), layer.metas


def all_signed(event: Event) -> Iterator[SignedTx]:
    """Yield the transactions of a frame."""
    frame = frame_of(event)
    result = frame.result if isinstance(frame, Result) and isinstance(frame.result, dict) else {}
    for values in (params_of(event), result):
        for name in ("signed_tx", "tx", "state"):
            found = signed_of(values.get(name))
            if found is not None:
                yield found
