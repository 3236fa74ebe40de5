"""What happens with each event: frames of clients, messages of other machines, blocks.

An event that the state does not allow yet is postponed, and tried again when the state has changed. A request
of a client that is postponed blocks its connection.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ..rpc import REPLIES, Pong
from ..rpc.frames import Notification, Request
from . import closing, confirming, contracts, opening, proposing, queries, returning, updates
from .operations import ALONE, BY_REQUEST, CREATE
from .reading import METHOD_UNKNOWN, OTHER, Params
from .refusals import Answer, HeldBack, Outcome, Refusal, Silence, answer_frame, error_frame
from .signatures import read_signed

if TYPE_CHECKING:
    from .connection import ClientConnection
    from .machine import Machine, Message

__all__ = ["handle_frame", "handle_message", "handle_postponed"]

_NOT_ALLOWED: Final = 1018
_LARGEST_CODE: Final = 65_535
#: Taken by the node, but never waited for.
_USELESS_REPLY: Final = "channels.snapshot_solo_tx"

#: The requests that the state machine answers.
_REQUESTS: Final[dict[str, Callable[[Machine, Any], Outcome]]] = {
    "channels.update.new": updates.request_transfer,
    "channels.update.new_contract": contracts.refuse_contract,
    "channels.update.call_contract": contracts.refuse_call,
    "channels.deposit": updates.request_deposit,
    "channels.withdraw": updates.request_withdrawal,
    "channels.shutdown": closing.request_shutdown,
    "channels.close_solo": closing.request_close_solo,
    "channels.slash": closing.request_slash,
    "channels.settle": closing.request_settle,
    "channels.snapshot_solo": closing.request_snapshot,
    "channels.force_progress": contracts.refuse_force_progress,
    "channels.assume_minimum_depth": confirming.request_assume_depth,
    "channels.leave": returning.request_leave,
    "channels.message": queries.send_message,
    "channels.get.balances": queries.get_balances,
    "channels.get.offchain_state": queries.get_offchain_state,
    "channels.get.poi": queries.get_proof,
    "channels.get.contract": queries.get_contract,
    "channels.get.contract_call": queries.get_contract_call,
    "channels.dry_run.call_contract": contracts.refuse_call,
    "channels.clean_contract_calls": queries.prune_calls,
    "channels.history.fetch": queries.fetch_history,
}

_MESSAGES: Final[dict[str, Callable[[Machine, Any], None]]] = {
    "open": opening.on_open,
    "accept": opening.on_accept,
    "accepted": proposing.on_accepted,
    "refused": proposing.on_refused,
    "locked": confirming.on_locked,
    "leave": returning.on_leave,
    "leave_ack": returning.on_leave_ack,
    "reestablish": returning.on_reestablish,
    "reestablished": returning.on_reestablished,
    "gone": returning.on_gone,
}


# --- frames of clients ------------------------------------------------------------------------------


def handle_frame(connection: ClientConnection, frame: Request | Notification) -> None:
    """Answer a frame of a client, and do what it asks for; a request that must wait blocks the connection."""
    machine = connection.machine
    if machine is None or connection.closing:
        return
    if not _handle(machine, connection, frame):
        connection.block()
        machine.postponed.append((connection, frame))
    handle_postponed(machine)


def _handle(machine: Machine, connection: ClientConnection, frame: Request | Notification) -> bool:
    """Handle a frame; return False if it must wait."""
    held = connection.is_blocked
    answer: Any = None
    effect: Any = None
    try:
        outcome = _outcome(machine, frame)
        answer = answer_frame(frame, outcome)
        effect = None if isinstance(outcome, Answer) else outcome
    except HeldBack:
        return False
    except Silence:
        pass
    except Refusal as refusal:
        frame_id = frame.id if isinstance(frame, Request) else None
        answer = error_frame(frame.value, frame_id, refusal)
    if held:
        connection.unblock(answer)
    elif answer is not None:
        connection.answer(answer)
    if effect is not None:
        effect()
    return True


def _outcome(machine: Machine, frame: Request | Notification) -> Outcome:
    method, params = frame.method, frame.params
    if method in REPLIES:
        return _reply(machine, method, params)
    if method == "channels.system":
        return _system(machine, params)
    if method not in _REQUESTS:
        raise Refusal(code=METHOD_UNKNOWN)
    if machine.ended:
        raise Refusal(code=OTHER)
    machine.record("req", method.removeprefix("channels."), None)
    return _REQUESTS[method](machine, params)


def _system(machine: Machine, params: Any) -> Outcome:
    action = Params(params, "action").members["action"]
    if action == "ping":
        return Answer(Pong(action="system", tag="pong"))
    if action == "stop":
        return machine.die
    raise Refusal(code=METHOD_UNKNOWN)


def _reply(machine: Machine, method: str, params: Any) -> Outcome:
    """Take the reply to a request to sign. The "ok" says only that it was read."""
    members = Params(params).members
    name = REPLIES[method].removeprefix("channels.sign.")
    if "error" in members:
        return _refusal_to_sign(machine, name, _code(members["error"]), method)
    if "signed_tx" not in members:
        raise Refusal(code=METHOD_UNKNOWN)
    signed = read_signed(members["signed_tx"])
    if signed is None or method == _USELESS_REPLY:
        return None
    handler = closing.on_signed_alone if name in ALONE else proposing.on_signed
    if name not in ALONE and name not in BY_REQUEST:
        return None
    return lambda: handler(machine, name, signed)


def _refusal_to_sign(machine: Machine, name: str, code: int, method: str) -> Outcome:
    pending = machine.pending
    waits = machine.state == "awaiting_signature" and pending is not None and pending.name == name
    if pending is None or not waits or pending.operation is CREATE or method == _USELESS_REPLY:
        raise Refusal(_NOT_ALLOWED)
    return lambda: proposing.abort(machine, pending, code)


def _code(value: object) -> int:
    """Return the code by which a client refuses, a number or decimal text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    if type(value) is not int or not 1 <= value <= _LARGEST_CODE:
        raise Refusal(code=OTHER)
    return value


# --- messages of other machines ---------------------------------------------------------------------


def handle_message(machine: Machine, message: Message) -> None:
    """Handle a message of the other machine, now or when the state has changed."""
    if machine.ended:
        return
    machine.record("rcv", message.kind, None)
    if not _deliver(machine, message):
        machine.postponed.append(message)
    handle_postponed(machine)


def _deliver(machine: Machine, message: Message) -> bool:
    kind, content = message
    try:
        if kind == "message":
            _pass_on(machine, content)
        elif kind == "proposal":
            handler = opening.on_create if content.operation is CREATE else proposing.on_proposal
            handler(machine, content)
        else:
            _MESSAGES[kind](machine, content)
    except HeldBack:
        return False
    return True


def _pass_on(machine: Machine, content: dict[str, str]) -> None:
    message = {"channel_id": str(machine.channel_id), **content}
    machine.notify("channels.message", {"message": message})


# --- what was postponed -----------------------------------------------------------------------------


def handle_postponed(machine: Machine) -> None:
    """Try postponed events again, in their order, as long as the state changes."""
    while machine.retry and not machine.ended:
        machine.retry = False
        events, machine.postponed = machine.postponed, []
        for index, event in enumerate(events):
            done = _handle(machine, *event) if _is_request(event) else _deliver(machine, event)
            if not done:
                machine.postponed.append(event)
            if machine.retry:
                # The state changed: the earlier ones come first again.
                machine.postponed += events[index + 1 :]
                break


def _is_request(event: Any) -> bool:
    return not hasattr(event, "kind")
