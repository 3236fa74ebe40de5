"""The map of an object's bytes: every byte once, with its field, for valid, mutated and cut bytes."""

from __future__ import annotations

import random
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import ByteMap, Id, map_bytes, rlp, testing
from aecodec.byte_map import Part
from aecodec.fields import CtVersion
from aecodec.lenient import decode_lenient

from .conftest import examples
from .mutated_rlp import Raw, error_from, nest, spend
from .shared_vectors import WIRES

HEADER, TAG, VERSION, FIELD, ITEM, REST = Part

#: Bytes at which RLP headers change their meaning, and small numbers.
LIMITS = [0, 1, 5, 0x37, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xB8, 0xB9, 0xBF, 0xC0, 0xC1, 0xF8, 0xFF]
wires = st.one_of(st.sampled_from(sorted(WIRES.values())), testing.objects().map(aecodec.to_bytes))


def check_cover(found: ByteMap, wire: bytes) -> None:
    """Check that every byte stands in one span, in order, and that no span is empty."""
    end = 0
    for span in found.spans:
        assert span.offset == end
        assert span.length > 0
        end = span.end
    assert end == len(wire)
    assert found.wire == wire
    assert (found.obj is None) == (found.error is not None)


def rows(found: ByteMap) -> list[tuple[int, int, str, Part]]:
    return [span[:4] for span in found.spans]


# --- valid objects ------------------------------------------------------------------------------


def test_a_spend_by_hand() -> None:
    wire = spend(payload=b"hi")
    found = map_bytes(wire)
    check_cover(found, wire)
    assert rows(found) == [
        (0, 2, "SpendTx", HEADER),
        (2, 1, "tag", TAG),
        (3, 1, "version", VERSION),
        (4, 1, "SpendTx.sender_id", HEADER),
        (5, 33, "SpendTx.sender_id", FIELD),
        (38, 1, "SpendTx.recipient_id", HEADER),
        (39, 33, "SpendTx.recipient_id", FIELD),
        (72, 1, "SpendTx.amount", FIELD),
        (73, 1, "SpendTx.fee", FIELD),
        (74, 1, "SpendTx.ttl", FIELD),
        (75, 1, "SpendTx.nonce", FIELD),
        (76, 1, "SpendTx.payload", HEADER),
        (77, 2, "SpendTx.payload", FIELD),
    ]
    zero = "ak_11111111111111111111111111111111273Yts"
    values = ["SpendTx", "12", "1", "", zero, "", zero, "1", "2", "0", "3", "", '"hi"']
    assert [span.value for span in found.spans] == values
    assert found.obj == aecodec.decode_object(wire)


def test_text_and_bytes_give_the_same_map() -> None:
    wire = spend()
    assert map_bytes(aecodec.encode("tx", wire)) == map_bytes(wire) == map_bytes(memoryview(wire))


def test_an_empty_value_stands_on_its_header() -> None:
    *_, payload = map_bytes(spend()).spans
    assert payload == (76, 1, "SpendTx.payload", HEADER, "(empty)", "")


def test_bytes_without_a_meaning_of_their_own_are_counted() -> None:
    *_, payload = map_bytes(spend(payload=b"\0\1")).spans
    assert payload == (77, 2, "SpendTx.payload", FIELD, "2 bytes", "")


def content_of(value: Any) -> bytes:
    """Encode a value by itself, as docs/protocol/serialization.md says."""
    match value:
        case Id():
            return bytes(value)
        case CtVersion(vm=vm, abi=abi):
            return content_of(abi if vm == abi <= 2 else vm << 16 | abi)
        case bool():
            return bytes([value])
        case int():
            return value.to_bytes((value.bit_length() + 7) // 8 or 1, "big")
    return bytes(value)


def value_at(obj: Any, path: str) -> Any:
    """Follow a path without its first name."""
    for step in path.replace("[", ".[").split(".")[1:]:
        obj = obj[int(step[1:-1])] if step[0] == "[" else attrgetter(step)(obj)
    return obj


@examples(200)
@given(testing.objects())
def test_each_field_of_any_object_is_where_the_map_says(obj: Any) -> None:
    wire = aecodec.to_bytes(obj)
    found = map_bytes(wire)
    check_cover(found, wire)
    assert found.obj == obj
    assert found.deviations == ()
    assert {span.part for span in found.spans} <= {HEADER, TAG, VERSION, FIELD}
    for span in found.spans:
        if span.part is FIELD:
            value = value_at(obj, span.path)
            content = wire[span.offset : span.end]
            if "pointers[" in span.path and span.path.endswith(".value"):
                content = content[1:]  # of a pointer, what the target is comes first
            assert content == content_of(value), span


# --- bytes that are no valid object -------------------------------------------------------------


def check_fault(wire: bytes) -> ByteMap:
    """Check that the map of any bytes is whole, and tells what lenient decoding tells."""
    found = map_bytes(wire)
    check_cover(found, wire)
    expected = error_from(decode_lenient, wire)
    error = found.error
    evidence = error and (type(error), error.code, error.path, error.offset, error.expected, error.found)
    assert evidence == expected
    if expected is None:
        result = decode_lenient(wire)
        assert (found.obj, found.deviations) == (result.obj, result.deviations)
    return found


@examples(200)
@given(wires, st.data())
def test_every_byte_of_mutated_objects_stands_in_the_map_once(wire: bytes, data: st.DataObject) -> None:
    mutable = bytearray(wire)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, max(len(mutable) - 1, 0)))
        width = data.draw(st.integers(0, 2))
        mutable[place : place + width] = bytes(data.draw(st.lists(st.sampled_from(LIMITS), max_size=2)))
    check_fault(bytes(mutable))


@examples(300)
@given(st.binary(max_size=60) | st.lists(st.sampled_from(LIMITS), max_size=12).map(bytes))
def test_every_byte_of_any_bytes_stands_in_the_map_once(wire: bytes) -> None:
    check_fault(wire)


@pytest.mark.parametrize("name", WIRES)
def test_of_bytes_that_are_cut_off_all_is_shown_that_is_left(name: str) -> None:
    wire = WIRES[name]
    whole = {span[:2]: span for span in map_bytes(wire).spans}
    ends = random.Random(name).sample(range(len(wire)), min(len(wire), 100))
    for end in ends:
        found = check_fault(wire[:end])
        assert found.error is not None
        assert found.error.offset == 0
        for offset, length, path, part, *_ in found.spans:
            if (offset, length) in whole and path:
                assert (path, part) == whole[offset, length][2:4]
            else:
                assert part is REST or offset + length == end or not path
        # What a field says that is there as a whole, it says here, too.
        known = {span.path: span.value for span in found.spans if span.part is FIELD and span.end < end}
        assert known.items() <= {(span.path, span.value) for span in whole.values()}


def test_a_field_that_is_cut_off_says_how_much_of_it_is_left() -> None:
    *_, last = map_bytes(spend()[:20]).spans
    assert last == (5, 15, "SpendTx.sender_id", FIELD, "15 of 33 bytes, the others are cut off", "")


def test_what_the_node_takes_is_mapped_to_the_end() -> None:
    wire = spend(nonce=Raw(b"\x81\x05"), ttl=Raw(b"\x80"))
    found = check_fault(wire)
    assert [(one.code, one.path, one.offset) for one in found.deviations] == [
        ("uint_empty", "SpendTx.ttl", 75),
        ("rlp_single_byte_not_minimal", "SpendTx.nonce", 75),
    ]
    assert rows(found)[-4:-1] == [
        (74, 1, "SpendTx.ttl", HEADER),
        (75, 1, "SpendTx.nonce", HEADER),
        (76, 1, "SpendTx.nonce", FIELD),
    ]


@pytest.mark.parametrize(
    ("wire", "code", "last"),
    [
        (spend() + b"ab", "rlp_trailing_bytes", (77, 2, "", REST)),
        (spend(tag=b"\x7f"), "unknown_tag", (76, 1, "", HEADER)),
        (spend(extra=b"xyz"), "field_count", (78, 3, "", ITEM)),
        (spend(nonce=[b"a", b"b"]), "expected_bytes", (78, 1, "", HEADER)),
        (spend(sender_id=b"\1" + bytes(31)), "id_length", (75, 1, "", HEADER)),
        (b"", "rlp_truncated", None),
        (b"\x81", "rlp_truncated", (0, 1, "", HEADER)),
        (b"\xc8\x0a\x01\xf9", "rlp_truncated", (3, 1, "", REST)),
        (nest(66), "rlp_too_deep", (len(nest(66)) - 1, 1, "", REST)),
    ],
)
def test_behind_a_fault_the_items_stand_alone(wire: bytes, code: str, last: Any) -> None:
    found = check_fault(wire)
    assert found.error is not None
    assert found.error.code == code
    assert (rows(found)[-1] if found.spans else None) == last


def test_the_path_of_a_fault_within_an_object_is_the_one_of_the_place() -> None:
    wire = rlp.encode([b"\x0b", b"\1", [], b"\xf9"])
    found = check_fault(wire)
    assert found.error is not None
    assert (found.error.code, found.error.path, found.error.offset) == (
        "rlp_truncated",
        "SignedTx.transaction",
        5,
    )
    assert rows(found)[-1] == (5, 1, "", REST)


def test_a_wrong_text_is_an_error_of_the_text() -> None:
    text = aecodec.encode("tx", spend())
    for wrong, code in (
        (text[:-1], "bad_base64"),
        ("ak_" + text[3:], "bad_base58_char"),
        ("x", "missing_prefix"),
    ):
        with pytest.raises(aecodec.TextError) as caught:
            map_bytes(wrong)
        assert caught.value.code == code
    with pytest.raises(aecodec.TextError, match="wrong prefix at character 0: expected tx_"):
        map_bytes(aecodec.encode("ak", bytes(32)))
    with pytest.raises(TypeError):
        map_bytes(None)  # type: ignore[arg-type]


def test_the_text_form_of_another_object_is_not_allowed_here() -> None:
    found = map_bytes(aecodec.encode("tx", bytes.fromhex("c60a01078203e8")))
    assert found.error is not None
    assert found.error.code == "object_not_allowed_here"
    assert rows(found)[:2] == [(0, 1, "", HEADER), (1, 1, "tag", TAG)]
