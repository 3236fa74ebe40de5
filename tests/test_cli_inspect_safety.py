"""`aecodec inspect` prints nothing that a terminal obeys and no secret, and survives any bytes."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import aecodec
from aecodec.inspector import captures

from .command_line import one_error, records, run
from .conftest import examples, founding
from .recorded_sessions import CHANNEL, at, founding_session, text_of
from .recordings import FOLDER, needs_recordings

FACTS = founding()
SECRET = aecodec.encode("sk", bytes(range(32)))
TOKENS = [at(founding_session(), line)["frame"]["params"]["data"]["fsm_id"] for line in (9, 60)]


def chat(words: str) -> str:
    """The bundled session in which somebody wrote this."""
    changed = founding_session()
    at(changed, 588)["frame"]["params"]["info"] = words
    return text_of(changed)


def said(out: str) -> Any:
    """What somebody wrote, as the records tell it."""
    (message,) = (one for one in records(out) if (one["kind"], one.get("line")) == ("message", 588))
    return message["frame"]["params"]["info"]


# --- what must not reach the terminal, or anybody -------------------------------------------------


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
    for args in ([], ["--messages"], ["--mermaid"], ["--json"]):
        found = run("inspect", *args, given=text_of(changed))
        assert found.returncode == 1
        categories = {unicodedata.category(char) for char in found.out.replace("\n", "")}
        assert categories.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    report = run("inspect", "--messages", given=text_of(changed)).out
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
    report = run("inspect", "--messages", given=chat(words))
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
    for args in (
        ["inspect"],
        ["inspect", "--messages"],
        ["inspect", "--mermaid"],
        ["inspect", "--json"],
        ["inspect", f"/no/{SECRET}"],
    ):
        found = run(*args, given=text_of(changed))
        assert SECRET.removeprefix("sk_")[:10] not in found.out + found.err
    assert records(run("inspect", "--json", given=text_of(changed)).out)


@pytest.mark.parametrize("words", ["task_id", "sk_", "disk_usage", "ask_me later", "ſk_x", "a sk_ b"])
def test_words_that_are_no_secret_key_stay_as_they_are(words: str) -> None:
    assert f"message: {words}" in run("inspect", "--messages", given=chat(words)).out
    assert said(run("inspect", "--json", given=chat(words)).out) == words


def test_the_nodes_tokens_are_in_the_records_alone() -> None:
    changed = founding_session()
    at(changed, 55)["url"] += f"&existing_channel_id={CHANNEL}&existing_fsm_id={TOKENS[1]}"
    report = run("inspect", "--messages", given=text_of(changed)).out
    assert not any(token[3:15] in report for token in TOKENS)
    assert "opens again as responder" in report
    told = run("inspect", "--json", given=text_of(changed)).out
    assert all(token in told for token in TOKENS)


# --- anything else --------------------------------------------------------------------------------


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


@examples(60)
@given(st.lists(cuts, min_size=1, max_size=5))
@example([(0, 1, b"[")])
def test_mutated_bytes_of_a_session_never_raise(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int, bytes]]
) -> None:
    content = SAMPLE
    for start, length, piece in changes:
        content = content[:start] + piece + content[start + length :]
    path = tmp_path_factory.getbasetemp() / "mutated"
    plain, report = exit_code(path, content, "--messages")
    assert exit_code(path, content, "--mermaid")[0] == plain
    code, told = exit_code(path, content, "--json")
    assert plain == code
    assert code in (0, 1)
    assert records(told)[-1]["kind"] == "summary"
    assert code == 1 or (report != "" and records(told)[-1]["errors"] == 0)


@needs_recordings
@examples(20)
@given(st.lists(cuts, min_size=1, max_size=5))
def test_mutated_bytes_of_a_recording_never_raise(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int, bytes]]
) -> None:
    content = (FOLDER / "json-rpc" / "abort_updates" / "sc_ws_abort_settle.md").read_bytes()
    for start, length, piece in changes:
        content = content[:start] + piece + content[start + length :]
    path = tmp_path_factory.getbasetemp() / "mutated"
    assert exit_code(path, content, "--messages")[0] in (0, 1)
    assert exit_code(path, content, "--json")[0] in (0, 1)


def test_the_names_used_here_are_those_of_the_founding_session() -> None:
    assert FACTS["channel_id"] == CHANNEL
    assert aecodec.decode(SECRET, "sk") == bytes(range(32))
    assert json.loads(captures.sample().splitlines()[1])["line"] == 9
