"""Damaged and miscoded texts among other text: found, with the right text or a remark beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.recognition import Confidence, Kind, Reading
from aecodec.recognition.advice import MAX_ADVICE

from .conftest import examples, founding
from .dresses import AROUND, Dress
from .error_of import checked58, checked64

ACCOUNT = "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M"
CO_SIGNED: str = founding()["co_signed"]
WRONG = ACCOUNT.replace("E", "e")


def only(source: str) -> Reading:
    """Return the only reading of a source."""
    (reading,) = aecodec.recognize(source)
    return reading


@pytest.mark.parametrize("dress", AROUND.values(), ids=AROUND)
def test_a_typing_error_is_found_in_what_is_around_it(dress: Dress) -> None:
    source = dress(WRONG)
    reading = only(source)
    assert (reading.kind, reading.value, reading.suggestion) == (Kind.DAMAGED, WRONG, ACCOUNT)
    assert (reading.text, reading.confidence) == (None, Confidence.LIKELY)
    assert reading.error is not None
    assert reading.error.code == "bad_checksum"
    assert ACCOUNT[11] == "E"
    (note,) = reading.notes
    assert note.startswith(f"Did you mean {ACCOUNT}? Character 11 is e instead of E (wrong case).")


@pytest.mark.parametrize("dress", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize(
    ("wrong", "code", "word"),
    [
        (checked58("tx", aecodec.decode(CO_SIGNED)), "bad_base64", "base58"),
        (checked64("cs", aecodec.decode(CO_SIGNED)), "object_not_allowed_here", "tx_"),
    ],
    ids=["base58", "prefix"],
)
def test_a_miscoded_transaction_is_read(wrong: str, code: str, word: str, dress: Dress) -> None:
    (reading,) = [one for one in aecodec.recognize(dress(wrong)) if one.value is not None]
    assert reading.kind is Kind.TRANSACTION
    assert (reading.value, reading.text) == (aecodec.decode_tx(CO_SIGNED), CO_SIGNED)
    assert (reading.suggestion, reading.confidence) == (CO_SIGNED, Confidence.CERTAIN)
    assert reading.error is not None
    assert reading.error.code in (code, "checksum")
    assert word in reading.notes[0]


@pytest.mark.parametrize(
    ("source", "kind", "word"),
    [
        # aeternity/protocol node/api/naming_system_api_usage.md
        (
            "ak_3scLu3oJbhsdCJkDjfJ6BUPJ4M9ZZJe57CQ56deSbEXhaTSfG3Wf3i2GYZV6APX7RDDVk4Weewb7oLePte3H3QdBw4rMZw",
            Kind.DAMAGED,
            "65 bytes are an account of 2018",
        ),
        (f"ak_{ACCOUNT[3:].lower()}", Kind.DAMAGED, "all letters have one case"),
        (f"ak_{ACCOUNT[3:].upper()}", Kind.DAMAGED, "all letters have one case"),
        # aeternity/aepp-sdk-python tests/test_signing.py
        ("bh_vzUC2jVuAfpBC3tMAHhxwxJnTFymckNYeQ5TWZua1pydabqNu", Kind.HASH_OR_KEY, "a prefix of 2018"),
    ],
)
def test_what_cannot_be_restored_gets_a_remark(source: str, kind: Kind, word: str) -> None:
    reading = only(f"see {source}, please")
    assert (reading.kind, reading.suggestion, reading.text) == (kind, None, None)
    assert word in reading.notes[0]


def test_an_old_block_hash_is_shown_as_both_that_it_can_be() -> None:
    body = "vzUC2jVuAfpBC3tMAHhxwxJnTFymckNYeQ5TWZua1pydabqNu"
    assert only(f"bh_{body}").value == (f"kh_{body}", f"mh_{body}")


def test_only_some_of_many_damaged_texts_are_searched() -> None:
    found = aecodec.recognize(" ".join([WRONG] * (MAX_ADVICE + 3)))
    assert [one.suggestion for one in found] == [ACCOUNT] * MAX_ADVICE + [None] * 3


def test_texts_with_more_errors_get_nothing() -> None:
    reading = only(WRONG.replace("M", "N"))
    assert (reading.kind, reading.suggestion, reading.notes) == (Kind.DAMAGED, None, ())


@pytest.mark.parametrize("prefix", ["sk_", "sk$", "sk-", "SK_", "ks_", "sk"])
@examples(200)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 49), st.sampled_from(["", "x", "xx", *" -0O+=é"]))
def test_a_damaged_secret_key_is_never_shown(prefix: str, seed: bytes, place: int, typed: str) -> None:
    body = aecodec.encode("sk", b"\1" + seed[1:])[3:]
    source = prefix + body[:place] + typed + body[place + 1 :]
    for reading in aecodec.recognize(source):
        assert reading.suggestion is None
        assert not any(body[at : at + 12] in repr(reading) for at in range(38))
