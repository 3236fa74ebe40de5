"""Entries: each object of the state under the key that section 8 of the specification gives it."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import Id, decode_object
from aecodec.errors import FieldError, TextError
from aecodec.protocol import IdKind
from aecodec.state_tree import keys, roots

from .shared_vectors import WIRES

KEY = bytes(range(32))
OTHER = bytes(32)


def named(kind: IdKind) -> Id:
    return Id.of(kind, KEY)


def some(name: str) -> Any:
    return decode_object(WIRES[name])


PLAIN = [
    (keys.account_entry, IdKind.ACCOUNT, "AccountV1"),
    (keys.account_entry, IdKind.ACCOUNT, "AccountV2"),
    (keys.account_entry, IdKind.ACCOUNT, "AccountV3"),
    (keys.channel_entry, IdKind.CHANNEL, "ChannelV1"),
    (keys.channel_entry, IdKind.CHANNEL, "ChannelV2"),
    (keys.channel_entry, IdKind.CHANNEL, "ChannelV3"),
    (keys.name_entry, IdKind.NAME, "NameEntryV1"),
    (keys.name_entry, IdKind.NAME, "NameEntryV2"),
    (keys.commitment_entry, IdKind.COMMITMENT, "NameCommitment"),
    (keys.oracle_entry, IdKind.ORACLE, "RegisteredOracle"),
]


@pytest.mark.parametrize(("entry", "kind", "name"), PLAIN)
def test_an_object_with_an_id_stands_under_its_key(entry: Any, kind: IdKind, name: str) -> None:
    assert entry(named(kind), some(name)) == entry(str(named(kind)), some(name)) == (KEY, WIRES[name])


def test_an_auction_stands_beside_its_name() -> None:
    expected = KEY + b"\0", WIRES["NameAuction"]
    assert keys.auction_entry(named(IdKind.NAME), some("NameAuction")) == expected
    assert keys.auction_key(named(IdKind.NAME)) == keys.auction_key(str(named(IdKind.NAME))) == KEY + b"\0"


def test_a_query_stands_below_its_oracle() -> None:
    oracle = named(IdKind.ORACLE)
    assert keys.query_entry(oracle, OTHER, some("OracleQuery")) == (KEY + OTHER, WIRES["OracleQuery"])
    assert keys.query_key(oracle, OTHER) == KEY + OTHER


@pytest.mark.parametrize("kind", [IdKind.CONTRACT, IdKind.NAME, IdKind.ACCOUNT])
@pytest.mark.parametrize("name", ["ContractCallObjectV2", "ContractCallObjectV3"])
def test_a_call_stands_below_what_was_called(kind: IdKind, name: str) -> None:
    assert keys.call_entry(named(kind), OTHER, some(name)) == (KEY + OTHER, WIRES[name])


@pytest.mark.parametrize("name", ["ContractObjectV1", "ContractObjectV2"])
def test_a_contract_brings_a_mark_and_its_store(name: str) -> None:
    contract = named(IdKind.CONTRACT)
    assert keys.contract_entries(contract, some(name), {b"a": b"1", b"ab": b"2"}) == {
        KEY: WIRES[name],
        KEY + b"\x10": b"\0",
        KEY + b"\x10a": b"1",
        KEY + b"\x10ab": b"2",
    }
    assert keys.store_key(contract, b"ab") == KEY + b"\x10ab"
    assert len(keys.contract_entries(contract, some(name), {})) == 2


def test_entries_make_a_tree() -> None:
    one = keys.account_entry(named(IdKind.ACCOUNT), some("AccountV1"))
    other = keys.account_entry(Id.of(IdKind.ACCOUNT, OTHER), some("AccountV1"))
    assert roots.tree_root([one, other]) == roots.tree_root(dict([other, one]))


@pytest.mark.parametrize(
    ("call", "code", "path"),
    [
        (
            lambda: keys.account_entry(named(IdKind.NAME), some("AccountV1")),
            "id_tag_not_allowed",
            "account_id",
        ),
        (lambda: keys.account_entry("ak_1", some("AccountV1")), "too_short", "account_id"),
        (lambda: keys.store_key(named(IdKind.NAME), b""), "id_tag_not_allowed", "contract_id"),
        (lambda: keys.call_key(named(IdKind.CHANNEL), OTHER), "id_tag_not_allowed", "called_id"),
        (lambda: keys.call_key(named(IdKind.NAME), b""), "bytes_length", "call_id"),
        (lambda: keys.query_key(named(IdKind.ORACLE), b""), "bytes_length", "query_id"),
        (lambda: keys.query_key(named(IdKind.ORACLE), "ba_Xfbg4g=="), "wrong_prefix", "query_id"),
        (lambda: keys.auction_key(named(IdKind.ACCOUNT)), "id_tag_not_allowed", "name_id"),
        (
            lambda: keys.name_entry(named(IdKind.COMMITMENT), some("NameEntryV1")),
            "id_tag_not_allowed",
            "name_id",
        ),
    ],
)
def test_a_wrong_argument_is_named(call: Any, code: str, path: str) -> None:
    with pytest.raises((TextError, FieldError)) as wrong:
        call()
    assert (wrong.value.code, wrong.value.path) == (code, path)


def test_an_object_of_another_tree_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="expected Account, found ChannelV1"):
        keys.account_entry(named(IdKind.ACCOUNT), some("ChannelV1"))
    with pytest.raises(TypeError):
        keys.contract_entries(named(IdKind.CONTRACT), some("ContractObjectV1"), {b"k": "v"})  # type: ignore
