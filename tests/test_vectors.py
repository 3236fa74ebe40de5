"""Golden vectors of the specification, read in place: every row that speaks of a described type."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest

from .conftest import SHARED, needs_spec, spec_rows

TRANSACTIONS = spec_rows("*_tx.jsonl", "*_tx.spec_only.jsonl", "extremes.spec_only.jsonl", "objects.jsonl")


def heads(value: Any) -> set[tuple[int, int]]:
    """Tag and version of every object in a vector's notation."""
    if isinstance(value, list):
        return set().union(*map(heads, value))
    if not isinstance(value, dict):
        return set()
    own = {(value["tag"], value["version"])} if "tag" in value else set()
    return own.union(*map(heads, value.values()))


def described(twin: ModuleType) -> set[tuple[int, int | None]]:
    return {(cls.TAG, cls.VERSION) for cls in twin.schema.classes()}


def notation(twin: ModuleType, kind: Any, value: Any) -> Any:
    """A field's value in the notation of the vectors (objects.json, type_vocabulary)."""
    match type(kind).__name__:
        case "Uint":
            return str(value)
        case "Bytes":
            return value.hex()
        case "Ref":
            return str(value)
        case "List":
            return [notation(twin, kind.of, item) for item in value]
        case "Nested":
            return None if value is None else whole(twin, value)
        case "Enum":
            return value.name.lower()
        case "VmAbi":
            return {"vm": value.vm, "abi": value.abi}
        case "Target":
            return {"data": value.hex()} if isinstance(value, bytes) else str(value)
        case "Tuple":
            pairs = zip(kind.cls._fields, kind.items, value, strict=True)
            return {name: notation(twin, inner, item) for name, inner, item in pairs}
    return value


def whole(twin: ModuleType, obj: Any) -> dict[str, Any]:
    fields = twin.schema.describe(type(obj)).fields
    params = {
        field.name.removesuffix("_"): notation(twin, field.type, getattr(obj, field.name)) for field in fields
    }
    return {"tag": obj.TAG, "version": obj.VERSION, "params": params}


@needs_spec
@pytest.mark.parametrize("row", TRANSACTIONS)
def test_a_vector_decodes_to_its_parameters_and_encodes_to_its_bytes(
    twin: ModuleType, row: dict[str, Any]
) -> None:
    if missing := heads(row) - described(twin):
        pytest.skip(f"not described yet: {sorted(missing)}")
    wire = bytes.fromhex(row["rlp"])
    obj = twin.decode_object(wire)
    assert whole(twin, obj) == {key: row[key] for key in ("tag", "version", "params")}
    assert twin.to_bytes(obj) == wire
    if "tx" in row:
        assert twin.decode_tx(row["tx"]) == obj
        assert twin.encode_tx(obj) == row["tx"]


@needs_spec
@pytest.mark.parametrize("row", spec_rows("encodings.jsonl"))
def test_an_encoding_vector_is_read_and_written_letter_by_letter(
    twin: ModuleType, row: dict[str, str]
) -> None:
    payload = bytes.fromhex(row["payload"])
    assert twin.decode(row["string"], row["prefix"]) == payload
    assert twin.split(row["string"]) == (row["prefix"], payload)
    assert twin.encode(row["prefix"], payload) == row["string"]


def judged(twin: ModuleType, row: dict[str, Any]) -> str | None:
    """The code that a bad input is refused with; None if it is accepted."""
    try:
        if row["string"][:3] == "tx_":
            twin.decode_tx(row["string"])
        else:
            twin.decode(row["string"], row.get("expect_prefix"))
    except twin.DecodeError as error:
        assert "\n" not in str(error)
        return str(error.code)
    return None


@needs_spec
@pytest.mark.parametrize("row", spec_rows("invalid.jsonl"))
def test_an_invalid_vector_is_refused_with_its_reason(twin: ModuleType, row: dict[str, Any]) -> None:
    code = judged(twin, row)
    if code != row["reason"]:
        carrier = row["string"].partition("_")[0]
        undescribed = code in ("unknown_tag", "unknown_version") or carrier in ("pi", "ss", "cs")
        assert undescribed, f"{code} instead of {row['reason']}"
        pytest.skip("the object of this row is not described yet")
    assert code == row["reason"]


@needs_spec
def test_prefixes_are_those_of_the_specification() -> None:
    from aecodec.protocol import PREFIXES

    spec = json.loads((SHARED / "spec" / "encodings.json").read_text(encoding="utf-8"))["prefixes"]
    theirs = {
        entry["prefix"]: (entry["encoding"] == "base58check", entry["length"], entry["id_tag"]) for entry in spec
    }
    assert {prefix: tuple(rule) for prefix, rule in PREFIXES.items()} == theirs


@needs_spec
def test_described_types_are_those_of_the_specification() -> None:
    from aecodec import schema

    spec = json.loads((SHARED / "spec" / "objects.json").read_text(encoding="utf-8"))["objects"]
    layouts = {
        (entry["tag"], None if entry["version"] == "protocol" else entry["version"]): entry for entry in spec
    }
    for cls in schema.classes():
        known = schema.describe(cls)
        entry = layouts[known.tag, known.version]
        names = [field.name.removesuffix("_") for field in known.fields if field.name != "version"]
        assert names == [field["name"] for field in entry["fields"]], known.name
        if entry["api_type"]:
            assert known.name == entry["api_type"]
        until = None if cls.UNTIL is None else int(cls.UNTIL)
        assert (int(cls.SINCE), until) == (entry["protocols"]["from"], entry["protocols"]["to"]), known.name
