"""Protocols: where they begin, which version is whose, and at which one a transaction is valid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec import (
    ChannelCreateTx,
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ChannelOffchainTxV1,
    ChannelOffchainTxV2,
    CtVersion,
    GAMetaTxV1,
    GAMetaTxV2,
    HCVoteTx,
    Id,
    IdPointer,
    NameUpdateTxV2,
    PayingForTx,
    Pointer,
    SignedTx,
    SpendTx,
    Tx,
    decode_tx,
    replace,
)
from aecodec._validation import as_protocol
from aecodec.errors import FieldError
from aecodec.objects import fields_invalid_at, protocols_of
from aecodec.protocol import CURRENT_PROTOCOL, DEFAULT_VM_ABI, PROTOCOL_STARTS, VM_SINCE, IdKind, Protocol
from aecodec.schema import classes

from .conftest import spec_rows, spec_text
from .shared_vectors import known_object

ROMA, MINERVA, FORTUNA, LIMA, IRIS, CERES, ARCUS, SALUS = Protocol
NAME = Id.of(IdKind.NAME, bytes(32))


def since(first: Protocol, last: Protocol = SALUS) -> tuple[Protocol, ...]:
    return tuple(member for member in Protocol if first <= member <= last)


def around(tx: Tx) -> SignedTx:
    return SignedTx(signatures=(), transaction=tx)


def test_protocols_begin_where_the_specification_says() -> None:
    rows = json.loads(spec_text("objects.json"))["protocols"]
    theirs = {row["name"]: (row["version"], row["mainnet_height"], row["testnet_height"]) for row in rows}
    ours = {member.name.lower(): (int(member), *start) for member, start in PROTOCOL_STARTS.items()}
    assert ours == theirs


def test_protocols_follow_one_another_and_the_current_one_is_the_last_that_runs() -> None:
    assert list(PROTOCOL_STARTS) == list(Protocol)
    for column in zip(*PROTOCOL_STARTS.values(), strict=True):
        heights = [height for height in column if height is not None]
        assert heights == sorted(set(heights))
        assert heights[0] == 0
    running = [member for member, start in PROTOCOL_STARTS.items() if start.mainnet is not None]
    assert running[-1] is CURRENT_PROTOCOL
    assert PROTOCOL_STARTS[IRIS].mainnet == 441_444  # docs/protocol/objects.md, Protocols


def test_the_usual_machine_of_a_protocol_is_there_by_then() -> None:
    for protocol, (vm, _) in DEFAULT_VM_ABI.items():
        assert VM_SINCE[vm] <= protocol


@pytest.mark.parametrize(
    "given", [Protocol.IRIS, 5, "iris", "Iris", "IRIS"], ids=["member", "number", "lower", "title", "upper"]
)
def test_a_protocol_goes_by_number_and_name(given: Any) -> None:
    assert as_protocol(given) is Protocol.IRIS


@pytest.mark.parametrize("given", [0, 9, -1, 10**30, "", "rome", "5", "iris "])
def test_there_is_no_other_protocol(given: Any) -> None:
    with pytest.raises(FieldError) as wrong:
        as_protocol(given)
    assert (wrong.value.code, wrong.value.path) == ("protocol_unknown", "protocol")


@pytest.mark.parametrize("given", [None, True, 5.0, b"iris"])
def test_a_protocol_is_a_number_or_text(given: Any) -> None:
    with pytest.raises(TypeError, match="protocol"):
        as_protocol(given)


# --- versions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (SpendTx, since(ROMA)),
        (ChannelCreateTxV1, since(ROMA, LIMA)),
        (ChannelCreateTxV2, since(IRIS)),
        (ChannelOffchainTxV1, since(ROMA, FORTUNA)),
        (ChannelOffchainTxV2, since(FORTUNA)),
        (GAMetaTxV1, since(FORTUNA, LIMA)),
        (PayingForTx, since(IRIS)),
        (HCVoteTx, since(CERES)),
    ],
)
def test_a_class_has_its_protocols(cls: type[Tx], expected: tuple[Protocol, ...]) -> None:
    assert protocols_of(cls) == expected


def test_a_base_without_fields_has_no_protocols() -> None:
    with pytest.raises(TypeError, match="ChannelCreateTxV1, ChannelCreateTxV2"):
        protocols_of(ChannelCreateTx)


def test_every_version_is_valid_where_the_specification_says() -> None:
    rows = json.loads(spec_text("objects.json"))["objects"]
    spans = {(row["tag"], row["version"]): row["protocols"] for row in rows if row["is_tx"]}
    ours = [cls for cls in classes() if issubclass(cls, Tx)]
    assert len(ours) == len(spans)
    for cls in ours:
        span = spans[cls.TAG, cls.VERSION]
        assert protocols_of(cls) == since(Protocol(span["from"]), Protocol(span["to"] or SALUS))


# --- transactions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "field", "first"),
    [
        ("OracleQueryTx", "oracle_id", IRIS),
        ("ContractCallTx", "contract_id", CERES),
        ("SpendTx", "recipient_id", ROMA),
        ("NameTransferTx", "recipient_id", ROMA),
    ],
)
def test_a_name_stands_for_another_identifier_only_later(name: str, field: str, first: Protocol) -> None:
    tx = known_object(name)
    if name == "ContractCallTx":
        tx = replace(tx, abi_version=1)
    named = replace(tx, **{field: NAME})
    assert protocols_of(named) == since(first)
    if first > ROMA:
        assert fields_invalid_at(named, Protocol(first - 1)) == (field,)
    assert fields_invalid_at(named, first) == ()


@pytest.mark.parametrize(
    ("version", "first"),
    [((1, 1), ROMA), ((3, 1), MINERVA), ((4, 1), FORTUNA), ((5, 3), LIMA), ((6, 1), LIMA), ((7, 3), IRIS),
     ((8, 3), CERES), ((99, 3), ROMA)],
)  # fmt: skip
def test_a_contract_needs_its_virtual_machine(version: tuple[int, int], first: Protocol) -> None:
    assert protocols_of(replace(known_object("ContractCreateTx"), ct_version=CtVersion(*version))) == since(
        first
    )


def test_a_call_needs_its_abi() -> None:
    call = replace(known_object("ContractCallTx"), contract_id=Id.of(IdKind.CONTRACT, bytes(32)))
    assert protocols_of(replace(call, abi_version=3)) == since(LIMA)
    assert protocols_of(replace(call, abi_version=1)) == since(ROMA)


def test_a_second_name_update_without_raw_data_is_never_valid() -> None:
    update = known_object("NameUpdateTxV2")
    account = Id.of(IdKind.ACCOUNT, bytes(32))
    assert isinstance(update, NameUpdateTxV2)
    assert protocols_of(replace(update, pointers=(Pointer(b"a", account), Pointer(b"b", b"")))) == since(
        CERES
    )
    for pointers in ((), (Pointer(b"a", account),)):
        assert protocols_of(replace(update, pointers=pointers)) == ()
    first = known_object("NameUpdateTxV1")
    assert protocols_of(replace(first, pointers=(IdPointer(b"a", account),))) == since(ROMA)


def test_what_is_wrapped_must_be_valid_as_well() -> None:
    spend = known_object("SpendTx")
    payer, first, second = known_object("PayingForTx"), known_object("GAMetaTxV1"), known_object("GAMetaTxV2")
    assert protocols_of(replace(payer, tx=around(spend))) == since(IRIS)
    assert protocols_of(replace(first, abi_version=1, tx=around(spend))) == since(FORTUNA, LIMA)
    assert protocols_of(replace(first, abi_version=3, tx=around(spend))) == (LIMA,)
    assert protocols_of(replace(second, tx=around(known_object("ChannelCreateTxV1")))) == ()
    named = replace(known_object("ContractCallTx"), contract_id=NAME, abi_version=3)
    nested = replace(payer, tx=around(replace(second, tx=around(named))))
    assert protocols_of(nested) == protocols_of(around(nested)) == since(CERES)
    assert fields_invalid_at(nested, IRIS) == ("tx",)


def test_a_payload_counts_too() -> None:
    close = known_object("ChannelCloseSoloTx")
    for payload, expected in (
        (None, since(ROMA)),
        (around(known_object("ChannelOffchainTxV1")), since(ROMA, FORTUNA)),
        (around(known_object("ChannelOffchainTxV2")), since(FORTUNA)),
    ):
        assert protocols_of(replace(close, payload=payload)) == expected


def test_the_published_vectors_are_valid_within_their_version_s_span() -> None:
    for row in spec_rows("*_tx.jsonl", "*_tx.spec_only.jsonl"):
        tx = decode_tx(row.values[0]["tx"])
        valid = protocols_of(tx)
        assert set(valid) <= set(protocols_of(type(tx)))
        assert valid == tuple(sorted(valid))
        if not valid:
            # Vectors made at random may wrap what their own version has never met.
            assert isinstance(tx, (GAMetaTxV1, GAMetaTxV2, SignedTx))
