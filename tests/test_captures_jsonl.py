"""Captured sessions as JSON lines: records, and lines that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec.inspector.captures import read
from aecodec.limits import MAX_JSON_DEPTH
from aecodec.rpc import decode

from .capture_texts import PING, URL, as_jsonl, block, join_blocks, problem_code, read_one


def test_records_are_read() -> None:
    lines = [
        {"kind": "open", "participant": "initiator", "line": 4, "url": URL + "role=initiator"},
        {
            "kind": "message",
            "direction": "send",
            "participant": "initiator",
            "line": 9,
            "frame": json.loads(PING),
        },
        {"kind": "message", "direction": "receive", "participant": "initiator", "text": "oops"},
        {"kind": "comment", "participant": "initiator", "text": "hm", "time": "2019-01-01 00:00"},
        {"kind": "close", "participant": "initiator"},
    ]
    capture = read("\n".join(map(json.dumps, lines)) + "\n", "file")
    opened, sent, received, comment, closed = capture.entries
    assert (capture.name, capture.form, capture.messages) == ("file", "jsonl", (sent, received))
    assert opened.connection is not None
    assert (opened.connection.role, opened.line) == ("initiator", 4)
    assert (sent.kind, sent.line, sent.frame) == ("send", 9, decode(PING))
    assert (received.kind, received.line, received.text, problem_code(received)) == (
        "receive",
        3,
        "oops",
        "json_syntax",
    )
    assert (comment.kind, comment.text, comment.time, comment.line) == (
        "comment",
        "hm",
        "2019-01-01 00:00",
        4,
    )
    assert (closed.kind, closed.line) == ("close", 5)


def test_what_an_inspection_adds_is_ignored() -> None:
    plain = as_jsonl(join_blocks(block("a ---> node", PING), block("b <--- node", PING)))
    lines = []
    for line in plain.splitlines():
        lines.append(
            json.dumps({**json.loads(line), "known": True, "method": "channels.system", "pair": None})
        )
        lines += ['{"kind":"transaction","object":{"fee":1e5}}', '{"kind":"finding"}', '{"kind":"channel"}']
    lines.append('{"kind":"summary","messages":2}')
    assert read("\n".join(lines)).entries == read(plain).entries


def test_a_line_that_is_no_record_is_kept_with_a_problem() -> None:
    bad = [
        '{"kind":"message"',
        "[]",
        '{"kind":"other","participant":"a"}',
        '{"kind":"close"}',
        '{"kind":"open","participant":"a"}',
        '{"kind":"message","participant":"a","direction":"up","frame":{}}',
        '{"kind":"message","participant":"a","direction":"send"}',
        '{"kind":["comment"],"participant":"a","text":"x"}',
    ]
    capture = read("\n".join(['{"kind":"close","participant":"a"}', *bad]))
    found = [(entry.line, entry.text, problem_code(entry)) for entry in capture.entries[1:]]
    codes = ["json_syntax"] + ["capture_record"] * 7
    assert found == [
        (number, text, code) for number, (text, code) in enumerate(zip(bad, codes, strict=True), 2)
    ]
    assert read(as_jsonl("\n".join(['{"kind":"close","participant":"a"}', *bad]))).entries == capture.entries


def test_a_frame_inside_a_record_meets_the_limits_of_a_frame() -> None:
    deep = "[" * (MAX_JSON_DEPTH + 1) + "]" * (MAX_JSON_DEPTH + 1)
    entry = read_one('{"kind":"message","participant":"a","direction":"send","frame":' + deep + "}")
    assert (entry.frame, entry.text, problem_code(entry)) == (None, deep, "json_too_deep")
    assert (
        read_one('{"kind":"message","participant":"a","direction":"send","frame":' + deep[1:-1] + "}").problem
        is None
    )


def test_a_problem_of_the_recording_goes_along() -> None:
    for text in (
        f"#### a ---> node\n```\n{PING}\n",
        "#### a ---> node\n",
        "#### a ---> node\n```\noops\n```\n",
        "#### a opens a WebSocket connection\n",
        "#### a info\n#### what is this\n",
        block("a ---> node", "[1 ,\n2.50]"),
        block("a closes WebSocket connection", "code 1000"),
        block("a opens a WebSocket connection", "http://x?fee=z"),
    ):
        assert read(as_jsonl(text)).entries == read(text).entries


def test_a_problem_that_is_none_of_ours_is_not_taken_over() -> None:
    line = {
        "kind": "close",
        "participant": "a",
        "problem": {"code": "x", "message": "y", "line": 1, "path": ""},
    }
    assert read_one(json.dumps(line)).problem is None


@pytest.mark.parametrize("line", [10**2400, 2**53, True, "7", 1.0, None])
def test_what_cannot_be_the_number_of_a_line_is_replaced_by_that_of_the_record(line: Any) -> None:
    record = {"kind": "comment", "participant": "a", "text": "x", "line": line}
    (entry,) = read(json.dumps(record) + "\n").entries
    assert entry.line == 1
