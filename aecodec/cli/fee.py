"""`aecodec fee`: what a transaction must pay, term by term, what it pays, and its cost at most."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TextIO

from .. import fees
from .._tree import Row, Value, lines
from ..amounts import format_amount
from ..errors import FieldError, error_to_json
from ..fees import Cost, FeeBreakdown
from ..json_form import with_safe_ints
from ..objects import Tx
from ..protocol import BASE_GAS, BYTE_GAS, DEFAULT_GAS_PRICE, MIN_GAS_PRICES, Protocol
from ..schema import describe
from ..tx.layers import iter_layers
from . import options, sources, terminal
from .printing import write_error, write_record
from .sources import Found

EXAMPLE: Final = """\
  aecodec fee @transaction.txt
  aecodec fee --gas-price 1000000 --height 1000000 @oracle-register.txt"""


class Bill(NamedTuple):
    """What one transaction of several layers must pay, and what it pays.

    needed: None for a type without a fee. gas: that of the transaction with the fee that it has. fault: the
    fee is below the least that a block may hold.
    """

    path: str
    name: str
    needed: FeeBreakdown | None = None
    paid: int = 0
    gas: int = 0
    fault: FieldError | None = None


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "tx")
    parser.add_argument(
        "--gas-price",
        metavar="N",
        type=options.number,
        default=DEFAULT_GAS_PRICE,
        help="aettos for one gas (%(default)s if not given, below which nodes relay nothing by default)",
    )
    parser.add_argument(
        "--height",
        metavar="N",
        type=options.number,
        default=0,
        help="that of the chain, for oracles that live until a height",
    )
    options.configure_protocol(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    terminal.configure(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show the fees of every transaction. Return 1 if a fee is too low, 2 if there is no transaction."""
    shown_before = low = False
    protocol = Protocol[args.protocol.upper()]

    def show(found: Found) -> None:
        nonlocal shown_before, low
        bills = [_bill(tx, path, args, protocol) for path, tx in _layers(found.value)]
        cost = fees.cost(found.value)
        if args.json:
            write_record(out, found.record() | _record(bills, cost))
        else:
            layout = terminal.layout(out, not args.no_units)
            for tree in _trees(bills, cost):
                print(*([""] if shown_before else []), *lines(tree, layout), sep="\n", file=out)
                shown_before = True
        for bill in bills:
            if bill.fault is not None:
                low = True
                if not args.json:
                    write_error(found.item, bill.fault, False, out, err)

    code = sources.each(args, sources.TRANSACTION, show, "fee", out, err)
    return 1 if low else code


def _layers(tx: Tx) -> Iterator[tuple[str, Tx]]:
    for layer in iter_layers(tx):
        yield layer.tx_path, layer.tx


def _bill(tx: Any, path: str, args: Namespace, protocol: Protocol) -> Bill:
    """Return the bill of a transaction. Raises FieldError if it has none at this height."""
    name = describe(type(tx)).name
    if tx.TAG not in BASE_GAS:
        return Bill(path, name)
    needed = fees.breakdown(tx, args.gas_price, height=args.height, protocol=protocol)
    gas = fees.gas(tx, height=args.height, protocol=protocol)
    least = gas * MIN_GAS_PRICES[protocol]
    fault = None
    if tx.fee < least:
        fault = FieldError("fee_too_low", f"{path}.fee", None, f"at least {least}", f"{tx.fee}")
    return Bill(path, name, needed, tx.fee, gas, fault)


# --- trees --------------------------------------------------------------------------------------


def _trees(bills: list[Bill], cost: Cost) -> Iterator[Row]:
    for bill in bills:
        rows = (Row("fee", (Value("(none)"),)),) if bill.needed is None else tuple(_rows(bill, bill.needed))
        yield Row("", (Value(bill.name, bill.path if "." in bill.path else ""),), rows)
    if cost.payments:
        yield Row("", (Value("costs at most"),), tuple(_accounts(cost)))


def _rows(bill: Bill, needed: FeeBreakdown) -> Iterator[Row]:
    width = max(len(f"{gas}") for gas in (needed.gas, *(term.gas for term in needed.terms)))
    for term in needed.terms:
        size = f", {term.gas // BYTE_GAS} bytes" if term.name == "size" else ""
        yield Row(term.name, (Value(f"{term.gas:>{width}}", f"gas{size}"),))
    yield Row("gas", (Value(f"{needed.gas:>{width}}", "in all"),))
    if needed.execution is not None:
        limit, price, most = needed.execution
        sentence = f"{limit} gas at {price} aettos each, {format_amount(most)} at most"
        yield Row("contract", (Value(sentence, "beside the fee"),))
    width = max(len(f"{amount}") for amount in (needed.min_fee, bill.paid))
    yield Row("needed", (_amount(needed.min_fee, width, f"{needed.gas_price} for each gas"),))
    enough = "enough" if bill.paid >= needed.min_fee else "too little"
    words = f"{bill.paid // bill.gas} for each gas, {enough}"
    yield Row("paid", (_amount(bill.paid, width, words),))


def _amount(aettos: int, width: int, words: str) -> Value:
    return Value(f"{aettos:>{width}}", f"{format_amount(aettos)}, {words}")


def _accounts(cost: Cost) -> Iterator[Row]:
    width = max(len(f"{one.amount}") for one in cost.payments)
    for account, total in cost.accounts.items():
        parts = cost.of(account).payments
        rows = [
            Row(
                one.name,
                (Value(f"{one.amount:>{width}}", format_amount(one.amount) + ", returned" * one.returned),),
            )
            for one in parts
        ]
        if len(parts) > 1:
            rows.append(Row("in all", (Value(f"{total:>{width}}", format_amount(total)),)))
        yield Row(str(account), (), tuple(rows))


def _record(bills: list[Bill], cost: Cost) -> dict[str, Any]:
    paid = [
        {"path": bill.path, "type": bill.name}
        | ({} if bill.needed is None else _fee_record(bill, bill.needed))
        for bill in bills
    ]
    record: dict[str, Any] = with_safe_ints(
        {"fees": paid, "cost": {str(account): total for account, total in cost.accounts.items()}}
    )
    return record


def _fee_record(bill: Bill, needed: FeeBreakdown) -> dict[str, Any]:
    return {
        "terms": {term.name: term.gas for term in needed.terms},
        "gas": needed.gas,
        "gas_price": needed.gas_price,
        "min_fee": needed.min_fee,
        "paid": bill.paid,
        "enough": bill.paid >= needed.min_fee,
        "execution": None if needed.execution is None else needed.execution._asdict(),
        "error": None if bill.fault is None else error_to_json(bill.fault),
    }
