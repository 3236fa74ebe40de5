"""Builders: from what a person has to a complete, judged transaction with the least fee.

Arguments are named, and named like the fields of the transaction; the fields of one are in `aecodec.tx`.
What is common to all:

- An identifier is an `Id` or its text; where a name may stand, the name will do: `alice.chain`. Text of
  names and formats is text; of other bytes it is their prefixed form: `cb_…`, `st_…`, `ba_…`.
- nonce: the next of the account that signs first; 0 in what a generalized account authorises.
  ttl: the last height that may take the transaction in, 0 for any. Amounts are aettos.
- protocol: what to build for, as member, number or name; the current one where nothing is given. Where a
  type has several versions, exactly one of `version` and `protocol` is needed; a version stands for the
  first protocol at which the result is valid. Neither is ever guessed from a network.
- fee: taken if it is not below the least that a block may hold. Without it the least one at `gas_price`
  is filled in, 10^9 where that is not given; the consensus asks for 1 in Roma and 10^6 from Minerva on.
  Contract transactions have a `gas_price` of their own, for running the contract; theirs is
  `fee_gas_price`.

A builder raises BuildError with the argument as `path`. What only the state of the chain can tell, that
an account exists or a nonce is right, it does not judge.
"""

from __future__ import annotations

from .builders.account import spend_tx
from .builders.channel import (
    channel_client_reconnect_tx,
    channel_close_mutual_tx,
    channel_close_solo_tx,
    channel_create_tx,
    channel_deposit_tx,
    channel_force_progress_tx,
    channel_offchain_tx,
    channel_set_delegates_tx,
    channel_settle_tx,
    channel_slash_tx,
    channel_snapshot_solo_tx,
    channel_withdraw_tx,
)
from .builders.contract import contract_call_tx, contract_create_tx
from .builders.generalized import ga_attach_tx, ga_meta_tx
from .builders.hyperchain import hc_vote_tx
from .builders.name import name_claim_tx, name_preclaim_tx, name_revoke_tx, name_transfer_tx, name_update_tx
from .builders.oracle import oracle_extend_tx, oracle_query_tx, oracle_register_tx, oracle_response_tx
from .builders.paying_for import paying_for_tx

__all__ = [
    "channel_client_reconnect_tx",
    "channel_close_mutual_tx",
    "channel_close_solo_tx",
    "channel_create_tx",
    "channel_deposit_tx",
    "channel_force_progress_tx",
    "channel_offchain_tx",
    "channel_set_delegates_tx",
    "channel_settle_tx",
    "channel_slash_tx",
    "channel_snapshot_solo_tx",
    "channel_withdraw_tx",
    "contract_call_tx",
    "contract_create_tx",
    "ga_attach_tx",
    "ga_meta_tx",
    "hc_vote_tx",
    "name_claim_tx",
    "name_preclaim_tx",
    "name_revoke_tx",
    "name_transfer_tx",
    "name_update_tx",
    "oracle_extend_tx",
    "oracle_query_tx",
    "oracle_register_tx",
    "oracle_response_tx",
    "paying_for_tx",
    "spend_tx",
]
