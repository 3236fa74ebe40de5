"""Values of literals as JSON, and without secrets."""

from __future__ import annotations

import re
from typing import Any, Final

from .._strict_json import Json
from ..errors import AecodecError, RpcError, format_step, printable, quote
from ..limits import MAX_JSON_DEPTH
from ..redaction import redact_within
from .brackets import Literal
from .tokens import Feature


def as_json(value: Any) -> Json:
    """Return the value of a literal as JSON: bytes that are UTF-8 become text, as Erlang writes text.

    Raises RpcError for other bytes.
    """
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise RpcError("member_type", expected="text", found="bytes") from None
    if not isinstance(value, dict | list):
        return value
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    made: dict[Any, Json] = {}
    for key, item in pairs:
        try:
            made[key] = as_json(item)
        except RpcError as error:
            raise error.within(format_step(key)) from None
    return made if isinstance(value, dict) else list(made.values())


#: Where a word begins within a name in camel case.
_HUMP: Final = re.compile("(?<=[a-z0-9])(?=[A-Z])")


def with_snake_names(value: Any, depth: int = MAX_JSON_DEPTH) -> Any:
    """Return a value with the names of its members in snake case, down to a depth.

    The JavaScript SDK gives the answers of a node with names in camel case.
    """
    if isinstance(value, dict):
        inner = (
            value if depth == 0 else {key: with_snake_names(item, depth - 1) for key, item in value.items()}
        )
        return {_HUMP.sub("_", key).lower(): item for key, item in inner.items()}
    return (
        [with_snake_names(item, depth - 1) for item in value] if isinstance(value, list) and depth else value
    )


def has_camel_names(form: dict[str, Any]) -> bool:
    """Tell whether members of a value, or of the transaction in it, have names in camel case."""
    inner = form.get("tx")
    return any(_HUMP.search(key) for key in (*form, *(inner if isinstance(inner, dict) else ())))


def check_literal(text: str, literal: Literal) -> None:
    """Raise RpcError for a literal that stops, or that has a key twice."""
    if literal.fault is not None:
        found = quote(text[literal.end : literal.end + 24]) if literal.end < len(text) else "end of text"
        before = text[literal.start : literal.end].encode("utf-8", "surrogatepass")
        raise RpcError(literal.fault, offset=len(before), found=found)
    if literal.repeated is not None:
        raise RpcError("json_repeated_key", found=quote(literal.repeated))


def redact_error(error: AecodecError, text: str, literal: Literal) -> AecodecError:
    """Return an error about a literal, without its evidence if a secret stands there."""
    near = text[literal.start : literal.end + 99]
    return error if redact_within(near) == near else type(error)(error.code, offset=error.offset)


def cut_notes(literal: Literal) -> tuple[str, ...]:
    """Say what a printer has left out of a literal."""
    return tuple(
        printable(f"{cut.name or 'a member'} is left out: {redact_within(cut.text)}") for cut in literal.cuts
    )


def steps_of(literal: Literal) -> tuple[str, ...]:
    """Return what was done to read a literal as JSON."""
    steps = () if literal.notation == "JSON" else (f"read as {literal.notation}",)
    return (*steps, "joined wrapped lines") if Feature.WRAPPED in literal.features else steps
