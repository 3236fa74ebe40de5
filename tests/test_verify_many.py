"""Verifying many transactions: what a loop of `verify` says, in order, with errors as values."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, encode_tx, replace, sign, to_bytes
from aecodec.errors import DecodeError, RlpError, SignatureError, TextError
from aecodec.protocol import IdKind
from aecodec.signing import verify, verify_many
from aecodec.tx import ChannelOffchainTxV2

from .conftest import examples, founding
from .signed_txs import ALICE, BOB, authorize, close, spend

FOUNDING = founding()
NETWORK: str = FOUNDING["network_id"]
SPEND, CLOSE = spend(), close()
SIGNED = sign(SPEND, ALICE, NETWORK)
#: Every kind of item and of result: good, half signed, unsigned, of another network, undecodable.
ITEMS: tuple[Any, ...] = (
    FOUNDING["co_signed"],
    FOUNDING["half_signed"],
    FOUNDING["unsigned"],
    SPEND,
    SIGNED,
    encode_tx(SIGNED),
    to_bytes(SIGNED),
    bytearray(to_bytes(SIGNED)),
    memoryview(to_bytes(SIGNED)),
    sign(SPEND, ALICE, "ae_uat"),
    sign(SPEND, BOB, NETWORK),
    sign(sign(CLOSE, ALICE, NETWORK), BOB, NETWORK, "hash"),
    "tx_nonsense",
    b"",
    to_bytes(SIGNED)[:-1],
    FOUNDING["channel_id"],
)


def comparable(result: Any) -> Any:
    """Return the result, or the content of an error: errors are equal only to themselves."""
    return (type(result), result.args) if isinstance(result, DecodeError) else result


def looped(txs: list[Any], network_id: str = NETWORK, **options: Any) -> list[Any]:
    """Call `verify` in a loop."""

    def one(tx: Any) -> Any:
        try:
            return verify(tx, network_id, **options)
        except DecodeError as error:
            return error

    return [comparable(one(tx)) for tx in txs]


# --- what it says -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 200])
def test_it_says_what_a_loop_says_in_the_same_order(count: int) -> None:
    txs = [ITEMS[index * 7 % len(ITEMS)] for index in range(count)]
    assert [comparable(result) for result in verify_many(txs, NETWORK)] == looped(txs)


@examples(25)
@given(st.lists(st.sampled_from(ITEMS), max_size=60))
def test_any_mixture_is_what_a_loop_says(txs: list[Any]) -> None:
    assert [comparable(result) for result in verify_many(txs, NETWORK)] == looped(txs)


def test_the_error_of_an_item_stands_in_its_place() -> None:
    txs = [FOUNDING["co_signed"]] * 90
    txs[3], txs[50] = "tx_AAAA", b"\xc1"
    results = verify_many(iter(txs), NETWORK)
    assert [index for index, result in enumerate(results) if not result] == []
    errors = {index: result for index, result in enumerate(results) if isinstance(result, DecodeError)}
    assert {index: type(error) for index, error in errors.items()} == {3: TextError, 50: RlpError}
    assert [error.code for error in errors.values()] == ["too_short", "rlp_truncated"]


def test_participants_and_inner_hold_for_every_transaction() -> None:
    state = ChannelOffchainTxV2(channel_id=Id.of(IdKind.CHANNEL, bytes(32)), round=2, state_hash=bytes(32))
    signed = [sign(sign(replace(state, round=number), ALICE, NETWORK), BOB, NETWORK) for number in range(20)]
    both = (str(ALICE.address), BOB.address)
    assert all(verify_many(signed, NETWORK, participants=both))
    assert not any(verify_many(signed, NETWORK))
    inner = [sign(SPEND, ALICE, NETWORK, inner=True)] * 20
    assert all(verify_many(inner, NETWORK, inner=True))
    assert not any(verify_many(inner, NETWORK))


def test_trust_in_contracts_holds_for_every_transaction() -> None:
    meta = [authorize(SPEND, ALICE)] * 3
    assert not any(verify_many(meta, NETWORK))
    assert all(verify_many(meta, NETWORK, trust_ga=True))


def test_any_iterable_will_do() -> None:
    expected = looped([SIGNED] * 30)
    for txs in (
        [SIGNED] * 30,
        (SIGNED,) * 30,
        (SIGNED for _ in range(30)),
        dict.fromkeys(range(30), SIGNED).values(),
    ):
        assert verify_many(txs, NETWORK) == expected
    assert verify_many(iter(()), NETWORK) == []


def test_an_error_keeps_nothing_alive_that_its_thread_held() -> None:
    class Wire(bytearray):
        """Bytes that can be watched."""

    watched = [Wire(b"\xc1") for _ in range(20)]
    alive = [weakref.ref(wire) for wire in watched]
    errors = verify_many(watched, NETWORK)
    del watched
    gc.collect()
    assert [error.__traceback__ for error in errors if isinstance(error, DecodeError)] == [None] * 20
    assert not any(reference() for reference in alive)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, MemoryError, ZeroDivisionError])
def test_an_interruption_while_reading_is_raised(fault: type[BaseException]) -> None:
    def source() -> Iterator[Any]:
        yield from [SIGNED] * 3
        raise fault

    with pytest.raises(fault):
        verify_many(source(), NETWORK)


@pytest.mark.parametrize("other", [None, 5, object()])
def test_what_is_neither_transaction_nor_text_nor_bytes_is_raised(other: Any) -> None:
    with pytest.raises(TypeError):
        verify_many([SIGNED, other, SIGNED], NETWORK)


@pytest.mark.parametrize("network_id", ["", "\ud800", None, b"ae_uat", 5])
def test_a_network_id_is_refused_as_verify_refuses_it(network_id: Any) -> None:
    def refusal(call: Callable[..., object], given: object) -> Any:
        with pytest.raises((SignatureError, TypeError)) as caught:
            call(given, network_id)
        return type(caught.value), str(caught.value)

    expected = refusal(verify, SIGNED)
    for txs in ([], [SIGNED] * 20):
        assert refusal(verify_many, txs) == expected


def test_wrong_participants_are_raised_and_are_no_error_of_an_item() -> None:
    for participants, fault in (
        ((ALICE.address, ALICE.address), SignatureError),
        ((ALICE.address, "ak_nonsense"), TextError),
        (str(ALICE.address), TypeError),
    ):
        for txs in ([], [SIGNED] * 20):
            both: Any = participants
            with pytest.raises(fault):
                verify_many(txs, NETWORK, participants=both)


@pytest.mark.parametrize(
    "one", [FOUNDING["co_signed"], to_bytes(SIGNED), bytearray(), memoryview(b""), SIGNED]
)
def test_one_transaction_is_not_many(one: Any) -> None:
    with pytest.raises(TypeError, match="expected several transactions, not one"):
        verify_many(one, NETWORK)
