"""Typed params and results of the methods of the channel API, read by one table.

The direction belongs to the key, as `channels.update` and `channels.message` have a meaning for each. The
annotations of a class say what each member must be, and one reader serves all classes. Prefixed text (`tx_`,
`ak_` ...) stays text. Nothing raises: a value that is not in the table or does not match it is an
UnknownParams. Source: the module `sc_ws_api_jsonrpc` of the node.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UnsetType

from .._strict_json import Float, Json
from ..errors import RpcError, format_step, quote
from .frames import ABSENT, Notification, Request

#: From the client's side: it sends to the node and receives from it.
Direction: TypeAlias = Literal["send", "receive"]


class Params(msgspec.Struct, frozen=True, kw_only=True):
    """A typed value. `extra` holds members that the table does not name: newer nodes may add some."""

    extra: dict[str, Json] = {}


class UnknownParams(msgspec.Struct, frozen=True, kw_only=True):
    """Params or a result that the table does not describe: the value unchanged, and the fault.

    code: one of RULES, such as `method_unknown`; path: the JSON path of the member; reason: a sentence.
    """

    value: Json | UnsetType
    code: str
    path: str
    reason: str


class Info(Params, frozen=True, kw_only=True):
    """`channels.info`: an event, known or not."""

    event: str
    fsm_id: str | UnsetType = ABSENT


class SignRequest(Params, frozen=True, kw_only=True):
    """`channels.sign.…`: the node asks for a signature under `signed_tx`, which applies `updates`."""

    signed_tx: str
    updates: tuple[dict[str, Any], ...]


class Signed(Params, frozen=True, kw_only=True):
    """The reply to a SignRequest: the same transaction with this client's signature added."""

    signed_tx: str


class Refused(Params, frozen=True, kw_only=True):
    """The reply to a SignRequest that will not be signed; `error` is 1..65535, as number or digits."""

    error: int | str


class OnChainTx(Params, frozen=True, kw_only=True):
    """`channels.on_chain_tx`: a transaction was co-signed, seen on chain, or can be disputed."""

    info: str
    tx: str
    type: str


class State(Params, frozen=True, kw_only=True):
    """`channels.update` from the node: the latest co-signed state."""

    state: str


class System(Params, frozen=True, kw_only=True):
    """`channels.system`: ask whether the node is alive, or kill the local state machine."""

    action: Literal["ping", "stop"]


class Pong(Params, frozen=True, kw_only=True):
    """The answer to a ping: `channels.system.pong`, or the result if the ping had an id."""

    action: Literal["system"]
    tag: Literal["pong"]


class SendMessage(Params, frozen=True, kw_only=True):
    """`channels.message` to the node: text for the other participant."""

    to: str
    info: str
    from_: str | UnsetType = ABSENT


class Message(Params, frozen=True, kw_only=True):
    """Text from the other participant."""

    channel_id: str
    from_: str
    to: str
    info: str


class ReceivedMessage(Params, frozen=True, kw_only=True):
    """`channels.message` from the node."""

    message: Message


class GetBalances(Params, frozen=True, kw_only=True):
    """`channels.get.balances`: the balances of these accounts in the latest co-signed state."""

    accounts: tuple[str, ...]


class Balance(Params, frozen=True, kw_only=True):
    """One item of the answer to GetBalances, in aettos; unknown accounts have none."""

    account: str
    balance: int


#: A result: an acknowledgement, a typed value, a list of them, or a value that does not match.
TypedResult: TypeAlias = str | Params | tuple[Params, ...] | UnknownParams

_Shape: TypeAlias = Any
_SIGNING_REPLY: Final = (Signed, Refused)
_OK: Final = Literal["ok"]

#: Method to the types that its params may have, or `params.data` if the node sends. The first match counts.
METHODS: Final[dict[tuple[Direction, str], tuple[type[Params], ...]]] = {
    ("send", "channels.system"): (System,),
    ("send", "channels.initiator_sign"): _SIGNING_REPLY,
    ("send", "channels.responder_sign"): _SIGNING_REPLY,
    ("send", "channels.update"): _SIGNING_REPLY,
    ("send", "channels.message"): (SendMessage,),
    ("send", "channels.get.balances"): (GetBalances,),
    ("receive", "channels.info"): (Info,),
    ("receive", "channels.system.pong"): (Pong,),
    ("receive", "channels.sign.initiator_sign"): (SignRequest,),
    ("receive", "channels.sign.responder_sign"): (SignRequest,),
    ("receive", "channels.on_chain_tx"): (OnChainTx,),
    ("receive", "channels.message"): (ReceivedMessage,),
    ("receive", "channels.update"): (State,),
}

#: Method to the types that the result of its request may have.
RESULTS: Final[dict[str, tuple[_Shape, ...]]] = {
    "channels.system": (_OK, Pong),
    "channels.initiator_sign": (_OK,),
    "channels.responder_sign": (_OK,),
    "channels.update": (_OK,),
    "channels.message": (_OK,),
    "channels.get.balances": (tuple[Balance, ...],),
}

_NAMES: Final = frozenset(method for _, method in METHODS)


def known(method: str, direction: Direction | None = None) -> bool:
    """Return True if the table has this method, in this direction or, without one, in any."""
    return method in _NAMES if direction is None else (direction, method) in METHODS


def params_of(frame: Request | Notification, direction: Direction) -> Params | UnknownParams:
    """Read the params of a frame; of one that the node sent, its `params.data`."""
    shapes = METHODS.get((direction, frame.method))
    value, path = frame.params, "params"
    if direction == "receive":
        value = value.get("data", ABSENT) if isinstance(value, dict) else ABSENT
        path = "params.data"
    elif value is ABSENT:  # a method that needs nothing may be sent without params
        value = {}
    try:
        if shapes is None:
            raise RpcError("method_unknown", found=quote(frame.method))
        if value is ABSENT:
            raise RpcError("member_missing", path)
        typed: Params = _read_first_match(shapes, value, path)
    except RpcError as error:
        return _unknown(frame.params, error)
    return typed


def result_of(method: str, result: Json) -> TypedResult:
    """Read the result of a request for `method`: "ok", a value, or a tuple of values."""
    try:
        if method not in RESULTS:
            raise RpcError("method_unknown", found=quote(method))
        typed: TypedResult = _read_first_match(RESULTS[method], result, "result")
    except RpcError as error:
        return _unknown(result, error)
    return typed


def to_json(value: TypedResult | Json) -> Json:
    """Return the JSON value of typed params or a typed result, with every member."""
    if isinstance(value, UnknownParams):
        return value.value
    if isinstance(value, Params):
        members = {name.rstrip("_"): getattr(value, name) for name in value.__struct_fields__}
        extra = members.pop("extra")
        return {name: to_json(item) for name, item in members.items() if item is not ABSENT} | extra
    return [to_json(item) for item in value] if isinstance(value, tuple) else value


def _unknown(value: Json | UnsetType, error: RpcError) -> UnknownParams:
    return UnknownParams(value=value, code=error.code, path=error.path, reason=str(error))


def _read_first_match(shapes: tuple[_Shape, ...], value: Json, path: str) -> Any:
    errors = []
    for shape in shapes:
        try:
            return _reader(shape)(value)
        except RpcError as error:
            errors.append(error)
    # A wrong member says more than a missing one, which may belong to another type.
    best = next((error for error in errors if error.code != "member_missing"), errors[0])
    raise best.within(path)


# --- one reader for all types, made from annotations on first use --------------------------------

_Reader: TypeAlias = Callable[[Json], Any]
_Plan: TypeAlias = tuple[tuple[str, str, bool, _Reader], ...]


@functools.cache
def _reader(shape: _Shape) -> _Reader:
    """Make the function that reads a JSON value as the annotation `shape`, or raises RpcError."""
    origin: Any = get_origin(shape)
    arguments = get_args(shape)
    if origin is tuple:
        return functools.partial(_read_list, _reader(arguments[0]))
    if origin is Literal:
        return functools.partial(_read_literal, arguments)
    if origin in (Union, types.UnionType):
        kinds = tuple(kind for kind in arguments if kind is not UnsetType)
        return _reader(kinds[0]) if len(kinds) == 1 else functools.partial(_read_plain, kinds)
    if isinstance(shape, type) and issubclass(shape, Params):
        return functools.partial(_read_object, shape, _plan(shape))
    return functools.partial(_read_plain, (origin or shape,))


def _plan(shape: type[Params]) -> _Plan:
    """List attribute, JSON name, whether it is required, and reader of each member."""
    hints = get_type_hints(shape)
    return tuple(
        (name, name.rstrip("_"), UnsetType not in get_args(hints[name]), _reader(hints[name]))
        for name in shape.__struct_fields__
        if name != "extra"
    )


def _read_object(shape: type[Params], plan: _Plan, value: Json) -> Params:
    if not isinstance(value, dict):
        raise _mismatch("object", value)
    rest, members = dict(value), {}
    for name, key, required, read in plan:
        if key in rest:
            try:
                members[name] = read(rest.pop(key))
            except RpcError as error:
                raise error.within(key) from None
        elif required:
            raise RpcError("member_missing", key)
    return shape(**members, extra=rest)


def _read_list(read: _Reader, value: Json) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _mismatch("array", value)
    items = []
    for index, item in enumerate(value):
        try:
            items.append(read(item))
        except RpcError as error:
            raise error.within(format_step(index)) from None
    return tuple(items)


def _read_literal(allowed: tuple[str, ...], value: Json) -> str:
    if value not in allowed or not isinstance(value, str):
        raise RpcError("enum_value", expected=" or ".join(allowed), found=_kind_of(value, quote))
    return value


def _read_plain(kinds: tuple[type, ...], value: Json) -> Json:
    if type(value) in kinds:  # not isinstance: a bool is no integer
        return value
    if isinstance(value, Float) and int in kinds:
        raise RpcError("precision_lost", found=quote(value.text))
    raise _mismatch(" or ".join(_JSON_NAMES[kind] for kind in kinds), value)


_JSON_NAMES: Final[dict[type, str]] = {
    bool: "boolean",
    int: "integer",
    Float: "fraction",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


def _kind_of(value: Json, show: Callable[[str], str] | None = None) -> str:
    if show is not None and isinstance(value, str):
        return show(value)
    return _JSON_NAMES.get(type(value), type(value).__name__)


def _mismatch(expected: str, value: Json) -> RpcError:
    return RpcError("member_type", expected=expected, found=_kind_of(value))
