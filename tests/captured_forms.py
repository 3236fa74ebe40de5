"""The bundled session as other programs would have written it down."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from aecodec.inspector import captures
from aecodec.inspector.captures import Capture, Entry

from .conftest import ROOT
from .recorded_sessions import Record, founding_session

FOLDER = ROOT / "tests" / "vectors" / "captures"


def side(participant: str, kinds: Iterable[str] = ("open", "message")) -> list[Record]:
    """The records of one participant."""
    return [one for one in founding_session() if one["participant"] == participant and one["kind"] in kinds]


def frames_of(capture: Capture, participant: str | None = None) -> list[tuple[str, Any]]:
    """Who sent each frame of a capture, and its value."""
    return [
        (entry.kind, None if entry.frame is None else entry.frame.value)
        for entry in capture.messages
        if participant in (None, entry.participant)
    ]


def expected(participant: str) -> list[tuple[str, Any]]:
    """The same of the bundled session."""
    return frames_of(captures.read(captures.sample()), participant)


def har_socket(records: list[Record], start: float = 1_700_000_000) -> dict[str, Any]:
    """An entry of the log of Chrome: a message every tenth of a second."""
    messages = [
        {
            "type": record["direction"],
            "time": start + at / 10,
            "opcode": 1,
            "data": json.dumps(record["frame"]),
        }
        for at, record in enumerate(record for record in records if record["kind"] == "message")
    ]
    (opened,) = (record["url"] for record in records if record["kind"] == "open")
    return {
        "startedDateTime": "2023-11-14T22:13:20.000Z",
        "request": {"method": "GET", "url": opened},
        "_resourceType": "websocket",
        "_webSocketMessages": messages,
    }


def har(*entries: dict[str, Any], indent: int | None = 2) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}, indent=indent)


def arrows(records: list[Record]) -> str:
    """As wscat writes at a terminal, without what moves the cursor."""
    lines = [
        f"{'>' if record['direction'] == 'send' else '<'} {json.dumps(record['frame'])}"
        for record in records
        if record["kind"] == "message"
    ]
    return "\n".join(
        ["Connected (press CTRL+C to quit)", *lines, 'Disconnected (code: 1000, reason: "")', ""]
    )


def one(capture: Capture) -> Entry:
    (entry,) = capture.entries
    return entry
