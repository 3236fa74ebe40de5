"""How a command starts: with few imports, and what it prints is written when the process ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import aecodec
from aecodec.cli import COMMANDS, decode, parsing

from .conftest import ROOT, founding

FACTS = founding()
TX = FACTS["co_signed"]
#: What takes long to import, and what one canonical text does not need.
SLOW = {"argparse", "json", "inspect", "shutil", "gettext", "difflib", "nacl", "hashlib"}
OURS = {
    f"aecodec.{name}" for name in ("recognition", "redaction", "json_form", "derived", "signing", "names")
}
if aecodec.BACKEND == "pure":
    SLOW -= {"hashlib"}  # there checksums need it


def loaded_by(*arguments: str) -> set[str]:
    """The modules that are loaded when a command is done."""
    code = (
        f"import sys; from aecodec.cli import main; main({list(arguments)!r}); print(*sys.modules, sep='\\n')"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules, sep='\\n')"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {*found.stdout.splitlines()} - {*bare.stdout.splitlines()}


def test_the_version_needs_no_object_and_no_parser() -> None:
    assert loaded_by("--version").isdisjoint(SLOW | OURS | {"msgspec", "aecodec.cli.decode"})


def test_help_needs_no_command() -> None:
    assert loaded_by("--help").isdisjoint(SLOW | {"msgspec", "aecodec.cli.decode"})


@pytest.mark.parametrize("verb", [["decode"], []], ids=["with", "without"])
def test_an_identifier_is_shown_without_the_classes_of_objects(verb: list[str]) -> None:
    loaded = loaded_by(*verb, FACTS["channel_id"])
    assert "aecodec._parts" in loaded
    assert loaded.isdisjoint(
        SLOW | OURS | {"msgspec", "aecodec.codec", "aecodec.display", "aecodec.cli.sources"}
    )


def test_a_capture_of_records_is_read_without_recognition() -> None:
    loaded = loaded_by("inspect", "--sample", "--no-pager")
    assert "aecodec.inspector.capture_forms.jsonl" in loaded
    assert "aecodec.recognition" not in loaded


def test_a_transaction_is_shown_with_the_classes_of_its_family() -> None:
    loaded = loaded_by("decode", TX)
    assert "aecodec.tx.channel" in loaded
    # msgspec itself imports some.
    slow = SLOW - loaded_by_msgspec()
    assert loaded.isdisjoint(slow | OURS | {"aecodec.tx.name", "aecodec.headers"})


def loaded_by_msgspec() -> set[str]:
    code = "import sys, msgspec; print(*sys.modules, sep='\\n')"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {*found.stdout.splitlines()}


def test_arguments_without_options_are_what_the_parser_returns() -> None:
    parsed = parsing.parse("decode", COMMANDS["decode"], ["a", "b"])
    assert vars(parsed) == decode.Plain(["a", "b"])._asdict()


@pytest.mark.skipif(os.name != "posix", reason="needs /dev/full and shells")
def test_what_is_written_is_there_when_the_process_ends(tmp_path: Path) -> None:
    path = tmp_path / "tree"
    with path.open("w") as out:
        found = subprocess.run(
            [sys.executable, "-m", "aecodec", TX, "ak_zzz"], stdout=out, stderr=subprocess.PIPE, cwd=ROOT
        )
    assert found.returncode == 1
    assert found.stderr.startswith(b"aecodec: ak_zzz: ")
    assert path.read_text().startswith("SignedTx (tag 11, version 1)\n")


def test_a_profiler_sees_the_end_of_the_process() -> None:
    code = (
        "import atexit, sys\n"
        "sys.argv = ['aecodec', '--version']\n"
        "atexit.register(print, 'the end')\n"
        "{}\n"
        "from aecodec.cli import run_program\n"
        "run_program()\n"
    )
    for watch, seen in ("sys.setprofile(lambda *_: None)", True), ("", False):
        found = subprocess.run(
            [sys.executable, "-c", code.format(watch)], capture_output=True, text=True, cwd=ROOT, check=True
        )
        assert found.stdout.startswith("aecodec ")
        assert found.stdout.endswith("the end\n") == seen
