"""`aecodec id`: the hash and the ids that follow from a transaction, or from plain arguments."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO

from .. import derived
from .._tree import Row, Value, lines
from ..errors import AecodecError, printable, quote
from ..redaction import redact
from ..schema import describe
from ..tx.layers import unwrap
from . import options, sources, terminal
from .inputs import Input
from .printing import echo, nearest, write_error, write_record
from .readings import record, sentence
from .sources import Found

if TYPE_CHECKING:
    from .meant import Argument

EXAMPLE: Final = """\
  aecodec id @transaction.txt
  aecodec id contract ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW 7"""


class Kind(NamedTuple):
    """A kind of id. derive_ga: takes an auth id (`ba_`) in place of the nonce that `derive` takes."""

    arguments: tuple[str, ...]
    derive: Callable[..., Any]
    derive_ga: Callable[..., Any] | None = None


KINDS: Final = {
    "channel": Kind(("INITIATOR", "NONCE", "RESPONDER"), derived.channel_id, derived.channel_id_ga),
    "contract": Kind(("OWNER", "NONCE"), derived.contract_id, derived.contract_id_ga),
    "call": Kind(
        ("CALLER", "NONCE", "CONTRACT"),
        derived.contract_call_id,
        lambda _, auth_id, contract_id: derived.contract_call_id_ga(auth_id, contract_id),
    ),
    "oracle": Kind(("ACCOUNT",), derived.oracle_id),
    "query": Kind(
        ("SENDER", "NONCE", "ORACLE"),
        derived.oracle_query_id,
        lambda _, auth_id, oracle_id: derived.oracle_query_id_ga(auth_id, oracle_id),
    ),
    "name": Kind(("NAME",), derived.name_id),
    "commitment": Kind(("NAME", "SALT"), derived.commitment_id),
    "auth": Kind(("ACCOUNT", "AUTH_DATA"), derived.auth_id),
}
_NUMBERS: Final = ("NONCE", "SALT")


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "tx")
    forms = "\n".join(f"  aecodec id {name} {' '.join(kind.arguments)}" for name, kind in KINDS.items())
    parser.description = f"{parser.description}\n\nOr the id that follows from plain arguments:\n{forms}"
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show the ids of every transaction, or the one of plain arguments. Return 1 if something is invalid."""
    kind = KINDS.get(args.items[0]) if args.items else None
    if kind is not None:
        return _from_arguments(kind, args.items[0], args, out, err)
    if len(args.items) > 1 and (hint := nearest(args.items[0], KINDS)):
        print(f"aecodec id: unknown kind {printable(quote(redact(args.items[0])))}{hint}", file=err)
        return 2
    shown_before = False

    def show(found: Found) -> None:
        nonlocal shown_before
        ids = {name: str(value) for name, value in derived.ids_of(found.value).items()}
        if args.json:
            write_record(out, found.record() | {"ids": ids})
            return
        title = Value(describe(type(unwrap(found.value).tx)).name)
        rows = tuple(Row(_words(name), (Value(value),)) for name, value in ids.items())
        print(*([""] if shown_before else []), file=out, end="\n" if shown_before else "")
        print(*lines(Row("", (title,), rows), terminal.layout(out)), sep="\n", file=out)
        shown_before = True

    return sources.each(args, sources.TRANSACTION, show, "id", out, err)


def _words(name: str) -> str:
    return name.removesuffix("_ga").replace("_", " ")


def _from_arguments(kind: Kind, name: str, args: Namespace, out: TextIO, err: TextIO) -> int:
    given = args.items[1:]
    if len(given) != len(kind.arguments):
        print(f"aecodec id: {name} takes {' '.join(kind.arguments)}, not {len(given)} arguments", file=err)
        return 2
    derive, values = kind.derive, list(given)
    for index, argument in enumerate(kind.arguments):
        if argument in _NUMBERS:
            if kind.derive_ga is not None and given[index].startswith("ba_"):
                derive = kind.derive_ga
                continue
            try:
                values[index] = options.number(given[index])
            except ArgumentTypeError as error:
                print(f"aecodec id: argument {argument}: {error}", file=err)
                return 2
    item = Input(" ".join(given), 1)
    try:
        found, known = _derive(derive, values, args.strict)
    except AecodecError as error:
        write_error(item, error, args.json, out, err)
        return 1
    for one in known:
        print(f"aecodec id: recognised {sentence(one.reading)}: {printable(one.text)}", file=err)
    said = {"recognised": [record(one.reading) for one in known]} if known else {}
    if args.json:
        write_record(out, {"input": echo(item)} | said | {"ids": {f"{name}": found}})
    else:
        print(found, file=out)
    return 0


def _derive(derive: Callable[..., Any], values: list[Any], strict: bool) -> tuple[str, list[Argument]]:
    """Derive an id. Where the values are refused, those are taken that are recognized in them."""
    try:
        return str(derive(*values)), []
    except AecodecError:
        if strict:
            raise
        from .meant import recognize_argument

        found = [recognize_argument(value) for value in values]
        if not any(found):
            raise
    taken = [value if one is None else one.text for value, one in zip(values, found, strict=True)]
    return str(derive(*taken)), [one for one in found if one is not None]
