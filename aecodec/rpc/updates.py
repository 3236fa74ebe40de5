"""Off-chain updates in the node's JSON, both ways; one that no class holds is kept whole."""

from __future__ import annotations

from typing import Any, TypeAlias

from .._json_values import encode_utf8
from .._strict_json import Json
from ..errors import AecodecError, RpcError
from ..fields import Bytes, List, Uint
from ..node_json import table
from ..node_json.table import Form, Member
from ..objects import bytes_text
from ..state.update import OffChainUpdate
from ..text import decode
from .params import Params
from .values import mismatch, read_items, read_plain

__all__ = ["UnknownUpdate", "Update", "read_update", "write_update"]


class UnknownUpdate(Params, frozen=True, kw_only=True):
    """An update of an unknown name, or with members that its class does not have; those are in `extra`."""

    op: str  #: The name of the update.


Update: TypeAlias = OffChainUpdate | UnknownUpdate


def read_update(value: Json) -> Update:
    """Read an update by its member `op`. Raises RpcError for one whose members do not fit its name."""
    if not isinstance(value, dict):
        raise mismatch("object", value)
    if "op" not in value:
        raise RpcError("member_missing", "op")
    name = value["op"]
    if not isinstance(name, str):
        raise mismatch("string", name).within("op")
    cls = table.updates().get(name)
    members = () if cls is None else table.members_of(cls)
    names = [key for member in members for key in member.names]
    if cls is None or not value.keys() <= {"op", *names}:
        return UnknownUpdate(op=name, extra={key: item for key, item in value.items() if key != "op"})
    fields: dict[str, Any] = {}
    for member in members:
        items = [_read_member(member, key, value) for key in member.names]
        fields[member.fields[0]] = tuple(items) if len(items) > 1 else items[0]
    return _construct(cls, fields, {member.fields[0]: member.name for member in members})


def write_update(update: OffChainUpdate) -> Json:
    """Write an update as the node does. Raises RpcError for a text that is not UTF-8, which JSON has not."""
    cls = type(update)
    value: dict[str, Json] = {"op": cls.__name__}
    for member in table.members_of(cls):
        field = getattr(update, member.fields[0])
        if len(member.names) > 1:
            value |= dict(zip(member.names, field, strict=True))
        else:
            value[member.name] = _write_field(member, field)
    return value


def _read_member(member: Member, key: str, value: dict[str, Json]) -> Any:
    if key not in value:
        raise RpcError("member_missing", key)
    try:
        return _read_field(member, value[key])
    except AecodecError as error:
        # The offset counts characters of this one string, and not of the frame.
        raise RpcError(error.code, error.path, None, error.expected, error.found).within(key) from None


def _read_field(member: Member, item: Json) -> Any:
    match member.form:
        case Form.INTEGER | Form.VERSIONS:
            return _read_int(item)
        case Form.INTEGERS:
            return read_items(_read_int, item)
    if not isinstance(item, str):
        raise mismatch("string", item)
    match member.kind:
        case Bytes(text=True):
            return encode_utf8(item)
        case Bytes(api=prefix):
            return decode(item, prefix)
    return item  # an identifier, which the constructor reads


def _read_int(item: Json) -> int:
    number: int = read_plain((int,), item)
    return number


def _construct(cls: type[OffChainUpdate], fields: dict[str, Any], names: dict[str, str]) -> OffChainUpdate:
    try:
        return cls(**fields)
    except AecodecError as error:
        # The path of the constructor begins with the class, and names fields of ours.
        field, mark, rest = error.path.partition(".")[2].partition("[")
        path = names.get(field, field) + mark + rest
        raise RpcError(error.code, path, None, error.expected, error.found) from None


def _write_field(member: Member, field: Any) -> Json:
    match member.kind:
        case Uint():
            return field
        case List():
            return list(field)
        case Bytes(text=True):
            try:
                return field.decode()
            except UnicodeDecodeError as fault:
                raise RpcError("json_not_utf8", member.name, fault.start) from None
        case Bytes(api=prefix):
            return bytes_text(prefix, field)
    return str(field)
