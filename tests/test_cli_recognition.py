"""What people paste into a command: recognized, said why, shown in order with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.inspector import captures

from .command_line import Finished, one_error, records, run
from .conftest import examples, founding

FACTS = founding()
TX: str = FACTS["co_signed"]
CHANNEL: str = FACTS["channel_id"]
HASH = aecodec.tx_hash(TX)
TREE = run("decode", TX).out


def noticed(found: Finished) -> str:
    """The one line on standard error that says what a source was taken for."""
    assert found.returncode == 0
    assert found.err.startswith("aecodec: recognised ")
    assert found.err.count("\n") == 1
    return found.err.removeprefix("aecodec: recognised ").rstrip("\n")


# --- one thing ----------------------------------------------------------------------------------

DRESSES = {
    "quotes": '"{}"',
    "a JSON member": '{{"payload": "{}"}}',
    "backticks": "see `{}` for it",
    "a log line": "2026-11-02 10:11:12 [info] posted {} to the node",
}


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize("verb", [["decode"], []], ids=["with a verb", "without"])
def test_a_transaction_in_other_text_is_shown_as_if_it_stood_alone(verb: list[str], dress: str) -> None:
    for found in (run(*verb, dress.format(TX)), run(*verb, given=dress.format(TX))):
        assert TREE.rstrip() in found.out
        assert ": the checksum of this tx_ text is right" in found.err


def test_what_it_was_taken_for_is_one_line_with_reason_and_place() -> None:
    assert noticed(run(f"<{TX}>")) == ("transaction: the checksum of this tx_ text is right (column 2)")
    assert noticed(run(given=f"\n\n  {TX}\n")).endswith("(line 3)")
    assert run(TX).err == ""


def test_how_it_was_read_is_said_and_the_canonical_text_is_shown() -> None:
    wrapped = f"{TX[:70]}\n{TX[70:140]}\n{TX[140:]}"
    found = run(given=wrapped)
    assert "(joined 3 lines)" in noticed(found)
    assert ["text", TX] in [line.split() for line in found.out.splitlines()]


def test_other_text_than_canonical_is_shown_but_is_no_success() -> None:
    found = run("decode", TX.rstrip("="))
    if TX.endswith("="):
        assert found.returncode == 1
    odd = run("decode", aecodec.encode("ba", b"\x02")[:-2] + "p=")
    assert odd.returncode == 1
    assert "strict reading: unused bits of the last base64 character are set" in odd.err
    assert f"  text     {aecodec.encode('ba', bytes([2]))}\n" in odd.out


def test_strict_reading_takes_canonical_text_only() -> None:
    assert "unknown prefix" in one_error(run("decode", "--strict", f'"{TX}"'))
    found = run("decode", "--strict", given=f"{TX}\n  {TX}\n{CHANNEL}\n")
    assert "(line 2)" in one_error(found)
    assert run("decode", "--strict", TX).out == TREE


# --- several things -----------------------------------------------------------------------------

PASTE = f"""\
$ ./open-channel
account: {FACTS["initiator_id"]} balance 12
opened {CHANNEL}
signed "{TX}" by both
again {TX}
"""


def test_several_things_are_shown_in_order_with_their_place() -> None:
    found = run(given=PASTE)
    assert found.returncode == 0
    assert found.err == "aecodec: recognised 4 things: identifier (2), transaction (2)\n"
    assert found.out == (
        f"line 2, column 10: account public key {FACTS['initiator_id']}\n"
        f"line 3, column 8: channel id {CHANNEL}\n"
        "\nline 4, column 9: transaction: the checksum of this tx_ text is right\n"
        f"{TREE}"
        "\nline 5, column 7: the same transaction as at line 4, column 9\n"
    )


def test_records_carry_what_was_recognized() -> None:
    found = run("--json", given=PASTE)
    assert found.returncode == 0
    ids, channel, first, second = records(found.out)
    assert [one["line"] for one in (ids, channel, first, second)] == [2, 3, 4, 5]
    assert first["input"] == second["input"] == TX
    assert first["hash"] == HASH
    assert first["object"] == aecodec.to_json(aecodec.decode_tx(TX))
    known = first["recognised"]
    assert PASTE[known["start"] : known["end"]] == TX
    assert (known["kind"], known["confidence"]) == ("transaction", "certain")
    assert known["why"] == "the checksum of this tx_ text is right"
    assert channel["object"]["prefix"] == "ch"
    canonical = records(run("--json", TX).out)
    assert "recognised" not in canonical[0]


def test_a_command_for_transactions_leaves_other_things_out() -> None:
    found = run("verify", given=PASTE)
    assert found.returncode == 0
    assert found.out.count(f"ChannelCreateTx: verified on {FACTS['network_id']}, signed by") == 2
    assert "account public key" not in found.out + found.err


def test_a_list_of_canonical_lines_is_read_line_by_line() -> None:
    found = run(given=f"{TX}\n\nnonsense\n{CHANNEL}\n{TX}\n")
    assert "nonsense: no prefix" in one_error(found)
    assert "(line 3)" in found.err
    assert found.out == f"{TREE}\n{run(CHANNEL).out}\n{TREE}"


def test_what_holds_nothing_is_one_error() -> None:
    text = "So much prose, and nothing in it.\nNot a single thing.\n"
    assert "no prefix" in one_error(run("decode", given=text))


# --- damaged and foreign ------------------------------------------------------------------------


def test_a_damaged_text_is_one_error_with_what_was_probably_meant() -> None:
    wrong = CHANNEL[:20] + ("A" if CHANNEL[20] != "A" else "B") + CHANNEL[21:]
    found = run("decode", f"the channel is {wrong}.")
    message = one_error(found)
    assert found.out == ""
    assert "checksum does not match at character 3" in message
    assert f"Did you mean {CHANNEL}? Character 20 is {wrong[20]} instead of {CHANNEL[20]}" in message
    (record,) = records(run("decode", "--json", wrong).out)
    assert record["error"]["code"] == "bad_checksum"
    assert record["recognised"]["suggestion"] == CHANNEL


def test_damage_in_one_thing_does_not_hide_another() -> None:
    found = run("decode", given=f"{CHANNEL[:-4]}1111 and {TX}\n")
    assert found.returncode == 1
    assert "checksum does not match" in found.err
    assert TREE.rstrip() in found.out


# --- files --------------------------------------------------------------------------------------


def test_the_name_of_a_file_may_stand_alone(tmp_path: Path) -> None:
    path = tmp_path / "paste.log"
    path.write_text(PASTE)
    for name in (str(path), f"@{path}"):
        found = run("decode", name)
        assert found.returncode == 0
        assert found.out == run(given=PASTE).out
    assert run("decode", str(path)).err.startswith(f"aecodec: {path} is a file, which is read\n")
    assert run("decode", "@no/such/file").returncode == 2


def test_a_captured_session_is_inspected(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    path.write_text(captures.sample())
    found = run("decode", str(path))
    assert "recognised a captured channel session, which `aecodec inspect` reads" in found.err
    assert found.out == run("inspect", given=captures.sample()).out
    assert found.returncode == 0


def test_inspect_decodes_what_is_no_session() -> None:
    for found in (run("inspect", TX), run("inspect", given=f"posted {TX}")):
        assert found.returncode == 0
        assert TREE.rstrip() in found.out
        assert "what it holds is shown as by `aecodec decode`" in found.err


# --- encode -------------------------------------------------------------------------------------


def test_encode_takes_the_json_form_in_another_notation() -> None:
    form = aecodec.to_json(aecodec.decode_tx(TX))
    found = run("encode", repr(form))
    assert found.out == f"{TX}\n"
    assert found.returncode == 0
    assert "read as Python" in found.err
    assert run("encode", "--strict", repr(form)).returncode == 1
    assert run("encode", json.dumps(form)).err == ""


# --- any surroundings ---------------------------------------------------------------------------


@examples(60)
@given(st.text(" \n\t,.;:()[]{}<>\"'`|*#=", max_size=30), st.text(" \n\t,.;:()[]{}<>\"'`|*#", max_size=30))
def test_punctuation_around_a_transaction_changes_nothing(before: str, behind: str) -> None:
    (record,) = records(run("decode", "--json", given=f"{before} {TX} {behind}").out)
    assert record["hash"] == HASH


@examples(100)
@given(st.text() | st.binary())
def test_any_input_ends_with_an_exit_code_and_no_traceback(source: str | bytes) -> None:
    given = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    for options in ([], ["--json"], ["--strict"]):
        found = run("decode", *options, given=given)
        assert found.returncode in (0, 1, 2)
        assert (found.returncode == 0) <= (found.out != "")
