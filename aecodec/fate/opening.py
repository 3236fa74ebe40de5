"""Calls, code, results and events in the fields of chain objects, opened as far as is known.

Names come from interfaces, from the code that stands beside the call, or from a list of names that an id
matches. Only an interface or code can say what a function *is*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from .._deep_json import dumps
from .._tree import Row
from .._tree import Value as Cell
from ..codec import to_bytes
from ..errors import AecodecError, FateError, printable
from ..fields import CtVersion, List, Object
from ..objects import ChainObject
from ..protocol import FATE_ABI, FATE_FIELDS, VM_ABI
from ..schema import describe
from ..state import CompilerSophia
from ..state.contract import ReturnType
from .calls import Call, decode_call, decode_call_lenient
from .code import Code, function_id
from .code_checks import auth_function
from .code_json import code_to_json
from .codec import decode
from .contract import Contract
from .contract_code import decode_code
from .disassembly import outline_functions
from .formatting import format_value
from .names import names_of
from .neutral_json import to_json
from .results import decode_result

__all__ = ["Known", "Opening", "open_bytes", "open_fields", "open_object"]

_MOST_CHARS: Final = 400  # of one value
_MOST_FUNCTIONS: Final = 200


class Known(NamedTuple):
    """Knowledge of contracts: their interfaces, and names of functions to look for."""

    contracts: tuple[Contract, ...] = ()
    names: tuple[str, ...] = ()


class Opening(NamedTuple):
    """The content of a field. path: of the field. rows: for people. make_form: makes its JSON."""

    path: str
    rows: tuple[Row, ...]
    make_form: Callable[[], dict[str, Any]]

    @property
    def form(self) -> dict[str, Any]:
        """The content as JSON."""
        return self.make_form()


def _opening(rows: Iterable[Row], form: dict[str, Any]) -> Opening:
    return Opening("", tuple(rows), lambda: form)


NOTHING: Final = Known()


def open_object(obj: ChainObject, known: Known = NOTHING, path: str = "") -> Iterator[Opening]:
    """Yield what the fields of an object hold in FATE, those of nested objects among them."""
    described = describe(type(obj))
    path = path or described.name
    opened = open_fields(obj, known)
    for name, kind in described.fields:
        value, place = getattr(obj, name), f"{path}.{name}"
        if name in opened:
            yield opened[name]._replace(path=place)
        elif isinstance(kind, Object) and isinstance(value, ChainObject):
            yield from open_object(value, known, place)
        elif isinstance(kind, List) and isinstance(kind.of, Object):
            for index, each in enumerate(value):
                yield from open_object(each, known, f"{place}[{index}]")


def open_fields(obj: ChainObject, known: Known = NOTHING) -> dict[str, Opening]:
    """Open the fields of an object that hold FATE, by their names.

    What does not decode is told in place of its content. Raises nothing.
    """
    if isinstance(obj, CompilerSophia):
        return {} if getattr(obj, "type_info", ()) else {"byte_code": _open_compiled(obj)}
    names = FATE_FIELDS.intersection(name for name, _ in describe(type(obj)).fields)
    if not names or not _is_fate(obj):
        return {}
    code = _code_of(obj)
    opened = {name: _open_field(obj, name, code, known) for name in names}
    return {name: one for name, one in opened.items() if one is not None}


def _open_field(obj: Any, name: str, code: Code | AecodecError | None, known: Known) -> Opening | None:
    value = getattr(obj, name)
    try:
        if name in ("call_data", "auth_data"):
            return _open_call(value, code if isinstance(code, Code) else None, known)
        if name == "return_value":
            return _open_result(value, obj.return_type)
        if name == "log":  # that of a contract is bytes, and always empty
            return _open_log(value, known) if isinstance(value, tuple) else None
        if isinstance(code, Code):
            return _open_code(code) if name == "code" else _open_auth_function(code, value)
        return _unreadable(code) if name == "code" and code is not None else None
    except AecodecError as error:
        return _unreadable(error)


def open_bytes(data: bytes, known: Known = NOTHING) -> Opening | None:
    """Open bytes that stand alone: code, call data or a value, in this order; None if they are none of them.

    The text of an error can be a value by chance, so a value is what the bytes may be.
    """
    for word, read in (("code", _read_code), ("call data", _open_call_alone), ("value", _open_value)):
        try:
            opened = read(data, known)
        except AecodecError:
            continue
        return _with_title(word, opened)
    return None


def _with_title(word: str, opened: Opening) -> Opening:
    return Opening("", (Row(word, (), opened.rows),), lambda: {word.replace(" ", "_"): opened.form})


def _read_code(data: bytes, _: Known) -> Opening:
    return _open_code(decode_code(data))


def _open_call_alone(data: bytes, known: Known) -> Opening:
    decode_call(data)  # strictly: what only a node takes may be anything
    return _open_call(data, None, known)


def _open_value(data: bytes, _: Known) -> Opening:
    value = decode(data)
    return _opening((_row("FATE", format_value(value)),), {"fate": to_json(value)})


def _unreadable(error: AecodecError) -> Opening:
    return _opening((_row("unreadable", str(error)),), {"error": str(error)})


def _is_fate(obj: ChainObject) -> bool:
    """Tell whether the contracts of an object run on FATE; a call object does not say, so it is tried."""
    version = getattr(obj, "ct_version", None)
    if isinstance(version, CtVersion):
        return FATE_ABI in (version.abi, VM_ABI.get(version.vm))
    abi = getattr(obj, "abi_version", None)
    return abi == FATE_ABI if abi is not None else hasattr(obj, "return_value")


def _code_of(obj: ChainObject) -> Code | AecodecError | None:
    """Return the code of an object, or why it does not decode; None if it has none."""
    if not hasattr(obj, "code"):
        return None
    try:
        return decode_code(obj.code)
    except AecodecError as error:
        return error


# --- calls --------------------------------------------------------------------------------------


def _open_call(data: bytes, code: Code | None, known: Known) -> Opening:
    for contract in known.contracts:
        opened = _named_call(data, contract)
        if opened is not None:
            return opened
    deviations: Sequence[Any] = ()
    try:
        found = decode_call(data)
    except FateError:
        lenient = decode_call_lenient(data)  # as the node reads it, or not at all
        found, deviations = lenient.value, lenient.deviations
    number = found.function_id.hex()
    own = None if code is None else code.names.get(found.function_id)
    matches = names_of(found.function_id, known.names)
    note = f"id {number}" if own is not None else f"matches {', '.join(matches)}" if matches else ""
    title = Row("function", (Cell(_cut(own if own is not None else number), _cut(note)),))
    rows = [title, *_arguments(found), *(_row("deviation", str(one)) for one in deviations)]
    form: dict[str, Any] = {"function_id": number}
    form |= {"function": own} if own is not None else {"matches": [*matches]}
    form["arguments"] = [to_json(each) for each in found.arguments]
    form |= {"deviations": [str(one) for one in deviations]} if deviations else {}
    return _opening(rows, form)


def _named_call(data: bytes, contract: Contract) -> Opening | None:
    """Open a call by an interface; None if it is none of its functions or not what it declares."""
    try:
        found = contract.json.decode_call(data)
    except AecodecError:
        return None
    name = f"{contract.name}.{found.function}"
    rows = [Row("function", (Cell(_cut(name), f"id {function_id(found.function).hex()}"),))]
    rows += [_row(argument, _plain(value)) for argument, value in found.arguments.items()]
    form = {"contract": contract.name, "function": found.function, "arguments": found.arguments}
    return _opening(rows, form)


def _arguments(found: Call) -> Iterator[Row]:
    for number, each in enumerate(found.arguments):
        yield _row(f"[{number}]", format_value(each))


# --- code ---------------------------------------------------------------------------------------


def _open_code(code: Code) -> Opening:
    rows = outline_functions(code).below
    return Opening("", tuple(map(_without_most, rows)), lambda: code_to_json(code))


def _without_most(row: Row) -> Row:
    """Leave out all but the first functions of very long code."""
    more = len(row.below) - _MOST_FUNCTIONS
    if more <= 0:
        return row
    rest = _row("…", f"and {more} more: `aecodec code` shows all")
    return row._replace(below=(*row.below[:_MOST_FUNCTIONS], rest))


def _open_compiled(obj: Any) -> Opening:
    """Open the functions of a contract, whose other fields stand beside."""
    try:
        opened = _open_code(decode_code(to_bytes(obj)))
    except AecodecError as error:
        return _unreadable(error)
    return opened._replace(rows=next(row.below for row in opened.rows if row.name == "functions"))


def _open_auth_function(code: Code, auth_fun: bytes) -> Opening:
    function = auth_function(code, auth_fun)
    name = code.names.get(function.id, function.id.hex())
    return _opening((_row("function", name),), {"function": name})


# --- results and events -------------------------------------------------------------------------


def _open_result(data: bytes, return_type: ReturnType) -> Opening:
    found = decode_result(data, return_type)
    if found.message is not None:
        return _opening((_row("message", found.message),), {"message": found.message})
    if found.value is None:
        return _opening((_row("value", "(none)"),), {"value": None})
    return _opening((_row("value", format_value(found.value)),), {"value": to_json(found.value)})


def _open_log(log: Iterable[Any], known: Known) -> Opening | None:
    """Open the events that an interface knows; None if it knows none."""
    rows, forms = [], []
    for number, entry in enumerate(log):
        for contract in known.contracts:
            try:
                event = contract.json.decode_event(entry.topics, entry.data)
            except AecodecError:
                continue
            said = ", ".join(map(_plain, event.values))
            rows.append(_row(f"[{number}]", f"{contract.name}.{event.name}({said})"))
            forms.append({"entry": number, "contract": contract.name, "event": event.name})
            forms[-1]["values"] = list(event.values)
            break
    return _opening(rows, {"events": forms}) if rows else None


def _plain(form: Any) -> str:
    return form if isinstance(form, str) else dumps(form, ascii_only=False)


def _row(name: str, value: str) -> Row:
    return Row(printable(name), (Cell(_cut(value)),))


def _cut(value: str) -> str:
    shown = printable(value)
    return shown if len(shown) <= _MOST_CHARS else f"{shown[:_MOST_CHARS]}…"
