"""`aecodec inspect --json`: a record a line, which is input again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .command_line import records, run
from .inspected_files import broken_file, sample_file
from .recorded_sessions import Session, at, founding_session, text_of
from .recordings import RECORDINGS, needs_recordings

SUMMARY = {"kind": "summary", "messages": 60, "transactions": 10, "errors": 0, "warnings": 0}


# --- records --------------------------------------------------------------------------------------


def test_every_line_of_json_is_a_record_and_the_summary_is_last() -> None:
    found = run("inspect", "--sample", "--json")
    printed = records(found.out)
    assert (found.returncode, found.err) == (0, "")
    assert printed[-1] == SUMMARY
    kinds = {"message", "transaction", "finding", "channel", "step", "open", "close", "comment"}
    assert {record["kind"] for record in printed[:-1]} == kinds - {"finding"}
    assert all("file" not in record for record in printed)


def messages_of(out: str) -> list[Any]:
    names = ("participant", "line", "direction", "frame", "text", "problem")
    return [[one.get(name) for name in names] for one in records(out) if one["kind"] == "message"]


def test_the_output_is_input_again(tmp_path: Path) -> None:
    session, broken = sample_file(tmp_path), broken_file(tmp_path)
    private = tmp_path / "private.jsonl"
    private.write_text(text_of(Session(network="my_own_network").opening().update(2, 5).records))
    for files in ([session], [broken], [session, private], [private, broken, session]):
        first = run("inspect", "--json", *map(str, files))
        again = run("inspect", "--json", given=first.out)
        assert messages_of(again.out) == messages_of(first.out)
        assert records(again.out)[-1] == records(first.out)[-1]
        assert again.returncode == first.returncode == (broken in files)


def test_of_several_files_every_record_names_its_own(tmp_path: Path) -> None:
    session, broken = sample_file(tmp_path), broken_file(tmp_path)
    printed = records(run("inspect", "--json", str(session), str(broken)).out)
    assert {record["file"] for record in printed[:-1]} == {str(session), str(broken)}
    assert printed[-1] == SUMMARY | {"messages": 120, "transactions": 20, "errors": 1}
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


# --- anything else --------------------------------------------------------------------------------


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
