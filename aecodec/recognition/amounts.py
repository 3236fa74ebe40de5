"""Amounts as people and programs write them, with separators, exponents, and the unit before or behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ..amounts import UNITS, format_amount, parse_amount
from ..errors import DecodeError
from ..limits import MAX_AMOUNT_CHARS
from .reading import Confidence, Kind

__all__ = ["find", "find_within", "is_number"]

_BLANKS: Final = " \t\u00a0\u2007\u2009\u202f"
_FORM: Final = re.compile(
    rf"(?P<before>[A-Za-z]{{2,8}}[{_BLANKS}]?)?"
    rf"(?P<number>[0-9](?:[{_BLANKS}_'\u2019.,]?[0-9])*+)(?P<exponent>[eE]\+?[0-9]{{1,3}})?"
    rf"(?:[{_BLANKS}]*(?P<behind>[A-Za-z]{{2,8}}))?"
)
#: An amount among other words: as the units are written, and without blanks between digits.
_WITHIN: Final = re.compile(
    r"(?<![\w.,'\u2019\-])[0-9]{1,60}(?:[_'\u2019.,][0-9]{1,60}){0,20}(?:[eE]\+?[0-9]{1,3})?"
    rf"[{_BLANKS}]{{0,2}}(?:{'|'.join(UNITS)}|aetto)(?!\w)"
)
_GROUPS: Final = re.compile(rf"[0-9]{{1,3}}(?:[{_BLANKS}_'\u2019.,][0-9]{{3}})+")
_NO_DIGITS: Final = re.compile("[^0-9]")
_WITHOUT_UNIT: Final = "aettos"  # of a number with an exponent, as JavaScript prints what is large
_MOST_EXPONENT: Final = 60

_DIGITS_LOST: Final = (
    "JavaScript keeps 15 to 17 digits of such a number: the others may have been lost before it was printed"
)


def find(word: str) -> Iterator[dict[str, Any]]:
    """Read a text as an amount. Yields the members of a reading, or nothing."""
    try:
        aettos = parse_amount(word)
    except DecodeError as error:
        yield from _find_written_otherwise(word, error)
        return
    yield _members(aettos, Confidence.CERTAIN, "a decimal number and a unit of amounts", ())


def is_number(word: str) -> bool:
    """Tell whether a text is a number, with or without a unit, however it is written."""
    return len(word) <= MAX_AMOUNT_CHARS and _FORM.fullmatch(word) is not None


def find_within(text: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Find the amounts among other words. Yields start, end and the members of an unlikely reading."""
    for match in _WITHIN.finditer(text):
        for members in find(match[0]):
            yield *match.span(), members | {"confidence": Confidence.UNLIKELY}


def _find_written_otherwise(word: str, error: DecodeError) -> Iterator[dict[str, Any]]:
    """Read an amount that is clear to people, but not written as `parse_amount` takes it."""
    match = _FORM.fullmatch(word)
    if match is None or (match["before"] and match["behind"]):
        return
    unit = (match["before"] or match["behind"] or "").strip(_BLANKS)
    exponent = int((match["exponent"] or "e0")[1:])
    number, steps, notes = _plain(match["number"])
    if number is None or (not unit and match["exponent"] is None) or exponent > _MOST_EXPONENT:
        return
    if match["exponent"] is not None:
        number = _shift(number, exponent)
        steps.append("worked out the exponent")
        notes += () if unit else (_DIGITS_LOST,)
    if match["before"]:
        steps.append("put the unit behind the number")
    try:
        aettos = parse_amount(f"{number} {unit or _WITHOUT_UNIT}")
    except DecodeError:
        return
    why = "a number and a unit of amounts, but not in the form that is taken"
    if not unit:
        why = "a number with an exponent may be an amount in aettos, 10^18 of which are 1 AE"
    members = _members(aettos, Confidence.LIKELY, why, tuple(notes))
    yield members | {"error": error, "suggestion": format_amount(aettos), "steps": tuple(steps)}


def _plain(number: str) -> tuple[str | None, list[str], tuple[str, ...]]:
    """Return a number with a point and no other sign, what was done, and what is not sure of it.

    Of a comma and a point the last one divides the fraction. A single comma before three digits may be
    either, and is taken for a separator of thousands.
    """
    point = max(number.rfind("."), number.rfind(","))
    alone = point >= 0 and number.count(number[point]) == 1
    notes: tuple[str, ...] = ()
    thousands = number[point : point + 1] == "," and len(number) - point == 4 and "." not in number
    if not alone or thousands:
        if thousands and alone:
            notes = (f"if the comma divides the fraction, it is {number.replace(',', '.')}",)
        whole, fraction = number, ""
    else:
        whole, fraction = number[:point], number[point + 1 :]
    if not fraction.isdecimal() and fraction:
        return None, [], ()
    if _NO_DIGITS.search(whole) and not _GROUPS.fullmatch(whole):
        return None, [], ()
    digits = _NO_DIGITS.sub("", whole)
    steps = ["removed separators"] if digits != whole else []
    if fraction and number[point] == ",":
        steps.append("put a point in place of the comma")
    return f"{digits}.{fraction}" if fraction else digits, steps, notes


def _shift(number: str, exponent: int) -> str:
    """Return a decimal number times a power of ten, exactly."""
    whole, _, fraction = number.partition(".")
    fraction = fraction.ljust(exponent, "0")
    return f"{whole}{fraction[:exponent]}.{fraction[exponent:]}".rstrip(".")


def _members(aettos: int, confidence: Confidence, why: str, notes: tuple[str, ...]) -> dict[str, Any]:
    return {
        "kind": Kind.AMOUNT,
        "value": aettos,
        "text": format_amount(aettos),
        "confidence": confidence,
        "why": why,
        "notes": (f"{aettos} aettos are {format_amount(aettos)}", *notes),
    }
