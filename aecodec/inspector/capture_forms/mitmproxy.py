"""Flows that mitmproxy has saved, read by that package if it is installed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final

from ...errors import CaptureError
from ..merging import merge_entries
from ..model import Entry, Problem, make_entry
from ..source import Source
from .form import Skipped
from .sockets import Packet, Socket, entries_of, keep_channels

#: A flow is a dictionary in the form of tnetstrings: a length, then the length and the text of the first key.
_BEGIN: Final = re.compile(rb"[0-9]{1,12}:[0-9]{1,3}:[a-z_]{1,40};")


def detect(source: Source) -> bool:
    """Return True for bytes that begin as a flow does."""
    return _BEGIN.match(source.starts_with) is not None


def read(source: Source, skipped: Skipped) -> Iterator[Entry]:
    """Yield the messages of all channels in a file of flows; one that is cut short is read up to there.

    Raises CaptureError if mitmproxy is not installed, or if there is no WebSocket of a channel.
    """
    sockets: list[Socket] = []
    problem = None
    try:
        reader = import_module("mitmproxy.io").FlowReader(io.BytesIO(source.read_bytes()))
    except ImportError:
        raise CaptureError("capture_needs_mitmproxy", offset=1) from None
    flows = reader.stream()
    try:
        for flow in flows:
            if (socket := _socket(flow)) is not None:
                sockets.append(socket)
            else:
                skipped["requests of HTTP"] += 1
    except Exception:
        problem = Problem.rule("capture_flow", 1)
    channels = list(keep_channels(sockets, skipped))
    if not channels:
        found = f"{len(sockets)} WebSockets" if sockets else "no WebSocket"
        raise CaptureError("capture_no_channel", offset=1, found=found)
    streams = [list(entries_of(socket, f"connection {at}")) for at, socket in enumerate(channels, 1)]
    yield from merge_entries(streams)
    if problem is not None:
        yield make_entry("comment", "", 1, "the rest of the flows is damaged", problem=problem)


def _socket(flow: Any) -> Socket | None:
    """Return the WebSocket of a flow; None if it has none."""
    data = getattr(flow, "websocket", None)
    if data is None:
        return None
    packets = [
        Packet(
            "send" if message.from_client else "receive",
            _content(message),
            _time(message.timestamp),
        )
        for message in data.messages
    ]
    closing = None
    if data.timestamp_end is not None or data.close_code is not None:
        who = "the client" if data.closed_by_client else "the node"
        closing = " ".join(f"{part}" for part in (who, data.close_code, data.close_reason) if part)
    request = flow.request
    return Socket(request.url, _time(request.timestamp_start), packets, closing, _time(data.timestamp_end))


def _content(message: Any) -> str | bytes:
    content = bytes(message.content)
    if not message.is_text:
        return content
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
