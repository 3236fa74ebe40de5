"""`aecodec unit`: amounts in AE, aettos and the units between them, exactly."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any, Final, TextIO

from ..amounts import UNITS, format_amount, parse_amount
from ..errors import error_to_json
from ..json_form import write_safe
from . import sources
from .printing import write_record
from .sources import Found, Wanted

EXAMPLE: Final = """\
  aecodec unit 1.5AE 17620000000000
  aecodec unit --to AE 17620000000000"""

_BY_NAME: Final = {name.lower(): name for name in UNITS}


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "amount")
    parser.add_argument(
        "--unit", choices=UNITS, help="the unit of a number without one; by default a whole number is aettos"
    )
    parser.add_argument("--to", choices=UNITS, help="print the number alone, in this unit")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show every amount in AE and in aettos. Return 1 if one is invalid, 2 if there is none."""
    guessed = False

    def read(source: str) -> int:
        return parse_amount(source, "aettos" if _is_bare(source, args) else args.unit)

    def show(found: Found) -> None:
        nonlocal guessed
        guessed = guessed or _is_bare(found.item.text, args)
        if args.json:
            write_record(out, found.record() | _record(found.value) | _error(found))
        elif args.to is not None:
            print(_number(found.value, args.to), file=out)
        else:
            print(f"{found.value} aettos = {format_amount(found.value)}", file=out)

    args.items = _joined(args.items)
    code = sources.each(args, Wanted(read, int, kinds=frozenset({"AMOUNT"})), show, "unit", out, err)
    if guessed:
        print("aecodec unit: a number without a unit is taken for aettos; --unit names another", file=err)
    return code


def _is_bare(source: str, args: Namespace) -> bool:
    return args.unit is None and source.isdecimal()


def _joined(items: list[str]) -> list[str]:
    """Join numbers and units that were given as two arguments: `1.5 AE`."""
    joined: list[str] = []
    for item in items:
        if joined and item.lower() in _BY_NAME and joined[-1][-1:].isdecimal():
            joined[-1] += f" {item}"
        else:
            joined.append(item)
    return joined


def _error(found: Found) -> dict[str, Any]:
    """Return what is wrong with the form of an amount, for its record."""
    error = None if found.reading is None else found.reading.error
    return {} if error is None else {"error": error_to_json(error)}


def _number(aettos: int, unit: str) -> str:
    return format_amount(aettos, unit).partition(" ")[0]


def _record(aettos: int) -> dict[str, Any]:
    return {"aettos": write_safe(aettos), "ae": _number(aettos, "AE")}
