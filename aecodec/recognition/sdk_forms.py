"""Transactions and other objects as SDKs print what they have decoded: members in camel case, and a tag.

The JavaScript SDK gives `{tag: 12, version: 1, senderId: 'ak_…', amount: '100', …}`, the one for Python the
same with `vsn` and names in snake case. Names are compared without case and underscores, so others are read
as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .. import _registry, text
from .. import fields as f
from ..codec import encode_tx
from ..errors import DecodeError, with_article
from ..limits import MAX_AMOUNT_CHARS, MAX_OBJECT_DEPTH
from ..objects import ChainObject, Tx
from ..schema import describe
from .brackets import Literal
from .json_values import cut_notes, steps_of
from .reading import Confidence, Kind, Reading
from .view import View

_VERSIONS: Final = ("version", "VSN", "vsn")

#: Members whose name is another than that of the field. Source: the schemas of the JavaScript SDK.
_ALIASES: Final = {
    "gaslimit": ("gas",),
    "initiator": ("initiatorid",),
    "responder": ("responderid",),
    "encodedtx": ("transaction", "tx"),
    "tx": ("transaction",),
    "vmversion": ("vm",),
    "abiversion": ("abi",),
}


def read(view: View, literal: Literal) -> Reading | None:
    """Read a value as an object that an SDK has printed; None if it is none, or not whole."""
    members = literal.value
    if literal.fault is not None or not is_sdk_form(members):
        return None
    try:
        obj = _object(members, 1)
    except (DecodeError, TypeError, ValueError, LookupError, AttributeError):
        return None
    return view.reading(
        literal.start,
        literal.end,
        kind=Kind.JSON_FORM,
        value=obj,
        text=encode_tx(obj) if isinstance(obj, Tx) else None,
        confidence=Confidence.LIKELY,
        why=f"its members are those that SDKs show of {with_article(describe(type(obj)).name)}",
        steps=steps_of(literal),
        notes=cut_notes(literal),
    )


def is_sdk_form(members: object) -> bool:
    """Tell whether a value has a tag and a version, and no type, which other forms have."""
    if not isinstance(members, dict) or "type" in members:
        return False
    return _number(members.get("tag")) is not None and any(name in members for name in _VERSIONS)


def _object(members: Mapping[str, Any], depth: int) -> ChainObject:
    """Construct an object. Raises KeyError for a type that is not known or a member too many or missing."""
    if depth > MAX_OBJECT_DEPTH:
        raise KeyError("depth")
    version = next(name for name in _VERSIONS if name in members)
    cls = _registry.versions(int(members["tag"]))[int(members[version])]
    known = describe(cls)
    given = {_plain(name): value for name, value in members.items() if name not in ("tag", version)}
    values = {}
    for name, kind in known.fields:
        values[name] = _value(kind, _take(given, name), depth)
    if given:
        raise KeyError(*given)
    made: ChainObject = known.cls(**values)
    return made


def _take(given: dict[str, Any], name: str) -> Any:
    """Remove the member of a field and return its value. Raises KeyError if there is none."""
    plain = _plain(name)
    if plain in given:
        return given.pop(plain)
    return given.pop(
        next((other for other, names in _ALIASES.items() if plain in names and other in given), plain)
    )


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _value(kind: f.FieldType, value: Any, depth: int) -> Any:
    """Convert a value to what the constructor takes, which checks it."""
    match kind:
        case f.Uint() | f.HeadVersion():
            number = _number(value)
            if number is None:
                raise ValueError(kind)
            return number
        case f.Bytes() if isinstance(value, list):
            return bytes(value)
        case f.Bytes(text=True) if isinstance(value, str) and value.startswith("ba_"):
            return text.decode(value, "ba")  # bytes that are no text
        case f.List(of=inner):
            return [_value(inner, item, depth) for item in value]
        case f.PackedVersion():
            given = {_plain(name): item for name, item in value.items()}
            return f.CtVersion(*(int(_take(given, name)) for name in f.CtVersion._fields))
        case f.Tuple(cls=cls, items=kinds) if isinstance(value, dict):
            given = {_plain(name): item for name, item in value.items()}
            names = cls._fields
            return cls(
                *(_value(one, _take(given, name), depth) for name, one in zip(names, kinds, strict=True))
            )
        case f.Object() if isinstance(value, dict):
            return _object(value, depth + 1)
    return value


def _number(value: object) -> int | None:
    """Return an integer, also one that is written as decimal text, as SDKs write large ones."""
    if type(value) is int:
        return value
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= MAX_AMOUNT_CHARS:
        return int(value)
    return None
