"""Events: the topics and the data of log entries.

An interface (ACI) gives the names and types of events. Without one, the types come from the code: those of
the argument of its function `Chain.event`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .._fate_rules import ID_KINDS
from .._fate_types import BITS, BOOLEAN, CHANNEL, INTEGER, OBJECT_TYPES, STRING, BytesType, FateType
from .._fate_values import Bits, OracleQueryId, Value
from ..errors import FateError, format_bytes, format_int
from ..ids import Id
from ..text import blake2b256
from .codec import Data, as_bytes

__all__ = ["decode_event", "encode_event", "event_id", "is_indexed"]

_BITS: Final = 256
_OBJECTS: Final = {kind: number for number, kind in OBJECT_TYPES.items() if kind != CHANNEL}


def event_id(name: str) -> int:
    """Return the first topic of an event: the hash of the bare name of its constructor."""
    return int.from_bytes(blake2b256(name.encode("utf-8")), "big")


def is_indexed(kind: FateType) -> bool:
    """Tell whether an argument of this type is a topic; a string and long bytes are data.

    Raises FateError for a type that no argument of an event has.
    """
    if kind == STRING:
        return False
    if isinstance(kind, BytesType):
        return kind.size is not None and kind.size <= _BITS // 8
    if kind in (INTEGER, BOOLEAN, BITS) or kind in _OBJECTS:
        return True
    raise FateError("fate_event", "", None, "the type of an argument of an event", type(kind).__name__)


def decode_event(topics: Sequence[int], data: Data, types: Sequence[FateType]) -> tuple[Value, ...]:
    """Return the arguments of an event, whose types are known.

    topics: as nodes give them, the hash of the name first. data: its raw bytes, or `cb_` text of them.
    types: those of the arguments, in order.

    Raises FateError for topics or data that do not fit, with the path of the argument.
    """
    wire = as_bytes(data)
    indexed = [is_indexed(kind) for kind in types]
    _check_counts(len(topics), indexed.count(True), indexed.count(False))
    if False not in indexed and wire:
        raise FateError("fate_event", "data", None, "no data", format_bytes(wire))
    words = iter(topics[1:])
    values: list[Value] = []
    for index, kind in enumerate(types):
        try:
            values.append(_from_topic(next(words), kind) if indexed[index] else _from_data(wire, kind))
        except FateError as error:
            raise error.within(f"[{index}]") from None
    return tuple(values)


def encode_event(
    name: str, values: Sequence[Value], types: Sequence[FateType]
) -> tuple[tuple[int, ...], bytes]:
    """Return the topics and the data of an event. Raises FateError for values that do not fit."""
    indexed = [is_indexed(kind) for kind in types]
    if len(values) != len(types):
        raise FateError("fate_event", "", None, f"{len(types)} arguments", f"{len(values)}")
    _check_counts(1 + indexed.count(True), indexed.count(True), indexed.count(False))
    topics, data = [event_id(name)], b""
    for index, (value, kind) in enumerate(zip(values, types, strict=True)):
        if indexed[index]:
            topics.append(_to_topic(value, kind, f"[{index}]"))
        else:
            data = _to_data(value, kind, f"[{index}]")
    return tuple(topics), data


def _check_counts(topics: int, indexed: int, others: int) -> None:
    if topics != 1 + indexed:
        raise FateError("fate_event", "topics", None, f"{1 + indexed} topics", f"{topics}")
    if indexed > 3 or others > 1:
        raise FateError("fate_event", "", None, "at most 3 topics and 1 data", f"{indexed} and {others}")


def _from_topic(topic: int, kind: FateType) -> Value:
    if type(topic) is not int or not 0 <= topic < 1 << _BITS:
        found = format_int(topic) if type(topic) is int else type(topic).__name__
        raise FateError("fate_event", "", None, "a number of 256 bits", found)
    if kind == INTEGER:
        return topic
    if kind == BITS:
        return Bits(topic)
    if kind == BOOLEAN:
        if topic > 1:
            raise FateError("fate_event", "", None, "0 or 1", format_int(topic))
        return topic == 1
    raw = topic.to_bytes(_BITS // 8, "big")
    if isinstance(kind, BytesType):
        size = kind.size or 0
        padding = raw[: len(raw) - size]
        if any(padding):
            raise FateError("fate_event", "", None, f"{size} bytes after zeros", format_bytes(raw))
        return raw[len(padding) :]
    number = _OBJECTS[kind]
    return OracleQueryId(raw) if number == 4 else Id.of(ID_KINDS[number], raw)


def _to_topic(value: Value, kind: FateType, path: str) -> int:
    raw: bytes | None = None
    if type(value) is bool and kind == BOOLEAN:
        return int(value)
    if type(value) is int and kind == INTEGER and 0 <= value < 1 << _BITS:
        return value
    if type(value) is Bits and kind == BITS and 0 <= value.number < 1 << _BITS:
        return value.number
    if type(value) is bytes and isinstance(kind, BytesType) and len(value) == kind.size:
        raw = value
    elif (type(value) is OracleQueryId and _OBJECTS.get(kind) == 4) or (
        type(value) is Id and ID_KINDS.get(_OBJECTS.get(kind, 1)) is value.kind
    ):
        raw = value.key
    if raw is None:
        raise FateError("fate_event", path, None, "a value of the type of the topic", type(value).__name__)
    return int.from_bytes(raw, "big")


def _from_data(wire: bytes, kind: FateType) -> Value:
    if not isinstance(kind, BytesType):
        return wire.decode("utf-8", "surrogateescape")
    if kind.size is not None and len(wire) != kind.size:
        raise FateError("fate_event", "", None, f"{kind.size} bytes", f"{len(wire)}")
    return wire


def _to_data(value: Value, kind: FateType, path: str) -> bytes:
    if type(value) is str and kind == STRING:
        return value.encode("utf-8", "surrogateescape")
    if type(value) is bytes and isinstance(kind, BytesType) and kind.size in (None, len(value)):
        return value
    raise FateError("fate_event", path, None, "a value of the type of the data", type(value).__name__)
