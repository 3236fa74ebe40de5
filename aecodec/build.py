"""Builders: from plain arguments to a complete, validated transaction with the minimum fee.

Arguments are keywords with the names of the transaction's fields (see `aecodec.tx`). For all builders:

- An identifier is an `Id`, its text or its 33 bytes; where a name may stand, also the name: `alice.chain`.
  Names and formats are text. Other bytes are bytes or their prefixed text: `cb_…`, `st_…`, `ba_…`. Only
  `spend_tx` has a payload that may be any text, and takes it as `memo`.
- nonce: the next of the account that signs first; 0 in what a generalized account authorizes.
  ttl: the last height at which the transaction may be included, 0 for any. Amounts are aettos.
- protocol: the consensus protocol to build for, as member, number or name; by default the current one. Where
  a type has several versions, exactly one of `version` and `protocol` is needed (`name_update_tx` needs
  neither); a version stands for the first protocol at which the result is valid. Neither is ever derived from
  a network id.
- fee: must not be below the least fee that a block may hold. gas_price: what the fee pays for one unit of
  gas, at least 1 in Roma and 10^6 from Minerva on. Without a fee it is the least fee at `gas_price`, by
  default 10^9; with both it is the larger of `fee` and the least fee at `gas_price`, as in the node.
  Transactions that run a contract have a field `gas_price` for running it; the fee's is `fee_gas_price`.

A builder raises BuildError with the argument as `path`. It cannot check what depends on the state of the
chain, such as whether an account exists or a nonce is right.
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
