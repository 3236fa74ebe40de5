"""`aecodec build`: a transaction from its type and fields, complete with its fee."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TextIO

from .._tree import lines
from ..builders.texts import TYPES, arguments_of, build_from_text, find_builder
from ..codec import encode_tx
from ..derived import tx_hash
from ..display import outline
from ..errors import AecodecError, BuildError, error_to_json, printable, quote
from ..json_form import parse_json, to_json
from ..limits import MAX_JSON_BYTES
from ..objects import Tx
from ..redaction import find_recovery_phrases, has_recovery_phrase, redact, redact_secret_text
from . import inputs, terminal
from .inputs import Input
from .json_values import place_in_input, split_values
from .options import SECRET_GIVEN
from .printing import configure_ints, nearest, without_secret, write_error, write_record
from .readings import record, sentence

if TYPE_CHECKING:
    from .meant import Argument

EXAMPLE: Final = """\
  aecodec build spend sender_id=ak_2Db6… recipient_id=example.chain amount=1.5AE nonce=7
  aecodec build name_claim @fields.json | aecodec sign --network ae_uat --key-file key.txt"""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("type", nargs="?", metavar="TYPE", help="spend, name_claim, ChannelCreateTx ...")
    parser.add_argument(
        "fields",
        nargs="*",
        metavar="FIELD=VALUE",
        help="a field; @FILE or - for JSON objects of fields, each of which makes a transaction",
    )
    parser.description = (
        f"{parser.description}\n\n"
        "Amounts are aettos or have a unit (1.5AE); lists and mappings are JSON. What can be derived\n"
        "need not be given, such as the fee. Without fields, it names those of the type. The types:\n"
        f"{_columns(sorted(TYPES))}"
    )
    parser.add_argument(
        "--strict", action="store_true", help="take values in canonical form only, and fields as JSON only"
    )
    parser.add_argument("--quiet", action="store_true", help="do not show the transaction on standard error")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    configure_ints(parser)


def _columns(names: list[str], width: int = 76) -> str:
    rows = [""]
    for name in names:
        if len(rows[-1]) + len(name) + 2 > width:
            rows.append("")
        rows[-1] += f"  {name}"
    return "\n".join(rows)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Build one transaction, or one for each JSON object. Return 1 if a value is invalid, 2 if usage is."""
    try:
        builder = _builder(args.type)
        fields, sources = _split(args.fields)
    except _UsageError as wrong:
        print(f"aecodec build: {wrong}", file=err)
        return 2
    if not sources:
        return _one(builder, Input("", 0), fields, args, out, err)
    code = 2
    for item in split_values(inputs.read(sources, most=MAX_JSON_BYTES)):
        code = code % 2  # from now on there is an input
        try:
            given = _members(item, args, err) | fields
        except AecodecError as error:
            code = 1
            write_error(*place_in_input(item, error), args.json, out, err)
        else:
            code = max(code, min(_one(builder, item, given, args, out, err), 1))
    if code == 2:
        print("aecodec build: no input", file=err)
    return code


class _UsageError(Exception):
    """The arguments of the command are wrong, as the sentence says."""


def _builder(name: str | None) -> Callable[..., Tx]:
    if name is None:
        raise _UsageError("which type of transaction? aecodec build --help lists them")
    builder = find_builder(name)
    if builder is None:
        raise _UsageError(f"unknown type {_safe(name)}{nearest(name, TYPES)}")
    return builder


def _members(item: Input, args: Namespace, err: TextIO) -> dict[str, Any]:
    """Read an object of fields: JSON, or as a language prints it."""
    try:
        return parse_json(item.whole())
    except AecodecError:
        if args.strict or item.fault is not None:
            raise
        from .meant import read_members

        if (found := read_members(item.text)) is None:
            raise
    members, notation = found
    print(f"aecodec build: recognised fields: an object as {notation} prints it{item.place}", file=err)
    return members


def _split(given: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Split the arguments into fields, and sources of JSON objects."""
    fields: dict[str, Any] = {}
    sources: list[str] = []
    if has_recovery_phrase(" ".join(argument for argument in given if "=" not in argument)):
        raise _UsageError(SECRET_GIVEN)
    for argument in given:
        name, equals, value = argument.partition("=")
        if argument == "-" or (argument.startswith("@") and not equals):
            sources.append(argument)
        elif not equals:
            raise _UsageError(f"FIELD=VALUE is expected, not {_safe(argument)}")
        elif name in fields:
            raise _UsageError(f"{_safe(name)} is given twice")
        else:
            fields[name] = value
    return fields, sources


def _safe(argument: str) -> str:
    shown = redact(argument)
    return printable(shown if shown != argument else quote(shown))


def _one(
    builder: Callable[..., Tx], item: Input, given: dict[str, Any], args: Namespace, out: TextIO, err: TextIO
) -> int:
    """Build and write one transaction. Return the exit code."""
    known: dict[str, Argument] = {}
    try:
        tx = _build(builder, given, None if args.strict else known)
    except AecodecError as error:
        usage = error.code in ("argument_unknown", "argument_missing")
        unknown = next((name for name in given if name not in arguments_of(builder)), "")
        if usage and redact(unknown) != unknown:
            error = type(error)(error.code, "")  # its path is a part of a secret
        if args.json:
            write_record(out, {"fields": _names(given), "line": item.line, "error": error_to_json(error)})
        else:
            words = _usage(builder, given, error) if usage else f"{error}{_hint(given, error)}"
            print(f"aecodec build: {printable(words)}{item.place}", file=err)
        return 2 if usage else 1
    _announce(known, item, err)
    encoded = encode_tx(tx)
    if args.json:
        said = {name: record(one.reading) for name, one in known.items()}
        shown = {"tx": encoded, "hash": tx_hash(tx), "object": to_json(tx, ints=args.ints)}
        write_record(out, ({"recognised": said} if said else {}) | shown)
        return 0
    if not args.quiet:
        print(*lines(outline(tx), terminal.layout(err)), sep="\n", file=err, flush=True)
    print(encoded, file=out)
    return 0


def _announce(known: dict[str, Argument], item: Input, err: TextIO) -> None:
    for name, one in known.items():
        print(
            f"aecodec build: {name}: recognised {sentence(one.reading)}: {printable(one.text)}{item.place}",
            file=err,
        )


def _build(builder: Callable[..., Tx], given: dict[str, Any], known: dict[str, Argument] | None) -> Tx:
    """Build the transaction. What is raised shows nothing of a secret, which is refused as a value.

    known: takes the values that were recognized where the builder refused what was given; None: none is.
    """
    for name, value in given.items():
        if isinstance(value, str) and (
            redact_secret_text(value) != value or any(find_recovery_phrases(value))
        ):
            raise BuildError("secret_given", name if name.isidentifier() else "")
    values = dict(given)
    while True:
        try:
            return build_from_text(builder, values)
        except BuildError as error:
            name = error.path.partition("[")[0].partition(".")[0]
            found = _recognize(values.get(name)) if known is not None and name not in known else None
            if found is None or known is None:
                raise without_secret(error, f"{given.get(name)}") from None
            known[name] = found
            values[name] = found.text


def _recognize(value: object) -> Argument | None:
    from .meant import recognize_argument

    return recognize_argument(value)


def _hint(given: dict[str, Any], error: AecodecError) -> str:
    """Ask for what was probably meant by the value that is wrong."""
    from .meant import question

    return question(given.get(error.path)) if error.found is not None else ""


def _names(given: dict[str, Any]) -> list[str]:
    return [redact(name) for name in given]


def _usage(builder: Callable[..., Tx], given: dict[str, Any], error: AecodecError) -> str:
    """Say which arguments a builder takes, as far as that is what is wrong."""
    needed = arguments_of(builder)
    kind = builder.__name__.removesuffix("_tx")
    if error.code == "argument_unknown":
        free = [name for name in needed if name not in given]
        unknown = next(name for name in given if name not in needed)
        return f"{kind} has no field {_safe(unknown)}{nearest(unknown, free)}"
    missing = [name for name, must in needed.items() if must and given.get(name) is None]
    optional = [name for name, must in needed.items() if not must and name not in given]
    return f"{kind} needs {', '.join(missing)}; it may have {', '.join(optional)}"
