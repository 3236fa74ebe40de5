"""WebSockets in captures of programs that know each of their messages, and what happened when."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..model import Entry, Kind, Problem, make_entry, make_message
from .form import Skipped

#: What every frame of the channel API holds, and what messages of before JSON-RPC do.
_FRAME: Final = re.compile(r'"jsonrpc"|"action"\s*:')
_CHANNEL_URL: Final = re.compile(r"\A(?:ws|http)s?://[^/?#]*/channel(?:[?#/]|\Z)", re.IGNORECASE)
#: Messages in which a frame is looked for.
_FEW: Final = 50


class Packet(NamedTuple):
    """A message of a WebSocket; bytes if it is binary."""

    kind: Kind
    content: str | bytes
    time: str | None


class Socket(NamedTuple):
    """A WebSocket: its URL, when it was opened, its messages, and why it was closed if it was.

    closing: the code and the words of the end, which may be empty; None if it is not known to have ended.
    """

    url: str
    opened: str | None
    packets: list[Packet]
    closing: str | None = None
    closed: str | None = None


def keep_channels(sockets: Iterable[Socket], skipped: Skipped) -> Iterator[Socket]:
    """Yield the WebSockets of channels, and count the others."""
    for socket in sockets:
        if _is_of_channel(socket):
            yield socket
        else:
            skipped["WebSockets of no channel"] += 1


def entries_of(socket: Socket, label: str) -> Iterator[Entry]:
    """Yield what happened on a WebSocket. label: the participant until its name is known."""
    yield make_entry("open", label, 1, re.sub(r"\Ahttp", "ws", socket.url), socket.opened)
    for packet in socket.packets:
        if isinstance(packet.content, str):
            yield make_message(packet.kind, label, 1, packet.content, packet.time)
        else:
            text = base64.b64encode(packet.content).decode()
            problem = Problem.rule("capture_binary_message", 1)
            yield make_entry(packet.kind, label, 1, text, packet.time, problem=problem)
    if socket.closing is not None:
        yield make_entry("close", label, 1, socket.closing, socket.closed)


def _is_of_channel(socket: Socket) -> bool:
    if _CHANNEL_URL.match(socket.url):
        return True
    texts = (packet.content for packet in socket.packets[:_FEW])
    return any(isinstance(text, str) and _FRAME.search(text) for text in texts)
