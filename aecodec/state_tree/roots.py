"""Root hashes of a state tree, of all six together (the state hash), and of a block's transactions.

A state hash is `st_` text; the header of a key block has the same hash as `bs_` text. The root of a block's
transactions is `bx_` text. The root of one tree has no prefix of its own and is `ba_` text; an empty tree has
none: None, and 32 zero bytes where it is hashed. To compare with a field of a transaction, decode the text:
`aecodec.decode(state_hash(balances), "st") == tx.state_hash`.

The rules are those of the node's modules `aec_trees` and `aec_txs_trees`; see docs/protocol/serialization.md.
The tree itself is in `merkle`, the entries of each tree in `keys`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from .. import text
from .._validation import AnyHash, as_account, as_hash, as_uint, minimal
from ..codec import Data, decode_object, decode_tx, to_bytes
from ..ids import Id
from ..objects import ChainObject, SignedTx
from ..protocol import HASH_BYTES
from ..state import (
    AccountsMtree,
    AccountV1,
    CallsMtree,
    ChannelsMtree,
    ContractsMtree,
    Mtree,
    MtreeValue,
    NameserviceMtree,
    OraclesMtree,
    StateTrees,
    TreesPoi,
)
from ..text import blake2b256
from .merkle import Entries, root_hash

StateTree: TypeAlias = (
    AccountsMtree | CallsMtree | ChannelsMtree | ContractsMtree | NameserviceMtree | OraclesMtree | Mtree
)
#: Aettos by account.
Balances: TypeAlias = Mapping[Id, int] | Mapping[str, int] | Mapping[bytes, int]

TreeName: TypeAlias = Literal["accounts", "calls", "channels", "contracts", "ns", "oracles"]
#: The state trees in the order in which their roots are hashed.
TREES: Final[tuple[TreeName, ...]] = ("accounts", "calls", "channels", "contracts", "ns", "oracles")
#: The name of each tree by its class: `StateTree` lists the classes in the same order, and `Mtree` last.
TREE_NAMES: Final[dict[type, TreeName]] = dict(zip(get_args(StateTree), TREES, strict=False))

_EMPTY_ROOT: Final = bytes(HASH_BYTES)
_STATE_HASH_VERSION: Final = (1).to_bytes(8, "big")


class Roots(NamedTuple):
    """The roots of the six state trees as `ba_` text; None is that of an empty one."""

    accounts: str | None = None
    calls: str | None = None
    channels: str | None = None
    contracts: str | None = None
    ns: str | None = None
    oracles: str | None = None


# --- one tree -----------------------------------------------------------------------------------


def tree_root(tree: StateTree | Entries | Data) -> str | None:
    """Return the root of a tree as `ba_` text, or None if it is empty.

    tree: its entries as a mapping or pairs, an object that holds them (`StateTrees.accounts`), or the
    text (`cs_`) or RLP bytes of one. Raises TypeError for entries that are not bytes, and what
    `decode_object` raises.
    """
    return _root_text(root_hash(entries_of(tree)))


def entries_of(tree: StateTree | Entries | Data) -> dict[bytes, bytes]:
    """Return the entries of a tree by key; of two with the same key the later counts.

    Argument and errors are those of `tree_root`.
    """
    if isinstance(tree, (str, bytes, bytearray, memoryview)):
        return entries_of(decode_object(tree))  # type: ignore[arg-type]
    if isinstance(tree, Mtree):
        return {value.key: value.val for value in tree.values}
    if type(tree) in TREE_NAMES:
        # Each of these classes has its entries in its only field.
        return entries_of(getattr(tree, type(tree).__struct_fields__[0]))  # type: ignore[union-attr]
    if isinstance(tree, ChainObject):
        raise TypeError(f"expected a state tree, found {type(tree).__name__}")
    return dict(tree)


def root_of_accounts(balances: Balances) -> str | None:
    """Return, as `ba_` text, the root of an accounts tree of basic accounts with nonce 0; None without any.

    balances: aettos by account. Raises TextError or FieldError with `balances[ak_…]` as path, TypeError
    for a wrong type.
    """
    return _root_text(_root_of_accounts(balances))


def txs_root(txs: Iterable[SignedTx | Data]) -> str:
    """Return the root of a block's transactions as `bx_` text, that of 32 zero bytes if there are none.

    The block's header has it as `txs_hash`. txs: in their order. Raises what `decode_tx` raises, TypeError
    for an unsigned transaction.
    """
    entries = {}
    for position, tx in enumerate(txs):
        signed = tx if isinstance(tx, SignedTx) else decode_tx(tx)
        if not isinstance(signed, SignedTx):
            raise TypeError(f"expected a SignedTx, found {type(signed).__name__}")
        entries[minimal(position)] = to_bytes(signed)
    return text.encode("bx", root_hash(entries) or _EMPTY_ROOT)


def _root_of_accounts(balances: Balances) -> bytes | None:
    entries = {}
    for account_id, balance in balances.items():
        account = as_account(account_id, "balances")
        amount = as_uint(balance, f"balances[{account}]")
        entries[account.key] = to_bytes(AccountV1(nonce=0, balance=amount))
    return root_hash(entries)


def _root_text(root: bytes | None) -> str | None:
    return None if root is None else text.encode("ba", root)


# --- all six ------------------------------------------------------------------------------------


def state_hash(balances: Balances) -> str:
    """Return the `st_` text of the hash of a channel's state that holds just these accounts.

    balances: aettos by account, after the push or the last update. A state with contracts has more
    trees: see `state_hash_of` and `state_hash_of_roots`. Errors are those of `root_of_accounts`.
    """
    return state_hash_of_roots(accounts=_root_of_accounts(balances))


def state_hash_of(trees: StateTrees | TreesPoi | Data) -> str:
    """Return the `st_` text of the hash of the state in these trees, or of the state that a proof is about.

    trees: the object, its text (`ss_`, `pi_`) or its RLP bytes. Of a proof only the roots are read; that its
    nodes lead to them is for `proofs.check`. Raises TypeError for another object and what `decode_object`
    raises.
    """
    return state_hash_of_roots(**roots_of(trees)._asdict())


def roots_of(trees: StateTrees | TreesPoi | Data) -> Roots:
    """Return the roots of these trees. Argument and errors are those of `state_hash_of`."""
    match trees:
        case StateTrees():
            return Roots(**{name: tree_root(getattr(trees, name)) for name in TREES})
        case TreesPoi():
            parts = {name: getattr(trees, name) for name in TREES}
            return Roots(**{name: _root_text(part[0].root_hash) for name, part in parts.items() if part})
        case str() | bytes() | bytearray() | memoryview():
            return roots_of(decode_object(trees))  # type: ignore[arg-type]
        case _:
            raise TypeError(f"expected state trees or a proof of inclusion, found {type(trees).__name__}")


def state_hash_of_roots(
    *,
    accounts: AnyHash | None = None,
    calls: AnyHash | None = None,
    channels: AnyHash | None = None,
    contracts: AnyHash | None = None,
    ns: AnyHash | None = None,
    oracles: AnyHash | None = None,
) -> str:
    """Return the `st_` text of the hash over the roots of the six state trees.

    A root is `ba_` text or 32 bytes; None is the root of an empty tree. Raises TextError or FieldError for
    another root, TypeError for a wrong type.
    """
    roots = zip(TREES, (accounts, calls, channels, contracts, ns, oracles), strict=True)
    hashed = (_EMPTY_ROOT if root is None else as_hash(root, name, "ba") for name, root in roots)
    return text.encode("st", blake2b256(_STATE_HASH_VERSION + b"".join(hashed)))


def state_trees(
    *,
    accounts: Entries = (),
    calls: Entries = (),
    channels: Entries = (),
    contracts: Entries = (),
    ns: Entries = (),
    oracles: Entries = (),
) -> StateTrees:
    """Return state trees with these entries, sorted by descending key as the node writes them."""
    return StateTrees(
        contracts=ContractsMtree(contracts=_mtree(contracts)),
        calls=CallsMtree(calls=_mtree(calls)),
        channels=ChannelsMtree(channels=_mtree(channels)),
        ns=NameserviceMtree(mtree=_mtree(ns)),
        oracles=OraclesMtree(otree=_mtree(oracles)),
        accounts=AccountsMtree(accounts=_mtree(accounts)),
    )


def _mtree(entries: Entries) -> Mtree:
    ordered = sorted(dict(entries).items(), reverse=True)
    return Mtree(values=tuple(MtreeValue(key=key, val=value) for key, value in ordered))
