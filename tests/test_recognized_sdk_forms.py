"""Objects as SDKs print what they have decoded: read as what they are, or not at all."""

from __future__ import annotations

import json
import pprint
import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import aecodec
from aecodec import recognize, to_json
from aecodec.recognition import Confidence, Kind, Reading
from aecodec.testing import transactions

ALICE = "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M"
BOB = "ak_BobY97QUVR4iDLg4k3RKmy6shZYx9FR75nLaN33GsVmSnhWxn"
#: What version 14 of the JavaScript SDK shows of an unpacked transaction, printed by Node.js 20.
SPEND = f"""{{
  version: 1,
  senderId: '{ALICE}',
  recipientId: '{BOB}',
  amount: '10000000000000000000',
  fee: '16820000000000',
  ttl: 0,
  nonce: 42,
  payload: 'ba_Xfbg4g==',
  tag: 12
}}"""
SIGNED = f"""{{
  signatures: [
    Buffer(64) [Uint8Array] [
      {", ".join(map(str, range(64)))}
    ]
  ],
  encodedTx: {SPEND},
  tag: 11,
  version: 1
}}"""


def forms(source: str) -> list[Reading]:
    return [one for one in recognize(source) if one.kind is Kind.JSON_FORM]


def expected() -> aecodec.SpendTx:
    return aecodec.SpendTx(
        sender_id=ALICE,
        recipient_id=BOB,
        amount=10**19,
        fee=16_820_000_000_000,
        ttl=0,
        nonce=42,
        payload=b"",
    )


def test_an_unpacked_transaction_of_the_javascript_sdk() -> None:
    (reading,) = forms(f"unpacked: {SPEND}\n")
    assert reading.value == expected()
    assert (reading.text, reading.confidence) == (aecodec.encode_tx(expected()), Confidence.LIKELY)
    assert reading.why == "its members are those that SDKs show of a SpendTx"


def test_a_signed_one_with_its_buffers() -> None:
    (reading,) = forms(SIGNED)
    assert reading.value == aecodec.SignedTx(signatures=[bytes(range(64))], transaction=expected())


def test_names_that_differ_from_those_of_the_fields() -> None:
    source = (
        f"{{ tag: 42, version: 1, ownerId: '{ALICE}', nonce: 1, code: 'cb_Xfbg4g==', fee: '1', ttl: 0,"
        " deposit: '0', ctVersion: { vmVersion: 8, abiVersion: 3 }, amount: 0n, gasLimit: 1000,"
        " gasPrice: '1000000000', callData: 'cb_Xfbg4g==' }"
    )
    (reading,) = forms(source)
    assert (reading.value.gas, reading.value.ct_version) == (1000, aecodec.CtVersion(vm=8, abi=3))


def camel(name: str) -> str:
    return re.sub("_+([a-z])", lambda match: match[1].upper(), name)


def as_sdk(form: Any) -> Any:
    """Write a JSON form as the JavaScript SDK names its members."""
    if isinstance(form, list):
        return [as_sdk(item) for item in form]
    if not isinstance(form, dict):
        return form
    return {camel(name): as_sdk(item) for name, item in form.items() if name != "type"}


@given(transactions(), st.sampled_from([json.dumps, repr, pprint.pformat]))
def test_any_transaction_in_camel_case_is_the_same_or_nothing(tx: aecodec.Tx, write: Any) -> None:
    form = to_json(tx, ints="string")
    assume("type" not in json.dumps(form).replace('"type":', ""))  # of oracles' times to live
    for reading in forms(write(as_sdk(form))):
        if reading.start == 0:
            assert reading.value == tx


@pytest.mark.parametrize(
    "change",
    [
        ("nonce: 42,", ""),
        ("nonce: 42,", "nonce: 42, more: 1,"),
        ("nonce: 42", "nonce: -1"),
        ("nonce: 42", "nonce: '0x2a'"),
        ("nonce: 42", "nonce: []"),
        ("nonce: 42", "nonce: [Object]"),
        ("tag: 12", "tag: 999"),
        ("version: 1", "version: 9"),
        ("version: 1", "version: null"),
        ("version: 1", "version: {}"),
        (BOB, BOB[:-1]),
        ("'ba_Xfbg4g=='", "[300]"),
        ("'ba_Xfbg4g=='", "{}"),
    ],
)
def test_what_is_not_whole_is_no_object(change: tuple[str, str]) -> None:
    source = SPEND.replace(*change)
    assert source != SPEND
    assert forms(source) == []
    assert ALICE in {one.text for one in recognize(source)}
