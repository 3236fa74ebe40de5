"""Captures: both forms are read, nothing is lost, answers find their requests, and errors name the line."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import inspector
from aecodec.errors import RULES, CaptureError
from aecodec.inspector import captures
from aecodec.inspector.captures import Entry, pairs, read, sample, to_line, write
from aecodec.limits import MAX_CAPTURE_BYTES, MAX_JSON_DEPTH
from aecodec.rpc import Error, Notification, Request, Result, UnknownFrame, decode, encode

from .recordings import OPENING, RECORDINGS, needs_recordings, recorded_history

PING = '{"jsonrpc":"2.0","method":"channels.system","params":{"action":"ping"}}'
URL = "ws://localhost:3014/channel?"


def recorded(*blocks: str) -> str:
    return "\n".join(blocks)


def block(heading: str, body: str, language: str = "javascript") -> str:
    return f"#### {heading}\n```{language}\n{body}\n```\n"


def only(text: str) -> Entry:
    entries = read(text).entries
    assert len(entries) == 1, entries
    return entries[0]


def code_of(entry: Entry) -> str | None:
    return entry.problem.code if entry.problem else None


def as_records(text: str) -> str:
    return "\n".join(to_line(record) for record in write(read(text).entries))


def refusal(source: Any) -> CaptureError:
    with pytest.raises(CaptureError) as caught:
        read(source, "session")
    assert caught.value.path == "session"
    assert "\n" not in str(caught.value)
    return caught.value


# --- the markdown form --------------------------------------------------------------------------


@pytest.mark.parametrize(("arrow", "kind"), [("--->", "send"), ("<---", "receive")])
def test_a_message_has_direction_participant_line_and_frame(arrow: str, kind: str) -> None:
    entry = only(block(f"initiator {arrow} node", PING))
    assert (entry.kind, entry.participant, entry.line) == (kind, "initiator", 3)
    assert entry.frame == decode(PING)
    assert entry.problem is None
    assert entry.text == ""
    assert entry.is_message


@pytest.mark.parametrize("hashes", ["###", "####", "#####", "######"])
def test_headings_of_three_to_six_marks_and_a_time_are_read(hashes: str) -> None:
    text = block("initiator <--- node (2019-05-10 12:21:33.123)", PING).replace("####", hashes)
    entry = only(text)
    assert (entry.kind, entry.time) == ("receive", "2019-05-10 12:21:33.123")
    assert only(as_records(text)) == entry


def test_any_word_names_a_participant() -> None:
    assert only(block("Alice-2 ---> node", PING)).participant == "Alice-2"


def test_comments_keep_their_lines() -> None:
    entry = only("#### responder info\n> Channel is `open`\n> and ready\n")
    assert (entry.kind, entry.participant, entry.line) == ("comment", "responder", 2)
    assert (entry.text, entry.problem) == ("Channel is `open`\nand ready", None)


@pytest.mark.parametrize("body", ["```\n\n```\n", "```\n```", "", "\n\n"])
def test_an_empty_close_is_no_problem(body: str) -> None:
    entry = only("#### initiator closes WebSocket connection\n" + body)
    assert (entry.kind, entry.participant, entry.text, entry.problem) == ("close", "initiator", "", None)


def test_prose_around_a_recording_is_no_entry() -> None:
    text = recorded(
        "# Channels", "Some *words*.", "## Opening", "", block("initiator ---> node", PING), "## Next", "x"
    )
    assert only(text).line == 7


def test_windows_line_ends_and_a_byte_order_mark_are_no_problem() -> None:
    text = block("initiator ---> node", json.dumps(json.loads(PING), indent=2))
    assert read("\ufeff" + text.replace("\n", "\r\n")).entries == read(text).entries
    assert read(("\ufeff" + text).encode()).entries == read(text).entries


def test_line_separators_inside_json_part_no_lines() -> None:
    body = '{"jsonrpc":"2.0","method":"a\u2028b\x85c"}'
    entry = read(recorded(block("initiator ---> node", body), block("initiator ---> node", PING))).entries
    assert isinstance(entry[0].frame, Notification)
    assert entry[0].frame.method == "a\u2028b\x85c"
    assert entry[1].line == 8


def test_a_longer_fence_may_hold_a_shorter_one() -> None:
    text = f"#### a ---> node\n````json\n{PING}\n````\n"
    assert only(text).frame == decode(PING)


# --- markdown that is not as it should be -------------------------------------------------------


def test_a_body_that_is_no_json_is_kept_with_the_line_of_the_fault() -> None:
    body = '{\n  "jsonrpc": "2.0",\n  "method": oops\n}'
    entry = only(block("initiator ---> node", body))
    assert entry.frame is None
    assert entry.text == body
    assert entry.problem is not None
    assert (entry.problem.code, entry.problem.line, entry.line) == ("json_syntax", 5, 3)
    assert "'oops\\n}'" in entry.problem.message


def test_a_repeated_key_in_a_body_is_a_problem_with_its_path() -> None:
    entry = only(block("initiator ---> node", '{"params":{"a":1,"a":2}}'))
    assert entry.problem is not None
    assert (entry.problem.code, entry.problem.path) == ("json_repeated_key", "params")


def test_a_frame_of_no_known_kind_is_kept_without_a_problem() -> None:
    entry = only(block("initiator <--- node", "[1,\n2]"))
    assert isinstance(entry.frame, UnknownFrame)
    assert (entry.frame.text, entry.problem) == ("[1,\n2]", None)


def test_a_body_without_end_ends_at_the_next_heading() -> None:
    text = f"#### a ---> node\n```\n{PING}\n\n#### b <--- node\n```\n{PING}\n"
    first, second = read(text).entries
    assert (first.participant, first.frame, code_of(first)) == ("a", decode(PING), "capture_unclosed_body")
    assert (second.participant, second.frame, code_of(second)) == ("b", decode(PING), "capture_unclosed_body")


def test_a_heading_without_a_body_is_a_problem() -> None:
    text = recorded(
        "#### a ---> node", "#### a opens a WebSocket connection", "```", "```", block("b ---> node", PING)
    )
    sent, opened, other = read(text).entries
    assert (sent.kind, code_of(sent), sent.line) == ("send", "capture_no_body", 1)
    assert (opened.kind, code_of(opened), opened.connection) == ("open", "capture_no_body", None)
    assert other.problem is None


def test_a_heading_of_another_kind_is_kept_with_what_stands_below_it() -> None:
    text = recorded(block("a ---> node", PING), "#### node restarts", "> by hand", "```", "#### inner", "```")
    entry = read(text).entries[1]
    assert (entry.kind, entry.line, code_of(entry)) == ("comment", 6, "capture_heading")
    assert entry.text == "node restarts\nby hand\n```\n#### inner\n```"


def test_text_that_belongs_to_nothing_is_kept() -> None:
    text = block("a ---> node", PING) + "why?\n```\nsecond body\n```\n"
    message, stray = read(text).entries
    assert message.problem is None
    assert (stray.kind, stray.participant, stray.line) == ("comment", "a", 5)
    assert (stray.text, code_of(stray)) == ("why?\n```\nsecond body\n```", "capture_stray_text")


def test_a_very_long_line_is_no_heading() -> None:
    text = block("a ---> node", PING) + "#### " + " " * 500_000 + "x ---> node\n"
    assert [code_of(entry) for entry in read(text).entries] == [None, "capture_stray_text"]


# --- addresses ----------------------------------------------------------------------------------


def test_the_address_of_a_participant_is_taken_apart() -> None:
    url = URL + (
        "channel_reserve=2&host=localhost&initiator_amount=70000000000000000000000&initiator_id=ak_a&responder_id=ak_b"
        "&keep_running=false&lock_period=10&port=13179&protocol=json-rpc&push_amount=-1&responder_amount=%2B4"
        "&role=initiator&slogan=a%2Fb&timeout_idle=5"
    )
    connection = only(block("initiator opens a WebSocket connection", url, "")).connection
    assert connection is not None
    assert (connection.url, connection.problems) == (url, ())
    assert (connection.initiator_amount, connection.responder_amount) == (70000000000000000000000, 4)
    assert (connection.push_amount, connection.channel_reserve, connection.lock_period) == (-1, 2, 10)
    assert (connection.role, connection.host, connection.port) == ("initiator", "localhost", 13179)
    assert (connection.initiator_id, connection.responder_id) == ("ak_a", "ak_b")
    assert (connection.keep_running, connection.existing_channel_id, connection.fee) == (False, None, None)
    assert connection.others == {"slogan": "a/b", "timeout_idle": "5"}


@pytest.mark.parametrize(
    "parameter",
    [
        "initiator_amount=1e18",
        "initiator_amount=",
        "push_amount=1_000",
        "lock_period=٣",
        "port=0x10",
        "channel_reserve=--1",
        "fee=" + "9" * 10_000,
        "keep_running=True",
        "role=observer",
        "protocol=",
        "minimum_depth_strategy=fast",
        "existing_fsm_id=",
    ],
)
def test_a_malformed_parameter_is_a_problem_and_keeps_its_text(parameter: str) -> None:
    name, _, text = parameter.partition("=")
    entry = only(block("a opens a WebSocket connection", URL + "host=h&" + parameter))
    assert entry.connection is not None
    assert [(p.code, p.parameter) for p in entry.connection.problems] == [("url_parameter", name)]
    assert getattr(entry.connection, name) is None
    assert entry.connection.others == {name: text}
    assert entry.connection.host == "h"


def test_a_parameter_given_twice_is_a_problem_and_the_first_counts() -> None:
    connection = only(block("a opens a WebSocket connection", URL + "fee=1&fee=2&x=1&x=2")).connection
    assert connection is not None
    assert [(p.code, p.parameter) for p in connection.problems] == [
        ("url_parameter_repeated", "fee"),
        ("url_parameter_repeated", "x"),
    ]
    assert (connection.fee, connection.others) == (1, {"x": "1"})


@pytest.mark.parametrize(
    "url", ["http://h/channel?fee=1", "not an address", "ws://[::1/", URL + "&".join("a" * 999)]
)
def test_what_is_no_address_is_a_problem(url: str) -> None:
    entry = only(block("a opens a WebSocket connection", url))
    assert entry.text == url
    assert entry.connection is not None
    assert [problem.code for problem in entry.connection.problems] == ["url_scheme"]


# --- JSON lines ---------------------------------------------------------------------------------


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
    assert (received.kind, received.line, received.text, code_of(received)) == (
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
    plain = as_records(recorded(block("a ---> node", PING), block("b <--- node", PING)))
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
    found = [(entry.line, entry.text, code_of(entry)) for entry in capture.entries[1:]]
    codes = ["json_syntax"] + ["capture_record"] * 7
    assert found == [
        (number, text, code) for number, (text, code) in enumerate(zip(bad, codes, strict=True), 2)
    ]
    assert (
        read(as_records("\n".join(['{"kind":"close","participant":"a"}', *bad]))).entries == capture.entries
    )


def test_a_frame_inside_a_record_meets_the_limits_of_a_frame() -> None:
    deep = "[" * (MAX_JSON_DEPTH + 1) + "]" * (MAX_JSON_DEPTH + 1)
    entry = only('{"kind":"message","participant":"a","direction":"send","frame":' + deep + "}")
    assert (entry.frame, entry.text, code_of(entry)) == (None, deep, "json_too_deep")
    assert (
        only('{"kind":"message","participant":"a","direction":"send","frame":' + deep[1:-1] + "}").problem
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
        assert read(as_records(text)).entries == read(text).entries


def test_a_problem_that_is_none_of_ours_is_not_taken_over() -> None:
    line = {
        "kind": "close",
        "participant": "a",
        "problem": {"code": "x", "message": "y", "line": 1, "path": ""},
    }
    assert only(json.dumps(line)).problem is None


# --- files that are no captures -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("", 1),
        ("\n\n", 1),
        ("# Title\n\nwords\n", 1),
        ("#### heading of something else\n", 1),
        ("\n\n{\n}\n", 3),
        ('{"jsonrpc":"2.0","method":"m"}\n', 1),
        ("[1]", 1),
    ],
)
def test_a_file_of_neither_form_is_refused(source: str, line: int) -> None:
    error = refusal(source)
    assert (error.code, error.offset) == ("capture_form", line)


def test_binary_files_are_refused_with_the_line() -> None:
    for source in (b"#### a info\n\xff\xfe", "#### a info\nx\0", b"#### a info\nx\0"):
        error = refusal(source)
        assert (error.code, error.offset) == ("capture_not_text", 2)


def test_size_and_number_of_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for source in (
        "x" * (MAX_CAPTURE_BYTES + 1),
        b"x" * (MAX_CAPTURE_BYTES + 1),
        ("x" * (1 << 20) for _ in range(99)),
    ):
        assert refusal(source).code == "capture_too_long"
    monkeypatch.setattr(captures, "MAX_CAPTURE_ENTRIES", 1_000)
    assert len(read("#### a info\n" * 1_000).entries) == 1_000
    error = refusal("#### a info\n" * 1_001)
    assert (error.code, error.offset) == ("capture_too_many_entries", 1_001)


def test_a_file_is_read_line_by_line_or_at_once() -> None:
    text = sample()
    whole = read(text)
    assert read(io.StringIO(text)).entries == whole.entries
    assert read(text.splitlines()).entries == whole.entries
    assert read(text.encode()).entries == whole.entries


# --- pairs --------------------------------------------------------------------------------------


def conversation(*messages: tuple[str, str, dict[str, Any]]) -> tuple[int | None, ...]:
    lines = (
        json.dumps(
            {
                "kind": "message",
                "participant": who,
                "direction": direction,
                "frame": {"jsonrpc": "2.0", **frame},
            }
        )
        for who, direction, frame in messages
    )
    return pairs(read("\n".join(lines)).entries)


def ask(who: str, **frame: Any) -> tuple[str, str, dict[str, Any]]:
    return who, "send", {"method": "m", **frame}


def answer(who: str, frame_id: Any) -> tuple[str, str, dict[str, Any]]:
    return who, "receive", {"id": frame_id, "result": "ok"}


def refuse(who: str, frame_id: Any, **error: Any) -> tuple[str, str, dict[str, Any]]:
    return who, "receive", {"id": frame_id, "error": {"code": 3, "message": "Rejected", **error}}


def test_answers_find_the_requests_of_their_own_participant() -> None:
    assert conversation(ask("a", id=1), ask("b", id=1), answer("b", 1), refuse("a", 1)) == (3, 2, 1, 0)


def test_ids_are_compared_exactly() -> None:
    big = 2**53
    assert conversation(ask("a", id=big), ask("a", id=big + 1), answer("a", big)) == (2, None, 0)
    assert conversation(ask("a", id=1), ask("a", id="1"), answer("a", "1")) == (None, 2, 1)
    assert conversation(ask("a", id=-576460752303423488), answer("a", -576460752303423488)) == (1, 0)


def test_what_has_no_partner_has_none() -> None:
    assert conversation(answer("a", 1), ask("a", id=1), answer("a", 2), ask("a")) == (None,) * 4
    assert conversation(ask("a", id=1), answer("a", 1), answer("a", 1)) == (1, 0, None)


def test_an_id_used_again_belongs_to_the_latest_request() -> None:
    assert conversation(ask("a", id=1), ask("a", id=1), answer("a", 1)) == (None, 2, 1)


def test_a_refusal_without_id_finds_the_request_that_it_repeats() -> None:
    echo = {"params": {"y": 1, "x": [True]}, "method": "m", "jsonrpc": "2.0"}
    talk = [
        ask("a", params={"x": [1], "y": 1}),
        ask("a", params={"x": [True], "y": 1}),
        ask("a", id=None, params={}),
        refuse("a", None, request=echo),
        refuse("a", None, request={"jsonrpc": "2.0", "method": "m", "id": None, "params": {}}),
        refuse("a", None, request={}),
        refuse("a", None),
        ask("a", id=9),
        refuse("a", None, request={"jsonrpc": "2.0", "method": "m", "id": 9}),
    ]
    assert conversation(*talk) == (None, 3, 4, 1, 2, None, None, 8, 7)


# --- the founding session and every recording ---------------------------------------------------


def test_the_bundled_sample_is_the_founding_session() -> None:
    capture = read(sample(), "sample")
    assert (capture.form, len(capture.entries), len(capture.messages)) == ("jsonl", 74, 60)
    kinds = Counter(entry.kind for entry in capture.entries)
    assert kinds == {"receive": 41, "send": 19, "open": 2, "close": 2, "comment": 10}
    assert all(entry.problem is None for entry in capture.entries)
    frames = Counter(type(entry.frame) for entry in capture.messages)
    assert frames == {Notification: 50, Request: 5, Result: 5}
    partners = pairs(capture.entries)
    for index, entry in enumerate(capture.entries):
        partner = partners[index]
        assert (partner is not None) == isinstance(entry.frame, Request | Result)
        if partner is not None:
            assert partners[partner] == index
            assert entry.frame.id == capture.entries[partner].frame.id  # type: ignore[union-attr]
    assert "".join(to_line(record) + "\n" for record in write(capture.entries)) == sample()


@needs_recordings
def test_the_bundled_sample_is_made_from_the_recording_itself() -> None:
    recording = recorded_history(OPENING).capture
    assert recording.form == "markdown"
    assert recording.entries == read(sample()).entries


@needs_recordings
def test_every_recording_is_read_whole_and_comes_back_from_json_lines() -> None:
    count: Counter[str] = Counter()
    for path in RECORDINGS:
        entries = recorded_history(path).capture.entries
        again = read("\n".join(to_line(record) for record in write(entries)), path.name)
        assert again.entries == entries, path
        partners = pairs(entries)
        for entry, partner in zip(entries, partners, strict=True):
            assert entry.problem is None, (path, entry)
            count["messages"] += entry.is_message
            if entry.connection is not None:
                assert entry.connection.problems == (), (path, entry)
                count["urls"] += 1
            frame = entry.frame
            if frame is None:
                continue
            assert not isinstance(frame, UnknownFrame)
            assert decode(encode(frame)) == frame
            if isinstance(frame, Request | Result):
                assert partner is not None, (path, entry)
            if isinstance(frame, Error):
                # Only a connection that was refused outright has an error without a request.
                assert (partner is None) == (frame.request == {}), (path, entry)
            count["pairs"] += isinstance(frame, Result | Error) and partner is not None
    assert (count["messages"], count["urls"], count["pairs"]) == (7612, 117, 2065)


# --- properties ---------------------------------------------------------------------------------

pieces = st.lists(
    st.sampled_from(
        [
            "#### a ---> node",
            "### b <--- node (2020-01-01 1:2:3)",
            "#### a opens a WebSocket connection",
            "#### b closes WebSocket connection",
            "#### a info",
            "#### ",
            "####### x",
            "## prose",
            "```",
            "```json",
            "````",
            "> words",
            "",
            PING,
            "[1]",
            "{",
            URL + "fee=1&fee=x&%ff=%00",
            "é\ud800",
        ]
    ),
    max_size=12,
).map("\n".join)
record_lines = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["message", "open", "close", "comment", "finding", "x", None]),
            "participant": st.sampled_from(["a", "", 1]),
            "direction": st.sampled_from(["send", "receive", "x"]),
            "frame": st.sampled_from([{}, json.loads(PING), [], None, 1.5, 10**30]),
            "text": st.sampled_from(["", "x", "[1, 2]", PING, None]),
            "url": st.sampled_from(["", URL, 1]),
            "line": st.sampled_from([1, -(10**20), True, "1"]),
            "time": st.sampled_from(["t", 1]),
            "problem": st.just({"code": "json_syntax", "message": "m", "line": 1, "path": ""}) | st.text(),
        },
    ),
    max_size=5,
).map(lambda records: "\n".join(map(json.dumps, records)))


@given(st.one_of(pieces, record_lines, st.text(), st.binary()))
def test_any_text_gives_a_capture_that_comes_back_or_a_capture_error(source: str | bytes) -> None:
    try:
        entries = read(source).entries
    except CaptureError as refused:
        error = refused
    else:
        if entries:
            lines = [to_line(record) for record in write(entries)]
            assert not any("\n" in line for line in lines)
            assert read("\n".join(lines)).entries == entries
        assert len(pairs(entries)) == len(entries)
        return
    assert error.code in RULES
    assert error.offset is not None
    assert error.offset >= 1


def test_the_names_that_the_inspector_offers_exist() -> None:
    doors = (inspector, captures)
    assert [name for door in doors for name in door.__all__ if not hasattr(door, name)] == []
