"""Bytes as people and programs print them: found, read, and told from words and numbers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from nacl.signing import SigningKey

import aecodec
from aecodec.recognition import Confidence, Kind, Reading
from aecodec.testing import objects, transactions

from .conftest import examples, founding
from .dresses import AROUND, BYTES, ONE_LINE, WORDS

TX = aecodec.decode_tx(founding()["co_signed"])
WIRE = aecodec.to_bytes(TX)
#: 32 bytes of no other meaning.
KEY = bytes.fromhex("ee93a4f66f8d16b819bb9beb9ffccdfcdc1412e87fee6a324c2a99a1e0e67148")
ACCOUNT = aecodec.encode("ak", KEY)


def only(source: str | bytes) -> Reading:
    """Return the only reading of a source."""
    (reading,) = aecodec.recognize(source)
    return reading


def assert_found(source: str | bytes, tx: aecodec.Tx) -> None:
    """Check that the first reading of a source is this transaction, without a doubt."""
    reading = aecodec.recognize(source)[0]
    assert reading.kind is Kind.TRANSACTION, (source, reading)
    assert reading.value == tx
    assert reading.text == aecodec.encode_tx(tx)
    assert reading.confidence is Confidence.CERTAIN


@examples(50)
@given(tx=transactions())
def test_a_transaction_is_found_in_every_dress(tx: aecodec.Tx) -> None:
    wire = aecodec.to_bytes(tx)
    for dress in BYTES.values():
        assert_found(dress(wire), tx)
    if len(wire) % 2 == 0:
        assert_found(WORDS["hexdump"](wire), tx)


@pytest.mark.parametrize("dress", [BYTES["xxd"], WORDS["hexdump"]], ids=["xxd", "hexdump"])
def test_the_order_of_bytes_is_that_of_an_object_where_a_length_fits_both(
    dress: Callable[[bytes], str],
) -> None:
    account = aecodec.Id(ACCOUNT)
    sizes = {"amount": 1, "fee": 1, "ttl": 0, "nonce": 1, "payload": bytes(172)}
    tx = aecodec.SpendTx(sender_id=account, recipient_id=account, **sizes)
    assert aecodec.to_bytes(tx)[:2] == b"\xf8\xf8"
    assert_found(dress(aecodec.to_bytes(tx)), tx)


@pytest.mark.parametrize("around", AROUND)
@examples(5)
@given(tx=transactions())
def test_a_transaction_is_found_in_every_dress_within_other_text(tx: aecodec.Tx, around: str) -> None:
    for dress in BYTES.values():
        source = dress(aecodec.to_bytes(tx))
        if around not in ONE_LINE or not {"\n", '"'} & {*source}:
            assert_found(AROUND[around](source), tx)


@examples(50)
@given(objects())
def test_any_object_is_found_as_bytes_of_a_file_or_in_hexadecimal(obj: aecodec.ChainObject) -> None:
    wire = aecodec.to_bytes(obj)
    for source in (wire, wire.hex()):
        assert aecodec.recognize(source)[0].value == obj


# --- places and steps ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        (WIRE.hex(), ("decoded hexadecimal",)),
        (f"0x{WIRE.hex()}", ("stripped the prefix 0x", "decoded hexadecimal")),
        (f"<<{','.join(map(str, WIRE))}>>", ("read a list of bytes",)),
        (BYTES["base64 with checksum"](WIRE), ("decoded base64", "removed the checksum at the end")),
        (f"{WIRE.hex()[:100]}\n{WIRE.hex()[100:]}", ("joined 2 lines", "decoded hexadecimal")),
        (repr(WIRE), ("decoded the escapes of a string",)),
    ],
)
def test_place_and_steps_of_bytes_in_other_text(source: str, steps: tuple[str, ...]) -> None:
    reading = only(f"see:\n{source}\n(that is all)")
    assert (reading.kind, reading.steps) == (Kind.TRANSACTION, steps)
    assert (reading.start, reading.end) == (5, 5 + len(source))


@pytest.mark.parametrize("separator", [" ", ", ", ",", "\n", "  "])
def test_numbers_without_brackets_are_bytes_if_there_is_nothing_else(separator: str) -> None:
    source = separator.join(map(str, WIRE))
    assert only(f"{source}\n").value == TX
    assert all(one.kind is not Kind.TRANSACTION for one in aecodec.recognize(f"bytes {source}"))


def test_several_dumps_of_one_text_are_several_readings() -> None:
    lines = [f"first {WIRE.hex()}", f"then {list(WIRE)}", f"and {WIRE.hex(' ')}."]
    readings = aecodec.recognize("\n".join(lines))
    assert [reading.value for reading in readings] == [TX] * 3
    assert [reading.start for reading in readings] == sorted(reading.start for reading in readings)


def test_a_text_whose_bytes_are_printed_is_found() -> None:
    for dress in ("hexadecimal", "hexdump -C", "base64", "Erlang", "Buffer"):
        reading = only(BYTES[dress](f'{{"sender_id": "{ACCOUNT}"}}'.encode()))
        assert (reading.kind, reading.text) == (Kind.IDENTIFIER, ACCOUNT)


@pytest.mark.parametrize(
    "source",
    [f"<<{','.join(map(str, WIRE[1:51]))},...>>", f"<Buffer {WIRE[1:51].hex(' ')} ... 115 more bytes>"],
)
def test_bytes_that_were_left_out_are_missed(source: str) -> None:
    reading = only(source)
    assert (reading.kind, reading.notes) == (Kind.SHORTENED, ("only the first 50 bytes are here",))


# --- what bytes are -----------------------------------------------------------------------------


def test_thirty_two_bytes_are_shown_as_all_that_they_could_be() -> None:
    reading = only(KEY.hex())
    assert (reading.kind, reading.confidence) == (Kind.HASH_OR_KEY, Confidence.LIKELY)
    assert [text[:3] for text in reading.value] == ["ak_", "ct_", "ok_", "ch_", "th_", "kh_", "mh_"]
    assert {aecodec.decode(text) for text in reading.value} == {KEY}


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("public key: ", "ak_"),
        ('"contract_key": "', "ct_"),
        ("tx hash = ", "th_"),
        ("the hash of this key block: 0x", "kh_"),
        ("channel id ", "ch_"),
    ],
)
def test_a_word_beside_thirty_two_bytes_says_what_they_are(before: str, first: str) -> None:
    reading = only(f'and {before}{KEY.hex()}", and no more')
    assert (reading.kind, reading.confidence) == (Kind.HASH_OR_KEY, Confidence.LIKELY)
    assert reading.value[0].startswith(first)


def test_thirty_two_bytes_in_other_text_are_unlikely_to_be_ours() -> None:
    assert only(f"commit {KEY.hex()} of yesterday").confidence is Confidence.UNLIKELY


def test_identifiers_and_signatures_are_known_by_their_length() -> None:
    identifier = only(bytes(aecodec.Id(ACCOUNT)).hex())
    assert (identifier.kind, identifier.text) == (Kind.IDENTIFIER, ACCOUNT)
    signature = only((KEY + KEY).hex())
    assert (signature.kind, signature.text) == (Kind.SIGNATURE, aecodec.encode("sg", KEY + KEY))
    bare = only(ACCOUNT[3:])
    assert (bare.kind, bare.confidence) == (Kind.HASH_OR_KEY, Confidence.CERTAIN)
    assert bare.value[0] == ACCOUNT


def test_a_block_header_is_read_from_its_bytes() -> None:
    key = aecodec.encode("kh", KEY)
    header = aecodec.KeyHeader(
        version=5,
        height=838,
        prev_hash=aecodec.encode("mh", KEY),
        prev_key_hash=key,
        state_hash="bs_2MRjU7ySDVWE4i7uU9Wstu65mCxSFKNJoKGoRrL8BVZrhhA72F",
        miner=ACCOUNT,
        beneficiary=ACCOUNT,
        target=536909102,
        pow=tuple(range(42)),
        nonce=7,
        time=1543250124471,
        info=b"",
    )
    reading = only(aecodec.to_bytes(header).hex())
    assert (reading.kind, reading.value) == (Kind.HEADER, header)


def test_a_delegation_is_read_from_its_bytes() -> None:
    message = aecodec.delegation_data(
        "aens_preclaim", "ae_test", contract_id=f"ct_{ACCOUNT[3:]}", account_id=ACCOUNT
    )
    for source in (message.hex(), aecodec.encode("ba", message)):
        reading = only(source)
        assert reading.kind is Kind.DELEGATION
        assert reading.value == aecodec.decode_delegation(message)


def test_rlp_of_no_known_object_is_shown_with_the_error() -> None:
    old = bytes.fromhex(
        "f84c0c01a02378f892b7cc82c2d2739e994ec9953aa36461f1eb5a4a49a5b0de17b3d23ae8a03f28230c284126d7daec"
        "88852a78a0b312bff1a2c6cbd1ad5988cad39e3b0c7a0101018454657374"
    )
    reading = only(old.hex())
    assert (reading.kind, reading.value) == (Kind.RLP, aecodec.decode_raw(old))
    assert reading.error is not None
    assert (reading.error.code, reading.error.found) == ("field_count", "6")


def test_bytes_in_the_notation_of_a_language_are_bytes_whatever_they_mean() -> None:
    reading = only("<<1,2,3,4,5,6,7,8,9>>")
    assert (reading.kind, reading.value) == (Kind.BYTES, bytes(range(1, 10)))
    assert only("0102030405060708").confidence is Confidence.UNLIKELY


# --- secrets ------------------------------------------------------------------------------------

SEED = bytes(range(7, 39))
PAIR = SEED + bytes(SigningKey(SEED).verify_key)
NOTATIONS = [
    "hexadecimal",
    "0x, upper case",
    "Erlang",
    "JSON array",
    "Uint8Array",
    "Buffer",
    "base64",
    "C string",
]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_secret_key_with_its_public_key_is_known_without_a_word(notation: str) -> None:
    source = BYTES[notation](PAIR)
    readings = aecodec.recognize(f"see {source} there")
    assert [reading.kind for reading in readings] == [Kind.SECRET]
    assert_silent(readings)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("word", ["secret key: ", "privkey ", '"seed": ', "my mnemonic gives "])
def test_bytes_beside_a_word_for_secrets_are_not_shown(notation: str, word: str) -> None:
    for secret in (SEED, PAIR):
        readings = aecodec.recognize(f"see {word}{BYTES[notation](secret)} there")
        assert [reading.kind for reading in readings] == [Kind.SECRET]
        assert_silent(readings)


def test_the_last_word_before_bytes_counts() -> None:
    source = json.dumps({"secretKey": PAIR.hex(), "publicKey": KEY.hex()})
    kinds = {reading.kind for reading in aecodec.recognize(source)}
    assert kinds == {Kind.SECRET, Kind.HASH_OR_KEY}


def assert_silent(readings: tuple[Reading, ...]) -> None:
    """Check that no reading holds the secret, in any of the forms that it may have."""
    shown = repr(readings)
    for secret in (SEED, PAIR, PAIR[32:]):
        forms = (secret.hex(), repr(secret)[2:-1], ", ".join(map(str, secret)))
        texts = [aecodec.encode(prefix, secret) for prefix in ("ba", "sg" if len(secret) == 64 else "ak")]
        for form in (*forms, *(text[3:] for text in texts)):
            assert form[:20] not in shown
