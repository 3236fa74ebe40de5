"""Every message of the API is typed and written back: one example of each, and the captured sessions."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from typing import Any

import pytest

from aecodec import rpc
from aecodec.inspector.captures import pairs
from aecodec.rpc import METHODS, RESULTS, Error, Notification, Request, Result, UnknownParams

from .conftest import VECTORS
from .recordings import RECORDINGS, needs_recordings, recorded_history

EXAMPLES: list[dict[str, Any]] = [
    json.loads(line)
    for line in lzma.decompress((VECTORS / "channel_messages.jsonl.xz").read_bytes()).decode().splitlines()
]


def content(frame: Any, direction: Any, method: str | None) -> tuple[Any, Any]:
    """The typed content of a frame, and the JSON value that it stands for."""
    if isinstance(frame, Result):
        assert method is not None
        return rpc.result_of(method, frame.result), frame.result
    if isinstance(frame, Error):
        return rpc.reasons_of(frame), frame.data
    assert isinstance(frame, Request | Notification)
    typed = rpc.params_of(frame, direction)
    return typed, frame.data if direction == "receive" and isinstance(frame, Notification) else frame.params


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["type"])
def test_an_example_is_read_as_its_class_and_written_back(row: dict[str, Any]) -> None:
    frame = rpc.from_json(row["frame"])
    assert rpc.to_json(frame) == row["frame"]
    typed, value = content(frame, row["direction"], row.get("method"))
    names = {type(one).__name__ for one in typed} if isinstance(typed, tuple) else {type(typed).__name__}
    assert names == {row["type"]} if row["type"] != "ok" else typed == "ok"
    assert rpc.to_json(typed) == value
    for one in typed if isinstance(typed, tuple) else (typed,):
        assert not getattr(one, "extra", None)


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["type"])
def test_a_frame_that_is_made_from_an_example_is_that_example(row: dict[str, Any]) -> None:
    frame = rpc.from_json(row["frame"])
    if isinstance(frame, Error):
        return
    typed, _ = content(frame, row["direction"], row.get("method"))
    if isinstance(frame, Result):
        made: Any = rpc.make_result(row["method"], typed, frame.id, frame.channel_id)
    elif row["direction"] == "send":
        made = rpc.make_request(frame.method, typed, getattr(frame, "id", rpc.ABSENT))
    else:
        made = rpc.make_notification(frame.method, typed, frame.params["channel_id"])
    assert made == frame
    assert json.loads(rpc.encode(made)) == row["frame"]


def test_there_is_an_example_of_each_method_result_and_event() -> None:
    frames = [(row["direction"], rpc.from_json(row["frame"]), row.get("method")) for row in EXAMPLES]
    assert {(way, frame.method) for way, frame, _ in frames if hasattr(frame, "method")} == set(METHODS)
    assert {method for _, frame, method in frames if isinstance(frame, Result)} == set(RESULTS)
    events = {
        frame.data["event"] for _, frame, _ in frames if getattr(frame, "method", "") == "channels.info"
    }
    assert events == set(rpc.EVENTS)


@needs_recordings
def test_every_recorded_message_is_typed_but_those_that_the_node_refused_as_malformed() -> None:
    seen: Counter[str] = Counter()
    for path in RECORDINGS:
        entries = recorded_history(path).capture.entries
        for entry, at in zip(entries, pairs(entries), strict=True):
            if not entry.is_message:
                continue
            partner = None if at is None else entries[at].frame
            typed, value = content(entry.frame, entry.kind, getattr(partner, "method", None))
            seen["messages"] += 1
            if isinstance(typed, UnknownParams):
                assert entry.kind == "send", (path.name, entry.line, typed)
                assert isinstance(partner, Error), (path.name, entry.line, typed)
                reasons = {one.code for one in rpc.reasons_of(partner) if isinstance(one, rpc.Reason)}
                assert reasons & {1008, 1014}, (path.name, entry.line, typed)
                assert typed.code == "member_type"
                seen["malformed"] += 1
            else:
                assert rpc.to_json(typed) == value, (path.name, entry.line)
                for one in typed if isinstance(typed, tuple) else (typed,):
                    assert not getattr(one, "extra", None), (path.name, entry.line)
    # Test clients sent numbers as text, and meta that is no list, to see them refused.
    assert seen == {"messages": 7612, "malformed": 516}
