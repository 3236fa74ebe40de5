"""Root hashes: of a state tree, of the six together (the state hash), of a block's transactions.

The rules are in SERIALIZATION.md, section 8; the tree itself is in `merkle`, the entries of each tree
in `entries`. An empty tree has no root: None, and 32 zero bytes where a hash has to stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from .._validation import as_account, as_bytes, as_uint, minimal
from ..codec import Data, decode_object, decode_tx, to_bytes
from ..ids import Id
from ..objects import SignedTx
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

#: The state trees in the order in which their roots are hashed.
TREES: Final = ("accounts", "calls", "channels", "contracts", "ns", "oracles")

_EMPTY_ROOT: Final = bytes(HASH_BYTES)
_STATE_HASH_VERSION: Final = (1).to_bytes(8, "big")


class Roots(NamedTuple):
    """The roots of the six state trees; None is that of an empty one."""

    accounts: bytes | None = None
    calls: bytes | None = None
    channels: bytes | None = None
    contracts: bytes | None = None
    ns: bytes | None = None
    oracles: bytes | None = None


# --- one tree -----------------------------------------------------------------------------------


def tree_root(tree: StateTree | Entries | Data) -> bytes | None:
    """The 32-byte root of a tree, or None if it is empty.

    tree: its entries as a mapping or pairs, an object that holds them (`StateTrees.accounts`), or the
    text (`cs_`) or RLP bytes of one. Raises TypeError for entries that are not bytes, and what
    `decode_object` raises.
    """
    return root_hash(entries_of(tree))


def entries_of(tree: StateTree | Entries | Data) -> dict[bytes, bytes]:
    """The entries of a tree; of two with one key the later counts.

    Argument and errors are those of `tree_root`.
    """
    match tree:
        case str() | bytes() | bytearray() | memoryview():
            found = decode_object(tree)
            if not isinstance(found, StateTree):
                raise TypeError(f"a {type(found).__name__} is no state tree")
            return entries_of(found)
        case Mtree():
            return {value.key: value.val for value in tree.values}
        case ContractsMtree():
            return entries_of(tree.contracts)
        case CallsMtree():
            return entries_of(tree.calls)
        case ChannelsMtree():
            return entries_of(tree.channels)
        case NameserviceMtree():
            return entries_of(tree.mtree)
        case OraclesMtree():
            return entries_of(tree.otree)
        case AccountsMtree():
            return entries_of(tree.accounts)
        case _:
            return dict(tree)


def root_of_accounts(balances: Mapping[Id, int] | Mapping[str, int]) -> bytes | None:
    """The root of an accounts tree that holds basic accounts of nonce 0; None if there are none.

    balances: aettos by account. Raises TextError or FieldError with `balances[ak_…]` as path, TypeError
    for a wrong type.
    """
    entries = {}
    for account_id, balance in balances.items():
        account = as_account(account_id, "balances")
        amount = as_uint(balance, f"balances[{account}]")
        entries[account.key] = to_bytes(AccountV1(nonce=0, balance=amount))
    return root_hash(entries)


def txs_root(txs: Iterable[SignedTx | Data]) -> bytes:
    """The root of a block's transactions, which its header carries as `txs_hash`; zeros if there are none.

    txs: in their order. Raises what `decode_tx` raises, TypeError for an unsigned transaction.
    """
    entries = {}
    for position, tx in enumerate(txs):
        signed = tx if isinstance(tx, SignedTx) else decode_tx(tx)
        if not isinstance(signed, SignedTx):
            raise TypeError(f"a block holds SignedTx, not {type(signed).__name__}")
        entries[minimal(position)] = to_bytes(signed)
    return root_hash(entries) or _EMPTY_ROOT


# --- all six ------------------------------------------------------------------------------------


def state_hash(balances: Mapping[Id, int] | Mapping[str, int]) -> bytes:
    """The 32-byte hash of a channel's state that holds just these accounts, as its transactions carry it.

    balances: aettos by account, after the push or the last update. A state with contracts has more
    trees: see `state_hash_of` and `state_hash_of_roots`. Errors are those of `root_of_accounts`.
    """
    return state_hash_of_roots(accounts=root_of_accounts(balances))


def state_hash_of(trees: StateTrees | TreesPoi | Data) -> bytes:
    """The 32-byte hash of the state in these trees, or which this proof of inclusion is about.

    trees: the object, its text (`ss_`, `pi_`) or its RLP bytes. It follows from the entries of trees;
    that the nodes of a proof lead to its roots is for `proofs.check` to find out. Raises TypeError for
    another object and what `decode_object` raises.
    """
    return state_hash_of_roots(**roots_of(trees)._asdict())


def roots_of(trees: StateTrees | TreesPoi | Data) -> Roots:
    """The roots of these trees. Argument and errors are those of `state_hash_of`."""
    match trees:
        case StateTrees():
            return Roots(**{name: tree_root(getattr(trees, name)) for name in TREES})
        case TreesPoi():
            parts = {name: getattr(trees, name) for name in TREES}
            return Roots(**{name: part[0].root_hash for name, part in parts.items() if part})
        case str() | bytes() | bytearray() | memoryview():
            found = decode_object(trees)
            if isinstance(found, (StateTrees, TreesPoi)):
                return roots_of(found)
            raise TypeError(f"a {type(found).__name__} holds no state trees")
        case _:
            raise TypeError(f"expected state trees or a proof, not {type(trees).__name__}")


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
    roots = zip(TREES, (accounts, calls, channels, contracts, ns, oracles), strict=True)
    hashed = (_EMPTY_ROOT if root is None else as_bytes(root, name, HASH_BYTES) for name, root in roots)
    return blake2b256(_STATE_HASH_VERSION + b"".join(hashed))


def state_trees(
    *,
    accounts: Entries = (),
    calls: Entries = (),
    channels: Entries = (),
    contracts: Entries = (),
    ns: Entries = (),
    oracles: Entries = (),
) -> StateTrees:
    """State trees with these entries, written as the node writes them: by descending key."""
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
