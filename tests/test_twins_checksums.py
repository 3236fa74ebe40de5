"""The checksums of candidates are those of whole payloads, in both twins and by both ways of hashing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec._pure import checksums as pure

from .conftest import examples

ALL = bytes(range(64))


WAYS = pytest.mark.parametrize("way", ["pure", "fast", "fast without instructions"])


@contextmanager
def twin_of(way: str) -> Iterator[ModuleType]:
    """Choose a twin and how it hashes."""
    if way == "pure":
        yield pure
        return
    fast = pytest.importorskip("aecodec._fast.checksums")
    kernels = pytest.importorskip("aecodec._fast.kernels")
    kernels.use_sha256_instructions(way == "fast")
    try:
        yield fast
    finally:
        kernels.use_sha256_instructions(True)


def whole_of(payload: bytes) -> bytes:
    return payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]


#: Sizes around the ends of blocks and of their padding, and several blocks.
SIZES = st.one_of(st.integers(0, 300), st.sampled_from([51, 52, 55, 56, 59, 60, 63, 64, 119, 120, 128, 1000]))


@WAYS
@examples(200)
@given(size=SIZES, width=st.sampled_from([1, 2, 3, 6]), data=st.data())
def test_a_candidate_fits_if_it_is_the_payload_with_its_checksum(
    way: str, size: int, width: int, data: st.DataObject
) -> None:
    whole = whole_of(data.draw(st.binary(min_size=size, max_size=size)))
    at = data.draw(st.integers(0, len(whole) - 1))
    middle = whole[at : at + width]
    # What stands in the place itself, and on the other side of it, belongs to neither text.
    before, behind = whole[:at] + b"\xaa" * 9, b"\x55" * (at + len(middle)) + whole[at + len(middle) :]
    wrong = bytes([middle[0] ^ data.draw(st.integers(1, 255))]) + middle[1:]
    with twin_of(way) as twin:
        checksums = twin.Checksums(before, behind, len(whole))
        found = [checksums.fits(at, one) for one in (middle, wrong, middle)]
    assert found == [True, False, True]


@WAYS
@examples(100)
@given(size=st.integers(3, 300), shift=st.sampled_from([0, 6, 12, 18]), data=st.data())
def test_the_digit_that_fits_is_found_at_every_place(
    way: str, size: int, shift: int, data: st.DataObject
) -> None:
    whole = whole_of(data.draw(st.binary(min_size=size, max_size=size)))
    places = sorted(data.draw(st.sets(st.integers(0, len(whole) - 3), max_size=5)))
    with twin_of(way) as twin:
        checksums = twin.Checksums(whole, whole, len(whole))
        for at in places:
            group = int.from_bytes(whole[at : at + 3], "big")
            digit = group >> shift & 63
            others = ALL.replace(bytes([digit]), b"")
            rest = group & ~(63 << shift)
            assert checksums.fitting(at, rest, shift, ALL) == [digit]
            assert checksums.fitting(at, rest, shift, others) == []


@WAYS
def test_places_may_be_asked_for_in_any_order(way: str) -> None:
    whole = whole_of(bytes(range(250)))
    with twin_of(way) as twin:
        checksums = twin.Checksums(whole, whole, len(whole))
        assert all(checksums.fits(at, whole[at : at + 3]) for at in (200, 3, 130, 0, 251))


@WAYS
def test_bytes_that_hold_no_checksum_are_refused(way: str) -> None:
    with twin_of(way) as twin:
        for before, behind, size in ((b"", b"", 4), (b"", b"abc", 3)):
            with pytest.raises(ValueError, match="too few bytes"):
                twin.Checksums(before, behind, size)
