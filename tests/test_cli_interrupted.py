"""Long inputs that end early: whoever reads goes away, or the user stops the command."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import aecodec

from .conftest import ROOT
from .shared_vectors import SPEND_TEXT

FORM = json.dumps(aecodec.to_json(aecodec.decode_tx(SPEND_TEXT)))
COMMANDS = {
    "decode": (["decode", "--json"], SPEND_TEXT),
    "encode": (["encode"], FORM),
}
#: Lines that fit into a pipe, before and after, so that nobody waits for the other.
_COUNT = 60
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "aecodec", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@POSIX
@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_goes_away_ends_the_command_in_silence(name: str, tmp_path: Path) -> None:
    arguments, line = COMMANDS[name]
    file = tmp_path / "lines"
    file.write_text(f"{line}\n" * 20_000)
    with start(*arguments, f"@{file}") as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline().endswith(b"\n")
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 141


@POSIX
@pytest.mark.parametrize("name", COMMANDS)
def test_an_interrupted_command_ends_with_a_whole_line(name: str) -> None:
    arguments, line = COMMANDS[name]
    with start(*arguments, "--strict", "-") as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdin.write(f"{line}\n".encode() * _COUNT)
        program.stdin.flush()  # the end of the input never comes
        first = program.stdout.readline()
        program.send_signal(signal.SIGINT)
        rest = program.stdout.read()
        assert program.stderr.read() == b""
    assert program.returncode == 130
    assert {first, *rest.splitlines(keepends=True)} == {first}
    assert first.endswith(b"\n")
