"""Both twins of RLP give the same values and the same errors."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aecodec._pure import rlp as pure_rlp
from aecodec._pure import text as pure_text
from aecodec.limits import MAX_PAYLOAD_BYTES, MAX_RLP_DEPTH, MAX_RLP_ITEMS

from .both_twins import fast_rlp, many, mutated, outcome, same

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the packages that it is built on
    import rlp as pyrlp

contents = st.one_of(
    st.binary(max_size=4),
    st.binary(min_size=50, max_size=60),
    st.integers(0, 700).map(lambda n: b"\x7f" * n),
)
items = st.recursive(contents, lambda inner: st.lists(inner, max_size=8), max_leaves=25)
telling = st.sampled_from(
    [0, 1, 0x37, 0x38, 0x7F, 0x80, 0x81, 0xB7, 0xB8, 0xB9, 0xBF, 0xC0, 0xC1, 0xF7, 0xF8, 0xFF]
)
wire_bytes = st.one_of(telling, st.integers(0, 255))


@st.composite
def nearly_rlp(draw: st.DrawFn) -> bytes:
    return bytes(mutated(draw, list(pure_rlp.encode(draw(items))), wire_bytes))


def nested(depth: int) -> Any:
    item: Any = []
    for _ in range(depth - 1):
        item = [item]
    return item


@many
@given(st.one_of(st.binary(max_size=80), st.lists(telling, max_size=12).map(bytes), nearly_rlp()))
@example(b"")
@example(b"\x81\x7f")
@example(b"\xb8\x37" + bytes(55))
@example(b"\xbf" + b"\xff" * 8)
@example(b"\xff" + b"\xff" * 8 + b"\x00")
@example(b"\xc2\xc1")
@example(b"\xc3\xc1\x81\x00")
def test_any_bytes_decode_to_the_same_item_or_the_same_error(wire: bytes) -> None:
    same("rlp.decode", wire)


@many
@given(items)
def test_items_encode_to_the_same_bytes_as_by_the_rlp_package_and_come_back(item: Any) -> None:
    wire = same("rlp.encode", item)
    assert wire == pyrlp.encode(item)
    assert fast_rlp.decode(wire) == item == pyrlp.decode(wire)


@many
@given(
    st.recursive(
        st.one_of(
            contents, contents.map(bytearray), contents.map(memoryview), st.integers(), st.text(), st.none()
        ),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple)),
        max_leaves=12,
    )
)
@example([1, [[]], "x"])
@example([bytearray(b"a"), memoryview(b"abc")[::2], (b"",)])
@example([[nested(MAX_RLP_DEPTH), 1]])
@example([1, nested(MAX_RLP_DEPTH)])
@example([nested(MAX_RLP_DEPTH), 1])
def test_anything_encodes_to_the_same_bytes_or_the_same_error(item: object) -> None:
    same("rlp.encode", item)


@pytest.mark.parametrize("depth", [1, MAX_RLP_DEPTH - 1, MAX_RLP_DEPTH, MAX_RLP_DEPTH + 1, 1000])
def test_lists_nest_to_the_same_depth(depth: int) -> None:
    wire = b"\xc0"
    for _ in range(depth - 1):
        wire = pure_rlp.header(0xC0, len(wire)) + wire
    assert same("rlp.decode", wire) == nested(depth) or depth > MAX_RLP_DEPTH
    assert same("rlp.encode", nested(depth)) == wire or depth > MAX_RLP_DEPTH
    same("rlp.decode", pure_rlp.header(0xC0, len(wire) + 1) + b"\x01" + wire)
    same("rlp.encode", [nested(depth), [], b"\x01"])


def test_a_list_within_itself_is_too_deep() -> None:
    cycle: list[Any] = [b"a"]
    cycle.append(cycle)
    assert "rlp_too_deep" in same("rlp.encode", cycle)  # type: ignore[operator]


def test_a_million_items_are_written_alike_and_one_more_in_any_list_is_too_many() -> None:
    most = [b"\x01"] * (MAX_RLP_ITEMS - 1)
    wire = same("rlp.encode", most)
    assert fast_rlp.decode(wire) == most
    for more in ([most, []], [[b"\x01"] * 9, most]):
        assert "rlp_too_many_items" in same("rlp.decode", fast_rlp.encode(more))  # type: ignore[operator]


def test_an_item_may_fill_the_largest_payload_and_not_one_byte_more() -> None:
    for length in (MAX_PAYLOAD_BYTES - 4, MAX_PAYLOAD_BYTES - 3):
        content = bytes(length)
        wire = fast_rlp.encode(content)
        assert wire == pure_rlp.encode(content)
        assert outcome(fast_rlp.decode, wire) == outcome(pure_rlp.decode, wire)


def test_buffers_of_every_kind_are_read_alike() -> None:
    wire = pure_rlp.encode([b"abc", []])
    apart = bytearray(2 * len(wire))
    apart[::2] = wire
    released = memoryview(wire)
    released.release()

    class Named(bytes):
        pass

    for data in (bytearray(wire), memoryview(wire), memoryview(apart)[::2], Named(wire)):
        assert same("rlp.decode", data) == [b"abc", []]
        assert same("text.sha256d", data) == pure_text.sha256d(wire)
        assert same("rlp.encode", [data]) == pure_rlp.encode([wire])
    for wrong in (None, "c0", 7, [wire], released):
        same("rlp.decode", wrong)
        same("text.sha256d", wrong)
        same("text.encode", "tx", wrong)


def test_a_list_that_changes_while_it_is_encoded_is_bytes_or_an_error() -> None:
    class Disturber(bytearray):
        def __bytes__(self) -> bytes:
            outer.clear()
            inner.extend([b"x"] * 100)
            return b"abc"

    for at in range(4):
        inner: list[Any] = [b"1", b"2" * 60, b"3"]
        outer: list[Any] = [b"4", inner, b"5"]
        inner.insert(at, Disturber())
        outer.append(Disturber())
        assert isinstance(outcome(fast_rlp.encode, outer), (bytes, tuple))


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer allocates memory, too")
def test_too_little_memory_for_a_copy_is_a_memory_error() -> None:
    """Each allocation fails once, as if memory had run out there."""
    testcapi = pytest.importorskip("_testcapi")
    item = [bytearray(3000), memoryview(b"b" * 3000), [b"c" * 6000]]
    wanted = fast_rlp.encode(item)
    failures = 0
    for successes in range(40):
        testcapi.set_nomemory(successes, successes + 1)
        try:
            found = fast_rlp.encode(item)
        except MemoryError:
            failures += 1
            continue
        finally:
            testcapi.remove_mem_hooks()
        assert found == wanted
    assert failures
