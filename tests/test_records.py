"""Records of many transactions at once: what `json.dumps` gives for each, on both twins."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import batch, testing
from aecodec.json_form import to_json

from .conftest import TWINS, examples
from .shared_vectors import WIRES

TEXTS = [
    aecodec.encode("tx", wire)
    for wire in WIRES.values()
    if isinstance(aecodec.decode_object(wire), aecodec.Tx)
]
ALL_INTS = ["safe", "number", "string"]


def record(text: str, ints: Any) -> str:
    """Return the record of a text as the standard library writes it."""
    tx = aecodec.decode_tx(text)
    form = {"input": text, "object": to_json(tx, ints=ints), "hash": aecodec.tx_hash(tx)}
    return json.dumps(form) + "\n"


def by_line(lines: list[bytes], ints: Any) -> list[str | int]:
    """Return what `records` gives, each record by itself, line after line."""
    parts, count = batch.record_writer(ints)(b"\n".join(lines) + b"\n" * bool(lines))
    assert count == len(lines)
    found: list[str | int] = []
    for part in parts:
        found += [part] if isinstance(part, int) else part.splitlines(keepends=True)
    assert len(found) == count
    assert all(place == index for index, place in enumerate(found) if isinstance(place, int))
    return found


def spend(**fields: Any) -> str:
    """Return a SpendTx with some other fields."""
    tx = aecodec.decode_tx(aecodec.encode("tx", WIRES["SpendTx"]), aecodec.SpendTx)
    return aecodec.encode_tx(aecodec.replace(tx, **fields))


@pytest.mark.parametrize("ints", ALL_INTS)
@pytest.mark.parametrize("name", sorted(TWINS))
def test_a_record_of_every_class_is_that_of_the_standard_library(name: str, ints: Any) -> None:
    twin: ModuleType = TWINS[name]
    parts, _ = twin.batch.record_writer(ints)("\n".join(TEXTS).encode())
    assert "".join(parts) == "".join(record(text, ints) for text in TEXTS)


@examples(300)
@given(st.lists(testing.objects(aecodec.Tx), max_size=5), st.sampled_from(ALL_INTS))
def test_records_of_any_transactions_are_those_of_the_standard_library(txs: list[Any], ints: Any) -> None:
    texts = [aecodec.encode_tx(tx) for tx in txs]
    for text, found in zip(texts, by_line([text.encode() for text in texts], ints), strict=True):
        assert isinstance(found, int) or found == record(text, ints)


@examples(300)
@given(st.data())
def test_both_twins_leave_the_same_lines(data: st.DataObject) -> None:
    good = st.sampled_from([text.encode() for text in TEXTS])
    lines = data.draw(st.lists(st.one_of(good, good.flatmap(changed), st.binary(max_size=9)), max_size=6))
    block = b"\n".join(lines)
    ints: Any = data.draw(st.sampled_from(ALL_INTS))
    parts, count = TWINS["pure"].batch.record_writer(ints)(block)
    found, found_count = batch.record_writer(ints)(block)
    assert ("".join(map(str, found)), found_count) == ("".join(map(str, parts)), count)


def changed(line: bytes) -> st.SearchStrategy[bytes]:
    """Return lines that differ from this one in one byte, or in their length."""
    places = st.integers(0, len(line) - 1)
    return st.one_of(
        st.builds(lambda at, byte: line[:at] + bytes([byte]) + line[at + 1 :], places, st.integers(0, 255)),
        st.builds(lambda at: line[:at], places),
        st.just(line + b"\r"),
        st.just(line + b"\r\r"),
        st.just(b" " + line),
    )


@pytest.mark.parametrize("number", [0, 9, 10, 2**53 - 1, 2**53, 2**64 - 1, 2**64, 10**18, 10**27, 2**256 - 1])
@pytest.mark.parametrize("ints", ALL_INTS)
def test_numbers_of_up_to_32_bytes_are_exact(number: int, ints: Any) -> None:
    text = spend(amount=number)
    (found,) = by_line([text.encode()], ints)
    assert found == record(text, ints)
    assert isinstance(found, str)
    assert int(json.loads(found)["object"]["amount"]) == number


def test_a_larger_number_is_left_to_the_slower_way() -> None:
    good, large = spend().encode(), spend(nonce=2**256).encode()
    found = by_line([good, large, large, good], "safe")
    assert found == [record(good.decode(), "safe"), 1, 2, record(good.decode(), "safe")]


@pytest.mark.parametrize(
    "content", [b"", b'"\\/', b"\x7f\x00\n\t", "æternity 🌍".encode(), b"ba_", b"ba", b"\xff\xfe", b"plain ~"]
)
def test_utf8_fields_are_escaped_as_by_the_standard_library(content: bytes) -> None:
    tx = aecodec.decode_tx(aecodec.encode("tx", WIRES["OracleRegisterTx"]), aecodec.OracleRegisterTx)
    text = aecodec.encode_tx(aecodec.replace(tx, query_format=content))
    assert by_line([text.encode()], "safe") == [record(text, "safe")]


def test_lines_end_as_on_any_system_and_blank_ones_are_left() -> None:
    text = TEXTS[0].encode()
    block = text + b"\r\n\r\n\n" + text
    parts, count = batch.record_writer("safe")(block)
    assert (parts, count) == ([record(TEXTS[0], "safe"), 1, 2, record(TEXTS[0], "safe")], 4)
    assert batch.record_writer("safe")(b"") == ([], 0)


def test_accounts_that_are_met_again_have_the_same_text_in_every_record() -> None:
    texts = [spend(nonce=nonce, sender_id=aecodec.Id.of(1, bytes([nonce % 7]) * 32)) for nonce in range(300)]
    assert by_line([text.encode() for text in texts], "safe") == [record(text, "safe") for text in texts]


def test_other_names_for_integers_are_refused() -> None:
    with pytest.raises(KeyError):
        batch.record_writer("float")  # type: ignore[arg-type]
