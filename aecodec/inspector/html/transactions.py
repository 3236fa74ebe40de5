"""The data of the transactions: the tree of each, and the map of its bytes.

The bytes themselves are not in it: the page takes them from the text of the transaction.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ..._byte_lines import Group, describe_fault, find_faults, group_bytes
from ..._tree import Row
from ...byte_map import ByteMap, map_bytes
from ...derived import tx_hash
from ...display import outline
from ...errors import AecodecError
from ...schema import describe
from ..inspection import Inspection, NumberedTx
from ..terminal.transactions import Copy, describe_copy, find_copies, heading
from .texts import safe

if TYPE_CHECKING:
    from ...fate.opening import Known

__all__ = ["make_transactions"]

#: Rows of one tree and of one map; the largest transactions of a channel have 60.
_MAX_ROWS: Final = 2_000

#: Longer than any payload: all bytes that belong together are one range.
_UNBROKEN: Final = 1 << 30


def make_transactions(inspected: Inspection, known: Known | None = None) -> list[dict[str, Any]]:
    """Return every different transaction in the order of its number. known: what is known of contracts."""
    copies = find_copies(inspected)
    return [
        _transaction(numbered, copies.get(numbered.number), known)
        for numbered in inspected.transactions.values()
    ]


def _transaction(numbered: NumberedTx, copy: Copy | None, known: Known | None) -> dict[str, Any]:
    carried = numbered.carried
    place = heading(numbered).partition(", ")[2]  # the page shows the number apart
    shown: dict[str, Any] = {"text": carried.text, "heading": safe(place)}
    if carried.tx is None or carried.inner is None:
        shown |= {"type": "not a transaction", "error": safe(str(carried.error))}
    else:
        count = iter(range(_MAX_ROWS))
        rows = [_row(row, count) for row in outline(carried.tx, known).below]
        shown |= {"type": describe(type(carried.inner)).name, "hash": tx_hash(carried.tx), "tree": rows}
    if copy is not None:
        said, added = describe_copy(numbered, copy)
        shown["copy"] = {"of": safe(said), "adds": [_row(row, iter(range(_MAX_ROWS))) for row in added]}
    try:
        return shown | {"bytes": _byte_map(map_bytes(carried.text))}
    except AecodecError:
        return shown  # the text itself is malformed: there are no bytes to map


def _row(row: Row, count: Any) -> list[Any]:
    """Return a row of a tree: its name, its values with their remarks, and what is below it."""
    values = [[safe(value.text), safe(value.note)] for value in row.values]
    below = [_row(one, count) for one, _ in zip(row.below, count, strict=False)]
    if len(below) < len(row.below):
        below.append(["…", [[f"{len(row.below) - len(below)} more", ""]], []])
    return [row.name, values, below]


def _byte_map(shown: ByteMap) -> dict[str, Any]:
    faults = find_faults(shown)
    sentences = ((place, describe_fault(fault)) for place, found in faults.items() for fault in found)
    return {
        "rows": [_group(group) for group in islice(group_bytes(shown, _UNBROKEN, _UNBROKEN), _MAX_ROWS)],
        "faults": [[place, safe(words)] for place, words in sentences],
    }


def _group(group: Group) -> list[Any]:
    """Return how many bytes are headers and content, the depth and name of the field, its value, a remark."""
    name = group.label.lstrip(" ")
    depth = (len(group.label) - len(name)) // 2
    headers, content = (sum(map(len, part)) for part in (group.headers, group.content))
    return [headers, content, depth, name, safe(group.value.text), safe(group.value.note)]
