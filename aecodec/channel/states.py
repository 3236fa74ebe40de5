"""States that both signed, as the node reports them: verified, compared, and taken over."""

from __future__ import annotations

from typing import Final

from .. import rpc
from ..codec import decode_object, decode_tx
from ..derived import channel_id_of
from ..errors import AecodecError, ChannelError
from ..ids import Id
from ..objects import SignedTx
from ..state import Account, StateTrees
from ..state_tree import contents, state_hash_of
from ..text import decode
from ..tx import ChannelCreateTx
from ..tx.layers import unwrap
from .checks import authentications_of
from .events import Opened, Updated, Warned
from .machine import Machine
from .state import State

__all__ = [
    "STATE_QUERY",
    "channel_of",
    "confirm",
    "end_catching_up",
    "receive_last",
    "receive_open",
    "receive_state",
    "receive_trees",
    "reopen",
]


#: The query for the latest state.
STATE_QUERY: Final = "channels.get.offchain_state"


def receive_state(machine: Machine, text: str) -> None:
    """Take over the state of `channels.update`, if both signed it."""
    try:
        signed = _co_signed(machine, text)
    except AecodecError as error:
        machine.emit(Warned(code="state_unsigned", message=str(error)))
        return
    tx = unwrap(signed).tx
    if machine.answered is not None and tx == machine.answered.tx:
        confirm(machine, signed)
    elif known := [one for one in machine.pending if one.tx == tx]:
        _confirm_pending(machine, known[0], signed)
    elif machine.state is not None and tx == machine.state.tx:
        _open(machine)
    elif machine.state is None or State.round_of(tx) > machine.state.round:
        _adopt(machine, signed)
    else:
        machine.emit(Warned(code="state_old", message=f"the node reports round {State.round_of(tx)} again"))


def confirm(machine: Machine, signed: SignedTx) -> None:
    """Take over a state that this participant signed, now that the other one has, too."""
    request = machine.answered
    assert request is not None
    tx = unwrap(signed).tx
    state = State(round=State.round_of(tx), balances=request.after, signed=signed)
    machine.agree_on(state)
    machine.settle()
    machine.save()
    if isinstance(tx, ChannelCreateTx):
        _open(machine)
        return
    operation = machine.finish(done=True) if request.operation is machine.running else None
    machine.emit(Updated(state=state, updates=request.updates, operation=operation))
    machine.pump()


def _confirm_pending(machine: Machine, known: State, signed: SignedTx) -> None:
    """Take over a state whose fate was not known after a conflict or a lost connection."""
    state = State(round=known.round, balances=known.balances, signed=signed)
    machine.agree_on(state)
    machine.save()
    if machine.status in ("open", "closing"):
        machine.emit(Updated(state=state, updates=(), operation=None))
        machine.pump()
    else:
        _open(machine)


def receive_open(machine: Machine) -> None:
    """Note that the channel can be used; without a known state it is open when the node has shown one."""
    if machine.state is not None:
        _open(machine)


def reopen(machine: Machine) -> None:
    """Come back to a state machine that lived on: ask for the state, which may be newer than ours.

    Nothing is proposed or signed until it is known: it would have the wrong round.
    """
    machine.catching_up = True
    machine.send(STATE_QUERY, rpc.GetOffchainState())


def end_catching_up(machine: Machine) -> None:
    """Go on with the channel, now that its state is known."""
    machine.catching_up = False
    if machine.state is not None:
        _open(machine)


def receive_last(machine: Machine, text: str) -> None:
    """Take over the state that the node names when a participant leaves, which may be newer than ours.

    Raises ChannelError, or what decoding raises, if it is not, or if not both signed it.
    """
    signed = _co_signed(machine, text)
    tx = unwrap(signed).tx
    if machine.state is not None and tx == machine.state.tx:
        return
    known = next((one for one in machine.pending if one.tx == tx), None)
    round_ = State.round_of(tx)
    if known is None and machine.state is not None and round_ <= machine.state.round:
        raise ChannelError("reply_wrong", "state", None, f"round {machine.state.round}", f"round {round_}")
    machine.agree_on(State(round=round_, balances=None if known is None else known.balances, signed=signed))
    machine.save()


def receive_trees(machine: Machine, answer: rpc.OffchainState) -> None:
    """Take balances out of the node's trees, if their hash is the one that both signed."""
    if answer.signed_tx:
        receive_state(machine, answer.signed_tx)
    state = machine.state
    if state is None or state.balances is not None:
        return
    try:
        trees = decode_object(answer.trees, StateTrees)
        if decode(state_hash_of(trees), "st") != state.state_hash:
            raise ChannelError("reply_wrong", "trees", None, "the state hash that both signed")
        balances = _balances_in(trees)
    except AecodecError as error:
        machine.emit(Warned(code="trees_wrong", message=str(error)))
        return
    if set(balances) == set(machine.terms.participants):
        machine.state = State(round=state.round, balances=balances, signed=state.signed)
        machine.save()
        machine.emit(Updated(state=machine.state, updates=(), operation=None))


def _balances_in(trees: StateTrees) -> dict[Id, int]:
    return {
        Id(item.key): item.value.balance
        for item in contents.iter_items(trees)
        if item.tree == "accounts" and isinstance(item.value, Account)
    }


def _co_signed(machine: Machine, text: str) -> SignedTx:
    """Decode a transaction that both participants authenticated. Raises ChannelError if they did not."""
    signed = decode_tx(text, SignedTx)
    _check_authentications(machine, signed)
    tx = unwrap(signed).tx
    named = channel_id_of(signed) if isinstance(tx, ChannelCreateTx) else getattr(tx, "channel_id", None)
    if machine.channel_id is not None and named != machine.channel_id:
        raise ChannelError("reply_wrong", "state", None, f"{machine.channel_id}", f"{named}")
    return signed


def _check_authentications(machine: Machine, signed: SignedTx) -> None:
    found = authentications_of(signed, machine.terms.participants, machine.network_id)
    trusted = {one for one in found.by_contract if one in machine.generalized or one == machine.me}
    if found.unknown or {*found.signers, *trusted} != set(machine.terms.participants):
        raise ChannelError("reply_wrong", "state", None, "the authentications of both participants")


def channel_of(machine: Machine, signed: SignedTx) -> Id:
    """Return the channel that a create transaction opens, if both authenticated it. Raises ChannelError."""
    _check_authentications(machine, signed)
    return channel_id_of(signed)


def _open(machine: Machine) -> None:
    assert machine.state is not None
    was, machine.status = machine.status, "open"
    if was not in ("open", "closing") and machine.channel_id is not None:
        machine.emit(Opened(channel_id=machine.channel_id, state=machine.state, returned=machine.returning))
        if machine.state.balances is None:
            machine.send(STATE_QUERY, rpc.GetOffchainState())
    elif was == "closing":
        machine.status = "closing"
    machine.pump()


def _adopt(machine: Machine, signed: SignedTx) -> None:
    """Take over a newer state that bears both signatures, as after an exchange outside of the channel."""
    tx = unwrap(signed).tx
    machine.agree_on(State(round=State.round_of(tx), balances=None, signed=signed))
    machine.save()
    if machine.status not in ("open", "closing"):
        _open(machine)
    else:
        machine.send(STATE_QUERY, rpc.GetOffchainState())
