"""FATE: what contracts are called with, return and store, as Python values.

    decode, encode, decode_prefix   a value, strict: one value, one text of bytes
    to_json, from_json              the neutral JSON form of a value, without loss
    types                           the types of FATE, which are values as well
    decode_code, encode_code        the code of a contract, or bare bytecode, and back
    code, opcodes                   what code is made of: functions, blocks, instructions, operands

A value is an `int`, a `bool`, a `str`, `bytes`, a `list`, a `tuple` or a `dict` in key order; an `Id` for an
account, contract, oracle or channel; or one of the classes here. A string of FATE is bytes: those that are
not UTF-8 are surrogate escapes in the `str`, so that nothing is lost. Equality is that of Python, where `1`
is `True`: compare the encoded bytes where that matters.

Errors are `FateError`, with the code of the rule, the path and the byte.
"""

from __future__ import annotations

from .._fate_values import Address, Bits, Bytearray, Map, OracleQueryId, StoreMap, Value, Variant
from ..errors import FateError
from . import code, opcodes, types
from .code import Code, function_id
from .codec import decode, decode_prefix, encode
from .contract_code import decode_code, encode_code, without_init
from .neutral_json import from_json, to_json

__all__ = [
    "Address",
    "Bits",
    "Bytearray",
    "Code",
    "FateError",
    "Map",
    "OracleQueryId",
    "StoreMap",
    "Value",
    "Variant",
    "code",
    "decode",
    "decode_code",
    "decode_prefix",
    "encode",
    "encode_code",
    "from_json",
    "function_id",
    "opcodes",
    "to_json",
    "types",
    "without_init",
]
