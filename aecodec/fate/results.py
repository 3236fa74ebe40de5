"""Results of calls: a value, the message of a contract, or that of the virtual machine."""

from __future__ import annotations

from typing import Literal

from .._fate_values import Value
from .._struct import Struct
from ..errors import FateError, quote
from ..state.contract import ReturnType
from .codec import Data, as_bytes, decode

__all__ = ["Result", "decode_result"]


class Result(Struct, frozen=True):
    """The result of a call.

    value: what the function returned; None where it returned nothing, as `init` does, and where the call
    failed. message: of the contract (revert) or of the virtual machine (error), None otherwise.
    """

    return_type: ReturnType
    value: Value = None
    message: str | None = None


def decode_result(
    return_value: Data, return_type: ReturnType | Literal["ok", "error", "revert"] = ReturnType.OK
) -> Result:
    """Decode the return value of a call, bytes or `cb_` text.

    return_type: how the call ended, as nodes tell it or as `ContractCallObject` holds it. It alone says what
    the bytes are: the text of an error may by chance be a FATE value.

    Raises FateError for what is not canonical, and for a revert without a message.
    """
    how = _return_type(return_type)
    wire = as_bytes(return_value)
    if how is ReturnType.ERROR:
        return Result(how, None, wire.decode("utf-8", "surrogateescape"))
    if how is ReturnType.OK:
        return Result(how, decode(wire) if wire else None)
    message = decode(wire)
    if type(message) is not str:
        raise FateError("fate_value", "", 0, "a string", type(message).__name__)
    return Result(how, None, message)


def _return_type(given: ReturnType | str) -> ReturnType:
    if isinstance(given, ReturnType):
        return given
    for known in ReturnType:
        if given == known.name.lower():
            return known
    raise FateError("fate_return_type", "", None, "ok, error or revert", quote(str(given)))
