"""Time stamps of captures, as people and programs write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

#: A time of day, maybe with a date or a zone; the time of the syslog; seconds since 1970.
TIME: Final = re.compile(
    r"(?<![\w.:-])(?:"
    r"(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ]"
    r"|(?P<name>[A-Z][a-z]{2})[ ]{1,2}(?P<number>\d{1,2})[ ])?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?"
    r"[ ]?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
    r"|(?P<epoch>\d{10})(?:\.(?P<fraction>\d{1,9}))?"
    r")(?![\w:-])",
    re.ASCII,
)

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST: Final = 64


class Time(NamedTuple):
    """A time stamp: what it is measured from, and how many microseconds after that it is.

    Only times of one scale can be compared: `zone` (from 1970, UTC), `date` (from 1970, in an unknown zone),
    `year` (from the first of January of an unknown year), or `day` (from midnight of an unknown day).
    """

    scale: str
    microseconds: int


def parse_time(text: str) -> Time | None:
    """Read a time stamp; None if the text is none."""
    match = TIME.match(text) if len(text) <= _LONGEST else None
    if match is None or match.end() != len(text):
        return None
    if match["epoch"]:
        return Time("zone", int(match["epoch"]) * 1_000_000 + _micro(match["fraction"]))
    hour, minute, second = (int(match[name]) for name in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 60:
        return None
    clock = ((hour * 60 + minute) * 60 + second) * 1_000_000 + _micro(match["part"])
    if match["name"]:
        if match["name"] not in _MONTHS:
            return None
        day = _MONTHS.index(match["name"]) * 31 + int(match["number"])
        return Time("year", day * 86_400_000_000 + clock)
    if not match["year"]:
        return Time("day", clock)
    try:
        date = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=UTC)
    except ValueError:
        return None
    since = (date - _EPOCH).days * 86_400_000_000 + clock
    zone = match["zone"]
    if not zone:
        return Time("date", since)
    return Time("zone", since - _offset(zone))


def format_epoch(number: str) -> str | None:
    """Write a number of seconds, milliseconds or microseconds since 1970 as a time stamp; None for others.

    Browsers differ in the unit; the size of the number tells which it is.
    """
    whole, _, fraction = number.partition(".")
    if not (whole.isascii() and whole.isdigit()) or not 9 <= len(whole) <= 16:
        return None
    shift = 6 if len(whole) <= 11 else 3 if len(whole) <= 14 else 0
    digits = re.match("[0-9]*", fraction)
    part = (digits[0] if digits else "")[:shift].ljust(shift, "0")
    moment = _EPOCH + timedelta(microseconds=int(whole + part))
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _micro(digits: str | None) -> int:
    return int((digits or "")[:6].ljust(6, "0"))


def _offset(zone: str) -> int:
    """Return the microseconds by which a zone is ahead of UTC."""
    if zone[0] not in "+-":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (minutes if zone[0] == "+" else -minutes) * 60_000_000
