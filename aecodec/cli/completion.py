"""`aecodec completion`: a script by which a shell completes commands, options and their values.

The scripts are static: completing starts no Python. They are made from the options that the commands declare.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

from .._registry import classes
from ..builders.texts import TYPES
from ..schema import describe
from . import COMMANDS
from .call import ACTIONS
from .id import KINDS
from .parsing import parser_of

EXAMPLE: Final = """\
  aecodec completion bash > ~/.local/share/bash-completion/completions/aecodec
  aecodec completion zsh > ~/.zfunc/_aecodec
  aecodec completion fish > ~/.config/fish/completions/aecodec.fish"""


class Option(NamedTuple):
    """An option of a command.

    values: those that it takes, if they are a closed set. takes_file: its value is the name of a file.
    repeats: it can be given more than once.
    """

    name: str
    help: str
    takes_value: bool
    values: tuple[str, ...]
    takes_file: bool
    repeats: bool


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that reads the script")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Print the script for a shell."""
    options = {command: tuple(_options(command)) for command in COMMANDS}
    write = {"bash": _bash, "zsh": _zsh, "fish": _fish}[args.shell]
    print(*write(options), sep="\n", file=out)
    return 0


def _options(command: str) -> Iterator[Option]:
    parser = parser_of(command, COMMANDS[command])
    for action in parser._actions:
        words = " ".join((action.help or "").replace("%%", "%").split())
        for name in action.option_strings:
            values = tuple(map(str, action.choices or ()))
            repeats = isinstance(action.default, list)
            yield Option(name, words, action.nargs != 0, values, action.metavar == "FILE", repeats)


def first_words() -> dict[str, list[str]]:
    """Return what may stand right behind a command, where that is a closed set: types, kinds, shells."""
    return {
        "build": sorted(TYPES),
        "call": [*ACTIONS],
        "completion": ["bash", "zsh", "fish"],
        "id": [*KINDS],
        "schema": sorted({describe(cls).name for cls in classes()}),
    }


def _values(options: dict[str, tuple[Option, ...]]) -> Iterator[tuple[str, Option]]:
    """Yield the options whose values are a closed set, with their commands."""
    for command, declared in options.items():
        yield from ((command, option) for option in declared if option.values)


# --- bash ---------------------------------------------------------------------------------------


def _bash(options: dict[str, tuple[Option, ...]]) -> Iterator[str]:
    yield "# Completion of aecodec for bash."
    yield "_aecodec() {"
    yield "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}"
    yield "    local command=${COMP_WORDS[1]} words="
    yield '    if [ "$COMP_CWORD" -eq 1 ]; then'
    yield f"        words='{' '.join(options)} --help --version'"
    yield '    elif [ "${cur:0:1}" = - ]; then'
    yield '        case "$command" in'
    for command, declared in options.items():
        yield f"        {command}) words='{' '.join(option.name for option in declared)}' ;;"
    yield "        esac"
    yield "    else"
    yield '        case "$command $prev" in'
    for command, option in _values(options):
        yield f"        '{command} {option.name}') words='{' '.join(option.values)}' ;;"
    for command, first in first_words().items():
        yield f"        '{command} {command}') words='{' '.join(first)}' ;;"
    yield "        esac"
    yield "    fi"
    yield '    COMPREPLY=($(compgen -W "$words" -- "$cur"))'
    yield "}"
    yield "complete -o default -F _aecodec aecodec"


# --- zsh ----------------------------------------------------------------------------------------


def _zsh(options: dict[str, tuple[Option, ...]]) -> Iterator[str]:
    yield "#compdef aecodec"
    yield "# Completion of aecodec for zsh."
    yield "_aecodec() {"
    yield "    local -a commands=("
    for command, words in COMMANDS.items():
        yield f"        {_quote(f'{command}:{words}')}"
    yield "    )"
    yield "    if (( CURRENT == 2 )); then"
    yield "        if [[ $PREFIX == -* ]]; then"
    yield "            compadd -- --help --version"
    yield "        else"
    yield "            _describe command commands"
    yield "            _files"
    yield "        fi"
    yield "        return"
    yield "    fi"
    yield "    shift words"
    yield "    (( CURRENT-- ))"
    yield "    case $words[1] in"
    for command, declared in options.items():
        first = first_words().get(command)
        rest = ["*:file:_files"] if first is None else [f"1:word:({' '.join(first)})", "*:file:_files"]
        yield f"    {command})"
        yield "        _arguments \\"
        yield from (f"            {_quote(_zsh_option(option))} \\" for option in declared)
        yield from (f"            {_quote(one)} \\" for one in rest[:-1])
        yield f"            {_quote(rest[-1])}"
        yield "        ;;"
    yield "    *) _files ;;"
    yield "    esac"
    yield "}"
    yield '_aecodec "$@"'


def _zsh_option(option: Option) -> str:
    words = option.help
    for char in "\\[]:":
        words = words.replace(char, f"\\{char}")
    value = ""
    if option.takes_value:
        values = f"({' '.join(option.values)})" if option.values else "_files" if option.takes_file else " "
        value = f":value:{values}"
    return f"{'*' if option.repeats else ''}{option.name}[{words}]{value}"


# --- fish ---------------------------------------------------------------------------------------


def _fish(options: dict[str, tuple[Option, ...]]) -> Iterator[str]:
    yield "# Completion of aecodec for fish."
    for command, words in COMMANDS.items():
        yield f"complete -c aecodec -n __fish_use_subcommand -a {command} -d {_quote(words)}"
    for name, words in (("help", "show the commands"), ("version", "show the version")):
        yield f"complete -c aecodec -n __fish_use_subcommand -l {name} -d {_quote(words)}"
    for command, declared in options.items():
        for option in declared:
            line = f"complete -c aecodec -n '__fish_seen_subcommand_from {command}' {_fish_name(option.name)}"
            if option.values:
                line += f" -x -a {_quote(' '.join(option.values))}"
            elif option.takes_value:
                line += " -r" if option.takes_file else " -x"
            yield f"{line} -d {_quote(option.help)}"
    for command, known in first_words().items():
        condition = f"__fish_seen_subcommand_from {command}; and test (count (commandline -opc)) -eq 2"
        yield f"complete -c aecodec -n {_quote(condition)} -f -a {_quote(' '.join(known))}"


def _fish_name(name: str) -> str:
    return f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"


def _quote(text: str) -> str:
    """Quote a text for a shell. No text here holds a backslash, which fish would obey."""
    return "'" + text.replace("'", "'\\''") + "'"
