"""JSON-RPC frames of the channel API in any notation, and messages of until 2019 with action and payload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .. import rpc
from ..errors import RULES, AecodecError, RpcError, quote
from ..rpc import Frame, UnknownFrame
from ..rpc.secrets import redact_frame
from .brackets import Literal
from .direction import find_direction
from .json_values import as_json, check_literal, cut_notes, redact_error, steps_of
from .reading import Confidence, Kind, Reading
from .view import View

_KINDS: Final = ("method", "result", "error")


def read(view: View, literal: Literal, around: Mapping[str, Any]) -> Reading | None:
    """Read a value as a frame; None if it is none. around: the members of the value that it stands in."""
    members = literal.value
    if not isinstance(members, dict):
        return None
    if is_frame(members):
        return _read_frame(view, literal, around)
    return _read_legacy(view, literal, around) if rpc.is_legacy(members) else None


def is_frame(members: dict[str, Any]) -> bool:
    """Return True for what has the members of a JSON-RPC frame, right or wrong."""
    if "jsonrpc" in members:
        return members["jsonrpc"] == "2.0" or any(kind in members for kind in _KINDS)
    method = members.get("method")
    return isinstance(method, str) and method.startswith("channels.")


def _read_frame(view: View, literal: Literal, around: Mapping[str, Any]) -> Reading:
    """Read a value that has the members of a frame."""
    frame, error = _decode(view.text, literal)
    method = literal.value.get("method")
    notes = []
    if isinstance(method, str) and not rpc.known(method):
        notes.append(f"{quote(method)} is no known method of the channel API")
    if error is not None:
        why = "it has members of a JSON-RPC frame, but it cannot be read"
    elif isinstance(frame, UnknownFrame):
        why = f"it has members of a JSON-RPC frame, but breaks a rule: {RULES[frame.code]}"
    else:
        why = f"its members are those of a JSON-RPC 2.0 {type(frame).__name__.lower()}"
    return _reading(view, literal, frame, around, why=why, notes=notes, error=error)


def _read_legacy(view: View, literal: Literal, around: Mapping[str, Any]) -> Reading:
    """Read a message of before JSON-RPC."""
    frame, error = _decode(view.text, literal)
    why = "it has an action and a payload, as messages of the channel API had until 2019"
    return _reading(view, literal, frame, around, why=why, notes=[], error=error)


def _reading(
    view: View,
    literal: Literal,
    frame: Frame | UnknownFrame | None,
    around: Mapping[str, Any],
    *,
    why: str,
    notes: list[str],
    error: AecodecError | None,
) -> Reading:
    legacy = rpc.legacy_message(literal.value)
    method = literal.value.get("method") if legacy is None else legacy.method
    direction = find_direction(view.text, literal.start, around, method)
    if direction is not None:
        notes.insert(0, "sent by the client" if direction == "send" else "received from the node")
    if frame is not None and (value := redact_frame(frame.value)) != frame.value:
        frame = rpc.from_json(value)
        notes.append("a secret in it is masked")
    notes += cut_notes(literal)
    complete = frame is not None and not isinstance(frame, UnknownFrame) and not literal.cuts
    return view.reading(
        literal.start,
        literal.end,
        kind=Kind.FRAME,
        value=frame,
        text=None if frame is None else rpc.encode(frame),
        confidence=Confidence.CERTAIN if complete else Confidence.LIKELY,
        why=why,
        steps=steps_of(literal),
        error=error,
        notes=tuple(notes),
    )


def _decode(text: str, literal: Literal) -> tuple[Frame | UnknownFrame | None, AecodecError | None]:
    """Decode a frame strictly if it is JSON, otherwise by its value. Returns the frame, or what is wrong."""
    try:
        if literal.is_json:
            return rpc.decode(text[literal.start : literal.end]), None
        check_literal(text, literal)
        return rpc.from_json(as_json(literal.value)), None
    except RpcError as error:
        return None, redact_error(error, text, literal)
