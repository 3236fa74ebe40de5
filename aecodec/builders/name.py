"""Builders of transactions of the name service. Where a `name_id` is asked for, the name will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from .._validation import ProtocolName
from ..errors import BuildError, FieldError, format_int, quote, sample
from ..fees import name_fee as least_name_fee
from ..fields import IdPointer, Pointer
from ..ids import Id
from ..names import CHAIN, commitment_hash, to_ascii
from ..objects import replace
from ..protocol import MAX_NAME_TTLS, MAX_POINTER_KEY_BYTES, MAX_POINTERS, IdKind, Protocol
from ..tx import (
    NameClaimTxV1,
    NameClaimTxV2,
    NamePreclaimTx,
    NameRevokeTx,
    NameTransferTx,
    NameUpdateTxV1,
    NameUpdateTxV2,
)
from .draft import Draft, choose, complete, draft_tx, with_fee
from .values import AnyId, AnyText, as_number

#: What a name points to, by key: identifiers and, as bytes, raw data (from Ceres).
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
    """A transaction that commits to a name without telling it, by `commitment_id` or by name and salt."""
    wish = dict(locals())
    for argument in ("name", "name_salt"):
        value = wish.pop(argument)
        if commitment_id is not None and value is not None:
            raise BuildError("arguments_exclude", argument, None, f"commitment_id or {argument}", "both")
        if commitment_id is None and value is None:
            raise BuildError("argument_missing", argument, None, "commitment_id, or name and name_salt")
    if name is not None and name_salt is not None:
        wish["commitment_id"] = _commitment(name, name_salt)
    return complete(NamePreclaimTx, wish)


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
    """A transaction that claims a name or bids for it.

    name_salt: that of the preclaim; 0 for a later bid and, from Ceres on, without a preclaim.
    name_fee: in version 2 what is paid for the name, the least for its length if not given.
    version (1 or 2) or protocol: exactly one.
    """
    wish = dict(locals())
    draft = draft_tx(choose(_CLAIM, wish), wish)
    tx = draft.tx
    registrar = _ascii(tx.name).rstrip(".").rpartition(".")[2]
    if isinstance(tx, NameClaimTxV2):
        if registrar != CHAIN:
            raise BuildError("name_registrar", "name", None, ".chain", quote(registrar))
        least = least_name_fee(tx.name)
        if name_fee is None:
            tx = replace(tx, name_fee=least)
        elif name_fee < least:
            raise BuildError("name_fee_too_low", "name_fee", None, f"at least {least}", format_int(name_fee))
    return with_fee(draft._replace(tx=tx), wish)


def name_update_tx(
    *,
    account_id: AnyId,
    nonce: int,
    name_id: AnyId,
    pointers: Pointers,
    name_ttl: int | None = None,
    client_ttl: int = 0,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> NameUpdateTxV1 | NameUpdateTxV2:
    """A transaction that sets what a name points to and how long it lives.

    pointers: identifiers or their text, and raw data as bytes, by key; raw data makes it version 2, which
    there is from Ceres on, and only then. name_ttl: key blocks from now, the most if not given.
    client_ttl: seconds that the pointers may be kept by who asked for them.
    """
    wish = dict(locals())
    cls: type[NameUpdateTxV1 | NameUpdateTxV2] = NameUpdateTxV2 if _has_raw(pointers) else NameUpdateTxV1
    draft = draft_tx(choose((cls,), wish), wish)
    _judge_update(draft)
    return with_fee(draft, wish)


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
    """A transaction that gives a name to another account, which may be named."""
    return complete(NameTransferTx, locals())


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
    """A transaction that gives a name up."""
    return complete(NameRevokeTx, locals())


# --- what is judged -----------------------------------------------------------------------------


def _ascii(name: bytes) -> str:
    """The form of a name that counts; a malformed one is the fault of the argument `name`."""
    try:
        return to_ascii(name)
    except FieldError as error:
        raise BuildError(error.code, "name", None, error.expected, error.found) from None


def _commitment(name: AnyText, salt: int) -> Id:
    if not isinstance(name, (str, bytes)):
        raise BuildError("field_type", "name", None, "text", type(name).__name__)
    try:
        return Id.of(IdKind.COMMITMENT, commitment_hash(name, as_number("name_salt", salt)))
    except FieldError as error:
        argument = "name_salt" if error.path == "salt" else "name"
        raise BuildError(error.code, argument, None, error.expected, error.found) from None


def _has_raw(pointers: Any) -> bool:
    """Whether some pointer is raw data; what is no list of pointers is judged as a field."""
    pairs = pointers.items() if isinstance(pointers, Mapping) else pointers
    if isinstance(pointers, (Mapping, list, tuple)):
        return any(isinstance(pair, tuple) and isinstance(pair[-1], (bytes, bytearray)) for pair in pairs)
    return False


def _judge_update(draft: Draft[NameUpdateTxV1 | NameUpdateTxV2]) -> None:
    tx, protocol = draft
    most = MAX_NAME_TTLS[protocol]
    if tx.name_ttl > most:
        raise BuildError("name_ttl_too_long", "name_ttl", None, f"at most {most}", format_int(tx.name_ttl))
    if protocol < Protocol.IRIS:
        return
    if len(tx.pointers) > MAX_POINTERS:
        raise BuildError("list_too_long", "pointers", None, f"at most {MAX_POINTERS}", f"{len(tx.pointers)}")
    seen: set[bytes] = set()
    for index, (key, _) in enumerate(tx.pointers):
        path = f"pointers[{index}].key"
        if len(key) > MAX_POINTER_KEY_BYTES:
            most = MAX_POINTER_KEY_BYTES
            raise BuildError("pointer_key_too_long", path, None, f"at most {most} bytes", f"{len(key)}")
        if key in seen:
            raise BuildError("pointer_repeated", path, found=sample(key))
        seen.add(key)
