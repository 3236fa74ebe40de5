"""Block headers: their fixed layout, and what their constructors take."""

from __future__ import annotations

import copy
import json
import pickle
from types import ModuleType
from typing import Any

import pytest

import aecodec

from .conftest import VECTORS, json_lines, public_names, spec_rows

OWN = [pytest.param(row, id=name) for name, row in json_lines(VECTORS / "headers.jsonl")]
ROWS: dict[int, Any] = {len(row["bytes"]) // 2: row for _, row in json_lines(VECTORS / "headers.jsonl")}
KEY, KEY_WITH_INFO, MICRO, MICRO_WITH_POF = (ROWS[length] for length in (364, 368, 216, 248))
PREFIXES = {
    "prev_hash": "mh",
    "prev_key_hash": "kh",
    "state_hash": "bs",
    "txs_hash": "bx",
    "pof_hash": "bf",
    "signature": "sg",
}


def decode_row(twin: ModuleType, row: dict[str, Any]) -> Any:
    return twin.decode_header(bytes.fromhex(row["bytes"]))


def to_notation(twin: ModuleType, name: str, value: Any) -> Any:
    """Write a field's value in the notation of the vectors."""
    if name == "pow":
        return list(value)
    if name == "info":
        return value.hex()
    if name in PREFIXES:
        return "no_fraud" if value is None else twin.encode(PREFIXES[name], value)
    return str(value)


@pytest.mark.parametrize("row", [*OWN, *spec_rows("headers.jsonl")])
def test_a_header_decodes_to_its_fields_and_encodes_to_its_bytes(
    twin: ModuleType, row: dict[str, Any]
) -> None:
    made = decode_row(twin, row)
    assert type(made) is {"key": twin.KeyHeader, "micro": twin.MicroHeader}[row["kind"]]
    assert {name: to_notation(twin, name, getattr(made, name)) for name in row["fields"]} == row["fields"]
    assert bytes(made) == twin.to_bytes(made) == bytes.fromhex(row["bytes"])
    prefix = {"key": "kh", "micro": "mh"}[row["kind"]]
    assert twin.encode(prefix, twin.headers.header_hash(made)) == row["hash"]


@pytest.mark.parametrize("row", OWN)
def test_a_header_is_a_frozen_value(twin: ModuleType, row: dict[str, Any]) -> None:
    one, other = decode_row(twin, row), decode_row(twin, row)
    assert one == other
    assert hash(one) == hash(other)
    assert copy.copy(one) == copy.deepcopy(one) == one
    with pytest.raises(AttributeError):
        one.height = 1
    assert repr(one).startswith(f"{type(one).__name__}(version={one.version}, height={one.height}, prev")
    assert f"state_hash='{row['fields']['state_hash']}'" in repr(one)


@pytest.mark.parametrize("row", OWN)
def test_a_pickled_header_comes_back_equal_and_is_checked_again(row: dict[str, Any]) -> None:
    one: Any = decode_row(aecodec, row)
    assert pickle.loads(pickle.dumps(one)) == one
    rebuild, (cls, values) = one.__reduce__()
    with pytest.raises(aecodec.FieldError):
        rebuild(cls, {**values, "height": -1})


def test_the_proof_and_evidence_that_are_not_there_are_none_and_nothing(twin: ModuleType) -> None:
    assert decode_row(twin, MICRO).pof_hash is None
    assert decode_row(twin, KEY).info == b""
    assert len(decode_row(twin, MICRO_WITH_POF).pof_hash) == 32
    assert len(decode_row(twin, KEY_WITH_INFO).info) == 4


@pytest.mark.parametrize("row", [KEY, KEY_WITH_INFO, MICRO, MICRO_WITH_POF])
def test_a_header_is_as_long_as_its_flags_say(twin: ModuleType, row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["bytes"])
    other = bytes([wire[4] ^ 0x40])
    for wrong in wire[:-1], wire + b"\0", wire[:8], wire[:4] + other + wire[5:]:
        with pytest.raises(twin.FieldError) as caught:
            twin.decode_header(wrong)
        name = {"key": "KeyHeader", "micro": "MicroHeader"}[row["kind"]]
        assert (caught.value.code, caught.value.path, caught.value.offset) == ("bytes_length", name, 0)


@pytest.mark.parametrize("wire", [b"", bytes(7)])
def test_what_is_too_short_for_flags_is_no_header(twin: ModuleType, wire: bytes) -> None:
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_header(wire)
    assert (caught.value.code, caught.value.path, caught.value.offset) == ("bytes_length", "", 0)


@pytest.mark.parametrize("data", [None, "kh_", 5, [1]])
def test_only_bytes_are_decoded(twin: ModuleType, data: Any) -> None:
    with pytest.raises(TypeError):
        twin.decode_header(data)


@pytest.mark.parametrize(("row", "bits"), [(KEY, range(28)), (MICRO, range(30))])
def test_flags_without_a_meaning_are_refused(twin: ModuleType, row: dict[str, Any], bits: range) -> None:
    wire = bytes.fromhex(row["bytes"])
    flags = int.from_bytes(wire[4:8], "big")
    for bit in bits:
        with pytest.raises(twin.FieldError) as caught:
            twin.decode_header(wire[:4] + (flags | 1 << bit).to_bytes(4, "big") + wire[8:])
        name = {"key": "KeyHeader", "micro": "MicroHeader"}[row["kind"]]
        assert (caught.value.code, caught.value.path, caught.value.offset) == (
            "header_flags",
            f"{name}.flags",
            4,
        )


def test_the_flags_of_hyperchains_are_fields(twin: ModuleType) -> None:
    wire = bytes.fromhex(KEY["bytes"])
    for flags, hole, end in (b"\x80", False, False), (b"\xa0", True, False), (b"\xb0", True, True):
        made = twin.decode_header(wire[:4] + flags + wire[5:])
        assert (made.hole, made.end_of_epoch) == (hole, end)
        assert bytes(made)[4:8] == flags + bytes(3)


@pytest.mark.parametrize(
    ("row", "field", "value", "code"),
    [
        (KEY, "version", 1 << 32, "uint_too_long"),
        (KEY, "version", True, "field_type"),
        (KEY, "height", -1, "uint_negative"),
        (KEY, "height", 1 << 64, "uint_too_long"),
        (KEY, "height", 1.0, "field_type"),
        (KEY, "prev_hash", bytes(31), "bytes_length"),
        (KEY, "prev_hash", 5, "field_type"),
        (KEY, "prev_hash", "mh_", "too_short"),
        (KEY, "prev_key_hash", KEY["fields"]["state_hash"], "wrong_prefix"),
        (KEY, "info", "cb_Xfbg4g==", "bytes_length"),
        (KEY, "miner", "ct_11111111111111111111111111111111273Yts", "id_tag_not_allowed"),
        (KEY, "miner", "ak_11111111111111111111111111111111273Ytt", "bad_checksum"),
        (KEY, "miner", bytes(32), "field_type"),
        (KEY, "target", 1 << 32, "uint_too_long"),
        (KEY, "pow", [0] * 41, "tuple_arity"),
        (KEY, "pow", [1 << 32] * 42, "uint_too_long"),
        (KEY, "pow", bytes(168), "field_type"),
        (KEY, "info", bytes(3), "bytes_length"),
        (KEY, "info", None, "field_type"),
        (KEY, "hole", 1, "field_type"),
        (KEY, "end_of_epoch", None, "field_type"),
        (MICRO, "pof_hash", b"", "bytes_length"),
        (MICRO, "signature", bytes(63), "bytes_length"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_field(
    twin: ModuleType, row: dict[str, Any], field: str, value: Any, code: str
) -> None:
    made = decode_row(twin, row)
    values = {name: getattr(made, name) for name in row["fields"]}
    assert type(made)(**values) == made
    with pytest.raises(twin.FieldError) as caught:
        type(made)(**{**values, field: value})
    assert (caught.value.code, caught.value.path) == (code, f"{type(made).__name__}.{field}")
    assert caught.value.offset is None


@pytest.mark.parametrize(("row", "name"), [(KEY, "KeyHeader"), (MICRO, "MicroHeader")])
def test_version_0_is_refused_however_a_header_comes(
    twin: ModuleType, row: dict[str, Any], name: str
) -> None:
    made = decode_row(twin, row)
    values = {field: getattr(made, field) for field in row["fields"]}
    for make in (
        lambda: twin.decode_header(bytes(4) + bytes.fromhex(row["bytes"])[4:]),
        lambda: type(made)(**{**values, "version": 0}),
    ):
        with pytest.raises(twin.FieldError) as caught:
            make()
        assert (caught.value.code, caught.value.path) == ("unknown_version", f"{name}.version")


@pytest.mark.parametrize("version", [1, 2])
def test_info_is_of_headers_from_minerva_on(twin: ModuleType, version: int) -> None:
    wire = bytearray.fromhex(KEY_WITH_INFO["bytes"])
    wire[:4] = version.to_bytes(4, "big")
    if version > 1:
        assert len(twin.decode_header(bytes(wire)).info) == 4
        return
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_header(bytes(wire))
    assert (caught.value.code, caught.value.path) == ("not_at_protocol", "KeyHeader.info")


def test_text_becomes_an_id_and_a_list_a_tuple(twin: ModuleType) -> None:
    made = decode_row(twin, KEY)
    values = {name: getattr(made, name) for name in KEY["fields"]}
    again = twin.KeyHeader(**{**values, "miner": str(made.miner), "pow": list(made.pow)})
    assert again == made
    assert hash(again) == hash(made)


def test_the_header_of_a_light_block_is_decoded(twin: ModuleType) -> None:
    block = twin.state.LightMicroBlock(
        version=5, header=bytes.fromhex(MICRO["bytes"]), tx_hashes=[bytes(32)], pof=()
    )
    assert twin.decode_header(block.header) == decode_row(twin, MICRO)


@pytest.mark.parametrize("row", OWN)
def test_a_header_comes_back_from_its_json_form(row: dict[str, Any]) -> None:
    header = aecodec.decode_header(bytes.fromhex(row["bytes"]))
    form = json.loads(json.dumps(aecodec.to_json(header)))
    assert form["type"] == type(header).__name__
    assert form["prev_hash"].startswith("mh_")
    assert aecodec.from_json(form) == header
    assert aecodec.from_json(aecodec.to_json(header, ints="string")) == header


def test_the_json_form_of_a_header_is_strict() -> None:
    form = aecodec.to_json(aecodec.decode_header(bytes.fromhex(OWN[0].values[0]["bytes"])))
    for changes, code, path in [
        ({"height": -1}, "uint_negative", "height"),
        ({"height": True}, "field_type", "height"),
        ({"more": 1}, "json_key_unknown", "more"),
        ({"prev_hash": "kh_"}, "wrong_prefix", "prev_hash"),
    ]:
        with pytest.raises(aecodec.FieldError) as caught:
            aecodec.from_json(form | changes)
        assert (caught.value.code, caught.value.path) == (code, f"{form['type']}.{path}")


@pytest.mark.parametrize("row", OWN)
def test_a_header_is_what_its_repr_says(twin: ModuleType, row: dict[str, Any]) -> None:
    made = decode_row(twin, row)
    again = eval(repr(made), public_names(twin))
    assert again == made
    assert all(type(getattr(again, name)) is type(getattr(made, name)) for name in row["fields"])
    texts = {name: value for name, value in row["fields"].items() if value != "no_fraud" and name in PREFIXES}
    assert twin.replace(made, **texts) == made
    for text, code in ("kh_1", "too_short"), (twin.encode("th", bytes(32)), "wrong_prefix"):
        with pytest.raises(twin.FieldError) as caught:
            twin.replace(made, prev_key_hash=text)
        place = caught.value.code, caught.value.path, caught.value.offset
        assert place == (code, f"{type(made).__name__}.prev_key_hash", None)


@pytest.mark.parametrize("row", OWN)
def test_a_header_is_replaced_field_by_field_and_checked_like_a_new_one(
    twin: ModuleType, row: dict[str, Any]
) -> None:
    made = decode_row(twin, row)
    higher = twin.replace(made, height=made.height + 1)
    assert (higher.height, type(higher)) == (made.height + 1, type(made))
    assert twin.replace(higher, height=made.height) == made
    with pytest.raises(twin.FieldError) as caught:
        twin.replace(made, height=-1)
    assert (caught.value.code, caught.value.path) == ("uint_negative", f"{type(made).__name__}.height")
    with pytest.raises(TypeError):
        twin.replace(made, no_such_field=1)
    with pytest.raises(TypeError, match="chain object or block header"):
        twin.replace(bytes(made), height=1)
