"""Captured sessions in Markdown: headings, bodies, and what is not as it should be."""

from __future__ import annotations

import json

import pytest

from aecodec.inspector.captures import read
from aecodec.rpc import Notification, UnknownFrame, decode

from .capture_texts import PING, as_jsonl, block, join_blocks, problem_code, read_one

# --- the markdown form ----------------------------------------------------------------------------


@pytest.mark.parametrize(("arrow", "kind"), [("--->", "send"), ("<---", "receive")])
def test_a_message_has_direction_participant_line_and_frame(arrow: str, kind: str) -> None:
    entry = read_one(block(f"initiator {arrow} node", PING))
    assert (entry.kind, entry.participant, entry.line) == (kind, "initiator", 3)
    assert entry.frame == decode(PING)
    assert entry.problem is None
    assert entry.text == ""
    assert entry.is_message


@pytest.mark.parametrize("hashes", ["###", "####", "#####", "######"])
def test_headings_of_three_to_six_marks_and_a_time_are_read(hashes: str) -> None:
    text = block("initiator <--- node (2019-05-10 12:21:33.123)", PING).replace("####", hashes)
    entry = read_one(text)
    assert (entry.kind, entry.time) == ("receive", "2019-05-10 12:21:33.123")
    assert read_one(as_jsonl(text)) == entry


def test_any_word_names_a_participant() -> None:
    assert read_one(block("Alice-2 ---> node", PING)).participant == "Alice-2"


def test_comments_keep_their_lines() -> None:
    entry = read_one("#### responder info\n> Channel is `open`\n> and ready\n")
    assert (entry.kind, entry.participant, entry.line) == ("comment", "responder", 2)
    assert (entry.text, entry.problem) == ("Channel is `open`\nand ready", None)


@pytest.mark.parametrize("body", ["```\n\n```\n", "```\n```", "", "\n\n"])
def test_an_empty_close_is_no_problem(body: str) -> None:
    entry = read_one("#### initiator closes WebSocket connection\n" + body)
    assert (entry.kind, entry.participant, entry.text, entry.problem) == ("close", "initiator", "", None)


def test_prose_around_a_recording_is_no_entry() -> None:
    text = join_blocks(
        "# Channels", "Some *words*.", "## Opening", "", block("initiator ---> node", PING), "## Next", "x"
    )
    assert read_one(text).line == 7


def test_windows_line_ends_and_a_byte_order_mark_are_no_problem() -> None:
    text = block("initiator ---> node", json.dumps(json.loads(PING), indent=2))
    assert read("\ufeff" + text.replace("\n", "\r\n")).entries == read(text).entries
    assert read(("\ufeff" + text).encode()).entries == read(text).entries


def test_line_separators_inside_json_part_no_lines() -> None:
    body = '{"jsonrpc":"2.0","method":"a\u2028b\x85c"}'
    entry = read(join_blocks(block("initiator ---> node", body), block("initiator ---> node", PING))).entries
    assert isinstance(entry[0].frame, Notification)
    assert entry[0].frame.method == "a\u2028b\x85c"
    assert entry[1].line == 8


def test_a_longer_fence_may_hold_a_shorter_one() -> None:
    text = f"#### a ---> node\n````json\n{PING}\n````\n"
    assert read_one(text).frame == decode(PING)


# --- markdown that is not as it should be ---------------------------------------------------------


def test_a_body_that_is_no_json_is_kept_with_the_line_of_the_fault() -> None:
    body = '{\n  "jsonrpc": "2.0",\n  "method": oops\n}'
    entry = read_one(block("initiator ---> node", body))
    assert entry.frame is None
    assert entry.text == body
    assert entry.problem is not None
    assert (entry.problem.code, entry.problem.line, entry.line) == ("json_syntax", 5, 3)
    assert "'oops\\n}'" in entry.problem.message


def test_a_repeated_key_in_a_body_is_a_problem_with_its_path() -> None:
    entry = read_one(block("initiator ---> node", '{"params":{"a":1,"a":2}}'))
    assert entry.problem is not None
    assert (entry.problem.code, entry.problem.path) == ("json_repeated_key", "params")


def test_a_frame_of_no_known_kind_is_kept_without_a_problem() -> None:
    entry = read_one(block("initiator <--- node", "[1,\n2]"))
    assert isinstance(entry.frame, UnknownFrame)
    assert (entry.frame.text, entry.problem) == ("[1,\n2]", None)


def test_a_body_without_end_ends_at_the_next_heading() -> None:
    text = f"#### a ---> node\n```\n{PING}\n\n#### b <--- node\n```\n{PING}\n"
    first, second = read(text).entries
    assert (first.participant, first.frame, problem_code(first)) == (
        "a",
        decode(PING),
        "capture_unclosed_body",
    )
    assert (second.participant, second.frame, problem_code(second)) == (
        "b",
        decode(PING),
        "capture_unclosed_body",
    )


def test_a_heading_without_a_body_is_a_problem() -> None:
    text = join_blocks(
        "#### a ---> node", "#### a opens a WebSocket connection", "```", "```", block("b ---> node", PING)
    )
    sent, opened, other = read(text).entries
    assert (sent.kind, problem_code(sent), sent.line) == ("send", "capture_no_body", 1)
    assert (opened.kind, problem_code(opened), opened.connection) == ("open", "capture_no_body", None)
    assert other.problem is None


def test_a_heading_of_another_kind_is_kept_with_what_stands_below_it() -> None:
    text = join_blocks(
        block("a ---> node", PING), "#### node restarts", "> by hand", "```", "#### inner", "```"
    )
    entry = read(text).entries[1]
    assert (entry.kind, entry.line, problem_code(entry)) == ("comment", 6, "capture_heading")
    assert entry.text == "node restarts\nby hand\n```\n#### inner\n```"


def test_text_that_belongs_to_nothing_is_kept() -> None:
    text = block("a ---> node", PING) + "why?\n```\nsecond body\n```\n"
    message, stray = read(text).entries
    assert message.problem is None
    assert (stray.kind, stray.participant, stray.line) == ("comment", "a", 5)
    assert (stray.text, problem_code(stray)) == ("why?\n```\nsecond body\n```", "capture_stray_text")


def test_a_very_long_line_is_no_heading() -> None:
    text = block("a ---> node", PING) + "#### " + " " * 500_000 + "x ---> node\n"
    assert [problem_code(entry) for entry in read(text).entries] == [None, "capture_stray_text"]


def test_headings_of_2018_and_2019_are_read() -> None:
    text = f"""#### initiator init (2018-10-24 12:53:09.656)
```
ws://localhost:3014/channel?role=initiator
```

#### initiator <--- (2018-10-24 12:53:10.683)
```javascript
{PING}
```

#### initiator ---> (2018-10-24 12:53:10.700)
```javascript
{PING}
```

#### responder: (2019-03-18 14:06:36.818)
> Funding has been confirmed locally on-chain
"""
    entries = read(text).entries
    assert [(entry.kind, entry.participant) for entry in entries] == [
        ("open", "initiator"),
        ("receive", "initiator"),
        ("send", "initiator"),
        ("comment", "responder"),
    ]
    assert entries[3].text == "Funding has been confirmed locally on-chain"
    assert entries[3].time == "2019-03-18 14:06:36.818"
    assert all(entry.problem is None for entry in entries)
