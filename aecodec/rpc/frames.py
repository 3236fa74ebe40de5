"""JSON-RPC 2.0 frames: text to one of four typed frames and back, without loss.

A frame does not show who sent it, so the kinds are those of JSON-RPC: a method with an id is a Request,
without one a Notification, and the two answers are Result and Error. methods.py reads the params. JSON that
is none of the four, such as a batch, is an UnknownFrame. Every frame keeps the JSON value that it was read
from as `value`. The classes are structs of msgspec, which import ten times faster than dataclasses.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import UnsetType

from .. import _strict_json
from .._strict_json import Json
from ..errors import RpcError, format_step
from ..limits import MAX_FRAME_BYTES
from .legacy import is_legacy
from .secrets import redact_frame, redacted_repr

#: Stands for a member that a frame does not have, which is not the same as null. It is false in a condition.
ABSENT: Final = msgspec.UNSET

FrameId: TypeAlias = int | str | None

#: What nodes of 2018 write for the id of a channel that has none yet; those of today write null.
_NO_CHANNEL: Final = "undefined"

_KINDS: Final = ("method", "result", "error")


# `dict` makes room for the cached `value`, which is no field: it does not count in comparisons and pickles.
class _Common(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The members that every frame may have; `extra` holds those that JSON-RPC and the node do not name."""

    channel_id: str | UnsetType | None = ABSENT
    version: int | UnsetType = ABSENT
    extra: dict[str, Json] = {}

    def __post_init__(self) -> None:
        """Check the members, as every frame can be written. Raises RpcError for a wrong type."""
        _require(self.channel_id is ABSENT or _is_text_or_null(self.channel_id), "channel_id")
        _require(self.version is ABSENT or type(self.version) is int, "version")
        for name in self.extra:
            if name in ("jsonrpc", "id", *_KINDS) or name in self.__struct_fields__:
                raise RpcError("frame_kind", f"extra.{format_step(name)}")

    def __repr__(self) -> str:
        return redacted_repr(self)

    @cached_property
    def value(self) -> Json:
        """The JSON value that the frame was read from, or that its members make. Not to be changed."""
        return _build(self)

    @property
    def channel(self) -> str | None:
        """The id of the channel that the frame belongs to; None before the node knows it."""
        return _as_channel(self.channel_id)


class _Call(_Common, frozen=True, kw_only=True):
    """A method with its params."""

    method: str
    params: Json | UnsetType = ABSENT

    def __post_init__(self) -> None:
        _Common.__post_init__(self)
        _require(isinstance(self.method, str), "method")

    @property
    def channel(self) -> str | None:
        """The id of the channel, beside the params or in them; None before the node knows it."""
        inner = self.params.get("channel_id") if isinstance(self.params, dict) else None
        return _as_channel(self.channel_id) or _as_channel(inner)


class Request(_Call, frozen=True, kw_only=True):
    """A method with an id (which may be null): an answer with the same id follows."""

    id: FrameId

    def __post_init__(self) -> None:
        _Call.__post_init__(self)
        _require_id(self.id)


class Notification(_Call, frozen=True, kw_only=True):
    """A method without an id: a report of the node, or a request of a client that needs no answer."""

    @property
    def data(self) -> Json | UnsetType:
        """The member `params.data`, in which the node reports; ABSENT if there is none."""
        return self.params.get("data", ABSENT) if isinstance(self.params, dict) else ABSENT


class Result(_Common, frozen=True, kw_only=True):
    """The answer to a request: an acknowledgement such as "ok", an object, a list, any JSON."""

    id: FrameId
    result: Json

    def __post_init__(self) -> None:
        _Common.__post_init__(self)
        _require_id(self.id)


class Error(_Common, frozen=True, kw_only=True):
    """The refusal of a request; `id` is null if the request had none, and `request` then repeats it.

    code, message, data, request: the members of the `error` object. error_extra: its other members.
    """

    id: FrameId
    code: int
    message: str
    data: Json | UnsetType = ABSENT
    request: Json | UnsetType = ABSENT
    error_extra: dict[str, Json] = {}

    def __post_init__(self) -> None:
        _Common.__post_init__(self)
        _require_id(self.id)
        _require(type(self.code) is int, "error.code")
        _require(isinstance(self.message, str), "error.message")
        for name in self.error_extra:
            if name in ("code", "message", "data", "request"):
                raise RpcError("frame_kind", f"error_extra.{format_step(name)}")


class UnknownFrame(msgspec.Struct, frozen=True, kw_only=True):
    """JSON that is not one frame: its exact text, its value, and the fault as a code of RULES and a path."""

    text: str
    value: Json
    code: str
    path: str = ""

    def __repr__(self) -> str:
        value = redact_frame(self.value)
        text = self.text if value == self.value else _strict_json.dump(value)
        return f"UnknownFrame(text={text!r}, value={value!r}, code={self.code!r}, path={self.path!r})"


Frame: TypeAlias = Request | Notification | Result | Error


def decode(text: str | bytes | bytearray | memoryview) -> Frame | UnknownFrame:
    """Decode the JSON text of one frame. JSON that is not one frame gives an UnknownFrame.

    Raises RpcError if the text is not JSON, breaks a rule of safe JSON (duplicate keys, NaN) or exceeds a
    limit of `aecodec.limits`; `path` is the JSON path, `offset` counts bytes of the UTF-8 text.
    """
    text = _strict_json.as_text(text, MAX_FRAME_BYTES)
    return _read_or_keep(_strict_json.load(text), text)


def encode(frame: Frame | UnknownFrame) -> str:
    """Encode a frame as JSON text, one line of ASCII; an UnknownFrame as the text that it was read from.

    Raises RpcError if a value is nested too deep or a number too long, TypeError for what is not JSON.
    """
    return frame.text if isinstance(frame, UnknownFrame) else _strict_json.dump(frame.value)


def from_json(value: Json) -> Frame | UnknownFrame:
    """Read one frame from a JSON value; numbers with a fraction are `Float`. Others give an UnknownFrame.

    Raises like `encode` for a value that has no JSON text.
    """
    return _read_or_keep(value, None)


def _build(frame: _Common) -> Json:
    """Build the JSON value of a frame that was made from its members."""
    members: dict[str, Json | UnsetType] = {"jsonrpc": "2.0"}
    match frame:
        case Request():
            members |= {"id": frame.id, "method": frame.method, "params": frame.params}
        case Notification():
            members |= {"method": frame.method, "params": frame.params}
        case Result():
            members |= {"id": frame.id, "result": frame.result}
        case Error():
            error = {"code": frame.code, "message": frame.message}
            error |= _present({"data": frame.data, "request": frame.request})
            members |= {"id": frame.id, "error": error | frame.error_extra}
    members |= {"channel_id": frame.channel_id, "version": frame.version}
    return _present(members) | frame.extra


def _read_or_keep(value: Json, text: str | None) -> Frame | UnknownFrame:
    try:
        return _read(value)
    except RpcError as error:
        text = _strict_json.dump(value) if text is None else text
        return UnknownFrame(text=text, value=value, code=error.code, path=error.path)


def _read(value: Json) -> Frame:
    if not isinstance(value, dict):
        raise RpcError("frame_batch" if isinstance(value, list) else "frame_not_object")
    if value.get("jsonrpc") != "2.0":
        raise RpcError("frame_legacy") if is_legacy(value) else RpcError("frame_version", "jsonrpc")
    kinds = [name for name in _KINDS if name in value]
    if len(kinds) != 1:
        raise RpcError("frame_kind")
    # Readers remove the members that they know from this copy; the rest is `extra`.
    rest = {name: member for name, member in value.items() if name != "jsonrpc"}
    frame = _READERS[kinds[0]](rest)
    frame.__dict__["value"] = value
    return frame


def _read_call(rest: dict[str, Json]) -> Frame:
    method, params = rest.pop("method"), rest.pop("params", ABSENT)
    if "id" not in rest:
        return Notification(method=method, params=params, **_take_common(rest), extra=rest)
    frame_id = rest.pop("id")
    return Request(method=method, params=params, id=frame_id, **_take_common(rest), extra=rest)


def _read_result(rest: dict[str, Json]) -> Frame:
    result, frame_id = rest.pop("result"), _take(rest, "id")
    return Result(id=frame_id, result=result, **_take_common(rest), extra=rest)


def _read_error(rest: dict[str, Json]) -> Frame:
    error, frame_id = rest.pop("error"), _take(rest, "id")
    _require(isinstance(error, dict), "error")
    error = dict(error)
    return Error(
        id=frame_id,
        code=_take(error, "code", "error."),
        message=_take(error, "message", "error."),
        data=error.pop("data", ABSENT),
        request=error.pop("request", ABSENT),
        error_extra=error,
        **_take_common(rest),
        extra=rest,
    )


_READERS: Final = {"method": _read_call, "result": _read_result, "error": _read_error}


def _take(members: dict[str, Json], name: Literal["id", "code", "message"], path: str = "") -> Json:
    if name not in members:
        raise RpcError("member_missing", path + name)
    return members.pop(name)


def _take_common(rest: dict[str, Json]) -> dict[str, Json]:
    return {name: rest.pop(name, ABSENT) for name in ("channel_id", "version")}


def _present(members: dict[str, Json | UnsetType]) -> dict[str, Json]:
    return {name: member for name, member in members.items() if member is not ABSENT}


def _as_channel(value: object) -> str | None:
    """Return the id of a channel; None for what stands in its place before the node knows it."""
    return value if isinstance(value, str) and value not in ("", _NO_CHANNEL) else None


def _is_text_or_null(value: object) -> bool:
    return value is None or isinstance(value, str)


def _require_id(value: object) -> None:
    _require(_is_text_or_null(value) or type(value) is int, "id")


def _require(fits: bool, path: str) -> None:
    if not fits:
        raise RpcError("member_type", path)
