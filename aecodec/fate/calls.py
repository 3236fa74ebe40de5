"""Call data: a function and its arguments."""

from __future__ import annotations

from typing import Any

from .. import text
from .._fate_values import Value, check_type
from .._pure.rlp import Buffer
from .._struct import Struct
from ..errors import FateError
from ..lenient import Deviation
from .code import function_id
from .codec import Data, as_bytes, decode, decode_prefix, encode
from .lenient import LenientValue, decode_lenient

__all__ = ["Call", "call", "decode_call", "decode_call_lenient"]

_SHAPE = "a function id and a tuple of arguments"


class Call(Struct, frozen=True):
    """Call data: a function and its arguments.

    function_id: the first 4 bytes of the hash of the function's name. arguments: in order.
    """

    function_id: bytes
    arguments: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        check_type(self.function_id, bytes, "function_id")
        check_type(self.arguments, tuple, "arguments")

    def to_bytes(self) -> bytes:
        """Return the call data as bytes. Raises FateError for what is no FATE value."""
        check_length(self.function_id, None)
        return encode((self.function_id.decode("utf-8", "surrogateescape"), self.arguments))

    def to_text(self) -> str:
        """Return the call data as `cb_` text. Raises FateError for what is no FATE value."""
        return text.encode("cb", self.to_bytes())


def call(function: str | bytes, arguments: tuple[Value, ...] | list[Value] = ()) -> str:
    """Make call data, `cb_` text.

    function: its name, or its id of 4 bytes. arguments: FATE values; to write them as Sophia does, with
    records and names of constructors, use an ACI.

    Raises FateError for what is no FATE value; its path begins with `arguments`.
    """
    number = function_id(function) if isinstance(function, str) else bytes(function)
    check_length(number, None)
    try:
        return Call(number, tuple(arguments)).to_text()
    except FateError as error:
        error.path = error.path.removeprefix("[1]")
        raise error.within("arguments") from None


def decode_call(data: Data) -> Call:
    """Decode call data, bytes or `cb_` text.

    Raises FateError for what is not canonical, or no call data; TextError for a text that is not valid.
    """
    wire = as_bytes(data)
    made = _call_of(wire, decode(wire))
    check_length(made.function_id, 1)
    return made


def decode_call_lenient(data: Data) -> LenientValue:
    """Decode call data as the node does; the value is a `Call`.

    The node takes a function id of any length; such a call fails later, as no function has it. Raises
    FateError for what the node takes for bad call data.
    """
    found = decode_lenient(data)
    made = _call_of(found.original, found.value)
    try:
        check_length(made.function_id, 1)
    except FateError as error:
        short = Deviation(error.code, error.path, 1, error.found or "", error.expected or "")
        found = found._replace(deviations=(short, *found.deviations))
    return found._replace(value=made)


def _call_of(wire: Buffer, value: Any) -> Call:
    """Return the call that a value is. Raises FateError at the part which is of another kind."""
    if type(value) is not tuple or len(value) != 2:
        raise FateError("fate_calldata_shape", "", 0, _SHAPE, _kind(value))
    name, arguments = value
    if type(name) is not str:
        raise FateError("fate_calldata_shape", "[0]", 1, _SHAPE, _kind(name))
    if type(arguments) is not tuple:
        raise FateError("fate_calldata_shape", "[1]", decode_prefix(wire, 1)[1], _SHAPE, _kind(arguments))
    return Call(name.encode("utf-8", "surrogateescape"), arguments)


def _kind(value: Value) -> str:
    return f"a tuple of {len(value)}" if type(value) is tuple else type(value).__name__


def check_length(number: bytes, offset: int | None) -> None:
    """Refuse a function id that is not 4 bytes long."""
    if len(number) != 4:
        raise FateError("fate_calldata_id_length", "[0]", offset, "4 bytes", f"{len(number)}")
