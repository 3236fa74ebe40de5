"""The methods of the channel API: what their params and results are, read and written by one table.

The direction belongs to the key, as `channels.update` and `channels.message` have a meaning for each. Nothing
raises in reading: a value that is not in the table or does not match it is an UnknownParams. Source: the
module `sc_ws_api_jsonrpc` of the node.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .._strict_json import Json
from ..errors import RpcError, quote
from . import notifications
from . import requests as asked
from . import results as answered
from .frames import ABSENT, FrameId, Notification, Request, Result
from .legacy import LegacyMessage
from .params import Params, UnknownParams, UnsetType
from .reading import Shape, keep, read_first_match, read_or_keep, to_json
from .signing import REPLIES, SIGNING, EarlySigned, EarlySignRequest, Refused, Signed, SignRequest

__all__ = [
    "METHODS",
    "RESULTS",
    "Direction",
    "TypedParams",
    "TypedResult",
    "content_of",
    "known",
    "make_notification",
    "make_request",
    "make_result",
    "params_of",
    "result_of",
    "to_json",
]

#: From the client's side: it sends to the node and receives from it.
Direction: TypeAlias = Literal["send", "receive"]

#: Typed params, a tuple of them where the node answers a query with a list, or a value that does not match.
TypedParams: TypeAlias = Params | tuple[Params, ...] | UnknownParams

#: A result: an acknowledgement, a typed value, a list of them, or a value that does not match.
TypedResult: TypeAlias = str | TypedParams

#: A receipt: the frame was read. It says nothing about what comes of it.
_OK: Final = Literal["ok"]

#: Each request: its params, and its result.
_REQUESTS: Final[dict[str, tuple[type[Params], Shape]]] = {
    "update.new": (asked.NewTransfer, _OK),
    "update.new_contract": (asked.NewContract, _OK),
    "update.call_contract": (asked.CallContract, _OK),
    "deposit": (asked.Deposit, _OK),
    "withdraw": (asked.Withdraw, _OK),
    "shutdown": (asked.Shutdown, _OK),
    "close_solo": (asked.CloseSolo, _OK),
    "slash": (asked.Slash, _OK),
    "settle": (asked.Settle, _OK),
    "snapshot_solo": (asked.SnapshotSolo, _OK),
    "force_progress": (asked.ForceProgress, _OK),
    "assume_minimum_depth": (asked.AssumeMinimumDepth, _OK),
    "leave": (asked.Leave, _OK),
    "message": (asked.SendMessage, _OK),
    "system": (asked.System, _OK),
    "get.balances": (asked.GetBalances, tuple[answered.Balance, ...]),
    "get.offchain_state": (asked.GetOffchainState, answered.OffchainState),
    "get.poi": (asked.GetProof, answered.ProofOfInclusion),
    "get.contract": (asked.GetContract, answered.ContractState),
    "get.contract_call": (asked.GetContractCall, answered.CallResult),
    "dry_run.call_contract": (asked.DryRunContract, answered.CallResult),
    "clean_contract_calls": (asked.CleanContractCalls, answered.CallsPruned),
    "history.fetch": (asked.FetchHistory, tuple[answered.HistoryEvent, ...]),
}

#: What the node reports of itself.
_REPORTS: Final[dict[str, tuple[Shape, ...]]] = {
    "info": (notifications.Info,),
    "update": (notifications.State,),
    "leave": (notifications.State,),
    "on_chain_tx": (notifications.OnChainTx, notifications.EarlyOnChainTx),
    "conflict": (notifications.Conflict,),
    "message": (notifications.ReceivedMessage,),
    "error": (notifications.Report,),
    "debug": (notifications.Report,),
    "system.pong": (answered.Pong,),
    "calls_pruned.reply": (answered.CallsPruned,),
}

#: Method to the types that its params may have, or `params.data` if the node sends. The first match counts.
METHODS: Final[dict[tuple[Direction, str], tuple[Shape, ...]]] = {
    **{("send", f"channels.{name}"): (params,) for name, (params, _) in _REQUESTS.items()},
    **{("send", reply): (Signed, Refused, EarlySigned) for reply in REPLIES},
    **{("receive", f"channels.{name}"): shapes for name, shapes in _REPORTS.items()},
    # A query without an id is answered by a notification.
    **{
        ("receive", f"channels.{name}.reply"): (result,)
        for name, (_, result) in _REQUESTS.items()
        if result not in (_OK, answered.CallsPruned)
    },
    **{("receive", f"channels.sign.{one.name}"): (SignRequest, EarlySignRequest) for one in SIGNING},
}

#: Method to the types that the result of its request may have.
RESULTS: Final[dict[str, tuple[Shape, ...]]] = {
    **{f"channels.{name}": (result,) for name, (_, result) in _REQUESTS.items()},
    **dict.fromkeys(REPLIES, (_OK,)),
    "channels.system": (_OK, answered.Pong),
}

_NAMES: Final = frozenset(method for _, method in METHODS)


def known(method: str, direction: Direction | None = None) -> bool:
    """Return True if the table has this method, in this direction or, without one, in any."""
    return method in _NAMES if direction is None else (direction, method) in METHODS


# --- reading ------------------------------------------------------------------------------------


def params_of(frame: Request | Notification, direction: Direction) -> TypedParams:
    """Read the params of a frame; of one that the node sent, its `params.data`."""
    value, path = frame.params, "params"
    if direction == "receive":
        value = value.get("data", ABSENT) if isinstance(value, dict) else ABSENT
        path = "params.data"
    elif value is ABSENT:  # a method that needs nothing may be sent without params
        value = {}
    shapes = METHODS.get((direction, frame.method))
    if shapes is None:
        return keep(frame.params, RpcError("method_unknown", found=quote(frame.method)))
    if value is ABSENT:
        return keep(frame.params, RpcError("member_missing", path))
    try:
        typed: TypedParams = read_first_match(shapes, value, path)
    except RpcError as error:
        return keep(frame.params, error)
    return typed


def result_of(method: str, result: Json) -> TypedResult:
    """Read the result of a request for `method`: "ok", a value, or a tuple of values."""
    if method not in RESULTS:
        return keep(result, RpcError("method_unknown", found=quote(method)))
    typed: TypedResult = read_or_keep(RESULTS[method], result, "result")
    return typed


def content_of(message: LegacyMessage, direction: Direction) -> TypedResult:
    """Read the payload of a message of before JSON-RPC, as the method that says the same today has it."""
    method, payload = message.method, message.payload
    shapes = METHODS.get((direction, method))
    if shapes is None and direction == "receive":
        shapes = RESULTS.get(method)  # the answer to a query repeats its action and tag
    if shapes is None:
        return keep(payload, RpcError("method_unknown", found=quote(method)))
    if payload is ABSENT:
        return keep(payload, RpcError("member_missing", "payload"))
    typed: TypedResult = read_or_keep(shapes, payload, "payload")
    return typed


# --- writing ------------------------------------------------------------------------------------


def make_request(
    method: str, params: TypedParams, frame_id: FrameId | UnsetType = ABSENT
) -> Request | Notification:
    """Make the frame by which a client sends these params. Without an id the node acknowledges nothing.

    Raises RpcError for an unknown method, for params of another one, and for a member of a wrong type.
    """
    value = _write(METHODS.get(("send", method)), method, params, "params")
    if frame_id is ABSENT:
        return Notification(method=method, params=value)
    return Request(method=method, params=value, id=frame_id)


def make_notification(method: str, data: TypedParams, channel_id: str | None) -> Notification:
    """Make the frame by which a node reports this. Raises like `make_request`."""
    value = _write(METHODS.get(("receive", method)), method, data, "params.data")
    return Notification(method=method, params={"channel_id": channel_id, "data": value}, version=1)


def make_result(method: str, result: TypedResult, frame_id: FrameId, channel_id: str | None) -> Result:
    """Make the frame by which a node answers a request for `method`. Raises like `make_request`."""
    value = _write(RESULTS.get(method), method, result, "result")
    return Result(id=frame_id, result=value, channel_id=channel_id, version=1)


def _write(shapes: tuple[Shape, ...] | None, method: str, typed: TypedResult, path: str) -> Json:
    """Write a typed value, and read it as the other side will: nothing else checks what a class was given."""
    if shapes is None:
        raise RpcError("method_unknown", found=quote(method))
    value = to_json(typed)
    if read_first_match(shapes, value, path) != typed:
        raise RpcError("params_of_another_method", path, None, method, type(typed).__name__)
    return value
