"""The command line: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import signing
from aecodec.cli import COMMANDS
from aecodec.cli.inputs import MAX_LINE_BYTES, Input
from aecodec.cli.json_values import split_values
from aecodec.inspector import captures
from aecodec.redaction import redact

from .command_line import one_error, records, run, run_program
from .conftest import ROOT, founding, spec_rows
from .growth import assert_linear
from .shared_vectors import WIRES

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]
TX_NAMES = ["unsigned", "half_signed", "co_signed"]
SECRET = aecodec.encode("sk", bytes(range(32)))


# --- the program --------------------------------------------------------------------------------


def test_without_arguments_it_prints_help_and_reports_wrong_usage() -> None:
    found = run_program()
    assert (found.returncode, found.out) == (2, "")
    assert all(name in found.err for name in COMMANDS)


def test_help_and_version_go_to_standard_output() -> None:
    assert all(name in run_program("--help").out for name in COMMANDS)
    version = run_program("--version")
    assert version.returncode == 0
    assert aecodec.__version__ in version.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    found = run(command, "--help")
    assert found.returncode == 0
    assert COMMANDS[command].split()[-1] in found.out
    (example,) = re.findall(r"example:\n((?:  .*\n)+)", found.out)
    assert all(line.startswith("  aecodec ") for line in example.splitlines())
    assert [line.split()[0] for line in found.out.partition("exit codes:\n")[2].splitlines()] == [
        "0",
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (["decdoe", "x"], "decode"),
        (["Verify"], "verify"),
        (["decode", "--jason", CO_SIGNED], "--json"),
        (["verify", "--netwrok=ae_uat", CO_SIGNED], "--network"),
        (["inspect", "--smaple"], "--sample"),
        (["schema", "ChanelCreateTx"], "ChannelCreateTx"),
        (["schema", "oracleregistertx"], "OracleRegisterTx"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_nearest_one(args: list[str], meant: str) -> None:
    found = run(*args)
    assert found.returncode == (1 if args[0] == "schema" else 2)
    assert found.err.endswith(f"Did you mean {meant}?\n")
    far = run(*args[:-1], "qqqqqqqqqqqq") if args[0] == "schema" else run("qqqqqqqqqqqq")
    assert "mean" not in far.err


@pytest.mark.parametrize(
    "args",
    [
        ["no-such-command"],
        ["decode", "--no-such-option"],
        ["decode", "--ints", "float", CO_SIGNED],
        ["decode", "--js", CO_SIGNED],
        ["decode", "@no/such/file"],
        ["decode", "@."],
        ["verify", CO_SIGNED, "--network", ""],
        ["verify", CO_SIGNED, "--participant", FACTS["initiator_id"]],
        ["verify", CO_SIGNED, *["--participant", FACTS["initiator_id"]] * 2],
        ["verify", CO_SIGNED, "--participant", FACTS["channel_id"], "--participant", FACTS["initiator_id"]],
    ],
)
def test_wrong_usage_is_told_apart_from_invalid_input(args: list[str]) -> None:
    found = run(*args)
    assert found.returncode == 2
    assert found.err
    assert found.out == ""


def test_a_command_imports_only_its_own_module() -> None:
    code = "import sys, aecodec.cli; aecodec.cli.main(['decode', '--help']); print(*sys.modules, sep='\\n')"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = set(found.stdout.splitlines())
    assert "aecodec.cli.decode" in loaded
    assert loaded.isdisjoint({"aecodec.cli.verify", "aecodec.cli.inspect", "aecodec.inspector", "nacl"})


def test_importing_the_library_loads_no_command_line() -> None:
    code = "import sys, aecodec, aecodec.json_form; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert {"aecodec.cli", "argparse", "json"}.isdisjoint(found.stdout.split())


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_a_reader_that_goes_away_is_no_error() -> None:
    line = f"yes {CO_SIGNED} | {sys.executable} -m aecodec decode | head -1"
    found = subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert found.stdout == "SignedTx (tag 11, version 1)\n"
    assert "aecodec" not in found.stderr
    assert "Error" not in found.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line() -> None:
    line = f"{sys.executable} -m aecodec decode {CO_SIGNED} > /dev/full"
    found = subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (found.returncode, found.stderr) == (2, "aecodec: No space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_closed_streams_are_no_crash() -> None:
    line = f"{sys.executable} -m aecodec decode {CO_SIGNED} <&- >&- 2>&-"
    found = subprocess.run(["sh", "-c", line], cwd=ROOT, timeout=60, capture_output=True)
    assert found.returncode == 0


def test_output_that_the_terminal_cannot_encode_is_escaped() -> None:
    found = run_program("decode", SECRET, "ä_", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert found.returncode == 1
    assert found.out.isascii()
    assert found.err.isascii()


# --- decode -------------------------------------------------------------------------------------


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
    bad = CO_SIGNED[:-8]
    found = run("decode", "--json", given=f"{FACTS['unsigned']}\n\n{bad}\n{CO_SIGNED}\n")
    assert (found.returncode, found.err) == (1, "")
    first, second, third = records(found.out)
    assert set(first) == set(third) == {"input", "object", "hash"}
    assert first["hash"] == aecodec.tx_hash(FACTS["unsigned"])
    assert first["object"]["transaction"]["fee"] == FACTS["fee"]
    error = second.pop("error")
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
    found = run("decode", text)
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


# --- what must not reach a terminal -------------------------------------------------------------


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        SECRET[:-1],
        SECRET + "x",
        SECRET.replace("_", "_!"),
        " " + SECRET,
        "SK" + SECRET[2:],
        "x=" + SECRET,
    ],
)
def test_a_secret_key_is_never_shown(text: str, options: list[str]) -> None:
    for command in "decode", "encode", "verify":
        if command == "encode" and options:
            continue
        found = run(command, *options, text)
        for part in (SECRET[3:], SECRET[4:-1], bytes(range(32)).hex(), SECRET[3:13]):
            assert part not in found.out + found.err


def test_a_secret_key_is_recognised() -> None:
    found = run("decode", SECRET)
    assert found.returncode == 0
    assert "secret key (sk_)" in found.out
    assert "checksum is right" in found.out
    (record,) = records(run("decode", "--json", SECRET).out)
    assert record == {"input": "sk_…", "object": {"prefix": "sk", "payload": None}, "hash": None}


def test_a_secret_key_in_wrong_usage_is_not_repeated() -> None:
    assert SECRET[3:13] not in run("decode", f"--key={SECRET}").err
    assert SECRET[3:13] not in run("verify", CO_SIGNED, *["--participant", SECRET, "--participant", "x"]).err


HOSTILE = "\x1b[2J\u202e\u2066\r\nx"


@pytest.mark.parametrize(
    "args", [["decode", HOSTILE], ["decode", f"@{HOSTILE}"], [HOSTILE], ["encode", HOSTILE]]
)
def test_what_a_terminal_would_obey_is_escaped_in_errors(args: list[str]) -> None:
    found = run(*args)
    assert found.returncode in (1, 2)
    assert "\x1b" not in found.err
    assert "\u202e" not in found.err
    assert "\\x1b[2J" in found.err


def test_what_a_terminal_would_obey_is_escaped_in_a_tree() -> None:
    tx = aecodec.SpendTx(
        sender_id=FACTS["initiator_id"],
        recipient_id=FACTS["responder_id"],
        amount=10**18 + 5,
        fee=1,
        ttl=0,
        nonce=1,
        payload=HOSTILE.encode(),
    )
    found = run("decode", aecodec.encode_tx(tx))
    assert found.out.replace("\n", "").isprintable()
    plain = run("decode", aecodec.encode_tx(aecodec.replace(tx, payload=b'say "hi"')))
    assert '("say \\"hi\\"")' in plain.out
    assert "1000000000000000005 (1.000000000000000005 AE)" in plain.out


@given(st.text(), st.text(min_size=1))
def test_redaction_leaves_nothing_of_what_follows(before: str, secret: str) -> None:
    assert redact(f"{before}sk_{secret}") == redact(f"{before}sk_")


# --- encode -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ints", ["safe", "number", "string"])
def test_what_decode_shows_as_json_encode_takes_back(ints: str) -> None:
    items = [FACTS[name] for name in TX_NAMES] + [FACTS["channel_id"], FACTS["initiator_id"]]
    shown = run("decode", "--json", "--ints", ints, given="\n".join(items))
    back = run("encode", given=shown.out)
    assert (back.returncode, back.err) == (0, "")
    assert back.out.splitlines() == items


def through_doubles(line: str) -> str:
    """The line as a program rewrites it that keeps every JSON number as a double, such as jq 1.6."""
    return json.dumps(json.loads(line, parse_int=lambda digits: int(float(digits)))["object"])


def test_a_reader_that_rounds_numbers_to_doubles_changes_no_transaction() -> None:
    texts = sorted({row.values[0]["tx"] for row in spec_rows("*_tx*.jsonl") if "tx" in row.values[0]})
    wires = [wire.hex() for wire in WIRES.values()]
    large = aecodec.replace(aecodec.decode_tx(CO_SIGNED).transaction, fee=2**53 + 1, ttl=2**53 - 1)
    items = [*texts, *wires, aecodec.encode_tx(large)]
    shown = run("decode", "--json", given="\n".join(items))
    assert (shown.returncode, shown.err) == (0, "")
    back = run("encode", given="\n".join(map(through_doubles, shown.out.splitlines())))
    assert (back.returncode, back.err) == (0, "")
    given = [aecodec.encode_object(one) for one in map(aecodec.decode_object, texts)]
    assert back.out.splitlines()[: len(texts)] == given == texts
    assert back.out.splitlines()[-1] == items[-1]
    form = records(shown.out)[-1]["object"]
    assert (form["fee"], form["ttl"]) == (f"{2**53 + 1}", 2**53 - 1)
    unsafe = run("decode", "--json", "--ints", "number", items[-1]).out
    assert run("encode", given=through_doubles(unsafe)).out != f"{items[-1]}\n"


def test_a_bare_form_is_encoded_from_an_argument_or_a_file(tmp_path: Path) -> None:
    (record,) = records(run("decode", "--json", CO_SIGNED).out)
    form = json.dumps(record["object"])
    (tmp_path / "form.json").write_text(form)
    assert run("encode", form, f"@{tmp_path / 'form.json'}").out == f"{CO_SIGNED}\n{CO_SIGNED}\n"


def test_an_object_without_a_prefix_goes_through_hexadecimal() -> None:
    # An account with nonce 1 and balance 2: tag 10, version 1.
    form = {"type": "Account", "tag": 10, "version": 1, "nonce": 1, "balance": 2}
    assert run("encode", json.dumps(form)).out == "c40a010102\n"
    assert records(run("decode", "--json", "c40a010102").out)[0]["object"] == form


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("{", "not JSON at character 1: found end of text"),
        (
            '{"type": "SpendTx", "tag": 1e18, "version": 1}',
            "wrong type at SpendTx.tag: expected an integer, found a number",
        ),
        ('{"input": "ak_", "line": 1, "error": {}}', "missing key at type"),
        (
            '{"type": "SpendTx", "tag": 12, "version": 9}',
            "unknown object version at SpendTx.version: expected 1",
        ),
        ('{"prefix": "ak", "payload": "00"}', "wrong payload length: expected 32 bytes, found 1"),
        ('{"prefix": "ak", "payload": null}', "wrong type at payload: expected a string, found null"),
        ('{"prefix": "ak", "payload": "zz"}', "malformed hexadecimal at payload: found 'zz'"),
        ('{"prefix": "ak"}', "missing key at payload"),
        ("[" * 100_000, "JSON values are nested too deeply at character 64"),
    ],
    ids=range(9),
)
def test_what_is_no_json_form_is_one_line(form: str, message: str) -> None:
    found = run("encode", given=form)
    assert message in one_error(found)
    assert found.out == ""


FORM = json.dumps(aecodec.to_json(aecodec.decode_tx(CO_SIGNED)))
PRETTY = json.dumps(json.loads(FORM), indent=2)
LAYOUTS = {
    "a line each": f"{FORM}\n{FORM}\n{FORM}",
    "many lines each": f"{PRETTY}\n{PRETTY}\r\n\n{PRETTY}\n",
    "in a row": f"{FORM}{FORM} {PRETTY}",
    "all kinds": f"{FORM}\n{PRETTY}{FORM}",
    "without indentation": f"{json.dumps(json.loads(FORM), indent=0)}\n" * 3,
    "an array": json.dumps([json.loads(FORM)] * 3),
    "an array over many lines": json.dumps([json.loads(FORM)] * 3, indent=4),
    "an array, an object a line": f"[\n{FORM},\n{FORM},\n{FORM}\n]",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_objects_are_encoded_however_they_are_laid_out(tmp_path: Path, layout: str) -> None:
    (tmp_path / "forms.json").write_text(LAYOUTS[layout], newline="")
    for found in (run("encode", given=LAYOUTS[layout]), run("encode", f"@{tmp_path / 'forms.json'}")):
        assert (found.returncode, found.err) == (0, "")
        assert found.out == f"{CO_SIGNED}\n" * 3
    assert run("encode", LAYOUTS[layout]).out == f"{CO_SIGNED}\n" * 3


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (PRETTY.replace('"fee": ', '"fee": x'), "not JSON at character 11: found 'x"),
        (FORM[: len(FORM) // 2], "not JSON at character "),
        ("\n".join(PRETTY.splitlines()[:9]), "not JSON at character "),
        ("nonsense", "not JSON at character 0"),
        (PRETTY.replace('"nonce": ', '"nounce": '), "unknown key at SignedTx.transaction.nounce"),
    ],
    ids=range(5),
)
def test_a_broken_object_is_named_with_its_line_and_the_others_are_encoded(broken: str, message: str) -> None:
    for before, after in ((FORM, FORM), (PRETTY, PRETTY)):
        found = run("encode", given=f"{before}\n{broken}\n{after}\n")
        assert found.out == f"{CO_SIGNED}\n" * 2
        said = one_error(found)
        assert message in said
        line = int(said.rpartition("(line ")[2].removesuffix(")"))
        first = before.count("\n") + 2
        assert first <= line <= first + broken.count("\n")
        if "11: found" in message:
            assert '"fee"' in f"{before}\n{broken}".splitlines()[line - 1]


def test_a_cut_array_is_no_success() -> None:
    found = run("encode", given=f"[{FORM},\n{FORM},\n")
    assert found.out == f"{CO_SIGNED}\n" * 2
    assert "not JSON: expected ], found end of text" in one_error(found)


@pytest.mark.parametrize("unit", ["{\n", "[{", '{"a":\n', "{}", '"', "[]\n", '{"a": 1\n', "]\n"])
def test_any_rows_of_brackets_are_read_in_linear_time(unit: str) -> None:
    def lines(count: int) -> list[Input]:
        return [Input(line, at) for at, line in enumerate((unit * count).split("\n"), 1) if line]

    def read(lines: list[Input]) -> None:
        for value in split_values(iter(lines)):
            assert value.text

    assert_linear(read, lines(2_000), lines(32_000), times=16)


# --- every command ------------------------------------------------------------------------------

READING = sorted({*COMMANDS} & {"decode", "encode", "inspect", "verify"})
GOOD = {"decode": CO_SIGNED, "encode": FORM, "inspect": captures.sample(), "verify": CO_SIGNED}


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("nothing", ["", "\n", " \r\n\n"])
def test_no_input_is_no_success(tmp_path: Path, command: str, nothing: str) -> None:
    path = tmp_path / "empty"
    path.write_text(nothing)
    for found in (run(command, given=nothing), run(command, f"{'' if command == 'inspect' else '@'}{path}")):
        assert (found.returncode, found.out) == (2, "")
        assert found.err.startswith(f"aecodec {command}: no ")
        assert found.err.count("\n") == 1


@pytest.mark.parametrize("command", READING)
def test_a_byte_order_mark_before_the_first_line_is_ignored(command: str) -> None:
    plain, marked = run(command, given=GOOD[command]), run(command, given="\ufeff" + GOOD[command])
    assert plain.returncode == 0
    assert (marked.out, marked.err, marked.returncode) == (plain.out, plain.err, 0)


@pytest.mark.parametrize("text", ["hello", "{'a'}", "Zürich", "a" * 24])
def test_an_error_names_a_short_input_once(text: str) -> None:
    for command in ("decode", "verify"):
        assert one_error(run(command, text)).count(text) == 1


@pytest.mark.parametrize("text", ["x" * 40, "sk_abcdefghij", "tx_" + "ß" * 40])
def test_an_ellipsis_of_ours_is_one_character(text: str) -> None:
    for command in ("decode", "encode", "verify", "schema"):
        found = run(command, text)
        assert "u2026" not in found.out + found.err


# --- verify -------------------------------------------------------------------------------------


def test_a_co_signed_transaction_is_verified_and_its_network_found() -> None:
    found = run("verify", CO_SIGNED)
    assert (found.returncode, found.err) == (0, "")
    assert found.out.startswith(f"ChannelCreateTx: verified on {FACTS['network_id']}\n")
    assert f"by {FACTS['initiator_id']}, form raw" in found.out
    assert f"by {FACTS['responder_id']}, form raw" in found.out
    assert run("verify", CO_SIGNED, "--network", FACTS["network_id"]).returncode == 0


def test_a_half_signed_transaction_says_who_is_missing() -> None:
    found = run("verify", FACTS["half_signed"])
    assert (
        f"a required signature is missing at SignedTx.signatures: expected {FACTS['responder_id']}"
        in one_error(found)
    )
    (record,) = records(run("verify", "--json", FACTS["half_signed"]).out)
    assert record["missing"] == [FACTS["responder_id"]]
    assert record["signatures"][0]["signer"] == FACTS["initiator_id"]
    assert (record["network"], record["ok"]) == (FACTS["network_id"], False)
    assert record["error"]["code"] == "signature_missing"


def test_an_unsigned_transaction_is_not_verified() -> None:
    assert "a required signature is missing" in one_error(run("verify", FACTS["unsigned"]))


def with_signatures(*signatures: bytes) -> str:
    tx = aecodec.decode_tx(CO_SIGNED)
    return aecodec.encode_tx(aecodec.replace(tx, signatures=tuple(sorted(signatures))))


def test_a_signature_by_a_stranger_is_named_with_its_place_and_who_was_expected() -> None:
    tx: Any = aecodec.decode_tx(CO_SIGNED)
    own = tx.signatures[1]  # the initiator's, as the half-signed transaction shows
    stranger = signing.sign(tx.transaction, signing.Key.from_seed(bytes(32)), FACTS["network_id"]).signatures[
        0
    ]
    text = with_signatures(own, stranger)
    message = one_error(run("verify", text))
    place = sorted([own, stranger]).index(stranger)
    assert f"signature matches no required signer at SignedTx.signatures[{place}]: " in message
    assert f"expected {FACTS['responder_id']} on 'local_iris_testnet'" in message
    assert f"found {aecodec.encode('sg', stranger)}" in message


def test_a_signature_twice_is_left_over() -> None:
    tx: Any = aecodec.decode_tx(CO_SIGNED)
    message = one_error(run("verify", with_signatures(*tx.signatures, tx.signatures[0])))
    assert "duplicate signature of one account at SignedTx.signatures[1]: expected 2 signatures" in message


def test_the_wrong_network_is_told_with_the_right_one() -> None:
    found = run("verify", CO_SIGNED, "--network", "ae_mainnet")
    assert "signature matches no required signer at SignedTx.signatures[0]" in one_error(found)
    assert f"{FACTS['network_id']}: {FACTS['initiator_id']}, form raw" in found.out
    (record,) = records(run("verify", "--json", "--network", "ae_mainnet", CO_SIGNED).out)
    assert {fit["network"] for fit in record["elsewhere"]} == {FACTS["network_id"]}


def test_a_network_that_nobody_knows_must_be_named() -> None:
    both = [signing.Key.from_seed(bytes([number]) * 32) for number in (1, 2)]
    tx: Any = aecodec.decode_tx(CO_SIGNED)
    mine = aecodec.replace(tx.transaction, initiator_id=both[0].address, responder_id=both[1].address)
    for key in both:
        mine = signing.sign(mine, key, "hc_mine", form="hash")
    text = aecodec.encode_tx(mine)
    assert "no known network fits the signatures" in one_error(run("verify", text))
    found = run("verify", text, "--network", "hc_mine")
    assert (found.returncode, found.err) == (0, "")
    assert found.out.count("form hash") == 2


def test_an_off_chain_transaction_needs_its_participants() -> None:
    both = [signing.Key.from_seed(bytes([number]) * 32) for number in (1, 2)]
    tx: Any = aecodec.ChannelOffchainTxV2(channel_id=FACTS["channel_id"], round=2, state_hash=bytes(32))
    for key in both:
        tx = signing.sign(tx, key, "ae_uat")
    text = aecodec.encode_tx(tx)
    assert "required signers are unknown: expected both participants" in one_error(run("verify", text))
    names = [part for key in both for part in ("--participant", str(key.address))]
    assert run("verify", text, *names).returncode == 0


def test_a_transaction_signed_for_a_paying_for_verifies_as_inner_only() -> None:
    key = signing.Key.from_seed(bytes([1]) * 32)
    spend = aecodec.SpendTx(
        sender_id=key.address,
        recipient_id=FACTS["responder_id"],
        amount=1,
        fee=1,
        ttl=0,
        nonce=1,
        payload=b"",
    )
    text = aecodec.encode_tx(signing.sign(spend, key, "ae_uat", inner=True))
    found = run("verify", text)
    assert one_error(found)
    assert f"ae_uat: {key.address}, form raw, inside a paying_for (--inner)" in found.out
    assert run("verify", "--inner", text).returncode == 0


def test_a_damaged_transaction_is_one_line_in_verify_too() -> None:
    assert "checksum does not match at character 3" in one_error(run("verify", CHANGED))
    assert "wrong prefix at character 0: expected tx_" in one_error(run("verify", FACTS["channel_id"]))
    (record,) = records(run("verify", "--json", CHANGED).out)
    assert record["error"]["code"] == "bad_checksum"
