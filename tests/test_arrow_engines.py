"""Packages that take tables by their capsules: every row arrives, and stays when its maker is gone."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

import aecodec

from .arrow_reader import batches, rows_of
from .arrow_rows import mixed

COLUMNS = ["type", "version", "hash", "fee", "nonce", "signatures", "pointers", "ct_version", "error_code"]


def needed(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed")


def wanted(twin: ModuleType) -> list[Any]:
    return [row["hash"] for row in rows_of(twin.arrow.table(mixed(twin)))]


def test_pyarrow(twin: ModuleType) -> None:
    found = needed("pyarrow").table(twin.arrow.table(mixed(twin), rows=50))
    found.validate(full=True)
    assert found["hash"].to_pylist() == wanted(twin)
    assert found.schema == needed("pyarrow").schema(twin.arrow.schema())


def test_polars(twin: ModuleType) -> None:
    found = needed("polars").DataFrame(twin.arrow.table(mixed(twin), columns=COLUMNS, rows=50))
    assert found["hash"].to_list() == wanted(twin)
    assert found["fee"].drop_nulls().len() > 20


def test_duckdb(twin: ModuleType) -> None:
    duckdb = needed("duckdb")
    rows = twin.arrow.table(mixed(twin), columns=COLUMNS, rows=50)
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        found = connection.sql("select type, sum(nonce), count(*) from rows group by type").fetchall()
    plain: dict[str | None, list[int]] = {}
    for row in rows_of(twin.arrow.table(mixed(twin), columns=COLUMNS)):
        sums = plain.setdefault(row["type"], [0, 0, 0])
        sums[0] += row["nonce"] or 0
        sums[1] += row["nonce"] is not None
        sums[2] += 1
    assert {name: (total or 0, count) for name, total, count in found} == {
        name: (total, count) for name, (total, _, count) in plain.items()
    }


def test_pandas(twin: ModuleType) -> None:
    pandas = needed("pandas")
    found = (
        needed("pyarrow")
        .table(twin.arrow.table(mixed(twin), columns=COLUMNS))
        .to_pandas(types_mapper=pandas.ArrowDtype)
    )
    assert found["hash"].isna().sum() == wanted(twin).count(None)
    assert len(found) == len(mixed(twin))


def test_nanoarrow(twin: ModuleType) -> None:
    stream = needed("nanoarrow").ArrayStream(twin.arrow.table(mixed(twin), columns=COLUMNS, rows=50))
    found = [value for batch in stream for value in needed("nanoarrow").Array(batch).child(2).to_pylist()]
    assert found == wanted(twin)


def test_threads_make_the_same_tables_side_by_side() -> None:
    """Rows are worked on without Python's lock, and share nothing that changes."""
    items = mixed(aecodec) * 4
    wanted = batches(aecodec.arrow.table(items))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: batches(aecodec.arrow.table(items)), range(8)))
    assert found == [wanted] * 8


def test_memory_stays_flat_over_a_thousand_batches(twin: ModuleType) -> None:
    """Columns are moved out of their batch and released alone, as consumers do."""
    pa, resource = needed("pyarrow"), needed("resource")
    source = pa.table(
        {"height": range(20), "tx": [item for item in mixed(twin) if isinstance(item, str)][:20]}
    )
    made = twin.arrow.table(source, rows=5, columns=COLUMNS)
    count = 250 if twin.BACKEND == "fast" else 12
    pa.table(made)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(count):
        found = pa.table(made).column("pointers").combine_chunks()
        assert len(found) == 20
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < (4 << 20 if sys.platform == "darwin" else 4 << 10)
    assert len(getattr(twin._backend.later("cdata"), "_held", {})) < 200
