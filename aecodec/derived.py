"""Values that follow from others: transaction hashes, channel ids, the hash of a channel's state.

Sources: SERIALIZATION.md, section 5 (hash), 7 (identifiers) and 8 (state hash).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import text
from .codec import Data, decode_tx, to_bytes
from .errors import FieldError, TextError, counted
from .ids import Id
from .merkle import blake2b256, root_hash
from .objects import Tx
from .protocol import IdKind
from .state import AccountV1
from .tx import ChannelCreateTxV1, ChannelCreateTxV2, SignedTx

_EMPTY_ROOT: Final = bytes(32)
_STATE_HASH_VERSION: Final = (1).to_bytes(8, "big")


def opened(tx: Tx | Data) -> Tx:
    """A typed transaction as it is, text or bytes decoded. Raises what `decode_tx` raises."""
    return tx if isinstance(tx, Tx) else decode_tx(tx)


def tx_hash(tx: Tx | Data) -> str:
    """The `th_` text of a transaction's hash, by which the chain knows it.

    The chain hashes the SignedTx; of a transaction without one this is the hash of the unsigned bytes.
    Raises what `decode_tx` raises.
    """
    return text.encode("th", blake2b256(to_bytes(opened(tx))))


def channel_id(initiator_id: Id | str, nonce: int, responder_id: Id | str) -> Id:
    """The id of the channel that a transaction opens; `nonce` is that of the transaction.

    Raises TextError or FieldError with the argument's name as path, TypeError for a wrong type.
    """
    initiator = as_account(initiator_id, "initiator_id")
    responder = as_account(responder_id, "responder_id")
    number = _uint("nonce", nonce, 32).to_bytes(32, "big")
    return Id.of(IdKind.CHANNEL, blake2b256(initiator.key + number + responder.key))


def channel_id_of(tx: Tx | Data) -> Id:
    """The id of the channel that this transaction opens, signed or not.

    Raises TypeError if it is no channel_create.
    """
    inner = opened(tx)
    if isinstance(inner, SignedTx):
        inner = inner.transaction
    if not isinstance(inner, (ChannelCreateTxV1, ChannelCreateTxV2)):
        raise TypeError(f"a {type(inner).__name__} opens no channel")
    return channel_id(inner.initiator_id, inner.nonce, inner.responder_id)


def root_of_accounts(balances: Mapping[Id, int] | Mapping[str, int]) -> bytes | None:
    """The root of an accounts tree that holds basic accounts of nonce 0; None if there are none.

    balances: aettos by account. Raises TextError or FieldError with `balances[ak_…]` as path, TypeError
    for a wrong type.
    """
    entries = {}
    for account_id, balance in balances.items():
        account = as_account(account_id, "balances")
        amount = _uint(f"balances[{account}]", balance, None)
        entries[account.key] = to_bytes(AccountV1(nonce=0, balance=amount))
    return root_hash(entries)


def state_hash(balances: Mapping[Id, int] | Mapping[str, int]) -> bytes:
    """The 32-byte hash of a channel's state that holds just these accounts, as its transactions carry it.

    balances: aettos by account, after the push or the last update. A state with contracts has more
    trees: see `state_hash_of_roots`. Errors are those of `root_of_accounts`.
    """
    return state_hash_of_roots(accounts=root_of_accounts(balances))


def state_hash_of_roots(
    *,
    accounts: bytes | None = None,
    calls: bytes | None = None,
    channels: bytes | None = None,
    contracts: bytes | None = None,
    ns: bytes | None = None,
    oracles: bytes | None = None,
) -> bytes:
    """The 32-byte hash over the roots of the six state trees; None is the root of an empty one.

    Raises FieldError for a root of another length, TypeError for one that is not bytes.
    """
    roots = {
        "accounts": accounts,
        "calls": calls,
        "channels": channels,
        "contracts": contracts,
        "ns": ns,
        "oracles": oracles,
    }
    for name, root in roots.items():
        if root is not None and not isinstance(root, bytes):
            raise TypeError(f"expected the bytes of a root, not {type(root).__name__}")
        if root is not None and len(root) != len(_EMPTY_ROOT):
            raise FieldError("bytes_length", name, None, f"{len(_EMPTY_ROOT)} bytes", f"{len(root)}")
    return blake2b256(_STATE_HASH_VERSION + b"".join(root or _EMPTY_ROOT for root in roots.values()))


def as_account(account_id: Id | str, name: str) -> Id:
    """An account's id from itself or its text.

    Raises TextError or FieldError with `name` as path, TypeError for a wrong type.
    """
    try:
        account = Id(account_id)
    except TextError as error:
        raise error.within(name) from None
    if account.kind != IdKind.ACCOUNT:
        raise FieldError("id_tag_not_allowed", name, None, "account", account.kind.name.lower())
    return account


def _uint(name: str, number: int, most: int | None) -> int:
    """An unsigned integer of at most so many bytes."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{name}: expected an integer, not {type(number).__name__}")
    if number < 0:
        raise FieldError("uint_negative", name, None, "0 or more", counted(number))
    if most is not None and number.bit_length() > 8 * most:
        length = (number.bit_length() + 7) // 8
        raise FieldError("uint_too_long", name, None, f"at most {most} bytes", f"{length}")
    return number
