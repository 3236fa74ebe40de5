"""The C data interface of Arrow by ctypes: tables in, tables out, no other package needed.

Whoever holds a structure whose `release` is set owns it, and calls `release` once. To move a structure is to
copy its bytes and to clear `release` of the source. A consumer may move children out of an array, so every
node that is exported here is kept alive by itself, under a number of its own, until it is released.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from .row_values import Array

NULLABLE: Final = 2


class ArrowSchema(ctypes.Structure):
    """A type."""


class ArrowArray(ctypes.Structure):
    """Values of a type, and where they lie."""


class ArrowArrayStream(ctypes.Structure):
    """A source of arrays of one type."""


_RELEASE_SCHEMA: Final = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowSchema))
_RELEASE_ARRAY: Final = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArray))
_RELEASE_STREAM: Final = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArrayStream))
GET_SCHEMA: Final = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ArrowArrayStream), ctypes.POINTER(ArrowSchema)
)
GET_NEXT: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ArrowArrayStream), ctypes.POINTER(ArrowArray))
GET_LAST_ERROR: Final = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(ArrowArrayStream))
_DESTRUCTOR: Final = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)

# Function pointers are kept as addresses: one that is NULL then reads as None.
ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowSchema))),
    ("dictionary", ctypes.POINTER(ArrowSchema)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowArray))),
    ("dictionary", ctypes.POINTER(ArrowArray)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
ArrowArrayStream._fields_ = [
    ("get_schema", ctypes.c_void_p),
    ("get_next", ctypes.c_void_p),
    ("get_last_error", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

_TYPES: Final[dict[str, tuple[Any, Any]]] = {
    "arrow_schema": (ArrowSchema, _RELEASE_SCHEMA),
    "arrow_array": (ArrowArray, _RELEASE_ARRAY),
    "arrow_array_stream": (ArrowArrayStream, _RELEASE_STREAM),
}

# --- what is exported stays here until it is released ---------------------------------------------

_held: dict[int, Any] = {}
_numbers: Final = count(1)


def hold(structure: Any, *needed: Any) -> None:
    """Keep alive what a structure refers to, until `release` is called with its number."""
    structure.private_data = number = next(_numbers)
    _held[number] = needed


def _release(pointer: Any) -> None:
    structure = pointer.contents
    for index in range(getattr(structure, "n_children", 0)):
        _release_owned(structure.children[index].contents)
    if getattr(structure, "dictionary", None):
        _release_owned(structure.dictionary.contents)
    structure.release = None
    _held.pop(structure.private_data, None)


def _release_owned(structure: Any) -> None:
    """Call the `release` of a structure, if it is still there."""
    if structure.release:
        kind = next(kind for kind in _TYPES.values() if type(structure) is kind[0])
        kind[1](structure.release)(ctypes.pointer(structure))


def address_of(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


_release_schema: Final = _RELEASE_SCHEMA(_release)
_release_array: Final = _RELEASE_ARRAY(_release)
release_stream: Final = _RELEASE_STREAM(_release)

# --- capsules -------------------------------------------------------------------------------------

# Prototypes of our own: whoever uses those of `ctypes.pythonapi` may change them.
_new_capsule: Final = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, _DESTRUCTOR)(
    ("PyCapsule_New", ctypes.pythonapi)
)
_pointer_of: Final = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
_name_of: Final = ctypes.PYFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)(("PyCapsule_GetName", ctypes.pythonapi))
_capsule_pointer: Final = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
_NAMES: Final = {name: name.encode() for name in _TYPES}  # a capsule does not copy its name
_boxes: dict[int, Any] = {}


def _destroy(capsule: int) -> None:
    """Release what nobody took out of a capsule."""
    name = _name_of(capsule)
    address = _pointer_of(capsule, name)
    _release_owned(_boxes.pop(address))


_destructor: Final = _DESTRUCTOR(_destroy)
_increase: Final = ctypes.PYFUNCTYPE(None, ctypes.py_object)(("Py_IncRef", ctypes.pythonapi))
#: A consumer may release what it holds after this module is gone: these functions are never freed.
for _function in (_release_schema, _release_array, release_stream, _destructor):
    _increase(_function)


def new_capsule(name: str, structure: Any) -> Any:
    address = ctypes.addressof(structure)
    _boxes[address] = structure
    return _new_capsule(address, _NAMES[name], _destructor)


def move(capsule: Any, name: str) -> Any:
    """Take a structure out of a capsule. Raises ValueError if it is another capsule, or empty."""
    kind, _ = _TYPES[name]
    source = kind.from_address(_capsule_pointer(capsule, name.encode()))
    if not source.release:
        raise ValueError(f"the {name} was taken before")
    made = kind.from_buffer_copy(source)
    source.release = None
    return made


class Owner:
    """The owner of a structure, which releases it in the end."""

    __slots__ = ("structure",)

    def __init__(self, structure: Any) -> None:
        self.structure = structure

    def __del__(self) -> None:
        _release_owned(self.structure)


# --- schemas --------------------------------------------------------------------------------------


def fill_schema(to: ArrowSchema, field: Any) -> None:
    """Write a field: one of ours (name, format, children), or the schema of a column that is handed on."""
    if isinstance(field, ArrowSchema):
        parts = [field.children[i].contents for i in range(field.n_children)]
        kind, name, flags, metadata = field.format, field.name or b"", field.flags, _metadata(field)
    else:
        kind, name, flags, metadata = field[1].encode(), field[0].encode(), NULLABLE, None
        parts = field[2]
    to.format, to.name, to.flags = kind, name, flags
    children = [ArrowSchema() for _ in parts]
    for child, part in zip(children, parts, strict=True):
        fill_schema(child, part)
    pointers = (ctypes.POINTER(ArrowSchema) * (len(children) + 1))(*map(ctypes.pointer, children))
    dictionary = ArrowSchema()
    if isinstance(field, ArrowSchema) and field.dictionary:
        fill_schema(dictionary, field.dictionary.contents)
        to.dictionary = ctypes.pointer(dictionary)
    if metadata is not None:
        to.metadata = ctypes.cast(metadata, ctypes.c_void_p)
    to.n_children, to.children = len(children), pointers
    to.release = address_of(_release_schema)
    hold(to, kind, name, children, pointers, dictionary, metadata)


def _metadata(field: ArrowSchema) -> Any:
    """Copy pairs of keys and values: how many, then of each its size and its bytes."""
    if not field.metadata:
        return None
    at = field.metadata
    end = at + 4
    for _ in range(2 * ctypes.c_int32.from_address(at).value):
        end += 4 + ctypes.c_int32.from_address(end).value
    return ctypes.create_string_buffer(ctypes.string_at(at, end - at), end - at)


# --- arrays ---------------------------------------------------------------------------------------


def fill_array(to: ArrowArray, array: Array) -> None:
    children = [ArrowArray() for _ in array.children]
    for child, part in zip(children, array.children, strict=True):
        fill_array(child, part)
    # Where there is nothing, the place is that of one byte: some consumers take none for a fault.
    held = [None if buffer is None else ctypes.create_string_buffer(buffer) for buffer in array.buffers]
    close_array(
        to, array.length, array.nulls, 0, [buffer and address_of(buffer) for buffer in held], children
    )
    _held[to.private_data] = (_held[to.private_data], held)


def close_array(
    to: ArrowArray, length: int, nulls: int, offset: int, buffers: Sequence[Any], children: list[ArrowArray]
) -> None:
    places = (ctypes.c_void_p * max(1, len(buffers)))(*buffers)
    pointers = (ctypes.POINTER(ArrowArray) * (len(children) + 1))(*map(ctypes.pointer, children))
    to.length, to.null_count, to.offset = length, nulls, offset
    to.n_buffers, to.buffers = len(buffers), places
    to.n_children, to.children = len(children), pointers
    to.release = address_of(_release_array)
    hold(to, places, children, pointers)


def hand_on(to: ArrowArray, array: ArrowArray, owner: Any, start: int = 0, length: int | None = None) -> None:
    """Write an array that refers to the buffers of another one, or to some of its rows."""
    children = [ArrowArray() for _ in range(array.n_children)]
    for index, child in enumerate(children):
        hand_on(child, array.children[index].contents, owner)
    length = array.length if length is None else length
    whole = length == array.length
    nulls = array.null_count if whole or array.null_count == 0 else -1
    buffers = [array.buffers[i] for i in range(array.n_buffers)]
    close_array(to, length, nulls, array.offset + start, buffers, children)
    dictionary = ArrowArray()
    if array.dictionary:
        hand_on(dictionary, array.dictionary.contents, owner)
        to.dictionary = ctypes.pointer(dictionary)
    _held[to.private_data] = (_held[to.private_data], dictionary, owner)
