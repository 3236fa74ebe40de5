"""Call data, ids and names of functions, results, events."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

import aecodec
from aecodec import FateError, fate
from aecodec.fate import types
from aecodec.state import ReturnType

from .error_of import error_of
from .fate_vectors import params, rows


@pytest.mark.parametrize("row", params("calls"))
def test_call_data_holds_the_function_and_the_arguments_of_its_vector(row: dict[str, Any]) -> None:
    found = fate.decode_call(row["cb"])
    assert found.function_id.hex() == row["function_id"]
    assert [fate.to_json(value) for value in found.arguments] == row["args"]
    assert found == fate.decode_call(bytes.fromhex(row["hex"]))
    assert found.to_text() == row["cb"]
    assert found.to_bytes().hex() == row["hex"]
    arguments = [fate.from_json(form) for form in row["args"]]
    assert fate.call(row["function"], arguments) == row["cb"]
    assert fate.call(found.function_id, arguments) == row["cb"]


def test_the_id_of_a_function_is_the_beginning_of_a_hash() -> None:
    assert fate.function_id("init").hex() == "44d6441f"
    assert fate.function_id("Chain.event").hex() == "65a5e00f"
    assert fate.function_id("æ") == hashlib.blake2b("æ".encode(), digest_size=32).digest()[:4]


def test_a_call_of_init_is_that_of_the_documents() -> None:
    assert fate.call("init") == "cb_KxFE1kQfP4oEp9E="


def test_a_wrong_argument_is_named() -> None:
    error = error_of(FateError, fate.call, "f", [1, {"a": [None]}])
    assert (error.code, error.path, error.found) == ("fate_value", "arguments[1].value[0][0]", "NoneType")
    error = error_of(FateError, fate.call, b"abc")
    assert (error.code, error.expected, error.found) == ("fate_calldata_id_length", "4 bytes", "3")


def test_a_name_that_is_built_in_matches_its_id() -> None:
    for names in fate.STANDARD_NAMES.values():
        assert len(set(names)) == len(names)
        for name in names:
            assert name in fate.names_of(fate.function_id(name))
    assert fate.names_of(fate.function_id("transfer"), ["my_own", "transfer"]) == ("transfer",)
    assert fate.names_of(fate.function_id("my_own"), ["my_own"]) == ("my_own",)
    assert fate.names_of(bytes(4)) == ()


def test_all_names_of_one_id_match() -> None:
    by_id: dict[bytes, str] = {}
    for number in range(200_000):
        name = f"f{number}"
        other = by_id.setdefault(fate.function_id(name), name)
        if other != name:
            assert fate.names_of(fate.function_id(name), [other, name]) == (other, name)
            return
    raise AssertionError("no two names have one id")


@pytest.mark.parametrize("row", params("results"))
def test_a_result_is_a_value_or_a_message(row: dict[str, Any]) -> None:
    found = fate.decode_result(row["cb"], row["return_type"])
    assert found == fate.decode_result(row["cb"], ReturnType[row["return_type"].upper()])
    if row["return_type"] == "ok":
        assert fate.to_json(found.value) == row["value"]
        assert found.message is None
        assert fate.encode(found.value).hex() == row["hex"]
    else:
        assert (found.value, found.message) == (None, row["sophia"])


def test_nothing_is_returned_by_init() -> None:
    assert fate.decode_result(b"") == fate.Result(ReturnType.OK)


def test_the_text_of_an_error_is_never_read_as_a_value() -> None:
    assert fate.decode(b"?") == ()
    assert fate.decode_result(b"?", "error").message == "?"


@pytest.mark.parametrize(
    ("value", "how", "code"),
    [
        (b"\x02", "revert", "fate_value"),
        (b"", "revert", "fate_truncated"),
        (b"\x02\x02", "ok", "fate_trailing_bytes"),
        (b"\x02", "fine", "fate_return_type"),
        (b"\x02", 0, "fate_return_type"),
    ],
)
def test_a_result_that_fits_no_end_of_a_call_is_refused(value: bytes, how: Any, code: str) -> None:
    assert error_of(FateError, fate.decode_result, value, how).code == code


BYTES_12, BYTES_64 = types.BytesType(12), types.BytesType(64)
#: The types of the events of the vectors, by constructor.
EVENTS = {
    "EventZero": (),
    "EventTwo": (types.INTEGER, types.STRING),
    "EventFour": (BYTES_12, BYTES_64, types.BytesType(32), types.ADDRESS),
    "Born": (types.INTEGER, types.STRING),
    "Fed": (),
    "Blob": (types.BytesType(40), types.INTEGER),
}


def of_sophia(form: str, kind: types.FateType) -> Any:
    """Return the value of an argument of an event in the vectors."""
    if kind == types.INTEGER:
        return int(form)
    if isinstance(kind, types.BytesType):
        return bytes.fromhex(form[1:])
    return aecodec.Id(form) if kind == types.ADDRESS else form


@pytest.mark.parametrize("row", params("events"))
def test_an_event_has_the_arguments_of_its_vector(row: dict[str, Any]) -> None:
    ((name, forms),) = row["sophia"].items()
    topics = [int(topic) for topic in row["topics"]]
    values = tuple(of_sophia(form, kind) for form, kind in zip(forms, EVENTS[name], strict=True))
    assert topics[0] == fate.event_id(name)
    assert fate.decode_event(topics, row["data_cb"], EVENTS[name]) == values
    assert fate.encode_event(name, values, EVENTS[name]) == (tuple(topics), bytes.fromhex(row["data"]))


def test_the_vectors_have_every_event_of_the_table() -> None:
    assert {name for row in rows("events") for name in row["sophia"]} == {*EVENTS}


KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("kind", "value", "topic"),
    [
        (types.BOOLEAN, True, 1),
        (types.BOOLEAN, False, 0),
        (types.BITS, fate.Bits(5), 5),
        (types.INTEGER, (1 << 256) - 1, (1 << 256) - 1),
        (types.BytesType(2), b"\0\1", 1),
        (types.BytesType(0), b"", 0),
        (types.ORACLE_QUERY, fate.OracleQueryId(KEY), int.from_bytes(KEY, "big")),
        (types.ORACLE, aecodec.Id.of(aecodec.IdKind.ORACLE, KEY), int.from_bytes(KEY, "big")),
    ],
)
def test_an_indexed_argument_is_a_topic(kind: types.FateType, value: Any, topic: int) -> None:
    assert fate.is_indexed(kind)
    assert fate.encode_event("E", [value], [kind]) == ((fate.event_id("E"), topic), b"")
    (found,) = fate.decode_event([fate.event_id("E"), topic], b"", [kind])
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("topics", "data", "kinds", "path"),
    [
        ([1], b"", [types.INTEGER], "topics"),
        ([1, 2, 3], b"", [types.INTEGER], "topics"),
        ([1], b"x", [], "data"),
        ([1, 2], b"", [types.BOOLEAN], "[0]"),
        ([1, 256], b"", [types.BytesType(1)], "[0]"),
        ([1, -1], b"", [types.INTEGER], "[0]"),
        ([1, 1 << 256], b"", [types.BITS], "[0]"),
        ([1], b"abc", [types.BytesType(40)], "[0]"),
        ([1], b"", [types.STRING, types.STRING], ""),
        ([1, 2, 3, 4, 5], b"", [types.INTEGER] * 4, ""),
        ([1, 2], b"", [types.ListType(types.INTEGER)], ""),
        ([1, 2], b"", [types.CHANNEL], ""),
    ],
)
def test_topics_that_do_not_fit_their_types_are_refused(
    topics: list[int], data: bytes, kinds: list[types.FateType], path: str
) -> None:
    error = error_of(FateError, fate.decode_event, topics, data, kinds)
    assert (error.code, error.path) == ("fate_event", path)


@pytest.mark.parametrize(
    ("values", "kinds", "path"),
    [
        ([-1], [types.INTEGER], "[0]"),
        ([True], [types.INTEGER], "[0]"),
        ([1], [types.BOOLEAN], "[0]"),
        ([b"ab"], [types.BytesType(3)], "[0]"),
        ([fate.Bits(-1)], [types.BITS], "[0]"),
        ([aecodec.Id.of(aecodec.IdKind.ACCOUNT, KEY)], [types.CONTRACT], "[0]"),
        ([1, b"text"], [types.INTEGER, types.STRING], "[1]"),
        ([5], [types.BytesType(None)], "[0]"),
        ([b"short"], [BYTES_64], "[0]"),
        (["a", "b"], [types.STRING], ""),
    ],
)
def test_arguments_that_no_event_has_are_refused(
    values: list[Any], kinds: list[types.FateType], path: str
) -> None:
    error = error_of(FateError, fate.encode_event, "E", values, kinds)
    assert (error.code, error.path) == ("fate_event", path)
