"""What a session does with each frame of the node: a function for each method, in a table.

Nothing here raises for what a node or the other participant sends: what is not understood is an event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from .. import rpc
from ..errors import AecodecError, RpcError, printable
from . import closings, states
from .asking import receive_sign_request
from .events import (
    Aborted,
    Conflicted,
    Connected,
    Died,
    Left,
    PeerAway,
    Progress,
    Received,
    Refused,
    Replied,
    Unknown,
    Warned,
)
from .machine import Machine
from .operations import CONFLICTING, Operation

__all__ = ["receive"]

#: Operations of the other participant that are announced before the request to sign.
_ANNOUNCED: Final = frozenset({"update", "deposit_created", "withdraw_created", "shutdown"})

#: Why a state machine of the node ends; `died` follows.
_REASONS: Final = frozenset(
    {"timeout", "bad_signature", "bad_state_hash", "not_create_tx", "zombie_channel", "peer_disconnected"}
)

#: Codes of a conflict by which the node or the chain refuses what one signed alone.
_OF_CHAIN: Final = frozenset({None, 1, 5})

_SIGN: Final = "channels.sign."


def receive(machine: Machine, text: str | bytes) -> None:
    """Take one frame of the node."""
    machine.silence = 0.0
    try:
        frame = rpc.decode(text)
    except RpcError as error:
        machine.emit(Unknown(reason=str(error), value=None))
        return
    match frame:
        case rpc.Result():
            _on_result(machine, frame)
        case rpc.Error():
            _on_error(machine, frame)
        case rpc.Notification() | rpc.Request():
            _on_notification(machine, frame)
        case _:
            machine.emit(Unknown(reason=f"not a frame: {frame.code}", value=frame.value))


# --- answers ------------------------------------------------------------------------------------


def _on_result(machine: Machine, frame: rpc.Result) -> None:
    asked = machine.asked.pop(frame.id, None) if isinstance(frame.id, int) else None
    if asked is None:
        machine.emit(Unknown(reason="an answer to nothing that was asked", value=frame.value))
    elif isinstance(asked, str) and isinstance(frame.id, int):
        result = rpc.result_of(asked, frame.result)
        if isinstance(result, rpc.OffchainState):
            states.receive_trees(machine, result)
        if asked == states.STATE_QUERY and machine.catching_up:
            _end_catching_up(machine)
        # Of what the session sent by itself, an answer is no news.
        if frame.id in machine.queries:
            machine.queries.discard(frame.id)
            machine.emit(Replied(frame_id=frame.id, method=asked, result=result))


def _end_catching_up(machine: Machine) -> None:
    """Take the requests to sign that came before the state was known by which they are checked."""
    states.end_catching_up(machine)
    while machine.deferred:
        receive_sign_request(machine, machine.deferred.popleft())
    machine.pump()


def _on_error(machine: Machine, frame: rpc.Error) -> None:
    asked = machine.asked.pop(frame.id, None) if isinstance(frame.id, int) else None
    found = rpc.reasons_of(frame)
    reasons = found if isinstance(found, tuple) else ()
    operation = asked if isinstance(asked, Operation) else None
    if operation is not None and operation is machine.running:
        machine.finish(done=False)
        machine.settle_own()
    machine.emit(
        Refused(
            code=frame.code,
            message=printable(frame.message),
            reasons=reasons,
            operation=operation,
            frame_id=frame.id if isinstance(frame.id, int) else None,
        )
    )
    if asked == states.STATE_QUERY and machine.catching_up:
        _end_catching_up(machine)
    machine.pump()


# --- notifications ------------------------------------------------------------------------------


def _on_notification(machine: Machine, frame: rpc.Notification | rpc.Request) -> None:
    if _is_foreign(machine, frame):
        machine.emit(Warned(code="channel_wrong", message=f"{frame.method} is about another channel"))
        return
    if frame.method.startswith(_SIGN):
        if machine.catching_up:
            machine.deferred.append(frame)
        else:
            receive_sign_request(machine, frame)
        return
    handler = _HANDLERS.get(frame.method)
    typed: Any = rpc.params_of(frame, "receive")
    if handler is None or isinstance(typed, rpc.UnknownParams):
        reason = typed.reason if isinstance(typed, rpc.UnknownParams) else f"nothing waits for {frame.method}"
        machine.emit(Unknown(reason=reason, value=frame.value))
        return
    handler(machine, typed)


def _is_foreign(machine: Machine, frame: rpc.Notification | rpc.Request) -> bool:
    named = frame.channel
    # A request to sign is checked by itself; before the id is known here, nobody else's can be told apart.
    if named is None or machine.channel_id is None or frame.method.startswith(_SIGN):
        return False
    return named != str(machine.channel_id)


def _on_info(machine: Machine, info: rpc.Info) -> None:
    match info:
        case rpc.Ready():
            _on_ready(machine, info)
        case rpc.Funding():
            if isinstance(info.fsm_id, str):
                _take_token(machine, info.fsm_id)
            machine.status = "half signed"
            machine.emit(Progress(event=info.event))
        case _:
            _on_event(machine, info.event)


def _on_ready(machine: Machine, ready: rpc.Ready) -> None:
    # The same token: the state machine lived on, and tells nothing again.
    alive = machine.returning and machine.token == ready.fsm_id
    _take_token(machine, ready.fsm_id)
    machine.status = "connected"
    machine.emit(Connected(returned=machine.returning))
    if alive and machine.state is not None and machine.channel_id is not None:
        states.reopen(machine)


def _take_token(machine: Machine, token: str) -> None:
    if machine.token != token:
        machine.token = token
        machine.save()


def _on_event(machine: Machine, event: str) -> None:
    match event:
        case "channel_open" | "channel_accept" | "channel_reestablished":
            machine.status = "negotiating"
        case "open":
            states.receive_open(machine)
        case "aborted_update":
            _on_aborted(machine)
            return
        case "peer_disconnected":
            machine.give_up(None)
            machine.emit(PeerAway())
            machine.pump()
            return
        case "closing":
            closings.receive_closing(machine)
            return
        case "closed_confirmed":
            closings.receive_closed(machine)
            return
        case "died":
            reason, machine.reason = machine.reason, None
            machine.end("left" if machine.left else "died")
            machine.emit(Died(reason=reason))
            return
    if event in _ANNOUNCED:
        machine.announced = True
    if event in _REASONS:
        machine.reason = event
    machine.emit(Progress(event=event))


def _on_aborted(machine: Machine) -> None:
    # One that comes late must not end an operation that was proposed since.
    refused, machine.refusing = machine.refusing, None
    if refused is None:
        machine.maybe_aborted = machine.answered is not None and not machine.answered.own
        machine.emit(Progress(event="aborted_update"))
        return
    operation = machine.finish(done=False) if refused.operation is machine.running else None
    machine.emit(Aborted(operation=operation))
    machine.pump()


def _on_conflict(machine: Machine, conflict: rpc.Conflict) -> None:
    running = machine.running
    half = machine.reply
    operation = None
    code = conflict.error_code if isinstance(conflict.error_code, int) else None
    if running is not None and _ends(machine, running, code):
        operation = machine.finish(done=False)
    machine.settle()
    words = printable(conflict.error_msg) if isinstance(conflict.error_msg, str) else None
    event = Conflicted(round=conflict.round, code=code, message=words, operation=operation, half_signed=half)
    machine.emit(event)
    # A close, and what one does alone, is never dropped before the request to sign.
    if machine.running is not None and machine.running.name in CONFLICTING:
        machine.doubt, machine.doubted = event, 0.0
    machine.pump()


def _ends(machine: Machine, running: Operation, code: int | None) -> bool:
    """Tell whether a conflict ends the operation that runs."""
    if machine.posted is not None:
        # Only the chain refuses what one does alone: else a proposal of the other participant ends.
        both_sign = (machine.request, machine.answered, machine.refusing)
        return code in _OF_CHAIN and not machine.announced and all(one is None for one in both_sign)
    # One that was only requested may be gone, too, or come next: what follows shows which.
    return running.phase != "requested"


def _on_message(machine: Machine, received: rpc.ReceivedMessage) -> None:
    machine.emit(Received(text=received.message.info, sender=received.message.from_))


def _on_leave(machine: Machine, left: rpc.State) -> None:
    leaving = machine.running is not None and machine.running.name == "leave"
    operation = machine.finish(done=True) if leaving else None
    try:
        states.receive_last(machine, left.state)
    except AecodecError as error:
        machine.emit(Warned(code="state_unreadable", message=str(error)))
    # A responder that keeps running stays in the channel when the other participant leaves.
    machine.left = True
    machine.emit(Left(state=machine.state, operation=operation))


def _on_state(machine: Machine, update: rpc.State) -> None:
    states.receive_state(machine, update.state)


def _on_chain(machine: Machine, seen: rpc.OnChainTx | rpc.EarlyOnChainTx) -> None:
    closings.receive_on_chain(machine, seen)


def _ignore(machine: Machine, typed: object) -> None:
    """Take what is no news."""


_Handler: TypeAlias = Callable[[Machine, Any], None]

_HANDLERS: Final[dict[str, _Handler]] = {
    "channels.info": _on_info,
    "channels.update": _on_state,
    "channels.leave": _on_leave,
    "channels.conflict": _on_conflict,
    "channels.message": _on_message,
    "channels.on_chain_tx": _on_chain,
    "channels.system.pong": _ignore,
}
