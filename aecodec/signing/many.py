"""Many transactions verified at once, over threads, which check signatures without Python's lock.

What one transaction needs, and what its verdict means, is in `transactions`.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sized
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from .._validation import as_network
from ..codec import Data, as_tx
from ..errors import DecodeError, SignatureError
from ..objects import Tx
from .keys import Check, fits_each
from .signers import Participants, both_of
from .transactions import Asking, Verification, verifying

_Verdicts: TypeAlias = list[Verification | DecodeError]

#: Transactions that a thread takes at once: a few ms of work, so that handing them over costs little. Fewer
#: of a short list, an eighth for each thread, so that none is left alone for long at the end.
_LEAST: Final = 8
_MOST: Final = 128
_SHARES: Final = 8

#: Chunks read ahead for each thread: none has to wait for the caller's, and little is held in memory.
_AHEAD: Final = 2


def verify_many(
    txs: Iterable[Tx | Data],
    network_id: str,
    threads: int | None = None,
    *,
    participants: Participants | None = None,
    inner: bool = False,
) -> list[Verification | DecodeError]:
    """What `verify` says of each transaction, in order; the error, as a value, where one does not decode.

    threads: how many check signatures, one for each processor that this process may use if not given; 1
    works in the caller's own thread. Transactions are taken from `txs` in the caller's thread and little
    faster than they are verified. Other arguments are those of `verify` and hold for every transaction.

    Raises SignatureError for an empty network id or wrong participants, ValueError for less than one thread,
    TypeError for arguments of the wrong type, an item that is no transaction, text or bytes among them.
    """
    if isinstance(txs, (str, bytes, bytearray, memoryview, Tx)):
        raise TypeError(f"expected several transactions, not one {type(txs).__name__}")
    work = _Work(as_network(network_id, SignatureError), both_of(participants), inner)
    count = _threads(threads)
    chunks = _chunks(txs, count)
    first = next(chunks, [])
    chunks = chain((first,), chunks)
    if count == 1 or len(first) < _LEAST:
        return [verdict for chunk in chunks for verdict in work.verdicts(chunk)]
    return _over_threads(work, chunks, count)


class _Work:
    """What is asked of every transaction; `stopped` once nobody waits for the answers."""

    __slots__ = ("_inner", "_network", "_participants", "stopped")

    def __init__(self, network: bytes, participants: Participants | None, inner: bool) -> None:
        self._network = network
        self._participants = participants
        self._inner = inner
        self.stopped = False

    def verdicts(self, chunk: list[Tx | Data]) -> _Verdicts:
        """The answers to a chunk; not all of them if the work is stopped meanwhile.

        All transactions ask their first question, which are answered together, then their second.
        """
        verdicts: dict[int, Verification | DecodeError] = {}
        asking: dict[int, tuple[Asking[Verification], Check]] = {}
        for index, tx in enumerate(chunk):
            try:
                begun = verifying(as_tx(tx), self._network, self._participants, self._inner)
            except DecodeError as error:
                # Its traceback would keep the frames of this thread alive, and with them all that they hold.
                verdicts[index] = error.with_traceback(None)
                continue
            _go_on(index, begun, None, asking, verdicts)
        while asking and not self.stopped:
            questions = list(asking.items())
            answers = fits_each([check for _, (_, check) in questions])
            for (index, (begun, _)), answer in zip(questions, answers, strict=True):
                _go_on(index, begun, answer, asking, verdicts)
        return [verdicts[index] for index in range(len(chunk)) if index in verdicts]


def _go_on(
    index: int,
    begun: Asking[Verification],
    answer: bool | None,
    asking: dict[int, tuple[Asking[Verification], Check]],
    verdicts: dict[int, Verification | DecodeError],
) -> None:
    """Gives an answer, and keeps the next question or the verdict."""
    try:
        asking[index] = begun, next(begun) if answer is None else begun.send(answer)
    except StopIteration as end:
        asking.pop(index, None)
        verdicts[index] = end.value


def _over_threads(work: _Work, chunks: Iterable[list[Tx | Data]], count: int) -> _Verdicts:
    from concurrent.futures import Future, ThreadPoolExecutor  # slow to import, and few need it

    verdicts: _Verdicts = []
    waiting: deque[Future[_Verdicts]] = deque()
    pool = ThreadPoolExecutor(count, thread_name_prefix="aecodec-verify")
    try:
        for chunk in chunks:
            waiting.append(pool.submit(work.verdicts, chunk))
            if len(waiting) > _AHEAD * count:
                verdicts += waiting.popleft().result()
        while waiting:
            verdicts += waiting.popleft().result()
    finally:
        # After an error or an interruption each thread ends its transaction, not all of its chunk.
        work.stopped = True
        pool.shutdown(cancel_futures=True)
    return verdicts


def _threads(threads: int | None) -> int:
    if threads is None:
        return _processors()
    if not isinstance(threads, int) or isinstance(threads, bool):
        raise TypeError(f"threads: expected an integer, not {type(threads).__name__}")
    if threads < 1:
        raise ValueError(f"threads: expected 1 or more, not {threads}")
    return threads


def _processors() -> int:
    """How many processors this process may use, as far as the host tells."""
    usable: Any = getattr(os, "process_cpu_count", None)  # from Python 3.13 on
    if usable is None:
        affinity: Any = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
        return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    return usable() or 1


def _chunks(txs: Iterable[Tx | Data], threads: int) -> Iterator[list[Tx | Data]]:
    """The transactions in portions; those of an iterator, whose number nobody knows, begin small."""
    known = len(txs) // (threads * _SHARES) if isinstance(txs, Sized) else _LEAST
    size = min(max(known, _LEAST), _MOST)
    left = iter(txs)
    while chunk := list(islice(left, size)):
        yield chunk
        if not isinstance(txs, Sized):
            size = min(2 * size, _MOST)
