"""The commands of `aecodec channel open`: a word and what belongs to it on a line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..amounts import format_amount
from ..channel import Refuse
from ..errors import printable
from . import options
from .printing import nearest

if TYPE_CHECKING:
    from ..channel.client import Channel
    from .channel_asking import Asking
    from .channel_console import Console

__all__ = ["COMMANDS", "ENDS", "CommandError", "do", "help_lines", "show"]

#: What a command takes, and what it does.
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "pay": ("AMOUNT [TEXT]", "pay the other participant"),
    "request": ("AMOUNT [TEXT]", "ask it to pay"),
    "deposit": ("AMOUNT", "lock more coins"),
    "withdraw": ("AMOUNT", "take coins out"),
    "say": ("TEXT", "send a message"),
    "hear": ("", "wait for a message"),
    "until": ("ROUND", "wait for a round"),
    "show": ("", "round and balances"),
    "yes": ("", "sign what is asked (--accept ask)"),
    "no": ("[CODE]", "refuse what is asked"),
    "shutdown": ("", "close the channel together"),
    "close_solo": ("", "close it alone, by the latest state"),
    "slash": ("", "dispute a close by an older state"),
    "settle": ("", "pay out a channel that was closed alone"),
    "snapshot": ("", "put the latest state on chain"),
    "leave": ("", "leave; the channel stays open on chain"),
    "help": ("", "this list"),
    "quit": ("", "hang up; the channel lives on"),
}

#: The words that end the session.
ENDS: Final = frozenset({"quit", "exit"})

_ACTS: Final = frozenset({"shutdown", "close_solo", "slash", "settle", "snapshot", "leave"})
_MOVES: Final = frozenset({"pay", "request", "deposit", "withdraw"})
_WITH_TEXT: Final = frozenset({"pay", "request"})
_FIRST_CODE, _LAST_CODE = 1, 65_535


class CommandError(Exception):
    """A line is no command, as the sentence says."""


class _Line(NamedTuple):
    name: str
    rest: str


async def do(channel: Channel, console: Console, asking: Asking, line: str) -> None:
    """Do what a line says, and return when it is final. Raises CommandError, and what the client raises."""
    word, _, rest = line.strip().partition(" ")
    name, rest = word, rest.strip()
    if name not in COMMANDS:
        near = nearest(name, COMMANDS) or "; help lists the commands"
        raise CommandError(f"unknown command {name!r}{near}")
    takes = COMMANDS[name][0]
    if rest and not takes:
        raise CommandError(f"{name} takes nothing more")
    if not rest and takes and not takes.startswith("["):
        raise CommandError(f"{name} takes {takes}")
    if name in _MOVES | _ACTS and channel.status in ("disconnected", "connecting", "connected"):
        raise CommandError("there is no connection now; it is being made again")
    if name in _MOVES and channel.status == "closing":
        raise CommandError("the channel is being closed: only shutdown, slash and settle can follow")
    if name in _MOVES:
        await _move(channel, name, rest)
    elif name in _ACTS:
        act: Callable[[], Awaitable[Any]] = getattr(channel, name)
        await act()
    else:
        await _other(channel, console, asking, _Line(name, rest))


async def _move(channel: Channel, name: str, rest: str) -> None:
    amount, _, text = rest.partition(" ")
    move: Callable[..., Awaitable[Any]] = getattr(channel, name)
    text = text.strip()
    if text and name not in _WITH_TEXT:
        raise CommandError(f"{name} takes an amount alone, such as 1.5AE")
    await move(_read(options.amount, amount), *([[text]] if text else []))


async def _other(channel: Channel, console: Console, asking: Asking, line: _Line) -> None:
    match line.name:
        case "say":
            await channel.message(line.rest)
        case "hear":
            text = await channel.hear()
            if not console.has_prompt:  # a person has seen it already
                console.say("heard", text)
        case "until":
            await channel.until(round=_read(options.number, line.rest))
        case "show":
            show(channel, console)
        case "yes":
            asking.answer(None)
        case "no":
            asking.answer(Refuse(_read(_code, line.rest)) if line.rest else Refuse())
        case "help":
            console.list(help_lines())


def help_lines() -> list[str]:
    """List the commands."""
    width = max(len(f"{name} {takes}") for name, (takes, _) in COMMANDS.items())
    return [f"  {f'{name} {takes}':{width}}  {what}" for name, (takes, what) in COMMANDS.items()]


def show(channel: Channel, console: Console) -> None:
    """Print the round and both balances."""
    mine, balances = channel.mine, channel.balances
    if balances is None or mine is None:
        console.say(f"round {channel.round}", "the balances are not known")
        return
    theirs = balances[channel.peer]
    line = f"mine {mine} ({format_amount(mine)}), theirs {theirs}"
    if console.width is not None and len(line) + 10 > console.width:
        console.say(
            f"round {channel.round}", f"mine   {format_amount(mine)}", f"theirs {format_amount(theirs)}"
        )
    else:
        console.say(f"round {channel.round}", line)


def _code(text: str) -> int:
    code = options.number(text)
    if not _FIRST_CODE <= code <= _LAST_CODE:
        raise ArgumentTypeError(f"a code from {_FIRST_CODE} to {_LAST_CODE} is expected")
    return code


def _read(read: Callable[[str], int], text: str) -> int:
    try:
        return read(text)
    except ArgumentTypeError as error:
        raise CommandError(f"{printable(text)}: {error}") from None
