"""Texts with a right checksum and a wrong encoding, prefix or separator, or with two checksums."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from base58 import b58encode
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec._text_rules import decode_base58
from aecodec.protocol import HASH_BYTES, PREFIXES
from aecodec.recognition import miscoded
from aecodec.recognition.typos import suggest

from .conftest import examples, founding
from .error_of import checked58, checked64

KEY = bytes(range(100, 132))
CO_SIGNED: str = founding()["co_signed"]
WIRE = aecodec.decode(CO_SIGNED)
#: An account of nonce 7 and balance 1000.
ACCOUNT_V1 = bytes.fromhex("c60a01078203e8")


@pytest.mark.parametrize(
    ("wrong", "right", "word"),
    [
        pytest.param(
            "tx_77HAufwc2o474Dk39cz92mJZwWfThZYoAd3M7wka9KY7dWeeeBzxpYTwAB3iReJ5XAUKtyWS3YXdRsX3MDX1yUmck2ewFh"
            "wcVB7nWybnBtLwopyvGfh6gLxEk2oY4H2cF9Lv5ZwBVdgGjyYn4UdkeadFBv8fEbaaorFfbaqWMyD15ikQjC6jWZjk6aF4Er"
            "q57DfJT1d3s5coeck9ikD3aKHSXj3ZcHVo6ujevkRVBiwPauHPqkVBB",
            None,
            "base58",
            id="aeternity/aeternity#1956",
        ),
        pytest.param(
            "ov_9wnkKJ3Qf2trdpq9EQbWQC",
            checked64("ov", b"How are you?"),
            "base58",
            id="aeternity/protocol node/api/oracle_api_usage.md, query",
        ),
        pytest.param(
            "or_Lr9RvdW8vZR8wq14ic7yUyC2vzi4nT",
            checked64("or", b"I am fine, thanks!"),
            "base58",
            id="aeternity/protocol node/api/oracle_api_usage.md, response",
        ),
        pytest.param(
            "sg_NDoFoaav1X0upLDEvg3+HsGcSCExIY2mjDosk9GkbgBHum+fndnELc6Ms+fDTa/jeDBaMHLaxl6wq65ITSMsC74JayU=",
            "sg_7qJK868bqEZ5ciC2P3WCKYfhayvKTHvPsz3bdPgpfF3Ky7yNg9f8k22A3gxjjSm9afa6JmP8TJpF4GJkFh2k7gGaog9KS",
            "base64",
            id="trustwallet/wallet-core tests/chains/Aeternity",
        ),
        pytest.param(
            "tx_+JwLAfhCuEDvqFLqm4nJBGWKah0RlZeqtTew3r1Nf+NOyv0Gn+uMKaVNeJGXrbM3Soot0EuKOOOlwxiTfr/O0qGqV4jlHgYC"
            "uFT4UgwBoQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            "AAAKCgoKh3BheWxvYWRdSVlidOin1A==",
            "tx_+JwLAfhCuEDvqFLqm4nJBGWKah0RlZeqtTew3r1Nf+NOyv0Gn+uMKaVNeJGXrbM3Soot0EuKOOOlwxiTfr/O0qGqV4jlHgYC"
            "uFT4UgwBoQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            "AAAKCgoKh3BheWxvYWRdSVli",
            "checksum",
            id="aeternity/aepp-sdk-elixir lib/utils/encoding.ex",
        ),
        pytest.param(
            "ak$9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M",
            "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M",
            "2018",
            id="aeternity/protocol#68",
        ),
    ],
)
def test_published_texts_get_the_right_text_beside_them(wrong: str, right: str | None, word: str) -> None:
    found = suggest(wrong)
    assert found is not None
    assert right is None or found.text == right
    assert word in found.change
    assert aecodec.decode(found.text)


def test_a_transaction_of_before_roma_is_the_one_with_its_hash() -> None:
    # aeternity/aeternity#1956, which names the hash
    found = suggest(
        "tx_77HAufwc2o474Dk39cz92mJZwWfThZYoAd3M7wka9KY7dWeeeBzxpYTwAB3iReJ5XAUKtyWS3YXdRsX3MDX1yUmck2ewFhwcVB7nWyb"
        "nBtLwopyvGfh6gLxEk2oY4H2cF9Lv5ZwBVdgGjyYn4UdkeadFBv8fEbaaorFfbaqWMyD15ikQjC6jWZjk6aF4Erq57DfJT1d3s5coeck9i"
        "kD3aKHSXj3ZcHVo6ujevkRVBiwPauHPqkVBB"
    )
    assert found is not None
    assert aecodec.tx_hash(found.text) == "th_FfXrMSi37EVtBUSc1FaXMPs9i2utWwztGgCifY7sAuqaGf1H7"


def test_the_block_hash_of_2018_could_be_either_of_two() -> None:
    # aeternity/aepp-sdk-python tests/test_signing.py
    found = miscoded.read("bh_vzUC2jVuAfpBC3tMAHhxwxJnTFymckNYeQ5TWZua1pydabqNu")
    assert found is not None
    body = "vzUC2jVuAfpBC3tMAHhxwxJnTFymckNYeQ5TWZua1pydabqNu"
    assert found.texts == (f"kh_{body}", f"mh_{body}")
    assert "kh_ (key block hash) or mh_ (micro block hash)" in found.sentences[0]
    assert suggest("bh_vzUC2jVuAfpBC3tMAHhxwxJnTFymckNYeQ5TWZua1pydabqNu") is None


def with_checksum(payload: bytes) -> bytes:
    return base64.b64decode(checked64("ba", payload)[3:])


@pytest.mark.parametrize(
    ("wrong", "right", "position", "why"),
    [
        (
            checked58("ak", KEY + KEY),
            checked58("sg", KEY + KEY),
            0,
            "64 bytes are a signature (sg_), not an account",
        ),
        (checked58("ak", b"\1" + KEY), checked58("ak", KEY), 0, "33 bytes are an identifier"),
        (checked58("ak", b"\5" + KEY), checked58("ct", KEY), 0, "33 bytes are an identifier"),
        (checked58("nm", b"\2" + KEY), checked58("nm", KEY), 0, "33 bytes are an identifier"),
        (checked58("tx", KEY), checked58("th", KEY), 0, "the hash of a transaction (th_)"),
        (checked64("cs", WIRE), CO_SIGNED, 0, "a signed transaction, which belongs under tx_, not cs_"),
        (checked64("th", WIRE), CO_SIGNED, 0, "a signed transaction, which belongs under tx_, not th_"),
        (
            checked64("tx", ACCOUNT_V1),
            checked64("ba", ACCOUNT_V1),
            0,
            "an AccountV1, which belongs under ba_",
        ),
        (checked64("ba", with_checksum(b"abc")), checked64("ba", b"abc"), 7, "its own checksum"),
        (checked64("tx", with_checksum(WIRE)), CO_SIGNED, 3 + len(WIRE) * 4 // 3, "its own checksum"),
        (checked58("ct", with_checksum(KEY)), checked58("ct", KEY), 3, "its own checksum"),
        (
            checked64("st", KEY).replace("_", "$"),
            checked64("st", KEY),
            2,
            "$ separated prefix and body in 2018",
        ),
        (f"AK{checked58('ak', KEY)[2:]}", checked58("ak", KEY), 0, "lower case"),
        (checked58("ka", KEY), checked58("ak", KEY), 0, "the letters of the prefix are swapped"),
        (
            checked58("ak", KEY).replace("_", ""),
            checked58("ak", KEY),
            2,
            "the _ behind the prefix is missing",
        ),
        (
            checked58("ak", KEY).replace("_", "-"),
            checked58("ak", KEY),
            2,
            "_ separates prefix and body, not -",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_right_text(wrong: str, right: str, position: int, why: str) -> None:
    found = miscoded.read(wrong)
    assert found is not None
    assert (found.texts, found.position) == ((right,), position)
    assert any(why in fault for fault in found.sentences)
    assert aecodec.decode(right) == found.payload or len(found.payload) == HASH_BYTES + 1


def test_several_faults_are_all_said() -> None:
    found = miscoded.read(checked58("tx", with_checksum(WIRE)).replace("_", "$"))
    assert found is not None
    assert (found.texts, found.position) == ((CO_SIGNED,), 2)
    assert [fault.split()[0] for fault in found.sentences] == ["$", "the", "the"]


@pytest.mark.parametrize(
    "source",
    [
        CO_SIGNED,
        checked58("ak", KEY),
        checked64("ba", b""),
        checked64("cb", WIRE),
        checked58("ak", KEY + KEY[:1] + KEY),  # 65 bytes: a key of 2018, of another curve
        checked58("sg", KEY),
        checked64("tx", b"no object at all"),
        checked64("tx", KEY),
        checked58("zz", KEY),
        checked58("ak", KEY)[:-1],
        checked58("kt", KEY),
        checked58("ka", KEY).replace("_", "_1"),
        "ak_",
        "tx_====",
        "",
    ],
)
def test_other_texts_are_no_miscoded_ones(source: str) -> None:
    assert miscoded.read(source) is None


@pytest.mark.parametrize("write", [checked58, checked64])
@pytest.mark.parametrize("prefix", ["sk", "SK", "ks", "ak", "tx"])
def test_no_secret_key_gets_another_prefix(prefix: str, write: Callable[[str, bytes], str]) -> None:
    seed = bytes(range(32))
    secret = seed + aecodec.Key.from_seed(seed).address.key
    assert aecodec.Key.from_secret(secret)
    found = miscoded.read(write(prefix, secret))
    assert found is None or checked58("sg", secret) not in found.texts
    assert "k" not in prefix or prefix == "ak" or miscoded.read(write(prefix, seed)) is None


@examples(100)
@given(st.sampled_from(sorted(PREFIXES.keys() - {"sk"})), st.data())
def test_each_encoding_is_read_where_the_other_belongs(prefix: str, data: st.DataObject) -> None:
    rule = PREFIXES[prefix]
    length = rule.length or (HASH_BYTES if rule.base58 else data.draw(st.integers(8, 60)))
    payload = data.draw(st.binary(min_size=length, max_size=length))
    right = aecodec.encode(prefix, payload)
    found = miscoded.read((checked64 if rule.base58 else checked58)(prefix, payload))
    assert found is not None
    if prefix == "tx" and length == HASH_BYTES:
        right = aecodec.encode("th", payload)
    assert found.texts == (right,)
    assert ("base64" if rule.base58 else "base58") in found.sentences[0]


@given(st.binary(max_size=300))
def test_base58_of_any_length_is_decoded_as_by_other_code(data: bytes) -> None:
    assert decode_base58(b58encode(data).decode(), 500) == data


def test_base58_has_a_limit_and_an_alphabet() -> None:
    assert decode_base58("1" * 128) == bytes(128)
    assert decode_base58("1" * 129) is None
    assert decode_base58("1" * 129, 129) == bytes(129)
    assert decode_base58("12l") is None
    assert decode_base58("") == b""
