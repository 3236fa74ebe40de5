"""Call data from a function and its arguments, for the builders of transactions that call contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .._json_values import Json
from .._pure.rlp import Buffer
from ..errors import BuildError, DecodeError

if TYPE_CHECKING:
    from .. import fate

#: What a function is called with: in order, or by name, which takes an interface.
CallArguments: TypeAlias = Sequence[Any] | Mapping[str, Any]

#: The interface of a contract, or what `fate.Contract` reads.
Aci: TypeAlias = "fate.Contract | Json | Buffer"

_ARGUMENTS: Final = ("function", "arguments", "aci")


def with_call_data(given: Mapping[str, Any], field: str, function: str | None = None) -> dict[str, Any]:
    """Return the arguments of a builder with call data in place of `function`, `arguments` and `aci`.

    field: where the call data go. function: what is called if `function` is not given. Raises BuildError if
    there are neither call data nor a function, or both, and for arguments that do not fit.
    """
    call = {name: given[name] for name in _ARGUMENTS if name in given}
    rest = {name: value for name, value in given.items() if name not in _ARGUMENTS}
    named = [name for name, value in call.items() if value is not None]
    if rest[field] is not None:
        if named:
            raise BuildError("arguments_exclude", named[0], None, f"{field} or {named[0]}", "both")
        return rest
    wanted = call.get("function") or (function if named else None)
    if wanted is None:
        raise BuildError("argument_missing", field, None, f"{field}, or function", "neither")
    if not isinstance(wanted, str):
        raise BuildError("field_type", "function", None, "the name of a function", type(wanted).__name__)
    if not isinstance(call["arguments"], (list, tuple, Mapping, type(None))):
        found = type(call["arguments"]).__name__
        raise BuildError("field_type", "arguments", None, "a list, a tuple or a mapping", found)
    try:
        rest[field] = _make(wanted, call["arguments"] or (), call["aci"])
    except DecodeError as error:
        raise BuildError(error.code, error.path or "function", None, error.expected, error.found) from None
    return rest


def _make(function: str, arguments: CallArguments, aci: Any) -> str:
    from .. import fate  # which takes longer to import than all other builders need

    if aci is not None:
        contract = aci if isinstance(aci, fate.Contract) else fate.Contract(aci)
        if isinstance(arguments, Mapping):
            for name in arguments:
                if not isinstance(name, str):
                    found = type(name).__name__
                    raise BuildError("field_type", "arguments", None, "the name of an argument", found)
            return contract.call(function, **arguments)
        return contract.call(function, *arguments)
    if isinstance(arguments, Mapping):
        raise BuildError("argument_missing", "aci", None, "an interface, which has the names of arguments")
    return fate.call(function, tuple(arguments))
