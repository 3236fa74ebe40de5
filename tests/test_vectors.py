"""Golden vectors of the specification, read in place: every row, none may be skipped."""

from __future__ import annotations

import json
import pickle
import re
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest

import aecodec

from .conftest import (
    GOLDEN_OBJECTS,
    json_lines,
    public_names,
    spec_rows,
    spec_text,
)
from .recordings import RECORDINGS, needs_recordings

OBJECTS = spec_rows("*_tx.jsonl", "*_tx.spec_only.jsonl", "extremes.spec_only.jsonl", "objects.jsonl")
OWN = [pytest.param(row, id=name) for name, row in json_lines(GOLDEN_OBJECTS)]


def notation(twin: ModuleType, kind: Any, value: Any) -> Any:
    """A field's value in the notation of the vectors (spec/objects.json, type_vocabulary)."""
    match type(kind).__name__:
        case "Uint":
            return str(value)
        case "Bytes":
            return value.hex()
        case "Identifier":
            return str(value)
        case "List":
            return [notation(twin, kind.of, item) for item in value]
        case "Object":
            return None if value is None else whole(twin, value)
        case "Enum":
            return value.name.lower()
        case "PackedVersion":
            return {"vm": value.vm, "abi": value.abi}
        case "PointerTarget":
            return {"data": value.hex()} if isinstance(value, bytes) else str(value)
        case "Tuple":
            pairs = zip(kind.cls._fields, kind.items, value, strict=True)
            return {name: notation(twin, inner, item) for name, inner, item in pairs}
    return value


def whole(twin: ModuleType, obj: Any) -> dict[str, Any]:
    fields = twin.schema.describe(type(obj)).fields
    version = obj.version if obj.VERSION is None else obj.VERSION
    params = {
        field.name.removesuffix("_"): notation(twin, field.type, getattr(obj, field.name))
        for field in fields
        if field.name != "version"
    }
    return {"tag": obj.TAG, "version": version, "params": params}


@pytest.mark.parametrize("row", [*OWN, *OBJECTS])
def test_a_vector_has_its_parameters_and_comes_back_from_every_form(
    twin: ModuleType, row: dict[str, Any]
) -> None:
    wire = bytes.fromhex(row["rlp"])
    obj = twin.decode_object(wire)
    assert whole(twin, obj) == {key: row[key] for key in ("tag", "version", "params")}
    assert twin.to_bytes(obj) == wire
    if "tx" in row:
        assert twin.decode_tx(row["tx"]) == obj
        assert twin.encode_tx(obj) == row["tx"]
    if "string" in row:
        assert twin.decode_object(row["string"]) == obj
        assert twin.encode_object(obj) == row["string"]

    for data in filter(None, (wire, row.get("tx"), row.get("string"))):
        result = twin.decode_lenient(data)
        assert result.obj == obj
        assert result.deviations == ()
        assert result.canonical == data
        assert result.hash == result.canonical_hash
        assert result.hash == row.get("hash", result.hash)

    for ints in ("number", "string"):
        assert twin.from_json(json.loads(json.dumps(twin.to_json(obj, ints=ints)))) == obj
    assert eval(repr(obj), public_names(twin)) == obj
    # A pickle names modules, which are those of one twin only: the other's is rebuilt by hand.
    if twin is aecodec:
        assert pickle.loads(pickle.dumps(obj)) == obj
    rebuild, arguments = obj.__reduce__()
    assert rebuild(*arguments) == obj


@pytest.mark.parametrize("row", spec_rows("encodings.jsonl"))
def test_an_encoding_vector_is_read_and_written_letter_by_letter(
    twin: ModuleType, row: dict[str, str]
) -> None:
    payload = bytes.fromhex(row["payload"])
    assert twin.decode(row["string"], row["prefix"]) == payload
    assert twin.split(row["string"]) == (row["prefix"], payload)
    assert twin.encode(row["prefix"], payload) == row["string"]


def refusal(twin: ModuleType, row: dict[str, Any]) -> Any:
    """The error that a bad input is refused with; None if it is accepted."""
    try:
        prefix = row["string"][:3]
        if prefix == "tx_":
            twin.decode_tx(row["string"])
        elif prefix in ("pi_", "ss_", "cs_"):
            twin.decode_object(row["string"])
        else:
            twin.decode(row["string"], row.get("expect_prefix"))
    except twin.DecodeError as error:
        return error
    return None


@pytest.mark.parametrize("row", spec_rows("invalid.jsonl"))
def test_an_invalid_vector_is_refused_with_its_reason(twin: ModuleType, row: dict[str, Any]) -> None:
    error = refusal(twin, row)
    assert error is not None
    assert error.code == row["reason"]
    assert str(error).isprintable()
    # Where the note names a field, that is the place.
    fields = {name for cls in twin.schema.classes() for name, _ in twin.schema.describe(cls).fields}
    named = row["note"].partition(" ")[0]
    if named in fields | {"tag", "version"} and "expect_prefix" not in row:
        assert error.path.rpartition(".")[2].partition("[")[0] == named
    assert error.offset is not None
    assert 0 <= error.offset <= len(row["string"])


CARRIER = re.compile(r"\b(?:tx|pi|ss|cs)_(?:[A-Za-z0-9+/]|%2B|%2F){8,}(?:=|%3D){0,2}")


@needs_recordings
def test_every_object_in_the_captured_sessions_comes_back_letter_by_letter(twin: ModuleType) -> None:
    contents = (path.read_text(encoding="utf-8") for path in RECORDINGS)
    texts = {unquote(text) for content in contents for text in CARRIER.findall(content)}
    assert {text[:2] for text in texts} >= {"tx", "pi", "ss"}
    for text in texts:
        obj = twin.decode_object(text)
        assert twin.encode_object(obj) == text
        assert twin.decode_object(twin.to_bytes(obj)) == obj


def test_prefixes_are_those_of_the_specification() -> None:
    from aecodec.protocol import PREFIXES

    spec = json.loads(spec_text("encodings.json"))["prefixes"]
    theirs = {
        entry["prefix"]: (entry["encoding"] == "base58check", entry["length"], entry["id_tag"])
        for entry in spec
    }
    assert {prefix: tuple(rule) for prefix, rule in PREFIXES.items()} == theirs


def test_described_types_are_those_of_the_specification() -> None:
    import aecodec
    from aecodec import schema

    spec = json.loads(spec_text("objects.json"))["objects"]
    layouts = {
        (entry["tag"], None if entry["version"] == "protocol" else entry["version"]): entry for entry in spec
    }
    assert {(cls.TAG, cls.VERSION) for cls in schema.classes()} == layouts.keys()
    for cls in schema.classes():
        known = schema.describe(cls)
        entry = layouts[known.tag, known.version]
        names = [field.name.removesuffix("_") for field in known.fields if field.name != "version"]
        assert names == [field["name"] for field in entry["fields"]], known.name
        assert known.name.lower() == (entry["api_type"] or entry["name"].replace("_", "")).lower()
        assert entry["api_type"] in (None, known.name)
        assert issubclass(cls, aecodec.Tx) is entry["is_tx"]
        until = None if cls.UNTIL is None else int(cls.UNTIL)
        assert (int(cls.SINCE), until) == (entry["protocols"]["from"], entry["protocols"]["to"]), known.name
