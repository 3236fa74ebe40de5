"""`aecodec unit`: amounts in AE, aettos and the units between them, exactly."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any, Final, TextIO

from ..amounts import UNITS, format_amount, parse_amount
from ..errors import AecodecError
from ..json_form import write_safe
from . import inputs
from .inputs import Input
from .printing import each, echo, with_notice, write_error, write_record

EXAMPLE: Final = """\
  aecodec unit 1.5AE 17620000000000
  aecodec unit --to AE 17620000000000"""

_BY_NAME: Final = {name.lower(): name for name in UNITS}


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    inputs.configure(parser, "amount")
    parser.add_argument(
        "--unit", choices=UNITS, help="the unit of a number without one; by default a whole number is aettos"
    )
    parser.add_argument("--to", choices=UNITS, help="print the number alone, in this unit")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show every amount in AE and in aettos. Return 1 if one is invalid, 2 if there is none."""
    guessed = False

    def work(source: str) -> int:
        nonlocal guessed
        bare = args.unit is None and source.isdecimal()
        guessed = guessed or bare
        return parse_amount(source, "aettos" if bare else args.unit)

    def show(item: Input, aettos: int) -> None:
        if args.json:
            write_record(out, {"input": echo(item)} | _record(aettos))
        elif args.to is not None:
            print(_number(aettos, args.to), file=out)
        else:
            print(f"{aettos} aettos = {format_amount(aettos)}", file=out)

    def fail(item: Input, error: AecodecError) -> None:
        from .meant import suggested_amount

        write_error(item, error, args.json, out, err, suggested_amount(item.text))

    code = each(inputs.read(_joined(args.items), args.trim), work, show, fail)
    if guessed:
        print("aecodec unit: a number without a unit is taken for aettos; --unit names another", file=err)
    return with_notice(code, "unit", err)


def _joined(items: list[str]) -> list[str]:
    """Join numbers and units that were given as two arguments: `1.5 AE`."""
    joined: list[str] = []
    for item in items:
        if joined and item.lower() in _BY_NAME and joined[-1][-1:].isdecimal():
            joined[-1] += f" {item}"
        else:
            joined.append(item)
    return joined


def _number(aettos: int, unit: str) -> str:
    return format_amount(aettos, unit).partition(" ")[0]


def _record(aettos: int) -> dict[str, Any]:
    return {"aettos": write_safe(aettos), "ae": _number(aettos, "AE")}
