"""Functions for engines that hand over batches of pyarrow: Spark, Ray, Dask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._lazy import load
from ._columns import Columns, Ids, Ints, plan
from ._table import MAX_ROWS, table


class Mapper:
    """A function from batches to batches, which can be sent to other processes.

    Given a RecordBatch or Table of pyarrow it returns one, given an iterator of batches an iterator.
    """

    __slots__ = ("_options",)

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options

    def __call__(self, batches: Any) -> Any:
        """Return these batches, or this one, with the columns of their transactions."""
        if hasattr(batches, "__arrow_c_array__") or hasattr(batches, "__arrow_c_stream__"):
            return self._map(batches)
        return self._each(batches)

    def _each(self, batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield self._map(batch)

    def _map(self, batch: Any) -> Any:
        pyarrow = load("pyarrow")
        made = pyarrow.table(table(batch, rows=MAX_ROWS, **self._options))
        if isinstance(batch, pyarrow.Table):
            return made
        if made.num_rows == 0:
            return pyarrow.RecordBatch.from_pylist([], schema=made.schema)
        (whole,) = made.combine_chunks().to_batches()
        return whole

    def __reduce__(self) -> tuple[Any, ...]:
        return Mapper, (self._options,)


def mapper(
    column: str = "tx", *, columns: Columns = None, ids: Ids = "text", ints: Ints = "decimal"
) -> Mapper:
    """Return a function from batches of pyarrow to the same with the columns of their transactions.

    The arguments are those of `table`. Spark's `mapInArrow`, Ray's `map_batches` (batch_format="pyarrow") and
    other engines call it in their processes. It needs pyarrow, as these do.

    Raises ValueError or TypeError for arguments that do not fit.
    """
    plan(columns, ids, ints)
    return Mapper({"column": column, "columns": columns, "ids": ids, "ints": ints})
