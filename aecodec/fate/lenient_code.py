"""Contract code as the node takes it, with each deviation from canonical form."""

from __future__ import annotations

from typing import Any, NamedTuple

from .. import rlp
from .._fate_values import Map, Value
from ..errors import FateError, unexpected_object
from ..lenient import Deviation
from ..lenient import decode_lenient as decode_object_lenient
from ..limits import MAX_DEVIATIONS
from ..state import CompilerSophia
from .code import Code, Function
from .code_reading import CodeReader, Parts
from .code_writing import join, write_functions
from .codec import Data
from .contract_code import BYTE_CODE, BYTE_CODE_ITEM, LISTS, byte_code_offset, code_bytes, with_object
from .lenient import LenientDecoder, write_again

__all__ = ["LenientCode", "decode_code_lenient"]


class LenientCode(NamedTuple):
    """Contract code as the node reads it.

    code: of several functions with one id the last one; in order of ids. What of its tables is no map, or no
    id and name, is left out. deviations: in order of place, none for canonical code. original: the bytes as
    they came. canonical: those that the node stores, or None where it cannot write a value again.
    """

    code: Code
    deviations: tuple[Deviation, ...]
    original: bytes
    canonical: bytes | None


def decode_code_lenient(data: Data) -> LenientCode:
    """Decode contract code, a `cb_` text or bytes, as the node does.

    Raises what `decode_code` raises, for what the node refuses as well.
    """
    wire = code_bytes(data)
    if not wire or wire[0] < LISTS:
        code, reader, canonical = _read(wire, 0, "")
        return LenientCode(code, _in_order(reader.found), wire, canonical)
    whole = decode_object_lenient(wire)
    obj: Any = whole.obj  # of any version
    if not isinstance(whole.obj, CompilerSophia):
        raise unexpected_object(CompilerSophia, whole.obj)
    if obj.type_info:
        code = with_object(Code(other_bytecode=obj.byte_code), obj)
        return LenientCode(code, whole.deviations, wire, _with_byte_code(whole.canonical, obj.byte_code))
    code, reader, written = _read(obj.byte_code, byte_code_offset(wire), BYTE_CODE)
    found = _in_order([*whole.deviations, *reader.found])
    canonical = None if written is None else _with_byte_code(whole.canonical, written)
    return LenientCode(with_object(code, obj), found, wire, canonical)


def _read(byte_code: bytes, offset: int, path: str) -> tuple[Code, LenientCodeReader, bytes | None]:
    """Read bytecode at a place in an object, and write it as the node does."""
    reader = LenientCodeReader(byte_code, offset, path)
    try:
        parts = reader.read()
    except FateError as error:
        if error.offset is not None:
            error.offset += offset
        raise error.within(path) if path else error from None
    by_id = {function.id: function for function in parts.functions}  # the last one of each
    functions = [by_id[id_] for id_ in sorted(by_id)]
    annotations = parts.annotations if isinstance(parts.annotations, (dict, Map)) else {}
    code = Code(functions=tuple(functions), symbols=parts.names, annotations=annotations)
    return code, reader, _write(functions, parts)


def _with_byte_code(obj: Any, byte_code: bytes) -> bytes:
    """Return the bytes of an object of tag 70 with other bytecode.

    Its other fields may be such that no object can be constructed of them.
    """
    items: Any = rlp.decode(obj)
    items[BYTE_CODE_ITEM] = byte_code
    return rlp.encode(items)


def _in_order(found: list[Deviation]) -> tuple[Deviation, ...]:
    return tuple(sorted(found, key=lambda deviation: deviation.offset))


class LenientCodeReader(CodeReader):
    """A walk that records what the node takes.

    offset, path: the place of the bytecode in what was given.
    """

    def __init__(self, wire: bytes, offset: int, path: str) -> None:
        super().__init__(wire)
        self.offset = offset
        self.around = path
        self.found: list[Deviation] = []

    def value(self, at: int) -> tuple[Value, int]:
        """Read a value as the node does."""
        decoder = LenientDecoder(self.wire, False)
        try:
            value, end = decoder.read(at)
        except FateError as error:
            raise self.with_place(error) from None
        for one in decoder.found:
            self.record(one.code, one.path, one.offset, one.expected, one.found)
        return value, end

    def deviate(self, code: str, at: int, expected: str | None = None, found: str | None = None) -> None:
        """Record what strict decoding refuses."""
        self.record(code, "", at, expected or "", found or "")

    def record(self, code: str, inner: str, at: int, expected: str, found: str) -> None:
        """Record a deviation at `at` of the part that is read, `inner` within the value that is read."""
        error = FateError(code, inner, self.offset + self.base + at).within(self.path())
        path = error.within(self.around).path if self.around else error.path
        if len(self.found) == MAX_DEVIATIONS:
            self.refuse("too_many_deviations", at, f"at most {MAX_DEVIATIONS}")
        self.found.append(Deviation(code, path, self.offset + self.base + at, found, expected))


def _write(functions: list[Function], parts: Parts) -> bytes | None:
    """Return the bytecode that the node writes, or None where it cannot."""
    try:
        written = write_functions(functions, _write_value)
        return join(written, _write_value(parts.symbols), _write_value(parts.annotations))
    except _CannotWriteError:
        return None


class _CannotWriteError(Exception):
    """The node cannot write a value again."""


def _write_value(value: Value) -> bytes:
    written = write_again(value)
    if written is None:
        raise _CannotWriteError
    return written
