"""Columns of a transaction, three rows of it: what they hold is what stands on the wire."""

from __future__ import annotations

from typing import Any, Final

from aecodec import rlp, to_bytes
from aecodec.objects import SignedTx
from aecodec.schema import describe

from ..judging import Judge, Outcome
from ..mutators.text import written

_ROWS: Final = 3


def check_columns(judge: Judge, data: bytes, tx: Outcome) -> None:
    """Judges the columns of a transaction, of its bytes and of its text, and those of another class."""
    unsigned = tx.value.transaction if isinstance(tx.value, SignedTx) else tx.value
    items = [data, written("tx", data), data]
    for obj in dict.fromkeys((unsigned, tx.value)):
        name = type(obj).__name__
        made = judge.both(lambda aec, name=name: _plainly(aec.columns(items, getattr(aec.tx, name))))
        judge.require(made.good, "a transaction has columns", made)
        _check_fields(judge, obj, made.value)
    judge.both(lambda aec: _plainly(aec.columns(items, aec.tx.SpendTx)), name="columns")


def _plainly(columns: dict[str, memoryview]) -> dict[str, Any]:
    return {name: (view.format, view.shape, view.tobytes(), view.tolist()) for name, view in columns.items()}


def _check_fields(judge: Judge, obj: Any, columns: dict[str, Any]) -> None:
    """The last row of every column holds the item of its field."""
    items: Any = rlp.decode(to_bytes(obj))
    for (name, _), item in zip(describe(type(obj)).fields, items[2:], strict=True):
        letter, _, content, rows = columns[name]
        row: Any
        if f"{name}.offsets" in columns:
            offsets = columns[f"{name}.offsets"][3]
            judge.require(len(offsets) == _ROWS + 1, "there is an offset for each row", name, offsets)
            row = content[offsets[-2] : offsets[-1]]
            row = rlp.decode(row) if isinstance(item, list) else row
        else:
            judge.require(len(rows) == _ROWS, "there is a row for each item", name, rows)
            row = _as_item(letter, rows[-1])
        judge.require(row == item, "a column holds the item of its field", name, row, item)


def _as_item(letter: str, row: Any) -> bytes:
    """The bytes that a row of one size stands for."""
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
