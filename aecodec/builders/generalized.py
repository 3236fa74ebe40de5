"""Builders of transactions of generalized accounts.

`gas` and `gas_price` are for running the contract that authorizes, on top of the fee, whose gas price is
`fee_gas_price`.
"""

from __future__ import annotations

from typing import Final

from .._consensus import check_attachment
from .._validation import ProtocolName
from ..codec import Data
from ..fields import CtVersion
from ..objects import Tx
from ..protocol import AUTH_GAS, DEFAULT_GAS_PRICE
from ..text import blake2b256
from ..tx import GAAttachTx, GAMetaTxV1, GAMetaTxV2
from .calls import Aci, CallArguments, with_call_data
from .draft import draft_tx, require, with_fee
from .values import AnyBytes, AnyId, as_utf8
from .wrapped import as_signed, check_fees, check_nonce

_META: Final[tuple[type[GAMetaTxV1 | GAMetaTxV2], ...]] = (GAMetaTxV1, GAMetaTxV2)


def ga_attach_tx(
    *,
    owner_id: AnyId,
    nonce: int,
    code: AnyBytes,
    auth_fun: AnyBytes,
    call_data: AnyBytes | None = None,
    arguments: CallArguments | None = None,
    aci: Aci | None = None,
    ct_version: CtVersion | tuple[int, int] | None = None,
    gas: int | None = None,
    gas_price: int = DEFAULT_GAS_PRICE,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    fee_gas_price: int | None = None,
) -> GAAttachTx:
    """Build a transaction that turns an account into a generalized one; from Ceres on its first, of nonce 1.

    auth_fun: the name of the function that authorizes, or its 32-byte hash. call_data, arguments, aci,
    ct_version, gas: see `contract_create_tx`.
    """
    given = with_call_data(locals(), "call_data", "init")
    if isinstance(auth_fun, str):
        given["auth_fun"] = blake2b256(as_utf8("auth_fun", auth_fun))
    draft = draft_tx(given, GAAttachTx)
    require(check_attachment(draft.tx, draft.protocol))
    return with_fee(draft, given)


def ga_meta_tx(
    *,
    ga_id: AnyId,
    tx: Tx | Data,
    auth_data: AnyBytes | None = None,
    function: str | None = None,
    arguments: CallArguments | None = None,
    aci: Aci | None = None,
    abi_version: int | None = None,
    gas: int = AUTH_GAS,
    gas_price: int = DEFAULT_GAS_PRICE,
    ttl: int | None = None,
    version: int | None = None,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    fee_gas_price: int | None = None,
) -> GAMetaTxV1 | GAMetaTxV2:
    """Build a transaction that a generalized account authorizes.

    tx: what it authorizes, in a SignedTx with the signatures of its other signers (they raise the fee), or
    without a SignedTx where there are none. Its nonce is 0 if the account is its origin.
    auth_data: the call that authorizes, or `function`, `arguments` and `aci`: see `contract_call_tx`.
    ttl: in version 1 only. version (1 or 2) or protocol: exactly one.
    """
    given = with_call_data(locals(), "auth_data")
    given["tx"] = signed = as_signed(tx, unsigned=True)
    draft = draft_tx(given, *_META)
    check_nonce(signed, draft.tx.ga_id)
    check_fees(signed, type(draft.tx), draft.protocol)
    return with_fee(draft, given)
