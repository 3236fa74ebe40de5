"""What was probably meant by an argument that is not taken as it stands, and what is recognized in one."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..errors import RpcError
from ..limits import MAX_PAYLOAD_BYTES
from ..names import CHAIN
from ..predicates import is_name
from ..recognition import Confidence, Reading, recognize, suggest
from ..redaction import redact

__all__ = ["Argument", "question", "read_members", "recognize_argument"]

#: Kinds of readings whose text says all that there is of them.
_WHOLE: Final = frozenset(("IDENTIFIER", "AMOUNT", "NAME"))


class Argument(NamedTuple):
    """An argument that was recognized. text: as it is taken; reading: why."""

    text: str
    reading: Reading


def recognize_argument(value: object) -> Argument | None:
    """Recognize the one identifier, amount or name in an argument; None if there is none, or several."""
    if not isinstance(value, str) or not 0 < len(value) <= 2 * MAX_PAYLOAD_BYTES:
        return None
    known = [
        one
        for one in recognize(value)
        if one.kind.name in _WHOLE and one.confidence > Confidence.UNLIKELY and one.error is None
    ]
    if len(known) != 1 or redact(value) != value:
        return None
    (reading,) = known
    text = value[reading.start : reading.end] if reading.kind.name == "NAME" else reading.text
    return None if text is None or text == value else Argument(text, reading)


def read_members(source: str) -> tuple[dict[str, object], str] | None:
    """Read an object as a language prints it, and name the language; None if a text is no such object."""
    from ..recognition.json_values import as_json, check_literal
    from ..recognition.literals import find_literals

    found = next(find_literals(source), None)
    if found is None or source[: found.literal.start].strip() or source[found.literal.end :].strip():
        return None
    try:
        check_literal(source, found.literal)
        members = as_json(found.literal.value)
    except RpcError:
        return None
    if not isinstance(members, dict) or found.literal.cuts:
        return None
    return dict(members), found.literal.notation


def question(value: object) -> str:
    """Return a question that names what was meant by a wrong value, to follow its error; "" if unclear."""
    if not isinstance(value, str) or not value or redact(value) != value:
        return ""
    if (found := suggest(value)) is not None:
        return f". {found.sentence.removesuffix('.')}"
    if (reading := _suggested_amount(value)) is not None:
        return f". Did you mean {reading.suggestion}?"
    if "." not in value and is_name(f"{value}.{CHAIN}"):
        return f". Did you mean {value}.{CHAIN}?"
    return ""


def _suggested_amount(source: str) -> Reading | None:
    """Return the reading of an amount that is written in another form than the one that is taken; or None."""
    amounts = (one for one in recognize(source) if one.suggestion and one.kind.name == "AMOUNT")
    return next((one for one in amounts if one.confidence > Confidence.UNLIKELY), None)
