r"""HAR, the log of a browser or of a proxy, with the messages of WebSockets.

Chrome, Chromium and programs that follow them write these in the member `_webSocketMessages` of an entry:

    {"type": "send", "time": 1661870000.1, "opcode": 1, "data": "{\"jsonrpc\": ...}"}

Data of opcode 2 is base64. `type` is "error", and `opcode` -1, where the browser says why a WebSocket failed.

`time` counts seconds since 1970 in Chrome, milliseconds in Playwright. Members are also read by the names
that the developer tools of Firefox have for them: `type` is "sent" or "received", `payload` the data,
`timeStamp` counts microseconds.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any, Final

from ... import _strict_json
from ..._strict_json import Float
from ...errors import CaptureError, RpcError
from ...limits import MAX_CAPTURE_BYTES
from ..merging import merge_entries
from ..model import Entry, Kind
from ..source import Source
from ..times import format_epoch
from .form import Skipped
from .sockets import Packet, Socket, entries_of, keep_channels

_BEGIN: Final = re.compile(r'\s*\{\s*"log"\s*:\s*\{')
_MESSAGES: Final = ("_webSocketMessages", "webSocketMessages", "_webSocketFrames", "_messages")
_KINDS: Final[dict[object, Kind]] = {
    **dict.fromkeys(("send", "sent", "request", "outgoing"), "send"),
    **dict.fromkeys(("receive", "received", "response", "incoming"), "receive"),
}
_TEXT, _BINARY, _CLOSE = 1, 2, 8


def detect(source: Source) -> bool:
    """Return True for a JSON object whose first member is `log`, with entries."""
    head = source.head()
    return _BEGIN.match(head) is not None and '"entries"' in head


def read(source: Source, skipped: Skipped) -> Iterator[Entry]:
    """Yield the messages of all channels in a log. In a damaged one frames are searched for as in any text.

    Raises CaptureError if there is no WebSocket of a channel.
    """
    content = source.text()
    try:
        log = _strict_json.load(content, MAX_CAPTURE_BYTES)["log"]
    except RpcError:
        log = None
    listed = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(listed, list):
        from .text import read_text  # brings all of recognition, which a log that is whole does without

        yield from read_text(content, skipped)
        return
    sockets = list(_sockets(listed, skipped))
    channels = list(keep_channels(sockets, skipped))
    if not channels:
        found = f"{len(sockets)} WebSockets with messages" if sockets else "no messages of a WebSocket"
        raise CaptureError("capture_no_channel", offset=1, found=found)
    streams = [list(entries_of(socket, f"connection {at}")) for at, socket in enumerate(channels, 1)]
    yield from merge_entries(streams)


def _sockets(listed: list[Any], skipped: Skipped) -> Iterator[Socket]:
    """Yield the WebSockets that have messages."""
    for one in listed:
        entry = one if isinstance(one, dict) else {}
        request = entry.get("request")
        url = request.get("url") if isinstance(request, dict) else None
        if not isinstance(url, str):
            skipped["invalid requests"] += 1
            continue
        messages = next((entry[name] for name in _MESSAGES if isinstance(entry.get(name), list)), None)
        if messages is None:
            is_socket = entry.get("_resourceType") == "websocket" or re.match("wss?:", url)
            skipped["WebSockets without messages" if is_socket else "requests of HTTP"] += 1
            continue
        started = entry.get("startedDateTime")
        yield _socket(url, started if isinstance(started, str) else None, messages, skipped)


def _socket(url: str, opened: str | None, messages: list[Any], skipped: Skipped) -> Socket:
    packets: list[Packet] = []
    closing = closed = None
    for message in messages:
        opcode, packet = _packet(message)
        if isinstance(message, dict) and message.get("type") == "error":
            skipped["errors of WebSockets"] += 1
        elif packet is None or opcode not in (None, _TEXT, _BINARY, _CLOSE):
            skipped["messages without content" if packet is None else "control frames of WebSockets"] += 1
        elif opcode == _CLOSE:
            closing, closed = packet.content if isinstance(packet.content, str) else "", packet.time
        else:
            packets.append(packet)
    return Socket(url, opened, packets, closing, closed)


def _packet(message: Any) -> tuple[object, Packet | None]:
    """Read a message; its opcode, and None if it is none."""
    if not isinstance(message, dict):
        return None, None
    opcode = message.get("opcode", message.get("opCode"))
    data = message.get("data", message.get("payload"))
    kind = _KINDS.get(message.get("type")) if isinstance(message.get("type"), str) else None
    if isinstance(data, dict):  # Firefox keeps a long text as the beginning of it
        data = data.get("initial")
    if kind is None or not isinstance(data, str):
        return opcode, None
    content: str | bytes = data
    if opcode == _BINARY:
        try:
            content = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            content = data.encode("utf-8", "surrogatepass")
    return opcode, Packet(kind, content, _time(message.get("time", message.get("timeStamp"))))


def _time(value: Any) -> str | None:
    if isinstance(value, Float):
        return format_epoch(value.text)
    if type(value) is int and value.bit_length() < 64:
        return format_epoch(f"{value}")
    return value if isinstance(value, str) else None
