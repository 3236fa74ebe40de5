"""Transactions that the node makes for a client to sign: their fee, nonce and ttl."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .. import build
from .._channel_rules import close_shares
from ..errors import AecodecError
from ..objects import SignedTx, Tx
from ..protocol import DEFAULT_GAS_PRICE
from ..tx import ChannelCloseMutualTx
from .reading import OTHER
from .refusals import Refusal

if TYPE_CHECKING:
    from .._channel_terms import Terms
    from .chain import Chain
    from .machine import Machine

__all__ = ["close_mutual", "draft", "draft_create", "unsigned"]

_T = TypeVar("_T", bound=Tx)
_MOST_ROUNDS = 8


def unsigned(tx: Any) -> SignedTx:
    """Put a transaction that nobody signed yet into a SignedTx."""
    return SignedTx(signatures=(), transaction=tx)


def draft_create(
    chain: Chain,
    terms: Terms,
    *,
    nonce: int | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> Any:
    """Build the create transaction by these terms. Raises AecodecError if the builder refuses it."""
    return build.channel_create_tx(
        initiator_id=terms.initiator_id,
        initiator_amount=terms.initiator_amount,
        responder_id=terms.responder_id,
        responder_amount=terms.responder_amount,
        push_amount=terms.push_amount,
        channel_reserve=terms.channel_reserve,
        lock_period=terms.lock_period,
        nonce=chain.next_nonce(terms.initiator_id) if nonce is None else nonce,
        protocol=chain.protocol,
        fee=fee,
        gas_price=gas_price,
    )


def draft(machine: Machine, builder: Callable[..., _T], given: dict[str, int | None], **fields: Any) -> _T:
    """Build a transaction of the channel that this client pays for.

    given: nonce, fee and gas price of the request, or None. Of two fees the larger counts. Raises Refusal if
    the builder refuses it.
    """
    nonce = given["nonce"]
    if nonce is None:
        nonce = machine.chain.next_nonce(machine.own_id)
    try:
        return builder(
            channel_id=machine.channel_id,
            nonce=nonce,
            ttl=machine.parameters.ttl or 0,
            fee=given["fee"],
            gas_price=given["gas_price"],
            protocol=machine.chain.protocol,
            **fields,
        )
    except AecodecError:
        raise Refusal(code=OTHER) from None


def close_mutual(machine: Machine, given: dict[str, int | None]) -> ChannelCloseMutualTx:
    """Build a mutual close: each side pays half of the fee. Raises Refusal if both together cannot pay it."""
    assert machine.latest is not None
    initiator, responder = (machine.latest.balances[one] for one in machine.participants)
    gas = machine.behaviour.close_gas
    if gas is not None and given["fee"] is None and given["gas_price"] is None:
        given = {**given, "fee": gas * DEFAULT_GAS_PRICE}
    finals = (initiator, responder)
    for _ in range(_MOST_ROUNDS):
        tx = draft(
            machine,
            build.channel_close_mutual_tx,
            given,
            from_id=machine.own_id,
            initiator_amount_final=finals[0],
            responder_amount_final=finals[1],
        )
        shares = close_shares(initiator, responder, tx.fee)
        if shares is None:
            raise Refusal(1001)
        if finals == shares:
            break
        # Smaller amounts may take fewer bytes, and so a lower fee.
        finals = shares
    return tx
