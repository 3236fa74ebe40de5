"""The JSON Schema of the channel API, made from the same annotations and tables that read the messages.

It checks frames where there is no Python: draft 2020-12, with standard keywords alone. Members that no class
names are allowed, as nodes may add some.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from .._sentences import sentences
from ..errors import RpcError
from ..fields import Bytes, Identifier
from ..node_json import table
from ..protocol import ID_PREFIXES
from ..state.update import OffChainUpdate
from .errors import Reason
from .methods import METHODS, RESULTS
from .params import Known, Params, Prefixed, UnsetType
from .reading import Shape, read_first_match, variants

__all__ = ["json_schema"]

Schema: TypeAlias = dict[str, Any]

_PLAIN: Final[dict[Any, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}
_ID: Final[Schema] = {"type": ["integer", "string", "null"]}
_CHANNEL: Final[Schema] = {
    "type": ["string", "null"],
    "description": "The channel; null before it has an id.",
}


def json_schema() -> Schema:
    """Return the schema of any one frame: a request, a notification, a result or an error.

    Each message has a definition of its own, such as `send:channels.deposit`, `receive:channels.info` and
    `result:channels.deposit`; each class has one under its name.
    """
    definitions: dict[str, Schema] = {}
    for (direction, method), shapes in METHODS.items():
        wrap = _sent if direction == "send" else _received
        definitions[f"{direction}:{method}"] = wrap(method, shapes, _any_of(shapes, definitions))
    for method, shapes in RESULTS.items():
        definitions[f"result:{method}"] = _answer("result", _any_of(shapes, definitions))
    definitions["error"] = _answer("error", _error(definitions))
    frames = [name for name in definitions if ":" in name or name == "error"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Frames of the state channel API of æternity nodes",
        "anyOf": [_reference(name) for name in frames],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


# --- frames -------------------------------------------------------------------------------------


def _frame(members: dict[str, Schema], required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "properties": {"jsonrpc": {"const": "2.0"}, **members},
        "required": ["jsonrpc", *required],
    }


def _sent(method: str, shapes: tuple[Shape, ...], params: Schema) -> Schema:
    try:
        read_first_match(shapes, {}, "params")
        required: tuple[str, ...] = ("method",)  # what needs no member may be sent without params
    except RpcError:
        required = ("method", "params")
    return _frame({"method": {"const": method}, "id": _ID, "params": params}, required)


def _received(method: str, shapes: tuple[Shape, ...], data: Schema) -> Schema:
    params = {
        "type": "object",
        "properties": {"channel_id": _CHANNEL, "data": data},
        "required": ["data"],
    }
    return _frame({"method": {"const": method}, "params": params}, ("method", "params"))


def _answer(name: str, content: Schema) -> Schema:
    return _frame({"id": _ID, "channel_id": _CHANNEL, name: content}, ("id", name))


def _error(definitions: dict[str, Schema]) -> Schema:
    members = {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "data": _shape(tuple[Reason, ...], definitions),
        "request": {},
    }
    return {"type": "object", "properties": members, "required": ["code", "message"]}


# --- shapes -------------------------------------------------------------------------------------


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _any_of(shapes: tuple[Shape, ...], definitions: dict[str, Schema]) -> Schema:
    alternatives = [_shape(shape, definitions) for shape in shapes]
    return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}


def _shape(shape: Shape, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of an annotation, and add the classes that it names to the definitions."""
    origin: Any = get_origin(shape)
    arguments = get_args(shape)
    if origin is Annotated:
        return _shape(arguments[0], definitions) | _marked(arguments[1:])
    if origin is tuple:
        return {"type": "array", "items": _shape(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _shape(arguments[1], definitions)}
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        if OffChainUpdate in arguments:
            return _update(definitions)
        return _any_of(tuple(kind for kind in arguments if kind is not UnsetType), definitions)
    if shape in _PLAIN:
        return dict(_PLAIN[shape])
    if shape.__name__ not in definitions:
        definitions[shape.__name__] = {}  # its place, as a class may name itself
        definitions[shape.__name__] = _object(shape, definitions)
    return _reference(shape.__name__)


def _text(prefixes: tuple[str, ...], end: str = "") -> Schema:
    return {"type": "string", "pattern": f"^({'|'.join(prefixes)})_{end}"}


def _marked(marks: tuple[Any, ...]) -> Schema:
    found: Schema = {}
    for mark in marks:
        if isinstance(mark, Prefixed):
            found |= _text(mark.prefixes, "|^$" if mark.empty_ok else "")
        elif isinstance(mark, Known):
            found["examples"] = list(mark.values)
    return found


def _object(cls: type[Params], definitions: dict[str, Schema]) -> Schema:
    hints, meanings = get_type_hints(cls, include_extras=True), sentences(cls)
    members, required = {}, []
    for name in cls.__struct_fields__:
        if name == "extra":
            continue
        key = name.rstrip("_")
        members[key] = _shape(hints[name], definitions) | {"description": meanings[name]}
        if UnsetType not in get_args(hints[name]):
            required.append(key)
    schema = _described(cls, members, required)
    for text, variant in variants(cls).items():
        schema.setdefault("allOf", []).append(_if(cls.TAG_MEMBER, text, _shape(variant, definitions)))
    return schema


def _described(cls: type, members: dict[str, Schema], required: list[str]) -> Schema:
    summary = (cls.__doc__ or "").partition("\n")[0]
    return {"type": "object", "description": summary, "properties": members, "required": required}


def _if(member: str, text: str, then: Schema) -> Schema:
    return {"if": {"properties": {member: {"const": text}}, "required": [member]}, "then": then}


# --- updates ------------------------------------------------------------------------------------


def _update(definitions: dict[str, Schema]) -> Schema:
    """Return the schema of any update; one of an unknown name may have any members."""
    if "Update" not in definitions:
        definitions["Update"] = {
            "type": "object",
            "description": "What changes the state of a channel.",
            "properties": {"op": {"type": "string", "examples": list(table.updates())}},
            "required": ["op"],
            "allOf": [_if("op", name, _reference(name)) for name in table.updates()],
        }
        definitions |= {name: _update_object(cls) for name, cls in table.updates().items()}
    return _reference("Update")


@cache
def _update_object(cls: type[OffChainUpdate]) -> Schema:
    meanings = sentences(cls)
    members = {
        name: _update_member(member) | {"description": meanings[member.fields[0]]}
        for member in table.members_of(cls)
        for name in member.names
    }
    return _described(cls, {"op": {"const": cls.__name__}} | members, ["op", *members])


def _update_member(member: table.Member) -> Schema:
    number: Schema = {"type": "integer", "minimum": 0}
    match member.form, member.kind:
        case table.Form.INTEGER | table.Form.VERSIONS, _:
            return number
        case table.Form.INTEGERS, _:
            return {"type": "array", "items": number}
        case _, Identifier(kinds=kinds):
            return _text(tuple(ID_PREFIXES[kind] for kind in kinds))
        case table.Form.BYTES, Bytes(api=prefix):
            return _text((prefix,))
    return {"type": "string"}
