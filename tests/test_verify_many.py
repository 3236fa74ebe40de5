"""Verifying many transactions over threads: what a loop of `verify` says, in order, errors as values."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aecodec import Id, Key, SpendTx, encode_tx, replace, sign, to_bytes
from aecodec.errors import DecodeError, RlpError, SignatureError, TextError
from aecodec.protocol import IdKind
from aecodec.signing import keys, many, verify, verify_many
from aecodec.signing.keys import fits, fits_each
from aecodec.tx import ChannelCloseMutualTx, ChannelOffchainTxV2

from .conftest import ROOT, founding

FOUNDING = founding()
NETWORK: str = FOUNDING["network_id"]
ALICE, BOB = (Key.from_seed(bytes([number]) * 32) for number in (1, 2))
SPEND = SpendTx(
    sender_id=ALICE.address, recipient_id=BOB.address, amount=1, fee=2, ttl=0, nonce=3, payload=b""
)
CLOSE = ChannelCloseMutualTx(
    channel_id=Id.of(IdKind.CHANNEL, bytes(32)),
    from_id=ALICE.address,
    initiator_amount_final=1,
    responder_amount_final=2,
    ttl=0,
    fee=3,
    nonce=4,
)
SIGNED = sign(SPEND, ALICE, NETWORK)
#: Every kind of item and of verdict: good, half signed, unsigned, of another network, undecodable.
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


def told(verdict: Any) -> Any:
    """A verdict, or all that an error says: errors are equal only to themselves."""
    return (type(verdict), verdict.args) if isinstance(verdict, DecodeError) else verdict


def looped(txs: list[Any], network_id: str = NETWORK, **options: Any) -> list[Any]:
    """What a loop of `verify` says."""

    def one(tx: Any) -> Any:
        try:
            return verify(tx, network_id, **options)
        except DecodeError as error:
            return error

    return [told(one(tx)) for tx in txs]


# --- what it says -------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [None, 1, 2, 3, 40])
@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 200])
def test_it_says_what_a_loop_says_in_the_same_order(threads: int | None, count: int) -> None:
    txs = [ITEMS[index * 7 % len(ITEMS)] for index in range(count)]
    assert [told(verdict) for verdict in verify_many(txs, NETWORK, threads)] == looped(txs)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(ITEMS), max_size=60), st.integers(1, 4))
def test_any_mixture_is_what_a_loop_says(txs: list[Any], threads: int) -> None:
    assert [told(verdict) for verdict in verify_many(txs, NETWORK, threads)] == looped(txs)


def test_the_error_of_an_item_stands_in_its_place() -> None:
    txs = [FOUNDING["co_signed"]] * 90
    txs[3], txs[50] = "tx_AAAA", b"\xc1"
    verdicts = verify_many(iter(txs), NETWORK, 2)
    assert [index for index, verdict in enumerate(verdicts) if not verdict] == []
    errors = {index: verdict for index, verdict in enumerate(verdicts) if isinstance(verdict, DecodeError)}
    assert {index: type(error) for index, error in errors.items()} == {3: TextError, 50: RlpError}
    assert [error.code for error in errors.values()] == ["too_short", "rlp_truncated"]


def test_participants_and_inner_hold_for_every_transaction() -> None:
    state = ChannelOffchainTxV2(channel_id=Id.of(IdKind.CHANNEL, bytes(32)), round=2, state_hash=bytes(32))
    signed = [sign(sign(replace(state, round=number), ALICE, NETWORK), BOB, NETWORK) for number in range(20)]
    both = (str(ALICE.address), BOB.address)
    assert all(verify_many(signed, NETWORK, 2, participants=both))
    assert not any(verify_many(signed, NETWORK, 2))
    inner = [sign(SPEND, ALICE, NETWORK, inner=True)] * 20
    assert all(verify_many(inner, NETWORK, 2, inner=True))
    assert not any(verify_many(inner, NETWORK, 2))


def test_any_iterable_will_do() -> None:
    expected = looped([SIGNED] * 30)
    for txs in (
        [SIGNED] * 30,
        (SIGNED,) * 30,
        (SIGNED for _ in range(30)),
        dict.fromkeys(range(30), SIGNED).values(),
    ):
        assert verify_many(txs, NETWORK, 2) == expected
    assert verify_many(iter(()), NETWORK) == []


def test_an_error_keeps_nothing_alive_that_its_thread_held() -> None:
    class Wire(bytearray):
        """Bytes that can be watched."""

    watched = [Wire(b"\xc1") for _ in range(20)]
    alive = [weakref.ref(wire) for wire in watched]
    errors = verify_many(watched, NETWORK, 2)
    del watched
    gc.collect()
    assert [error.__traceback__ for error in errors if isinstance(error, DecodeError)] == [None] * 20
    assert not any(reference() for reference in alive)


# --- how it works -------------------------------------------------------------------------------


def test_a_list_is_read_little_faster_than_it_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    done = 0

    def verified(*_: Any) -> Iterator[Any]:
        nonlocal done
        done += 1
        yield from ()

    def source() -> Iterator[Any]:
        for taken in range(2000):
            assert taken - done <= 8 * 128
            yield SIGNED

    monkeypatch.setattr(many, "verifying", verified)
    assert len(verify_many(source(), NETWORK, 2)) == 2000


def test_the_caller_s_thread_reads_the_iterable_and_others_verify(monkeypatch: pytest.MonkeyPatch) -> None:
    readers, workers = set(), set()

    def source() -> Iterator[Any]:
        for _ in range(100):
            readers.add(threading.get_ident())
            yield SIGNED

    def noted(checks: list[Any]) -> list[bool]:
        workers.add(threading.get_ident())
        return fits_each(checks)

    monkeypatch.setattr(many, "fits_each", noted)
    assert all(verify_many(source(), NETWORK, 2))
    assert readers == {threading.get_ident()}
    assert len(workers) <= 2
    assert readers.isdisjoint(workers)
    workers.clear()
    assert all(verify_many(source(), NETWORK, 1))
    assert workers == readers


def test_few_transactions_and_one_thread_need_no_pool() -> None:
    work = (
        f"import sys, aecodec.signing as s; tx = {FOUNDING['co_signed']!r}; net = {NETWORK!r};"
        "pool = lambda: 'concurrent.futures' in sys.modules;"
        "assert all(s.verify_many([tx] * 7, net, 2)) and not pool();"
        "assert all(s.verify_many([tx] * 20, net, 1)) and not pool();"
        "assert all(s.verify_many([tx] * 20, net, 2)) and pool()"
    )
    subprocess.run([sys.executable, "-c", work], check=True, cwd=ROOT)


def test_threads_may_be_the_first_to_use_everything() -> None:
    """Schemas, bindings and texts of ids are made on first use; here many threads are first at once."""
    work = (
        "import sys; sys.setswitchinterval(1e-6); from aecodec.signing import verify_many;"
        f"verdicts = verify_many([{FOUNDING['co_signed']!r}] * 64, {NETWORK!r}, 8);"
        "assert all(verdict.ok for verdict in verdicts) and len(verdicts) == 64"
    )
    subprocess.run([sys.executable, "-c", work], check=True, cwd=ROOT, timeout=60)


# --- errors and interruptions -------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2])
def test_what_is_neither_transaction_nor_text_nor_bytes_is_raised(threads: int) -> None:
    strangers: tuple[Any, ...] = (None, 5, object())
    for stranger in strangers:
        with pytest.raises(TypeError):
            verify_many([SIGNED] * 40 + [stranger] + [SIGNED] * 40, NETWORK, threads)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, MemoryError, ZeroDivisionError])
@pytest.mark.parametrize("threads", [1, 2])
def test_an_interruption_while_reading_ends_all_work_at_once(
    fault: type[BaseException], threads: int
) -> None:
    def source() -> Iterator[Any]:
        yield from [SIGNED] * 100
        raise fault

    ends_within(5, lambda: verify_many(source(), NETWORK, threads), fault)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, MemoryError])
def test_an_interruption_of_the_work_waits_for_one_question_of_each_thread(
    monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    begun = 0

    def slow(checks: list[Any]) -> list[bool]:
        nonlocal begun
        begun += 1
        if begun == 3:
            raise fault
        time.sleep(0.05)
        return fits_each(checks)

    monkeypatch.setattr(many, "fits_each", slow)
    ends_within(5, lambda: verify_many([SIGNED] * 400, NETWORK, 2), fault)
    assert begun < 80


def ends_within(seconds: float, call: Callable[[], object], fault: type[BaseException]) -> None:
    """The call raises this soon, and no thread of it is left."""
    before, start = threading.active_count(), time.monotonic()
    with pytest.raises(fault):
        call()
    assert time.monotonic() - start < seconds
    assert threading.active_count() == before


@pytest.mark.parametrize("threads", [0, -1, -(1 << 70)])
def test_less_than_one_thread_is_refused(threads: int) -> None:
    with pytest.raises(ValueError, match=r"threads: expected 1 or more, not -?[0-9]+"):
        verify_many([], NETWORK, threads)


@pytest.mark.parametrize("threads", [True, False, "2", 2.0, [2]])
def test_what_is_no_number_of_threads_is_refused(threads: Any) -> None:
    with pytest.raises(TypeError, match="threads: expected an integer, not"):
        verify_many([], NETWORK, threads)


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
                verify_many(txs, NETWORK, 2, participants=both)


@pytest.mark.parametrize(
    "one", [FOUNDING["co_signed"], to_bytes(SIGNED), bytearray(), memoryview(b""), SIGNED]
)
def test_one_transaction_is_not_many(one: Any) -> None:
    with pytest.raises(TypeError, match="expected several transactions, not one"):
        verify_many(one, NETWORK)


# --- processors ---------------------------------------------------------------------------------


class Host:
    """An `os` with these functions alone."""

    def __init__(self, **functions: Callable[..., Any]) -> None:
        vars(self).update(functions)


@pytest.mark.parametrize(
    ("host", "processors"),
    [
        (Host(process_cpu_count=lambda: 3, sched_getaffinity=lambda _: {0}), 3),
        (Host(process_cpu_count=lambda: None), 1),
        (Host(sched_getaffinity=lambda _: {1, 5}, cpu_count=lambda: 8), 2),
        (Host(cpu_count=lambda: 4), 4),
        (Host(cpu_count=lambda: None), 1),
    ],
)
def test_a_thread_for_every_processor_that_the_process_may_use(
    monkeypatch: pytest.MonkeyPatch, host: Host, processors: int
) -> None:
    monkeypatch.setattr(many, "os", host)
    assert many._processors() == processors


# --- many signatures in one go --------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [False, True], ids=["called directly", "through PyNaCl"])
def test_many_signatures_are_judged_as_each_is(monkeypatch: pytest.MonkeyPatch, hidden: bool) -> None:
    if hidden:
        monkeypatch.setattr(keys, "_opener", lambda: None)
    key, other = (Key.from_seed(bytes([number]) * 32) for number in (1, 2))
    low_order = Id.of(IdKind.ACCOUNT, bytes(31) + b"\x80")
    checks: list[keys.Check] = [(b"", b"", key.address), (bytes(63), b"m", key.address)]
    for size in (0, 1, 100, 5000):
        message = bytes(range(256)) * 20
        signature = key.sign(message[:size])
        checks += [
            (signature, message[:size], key.address),
            (signature, message[:size], other.address),
            (signature, message[: size + 1], key.address),
            (signature[:32] + bytes(32), message[:size], key.address),
            (bytes(64), message[:size], low_order),
            (b"\xff" * 64, message[:size], key.address),
        ]
    expected = [fits(*check) for check in checks]
    assert fits_each(checks) == expected
    assert sum(expected) == 4
    assert fits_each([]) == []
    assert fits_each(checks[:2]) == [False, False]
