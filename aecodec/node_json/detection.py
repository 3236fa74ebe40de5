"""What a JSON value is, by a few of its members: quick, and without reading it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from .. import tx
from .._json_values import Json, path_step
from ..errors import FieldError
from ..limits import MAX_JSON_DEPTH, MAX_JSON_VALUES

#: The types of transactions that have JSON. Those of the channel API alone have none.
TYPE_NAMES: Final = frozenset(
    {name for name in tx.__all__ if name.endswith("Tx")}
    - {"AnyTx", "ChannelClientReconnectTx", "SignedTx", "Tx", "UnsignedTx"}
)

#: Members of an object that are looked at to see whether it holds some JSON of a node.
_LOOKED_AT: Final = 64


class NodeJsonKind(enum.StrEnum):
    """What a JSON value of a node or middleware is."""

    ANSWER = "answer"  #: A transaction with signatures, hash and block.
    TRANSACTION = "transaction"  #: A transaction alone.
    KEY_HEADER = "key header"  #: The header of a key block.
    MICRO_HEADER = "micro header"  #: The header of a micro block.
    LIST = "list"  #: An object or array that holds one or more of these.


class Place(NamedTuple):
    """A value within JSON that is an answer, a transaction or a header."""

    path: str
    kind: NodeJsonKind
    value: dict[str, Json]


def detect_node_json(value: object) -> NodeJsonKind | None:
    """Return what a parsed JSON value is, by the names of its members; None for any other value.

    Never raises, reads nothing, and looks two levels deep: what is detected may still be invalid.
    """
    kind = _kind(value)
    if kind is not None:
        return kind
    if isinstance(value, dict):
        return NodeJsonKind.LIST if any(map(_holds, islice(value.values(), _LOOKED_AT))) else None
    return NodeJsonKind.LIST if _holds(value) else None


def find_all(value: Json) -> Iterator[Place]:
    """Find every answer, transaction and header within a JSON value, in order.

    What stands within an answer or a transaction belongs to it; blocks of a middleware hold others.
    """
    pending: list[tuple[str, Json, int]] = [("", value, 0)]
    seen = 0
    while pending:
        path, here, depth = pending.pop()
        seen += 1
        if seen > MAX_JSON_VALUES:
            raise FieldError("json_too_many_values", "", None, f"at most {MAX_JSON_VALUES}")
        kind = _kind(here)
        if kind is not None:
            yield Place(path, kind, here)
        if kind in (NodeJsonKind.ANSWER, NodeJsonKind.TRANSACTION):
            continue
        inside = [(join(path, step), item, depth + 1) for step, item in _inside(here)]
        if inside and depth >= MAX_JSON_DEPTH:
            raise FieldError("json_too_deep", path, None, f"at most {MAX_JSON_DEPTH} levels")
        pending += reversed(inside)


def is_micro(form: dict[str, Json]) -> bool:
    """Check whether the JSON of a header is that of a micro block."""
    return "txs_hash" in form


def join(path: str, step: str) -> str:
    """Append a step to a path."""
    return f"{path}{'.' if path and step and not step.startswith('[') else ''}{step}"


def _inside(value: Json) -> Iterator[tuple[str, Json]]:
    """Yield the arrays and objects directly within a value."""
    if isinstance(value, dict):
        items = ((path_step(key), item) for key, item in value.items())
    elif isinstance(value, list):
        items = ((f"[{index}]", item) for index, item in enumerate(value))
    else:
        return
    yield from ((step, item) for step, item in items if isinstance(item, dict | list))


def _holds(value: object) -> bool:
    """Check whether a value is, or its first item or member is, an answer, a transaction or a header."""
    if isinstance(value, dict):
        return _kind(value) is not None or _kind(next(iter(value.values()), None)) is not None
    return isinstance(value, list) and _kind(value[0] if value else None) is not None


def _kind(value: object) -> NodeJsonKind | None:
    """Return what a value is by itself."""
    if not isinstance(value, dict):
        return None
    if "type" in value:
        return NodeJsonKind.TRANSACTION if _is_transaction(value) and "version" in value else None
    if _starts(value.get("encoded_tx"), "tx_"):
        return NodeJsonKind.ANSWER
    if "prev_key_hash" in value and ("miner" in value or is_micro(value)):
        return NodeJsonKind.MICRO_HEADER if is_micro(value) else NodeJsonKind.KEY_HEADER
    if "tx" in value and _is_answer(value, value["tx"]):
        return NodeJsonKind.ANSWER
    return None


def _is_answer(value: dict[str, Json], tx: Json) -> bool:
    if isinstance(tx, str):
        return len(value) == 1 and tx.startswith("tx_")  # what is posted to a node
    if _is_transaction(tx):
        return True
    # A type that is not known, or nothing where a middleware has lost the transaction.
    has_type = isinstance(tx, dict) and "type" in tx
    return (tx is None or has_type) and _starts(value.get("hash"), "th_")


def _is_transaction(value: object) -> bool:
    """Check for a known type; with a tag it is the lossless form of this package."""
    if not isinstance(value, dict) or "tag" in value:
        return False
    name = value.get("type")
    return isinstance(name, str) and name in TYPE_NAMES


def _starts(value: object, prefix: str) -> bool:
    return isinstance(value, str) and value.startswith(prefix)
