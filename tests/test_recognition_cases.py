"""Prefixed texts and bytes that people had in their hands, as public reports show them.

What surrounds them is varied.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest

import aecodec
from aecodec.recognition import Confidence, Kind, Reading

from .dresses import AROUND, ONE_LINE
from .reported import CASES

PAID = "th_FXdkE1cBqfPinv3Vjwq32Bs1R5KFyhmREATiSSGqQhDYnQhdx"
FOUNDED = "th_2jVFcRHzzKd4xdV91ZWAHcWRqh7g1mxBk9zZeMZ3JvYHiWnjYG"

#: A transaction, by its hash.
TRANSACTIONS = {
    **dict.fromkeys(("paste-curl-escaped-json", "paste-aecli-tree", "paste-markdown-backticks"), PAID),
    **dict.fromkeys(("erlang-binary-tx", "python-bytes-repr", "hex-spaced", "hex-wrapped"), PAID),
    **dict.fromkeys(("url-safe", "bare-base64", "no-padding", "hex-with-checksum"), PAID),
    **dict.fromkeys(("byte-order-mark", "no-break-space", "leading-blanks", "aecli-signed"), PAID),
    **dict.fromkeys(("paste-script-log", "paste-json-member", "network-ae-devnet"), FOUNDED),
    "wrapped-by-terminal": "th_2D7HuxKeRsMrshfR5XLC7rbPuCZ54sxLwR26zRGJDKMnCEfoJa",
    "paste-single-quotes-python-dict": "th_2jeVCYpGxhEVTiePX7KRPCdiYfz34aw3nYXJFEmg2FfGRFfaTp",
    "mdw-encoded-tx": "th_2fpQo1jm3VwHkn4VcDxFxaMnNLWc2PD8KA35WZwGDDSYKxJDkx",
    "base58-transaction": "th_FfXrMSi37EVtBUSc1FaXMPs9i2utWwztGgCifY7sAuqaGf1H7",
}
#: Another text whose checksum is right, or 32 bytes that may be it.
IDENTIFIERS = {
    "rest-path": "ct_2t7TnocFw7oCYSS7g2yGutZMpGEJta6dq2DTX38SmuqmwtN6Ch",
    "rest-query": "ak_uTWegpfN6UjA4yz8X4ZVRi9xKEYeXHJDRZcRryTsRHAFoBpLa",
    "peer-address": "pp_HdcpgTX2C1aZ5sjGGysFEuup67K9XiFsWqSPJs4RahEcSyF7X",
    "yaml-line": "ak_twR4h7dEcUtc2iSEDv8kB7UFJJDGiEDQCXr85C3fYF8FdVdyo",
    "words-that-look-like-prefixes": "th_3jqUaYkbvmqQje74fWDyjePLPWnLWvRp6XjnXEWr6H7ef52Us",
    "hash-kind": "th_3jqUaYkbvmqQje74fWDyjePLPWnLWvRp6XjnXEWr6H7ef52Us",
    "dollar-prefix": "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M",
    "base64-signature": (
        "sg_7qJK868bqEZ5ciC2P3WCKYfhayvKTHvPsz3bdPgpfF3Ky7yNg9f8k22A3gxjjSm9afa6JmP8TJpF4GJkFh2k7gGaog9KS"
    ),
    "hex-public-key": "ak_2p5878zbFhxnrm7meL7TmqwtvBaqcBddyp5eGzZbovZ5FeVfcw",
    "erlang-binary-key": "ct_MW1jv3erANqbwLxncgdD15GuHTQpppRpgPq51ntgE97V6Wx8G",
    "paste-script-log": "ak_2mwRmUeYmfuW93ti9HMSUJzCk1EYcQEfikVSzgo6k2VghsWhgU",
}
#: What is not right: the kind of its reading, the code of the error, and words beside it.
FAULTS: dict[str, tuple[Kind, str, str]] = {
    "dollar-65-bytes": (Kind.DAMAGED, "wrong_length", "65"),
    "typo-substituted": (
        Kind.DAMAGED,
        "bad_checksum",
        "ak_2iK7D3t5xyN8GHxQktvBnfoC3tpq1eVMzTpABQY72FXRfg3HMW",
    ),
    "typo-first-character-lost": (
        *(Kind.DAMAGED, "bad_checksum", "ok_2JcUaMCu9FzTwonCZkFE5BXsgxueagub9fVzywuQRDiCogTzse"),
    ),
    "typo-inside": (Kind.DAMAGED, "bad_checksum", "ak_me6L5SSXL4NLWv5EkQ7a16xaA145Br7oV4sz9JphZgsTsYwGC"),
    "typo-no-hint": (Kind.DAMAGED, "bad_checksum", ""),
    "typo-wrong-case": (Kind.DAMAGED, "bad_base58_char", "case"),
    "bh-prefix": (Kind.HASH_OR_KEY, "unknown_prefix", "kh_"),
    "checksum-twice": (Kind.TRANSACTION, "rlp_trailing_bytes", "checksum"),
    "old-spend-tx": (Kind.RLP, "field_count", "found 6"),
    "unknown-tag": (Kind.RLP, "unknown_tag", "255"),
    "url-safe": (Kind.TRANSACTION, "bad_base64", "url-safe"),
    "no-padding": (Kind.TRANSACTION, "bad_base64", "padding"),
    "base58-transaction": (Kind.TRANSACTION, "bad_base64", "base58"),
}


def shown(reading: Reading) -> str:
    """Return all that a reading says."""
    value = reading.value
    digest = aecodec.tx_hash(value) if isinstance(value, aecodec.Tx) else ""
    parts = (value, digest, reading.text, reading.suggestion, reading.error, reading.notes, reading.steps)
    return " ".join(map(str, parts))


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_a_reported_transaction_is_read(name: str) -> None:
    readings = [one for one in aecodec.recognize(CASES[name]["input"]) if one.kind is Kind.TRANSACTION]
    assert TRANSACTIONS[name] in [aecodec.tx_hash(one.value) for one in readings]
    assert {one.confidence for one in readings} == {Confidence.CERTAIN}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_a_reported_identifier_is_read(name: str) -> None:
    readings = aecodec.recognize(CASES[name]["input"])
    possible = [one.value for one in readings if one.kind is Kind.HASH_OR_KEY]
    assert IDENTIFIERS[name] in [*(one.text for one in readings), *itertools.chain(*possible)]


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_a_reported_text_is_said(name: str) -> None:
    kind, code, words = FAULTS[name]
    (reading,) = aecodec.recognize(CASES[name]["input"])
    assert reading.kind is kind
    assert reading.error is not None
    assert reading.error.code == code
    assert words in shown(reading)
    if name == "typo-no-hint":
        assert reading.suggestion is None


@pytest.mark.parametrize("name", ["elided", "elided-account"])
def test_a_reported_text_with_dots_is_shortened(name: str) -> None:
    (reading,) = aecodec.recognize(CASES[name]["input"])
    assert (reading.kind, reading.error) == (Kind.SHORTENED, None)
    assert "shortened" in shown(reading)


def test_reported_objects_and_bytes_are_read() -> None:
    (account,) = aecodec.recognize(CASES["account-in-ba"]["input"])
    assert (account.kind, account.value.balance) == (Kind.OBJECT, 99999999999999998997)
    query, answer = aecodec.recognize(CASES["base58-oracle-query"]["input"])
    assert (query.value.payload, answer.value.payload) == (b"How are you?", b"I am fine, thanks!")
    found = [one.value for one in aecodec.recognize(CASES["paste-single-quotes-python-dict"]["input"])]
    assert {"CallsMtree", "StateTrees"} <= {type(value).__name__ for value in found}


@pytest.mark.parametrize("name", CASES)
def test_nothing_that_must_be_absent_is_in_a_reading(name: str) -> None:
    case = CASES[name]
    if case["kind"] == "secrets" or "fsm_id" in case["input"]:
        said = repr(aecodec.recognize(case["input"]))
        assert [words for words in case["absent"] if words in said] == []


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("name", sorted(TRANSACTIONS.keys() | IDENTIFIERS.keys() | FAULTS.keys()))
def test_what_surrounds_a_reported_text_changes_nothing(name: str, around: str) -> None:
    source = CASES[name]["input"].strip()
    if around in ONE_LINE and {"\n", '"'} & {*source}:
        return
    plain = [essence(one) for one in aecodec.recognize(source) if one.kind in OWN]
    dressed = [essence(one) for one in aecodec.recognize(AROUND[around](source)) if one.kind in OWN]
    assert dressed == plain


#: Kinds of things that hold no others and are no words.
OWN = frozenset(
    {Kind.TRANSACTION, Kind.OBJECT, Kind.IDENTIFIER, Kind.SIGNATURE, Kind.BYTES, Kind.RLP, Kind.DAMAGED}
)


def essence(reading: Reading) -> tuple[Any, ...]:
    return reading.kind, reading.value, reading.text, reading.suggestion, str(reading.error)
