"""Who sent a frame: as the text around it says, or as its method tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from .. import rpc
from ..rpc.methods import Direction

#: Characters before a frame in which its direction is looked for.
_LOOK_BACK: Final = 160

#: What may stand between a sign of the direction and the frame: a fence, a quote, the kind of a message.
_BETWEEN: Final = re.compile(r"(?:\s|[\"'`(]|\b(?:TEXT|text|b|node|server|javascript|json)\b)*+\Z")

#: An arrow, as wscat, websockets and recordings write it; not the one of a map or a function.
_ARROW: Final = re.compile(r"(?:\A|[\s:|\])])(?:(-{2,3}>|>{1,3}|→|⇒|↑)|(<-{2,3}|<{1,3}|←|⇐|↓))\Z")
_HEADING: Final = re.compile(r"(-{3}>)|(<-{3})")
_WORD: Final = re.compile(
    r"\b(?:(sent|send|sends|sending|outgoing|outbound)|(received?|receives|receiving|recv|incoming|inbound))\b",
    re.IGNORECASE,
)

#: Members of a message in a log that name its direction, and what their values mean.
_MEMBERS: Final = ("direction", "type", "dir")
_MEANINGS: Final[dict[object, Direction]] = {
    **dict.fromkeys(("send", "sent", "out", "outgoing", "outbound"), "send"),
    **dict.fromkeys(("receive", "received", "recv", "in", "incoming", "inbound"), "receive"),
}


def find_direction(
    text: str, start: int, around: Mapping[str, Any], method: object = None
) -> Direction | None:
    """Return who sent a frame, from the client's side; None if nothing tells.

    text, start: the text and where the frame begins. around: members of the value that it stands in.
    """
    for name in _MEMBERS:
        value = around.get(name)
        if isinstance(value, str) and value.lower() in _MEANINGS:
            return _MEANINGS[value.lower()]
    if type(by_client := around.get("from_client")) is bool:
        return "send" if by_client else "receive"
    before = text[max(0, start - _LOOK_BACK) : start]
    between = _BETWEEN.search(before)
    before = before[: between.start()] if between else before
    line = before[max(before.rfind("\n"), before.rfind("}")) + 1 :]
    if arrow := _ARROW.search(line) or _HEADING.search(line):
        return "send" if arrow[1] else "receive"
    # Who "sent" it depends on who writes, so the method counts more than such words.
    if isinstance(method, str) and (direction := _direction_of_method(method)) is not None:
        return direction
    words = list(_WORD.finditer(line))
    return ("send" if words[-1][1] else "receive") if words else None


def _direction_of_method(method: str) -> Direction | None:
    """Return who sends a method of the channel API; None if both do, or if it is not known."""
    sent, received = rpc.known(method, "send"), rpc.known(method, "receive")
    return None if sent == received else "send" if sent else "receive"
