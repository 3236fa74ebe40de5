"""`aecodec completion`: each shell completes what the commands declare."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from aecodec.cli import COMMANDS
from aecodec.cli.parsing import options_of, parser_of

from .command_line import run

SHELLS = ["bash", "zsh", "fish"]


def script(shell: str) -> str:
    found = run("completion", shell)
    assert (found.returncode, found.err) == (0, "")
    return found.out


def completions(*words: str) -> list[str]:
    """Ask bash what it would offer for the last of these words."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    program = script("bash") + (
        'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _aecodec; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        [bash, "-c", program, "bash", "aecodec", *words], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands() -> None:
    assert completions("") == [*COMMANDS, "--help", "--version"]
    assert completions("de") == ["decode"]
    assert completions("xyz") == []


@pytest.mark.parametrize("command", COMMANDS)
def test_bash_completes_the_options_of_each_command(command: str) -> None:
    assert set(completions(command, "-")) == set(options_of(parser_of(command, COMMANDS[command])))


def test_bash_completes_the_values_of_options() -> None:
    assert completions("decode", "--ints", "") == ["safe", "number", "string"]
    assert completions("decode", "--ints", "s") == ["safe", "string"]
    assert completions("completion", "") == SHELLS


def test_bash_completes_types_and_kinds() -> None:
    assert completions("build", "spe") == ["spend"]
    assert completions("id", "comm") == ["commitment"]
    assert completions("schema", "SpendT") == ["SpendTx"]


def test_bash_leaves_files_to_its_default() -> None:
    assert completions("inspect", "") == []
    assert "complete -o default -F _aecodec aecodec" in script("bash")


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_names_every_command_and_option(shell: str) -> None:
    text = script(shell)
    for command, words in COMMANDS.items():
        assert re.search(rf"\b{command}\b", text)
        for option in options_of(parser_of(command, words)):
            in_fish = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            assert (in_fish if shell == "fish" else option) in text


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_is_read_by_its_shell(shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    done = subprocess.run(
        [program, "-n"], input=script(shell), capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_apostrophes_are_balanced(shell: str) -> None:
    for line in script(shell).splitlines():
        assert line.replace("'\\''", "").count("'") % 2 == 0, line


def test_another_shell_is_wrong_usage() -> None:
    found = run("completion", "tcsh")
    assert found.returncode == 2
    assert "invalid choice: 'tcsh'" in found.err
