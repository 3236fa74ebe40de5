"""The kernels of the compiled twin, by every route they have; compared with the standard library."""

from __future__ import annotations

import base64
import hashlib
import inspect
import pickle
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec._pure import text as pure_text

from .conftest import TWINS, examples, founding, needs_both_twins
from .shared_vectors import WIRES

STREAM = hashlib.shake_128(b"aecodec").digest(1200)
#: Neighbours of the alphabet's ranges, padding, what is almost base64, and letters beyond ASCII.
STRANGE = "\x00 !*,-.:;<=>?@[\\]^_`{|}~\x7f\x80\xb0\xe9\xff\u0430"

TRANSACTIONS = [
    wire for name, wire in WIRES.items() if issubclass(getattr(TWINS["pure"], name, int), TWINS["pure"].Tx)
]


@pytest.fixture(params=["vectors", "tables"])
def fast_text(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The compiled text module, reading and writing base64 by one of its two routes."""
    if "fast" not in TWINS:
        pytest.skip("the compiled modules are not built here")
    from aecodec._fast import kernels, text

    kernels.use_base64_vectors(request.param == "vectors")
    yield text
    kernels.use_base64_vectors(True)


def outcome_of(call: Any, *arguments: Any) -> Any:
    """The result, or the error as code, path, offset and words."""
    try:
        return call(*arguments)
    except Exception as error:
        return (
            type(error).__name__,
            *(getattr(error, name, None) for name in ("code", "path", "offset")),
            str(error),
        )


def test_base64_of_every_length_is_that_of_the_standard_library(fast_text: Any) -> None:
    for length in range(600):
        payload = STREAM[:length]
        checked = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
        text = "tx_" + base64.b64encode(checked).decode()
        assert fast_text.encode("tx", payload) == text
        assert fast_text.decode(text) == payload


def test_a_strange_character_is_found_wherever_it_stands(fast_text: Any) -> None:
    text = pure_text.encode("tx", STREAM[:130])
    for position in range(3, len(text)):
        for strange in STRANGE:
            if strange == text[position]:
                continue  # the padding
            wrong = text[:position] + strange + text[position + 1 :]
            found = outcome_of(fast_text.decode, wrong)
            assert found == outcome_of(pure_text.decode, wrong)
            assert found[0] == "TextError"


def test_a_text_cut_anywhere_is_refused_alike(fast_text: Any) -> None:
    text = pure_text.encode("tx", STREAM[:200])
    for length in range(len(text)):
        found = outcome_of(fast_text.decode, text[:length])
        assert found == outcome_of(pure_text.decode, text[:length])
        assert found[0] == "TextError"


def test_blake2b_is_that_of_hashlib_at_every_length(twin: ModuleType) -> None:
    for length in [*range(520), 1200]:
        data = STREAM[:length]
        assert twin.text.blake2b256(data) == hashlib.blake2b(data, digest_size=32).digest()
    assert twin.text.blake2b256(bytearray(b"abc")) == hashlib.blake2b(b"abc", digest_size=32).digest()
    with pytest.raises(TypeError):
        twin.text.blake2b256("abc")


@examples(60)
@given(st.data())
def test_a_hash_is_told_of_exactly_what_can_be_read(data: st.DataObject) -> None:
    """The pass that makes nothing accepts, refuses and explains what the one that makes objects does."""
    wire = bytearray(data.draw(st.sampled_from(TRANSACTIONS)))
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(wire) - 1))
        wire[at] = data.draw(st.integers(0, 255))
    for twin in TWINS.values():
        read, hashed = outcome_of(twin.decode_tx, wire), outcome_of(twin.codec.tx_digest, wire)
        if isinstance(hashed, bytes):
            assert hashed == hashlib.blake2b(wire, digest_size=32).digest() == twin.codec.tx_digest(read)
        else:
            assert hashed == read


@needs_both_twins
def test_functions_that_are_bound_methods_are_still_functions() -> None:
    """`decode_tx` and `encode_tx` are methods of a reader and a writer: a call has no frame in between."""
    fast, pure = TWINS["fast"], TWINS["pure"]
    for name in ("decode_tx", "encode_tx"):
        function = getattr(fast, name)
        assert inspect.getdoc(function) == inspect.getdoc(getattr(pure, name))
        assert list(inspect.signature(function).parameters) == list(
            inspect.signature(getattr(pure, name)).parameters
        )
        assert pickle.loads(pickle.dumps(function)) == function
        with pytest.raises(TypeError, match=function.__name__):
            function()
        with pytest.raises(TypeError, match=function.__name__):
            function(date=founding()["co_signed"])


@needs_both_twins
@pytest.mark.parametrize("vectors", [True, False])
def test_many_messages_have_the_hashes_that_each_has_alone(vectors: bool) -> None:
    from aecodec._fast import kernels

    kernels.use_blake2b_vectors(vectors)
    try:
        for count in range(97):
            for longest in (1, 129, 600, 5000):
                messages = [
                    STREAM[at : at + (at * 7 + count) % longest] * (1 + at % 4) for at in range(count)
                ]
                expected = [hashlib.blake2b(message, digest_size=32).digest() for message in messages]
                assert kernels.blake2b256_of_many(messages) == expected
        with pytest.raises(ValueError, match="at most 96"):
            kernels.blake2b256_of_many([b""] * 97)
    finally:
        kernels.use_blake2b_vectors(True)
