"""Merging of what several connections or captures hold, in the order in which it happened.

Each of them is in order by itself. Between them, what one side sends comes before the other side receives it:
a node hands on the transactions and the messages of its client as they are. Time stamps decide where such
causes leave a choice, if all of them can be compared; the clocks of two machines never count against a cause.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Any, Final, NamedTuple, TypeAlias

from .. import _strict_json
from ..rpc.frames import Error, Frame, Notification, UnknownFrame
from .model import Entry
from .times import Time, parse_time

__all__ = ["are_timed", "merge_entries", "texts_in"]

_CHAT: Final = "channels.message"
#: Texts of one frame that are compared with those of other streams.
_MOST_TEXTS: Final = 100
_DAY: Final = 86_400_000_000


class _Place(NamedTuple):
    """An entry by the number of its stream, and its own in that."""

    stream: int
    at: int


_Streams: TypeAlias = Sequence[Sequence[Entry]]


def merge_entries(streams: _Streams) -> list[Entry]:
    """Merge streams of entries, each of which is in order."""
    if len(streams) == 1:
        return list(streams[0])
    return list(_Merger(streams).merge())


class _Merger:
    """Takes the earliest of the next entries that wait for nothing, again and again."""

    def __init__(self, streams: _Streams) -> None:
        self._streams = streams
        self._causes = _find_causes(streams)
        self._times = _times_of(streams)
        self._heads = [0] * len(streams)
        # The next entries by their times; a place that is no longer the next of its stream does not count.
        self._ready: list[tuple[int, _Place]] = []
        self._waiting: list[tuple[int, _Place]] = []
        self._effects: defaultdict[_Place, list[int]] = defaultdict(list)

    def merge(self) -> Iterator[Entry]:
        for stream in range(len(self._streams)):
            self._enter(stream)
        while self._ready or self._waiting:
            # Causes that contradict one another are no reason to leave anything out.
            _, place = heappop(self._ready or self._waiting)
            stream, at = place
            if self._heads[stream] != at:
                continue
            yield self._streams[stream][at]
            self._heads[stream] += 1
            self._enter(stream)
            for other in self._effects.pop(place, ()):
                self._enter(other)

    def _enter(self, stream: int) -> None:
        """Put the next entry of a stream among those that are ready, or that wait."""
        at = self._heads[stream]
        if at == len(self._streams[stream]):
            return
        place = _Place(stream, at)
        key = (self._times[stream][at] if self._times else 0, place)
        for cause in self._causes.get(place, ()):
            if self._heads[cause.stream] <= cause.at:
                self._effects[cause].append(stream)
                heappush(self._waiting, key)
                return
        heappush(self._ready, key)


# --- causes -------------------------------------------------------------------------------------


def texts_in(frame: Frame | UnknownFrame | None) -> list[str]:
    """Return the texts of transactions in a frame, in order."""
    found: list[str] = []
    # A refusal repeats the request: what that carries was found where it was sent.
    skipped = frame.request if isinstance(frame, Error) else None
    pending = [] if frame is None else [frame.value]
    while pending and len(found) < _MOST_TEXTS:
        item = pending.pop()
        if isinstance(item, dict) and item is not skipped:
            pending += reversed(item.values())
        elif isinstance(item, list) and item is not skipped:
            pending += reversed(item)
        elif isinstance(item, str) and item.startswith("tx_"):
            found.append(item)
    return found


def _find_causes(streams: _Streams) -> dict[_Place, list[_Place]]:
    """Find the entries that wait for one of another stream."""
    sent: dict[Hashable, _Place] = {}
    needs: list[tuple[_Place, Hashable]] = []
    for stream, entries in enumerate(streams):
        seen: set[Hashable] = set()
        chats: Counter[tuple[str, str]] = Counter()
        for at, entry in enumerate(entries):
            if not entry.is_message:
                continue
            place = _Place(stream, at)
            keys: list[Hashable] = [text for text in texts_in(entry.frame) if text not in seen]
            if (said := _chat(entry)) is not None:
                chats[entry.kind, said] += 1
                keys.append((said, chats[entry.kind, said]))
            seen.update(keys)
            for key in keys:
                if entry.kind == "send":
                    sent.setdefault(key, place)
                else:
                    needs.append((place, key))
    causes: defaultdict[_Place, list[_Place]] = defaultdict(list)
    for place, key in needs:
        if (cause := sent.get(key)) is not None and cause.stream != place.stream:
            causes[place].append(cause)
    return causes


def _chat(entry: Entry) -> str | None:
    """Return what the participants write to each other in a message; None for all others."""
    frame = entry.frame
    if not isinstance(frame, Notification) or frame.method != _CHAT or not isinstance(frame.params, dict):
        return None
    holder: Any = frame.params
    if entry.kind == "receive":
        holder = frame.data.get("message") if isinstance(frame.data, dict) else None
    return _strict_json.dump(holder["info"]) if isinstance(holder, dict) and "info" in holder else None


# --- time stamps --------------------------------------------------------------------------------


def are_timed(streams: _Streams) -> bool:
    """Return True if the entries of all streams have time stamps that can be compared."""
    return _times_of(streams) is not None


def _times_of(streams: _Streams) -> list[list[int]] | None:
    """Return the time of each entry in microseconds; None if the streams have none, or none to compare."""
    parsed = [[parse_time(entry.time) if entry.time else None for entry in entries] for entries in streams]
    scales = [{time.scale for time in times if time is not None} for times in parsed]
    if len({*map(frozenset, scales)}) != 1 or len(scales[0]) != 1:
        return None
    return [_in_order(times) for times in parsed]


def _in_order(times: list[Time | None]) -> list[int]:
    """Give what has no time, or an earlier one than what stands before it, the time of that."""
    last = next(time.microseconds for time in times if time is not None)
    days = 0
    made = []
    for time in times:
        if time is not None:
            moment = time.microseconds + days
            if time.scale == "day" and moment < last - _DAY // 2:
                days += _DAY  # midnight has passed
                moment += _DAY
            last = max(last, moment)
        made.append(last)
    return made
