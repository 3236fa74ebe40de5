"""A record of what happens at a simulated node, in the form that the inspector reads."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, TextIO

from ..errors import AecodecError
from ..inspector import captures
from ..rpc import frames
from ..rpc.frames import UnknownFrame

if TYPE_CHECKING:
    from ..simulator import ClientConnection

__all__ = ["recorder"]


def recorder(file: TextIO) -> Callable[[Any, ClientConnection, str], None]:
    """Return an observer that writes records as the inspector reads them."""
    lines = count(1)

    def record(kind: str, connection: ClientConnection, text: str) -> None:
        participant = connection.parameters.role or "client"
        line: dict[str, Any] = {"kind": kind, "participant": participant, "line": next(lines)}
        if kind == "open":
            line["url"] = text
        elif kind in ("send", "receive"):
            line |= {"kind": "message", "direction": kind}
            line |= _body(text)
        print(captures.to_line(line), file=file, flush=True)

    return record


def _body(text: str) -> dict[str, Any]:
    try:
        frame = frames.decode(text)
    except AecodecError:
        return {"text": text}
    return {"text": text, "frame": frame.value} if isinstance(frame, UnknownFrame) else {"frame": frame.value}
