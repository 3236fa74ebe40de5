"""`aecodec code`: the code of a contract, function by function, as instructions or as signatures alone."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TextIO

from .. import text
from .._deep_json import dumps
from .._tree import Row, Value, lines
from ..codec import decode_object, to_bytes
from ..errors import AecodecError, FateError, FieldError, RlpError, error_to_json, printable, quote
from ..fate import auth_function, check_code, code_to_json, decode_call, decode_code, decode_code_lenient
from ..fate.code import Code, Function
from ..fate.disassembly import listing, outline_functions
from ..lenient import Deviation
from ..objects import ChainObject
from ..redaction import redact, redact_within
from ..schema import describe
from ..state import CompilerSophia
from . import pager, sources, strict, terminal
from .printing import nearest
from .sources import Found, Wanted

EXAMPLE: Final = """\
  aecodec code cb_+GZGA6BOVJ7ssDiMyd9Xc+sGaQG5K29gbBhU1LtN1bp6wcTaQcC4OZ/+RNZEHwA3ADcAGg6CPwEDP/64/p9/…
  aecodec code --functions @contract_create.txt
  aecodec code --function transfer @contract_create.txt"""

_FIRST_LIST: Final = 0xC0  # from this byte on, RLP is a list: an object, not bytecode
_MACHINES: Final = {5: "FATE 1, Lima", 7: "FATE 2, Iris", 8: "FATE 3, Ceres"}


class Place(NamedTuple):
    """Code, and what the object in which it stands says of it.

    owner: the name of that object. vm: the virtual machine. auth_fun: the hash of the function that
    authorizes. Each is None where nothing says it.
    """

    wire: bytes
    owner: str | None = None
    vm: int | None = None
    auth_fun: bytes | None = None


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "code")
    parser.description = (
        f"{parser.description}\n\n"
        "CODE is cb_ text, hexadecimal, or anything that holds code, such as a contract_create transaction.\n"
        "The exit code is 1 if a name is not that of its function, a jump or a call leads nowhere, or the\n"
        "code is not canonical, though nodes take all that."
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--functions", action="store_true", help="show ids and signatures of functions alone")
    shown.add_argument("--function", metavar="NAME", help="show the function of this name or id alone")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    terminal.configure(parser)
    pager.configure(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show the code in every input. Return 1 if something is wrong with one, 2 if there is no input."""
    wanted = _WantedCode(_read, object, hint=_hint)
    with pager.paged(out, not (args.no_pager or args.json)) as written:
        before = False

        def show(found: Found) -> int:
            nonlocal before
            code = 0
            places = [*places_of(found.value)]
            if not places:
                raise FateError("fate_no_code")
            for place in places:
                code |= _show(place, found, args, written, before)
                before = True
            return code

        return sources.each(args, wanted, show, "code", written, err)


# --- where code stands --------------------------------------------------------------------------


class _WantedCode(Wanted):
    """Whatever holds code."""

    __slots__ = ()

    def takes(self, value: object) -> bool:
        """Tell whether a recognized thing holds code."""
        if isinstance(value, text.Parts):
            return value.prefix == "cb" and _is_object(value.payload)
        return isinstance(value, ChainObject) and any(True for _ in places_of(value))


def _read(source: str) -> ChainObject | text.Parts | bytes:
    if source.startswith("cb_"):
        return text.split(source)  # bytecode alone is no object
    if not strict.is_hex(source):
        found = strict.read(source)
        if isinstance(found, text.Parts):
            text.decode(source, "cb")  # which says what is expected
        return found
    wire = strict.read_bytes(source)
    return wire if wire[:1] < bytes([_FIRST_LIST]) else decode_object(wire)


def _hint(source: str) -> str:
    try:
        decode_call(source)
    except AecodecError:
        return ""
    return "; this is call data, not code"


def _is_object(wire: bytes) -> bool:
    try:
        decode_object(wire, CompilerSophia)
    except AecodecError:
        return False
    return True


def places_of(value: object) -> Iterator[Place]:
    """Yield all code in what was read, in the order of its fields."""
    if isinstance(value, text.Parts):
        yield Place(value.payload)
    elif isinstance(value, bytes):
        yield Place(value)
    pending: list[Any] = [value] if isinstance(value, ChainObject) else []
    while pending:
        one = pending.pop()
        if isinstance(one, CompilerSophia):
            yield Place(to_bytes(one))
        elif isinstance(one, ChainObject):
            code = getattr(one, "code", b"")
            if code:
                version = getattr(one, "ct_version", None)
                vm = None if version is None else int(version.vm)
                yield Place(code, describe(type(one)).name, vm, getattr(one, "auth_fun", None))
            pending += [getattr(one, name) for name in reversed(one.__struct_fields__)]
        elif isinstance(one, tuple):
            pending += reversed(one)


# --- what is shown ------------------------------------------------------------------------------


def _show(place: Place, found: Found, args: Namespace, out: TextIO, before: bool) -> int:
    """Show code; return 1 if something is wrong with it."""
    code, deviations = _decode(place.wire)
    functions = None if args.function is None else (_function(code, args.function),)
    findings = [*check_code(code, place.vm if place.vm in _MACHINES else None)]
    auth: Function | None = None
    if place.auth_fun is not None and not code.is_aevm:
        try:
            auth = auth_function(code, place.auth_fun)
        except FateError as error:
            findings.append(error)
    if args.json:
        form = code_to_json(code, functions=functions, blocks=not args.functions)
        _write_record(place, found, form, auth, deviations, findings, out)
    else:
        layout = terminal.layout(out, not args.no_units)
        facts = (*_facts(place, code, auth), *_faults(deviations, findings))
        if args.functions:
            shown = lines(outline_functions(code, facts), layout)
        else:
            shown = listing(code, functions, layout, facts)
        if before:
            print(file=out)
        for line in shown:
            print(_redact(line), file=out)
    return 1 if deviations or findings else 0


def _decode(wire: bytes) -> tuple[Code, tuple[Deviation, ...]]:
    """Decode code strictly, or else as the node does."""
    try:
        return decode_code(wire), ()
    except (FateError, RlpError, FieldError):
        try:
            result = decode_code_lenient(wire)
        except AecodecError:
            pass
        else:
            return result.code, result.deviations
        raise


def _redact(line: str) -> str:
    """Redact secret keys in what the code holds; what else looks like one there is a hash or a signature."""
    return redact_within(line) if "sk_" in line else line


def _function(code: Code, wanted: str) -> Function:
    """Return the function of this name or id. Raises FateError if there is none, with one that is meant."""
    by_id = {function.id.hex(): function for function in code.functions}
    function = code.function(wanted) or by_id.get(wanted.lower())
    if function is None:
        near = nearest(wanted, code.names.values()).removeprefix(". Did you mean ").removesuffix("?")
        raise FateError("fate_function_unknown", "", None, near or None, quote(redact(wanted)))
    return function


def _facts(place: Place, code: Code, auth: Function | None) -> Iterator[Row]:
    if place.owner is not None:
        yield Row("object", (Value(place.owner),))
    if place.vm is not None:
        yield Row("machine", (Value(f"VM {place.vm}", _MACHINES.get(place.vm, "AEVM")),))
    if auth is not None:
        name = code.names.get(auth.id, auth.id.hex())
        yield Row("authorizes", (Value(printable(name)),))


def _faults(deviations: tuple[Deviation, ...], findings: list[FateError]) -> Iterator[Row]:
    if deviations:
        yield Row("not canonical", tuple(Value(printable(str(one))) for one in deviations))
    if findings:
        yield Row("findings", tuple(Value(f"{one.code}: {one}") for one in findings))


def _write_record(
    place: Place,
    found: Found,
    form: dict[str, Any],
    auth: Function | None,
    deviations: tuple[Deviation, ...],
    findings: list[FateError],
    out: TextIO,
) -> None:
    record = found.record() | {"object": place.owner, "vm": place.vm, "code": form}
    if place.auth_fun is not None:
        record["auth_function"] = None if auth is None else auth.id.hex()
    record["deviations"] = [one._asdict() | {"message": str(one)} for one in deviations]
    record["findings"] = [error_to_json(one) for one in findings]
    print(dumps(record, _redact), file=out)  # values nest deeper than json goes
