"""Transactions as tables of Arrow, for DuckDB, Polars, pandas, Spark and whatever else takes them.

No package of Arrow is needed: data goes through Arrow's C data interface. Only `mapper` needs pyarrow.
"""

from __future__ import annotations

from ._mapper import Mapper, mapper
from ._table import Schema, Table, schema, table

__all__ = ["Mapper", "Schema", "Table", "mapper", "schema", "table"]
