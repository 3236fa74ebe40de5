"""The types of columns, in Arrow and in SQL. All of them pass through Parquet, DuckDB, Polars and Spark."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

from .._column_forms import Form

#: The engines whose column definitions are written.
Engine: TypeAlias = Literal["spark", "duckdb"]


class Field(NamedTuple):
    """A column's name, its format in Arrow's C data interface, and what its type is made of."""

    name: str
    format: str
    children: tuple[Field, ...] = ()


class Column(NamedTuple):
    """A column of a table of transactions: its name, and what stands in it."""

    name: str
    form: Form

    @property
    def field(self) -> Field:
        """The column's type."""
        known, *children = _ARROW[self.form]
        return Field(self.name, str(known), tuple(_as_field(child) for child in children))


UTF8: Final = "u"
BINARY: Final = "z"
LIST: Final = "+l"
STRUCT: Final = "+s"
_ARROW: Final[dict[Form, tuple[object, ...]]] = {
    Form.TYPE: (UTF8,),
    Form.VERSION: ("s",),
    Form.HASH_TEXT: (UTF8,),
    Form.HASH_BYTES: (BINARY,),
    Form.SIGNATURES: (LIST, Field("item", BINARY)),
    Form.ORIGIN_TEXT: (UTF8,),
    Form.ORIGIN_BYTES: (BINARY,),
    Form.ERROR_CODE: (UTF8,),
    Form.ERROR_PATH: (UTF8,),
    Form.ERROR_MESSAGE: (UTF8,),
    Form.ERROR_OFFSET: ("l",),
    Form.UNFIT: (LIST, Field("item", UTF8)),
    Form.INT64: ("l",),
    Form.DECIMAL: ("d:38,0",),
    Form.NUMBER_TEXT: (UTF8,),
    Form.BINARY: (BINARY,),
    Form.OBJECT: (BINARY,),
    Form.UTF8: (UTF8,),
    Form.ID_TEXT: (UTF8,),
    Form.ID_BYTES: (BINARY,),
    Form.ENUM: (UTF8,),
    Form.VERSIONS: (STRUCT, Field("vm", "i"), Field("abi", "i")),
    Form.IDS_TEXT: (LIST, Field("item", UTF8)),
    Form.IDS_BYTES: (LIST, Field("item", BINARY)),
    Form.OBJECTS: (LIST, Field("item", BINARY)),
    Form.POINTERS_TEXT: (
        LIST,
        Field("item", STRUCT, (Field("key", BINARY), Field("id", UTF8), Field("data", BINARY))),
    ),
    Form.POINTERS_BYTES: (
        LIST,
        Field("item", STRUCT, (Field("key", BINARY), Field("id", BINARY), Field("data", BINARY))),
    ),
    Form.PAIRS: (LIST, Field("item", STRUCT, (Field("key", BINARY), Field("value", BINARY)))),
}

_SQL: Final[dict[str, dict[str, str]]] = {
    "spark": {UTF8: "string", BINARY: "binary", "s": "smallint", "i": "int", "l": "bigint"},
    "duckdb": {UTF8: "VARCHAR", BINARY: "BLOB", "s": "SMALLINT", "i": "INTEGER", "l": "BIGINT"},
}


def _as_field(child: object) -> Field:
    assert isinstance(child, Field)
    return child


def sql_type(field: Field, engine: Engine) -> str:
    """Write a type as the engine names it in a column definition."""
    known = _SQL[engine]
    if field.format in known:
        return known[field.format]
    if field.format == LIST:
        inner = sql_type(field.children[0], engine)
        return f"array<{inner}>" if engine == "spark" else f"{inner}[]"
    if field.format == STRUCT:
        parts = ((child.name, sql_type(child, engine)) for child in field.children)
        if engine == "spark":
            return f"struct<{', '.join(f'{name}: {inner}' for name, inner in parts)}>"
        return f"STRUCT({', '.join(f'{quote_name(name, engine)} {inner}' for name, inner in parts)})"
    return "decimal(38,0)" if engine == "spark" else "DECIMAL(38,0)"


def quote_name(name: str, engine: Engine) -> str:
    """Write a name so that it is none of the engine's own words."""
    mark = "`" if engine == "spark" else '"'
    return f"{mark}{name}{mark}"
