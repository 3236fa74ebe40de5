"""Tables of transactions and their schemas, as Arrow takes them."""

from __future__ import annotations

from typing import Any, Final

from .._backend import later
from ..codec import tx_reader
from ._columns import Columns, Ids, Ints, plan
from ._types import Column, Engine, quote_name, sql_type

#: Rows of one batch, at most.
MAX_ROWS: Final = 1 << 20
#: Bytes of the texts of one batch. No column of them comes near the 2 GiB that its offsets can count.
MAX_BATCH_BYTES: Final = 1 << 26


class Schema:
    """The columns of a table of transactions, which follow from the arguments alone.

    names: their names, in order.
    """

    __slots__ = ("_columns",)

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self._columns)

    def ddl(self, engine: Engine) -> str:
        """Write the columns as an engine's definition, such as ``amount decimal(38,0)`` for "spark".

        engine: "spark" or "duckdb". Raises ValueError for another one.
        """
        if engine not in ("spark", "duckdb"):
            raise ValueError(f"engine is 'spark' or 'duckdb', not {engine!r}")
        fields = (column.field for column in self._columns)
        return ", ".join(f"{quote_name(field.name, engine)} {sql_type(field, engine)}" for field in fields)

    def __arrow_c_schema__(self) -> Any:
        """Return the schema as a capsule of Arrow's C data interface."""
        return later("streams").export_schema(None, fields_of(self._columns))

    def __repr__(self) -> str:
        return f"<Schema of {len(self._columns)} columns: {', '.join(self.names[:4])} …>"


class Table:
    """Transactions as columns, a row for each item of the source, made batch by batch when they are pulled.

    Whatever takes an Arrow stream takes a table: `__arrow_c_stream__` opens its source anew each time, so a
    source that can be read once only gives one stream.
    """

    __slots__ = ("_column", "_columns", "_opened", "_rows", "_source")

    def __init__(self, source: Any, column: str, columns: tuple[Column, ...], rows: int) -> None:
        self._source = source
        self._column = column
        self._columns = columns
        self._rows = rows
        self._opened: Any = self._open()
        names = {name for name, _ in columns}
        clash = [name for name in self._opened.names if name in names]
        if clash:
            raise ValueError(f"the source has a column {clash[0]!r} already: leave it out, or rename it")

    def __arrow_c_schema__(self) -> Any:
        """Return the schema, with the columns that are handed on before those of the transactions."""
        source = self._opened = self._opened or self._open()
        return later("streams").export_schema(source, fields_of(self._columns))

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """Return the rows as a capsule of Arrow's C stream interface. A requested schema is not looked at."""
        source, self._opened = self._opened or self._open(), None
        fields = fields_of(self._columns)
        filler = later("rows").Filler(tx_reader, self._columns, fields)
        return later("streams").export_stream(source, fields, filler, self._rows, MAX_BATCH_BYTES)

    def _open(self) -> Any:
        """Open the source; its columns are checked, and no row is read."""
        kinds = later("sources").Source
        source = self._source
        if isinstance(source, (str, bytes, bytearray, memoryview)):
            raise TypeError("expected many transactions, not one")
        if hasattr(source, "__arrow_c_stream__"):
            return kinds.from_stream(source.__arrow_c_stream__(), self._column)
        if hasattr(source, "__arrow_c_array__"):
            return kinds.from_array(*source.__arrow_c_array__(), self._column)
        return kinds.from_items(source)


def fields_of(columns: tuple[Column, ...]) -> tuple[Any, ...]:
    """Return the types of columns."""
    return tuple(column.field for column in columns)


def table(
    source: Any,
    *,
    column: str = "tx",
    columns: Columns = None,
    ids: Ids = "text",
    ints: Ints = "decimal",
    rows: int = 65_536,
) -> Table:
    """Make a table of transactions: one row for each, in order, whatever it is.

    source: Arrow data (`__arrow_c_stream__` or `__arrow_c_array__`), texts or bytes of RLP alone, or a table,
    whose other columns are handed on before ours; or an iterable of texts, bytes and None.
    column: which column of a table holds the transactions.
    columns: the names that are wanted, or a class: the head of a row and the fields of this class; by default
    all there are.
    ids: "text" (`ak_…`), or "bytes" (33 of an identifier, 32 of a hash).
    ints: "decimal" for decimal128(38, 0) and int64, or "text" for decimal digits, which hold every number.
    rows: the most of one batch.

    A null gives a row of nulls. A transaction that is not valid gives a row whose `error_code`, `error_path`,
    `error_message` and `error_offset` say what is wrong. A value that its column cannot hold is null, and its
    field's name stands in `unfit`. So no row raises an error, and the types follow from the arguments alone.

    Raises ValueError or TypeError, before any row is read, for arguments that do not fit, and for a column
    that the source has as well. What the source raises while it is read comes through the stream.
    """
    if not isinstance(rows, int) or isinstance(rows, bool) or not 1 <= rows <= MAX_ROWS:
        raise ValueError(f"rows is from 1 to {MAX_ROWS}, not {rows!r}")
    return Table(source, column, plan(columns, ids, ints), rows)


def schema(*, columns: Columns = None, ids: Ids = "text", ints: Ints = "decimal") -> Schema:
    """Return the columns that `table` makes with these arguments, without those that it hands on."""
    return Schema(plan(columns, ids, ints))
