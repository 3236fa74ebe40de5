"""`recognize`: what a pasted thing is, where it stands, and why."""

from __future__ import annotations

import pytest

import aecodec
from aecodec.recognition import Confidence, Kind

from .conftest import founding

CO_SIGNED: str = founding()["co_signed"]
ACCOUNT = "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M"


@pytest.mark.parametrize("before", ["", "sender: ", '"', "(", "https://example.org/accounts/"])
def test_an_account_in_other_text_is_found_at_its_place(before: str) -> None:
    (reading,) = aecodec.recognize(f"{before}{ACCOUNT}' 12 AE")
    assert reading.kind is Kind.IDENTIFIER
    assert (reading.start, reading.end) == (len(before), len(before) + len(ACCOUNT))
    assert (reading.text, reading.value) == (ACCOUNT, aecodec.split(ACCOUNT))
    assert reading.confidence is Confidence.CERTAIN


def test_a_transaction_is_decoded() -> None:
    (reading,) = aecodec.recognize(f"`{CO_SIGNED}`".encode())
    assert reading.kind is Kind.TRANSACTION
    assert reading.value == aecodec.decode_tx(CO_SIGNED)


def test_a_member_name_that_begins_like_a_prefix_is_nothing() -> None:
    assert aecodec.recognize('{"tx_hash": null, "ok_flag": true}') == ()


def test_a_secret_key_is_named_and_not_kept() -> None:
    secret = aecodec.encode("sk", bytes(range(32)))
    (reading,) = aecodec.recognize(secret)
    assert (reading.kind, reading.value, reading.text) == (Kind.SECRET, None, None)
    assert secret[3:] not in repr(reading)
