"""Builders of transactions of contracts.

`gas` and `gas_price` are for running the contract, on top of the fee, whose gas price is `fee_gas_price`.
By default `gas` is the most that a block has left beside the transaction.
"""

from __future__ import annotations

from .._validation import ProtocolName
from ..fields import CtVersion
from ..protocol import DEFAULT_GAS_PRICE
from ..tx import ContractCallTx, ContractCreateTx
from .calls import Aci, CallArguments, with_call_data
from .draft import complete
from .values import AnyBytes, AnyId


def contract_create_tx(
    *,
    owner_id: AnyId,
    nonce: int,
    code: AnyBytes,
    call_data: AnyBytes | None = None,
    arguments: CallArguments | None = None,
    aci: Aci | None = None,
    ct_version: CtVersion | tuple[int, int] | None = None,
    deposit: int = 0,
    amount: int = 0,
    gas: int | None = None,
    gas_price: int = DEFAULT_GAS_PRICE,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    fee_gas_price: int | None = None,
) -> ContractCreateTx:
    """Build a transaction that creates a contract and calls its init function.

    code, call_data: bytes or `cb_…`. arguments: those of init, in place of call_data; FATE values, or with
    the interface of the contract as `aci` what `fate.Contract.call` takes, also by name. ct_version: the
    newest virtual machine of the protocol if not given.
    """
    return complete(with_call_data(locals(), "call_data", "init"), ContractCreateTx)


def contract_call_tx(
    *,
    caller_id: AnyId,
    nonce: int,
    contract_id: AnyId,
    call_data: AnyBytes | None = None,
    function: str | None = None,
    arguments: CallArguments | None = None,
    aci: Aci | None = None,
    abi_version: int | None = None,
    amount: int = 0,
    gas: int | None = None,
    gas_price: int = DEFAULT_GAS_PRICE,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    fee_gas_price: int | None = None,
) -> ContractCallTx:
    """Build a transaction that calls a contract, which may be named from Ceres on.

    function: the name of what is called, in place of call_data. arguments, aci: see `contract_create_tx`.
    abi_version: 3 (FATE) from Lima on if not given, 1 (AEVM) before.
    """
    return complete(with_call_data(locals(), "call_data"), ContractCallTx)
