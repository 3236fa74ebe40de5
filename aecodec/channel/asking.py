"""Requests to sign: read, put in their place, checked, and reported; and the checked reply to them."""

from __future__ import annotations

from typing import Any, Final

from .. import rpc
from ..codec import decode_tx, encode_object
from ..derived import channel_id_of
from ..errors import AecodecError, ChannelError, format_int
from ..objects import SignedTx, Tx
from ..rpc import SIGNING
from ..tx.layers import unwrap_ga
from .checks import Case, authentications_of, find_problems
from .errors import Unsafe
from .events import Unknown
from .machine import MAX_PENDING, Machine, round_of_both
from .operations import ON_CHAIN, SIGNED_BY
from .problems import Problem
from .requests import SignRequest
from .state import State

__all__ = ["receive_sign_request", "refuse", "sign"]

_PREFIX: Final = "channels.sign."
_OPERATIONS: Final = {one.name: one for one in SIGNING}
_CREATE: Final = frozenset({"initiator_sign", "responder_sign"})
_CLOSE: Final = frozenset({"shutdown_sign_ack"})


# --- the request --------------------------------------------------------------------------------


def receive_sign_request(machine: Machine, frame: rpc.Notification | rpc.Request) -> None:
    """Check a request to sign, and report it with its problems."""
    sign = _OPERATIONS.get(frame.method.removeprefix(_PREFIX))
    if sign is None:
        machine.emit(Unknown(reason="an unknown request to sign", value=frame.value))
        return
    text, outer, updates, unread = _read(frame)
    if sign.name.endswith("_ack") and machine.maybe_aborted:
        # The node asks for something new: a refusal did end what was answered after it.
        machine.settle()
    running = machine.running
    belongs = (
        running is not None and running.phase == "requested" and SIGNED_BY.get(running.name) == sign.name
    )
    if belongs and running is not None and running.name in ON_CHAIN:
        # What one does alone takes the place of whatever the node waited for.
        machine.settle()
    case = Case(
        sign=sign,
        known=machine.knowledge(),
        outer=outer,
        updates=updates,
        unread=unread,
        frame_channel=frame.channel,
        operation=running if belongs else None,
        allowed=_is_allowed(machine, sign.name, belongs),
    )
    request = SignRequest(
        name=sign.name,
        text=text,
        signed=outer,
        tx=case.tx,
        updates=updates,
        operation=case.operation,
        before=case.balances,
        after=case.after,
        problems=find_problems(case),
    )
    if belongs and running is not None:
        running.phase, machine.doubt = "signing", None
    machine.announced = False
    # One that comes while another is unanswered does not replace it.
    if machine.request is None or not request.problems:
        machine.request = request
    machine.emit(request)


def _read(frame: rpc.Notification | rpc.Request) -> tuple[str, Tx | None, tuple[Any, ...], Problem | None]:
    """Return the transaction as text and decoded, the updates, and what is wrong with either."""
    typed: Any = rpc.params_of(frame, "receive")
    if not isinstance(typed, rpc.SignRequest):
        path, reason = getattr(typed, "path", ""), getattr(typed, "reason", "a request of before 2020")
        code = "amount_wrong" if path.endswith(".amount") else "unreadable"
        return "", None, (), Problem(code, None, reason)
    try:
        return typed.signed_tx, decode_tx(typed.signed_tx), typed.updates, None
    except AecodecError as error:
        return typed.signed_tx, None, typed.updates, Problem("unreadable", None, str(error))


def _is_allowed(machine: Machine, name: str, belongs: bool) -> bool:
    if machine.request is not None:
        return False
    if name in _CREATE:
        return name.startswith(machine.role) and machine.state is None and machine.answered is None
    if not name.endswith("_ack"):
        return belongs
    if machine.status == "open" or (machine.status == "closing" and name in _CLOSE):
        return machine.answered is None or machine.answered.own
    return False


# --- the answer ---------------------------------------------------------------------------------


def sign(machine: Machine, request: SignRequest, signed: Tx | str, *, contracts_checked: bool) -> None:
    """Send the signed transaction, after what must survive a crash is handed out."""
    if request is not machine.request:
        raise ChannelError("request_not_pending", f"sign.{request.name}")
    waived = "contract_unchecked" if contracts_checked else ""
    if any(problem.code != waived for problem in request.problems):
        raise Unsafe(request)
    reply = _as_reply(machine, request, signed)
    machine.request = None
    if _is_alone(request):
        machine.posted, machine.posted_over = request, machine.on_chain_round
    else:
        machine.answered, machine.reply = request, reply
    if request.name in _CREATE:
        machine.channel_id = channel_id_of(reply)
    round_ = round_of_both(unwrap_ga(reply).tx)
    if round_ is not None:
        # From now on the other participant can hold it with both signatures: it must not be lost.
        pending = State(round=round_, balances=request.after, signed=reply)
        machine.pending = (*machine.pending, pending)[-MAX_PENDING:]
        machine.save()
    if machine.running is not None and request.operation is machine.running:
        machine.running.phase = "sent"
    method = f"channels.{_OPERATIONS[request.name].replies[0]}"
    machine.send_reply(method, rpc.Signed(signed_tx=encode_object(reply)), request.operation)


def _is_alone(request: SignRequest) -> bool:
    return request.operation is not None and request.operation.name in ON_CHAIN


def _as_reply(machine: Machine, request: SignRequest, signed: Tx | str) -> SignedTx:
    """Check that a reply is the requested transaction with the authentication of this participant added."""
    reply = decode_tx(signed) if isinstance(signed, str) else signed
    if not isinstance(reply, SignedTx) or unwrap_ga(reply).tx != request.tx or request.signed is None:
        raise ChannelError("reply_wrong", f"sign.{request.name}", None, "the requested transaction")
    both = machine.terms.participants
    before = authentications_of(request.signed, both, machine.network_id)
    after = authentications_of(reply, both, machine.network_id)
    # The other participant's may come along, where both exchanged them outside of the channel.
    least, found = {*before.accounts, machine.me}, set(after.accounts)
    if after.unknown or len(after.accounts) != len(found) or not least <= found <= set(both):
        raise ChannelError(
            "reply_wrong",
            f"sign.{request.name}",
            None,
            f"an authentication by {machine.me}",
            f"{format_int(len(after.accounts))} valid, {format_int(after.unknown)} invalid",
        )
    return reply


def refuse(machine: Machine, request: SignRequest, code: int) -> None:
    """Refuse to sign, with a code that the other participant may see."""
    if request is not machine.request:
        raise ChannelError("request_not_pending", f"sign.{request.name}")
    if not isinstance(code, int) or isinstance(code, bool) or not 1 <= code <= 65_535:
        raise ChannelError("refusal_code", "code", None, "1 to 65535", str(code)[:20])
    if request.name in _CREATE:
        raise ChannelError("refusal_not_allowed", f"sign.{request.name}")
    machine.request, machine.refusing = None, request
    method = f"channels.{_OPERATIONS[request.name].replies[0]}"
    machine.send_reply(method, rpc.Refused(error=code), request.operation)
