"""The code of a contract: the object of tag 70 as compilers write it, or bare bytecode, and back."""

from __future__ import annotations

from typing import Any, Final

from .. import text
from .._pure.rlp import contiguous, read_node
from ..codec import decode_object, to_bytes
from ..errors import FateError
from ..state import CompilerSophia, CompilerSophiaV1, CompilerSophiaV2, CompilerSophiaV3
from .code import Code, function_id
from .code_reading import CodeReader, Parts
from .code_writing import write_code
from .codec import Data

__all__ = ["decode_code", "encode_code", "without_init"]

LISTS: Final = 0xC0  # from here on a byte begins an RLP list: an object, not bytecode
BYTE_CODE_ITEM: Final = 4  # among the items of the object
BYTE_CODE: Final = "CompilerSophia.byte_code"
_INIT: Final = function_id("init")


def decode_code(data: Data) -> Code:
    """Decode contract code: a `cb_` text or bytes, the object of tag 70 or the bytecode in it.

    Raises FateError for bytecode that is not canonical, TextError, RlpError or FieldError for what is around
    it. The `offset` of an error counts from the first byte of what was given.
    """
    wire = code_bytes(data)
    if not wire or wire[0] < LISTS:
        return _code(CodeReader(wire).read())
    obj: Any = decode_object(wire, CompilerSophia)
    if obj.type_info:
        return with_object(Code(other_bytecode=obj.byte_code), obj)
    try:
        parts = CodeReader(obj.byte_code).read()
    except FateError as error:
        if error.offset is not None:
            error.offset += byte_code_offset(wire)
        raise error.within(BYTE_CODE) from None
    return with_object(_code(parts), obj)


def code_bytes(data: Data) -> bytes:
    """Return the bytes of contract code, or the payload of its text. Raises TextError."""
    return text.decode(data, "cb") if isinstance(data, str) else contiguous(data)


def byte_code_offset(wire: bytes) -> int:
    """Return where the bytecode begins in an object of tag 70."""
    at = read_node(wire, 0, len(wire), False).start
    for _ in range(BYTE_CODE_ITEM):
        at = read_node(wire, at, len(wire), False).end
    return read_node(wire, at, len(wire), False).start


def _code(parts: Parts) -> Code:
    return Code(functions=tuple(parts.functions), symbols=parts.names, annotations=parts.annotations)


def with_object(code: Code, obj: Any) -> Code:
    """Return code with what the object around it says."""
    compiler: bytes | None = getattr(obj, "compiler_version", None)
    return Code(
        functions=code.functions,
        symbols=code.symbols,
        annotations=code.annotations,
        version=obj.VERSION,
        source_hash=obj.source_hash,
        compiler_version=None if compiler is None else compiler.decode("utf-8", "surrogateescape"),
        payable=getattr(obj, "payable", None),
        type_info=obj.type_info,
        other_bytecode=code.other_bytecode,
    )


def encode_code(code: Code) -> bytes:
    """Encode contract code: as the object of tag 70 if it has a version, else as bare bytecode.

    Raises FateError, with the path, for what decoding would not give, and FieldError for what the object
    does not take.
    """
    if code.version is None:
        return write_code(code)
    byte_code = code.other_bytecode if code.is_aevm else write_code(code)
    if code.version not in (1, 2, 3):
        raise FateError("unknown_version", "version", None, "1 to 3", f"{code.version!r:.40}")
    fields: dict[str, Any] = {
        "source_hash": code.source_hash,
        "type_info": code.type_info,
        "byte_code": byte_code,
    }
    if code.version == 1:
        return to_bytes(CompilerSophiaV1(**fields))
    fields["compiler_version"] = (code.compiler_version or "").encode("utf-8", "surrogateescape")
    if code.version == 2:
        return to_bytes(CompilerSophiaV2(**fields))
    fields["payable"] = code.payable
    return to_bytes(CompilerSophiaV3(**fields))


def without_init(code: Code) -> Code:
    """Return code without `init`, as a node stores it for VM 5. VM 7 and 8 keep it."""
    return Code(
        **{
            **{name: getattr(code, name) for name in code.__struct_fields__},
            "functions": tuple(one for one in code.functions if one.id != _INIT),
            "symbols": {id_: name for id_, name in code.symbols.items() if id_ != _INIT},
        }
    )
