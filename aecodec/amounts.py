"""Amounts as people write them: `1.5 AE` to aettos and back, exactly, without floats.

The units are those of the JavaScript SDK. A number without a unit could be AE or aettos, so it is refused
unless the caller says which of them it is.
"""

from __future__ import annotations

import re
from typing import Final

from ._validation import as_uint
from .errors import FieldError, TextError, quote
from .limits import MAX_AMOUNT_BYTES, MAX_AMOUNT_CHARS

__all__ = ["UNITS", "format_amount", "parse_amount"]

#: The units of an amount, and the number of decimals of each that is one aetto.
UNITS: Final[dict[str, int]] = {
    "AE": 18,
    "milliAE": 15,
    "microAE": 12,
    "nanoAE": 9,
    "picoAE": 6,
    "femtoAE": 3,
    "aettos": 0,
}
#: Each unit by its name in lower case; beside the names above the singular, and the spelling of the SDK.
_NAMES: Final[dict[str, str]] = {name.lower(): name for name in UNITS} | {
    "aetto": "aettos",
    "miliae": "milliAE",
}
_KNOWN: Final = ", ".join(UNITS)
_NUMBER: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_EXPONENT: Final = re.compile(r"[eE][+-]?[0-9]")
_UNIT: Final = re.compile(r" ?([A-Za-z]+)|")


def parse_amount(text: str, unit: str | None = None) -> int:
    """Parse an amount such as `1.5 AE` or `1500 milliAE` into aettos.

    unit: that of a number without one; if not given, the text must name its unit. Units are written in any
    case, with at most one blank before them.

    Raises TextError with the offset of the first character that does not fit: `amount_form` for what is no
    plain decimal number (a sign, an exponent, a comma or other separators, blanks around it), `amount_unit`
    for an unknown or missing unit, `amount_precision` for a part of an aetto, `uint_too_long` for more than
    any network holds, `text_too_long`. Raises FieldError (`amount_unit`) for an unknown `unit`, and
    TypeError for what is no text, such as a float.
    """
    if not isinstance(text, str):
        raise TypeError(f"expected an amount such as '1.5 AE', not {type(text).__name__}")
    default = None if unit is None else _unit(unit)
    if len(text) > MAX_AMOUNT_CHARS:
        raise TextError("text_too_long", "", None, f"at most {MAX_AMOUNT_CHARS} characters", f"{len(text)}")
    number = _NUMBER.match(text)
    if number is None:
        raise TextError("amount_form", "", 0, "a decimal number", quote(text))
    decimals = UNITS[_unit_behind(text, number.end(), default)]
    whole, fraction = number[1], (number[2] or "").rstrip("0")
    if len(fraction) > decimals:
        most = f"at most {decimals} decimals" if decimals else "no decimals"
        raise TextError("amount_precision", "", number.start(2) + decimals, most, f"{len(fraction)}")
    aettos = int(whole + fraction.ljust(decimals, "0"))
    length = (aettos.bit_length() + 7) // 8
    if length > MAX_AMOUNT_BYTES:
        raise TextError("uint_too_long", "", 0, f"at most {MAX_AMOUNT_BYTES} bytes", f"{length}")
    return aettos


def format_amount(aettos: int, unit: str = "AE") -> str:
    """Format an amount in a unit, exactly: `0.00001762 AE`.

    Raises FieldError for a negative amount and an unknown unit (`amount_unit`).
    """
    label = _unit(unit)
    decimals = UNITS[label]
    whole, rest = divmod(as_uint(aettos, "aettos"), 10**decimals)
    fraction = f".{rest:0{decimals}}".rstrip("0") if rest else ""
    return f"{whole}{fraction} {label}"


def _unit(name: str) -> str:
    """Return the usual spelling of a unit that is given as argument."""
    if not isinstance(name, str):
        raise TypeError(f"unit: expected a name such as 'AE', found {type(name).__name__}")
    found = _NAMES.get(name.lower()) if name.isascii() else None
    if found is None:
        raise FieldError("amount_unit", "unit", None, _KNOWN, quote(name))
    return found


def _unit_behind(text: str, end: int, default: str | None) -> str:
    """Return the unit that follows the number which ends here, or the default if nothing follows."""
    if _EXPONENT.match(text, end):
        raise TextError("amount_form", "", end, "a number without exponent", quote(text[end:]))
    behind = _UNIT.match(text, end)
    assert behind is not None  # it matches no characters, too
    if behind.end() != len(text):
        expected = "the end" if behind[1] else f"a unit ({_KNOWN})"
        raise TextError("amount_form", "", behind.end(), expected, quote(text[behind.end() :]))
    if behind[1] is None:
        if default is None:
            raise TextError("amount_unit", "", end, _KNOWN, "none")
        return default
    found = _NAMES.get(behind[1].lower())
    if found is None:
        raise TextError("amount_unit", "", behind.start(1), _KNOWN, quote(behind[1]))
    return found
