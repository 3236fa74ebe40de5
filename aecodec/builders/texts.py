"""Build transactions from text: the type by its name, and each argument of its builder as text or JSON.

This is what a command line and a form have. Numbers are decimal digits, amounts may have a unit (`1.5AE`),
identifiers and names are text, other bytes prefixed text, lists and mappings JSON.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from .. import build, text
from .._lazy import load
from ..amounts import parse_amount
from ..errors import BuildError, DecodeError, TextError, quote
from ..fields import Uint
from ..json_form import from_json
from ..limits import MAX_AMOUNT_CHARS, MAX_JSON_BYTES
from ..objects import Tx
from ..schema import classes, describe

__all__ = ["TYPES", "arguments_of", "build_from_text", "find_builder"]

#: Builders by the short name of what they build, such as `spend`.
TYPES: Final[dict[str, Callable[..., Tx]]] = {
    name.removesuffix("_tx"): getattr(build, name) for name in build.__all__
}

_WORD_START: Final = re.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LONGEST: Final = 40  # characters of a name in an error
_DIGITS: Final = re.compile("[0-9]+")
_JSON: Final = ("Sequence[", "Mapping[", "CallArguments", "Aci")
_LISTS: Final = ("Delegates", "Pointers", "CtVersion", "OffChainCallContract", *_JSON)
#: Amounts among the arguments that are no field.
_MORE_AMOUNTS: Final = frozenset({"push_amount", "gas_price", "fee_gas_price"})


def find_builder(name: str) -> Callable[..., Tx] | None:
    """Return the builder of a type: `spend`, `spend_tx` or `SpendTx`; None if there is none."""
    snake = _WORD_START.sub("_", name).lower().replace("-", "_").removesuffix("_tx")
    return TYPES.get("oracle_response" if snake == "oracle_respond" else snake)


def arguments_of(builder: Callable[..., Tx]) -> dict[str, bool]:
    """Return the names of a builder's arguments, and whether each must be given."""
    parameters = inspect.signature(builder).parameters.values()
    return {parameter.name: parameter.default is inspect.Parameter.empty for parameter in parameters}


def build_from_text(builder: Callable[..., Tx], given: Mapping[str, Any]) -> Tx:
    """Build a transaction from arguments as text or JSON values; None stands for one that is not given.

    Raises BuildError with the argument as path: `argument_unknown`, `argument_missing`, and what the builder
    raises.
    """
    parameters = inspect.signature(builder).parameters
    for name in given:
        if name not in parameters:
            raise BuildError("argument_unknown", name[:_LONGEST])
    arguments = {
        name: _convert(name, f"{parameters[name].annotation}", value)
        for name, value in given.items()
        if value is not None
    }
    missing = [name for name, needed in arguments_of(builder).items() if needed and name not in arguments]
    if missing:
        raise BuildError("argument_missing", missing[0], None, ", ".join(missing))
    return builder(**arguments)


def _convert(name: str, annotation: str, value: Any) -> Any:
    """Convert the text or JSON value of an argument to what the builder takes."""
    try:
        if annotation in ("int", "int | None"):
            return _number(value, name)
        if annotation.startswith("ProtocolName"):
            return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value
        if any(word in annotation for word in _LISTS):
            return _structure(annotation, value)
        if annotation.startswith("AnyBytes") and isinstance(value, str) and value.startswith("0x"):
            return _from_hex(value)
    except DecodeError as error:
        raise BuildError(error.code, error.within(name).path, None, error.expected, error.found) from None
    return value


def _number(value: Any, name: str) -> Any:
    if not isinstance(value, str):
        return value
    if _DIGITS.fullmatch(value):
        if len(value) > MAX_AMOUNT_CHARS:
            raise TextError("text_too_long", "", None, f"at most {MAX_AMOUNT_CHARS} digits", f"{len(value)}")
        return int(value)
    if name in _amounts():
        return parse_amount(value)
    raise TextError("field_type", "", None, "a whole number in decimal digits", quote(value))


def _amounts() -> frozenset[str]:
    """Return the names of the arguments that are amounts."""
    fields = (field for cls in classes() if issubclass(cls, Tx) for field in describe(cls).fields)
    named = {field.name for field in fields if isinstance(field.type, Uint) and field.type.unit == "aettos"}
    return _MORE_AMOUNTS.union(named)


def _structure(annotation: str, value: Any) -> Any:
    """Convert JSON to the list, mapping or object that an argument is."""
    if isinstance(value, str):
        if "Delegates" in annotation and not value.lstrip().startswith("["):
            return [one.strip() for one in value.split(",")]
        value = load("aecodec._strict_json").load(value, MAX_JSON_BYTES, error=TextError)
        if value is None:
            raise TextError("field_type", "", None, "a list or an object", "null")
    if "CtVersion" in annotation:
        value = [value.get("vm"), value.get("abi")] if isinstance(value, dict) else value
        return tuple(value) if isinstance(value, list) else value
    if "OffChainCallContract" in annotation and isinstance(value, dict):
        return from_json(value)
    if "OffChainUpdate" in annotation and isinstance(value, list):
        return [from_json(one) if isinstance(one, dict) else one for one in value]
    if "Mapping[bytes" in annotation and isinstance(value, dict):
        return {_as_bytes(key): _as_bytes(one) for key, one in value.items()}
    if "Pointers" in annotation and isinstance(value, list):
        return [tuple(one.values()) if isinstance(one, dict) else one for one in value]
    return value


def _as_bytes(value: Any) -> Any:
    """Return bytes of `ba_` text or UTF-8."""
    if not isinstance(value, str):
        return value
    return text.decode(value, "ba") if value.startswith("ba_") else value.encode("utf-8", "surrogatepass")


def _from_hex(value: str) -> bytes:
    try:
        return bytes.fromhex(value[2:])
    except ValueError:
        raise TextError("bad_hex", "", None, "two digits for each byte", quote(value)) from None
