"""The contents of state trees and proofs of inclusion as objects under readable keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .. import text
from ..codec import Data, decode_object
from ..errors import DecodeError, FieldError
from ..objects import ChainObject
from ..protocol import HASH_BYTES
from ..state import (
    ContractCallObject,
    NameAuction,
    NameCommitment,
    StateTrees,
    TreeProof,
    TreesPoi,
)
from . import merkle
from .keys import STORE
from .roots import TREE_NAMES, TREES, StateTree, TreeName, entries_of


class StateItem(NamedTuple):
    """One entry of a state tree under a readable key."""

    tree: TreeName
    """The tree that holds the entry."""
    key: str
    """The text of an id; two joined by a colon where something belongs to another: `ct_…:ck_…` a value in a
    contract's store, `ct_…:ba_…` a call, `ok_…:oq_…` a query. The account of a contract whose object is in
    the same trees has the contract's id. A key of another form is `ba_` text."""
    value: ChainObject | str
    """An object; `cv_` text for a value in a store, `ba_` text for what is no object."""


def iter_items(trees: StateTrees | TreesPoi | StateTree | Data) -> Iterator[StateItem]:
    """Yield what state trees hold or a proof of inclusion shows, tree by tree, by ascending key.

    trees: the object, its text (`ss_`, `pi_`, `cs_`) or its RLP bytes. The mark that a contract has a store
    is left out. Raises TypeError for another object, what `decode_object` raises, and for a proof FieldError:
    `node_hash` or `node_form` for a malformed node, `proof_paths` if too many paths lead to its nodes.
    """
    if isinstance(trees, (str, bytes, bytearray, memoryview)):
        return iter_items(decode_object(trees))  # type: ignore[arg-type]
    if isinstance(trees, (StateTrees, TreesPoi)):
        contents = {name: _entries(name, getattr(trees, name)) for name in TREES}
    elif type(trees) in TREE_NAMES:
        contents = {TREE_NAMES[type(trees)]: entries_of(trees)}
    else:
        raise TypeError(f"expected state trees or a proof of inclusion, found {type(trees).__name__}")
    contracts = {key for key in contents.get("contracts", ()) if len(key) == HASH_BYTES}
    return (
        _item(tree, key, entries[key], key in contracts)
        for tree, entries in contents.items()
        for key in sorted(entries)
        if not (tree == "contracts" and key[HASH_BYTES:] == STORE)
    )


def _entries(tree: TreeName, content: StateTree | tuple[TreeProof, ...]) -> dict[bytes, bytes]:
    if not isinstance(content, tuple):
        return entries_of(content)
    entries: dict[bytes, bytes] = {}
    for part in content:
        try:
            entries.update(merkle.iter_entries(part.root_hash, {node.hash: node.node for node in part.nodes}))
        except FieldError as error:
            raise error.within(f"TreesPoi.{tree}[0]") from None
    return entries


def _item(tree: TreeName, key: bytes, value: bytes, is_contract: bool) -> StateItem:
    first, rest = key[:HASH_BYTES], key[HASH_BYTES:]
    if tree == "contracts" and rest.startswith(STORE):
        contract = text.encode("ct", first)
        return StateItem(tree, f"{contract}:{text.encode('ck', rest[1:])}", text.encode("cv", value))
    try:
        obj: ChainObject | str = decode_object(value)
    except DecodeError:
        obj = text.encode("ba", value)
    match tree, len(key):
        case "accounts", 32:
            name = text.encode("ct" if is_contract else "ak", key)
        case (("channels" | "contracts" | "oracles"), 32):
            name = text.encode({"channels": "ch", "contracts": "ct", "oracles": "ok"}[tree], key)
        case "ns", 32:
            name = text.encode("cm" if isinstance(obj, NameCommitment) else "nm", key)
        case "ns", 33 if isinstance(obj, NameAuction):
            name = text.encode("nm", first)
        case "calls", 64 if isinstance(obj, ContractCallObject):
            name = f"{_called(obj, first)}:{text.encode('ba', rest)}"
        case "oracles", 64:
            name = f"{text.encode('ok', first)}:{text.encode('oq', rest)}"
        case _:
            name = text.encode("ba", key)
    return StateItem(tree, name, obj)


def _called(call: ContractCallObject, key: bytes) -> str:
    """Return the text of what was called, which the key gives without its kind."""
    for given in (call.contract_id, call.caller_id):
        if given.key == key:
            return str(given)
    return text.encode("nm", key)
