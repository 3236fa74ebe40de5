"""Requests for what moves coins: off-chain transfers, deposits and withdrawals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import build
from .._channel_rules import apply_updates, payer_of, state_hash_of
from ..state.update import OffChainDeposit, OffChainMeta, OffChainTransfer, OffChainWithdrawal
from .drafts import draft, unsigned
from .machine import Agreed, Pending
from .operations import DEPOSIT, UPDATE, WITHDRAW, Operation
from .proposing import drop_for_conflict
from .reading import OTHER, Params
from .refusals import Effect, HeldBack, Refusal
from .states import HANDSHAKE, TRANSITION

if TYPE_CHECKING:
    from .machine import Machine

__all__ = ["request_deposit", "request_transfer", "request_withdrawal", "require_state"]

_NOT_READY = 108


def request_transfer(machine: Machine, params: Any) -> Effect:
    """Propose a transfer. The checks come in the node's order."""
    given = Params(params, "from", "to", "amount")
    amount = given.integer("amount")
    payer, payee = given.account("from"), given.account("to")
    given.check_block_hash()
    meta = given.meta()
    _check_sign(amount)
    conflict = _require_no_conflict(machine)
    if conflict is not None:
        return conflict
    if {payer, payee} != set(machine.participants):
        raise Refusal(1003)
    return _propose(machine, UPDATE, OffChainTransfer(from_=payer, to=payee, amount=amount), meta, {})


def request_deposit(machine: Machine, params: Any) -> Effect:
    """Propose a deposit of this client."""
    return _request_move(machine, params, DEPOSIT)


def request_withdrawal(machine: Machine, params: Any) -> Effect:
    """Propose a withdrawal of this client."""
    return _request_move(machine, params, WITHDRAW)


def require_state(machine: Machine, *states: str, needs_peer: bool = True) -> None:
    """Check that the state allows a request. Raises HeldBack or Refusal."""
    if machine.state in TRANSITION:
        raise HeldBack
    if machine.state in HANDSHAKE:
        raise Refusal(_NOT_READY)
    if machine.state not in states or (needs_peer and machine.peer is None):
        raise Refusal(code=OTHER)


def _request_move(machine: Machine, params: Any, operation: Operation) -> Effect:
    given = Params(params, "amount")
    amount = given.integer("amount")
    given.check_block_hash()
    meta = given.meta()
    on_chain = given.on_chain()
    _check_sign(amount)
    conflict = _require_no_conflict(machine)
    if conflict is not None:
        return conflict
    if amount == 0:
        raise Refusal(code=OTHER)
    update: Any
    if operation is DEPOSIT:
        update = OffChainDeposit(from_=machine.own_id, amount=amount)
    else:
        update = OffChainWithdrawal(to=machine.own_id, amount=amount)
    return _propose(machine, operation, update, meta, on_chain)


def _check_sign(amount: int) -> None:
    if amount < 0:
        raise Refusal(1002)


def _require_no_conflict(machine: Machine) -> Effect | None:
    """Check the state. A proposal of either side that waits for this client is dropped with this one."""
    pending = machine.pending
    if machine.state == "awaiting_signature" and pending is not None and pending.operation is not None:
        if not pending.operation.can_conflict:
            raise HeldBack
        refused = None if pending.own else pending.signed
        return lambda: drop_for_conflict(machine, refused)
    require_state(machine, "open")
    return None


def _propose(
    machine: Machine,
    operation: Operation,
    update: Any,
    meta: tuple[str, ...],
    on_chain: dict[str, int | None],
) -> Effect:
    """Build the transaction of a proposal; the effect asks the client to sign it."""
    latest, terms = machine.latest, machine.terms
    assert latest is not None
    assert terms is not None
    assert machine.channel_id is not None
    balances = apply_updates(latest.balances, (update,))
    payer = payer_of(update)
    if balances is None or (payer is not None and balances[payer] < terms.channel_reserve):
        # The node has a reason for a transfer alone.
        raise Refusal(1001) if operation is UPDATE else Refusal(code=OTHER)
    fields: dict[str, Any] = {"round": latest.round + 1, "state_hash": state_hash_of(balances)}
    tx: Any
    if operation is UPDATE:
        tx = build.channel_offchain_tx(
            channel_id=machine.channel_id,
            protocol=machine.chain.protocol,
            **fields,
        )
    else:
        builder, side = _BUILDERS[operation.name]
        fields |= {"amount": update.amount, side: machine.own_id}
        tx = draft(machine, builder, on_chain, **fields)
    updates = (update, *(OffChainMeta(data=text.encode("utf-8", "surrogatepass")) for text in meta))
    signed = unsigned(tx)
    after = Agreed(latest.round + 1, balances, signed)
    pending = Pending(operation.request, operation, True, signed, updates, after)
    return lambda: machine.ask(pending)


_BUILDERS: dict[str, tuple[Callable[..., Any], str]] = {
    "deposit": (build.channel_deposit_tx, "from_id"),
    "withdraw": (build.channel_withdraw_tx, "to_id"),
}
