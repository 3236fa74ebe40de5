"""Many threads at once, and buffers that change while they are read."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

import aecodec
from aecodec import Key

from .mutated_rlp import spend
from .shared_vectors import WIRES
from .tx_texts import BAD, TEXTS

THREADS = 8


def outcome(call: Callable[[Any], Any], data: Any) -> Any:
    """The value, or all that the error says."""
    try:
        return call(data)
    except aecodec.AecodecError as error:
        return type(error).__name__, str(error), error.code, error.path, error.offset
    except ValueError as error:  # of the other copy of the package
        return type(error).__name__, str(error), *(vars(error)[name] for name in ("code", "path", "offset"))


@contextmanager
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def together(work: Callable[[int], object], threads: int = THREADS) -> None:
    """Does it on many threads at once, and raises what one of them raises."""
    barrier = threading.Barrier(threads)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:
            raised.append(error)

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    with restless():
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    if raised:
        raise raised[0]


# --- threads --------------------------------------------------------------------------------------


def test_good_and_bad_inputs_on_many_threads_give_what_they_give_alone(twin: ModuleType) -> None:
    inputs = [item for pair in zip(TEXTS, BAD * 2, strict=False) for item in pair] + list(WIRES.values())
    calls = [twin.decode_object, twin.decode_tx, twin.decode_raw, twin.decode_lenient, twin.tx_hash]
    alone = [[outcome(call, data) for data in inputs] for call in calls]
    assert {type(one).__name__ for row in alone for one in row} >= {
        "SignedTx",
        "tuple",
        "Raw",
        "LenientResult",
        "str",
    }

    def work(number: int) -> None:
        for turn in range(3):
            at = (number + turn) % len(calls)
            places = range(len(inputs)) if number % 2 else reversed(range(len(inputs)))
            for place in places:
                assert outcome(calls[at], inputs[place]) == alone[at][place]

    together(work)


def test_many_at_once_on_many_threads_are_what_they_are_alone(twin: ModuleType) -> None:
    inputs = [*TEXTS, *(bad for bad in BAD if isinstance(bad, str)), *TEXTS]
    alone = [outcome(lambda one: one, one) for one in map(str, twin.decode_txs(inputs))]

    def work(number: int) -> None:
        for _ in range(4):
            assert list(map(str, twin.decode_txs(inputs))) == alone

    together(work)


def test_one_object_may_be_used_by_many_threads(twin: ModuleType) -> None:
    for text in TEXTS[:6]:
        tx, again = twin.decode_tx(text), twin.decode_tx(text)
        facts: list[Any] = []

        def work(number: int, tx: Any = tx, facts: list[Any] = facts) -> None:
            # The text of an identifier is made once, when it is first asked for.
            facts.append((twin.encode_tx(tx), repr(tx), hash(tx), str(twin.to_json(tx)), twin.tx_hash(tx)))

        together(work)
        assert set(facts) == {(text, repr(again), hash(again), str(twin.to_json(again)), twin.tx_hash(again))}


def test_an_error_leaves_nothing_behind(twin: ModuleType) -> None:
    fresh = [outcome(twin.decode_tx, data) for data in (*TEXTS, *BAD)]
    for bad in BAD:
        for _ in range(3):
            with pytest.raises(twin.DecodeError) as caught:
                twin.decode_tx(bad)
            caught.value.within("changed").code = "changed"
        assert [outcome(twin.decode_tx, data) for data in (*TEXTS, *BAD)] == fresh


def test_signatures_are_made_and_checked_on_many_threads() -> None:
    keys = [Key.from_seed(bytes([number]) * 32) for number in range(THREADS)]
    alone = [key.sign(b"message") for key in keys]

    def work(number: int) -> None:
        for turn in range(20):
            at = (number + turn) % THREADS
            assert keys[at].sign(b"message") == alone[at]
            assert aecodec.verify_signature(
                signature=alone[at], message=b"message", account_id=keys[at].address
            )
            assert not aecodec.verify_signature(
                signature=alone[at], message=b"message", account_id=keys[at - 1].address
            )

    together(work)


# --- what changes while it is read ----------------------------------------------------------------


#: Where bytes are taken, and what is made of them.
READERS: dict[str, Callable[[ModuleType, Any], Any]] = {
    "a transaction": lambda t, d: t.decode_tx(d),
    "an object": lambda t, d: t.decode_object(d),
    "many": lambda t, d: str(t.decode_txs([d])[0]),
    "columns": lambda t, d: bytes(t.columns([d], t.SpendTx)["payload"]),
    "RLP": lambda t, d: t.rlp.decode(d),
    "a raw tree": lambda t, d: t.decode_raw(d),
    "an lenient": lambda t, d: t.decode_lenient(d),
    "a hash": lambda t, d: t.tx_hash(d),
    "RLP to be written": lambda t, d: t.rlp.encode([b"", [d]]),
    "text to be written": lambda t, d: t.encode("ba", d),
    "a field": lambda t, d: t.replace(t.decode_tx(spend()), payload=d).payload,
    "a message": lambda t, d: t.signing.message_hash(d),
}


@contextmanager
def changing(buffer: bytearray, contents: list[bytes]) -> Iterator[None]:
    """Another thread puts one content after the other into the buffer, each at once, as fast as it can."""
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for content in contents:
                try:
                    buffer[:] = content
                except BufferError:  # somebody reads it
                    continue

    thread = threading.Thread(target=change)
    with restless():
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="contents change bit by bit")
@pytest.mark.parametrize("reader", READERS)
def test_a_buffer_that_changes_is_read_as_it_was_at_one_moment(twin: ModuleType, reader: str) -> None:
    call = lambda data: READERS[reader](twin, data)  # noqa: E731
    # Of one length and of others: good ones, and one that is bad at its end.
    contents = [spend(payload=bytes([number]) * 3000) for number in (1, 2)]
    contents += [spend(payload=b"\3" * 2000), contents[0][:-1] + b"\xff", contents[1] + b"\0"]
    contents += [b"\xb9\x0b\xb8" + bytes([number]) * 3000 for number in (5, 6)]  # no object at all
    possible = [outcome(call, content) for content in contents]
    buffer = bytearray(contents[0])
    with changing(buffer, contents):
        for _ in range(150):
            for view in (buffer, memoryview(bytes(buffer))):
                assert outcome(call, view) in possible


def test_a_view_of_a_buffer_that_changes_is_read_as_it_was(twin: ModuleType) -> None:
    contents = [spend(payload=bytes([number]) * 3000) for number in (1, 2)]
    possible = [twin.decode_tx(content) for content in contents]
    buffer = bytearray(contents[0])
    with changing(buffer, contents), memoryview(buffer) as view:
        for _ in range(200):
            assert outcome(twin.decode_tx, view) in possible
            assert outcome(twin.decode_tx, view[::1]) in possible
