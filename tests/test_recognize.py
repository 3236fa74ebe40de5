"""`recognize`: what a pasted thing is, where it stands, and why."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import recognition
from aecodec.recognition import Confidence, Kind

from .conftest import ROOT, founding

CO_SIGNED: str = founding()["co_signed"]
ACCOUNT = "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M"


@pytest.mark.parametrize("before", ["", "sender: ", '"', "(", "https://example.org/accounts/"])
def test_an_account_in_other_text_is_found_at_its_place(before: str) -> None:
    (reading,) = aecodec.recognize(f"{before}{ACCOUNT}' 12 coins")
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


@given(st.text() | st.binary())
def test_any_source_has_readings_or_none(source: str | bytes) -> None:
    for reading in aecodec.recognize(source):
        assert 0 <= reading.start < reading.end <= len(source)
        # A number alone is likely an amount or a height.
        assert reading.confidence is Confidence.UNLIKELY or reading.kind in (Kind.AMOUNT, Kind.HEIGHT)


KEYS = st.sampled_from(
    ["kind", "participant", "jsonrpc", "method", "params", "id", "tx", "hash", "type", "log"]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from([ACCOUNT, "2.0", "message"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
)


@given(JSON)
def test_members_of_any_type_are_no_error(value: object) -> None:
    assert isinstance(aecodec.recognize(json.dumps(value)), tuple)


def test_what_lies_beyond_the_length_that_is_searched_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "MAX_SOURCE_LENGTH", len(ACCOUNT))
    (reading,) = aecodec.recognize(ACCOUNT)
    assert reading.kind is Kind.IDENTIFIER
    first, rest = aecodec.recognize(f"{ACCOUNT} {ACCOUNT}")
    assert (first, rest.kind) == (reading, Kind.UNSEARCHED)
    assert (rest.start, rest.end) == (len(ACCOUNT), 2 * len(ACCOUNT) + 1)
    assert rest.error is not None
    assert rest.error.code == "source_too_long"


def test_more_readings_than_are_shown_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "MAX_READINGS", 2)
    assert len(aecodec.recognize(f"{ACCOUNT} {ACCOUNT}")) == 2
    source = f"{ACCOUNT} {ACCOUNT} {ACCOUNT} {ACCOUNT}"
    *readings, rest = aecodec.recognize(source)
    assert [reading.kind for reading in readings] == [Kind.IDENTIFIER] * 2
    assert (rest.kind, rest.start, rest.end) == (Kind.UNSEARCHED, 2 * len(ACCOUNT) + 2, len(source))
    assert rest.error is not None
    assert rest.error.code == "too_many_readings"


@pytest.mark.parametrize("source", [None, 5, ["tx_"]])
def test_what_is_neither_text_nor_bytes_is_a_type_error(source: object) -> None:
    with pytest.raises(TypeError, match=f"expected text or bytes, not {type(source).__name__}"):
        aecodec.recognize(source)  # type: ignore[arg-type]


def test_the_page_tells_of_every_kind() -> None:
    page = (ROOT / "docs" / "api" / "recognition.md").read_text(encoding="utf-8")
    assert [kind.name for kind in Kind if f"`{kind.name}`" not in page] == []
