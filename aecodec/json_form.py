"""The JSON form of chain objects: what `to_json` gives, `from_json` takes back, without loss.

Both follow the description of the object's class; the constructor checks values, as for every object.
`parse_json` reads JSON text. Objects nest as objects do:

    {"type": "SignedTx", "tag": 11, "version": 1, "signatures": ["sg_…"], "transaction": {"type": …}}
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast, overload

from . import fields as f
from . import state, text, tx  # noqa: F401  (defines every class before the first name is looked up)
from ._json_values import (
    Json,
    as_array,
    as_mapping,
    as_string,
    call_at,
    decode_text,
    encode_utf8,
    path_step,
    read_integer,
    refuse,
    wrong_type,
)
from ._lazy import load
from .errors import FieldError, TextError, format_int, quote, unexpected_object
from .headers import Header, KeyHeader, MicroHeader, header_fields
from .limits import MAX_JSON_BYTES, MAX_OBJECT_DEPTH
from .objects import ChainObject, bytes_text
from .schema import Description, classes, describe

__all__ = ["from_json", "parse_json", "to_json"]

#: How `to_json` writes integers.
Ints: TypeAlias = Literal["number", "string", "safe"]

_T = TypeVar("_T", bound=ChainObject | Header)

_HEAD: Final = ("type", "tag", "version")
_HEADERS: Final = {cls.__name__: cls for cls in (KeyHeader, MicroHeader)}
#: The largest integer that readers which keep JSON numbers as doubles read exactly.
_SAFE_INT: Final = 2**53 - 1

# --- object to JSON -----------------------------------------------------------------------------


def to_json(obj: ChainObject | Header, *, ints: Ints = "number") -> dict[str, Json]:
    """Convert a chain object or block header to dicts, lists, strings and exact integers.

    ints: how integer fields are written. "number": as integers. "string": as decimal text. "safe": as
    integers up to 2**53 - 1, which every reader of JSON keeps exactly, and as decimal text beyond.
    """
    if not isinstance(obj, ChainObject | Header):
        raise TypeError(f"expected a chain object, not {type(obj).__name__}")
    if ints not in _NUMBERS:
        raise ValueError(f"ints is 'number', 'string' or 'safe', not {ints!r}")
    number = _NUMBERS[ints]
    return _write_header(obj, number) if isinstance(obj, Header) else _write_object(obj, number)


def _write_header(header: Header, number: Callable[[int], Json]) -> dict[str, Json]:
    form: dict[str, Json] = {"type": type(header).__name__}
    for name, kind in header_fields(type(header)):
        value = getattr(header, name)
        form[name] = None if value is None else write_value(kind, value, number)
    return form


def _write_object(obj: ChainObject, number: Callable[[int], Json]) -> dict[str, Json]:
    known = describe(type(obj))
    form: dict[str, Json] = {"type": known.name, "tag": known.tag, "version": known.version}
    for name, kind in known.fields:
        value = getattr(obj, name)
        # A version that is data of the object takes its place in the head, where all versions are.
        form[name] = value if isinstance(kind, f.HeadVersion) else write_value(kind, value, number)
    return form


def write_value(kind: f.FieldType, value: Any, number: Callable[[int], Json]) -> Json:
    match kind:
        case f.Uint():
            return number(value)
        case f.Bool():
            return value
        case f.Bytes():
            return _write_bytes(kind, value)
        case f.Identifier():
            return str(value)
        case f.Enum():
            return _name_of(value)
        case f.PackedVersion():
            return {"vm": value.vm, "abi": value.abi}
        case f.PointerTarget():
            return text.encode("ba", value) if type(value) is bytes else str(value)
        case f.List(of=inner):
            return [write_value(inner, item, number) for item in value]
        case f.Tuple(items=kinds):
            items = zip(value._fields, kinds, value, strict=True)
            return {name: write_value(inner, item, number) for name, inner, item in items}
        case f.Object():
            return None if value is None else _write_object(value, number)
    raise AssertionError(kind)


def _write_bytes(kind: f.Bytes, value: bytes) -> str:
    if kind.text:
        try:
            content = value.decode()
        except UnicodeDecodeError:
            return text.encode("ba", value)
        return text.encode("ba", value) if content.startswith("ba_") else content
    return bytes_text(kind.api, value)


def _write_decimal(number: int) -> str:
    digits: str = load("aecodec._strict_json").write_decimal(number)
    return digits


def write_safe(number: int) -> int | str:
    """Return an integer as JSON that readers which round numbers to doubles keep exactly."""
    return number if -_SAFE_INT <= number <= _SAFE_INT else _write_decimal(number)


def with_safe_ints(form: Any) -> Any:
    """Return a JSON value with integers beyond 2^53-1 as decimal text."""
    if isinstance(form, dict):
        return {key: with_safe_ints(value) for key, value in form.items()}
    if isinstance(form, (list, tuple)):
        return [with_safe_ints(value) for value in form]
    return write_safe(form) if type(form) is int else form


def write_int(number: int, ints: Ints) -> Json:
    """Return an integer as `to_json` writes it."""
    return _NUMBERS[ints](number)


_NUMBERS: Final[dict[str, Callable[[int], Json]]] = {
    "number": int,
    "string": _write_decimal,
    "safe": write_safe,
}


def _name_of(member: Any) -> str:
    return str(member.name).lower()


# --- JSON to object -----------------------------------------------------------------------------

_by_name: Final[dict[str, dict[tuple[int, int | None], Description]]] = {}


@overload
def from_json(form: dict[str, Json], expect: None = None) -> ChainObject | Header: ...


@overload
def from_json(form: dict[str, Json], expect: type[_T]) -> _T: ...


def from_json(form: dict[str, Json], expect: type[_T] | None = None) -> ChainObject | Header:
    """Construct the chain object or block header of a JSON form; with `expect`, one of that class.

    Raises FieldError with the JSON path for whatever is no exact form of a valid object; for an object of
    another class the code is `object_not_allowed_here`.
    """
    obj = _read(form)
    if expect is not None and not isinstance(obj, expect):
        raise unexpected_object(expect, obj, None)
    return obj


def _read(form: dict[str, Json]) -> ChainObject | Header:
    name = form.get("type") if isinstance(form, dict) else None
    header = _HEADERS.get(name) if isinstance(name, str) else None
    try:
        return _read_object(form, 1) if header is None else _read_header(header, form)
    except FieldError as error:
        known = header is not None or (isinstance(name, str) and _versions(name))
        raise error.within(str(name)) if known else error from None


def _read_header(cls: Any, form: dict[str, Json]) -> Header:
    fields = header_fields(cls)
    _check_keys(form, ["type", *(name for name, _ in fields)])
    values = {
        name: None if form[name] is None else call_at(name, _read_value, kind, form[name], 1)
        for name, kind in fields
    }
    try:
        return cast("Header", cls(**values))
    except FieldError as error:
        error.path = error.path.removeprefix(cls.__name__).removeprefix(".")
        raise


def _versions(name: str) -> dict[tuple[int, int | None], Description]:
    """Return the descriptions of all versions of a type, by tag and version; none for an unknown name."""
    if name not in _by_name:
        for known in map(describe, classes()):
            _by_name.setdefault(known.name, {})[known.tag, known.version] = known
    return _by_name.get(name, {})


def _read_object(form: Json, depth: int) -> ChainObject:
    """Construct the object of a form at this depth; the path of an error begins inside the object."""
    if depth > MAX_OBJECT_DEPTH:
        raise FieldError("too_deep", "", None, f"at most {MAX_OBJECT_DEPTH} objects")
    known = _find_description(as_mapping(form, "an object"))
    _check_keys(form, dict.fromkeys([*_HEAD, *(name for name, _ in known.fields)]), optional=_HEAD)
    values = {name: call_at(name, _read_value, kind, form[name], depth) for name, kind in known.fields}
    try:
        return cast("ChainObject", known.cls(**values))
    except FieldError as error:
        error.path = error.path.removeprefix(known.name).removeprefix(".")
        raise


def _find_description(form: dict[str, Json]) -> Description:
    """Find the description of the class by type, tag and version.

    The tag may be left out, and the version of a type that has only one.
    """
    if "type" not in form:
        raise FieldError("json_key_missing", "type")
    name = form["type"]
    if not isinstance(name, str):
        raise wrong_type("a type name", name).within("type")
    versions = _versions(name)
    if not versions:
        raise FieldError("json_type_unknown", "type", None, None, quote(name))
    own, only = next(iter(versions))
    tag: Json = form.get("tag", own)
    version: Json = form.get("version", only)
    if "version" not in form and (len(versions) > 1 or only is None):
        raise FieldError("json_key_missing", "version")
    for key, number in ("tag", tag), ("version", version):
        if type(number) is not int:
            raise wrong_type("an integer", number).within(key)
    if tag != own:
        raise FieldError("json_tag", "tag", None, f"{own}", format_int(tag))
    known = versions.get((tag, version)) or versions.get((tag, None))
    if known is None:
        expected = " or ".join(f"{number}" for _, number in sorted(versions))
        raise FieldError("unknown_version", "version", None, expected, format_int(version))
    return known


def _read_value(kind: f.FieldType, form: Json, depth: int) -> Any:
    """Convert a form to what the constructor takes, which then checks the value."""
    match kind:
        case f.Uint() | f.HeadVersion():
            return read_integer(form)
        case f.Bool():
            return form if type(form) is bool else refuse("true or false", form)
        case f.Bytes():
            return _read_bytes(kind, as_string(form, "a string"))
        case f.Identifier():
            return as_string(form, "the text of an identifier")
        case f.Enum(cls=cls):
            members = {_name_of(member): member for member in cls}
            name = as_string(form, " or ".join(members))
            if name not in members:
                raise FieldError("enum_value", "", None, " or ".join(members), quote(name))
            return members[name]
        case f.PackedVersion():
            return _read_tuple(f.CtVersion, (f.Uint(), f.Uint()), form, depth)
        case f.PointerTarget():
            return as_string(form, "the text of an identifier or ba_")
        case f.List(of=inner):
            return [
                call_at(f"[{index}]", _read_value, inner, item, depth)
                for index, item in enumerate(as_array(form))
            ]
        case f.Tuple(cls=cls, items=kinds):
            return _read_tuple(cls, kinds, form, depth)
        case f.Object(empty_ok=empty_ok):
            return None if form is None and empty_ok else _read_object(form, depth + 1)
    raise AssertionError(kind)


def _read_bytes(kind: f.Bytes, form: str) -> bytes:
    if not kind.text or form.startswith("ba_"):
        return decode_text(form, "ba" if kind.text else kind.api)
    return encode_utf8(form)


def _read_tuple(cls: Any, kinds: tuple[f.FieldType, ...], form: Json, depth: int) -> Any:
    members = as_mapping(form, "an object")
    _check_keys(members, cls._fields)
    items = zip(cls._fields, kinds, strict=True)
    return cls(*(call_at(name, _read_value, kind, members[name], depth) for name, kind in items))


def _check_keys(form: dict[str, Json], names: Collection[str], optional: Collection[str] = ()) -> None:
    """Raise FieldError unless the keys of the form are these names, but for the optional ones."""
    missing = next((name for name in names if name not in form and name not in optional), None)
    for key in form:
        if key not in names:
            raise FieldError("json_key_unknown", path_step(key), None, missing)
    if missing is not None:
        raise FieldError("json_key_missing", missing)


# --- text to JSON -------------------------------------------------------------------------------


def parse_json(source: str) -> dict[str, Json]:
    """Parse JSON text to an object for `from_json`: exact integers, no key twice, bounded nesting.

    Raises TextError for text that is not JSON, beyond a limit, or repeats a key: with the character or
    with the JSON path. Raises FieldError for JSON that is no object.
    """
    if type(source) is not str:
        raise TypeError(f"expected JSON text, not {type(source).__name__}")
    return as_mapping(load("aecodec._strict_json").load(source, MAX_JSON_BYTES, error=TextError), "an object")
