"""What tables are made of: every layout of Arrow for text or bytes, in pieces, beside other columns."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from .arrow_reader import batches, rows_of
from .arrow_rows import mixed
from .shared_vectors import WIRES

pa = pytest.importorskip("pyarrow", reason="pyarrow, which makes the inputs, is not installed")

COLUMNS = ["type", "fee", "hash", "error_code", "error_offset"]


def texts(twin: ModuleType) -> list[str | None]:
    return [item for item in mixed(twin) if item is None or (isinstance(item, str) and item.isascii())]


def wires(twin: ModuleType) -> list[bytes | None]:
    return [item for item in mixed(twin) if item is None or isinstance(item, bytes)]


@pytest.mark.parametrize("layout", ["string", "large_string", "string_view"])
def test_texts_in_every_layout(twin: ModuleType, layout: str) -> None:
    items = texts(twin)
    found = rows_of(twin.arrow.table(pa.array(items, getattr(pa, layout)()), columns=COLUMNS))
    assert found == rows_of(twin.arrow.table(items, columns=COLUMNS))


@pytest.mark.parametrize("layout", ["binary", "large_binary", "binary_view"])
def test_bytes_in_every_layout(twin: ModuleType, layout: str) -> None:
    items = wires(twin)
    found = rows_of(twin.arrow.table(pa.array(items, getattr(pa, layout)()), columns=COLUMNS))
    assert found == rows_of(twin.arrow.table(items, columns=COLUMNS))


@pytest.mark.parametrize("layout", ["string", "large_string", "string_view"])
@pytest.mark.parametrize(("start", "count"), [(0, 0), (1, 5), (7, 30), (8, 16), (63, 66)])
def test_slices(twin: ModuleType, layout: str, start: int, count: int) -> None:
    items = texts(twin)
    array = pa.array(items, getattr(pa, layout)()).slice(start, count)
    found = rows_of(twin.arrow.table(array, columns=COLUMNS))
    assert found == rows_of(twin.arrow.table(items[start : start + count], columns=COLUMNS))


def test_chunks_and_nulls_of_every_kind(twin: ModuleType) -> None:
    items = texts(twin)
    chunked = pa.chunked_array([items[:3], [], [None] * 9, items[3:]], pa.string())
    found = rows_of(twin.arrow.table(chunked, columns=COLUMNS, rows=5))
    assert found == rows_of(twin.arrow.table([*items[:3], *[None] * 9, *items[3:]], columns=COLUMNS))
    assert rows_of(twin.arrow.table(pa.nulls(3), columns=COLUMNS)) == [dict.fromkeys(COLUMNS)] * 3


def test_text_that_is_no_utf8_is_an_error_of_its_row(twin: ModuleType) -> None:
    raw = pa.array([b"tx_\xff\xfe", b"\xc3", None, b"tx_"], pa.binary())
    array = pa.Array.from_buffers(pa.string(), 4, raw.buffers())
    found = rows_of(twin.arrow.table(array, columns=["error_code", "error_message"]))
    assert [row["error_code"] is None for row in found] == [False, False, True, False]
    assert all(row["error_message"] is None or row["error_message"].isprintable() for row in found)


def beside(count: int) -> dict[str, Any]:
    """Columns of every layout that other packages make: nested ones, views, dictionaries."""
    return {
        "height": pa.array(range(count)),
        "tag": pa.array(["a", "b", None][i % 3] for i in range(count)).dictionary_encode(),
        "parts": pa.array([[{"at": i}] * (i % 3) for i in range(count)]),
        "view": pa.array([f"a text of some length {i}" for i in range(count)], pa.string_view()),
        "none": pa.nulls(count),
        "flag": pa.array([i % 5 == 0 for i in range(count)]),
    }


@pytest.mark.parametrize(("start", "count", "rows"), [(0, 60, 100), (3, 50, 7), (9, 1, 1)])
def test_other_columns_are_handed_on(twin: ModuleType, start: int, count: int, rows: int) -> None:
    items = texts(twin)[:70]
    table = pa.table({**beside(70), "encoded_tx": items}).slice(start, count)
    made = twin.arrow.table(table, column="encoded_tx", columns=COLUMNS, rows=rows)
    found = pa.table(made)
    found.validate(full=True)
    assert found.column_names == [*beside(0), *COLUMNS]
    assert found.select([*beside(0)]).equals(table.drop(["encoded_tx"]))
    alone = pa.table(twin.arrow.table(items[start : start + count], columns=COLUMNS))
    assert found.select(COLUMNS).equals(alone)


def test_metadata_of_other_columns_stays(twin: ModuleType) -> None:
    field = pa.field("height", pa.int64(), metadata={"unit": "key blocks", "empty": ""})
    table = pa.table(
        [pa.array([1]), pa.array([None], pa.string())], schema=pa.schema([field, ("tx", pa.string())])
    )
    made = pa.schema(twin.arrow.table(table, columns=["type"]))
    assert made.field("height").metadata == field.metadata
    assert (
        pa.table(twin.arrow.table(table, columns=["type"])).schema.field("height").metadata == field.metadata
    )


def test_rows_of_a_table_that_are_null_give_null_rows(twin: ModuleType) -> None:
    items = texts(twin)[1:5]
    struct = pa.StructArray.from_arrays(
        [pa.array(items), pa.array(range(4))],
        names=["tx", "height"],
        mask=pa.array([False, True, False, True]),
    )
    found = rows_of(twin.arrow.table(struct.slice(1), columns=["type"]))
    assert [row["type"] is None for row in found] == [True, False, True]
    assert [row["height"] for row in found] == [1, 2, 3]


def test_columns_that_outlive_their_table_and_source(twin: ModuleType) -> None:
    table = pa.table({**beside(30), "tx": [WIRES["SpendTx"]] * 30})
    wanted = table.column("view").to_pylist()
    made = pa.table(twin.arrow.table(table, rows=10, columns=["type", "signatures", "pointers"]))
    columns = [made.column(name) for name in ("view", "tag", "type", "pointers")]
    del table, made
    assert columns[0].to_pylist() == wanted
    assert [column.null_count for column in columns] == [0, 10, 0, 30]


def test_a_stream_is_read_once_and_a_table_as_often_as_asked(twin: ModuleType) -> None:
    table = pa.table({"tx": texts(twin)[1:9]})
    made = twin.arrow.table(table, columns=["type"])
    assert rows_of(made) == rows_of(made) != []
    reader = twin.arrow.table(table.to_reader(), columns=["type"])
    assert len(rows_of(reader)) == 8
    assert batches(reader) == []  # pyarrow gives an empty stream then


def test_a_source_that_fails_says_why(twin: ModuleType) -> None:
    def broken() -> Any:
        yield pa.record_batch({"tx": ["tx_"]})
        raise LookupError("the source dried up")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("tx", pa.string())]), broken())
    with pytest.raises(OSError, match="the source dried up"):
        batches(twin.arrow.table(reader, columns=["type"]))


@pytest.mark.parametrize(
    ("table", "error", "words"),
    [
        ({"txs": ["a"]}, ValueError, "expected one column 'tx', found txs"),
        ({"tx": [1]}, TypeError, "expected transactions as text or binary, found Arrow format 'l'"),
        ({"tx": ["a"], "fee": [1]}, ValueError, "the source has a column 'fee' already"),
    ],
)
def test_tables_that_do_not_fit(twin: ModuleType, table: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        twin.arrow.table(pa.table(table))


def test_a_name_that_two_columns_have_is_none(twin: ModuleType) -> None:
    table = pa.table([pa.array(["a"]), pa.array(["b"])], names=["tx", "tx"])
    with pytest.raises(ValueError, match="expected one column 'tx', found tx, tx"):
        twin.arrow.table(table)
    coded = pa.table({"tx": pa.array(["a"]).dictionary_encode()})
    with pytest.raises(TypeError, match="dictionary"):
        twin.arrow.table(coded)
