"""The schema of tables: it follows from the arguments, and passes through every engine."""

from __future__ import annotations

import pickle
import subprocess
import sys
from types import ModuleType
from typing import Any, get_args

import pytest

from .arrow_reader import batches, schema_of
from .conftest import ROOT
from .shared_vectors import WIRES

HEAD = (
    "type",
    "version",
    "hash",
    "signatures",
    "origin_id",
    "error_code",
    "error_path",
    "error_message",
    "error_offset",
    "unfit",
)
#: What Parquet, DuckDB, Polars and Spark all take.
PORTABLE = {"u", "z", "s", "i", "l", "d:38,0", "+l", "+s"}


def formats(kind: Any) -> set[str]:
    return {kind.format}.union(*map(formats, kind.children))


@pytest.mark.parametrize("options", [{}, {"ids": "bytes"}, {"ints": "text"}])
def test_types_are_portable_and_the_same_whatever_the_rows(twin: ModuleType, options: Any) -> None:
    wanted = schema_of(twin.arrow.schema(**options).__arrow_c_schema__())
    assert formats(wanted) <= PORTABLE
    for items in ([], [None], [WIRES["SpendTx"]], [b""]):
        table = twin.arrow.table(items, **options)
        assert schema_of(table.__arrow_c_schema__()) == wanted
        for batch in batches(table):
            assert tuple(column.type for column in batch.columns) == wanted.children


def test_columns_are_the_head_then_the_fields_of_all_classes(twin: ModuleType) -> None:
    names = twin.arrow.schema().names
    fields: list[str] = []
    for cls in get_args(twin.tx.unions.UnsignedTx):
        fields += [name for name, _ in twin.schema.describe(cls).fields]
    assert names == (*HEAD, *dict.fromkeys(fields))
    spend = [name for name, _ in twin.schema.describe(twin.SpendTx).fields]
    assert twin.arrow.schema(columns=twin.SpendTx).names == (*HEAD, *spend)
    assert twin.arrow.schema(columns=twin.SignedTx).names == HEAD
    assert twin.arrow.schema(columns=("fee", "type")).names == ("fee", "type")


def test_definitions_of_columns(twin: ModuleType) -> None:
    schema = twin.arrow.schema(columns=["type", "amount", "nonce", "pointers", "ct_version", "delegate_ids"])
    assert schema.ddl("spark") == (
        "`type` string, `amount` decimal(38,0), `nonce` bigint,"
        " `pointers` array<struct<key: binary, id: string, data: binary>>,"
        " `ct_version` struct<vm: int, abi: int>, `delegate_ids` array<string>"
    )
    assert schema.ddl("duckdb") == (
        '"type" VARCHAR, "amount" DECIMAL(38,0), "nonce" BIGINT,'
        ' "pointers" STRUCT("key" BLOB, "id" VARCHAR, "data" BLOB)[],'
        ' "ct_version" STRUCT("vm" INTEGER, "abi" INTEGER), "delegate_ids" VARCHAR[]'
    )
    with pytest.raises(ValueError, match="engine is 'spark' or 'duckdb', not 'mysql'"):
        schema.ddl("mysql")


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"columns": ["fee", "no_such"]}, ValueError, "no transaction has a column 'no_such'"),
        ({"columns": ["fee", "fee"]}, ValueError, "columns named twice: fee"),
        ({"columns": "fee"}, TypeError, "expected a list of names, not one name: 'fee'"),
        ({"columns": [1]}, TypeError, "expected the name of a column, not int"),
        ({"columns": int}, TypeError, "expected a class of transactions"),
        ({"ids": "hex"}, ValueError, "ids is 'text' or 'bytes', not 'hex'"),
        ({"ints": "float"}, ValueError, "ints is 'decimal' or 'text', not 'float'"),
    ],
)
def test_arguments_that_do_not_fit(
    twin: ModuleType, options: Any, error: type[Exception], words: str
) -> None:
    for call in (twin.arrow.schema, twin.arrow.mapper, lambda **known: twin.arrow.table([], **known)):
        with pytest.raises(error, match=words):
            call(**options)


@pytest.mark.parametrize("rows", [0, -1, True, 1.5, (1 << 20) + 1, "7"])
def test_numbers_of_rows_that_do_not_fit(twin: ModuleType, rows: Any) -> None:
    with pytest.raises(ValueError, match="rows is from 1 to 1048576"):
        twin.arrow.table([], rows=rows)


@pytest.mark.parametrize("source", ["tx_", b"", bytearray(), memoryview(b"")])
def test_one_transaction_is_no_source(twin: ModuleType, source: Any) -> None:
    with pytest.raises(TypeError, match="expected many transactions, not one"):
        twin.arrow.table(source)


@pytest.mark.parametrize("source", [None, 1, object()])
def test_what_cannot_be_iterated_is_no_source(twin: ModuleType, source: Any) -> None:
    with pytest.raises(TypeError):
        twin.arrow.table(source)


def test_capsules_that_nobody_takes_are_released(twin: ModuleType) -> None:
    held = getattr(twin._backend.later("cdata"), "_held", {})
    before = len(held)
    table = twin.arrow.table([WIRES["SpendTx"]])
    for _ in range(10):
        table.__arrow_c_schema__()
        table.__arrow_c_stream__()
    assert len(held) == before


def test_tables_need_no_other_package() -> None:
    code = f"""
import sys
for name in ("pyarrow", "numpy", "pandas", "polars", "duckdb"):
    sys.modules[name] = None
sys.path.insert(0, {str(ROOT)!r})
from aecodec import arrow
from tests.arrow_reader import rows_of
print(rows_of(arrow.table([bytes.fromhex({WIRES["SpendTx"].hex()!r})], columns=["type"])))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (run.stdout, run.stderr) == ("[{'type': 'SpendTx'}]\n", "")


def test_a_mapper_can_be_sent_and_keeps_batches_tables_and_iterators() -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow, which mappers need, is not installed")
    from aecodec import SpendTx, arrow

    mapper = pickle.loads(pickle.dumps(arrow.mapper("raw", columns=SpendTx, ids="bytes")))
    batch = pa.record_batch({"height": [1, 2], "raw": pa.array([WIRES["SpendTx"], b""])})
    made = mapper(batch)
    assert isinstance(made, pa.RecordBatch)
    assert made.column("height").to_pylist() == [1, 2]
    assert made.column("type").to_pylist() == ["SpendTx", None]
    assert made.column("error_code").to_pylist() == [None, "rlp_truncated"]
    empty = mapper(batch.slice(0, 0))
    assert (empty.num_rows, empty.schema) == (0, made.schema)
    assert mapper(pa.Table.from_batches([batch, batch])).num_rows == 4
    assert [one.num_rows for one in mapper(iter([batch, batch.slice(1)]))] == [2, 1]
