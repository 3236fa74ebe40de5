"""The options of `aecodec inspect` that select messages, rounds and findings of a capture."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from itertools import islice
from typing import Final

from ..errors import printable, quote
from ..inspector.formatting import number
from ..inspector.history import ChannelHistory
from ..inspector.inspection import Inspection, NumberedTx
from ..inspector.selection import Selection, method_of
from ..inspector.wording import round_of
from .printing import nearest

_SEVERITIES: Final = ("error", "warning", "info")
_LONGEST_ROUND: Final = 18  # digits
_MAX_NAMES: Final = 1_000  # names of a capture that a mistyped one is compared with
_KINDS: Final = ("channel", "participant", "method", "round", "severity")


class NothingSelectedError(Exception):
    """No capture holds what is asked for: a sentence."""


def configure(parser: ArgumentParser) -> None:
    """Add the options, each of which may be given several times."""
    group = parser.add_argument_group(
        "what is shown", "Each may be given several times: what fits one of them is shown."
    )
    options = (
        ("--channel", "CHANNEL", str, "channels: by number, by id, or by the beginning of an id"),
        ("--participant", "NAME", str, "messages of a participant, such as initiator"),
        ("--method", "METHOD", str, "messages of a method, such as update or 'sign.*', and their answers"),
        ("--round", "N", _rounds, "rounds: one, or several as 2-5"),
    )
    for name, metavar, kind, words in options:
        group.add_argument(name, metavar=metavar, action="append", default=[], type=kind, help=words)
    words = "findings of a severity, and the messages that they are about"
    group.add_argument("--severity", action="append", default=[], choices=_SEVERITIES, help=words)


def is_given(args: Namespace) -> bool:
    """Tell whether anything is selected."""
    return any(getattr(args, kind) for kind in _KINDS)


def select(inspected: Inspection, args: Namespace) -> Selection:
    """Select what the options name. Raises NothingSelectedError for a name that the capture does not hold."""
    history = inspected.history
    ids = [channel.channel_id for channel in history.channels]
    numbers = {str(place): one for place, one in enumerate(ids, 1)}
    participants = dict.fromkeys(entry.participant for entry in history.capture.entries)
    methods = dict.fromkeys(filter(None, map(method_of, history.messages)))
    _check_rounds(args.round, history)
    return Selection(
        history,
        inspected.findings,
        channels=_all("channel", args.channel, [*numbers, *ids], lambda word: _channels(word, numbers)),
        participants=_all(
            "participant", args.participant, participants, lambda word: _fitting(word, participants)
        ),
        methods=_all("method", args.method, methods, lambda word: _methods(word, methods)),
        rounds=args.round,
        severities=args.severity,
    )


def find_tx(inspected: Inspection, number: int) -> NumberedTx:
    """Return the transaction with a number. Raises NothingSelectedError if there is none."""
    found = list(inspected.transactions.values())
    if not 1 <= number <= len(found):
        numbers = f": it has 1 to {len(found)}" if found else ""
        raise NothingSelectedError(f"no transaction {number} in this capture{numbers}")
    return found[number - 1]


def _rounds(text: str) -> range:
    first, _, last = text.partition("-")
    last = last or first
    for digits in (first, last):
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_ROUND):
            raise ArgumentTypeError("a round is a number, such as 4, or two with a hyphen, such as 2-5")
    if int(first) > int(last):
        raise ArgumentTypeError(f"{first} comes after {last}")
    return range(int(first), int(last) + 1)


def _check_rounds(wanted: list[range], history: ChannelHistory) -> None:
    """Raise NothingSelectedError if none of the rounds is in the capture."""
    steps = (step for channel in history.channels for step in channel.steps)
    known = {step.round for step in steps} | set(map(round_of, history.messages)) if wanted else set()
    rounds = sorted(one for one in known if one is not None)
    if wanted and not any(one in some for one in rounds for some in wanted):
        shown = f"{wanted[0].start}" if len(wanted[0]) == 1 else f"{wanted[0].start}-{wanted[0].stop - 1}"
        span = " to ".join(dict.fromkeys(map(number, (rounds[0], rounds[-1])))) if rounds else ""
        has = f": it has {span}" if rounds else ""
        raise NothingSelectedError(f"no round {shown} in this capture{has}")


def _all(
    kind: str, words: list[str], known: Iterable[str], find: Callable[[str], list[str]]
) -> Iterable[str]:
    found: dict[str, None] = {}
    for word in words:
        named = find(word)
        if not named:
            names = list(islice(known, _MAX_NAMES))
            hint = printable(nearest(word, names)) or _list(names)
            raise NothingSelectedError(f"no {kind} {quote(word)} in this capture{hint}")
        found |= dict.fromkeys(named)
    return found


def _list(names: list[str], most: int = 8) -> str:
    shown = ", ".join(map(printable, names[:most])) + (", …" if len(names) > most else "")
    return f": it has {shown}" if names else ""


def _channels(word: str, numbers: dict[str, str]) -> list[str]:
    if word in numbers:
        return [numbers[word]]
    return [one for one in numbers.values() if one == word or (len(word) > 3 and one.startswith(word))]


def _fitting(word: str, names: Iterable[str]) -> list[str]:
    exact = [name for name in names if name.lower() == word.lower()]
    return exact or [name for name in names if word and name.lower().startswith(word.lower())]


def _methods(word: str, names: Iterable[str]) -> list[str]:
    pattern = word.removeprefix("channels.")
    return [name for name in names if name == pattern or fnmatchcase(name, pattern)]
