"""`aecodec name`: the id of a name, what it costs, and whether it is auctioned."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TextIO

from .. import auctions
from .._tree import Row, Value, lines
from ..amounts import format_amount
from ..derived import name_id
from ..errors import printable
from ..fees import name_fee
from ..json_form import write_safe
from ..names import label_length, to_ascii
from ..protocol import POINTER_KEYS, Protocol
from . import options, sources, terminal
from .printing import write_record
from .sources import Found, Wanted

EXAMPLE: Final = """\
  aecodec name superhero.chain
  aecodec name --bid 12.1393AE superhero.chain"""


class Facts(NamedTuple):
    """What is known of a name without the chain.

    length: characters of the ASCII form in front of `.chain`. fee: the least name fee, None before Lima.
    blocks: key blocks of its auction, 0 without one. next_bid: the least after the bid that was given.
    """

    name: str
    ascii: str
    id: str
    length: int
    fee: int | None
    blocks: int
    next_bid: int | None


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "name")
    options.configure_protocol(parser)
    parser.add_argument(
        "--bid", metavar="AMOUNT", type=options.amount, help="the last bid, such as 12.1393AE: show the next"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    terminal.configure(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show what is known of every name. Return 1 if one is invalid, 2 if there is none."""
    shown_before = False
    protocol = Protocol[args.protocol.upper()]

    def read(source: str) -> Facts:
        return facts(source, protocol, args.bid)

    def show(found: Found) -> None:
        nonlocal shown_before
        # What is recognized is the id of a name; what it is the id of stands in the source.
        known = read(found.item.text) if found.reading is not None else found.value
        if args.json:
            write_record(out, found.record() | _record(known))
            return
        tree = Row("", (Value(printable(known.name)),), tuple(_rows(known)))
        layout = terminal.layout(out, not args.no_units)
        print(*([""] if shown_before else []), *lines(tree, layout), sep="\n", file=out)
        shown_before = True

    wanted = Wanted(read, Facts, kinds=frozenset({"NAME"}), hint=_question)
    return sources.each(args, wanted, show, "name", out, err)


def _question(source: str) -> str:
    """Ask for the name that was meant, if one was."""
    from .meant import question

    return question(source)


def facts(name: str, protocol: Protocol, bid: int | None) -> Facts:
    """Return what is known of a name. Raises FieldError for what is no name at this protocol."""
    length = label_length(name, protocol=protocol)
    blocks = auctions.blocks(name, protocol=protocol)
    return Facts(
        name,
        to_ascii(name),
        str(name_id(name)),
        length,
        name_fee(name) if protocol >= Protocol.LIMA else None,
        blocks,
        auctions.min_bid(name, bid, protocol=protocol) if bid is not None else None,
    )


def _rows(found: Facts) -> Iterator[Row]:
    yield Row("id", (Value(found.id),))
    if found.ascii != found.name:
        yield Row("ascii form", (Value(found.ascii),))
    yield Row("length", (Value(f"{found.length}", "characters of the ascii form before the dot"),))
    if found.fee is not None:
        yield Row("name fee", (_amount(found.fee),))
    if found.blocks:
        yield Row("auction", (Value(f"{found.blocks}", "key blocks after the first bid"),))
    else:
        yield Row("auction", (Value("no"),))
    if found.next_bid is not None:
        yield Row("next bid", (_amount(found.next_bid),))
    yield Row("pointers", tuple(Value(key, kind.name.lower()) for kind, key in POINTER_KEYS.items()))


def _amount(aettos: int) -> Value:
    return Value(f"{aettos}", f"{format_amount(aettos)} at least")


def _record(found: Facts) -> dict[str, Any]:
    return {
        "ascii": found.ascii,
        "id": found.id,
        "length": found.length,
        "name_fee": None if found.fee is None else write_safe(found.fee),
        "auction_blocks": found.blocks,
        "next_bid": None if found.next_bid is None else write_safe(found.next_bid),
        "pointer_keys": {kind.name.lower(): key for kind, key in POINTER_KEYS.items()},
    }
