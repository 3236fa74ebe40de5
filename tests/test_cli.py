"""The command line as a program: help, usage, streams, and what holds for every command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import aecodec
from aecodec.cli import COMMANDS
from aecodec.inspector import captures

from .command_line import one_error, run, run_program
from .conftest import ROOT, founding

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]
TX_NAMES = ["unsigned", "half_signed", "co_signed"]
SECRET = aecodec.encode("sk", bytes(range(32)))


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
    whole = example.replace("\\\n", "")  # of a command over several lines
    assert all(line.startswith("  aecodec ") for line in whole.splitlines())
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


FORM = json.dumps(aecodec.to_json(aecodec.decode_tx(CO_SIGNED)))
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


@pytest.mark.parametrize("text", ["hello", "{'a'}", "Zürich", "z" * 24])
def test_an_error_names_a_short_input_once(text: str) -> None:
    for command in ("decode", "verify"):
        assert one_error(run(command, text)).count(text) == 1


@pytest.mark.parametrize("text", ["x" * 40, "sk_abcdefghij", "tx_" + "ß" * 40])
def test_an_ellipsis_of_ours_is_one_character(text: str) -> None:
    for command in ("decode", "encode", "verify", "schema"):
        found = run(command, text)
        assert "u2026" not in found.out + found.err


def test_help_is_a_word_as_well() -> None:
    assert run("help") == run("--help")
    assert run("help", "fee") == run("fee", "--help")
    assert "Did you mean --version?" in run("--verison").err
