"""Block headers in the node's JSON, in both directions."""

from __future__ import annotations

from typing import Any, Final, Literal, cast

from .. import fields as f
from .. import text
from .._json_values import Json, as_string, decode_text
from ..errors import FieldError, format_bytes
from ..headers import Header, KeyHeader, MicroHeader, header_fields, header_hash
from . import table
from .detection import is_micro
from .reading import Attempt
from .values import read_hash, read_integral

#: The kind of the block before another one.
Previous = Literal["key", "micro"]

_NO_FRAUD: Final = "no_fraud"
#: What stands for the proof of work of a block that has none.
_NO_POW: Final = {"pow": (0,) * 42, "nonce": 0}
#: Bits of the flags, which nodes did not write before 7.3, by field.
_FLAGS: Final = {"hole": 29, "end_of_epoch": 28}
_PREFIXES: Final[dict[Previous, str]] = {"key": "kh", "micro": "mh"}


def read_header(attempt: Attempt, form: dict[str, Json]) -> Header:
    """Read the header of a key block or micro block."""
    cls: type[KeyHeader | MicroHeader] = MicroHeader if is_micro(form) else KeyHeader
    fields = [field for field in header_fields(cls) if field.name not in _FLAGS]
    attempt.ignore(form, (*(name for name, _ in fields), "hash", "flags"), (), table.HEADER_ADDED)
    flags = attempt.at("flags", _read_flags, form["flags"]) if "flags" in form else None
    values: dict[str, Any] = {}
    if cls is KeyHeader:
        bits = int.from_bytes(flags or b"", "big")
        values |= {"info": b""} | {name: bool(bits >> bit & 1) for name, bit in _FLAGS.items()}
        if "pow" not in form:
            values |= _NO_POW
            if attempt.checked and "nonce" not in form:
                attempt.lose("no pow, without which the node writes no nonce", "nonce")
    for name, kind in fields:
        if name in form:
            values[name] = attempt.at(name, _read_value, attempt, name, kind, form[name])
        elif name not in values:
            raise FieldError("json_key_missing", name)
    try:
        header = cls(**values)
    except FieldError as error:
        error.path = error.path.removeprefix(cls.__name__).removeprefix(".")
        raise
    wanted = bytes(header)[4:8]  # all other flags follow from the fields
    if flags is not None and flags != wanted:
        raise FieldError("header_flags", "flags", None, format_bytes(wanted), format_bytes(flags))
    return header


def _read_value(attempt: Attempt, name: str, kind: f.FieldType, form: Json) -> Any:
    match kind:
        case f.Uint():
            return read_integral(form, attempt.checked)
        case f.List():
            return attempt.each(form, read_integral, attempt.checked)
        case f.Identifier():
            return as_string(form, "the text of an account")
    if name == "pof_hash" and form == _NO_FRAUD:
        return None
    if name == "prev_hash":
        return read_hash(form, *_PREFIXES.values())
    return read_hash(form, cast("f.Bytes", kind).api)


def _read_flags(form: Json) -> bytes:
    content = decode_text(as_string(form, "ba_ text"), "ba")
    if len(content) != 4:
        raise FieldError("bytes_length", "", None, "4 bytes", f"{len(content)}")
    return content


def previous_of(form: dict[str, Json]) -> Previous:
    """Return the kind of the block before: `prev_hash` tells it, the bytes of a header do not."""
    return "key" if str(form["prev_hash"]).startswith("kh_") else "micro"


def hash_text(header: Header) -> str:
    """Return the hash of a block."""
    return text.encode("kh" if isinstance(header, KeyHeader) else "mh", header_hash(header))


def write_header(header: Header, previous: Previous | None, flags: bool) -> dict[str, Json]:
    """Write a header. previous: by default a key block where `prev_hash` equals `prev_key_hash`.

    flags: write the flags, too, as nodes do from 7.3 on.
    """
    known: Any = header
    if previous is None:
        previous = "key" if known.prev_hash == known.prev_key_hash else "micro"
    form: dict[str, Json] = {"hash": hash_text(header)}
    for name, kind in header_fields(type(header)):
        if name not in _FLAGS:
            form[name] = _write_value(kind, getattr(header, name))
    form["prev_hash"] = text.encode(_PREFIXES[previous], known.prev_hash)
    if isinstance(header, KeyHeader) and not any(header.pow):
        form = {name: value for name, value in form.items() if name not in _NO_POW}
    if flags:
        form["flags"] = text.encode("ba", bytes(header)[4:8])
    return form


def _write_value(kind: f.FieldType, value: Any) -> Json:
    match kind:
        case f.Uint():
            return value
        case f.List():
            return list(value)
        case f.Identifier():
            return str(value)
    return _NO_FRAUD if value is None else text.encode(cast("f.Bytes", kind).api, value)
