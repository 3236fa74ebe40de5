"""Columns of a transaction in three rows: they hold what is on the wire."""

from __future__ import annotations

from typing import Any, Final

from aecodec import rlp, to_bytes
from aecodec.objects import SignedTx
from aecodec.schema import describe

from ..checking import Checker, Outcome
from ..mutators.text import encode_text

_ROWS: Final = 3


def check_columns(checker: Checker, data: bytes, tx: Outcome) -> None:
    """Check the columns of a transaction, of its bytes and of its text, and those of another class."""
    unsigned = tx.value.transaction if isinstance(tx.value, SignedTx) else tx.value
    items = [data, encode_text("tx", data), data]
    for obj in dict.fromkeys((unsigned, tx.value)):
        name = type(obj).__name__
        made = checker.both(lambda aec, name=name: _copy(aec.columns(items, getattr(aec.tx, name))))
        checker.require(made.good, "a transaction has columns", made)
        _check_fields(checker, obj, made.value)
    checker.both(lambda aec: _copy(aec.columns(items, aec.tx.SpendTx)), name="columns")


def _copy(columns: dict[str, memoryview]) -> dict[str, Any]:
    return {name: (view.format, view.shape, view.tobytes(), view.tolist()) for name, view in columns.items()}


def _check_fields(checker: Checker, obj: Any, columns: dict[str, Any]) -> None:
    """Check that the last row of every column holds the item of its field."""
    items: Any = rlp.decode(to_bytes(obj))
    for (name, _), item in zip(describe(type(obj)).fields, items[2:], strict=True):
        letter, _, content, rows = columns[name]
        row: Any
        if f"{name}.offsets" in columns:
            offsets = columns[f"{name}.offsets"][3]
            checker.require(len(offsets) == _ROWS + 1, "there is an offset for each row", name, offsets)
            last = slice(offsets[-2], offsets[-1])
            row = _as_item("Q", rows[last]) if letter == "Q" else content[last]
            row = rlp.decode(row) if isinstance(item, list) else row
        else:
            checker.require(len(rows) == _ROWS, "there is a row for each item", name, rows)
            row = _as_item(letter, rows[-1])
        checker.require(row == item, "a column holds the item of its field", name, row, item)


def _as_item(letter: str, row: Any) -> bytes:
    """Return the RLP item of a row of fixed size."""
    cells: list[int] = row if isinstance(row, list) else [row]
    match letter:
        case "Q":
            number = sum(word << 64 * index for index, word in enumerate(cells))
        case "H":
            vm, abi = cells
            number = abi if vm == abi <= 2 else vm << 16 | abi
        case "B" if isinstance(row, list):
            return bytes(cells)
        case _:
            number = int(row)
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
