"""Several captures at once: the sides of a channel are put in order, by causes and by times."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec.errors import CaptureError
from aecodec.inspector import findings, merge, read_many, reconstruct, several
from aecodec.inspector.captures import Capture, read, sample, to_line, write

from .capture_texts import PING
from .captured_forms import arrows, frames_of, har, har_socket, side
from .recorded_sessions import Session, text_of

BOTH = ("initiator", "responder")


def merged(*sources: tuple[str, str]) -> Capture:
    (capture,) = read_many(sources)
    return capture


def sides() -> tuple[str, str]:
    return text_of(side("initiator")), text_of(side("responder"))


def causes_hold(capture: Capture) -> bool:
    """Each transaction is sent before the other side receives it, in the same text."""
    sent = {}
    for at, entry in enumerate(capture.entries):
        if entry.kind == "send":
            for text in several.texts_in(entry.frame):
                sent.setdefault(text, at)
    received = [
        (at, sent[text])
        for at, entry in enumerate(capture.entries)
        if entry.kind == "receive"
        for text in several.texts_in(entry.frame)
        if text in sent
    ]
    return len(received) > 5 and all(cause < effect for effect, cause in received)


def messages_by_side(capture: Capture) -> dict[str, Any]:
    return {who: frames_of(capture, who) for who in BOTH}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_both_sides_of_a_channel_become_one_capture_in_the_order_of_causes(order: tuple[int, int]) -> None:
    files = list(zip(sides(), ("a.jsonl", "b.jsonl"), strict=True))
    capture = merged(*(files[at] for at in order))
    assert capture.name == ", ".join(files[at][1] for at in order)
    assert messages_by_side(capture) == messages_by_side(read(sample()))
    assert causes_hold(capture)
    assert {entry.participant: entry.source for entry in capture.entries} == {
        "initiator": "a.jsonl",
        "responder": "b.jsonl",
    }
    history = reconstruct(capture)
    assert len(history.channels) == 1
    assert [one for one in findings(history) if one.severity == "error"] == []
    assert read("\n".join(map(to_line, write(capture.entries)))).entries == capture.entries


def test_times_decide_where_causes_leave_a_choice() -> None:
    logs = [
        har(har_socket(side("initiator"), 1_700_000_000)),
        har(har_socket(side("responder"), 1_700_000_000.05)),
    ]
    capture = merged((logs[0], "a.har"), (logs[1], "b.har"))
    assert (capture.form, capture.unit) == ("har", "entry")
    assert messages_by_side(capture) == messages_by_side(read(sample()))
    assert causes_hold(capture)
    assert [entry.participant for entry in capture.messages[:4]] == ["initiator", "responder"] * 2


@pytest.mark.parametrize("late", [-9_999, 9_999])
def test_a_clock_that_is_wrong_by_hours_counts_less_than_causes(late: int) -> None:
    logs = [har(har_socket(side(who), 1_700_000_000 + (late if who == "responder" else 0))) for who in BOTH]
    capture = merged((logs[0], "a.har"), (logs[1], "b.har"))
    assert causes_hold(capture)
    assert messages_by_side(capture) == messages_by_side(read(sample()))


def test_files_of_different_forms_are_merged() -> None:
    capture = merged(
        (har(har_socket(side("initiator"))), "browser.har"), (arrows(side("responder")), "log.txt")
    )
    assert (capture.form, causes_hold(capture)) == ("several", True)
    assert messages_by_side(capture) == messages_by_side(read(sample()))


def test_the_side_that_is_not_known_is_the_one_that_the_other_is_not() -> None:
    own = Session()
    own.opening().update(2, 5)
    late = [one for one in own.records if one["participant"] == "responder"][-3:]
    early = [one for one in own.records if one["participant"] == "initiator"]
    assert {entry.participant for entry in read(arrows(late)).entries} == {"client"}
    capture = merged((text_of(early), "a"), (arrows(late), "b"))
    assert {entry.source: entry.participant for entry in capture.entries} == {
        "a": "initiator",
        "b": "responder",
    }


def test_captures_of_different_channels_stay_apart() -> None:
    other = Session()
    other.opening().update(2, 5)
    captures = read_many([(sample(), "one"), (text_of(other.records), "two")])
    assert [(capture.name, capture.entries[0].source) for capture in captures] == [
        ("one", None),
        ("two", None),
    ]


def test_two_recordings_of_the_same_sides_are_no_sides_of_each_other() -> None:
    changed = sample().replace('"Hello', '"Good day')
    assert changed != sample()
    assert [capture.name for capture in read_many([(sample(), "one"), (changed, "two")])] == ["one", "two"]


def test_parts_of_one_side_are_put_in_order_by_their_times_alone() -> None:
    records = side("initiator")
    opened, messages = records[:1], records[1:]
    before, after = opened + messages[:20], opened + messages[20:]
    logs = [(har(har_socket(after, 1_700_000_060)), "after"), (har(har_socket(before)), "before")]
    assert frames_of(merged(*logs)) == frames_of(read(text_of(records)))
    untimed = read_many([(text_of(after), "after"), (text_of(before), "before")])
    assert [capture.name for capture in untimed] == ["after", "before"]


def test_a_file_given_twice_or_in_part_is_counted_once() -> None:
    first, second = sides()
    begun = "\n".join(second.splitlines()[:20])
    capture = merged((begun, "b, early"), (first, "a"), (first, "copy of a"), (second, "b"))
    assert capture.name == "a, b"
    assert capture.skipped == {"files that are a part of another one": 2}
    assert messages_by_side(capture) == messages_by_side(read(sample()))


def test_causes_that_contradict_one_another_leave_nothing_out() -> None:
    def record(direction: str, value: str) -> str:
        frame = {"jsonrpc": "2.0", "method": "channels.x", "params": {"tx": value}}
        return json.dumps({"kind": "message", "direction": direction, "participant": "p", "frame": frame})

    one = "\n".join([record("receive", "tx_b"), record("send", "tx_a"), record("send", "tx_c")])
    two = "\n".join([record("receive", "tx_a"), record("send", "tx_b"), record("receive", "tx_c")])
    capture = merged((one, "one"), (two, "two"))
    assert len(capture.messages) == 6


TIMES = (None, "10:00:00", "10:00:01", "23:59:59", "00:00:01", "2020-01-01 10:00:00", "x")
MESSAGES = st.tuples(st.sampled_from(["send", "receive"]), st.integers(0, 6), st.sampled_from(TIMES))


@given(st.lists(st.lists(MESSAGES, max_size=8), min_size=1, max_size=4))
def test_merging_keeps_every_entry_and_the_order_of_each_file(
    files: list[list[tuple[str, int, str | None]]],
) -> None:
    captures = []
    for number, messages in enumerate(files):
        lines = ['{"kind":"close","participant":"p"}']
        for direction, value, time in messages:
            frame = {"jsonrpc": "2.0", "method": "m", "channel_id": "ch", "params": f"tx_{value}"}
            record = {"kind": "message", "direction": direction, "participant": f"p{number}", "frame": frame}
            lines.append(json.dumps(record | ({} if time is None else {"time": time})))
        captures.append(read("\n".join(lines), f"{number}"))
    found: dict[str | None, list[int]] = {}
    for capture in merge(captures):
        for entry in capture.entries:
            found.setdefault(entry.source or capture.name, []).append(entry.line)
    assert all(lines == sorted(lines) for lines in found.values())
    whole = {capture.name: [entry.line for entry in capture.entries] for capture in captures}
    parts = {name for name in whole if name not in found}
    assert found == {name: lines for name, lines in whole.items() if name not in parts}


def test_together_captures_have_no_more_entries_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "MAX_CAPTURE_ENTRIES", 100)
    with pytest.raises(CaptureError) as caught:
        read_many([(sample(), "a"), (sample(), "b")])
    assert caught.value.code == "capture_too_many_entries"


def test_nothing_is_merged_by_pings_alone() -> None:
    one = f"> {PING}\n"
    assert [capture.name for capture in read_many([(one, "a"), (one, "b")])] == ["a", "b"]
