"""Builders of transactions of the name service. A `name_id` may be the name itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from .._consensus import check_name, check_name_fee, check_update
from .._validation import ProtocolName
from ..errors import BuildError, FieldError
from ..fees import name_fee as least_name_fee
from ..fields import IdPointer, Pointer
from ..ids import Id
from ..names import commitment_hash
from ..objects import replace
from ..protocol import IdKind
from ..tx import (
    NameClaimTxV1,
    NameClaimTxV2,
    NamePreclaimTx,
    NameRevokeTx,
    NameTransferTx,
    NameUpdateTxV1,
    NameUpdateTxV2,
)
from .draft import complete, draft_tx, require, with_fee
from .values import AnyId, AnyText, as_number

#: What a name points to, by key: identifiers and, from Ceres on, raw data as bytes or `ba_` text.
Pointers: TypeAlias = Mapping[str, Id | str | bytes] | Sequence[IdPointer | Pointer]

_CLAIM: Final[tuple[type[NameClaimTxV1 | NameClaimTxV2], ...]] = (NameClaimTxV1, NameClaimTxV2)


def name_preclaim_tx(
    *,
    account_id: AnyId,
    nonce: int,
    commitment_id: AnyId | None = None,
    name: AnyText | None = None,
    name_salt: int | None = None,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> NamePreclaimTx:
    """Build a transaction that commits to a hidden name, given as `commitment_id` or as name and salt."""
    arguments = dict(locals())
    for argument in ("name", "name_salt"):
        value = arguments.pop(argument)
        if commitment_id is not None and value is not None:
            raise BuildError("arguments_exclude", argument, None, f"commitment_id or {argument}", "both")
        if commitment_id is None and value is None:
            raise BuildError("argument_missing", argument, None, "commitment_id, or name and name_salt")
    if name is not None and name_salt is not None:
        arguments["commitment_id"] = _commitment(name, name_salt)
    return complete(arguments, NamePreclaimTx)


def name_claim_tx(
    *,
    account_id: AnyId,
    nonce: int,
    name: AnyText,
    name_salt: int,
    name_fee: int | None = None,
    ttl: int = 0,
    version: int | None = None,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> NameClaimTxV1 | NameClaimTxV2:
    """Build a transaction that claims a name or bids for it.

    name_salt: that of the preclaim; 0 for a later bid and, from Ceres on, without a preclaim.
    name_fee: in version 2 what is paid for the name; by default the least for its length.
    version (1 or 2) or protocol: exactly one.
    """
    arguments = dict(locals())
    draft = draft_tx(arguments, *_CLAIM)
    tx = draft.tx
    # The specification's examples of version 1 are in `.chain`, though no protocol of theirs registered it.
    require(check_name(tx.name, draft.protocol if isinstance(tx, NameClaimTxV2) else None))
    if isinstance(tx, NameClaimTxV2):
        if name_fee is None:
            tx = replace(tx, name_fee=least_name_fee(tx.name))
        require(check_name_fee(tx))
    return with_fee(draft._replace(tx=tx), arguments)


def name_update_tx(
    *,
    account_id: AnyId,
    nonce: int,
    name_id: AnyId,
    pointers: Pointers,
    name_ttl: int | None = None,
    client_ttl: int = 0,
    ttl: int = 0,
    version: int | None = None,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> NameUpdateTxV1 | NameUpdateTxV2:
    """Build a transaction that sets the pointers and the ttl of a name.

    pointers: by key an identifier, or raw data as bytes or `ba_…`. With raw data the transaction has version
    2 (from Ceres on), otherwise 1; `version` may say so, but not together with `protocol`.
    name_ttl: in key blocks from now, by default the most. client_ttl: seconds for which a client may cache
    the pointers.
    """
    arguments = dict(locals())
    cls: type[NameUpdateTxV1 | NameUpdateTxV2] = NameUpdateTxV2 if _has_raw(pointers) else NameUpdateTxV1
    if version in (1, 2) and version != cls.VERSION:
        expected = f"{'identifiers only' if version == 1 else 'raw data'} in version {version}"
        raise BuildError("pointer_value", "pointers", None, expected, f"pointers of version {cls.VERSION}")
    draft = draft_tx(arguments, cls)
    require(check_update(draft.tx, draft.protocol))
    return with_fee(draft, arguments)


def name_transfer_tx(
    *,
    account_id: AnyId,
    nonce: int,
    name_id: AnyId,
    recipient_id: AnyId,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> NameTransferTx:
    """Build a transaction that transfers a name to another account, which may be given by a name."""
    return complete(locals(), NameTransferTx)


def name_revoke_tx(
    *,
    account_id: AnyId,
    nonce: int,
    name_id: AnyId,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> NameRevokeTx:
    """Build a transaction that gives up a name."""
    return complete(locals(), NameRevokeTx)


# --- arguments ----------------------------------------------------------------------------------


def _commitment(name: AnyText, salt: int) -> Id:
    if not isinstance(name, (str, bytes)):
        raise BuildError("field_type", "name", None, "text", type(name).__name__)
    try:
        return Id.of(IdKind.COMMITMENT, commitment_hash(name, as_number("name_salt", salt)))
    except FieldError as error:
        argument = "name_salt" if error.path == "salt" else "name"
        raise BuildError(error.code, argument, None, error.expected, error.found) from None


def _has_raw(pointers: Any) -> bool:
    """Check whether some pointer is raw data; malformed pointers are left to the transaction's class."""
    pairs = pointers.items() if isinstance(pointers, Mapping) else pointers
    if not isinstance(pointers, (Mapping, list, tuple)):
        return False
    targets = [pair[-1] for pair in pairs if isinstance(pair, (list, tuple)) and pair]
    return any(
        target.startswith("ba_")
        if isinstance(target, str)
        else isinstance(target, (bytes, bytearray, memoryview))
        for target in targets
    )
