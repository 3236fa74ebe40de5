"""Both twins of prefixed text give the same values and the same errors."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import base58
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aecodec._pure import ids as pure_ids
from aecodec._pure import text as pure_text
from aecodec._text_rules import BASE58, BASE64
from aecodec.limits import MAX_BASE58_CHARS, MAX_PAYLOAD_BYTES
from aecodec.protocol import PREFIXES

from .both_twins import fast_ids, fast_kernels, fast_text, many, mutated, outcome, same
from .conftest import examples

few = examples(60)
prefixes = st.sampled_from(sorted(PREFIXES))
body_letters = st.one_of(st.sampled_from(BASE64 + "=_ \n\0é€\ud800😀"), st.characters())


@st.composite
def valid_texts(draw: st.DrawFn) -> str:
    prefix = draw(prefixes)
    length = PREFIXES[prefix].length
    most = 89 if PREFIXES[prefix].base58 else 3000  # 93 bytes always fit into 128 characters
    size = draw(st.integers(0, most)) if length is None else length
    payload = draw(st.binary(min_size=min(size, 40), max_size=min(size, 40)))
    payload = bytes(draw(st.integers(0, 3)) * (size > 40)) + (payload * (size // 40 + 1))
    return pure_text.encode(prefix, payload[:size])


@st.composite
def nearly_texts(draw: st.DrawFn) -> str:
    return "".join(mutated(draw, list(draw(valid_texts())), body_letters))


@st.composite
def bodies(draw: st.DrawFn) -> str:
    alphabet = draw(st.sampled_from([BASE58, BASE64 + "==", "1", "1z", "A=", "AQ="]))
    return draw(prefixes) + "_" + draw(st.text(alphabet, max_size=draw(st.sampled_from([8, 60, 140]))))


@st.composite
def checked_bodies(draw: st.DrawFn) -> str:
    """Right checksum, any length: what only the last rules refuse."""
    prefix, payload = draw(prefixes), draw(st.binary(max_size=70))
    whole = payload + pure_text.sha256d(payload)[:4]
    if PREFIXES[prefix].base58:
        return f"{prefix}_{base58.b58encode(whole).decode()}"
    return f"{prefix}_{base64.b64encode(whole).decode()}"


any_text = st.one_of(st.text(max_size=40), bodies(), checked_bodies(), valid_texts(), nearly_texts())


@examples(1000)
@given(any_text, st.one_of(st.none(), prefixes, st.text(max_size=3)))
@example("", None)
@example("_", "")
@example("ak_", None)
@example("tx_", "tx")
@example("tx_====", None)
@example("tx_A===", None)
@example("tx_AA=A", None)
@example("ak\ud800_", None)
@example("ak_\ud800", None)
@example("tx_" + "A" * 4 + "\0", None)
@example("ak_" + "1" * 128, None)
@example("ak_" + "1" * 129, None)
@example("ak_" + "z" * 128, None)
@example("nm_" + "é" * 129, None)
def test_any_text_decodes_to_the_same_payload_or_the_same_error(text: str, expect: str | None) -> None:
    same("text.decode", text, expect)
    same("text.split", text)
    found, wanted = outcome(fast_ids.Id, text), outcome(pure_ids.Id, text)
    if isinstance(wanted, pure_ids.Id):
        assert type(found) is fast_ids.Id
        assert bytes(found) == bytes(wanted)
        assert str(found) == str(wanted) == text
    else:
        assert found == wanted


@many
@given(st.one_of(prefixes, st.text(max_size=4)), st.binary(max_size=100))
@example("ak", bytes(32))
@example("nm", bytes(124))
@example("nm", bytes(10_000))
@example("nm", bytes(200) + b"x" * 300)
@example("ak_", bytes(32))
@example("ak\0", bytes(32))
def test_any_payload_encodes_to_the_same_text_or_the_same_error(prefix: str, payload: bytes) -> None:
    text = same("text.encode", prefix, payload)
    if isinstance(text, str):
        assert fast_text.decode(text, prefix) == payload


@many
@given(st.binary(max_size=120), st.integers(0, 20))
def test_base58_is_that_of_the_base58_package_at_every_length(tail: bytes, zeros: int) -> None:
    payload = bytes(zeros) + tail
    body = base58.b58encode_check(payload).decode()
    wanted = f"nm_{body}" if len(body) <= MAX_BASE58_CHARS else None
    found = same("text.encode", "nm", payload)
    assert found == wanted or wanted is None
    if wanted is not None:
        assert fast_text.decode(wanted) == payload


@few
@given(st.integers(0, 3000))
def test_base64_is_that_of_the_standard_library_at_every_length(length: int) -> None:
    payload = hashlib.shake_128(b"%d" % length).digest(length)
    text = "tx_" + base64.b64encode(payload + pure_text.sha256d(payload)[:4]).decode()
    assert same("text.encode", "tx", payload) == text
    assert same("text.decode", text) == payload


def test_texts_around_the_largest_payload_are_read_alike() -> None:
    for length in (MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES + 1):
        payload = bytes(length)
        text = "ba_" + base64.b64encode(payload + pure_text.sha256d(payload)[:4]).decode()
        assert outcome(fast_text.decode, text) == outcome(pure_text.decode, text)
        assert outcome(fast_text.encode, "ba", payload) == outcome(pure_text.encode, "ba", payload)


def test_text_of_a_subclass_of_str_is_text_and_what_is_none_a_type_error() -> None:
    class Named(str):
        def __str__(self) -> str:
            return "another text"

    text = pure_text.encode("ak", bytes(32))
    for wrong in (None, b"ak_1", 7, Named(text), [text]):
        for name in ("decode", "split"):
            same(f"text.{name}", wrong)
        same("text.encode", wrong, bytes(32))
        found, wanted = outcome(fast_ids.Id, wrong), outcome(pure_ids.Id, wrong)
        assert found == wanted or str(found) == str(wanted) == text
    for expect in (Named("ak"), Named("ct"), 7, b"ak", ""):
        same("text.decode", text, expect)
    same("text.encode", Named("ak"), bytes(32))


@pytest.mark.parametrize("ours", [fast_text.sha256d, fast_kernels.sha256d_portable], ids=["best", "portable"])
def test_hashes_are_those_of_hashlib_and_of_the_standard(ours: Any) -> None:
    stream = hashlib.shake_128(b"aecodec").digest(5000)
    for length in [*range(301), 1000, 4096, 5000]:
        data = stream[:length]
        assert ours(data) == hashlib.sha256(hashlib.sha256(data).digest()).digest() == pure_text.sha256d(data)
    for message, digest in (  # FIPS 180-4, examples
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (b"a" * 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ):
        assert ours(message) == hashlib.sha256(bytes.fromhex(digest)).digest()


def test_nine_rows_of_the_base58_table_never_overflow_a_sum() -> None:
    words, limbs, block, base = 24, 27, 9, 58**5
    table = [[2 ** (32 * j) // base**i % base for i in range(limbs)] for j in range(words)]
    for first in range(0, words, block):
        for column in zip(*table[first : first + block], strict=True):
            assert sum(column) * (2**32 - 1) + base < 2**64
