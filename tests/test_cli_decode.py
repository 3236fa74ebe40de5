"""`aecodec decode` of canonical text: trees, records, and errors with rule, place and evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import aecodec
from aecodec.cli.inputs import MAX_LINE_BYTES

from .command_line import one_error, records, run
from .conftest import founding, spec_rows

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]
TX_NAMES = ["unsigned", "half_signed", "co_signed"]
SECRET = aecodec.encode("sk", bytes(range(32)))


def test_the_founding_transaction_is_a_tree_for_a_person() -> None:
    found = run("decode", CO_SIGNED)
    assert (found.returncode, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[0] == "SignedTx (tag 11, version 1)"
    assert "  transaction  ChannelCreateTx (tag 50, version 1)" in lines
    assert f"    initiator_id      {FACTS['initiator_id']}" in lines
    assert "    fee               17620000000000 (0.00001762 AE)" in lines
    assert "    channel_reserve   2 (aettos)" in lines
    assert "    delegate_ids      (none)" in lines
    assert found.out.count("sg_") == 2
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("row", spec_rows("spend_tx.jsonl")[:2])
def test_the_hash_of_a_transaction_is_shown(row: dict[str, Any]) -> None:
    assert f"  hash          {row['hash']}\n" in run("decode", row["tx"]).out


def test_arguments_files_and_standard_input_are_read_alike(tmp_path: Path) -> None:
    file = tmp_path / "captured.txt"
    file.write_bytes(f"\r\n{FACTS['unsigned']}\r\n\n   \n{FACTS['half_signed']}".encode())
    found = run("decode", "--json", f"@{file}", "-", FACTS["channel_id"], given=CO_SIGNED + "\n")
    assert found.returncode == 0
    inputs = [record["input"] for record in records(found.out)]
    assert inputs == [*(FACTS[name] for name in TX_NAMES), FACTS["channel_id"]]


def test_json_has_one_object_a_line_and_errors_among_them() -> None:
    bad = f"{CO_SIGNED[:40]}{CO_SIGNED[40:].swapcase()}"
    found = run("decode", "--json", given=f"{FACTS['unsigned']}\n\n{bad}\n{CO_SIGNED}\n")
    assert (found.returncode, found.err) == (1, "")
    first, second, third = records(found.out)
    assert set(first) == set(third) == {"input", "object", "hash"}
    assert first["hash"] == aecodec.tx_hash(FACTS["unsigned"])
    assert first["object"]["transaction"]["fee"] == FACTS["fee"]
    error = second.pop("error")
    assert second.pop("recognised")["kind"] == "damaged text"
    assert second == {"input": bad, "line": 3}
    assert (error["code"], error["path"], error["offset"]) == ("bad_checksum", "", 3)
    assert set(error) == {"code", "path", "offset", "message"}


def test_integers_can_be_strings() -> None:
    (record,) = records(run("decode", "--json", "--ints", "string", CO_SIGNED).out)
    assert record["object"]["transaction"]["fee"] == str(FACTS["fee"])


def test_a_bad_line_does_not_stop_the_rest() -> None:
    found = run("decode", given=f"ak_zzz\n{FACTS['channel_id']}\n")
    assert one_error(found).startswith("ak_zzz: text is too short")
    assert one_error(found).endswith("(line 1)")
    assert found.out.startswith("channel id (ch_)\n")


#: Secret keys are not shown, and four prefixes carry objects, which are shown as such.
SHOWN = [
    row
    for row in spec_rows("encodings.jsonl")
    if row.values[0]["prefix"] not in ("sk", "tx", "pi", "ss", "cs")
]


@pytest.mark.parametrize("row", SHOWN[::11])
def test_every_other_text_is_shown_by_its_payload(row: dict[str, Any]) -> None:
    found = run("decode", row["string"])
    assert found.returncode == 0
    assert f"({row['prefix']}_)" in found.out
    assert row["payload"] in found.out
    (record,) = records(run("decode", "--json", row["string"]).out)
    assert record["object"]["payload"] == row["payload"]


def test_an_identifier_says_its_kind_in_json() -> None:
    (record,) = records(run("decode", "--json", FACTS["channel_id"]).out)
    payload = aecodec.decode(FACTS["channel_id"]).hex()
    assert record["object"] == {"prefix": "ch", "payload": payload, "kind": "channel"}


@pytest.mark.parametrize("start", ["", "0x", "0X"])
def test_hexadecimal_is_an_object_with_or_without_0x(start: str) -> None:
    wire = aecodec.decode(CO_SIGNED).hex()
    found = run("decode", "--json", start + wire)
    (hexadecimal,), (text,) = records(found.out), records(run("decode", "--json", CO_SIGNED).out)
    assert hexadecimal["object"] == text["object"]


CHANGED = CO_SIGNED[:40] + ("A" if CO_SIGNED[40] != "A" else "B") + CO_SIGNED[41:]
DONE_WHEN = {
    "a changed character": (CHANGED, "checksum does not match at character 3: expected "),
    "a foreign character": (
        f"{CO_SIGNED[:40]}!{CO_SIGNED[41:]}",
        "malformed base64 at character 40: expected A to Z, a to z, 0 to 9, + or /, found '!'",
    ),
    "unused bits": ("ba_AhzDrep=", "expected 'o', found 'p'"),
    "a cut tail": (
        CO_SIGNED[:-10],
        f"malformed base64 at character {len(CO_SIGNED) - 10}: expected groups of 4",
    ),
    "a wrong prefix": ("ak_" + CO_SIGNED[3:], "text is too long at character 3: expected at most 128"),
    "an unknown prefix": (
        "xx_" + CO_SIGNED[3:],
        "unknown prefix at character 0: expected one such as tx_ or ak_, found 'xx_'",
    ),
    "cut hexadecimal": ("f88", "malformed hexadecimal at character 3: expected two digits"),
    "not hexadecimal": (
        "0xf8zz",
        "malformed hexadecimal at character 4: expected a digit or a to f, found 'z'",
    ),
    "cut RLP": ("f88b0b01", "RLP item is truncated at byte 0: expected 139 bytes, found 2"),
    "an unknown tag": ("c482ffff01", "unknown object tag at byte 1: found 65535"),
    "an unknown version": ("c30c6380", "unknown object version at byte 2: found version 99 of tag 12"),
    "nothing": ("", "no prefix at character 0: expected one such as tx_ or ak_, found"),
}


@pytest.mark.parametrize("what", DONE_WHEN)
def test_a_damaged_input_is_one_line_with_rule_place_and_evidence(what: str) -> None:
    text, message = DONE_WHEN[what]
    found = run("decode", "--strict", text)
    assert message in one_error(found)
    assert found.out == ""


def test_strict_reading_ignores_white_space_on_request_only() -> None:
    before, behind = run("decode", "--strict", f" {CO_SIGNED}"), run("decode", "--strict", f"{CO_SIGNED}\t")
    assert "unknown prefix at character 0: expected one such as tx_ or ak_, found ' tx_'" in one_error(before)
    assert f"malformed base64 at character {len(CO_SIGNED)}" in one_error(behind)
    assert run("decode", "--strict", "--trim", f" {CO_SIGNED}\t").returncode == 0
    assert run("decode", "--strict", "--trim", given=f" {CO_SIGNED} \r\n").returncode == 0
    assert run("decode", f" {CO_SIGNED}\t").returncode == 0


def test_a_line_beyond_every_limit_is_refused_and_the_next_one_read() -> None:
    found = run("decode", given="ba_" + "A" * (MAX_LINE_BYTES + (1 << 16)) + "\n" + FACTS["channel_id"])
    assert "text is too long: expected at most" in one_error(found)
    assert found.out.startswith("channel id")


def test_bytes_that_are_no_text_are_an_error_like_any_other() -> None:
    found = run("decode", given=b"\xff\xfe\x00\n" + CO_SIGNED.encode())
    assert one_error(found).startswith("\\udcff\\udcfe\\x00: no prefix")
    (error, _) = records(run("decode", "--json", given=b"\xff\n" + CO_SIGNED.encode()).out)
    assert error["input"] == "\\udcff"
