"""`aecodec completion` in zsh and fish themselves: they offer what the commands declare."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aecodec.cli import COMMANDS
from aecodec.cli.parsing import options_of, parser_of

from .command_line import run
from .shells import ask_fish, ask_zsh

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these shells need a POSIX system")
ASK = {"zsh": ask_zsh, "fish": ask_fish}
SHELLS = pytest.mark.parametrize("shell", ASK)


def offers(shell: str, line: str, folder: Path) -> set[str]:
    script = run("completion", shell).out
    return {*ASK[shell](script, line, folder)}


@SHELLS
def test_commands_are_offered(shell: str, tmp_path: Path) -> None:
    assert offers(shell, "aecodec ", tmp_path) >= {*COMMANDS}
    assert offers(shell, "aecodec de", tmp_path) == {"decode"}
    assert offers(shell, "aecodec --", tmp_path) == {"--help", "--version"}


@SHELLS
@pytest.mark.parametrize("command", ["decode", "sign", "verify"])
def test_the_options_of_a_command_are_offered(shell: str, command: str, tmp_path: Path) -> None:
    known = options_of(parser_of(command, COMMANDS[command]))
    assert offers(shell, f"aecodec {command} --", tmp_path) == {one for one in known if one[:2] == "--"}


@SHELLS
def test_values_of_options_are_offered(shell: str, tmp_path: Path) -> None:
    assert offers(shell, "aecodec decode --ints ", tmp_path) == {"safe", "number", "string"}
    assert offers(shell, "aecodec decode --ints s", tmp_path) == {"safe", "string"}
    assert offers(shell, "aecodec completion ", tmp_path) == {"bash", "zsh", "fish"}


@SHELLS
def test_types_and_kinds_are_offered(shell: str, tmp_path: Path) -> None:
    assert offers(shell, "aecodec build spe", tmp_path) == {"spend"}
    assert offers(shell, "aecodec schema SpendT", tmp_path) == {"SpendTx"}
    assert offers(shell, "aecodec id comm", tmp_path) == {"commitment"}
    assert "spend" not in offers(shell, "aecodec build spend s", tmp_path)


@SHELLS
def test_files_are_offered_where_they_belong(shell: str, tmp_path: Path) -> None:
    (tmp_path / "transaction.txt").touch()
    assert "transaction.txt" in offers(shell, "aecodec decode transac", tmp_path)
    assert "transaction.txt" in offers(shell, "aecodec sign --key-file transac", tmp_path)
    assert offers(shell, "aecodec sign --network transac", tmp_path) == set()


@SHELLS
def test_an_option_that_can_be_repeated_is_offered_again(shell: str, tmp_path: Path) -> None:
    assert "--participant" in offers(shell, "aecodec verify --participant ak_x --part", tmp_path)
