"""`aecodec inspect`: exit codes, where it reads from, what reaches the terminal."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import aecodec
from aecodec.errors import RULES
from aecodec.inspector import captures

from .command_line import one_error, records, run, run_program
from .conftest import founding
from .recorded_sessions import CHANNEL, Session, at, founding_session, text_of
from .recordings import FOLDER, RECORDINGS, needs_recordings

FACTS = founding()
SECRET = aecodec.encode("sk", bytes(range(32)))
TOKENS = [at(founding_session(), line)["frame"]["params"]["data"]["fsm_id"] for line in (9, 60)]
SUMMARY = {"kind": "summary", "messages": 60, "transactions": 10, "errors": 0, "warnings": 0}


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """The bundled session as a file."""
    path = tmp_path / "session.jsonl"
    path.write_text(captures.sample(), encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The bundled session with one finding of severity error, as a file."""
    changed = founding_session()
    at(changed, 667)["frame"]["result"][0]["balance"] += 1
    path = tmp_path / "broken.jsonl"
    path.write_text(text_of(changed), encoding="utf-8")
    return path


def chat(words: str) -> str:
    """The bundled session in which somebody wrote this."""
    changed = founding_session()
    at(changed, 588)["frame"]["params"]["info"] = words
    return text_of(changed)


def said(out: str) -> Any:
    """What somebody wrote, as the records tell it."""
    (message,) = (one for one in records(out) if (one["kind"], one.get("line")) == ("message", 588))
    return message["frame"]["params"]["info"]


# --- what it says and how it exits --------------------------------------------------------------


def test_the_sample_is_told_with_its_facts_and_its_transactions() -> None:
    found = run("inspect", "--sample")
    assert (found.returncode, found.err) == (0, "")
    for fact in (
        f"channel    {CHANNEL}",
        "network    local_iris_testnet",
        "balance 69999999999999",
        "balance 40000000000001",
        "both signatures valid",
        "no findings",
        "tx 3, first on line 320, signed by responder (raw) and initiator (raw)",
        "      fee               17620000000000 (0.00001762 AE)",
    ):
        assert fact in found.out
    assert found.out.count("SignedTx (tag 11, version 1)") == 3
    assert max(map(len, found.out.splitlines())) <= 120


def test_a_file_and_standard_input_give_the_same(session: Path) -> None:
    whole = run("inspect", "--sample").out.partition("\n")[2]
    for found, name in (
        (run_program("inspect", str(session)), str(session)),
        (run_program("inspect", given=captures.sample()), "<stdin>"),
        (run("inspect", "-", given=captures.sample()), "<stdin>"),
    ):
        assert found.returncode == 0
        heading, _, rest = found.out.partition("\n")
        assert heading == f"{name}: 60 messages, 10 transactions (3 different), 1 channel"
        assert rest == whole


def test_a_finding_of_severity_error_gives_exit_code_1(broken: Path) -> None:
    found = run("inspect", str(broken))
    assert (found.returncode, found.err) == (1, "")
    assert "error    line 667: " in found.out
    assert "70000000000000, but by the agreed states 69999999999999 [balance_differs]" in found.out
    found = run("inspect", "--json", str(broken))
    assert (found.returncode, records(found.out)[-1]) == (1, SUMMARY | {"errors": 1})


def test_warnings_and_remarks_give_exit_code_0() -> None:
    changed = founding_session()
    at(changed, 250)["frame"] = []
    found = run("inspect", given=text_of(changed))
    assert (found.returncode, found.err) == (0, "")
    assert "warning  line 250: " in found.out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--sample", "x.md"], "--sample goes without files"),
        (["--network"], "expected one argument"),
        (["--network", ""], "a network id is printable ASCII"),
        (["--no-such-option"], "unrecognized arguments"),
    ],
)
def test_wrong_usage_gives_exit_code_2_and_says_why(args: list[str], words: str) -> None:
    found = run("inspect", *args)
    assert (found.returncode, found.out) == (2, "")
    assert words in found.err


def test_a_network_can_be_named() -> None:
    private = text_of(Session(network="my_own_network").opening().records)
    assert "network    not known" in run("inspect", given=private).out
    found = run("inspect", "--network", "another", "--network", "my_own_network", given=private)
    assert "network    my_own_network" in found.out
    assert "both signatures valid" in found.out


def test_the_help_says_what_becomes_of_tokens_and_keys() -> None:
    words = " ".join(run("inspect", "--help").out.split())
    assert "tokens (fsm_id)" in words
    assert "--json keeps every message as it was" in words
    assert "Secret keys (sk_) are masked in both" in words


# --- files that are no captures -----------------------------------------------------------------


def test_a_missing_file_gives_exit_code_2_and_the_others_are_told(session: Path, broken: Path) -> None:
    found = run("inspect", "/no/such/file", str(session), str(broken.parent))
    assert found.returncode == 2
    assert found.err.splitlines() == [
        "aecodec: /no/such/file: No such file or directory",
        f"aecodec: {broken.parent}: Is a directory",
    ]
    assert found.out.startswith(f"{session}: 60 messages")
    found = run("inspect", "--json", "/no/such/file", str(broken))
    assert (found.returncode, records(found.out)[-1]) == (2, SUMMARY | {"errors": 1})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"just words", "capture_form"),
        (b'{"a": 1}', "capture_form"),
        (b"\x7fELF\xff\xfe", "capture_not_text"),
        (b"#### a ---> node\n\0", "capture_not_text"),
        (bytes(range(256)) * 100, "capture_not_text"),
    ],
)
def test_what_is_no_capture_gives_one_line_and_exit_code_1(content: bytes, code: str) -> None:
    found = run("inspect", given=content)
    assert RULES[code] in one_error(found)
    assert found.out == ""
    found = run("inspect", "--json", given=content)
    assert RULES[code] in one_error(found)
    assert records(found.out) == [SUMMARY | {"messages": 0, "transactions": 0}]


def test_a_line_of_any_length_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.write_bytes(b"x" * 100_001)
    with (
        mock.patch("aecodec.inspector.captures.MAX_CAPTURE_BYTES", 100_000),
        mock.patch("aecodec.cli.inspect.MAX_CAPTURE_BYTES", 100_000),
    ):
        assert RULES["capture_too_long"] in one_error(run("inspect", str(path)))
    text = captures.sample().replace('"Hello"', f'"{"x" * 100_000}"')
    with mock.patch("aecodec.rpc.frames.MAX_FRAME_BYTES", 100_000):
        found = run("inspect", given=text)
    assert found.returncode == 1
    assert RULES["json_too_long"] in found.out
    assert len(found.out) < 20_000


def test_a_frame_as_deep_as_a_stack_is_survived() -> None:
    deep = '{"kind": "message", "frame": ' + "[" * 100_000
    found = run("inspect", given=captures.sample() + deep)
    assert found.returncode == 1
    assert RULES["json_too_deep"] in found.out


# --- records ------------------------------------------------------------------------------------


def test_every_line_of_json_is_a_record_and_the_summary_is_last() -> None:
    found = run("inspect", "--sample", "--json")
    told = records(found.out)
    assert (found.returncode, found.err) == (0, "")
    assert told[-1] == SUMMARY
    kinds = {"message", "transaction", "finding", "channel", "open", "close", "comment"}
    assert {record["kind"] for record in told[:-1]} == kinds - {"finding"}
    assert all("file" not in record for record in told)


def messages_of(out: str) -> list[Any]:
    names = ("participant", "line", "direction", "frame", "text", "problem")
    return [[one.get(name) for name in names] for one in records(out) if one["kind"] == "message"]


def test_the_output_is_input_again(session: Path, broken: Path, tmp_path: Path) -> None:
    private = tmp_path / "private.jsonl"
    private.write_text(text_of(Session(network="my_own_network").opening().update(2, 5).records))
    for files in ([session], [broken], [session, private], [private, broken, session]):
        first = run("inspect", "--json", *map(str, files))
        again = run("inspect", "--json", given=first.out)
        assert messages_of(again.out) == messages_of(first.out)
        assert records(again.out)[-1] == records(first.out)[-1]
        assert again.returncode == first.returncode == (broken in files)


def test_of_several_files_every_record_names_its_own(session: Path, broken: Path) -> None:
    told = records(run("inspect", "--json", str(session), str(broken)).out)
    assert {record["file"] for record in told[:-1]} == {str(session), str(broken)}
    assert told[-1] == SUMMARY | {"messages": 120, "transactions": 20, "errors": 1}
    found = run("inspect", str(session), str(broken))
    assert [line for line in found.out.splitlines() if line.endswith("1 channel")] == [
        f"{session}: 60 messages, 10 transactions (3 different), 1 channel",
        f"{broken}: 60 messages, 10 transactions (3 different), 1 channel",
    ]


@needs_recordings
def test_all_recordings_at_once_have_no_error_and_come_back() -> None:
    paths = list(map(str, RECORDINGS))
    first = run("inspect", "--json", *paths)
    assert (first.returncode, first.err) == (0, "")
    summary = records(first.out)[-1]
    assert (summary["messages"], summary["transactions"], summary["errors"]) == (7612, 1916, 0)
    again = run("inspect", "--json", given=first.out)
    assert messages_of(again.out) == messages_of(first.out)
    assert records(again.out)[-1] == summary
    assert run("inspect", *paths).returncode == 0


# --- what must not reach the terminal, or anybody -----------------------------------------------

NASTY = "a\x1b[2J\x1b]0;title\x07\r\n\x00\x9b1m\u202e\u2066\u200f\ufeff\u2028\ud800 red"


def test_escapes_control_characters_and_direction_marks_never_reach_the_terminal() -> None:
    changed = founding_session()
    at(changed, 588)["frame"]["params"]["info"] = NASTY
    at(changed, 28)["frame"]["method"] = f"channels.{NASTY}"
    at(changed, 39)["frame"]["params"]["channel_id"] = NASTY
    at(changed, 60)["participant"] = NASTY
    at(changed, 124)["frame"]["params"]["data"]["event"] = NASTY
    at(changed, 652)["frame"]["id"] = NASTY
    at(changed, 810)["frame"]["params"]["data"]["state"] = f"tx_{NASTY}"
    at(changed, 4)["url"] += "&lock_period=%1b%0d" + "&%1b%0a=1" * 2
    del at(changed, 79)["frame"]
    at(changed, 79)["text"] = NASTY
    error = {"code": 1, "message": NASTY, "data": [{"message": NASTY}], "request": {}}
    at(changed, 667)["frame"] = {"jsonrpc": "2.0", "id": NASTY, "error": error}
    for args in ([], ["--json"]):
        found = run("inspect", *args, given=text_of(changed))
        assert found.returncode == 1
        categories = {unicodedata.category(char) for char in found.out.replace("\n", "")}
        assert categories.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    report = run("inspect", given=text_of(changed)).out
    assert "message: a\\x1b[2J" in report
    assert len(report.splitlines()) < 150


def test_a_file_name_is_printed_safely(tmp_path: Path) -> None:
    assert "\\x1b[31m" in run("inspect", "/no\x1b[31m").err
    path = tmp_path / "\x1b[31m\n.md"
    path.write_text("words")
    error = one_error(run("inspect", str(path)))
    assert "\\x1b[31m\\n.md" in error


@pytest.mark.parametrize(
    "words",
    [
        SECRET,
        f"my key is {SECRET}, keep it",
        f"seed={SECRET};next",
        f"risk{SECRET}",
        SECRET.upper(),
        f"{SECRET} {SECRET}",
        f'"{SECRET}"',
        SECRET[:20],
    ],
)
def test_a_secret_key_is_masked_and_nothing_else_is(words: str) -> None:
    body = SECRET.removeprefix("sk_")[:10]
    report = run("inspect", given=chat(words))
    assert report.returncode == 0
    assert body not in report.out
    assert body.upper() not in report.out
    assert "sk_…" in report.out
    assert "no findings" in report.out
    found = run("inspect", "--json", given=chat(words))
    assert body not in found.out
    assert "sk_…" in said(found.out)
    assert said(found.out).endswith((", keep it", ";next", "…", '"'))
    again = run("inspect", "--json", given=found.out)
    assert records(again.out)[-1] == records(found.out)[-1]


def test_a_secret_key_is_masked_wherever_it_stands() -> None:
    changed = founding_session()
    at(changed, 4)["url"] += f"&{SECRET}=1&seed={SECRET}&lock_period={SECRET}"
    at(changed, 39)["frame"]["params"]["data"][SECRET] = [SECRET]
    at(changed, 28)["frame"]["method"] = f"channels.{SECRET}"
    at(changed, 60)["participant"] = SECRET
    at(changed, 810)["frame"]["params"]["data"]["state"] = SECRET
    del at(changed, 79)["frame"]
    at(changed, 79)["text"] = f"{{{SECRET}"
    for args in (["inspect"], ["inspect", "--json"], ["inspect", f"/no/{SECRET}"]):
        found = run(*args, given=text_of(changed))
        assert SECRET.removeprefix("sk_")[:10] not in found.out + found.err
    assert records(run("inspect", "--json", given=text_of(changed)).out)


@pytest.mark.parametrize("words", ["task_id", "sk_", "disk_usage", "ask_me later", "ſk_x", "a sk_ b"])
def test_words_that_are_no_secret_key_stay_as_they_are(words: str) -> None:
    assert f"message: {words}" in run("inspect", given=chat(words)).out
    assert said(run("inspect", "--json", given=chat(words)).out) == words


def test_the_nodes_tokens_are_in_the_records_alone() -> None:
    changed = founding_session()
    at(changed, 55)["url"] += f"&existing_channel_id={CHANNEL}&existing_fsm_id={TOKENS[1]}"
    report = run("inspect", given=text_of(changed)).out
    assert not any(token[3:15] in report for token in TOKENS)
    assert "opens again as responder" in report
    told = run("inspect", "--json", given=text_of(changed)).out
    assert all(token in told for token in TOKENS)


# --- anything else ------------------------------------------------------------------------------

SAMPLE = captures.sample().encode()


def exit_code(path: Path, content: bytes, *args: str) -> tuple[int, str]:
    """Return the exit code and output of `aecodec inspect` for a file of this content."""
    path.write_bytes(content)
    found = run("inspect", *args, str(path))
    return found.returncode, found.out


cuts = st.tuples(
    st.integers(0, len(SAMPLE)),
    st.integers(0, 40),
    st.binary(max_size=8)
    | st.sampled_from([b'"', b"\\", b"}", b"1e9", b"null", b"\n", b"\xff", b"tx_", b"[["]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(cuts, min_size=1, max_size=5))
@example([(0, 1, b"[")])
def test_mutated_bytes_of_a_session_never_raise(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int, bytes]]
) -> None:
    content = SAMPLE
    for start, length, piece in changes:
        content = content[:start] + piece + content[start + length :]
    path = tmp_path_factory.getbasetemp() / "mutated"
    plain, report = exit_code(path, content)
    code, told = exit_code(path, content, "--json")
    assert plain == code
    assert code in (0, 1)
    assert records(told)[-1]["kind"] == "summary"
    assert (code == 1) == (report == "" or records(told)[-1]["errors"] > 0)


@needs_recordings
@settings(deadline=None, max_examples=20)
@given(st.lists(cuts, min_size=1, max_size=5))
def test_mutated_bytes_of_a_recording_never_raise(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int, bytes]]
) -> None:
    content = (FOLDER / "json-rpc" / "abort_updates" / "sc_ws_abort_settle.md").read_bytes()
    for start, length, piece in changes:
        content = content[:start] + piece + content[start + length :]
    path = tmp_path_factory.getbasetemp() / "mutated"
    assert exit_code(path, content)[0] in (0, 1)
    assert exit_code(path, content, "--json")[0] in (0, 1)


def test_the_names_used_here_are_those_of_the_founding_session() -> None:
    assert FACTS["channel_id"] == CHANNEL
    assert aecodec.decode(SECRET, "sk") == bytes(range(32))
    assert json.loads(captures.sample().splitlines()[1])["line"] == 9


def test_records_hold_no_number_that_a_reader_of_doubles_changes(tmp_path: Path) -> None:
    changed = founding_session()
    at(changed, 667)["frame"]["result"][0]["balance"] = 2**53 + 1
    path = tmp_path / "large.jsonl"
    path.write_text(text_of(changed), encoding="utf-8")
    safe = run("inspect", "--json", str(path)).out
    for line in safe.splitlines():
        assert json.loads(line, parse_int=lambda digits: int(float(digits))) == json.loads(line)
    exact = run("inspect", "--json", "--ints", "number", str(path)).out
    assert f'"balance":{2**53 + 1}' in exact
    assert f'"balance":"{2**53 + 1}"' in safe
    objects = [
        one["object"]
        for one in records(run("inspect", "--json", "--ints", "string", str(path)).out)
        if "object" in one
    ]
    assert objects
    assert all(
        type(one["transaction"]["nonce" if "nonce" in one["transaction"] else "round"]) is str
        for one in objects
    )
