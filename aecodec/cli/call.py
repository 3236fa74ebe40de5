"""`aecodec call`: call data made from a function and its arguments, and opened again."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from typing import Any, Final, TextIO

from .. import text
from .._deep_json import dumps, rebuild
from .._strict_json import load
from .._tree import Row, Value, lines
from ..errors import AecodecError, FateError, FieldError, TextError, printable, quote
from ..fate import Call, Contract, decode_call, format_value, names_of, to_json
from ..fate.aci import Argument
from ..fate.sophia_json import is_text
from ..limits import MAX_JSON_BYTES, MAX_RECORD_DEPTH
from ..objects import Tx
from ..redaction import redact, redact_within
from ..tx.layers import unwrap
from . import contracts, sources, strict, terminal
from .inputs import Input
from .options import UsageError
from .printing import nearest, write_error, write_record
from .sources import Found, Wanted

EXAMPLE: Final = """\
  aecodec call encode transfer ak_2Db6… 10 --aci token.json
  aecodec call decode cb_KxGEoV2hK58A… --aci token.json"""

ACTIONS: Final = ("encode", "decode")

_BYTES: Final = re.compile("(#[0-9a-f]*)")
#: Members of neutral JSON that hold bytes in hexadecimal, and not words.
_HEXADECIMAL: Final = ("bytes", "contract_bytearray")

_WORDS: Final = """
  aecodec call encode FUNCTION [ARGUMENT...] --aci FILE
  aecodec call decode [CALL_DATA...]

Numbers, text, bytes (#00ff) and addresses are written as they are, everything else as JSON:
lists and tuples [1, 2], maps [[key, value], ...], records {"field": value},
options and other datatypes {"Some": [5]}, {"None": []}. So does decoding show them."""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = f"{parser.description}\n{_WORDS}"
    sources.configure(parser, "item")
    contracts.configure(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Make or open call data. Return 1 if something is invalid, 2 for wrong usage or no input."""
    action, *rest = args.items or [""]
    if action not in ACTIONS:
        shown = printable(quote(redact(action)))  # in this order: a piece of a secret is not recognized
        hint = f"unknown action {shown}{nearest(action, ACTIONS)}" if action else "no action"
        print(f"aecodec call: {hint}; see aecodec call --help", file=err)
        return 2
    try:
        contract = contracts.read_contract(args)
        if action == "encode":
            return _encode(contract, rest, args, out, err)
        names = contracts.read_names(args)
    except UsageError as wrong:
        print(f"aecodec call: {wrong}", file=err)
        return 2
    args.items = rest
    return _decode(contract, names, args, out, err)


# --- encoding -----------------------------------------------------------------------------------


def _encode(contract: Contract | None, given: list[str], args: Namespace, out: TextIO, err: TextIO) -> int:
    if contract is None:
        raise UsageError("encode needs --aci, which has the types of the arguments")
    if not given:
        raise UsageError(f"encode which function? {contract.name} has {', '.join(contract.functions)}")
    function, *texts = given
    item = Input(" ".join(given), 1)
    try:
        known = contract.functions.get(function)
        declared = known.arguments if known is not None else ()
        values = [
            _read_argument(number, argument, source)
            for number, (argument, source) in enumerate(zip(declared, texts, strict=False), 1)
        ]
        made = contract.json.call(function, *values, *texts[len(values) :])
    except AecodecError as error:
        write_error(item, error, args.json, out, err)
        return 1
    if args.json:
        write_record(out, {"input": redact(item.text), "function": function, "call_data": made})
    else:
        print(made, file=out)
    return 0


def _read_argument(number: int, argument: Argument, source: str) -> Any:
    """Return the JSON of an argument, which is the text itself where the JSON of its type is text."""
    if is_text(argument.type):
        return source
    try:
        return load(source, MAX_JSON_BYTES, MAX_RECORD_DEPTH, FateError)
    except FateError as error:
        raise error.within(f"argument {number} `{argument.name}`") from None


# --- decoding -----------------------------------------------------------------------------------


def _decode(
    contract: Contract | None, names: tuple[str, ...], args: Namespace, out: TextIO, err: TextIO
) -> int:
    shown_before = False

    def show(found: Found) -> None:
        nonlocal shown_before
        data = _call_data_of(found.value)
        record, tree = _named(contract, data) if contract is not None else _unnamed(decode_call(data), names)
        if args.json:
            write_record(out, found.record() | _redact_strings(record))
            return
        print(*([""] if shown_before else []), *lines(tree, terminal.layout(out)), sep="\n", file=out)
        shown_before = True

    wanted = Wanted(_read, (bytes, Tx), kinds=frozenset({"BYTES", "CALL_DATA", "TRANSACTION"}))
    return sources.each(args, wanted, show, "call", out, err)


def _read(source: str) -> Any:
    """Read call data as `cb_` text or in hexadecimal, or the transaction with it, strictly."""
    if source.startswith("tx_"):
        return strict.read_tx(source)
    if strict.is_hex(source):
        return strict.read_bytes(source)
    return text.decode(source, "cb")


def _call_data_of(value: Any) -> bytes:
    """Return the call data in what was read or recognized."""
    if isinstance(value, Tx):
        tx = unwrap(value).tx
        data = getattr(tx, "call_data", None)
        if data is None:
            raise FieldError(
                "object_not_allowed_here", "", None, "a transaction with call data", type(tx).__name__
            )
        return bytes(data)
    if isinstance(value, text.Parts):
        if value.prefix != "cb":
            raise TextError("wrong_prefix", "", 0, "cb_", f"{value.prefix}_")
        return value.payload
    return bytes(value)


def _named(contract: Contract, data: bytes) -> tuple[dict[str, Any], Row]:
    """Return call data as a record and as a tree, with the names of the interface."""
    found = contract.json.decode_call(data)
    rows = [Row(name, (Value(_text_of(form)),)) for name, form in found.arguments.items()]
    record = {"contract": contract.name, "function": found.function, "arguments": found.arguments}
    return record, Row("", (Value(_safe(f"{contract.name}.{found.function}")),), tuple(rows))


def _unnamed(found: Call, names: tuple[str, ...]) -> tuple[dict[str, Any], Row]:
    """Return call data as a record and as a tree, with the names that match the id of the function."""
    matches = names_of(found.function_id, names)
    note = f"matches {', '.join(matches)}" if matches else ""
    title = Value(f"function {found.function_id.hex()}", _safe(note))
    rows = [
        Row(f"{number}", (Value(_safe(format_value(each))),))
        for number, each in enumerate(found.arguments, 1)
    ]
    record = {
        "function_id": found.function_id.hex(),
        "matches": [*matches],
        "arguments": [to_json(each) for each in found.arguments],
    }
    return record, Row("", (title,), tuple(rows))


def _text_of(form: Any) -> str:
    """Return the JSON of a value as `encode` takes it."""
    return _safe(form if isinstance(form, str) else dumps(form, ascii_only=False))


def _safe(shown: str) -> str:
    return printable(_redact_string(shown))


def _redact_string(shown: str) -> str:
    """Redact secrets in the words of call data, but not bytes, of which 32 are a hash."""
    return "".join(part if part[:1] == "#" else redact_within(part) for part in _BYTES.split(shown))


def _redact_strings(form: Any) -> Any:
    return rebuild(form, _redact_value, _redact_string)


def _redact_value(name: str | None, value: Any) -> Any:
    return _redact_string(value) if isinstance(value, str) and name not in _HEXADECIMAL else value
