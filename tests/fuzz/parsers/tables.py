"""Tables of Arrow: judging accepts what decoding accepts, and both twins make the same buffers."""

from __future__ import annotations

from typing import Any, Final

from ...arrow_reader import Batch, batches, values
from ..checking import Checker, Outcome
from ..mutators.text import encode_text

_judges: Final[dict[str, Any]] = {}


def check_table(checker: Checker, data: bytes, tx: Outcome) -> None:
    """Check the rows of bytes and of a text that carries them, between others, with each way of writing."""
    judged = checker.both(lambda aec: _judge(aec).is_valid(data), name="judge")
    checker.require(judged.value == tx.good, "judging accepts what decoding accepts", judged)
    items = [None, data, encode_text("tx", data)]
    options: dict[str, Any] = [{}, {"ids": "bytes", "ints": "text"}][len(data) % 2]
    if not tx.good:  # then all other columns are null
        options = {"columns": ["type", "error_code", "error_path", "error_message", "error_offset"]}
    made = checker.both(lambda aec: batches(aec.arrow.table(items, **options)), name="table")
    checker.require(made.good, "no row raises an error", made)
    _check_rows(checker, made.value, tx)


def _judge(aec: Any) -> Any:
    """Return the judge of transactions, made once for each twin."""
    if aec.__name__ not in _judges:
        judge = aec._backend.later("judge").Judge
        _judges[aec.__name__] = judge(aec.schema.TABLE, aec.schema.allowed(aec.Tx))
    return _judges[aec.__name__]


def _check_rows(checker: Checker, made: list[Batch], tx: Outcome) -> None:
    (batch,) = made
    for column in batch.columns:
        checker.require(column.nulls > 0, "a null gives a row of nulls", column)
    columns = {column.type.name: column for column in batch.columns}
    kinds, codes = values(columns["type"]), values(columns["error_code"])
    for kind, code in zip(kinds[1:], codes[1:], strict=True):
        checker.require((kind is None) != (code is None), "a row is a transaction or an error", kind, code)
        checker.require((code is None) == tx.good, "a row is an error where decoding is", code)
