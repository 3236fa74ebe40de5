"""Builders: complete transactions from plain arguments, or an error that names the argument."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, SignedTx, decode_tx, encode_tx, fees, text
from aecodec.build import channel_create_tx
from aecodec.derived import channel_id_of
from aecodec.errors import BuildError
from aecodec.objects import replace
from aecodec.protocol import IdKind, Protocol
from aecodec.signing import verify
from aecodec.state_tree import state_hash
from aecodec.tx import ChannelCreateTxV1, ChannelCreateTxV2

from .conftest import founding

FOUNDING = founding()
PLAIN = (
    "initiator_id",
    "initiator_amount",
    "responder_id",
    "responder_amount",
    "push_amount",
    "channel_reserve",
    "lock_period",
    "nonce",
)
DELEGATES = [Id.of(IdKind.ACCOUNT, bytes([number]) * 32) for number in (7, 8)]


def create(**changes: Any) -> ChannelCreateTxV1 | ChannelCreateTxV2:
    """The founding session's channel_create, with some arguments changed."""
    fields: dict[str, Any] = {name: FOUNDING[name] for name in PLAIN}
    if "protocol" not in changes:
        fields["version"] = 1
    return channel_create_tx(**{**fields, **changes})


def refused(**changes: Any) -> BuildError:
    with pytest.raises(BuildError) as wrong:
        create(**changes)
    assert "\n" not in str(wrong.value)
    assert isinstance(wrong.value, ValueError)
    return wrong.value


# --- what comes out -----------------------------------------------------------------------------


def test_the_founding_session_s_transaction_is_rebuilt_from_plain_fields() -> None:
    built = create()
    assert encode_tx(SignedTx(signatures=(), transaction=built)) == FOUNDING["unsigned"]
    assert built.fee == FOUNDING["fee"] == 17_620_000_000_000
    assert channel_id_of(built) == FOUNDING["channel_id"]
    signed = decode_tx(FOUNDING["co_signed"])
    assert isinstance(signed, SignedTx)
    assert replace(signed, transaction=built) == signed
    assert verify(replace(signed, transaction=built), FOUNDING["network_id"]).ok


def test_push_ttl_and_delegates_have_defaults() -> None:
    fields: dict[str, Any] = {name: FOUNDING[name] for name in PLAIN if name != "push_amount"}
    built = channel_create_tx(**fields, version=2)
    assert isinstance(built, ChannelCreateTxV2)
    assert (built.ttl, built.initiator_delegate_ids, built.responder_delegate_ids) == (0, (), ())
    balances = {FOUNDING[f"{who}_id"]: FOUNDING[f"{who}_amount"] for who in ("initiator", "responder")}
    assert text.encode("st", built.state_hash) == state_hash(balances)


@pytest.mark.parametrize(
    ("protocol", "cls"),
    [
        (Protocol.ROMA, ChannelCreateTxV1),
        (4, ChannelCreateTxV1),
        ("lima", ChannelCreateTxV1),
        ("iris", ChannelCreateTxV2),
        ("Ceres", ChannelCreateTxV2),
        (Protocol.SALUS, ChannelCreateTxV2),
    ],
)
def test_a_protocol_chooses_the_version_that_it_has(protocol: Any, cls: type) -> None:
    assert type(create(protocol=protocol)) is cls


def test_delegates_go_where_the_version_has_them() -> None:
    first = create(delegate_ids=[str(delegate) for delegate in DELEGATES], ttl=100)
    assert isinstance(first, ChannelCreateTxV1)
    assert (first.delegate_ids, first.ttl) == (tuple(DELEGATES), 100)
    second = create(
        protocol="iris", initiator_delegate_ids=DELEGATES[:1], responder_delegate_ids=DELEGATES[1:]
    )
    assert isinstance(second, ChannelCreateTxV2)
    assert (second.initiator_delegate_ids, second.responder_delegate_ids) == (
        (DELEGATES[0],),
        (DELEGATES[1],),
    )
    assert second.fee == fees.min_fee(second)


def test_ids_and_their_text_build_the_same() -> None:
    ids = {name: Id(FOUNDING[name]) for name in ("initiator_id", "responder_id")}
    assert create(**ids) == create()
    assert create(**{name: bytes(value) for name, value in ids.items()}) == create()


@given(st.integers(0, 2**80), st.integers(0, 2**80), st.integers(0, 2**80), st.integers(0, 2**80), st.data())
def test_whatever_is_built_has_the_state_after_the_push_and_the_least_fee(
    left: int, right: int, push: int, reserve: int, data: st.DataObject
) -> None:
    price = data.draw(st.integers(10**6, 10**20))
    built = create(
        initiator_amount=left + push + reserve,
        responder_amount=right + reserve,
        push_amount=push,
        channel_reserve=reserve,
        gas_price=price,
        protocol="iris",
    )
    balances = {FOUNDING["initiator_id"]: left + reserve, FOUNDING["responder_id"]: right + reserve + push}
    assert text.encode("st", built.state_hash) == state_hash(balances)
    assert built.fee == fees.gas(built) * price
    assert decode_tx(encode_tx(built)) == built


# --- values -------------------------------------------------------------------------------------

NUMBERS = (
    "initiator_amount",
    "responder_amount",
    "push_amount",
    "channel_reserve",
    "lock_period",
    "nonce",
    "ttl",
    "fee",
    "gas_price",
)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "field_type"),
        (1e14, "field_type"),
        ("100000000000000", "field_type"),
        (-1, "uint_negative"),
        (2**256, "uint_too_long"),
        (2**20_000, "uint_too_long"),
    ],
    ids=["bool", "float", "str", "negative", "2^256", "2^20000"],
)
def test_a_number_that_is_no_amount_is_refused_by_its_name(name: str, value: Any, code: str) -> None:
    error = refused(**{name: value})
    assert (error.code, error.path) == (code, name)


@pytest.mark.parametrize(
    "name", [name for name in NUMBERS if name not in ("push_amount", "ttl", "fee", "gas_price")]
)
def test_none_is_no_number(name: str) -> None:
    error = refused(**{name: None})
    assert (error.code, error.path) == ("field_type", name)


@pytest.mark.parametrize("name", ["initiator_id", "responder_id"])
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (FOUNDING["channel_id"], "id_tag_not_allowed"),
        (FOUNDING["responder_id"][:-1], "bad_checksum"),
        (bytes(33), "id_tag_unknown"),
        (bytes(32), "id_length"),
        ([bytes(33)], "field_type"),
        (None, "field_type"),
    ],
)
def test_a_participant_is_an_account(name: str, value: Any, code: str) -> None:
    error = refused(**{name: value})
    assert (error.code, error.path) == (code, name)


def test_the_participants_of_a_channel_are_two_accounts() -> None:
    error = refused(responder_id=FOUNDING["initiator_id"])
    assert (error.code, error.path) == ("same_participants", "responder_id")


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"push_amount": 70_000_000_000_001}, "push_too_large", "push_amount"),
        ({"push_amount": 69_999_999_999_999}, "below_reserve", "initiator_amount"),
        ({"channel_reserve": 70_000_000_000_000}, "below_reserve", "initiator_amount"),
        ({"channel_reserve": 40_000_000_000_002}, "below_reserve", "responder_amount"),
        ({"responder_amount": 0}, "below_reserve", "responder_amount"),
    ],
)
def test_after_the_push_both_must_have_the_reserve(changes: dict[str, Any], code: str, path: str) -> None:
    error = refused(**changes)
    assert (error.code, error.path) == (code, path)


def test_the_reserve_may_just_be_reached() -> None:
    assert create(responder_amount=1).channel_reserve == 2
    assert create(push_amount=69_999_999_999_998).channel_reserve == 2
    assert create(initiator_amount=2, push_amount=0, responder_amount=2).channel_reserve == 2


@pytest.mark.parametrize(
    ("delegates", "code", "path"),
    [
        ([FOUNDING["channel_id"]], "id_tag_not_allowed", "delegate_ids[0]"),
        ([DELEGATES[0], 5], "field_type", "delegate_ids[1]"),
        (str(DELEGATES[0]), "field_type", "delegate_ids"),
    ],
)
def test_delegates_are_a_list_of_accounts(delegates: Any, code: str, path: str) -> None:
    error = refused(delegate_ids=delegates)
    assert (error.code, error.path) == (code, path)


# --- version and protocol -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"version": 1, "initiator_delegate_ids": DELEGATES}, "initiator_delegate_ids"),
        ({"version": 1, "responder_delegate_ids": []}, "responder_delegate_ids"),
        ({"version": 2, "delegate_ids": DELEGATES}, "delegate_ids"),
        ({"protocol": "iris", "delegate_ids": ()}, "delegate_ids"),
    ],
)
def test_delegates_of_another_version_are_refused(changes: dict[str, Any], path: str) -> None:
    error = refused(**changes)
    assert (error.code, error.path) == ("argument_not_in_version", path)


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"version": None}, "argument_missing", "version"),
        ({"version": 1, "protocol": 4}, "arguments_exclude", "version"),
        ({"version": 3}, "unknown_version", "version"),
        ({"version": 0}, "unknown_version", "version"),
        ({"version": True}, "field_type", "version"),
        ({"version": "1"}, "field_type", "version"),
        ({"protocol": "rome"}, "protocol_unknown", "protocol"),
        ({"protocol": 0}, "protocol_unknown", "protocol"),
        ({"protocol": 9}, "protocol_unknown", "protocol"),
        ({"protocol": True}, "field_type", "protocol"),
        ({"protocol": 5.0}, "field_type", "protocol"),
    ],
)
def test_exactly_one_of_version_and_protocol_is_needed(changes: Any, code: str, path: str) -> None:
    error = refused(**changes)
    assert (error.code, error.path) == (code, path)


# --- fee ----------------------------------------------------------------------------------------


def test_a_fee_of_one_s_own_is_taken_as_it_is() -> None:
    assert create(fee=10**15).fee == 10**15


def test_of_fee_and_gas_price_the_larger_fee_counts() -> None:
    """As in the node: the fee given, but not below the least one at the gas price."""
    for price in (10**6, 10**9, 10**12):
        least = create(gas_price=price).fee
        for fee, expected in ((least - 1, least), (least, least), (least + 1, least + 1), (0, least)):
            assert create(fee=fee, gas_price=price).fee == expected
    error = refused(fee=10**15, gas_price=0, version=2)
    assert (error.code, error.path) == ("gas_price_too_low", "gas_price")


@pytest.mark.parametrize(
    ("choice", "price"),
    [
        ({"version": 1}, 1),
        ({"protocol": "roma"}, 1),
        ({"protocol": "minerva"}, 10**6),
        ({"protocol": "lima"}, 10**6),
        ({"version": 2}, 10**6),
        ({"protocol": "iris"}, 10**6),
    ],
)
def test_the_least_fee_is_taken_and_one_less_is_refused(choice: dict[str, Any], price: int) -> None:
    lowest = create(**choice, gas_price=price)
    assert create(**choice, fee=lowest.fee) == lowest
    error = refused(**choice, fee=lowest.fee - 1)
    assert (error.code, error.path) == ("fee_too_low", "fee")
    below = refused(**choice, gas_price=price - 1)
    assert (below.code, below.path) == ("gas_price_too_low", "gas_price")


def test_a_forgotten_fee_is_never_zero() -> None:
    assert create().fee > 0
    assert refused(fee=0).code == "fee_too_low"


def test_arguments_have_names() -> None:
    with pytest.raises(TypeError):
        channel_create_tx(*(FOUNDING[name] for name in PLAIN), version=1)  # type: ignore[call-arg]
    fields: dict[str, Any] = {name: FOUNDING[name] for name in PLAIN if name != "nonce"}
    with pytest.raises(TypeError, match="nonce"):
        channel_create_tx(**fields, version=1)
