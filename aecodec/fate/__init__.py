"""FATE: what contracts are called with, return and store, as Python values.

    decode, encode, decode_prefix       a value, strict: one value has one form
    decode_lenient                      what the node takes beyond it, with each deviation
    call, decode_call, function_id      call data, and the ids of functions (`names_of`)
    decode_result                       what a call returned
    decode_event, encode_event          the arguments of an event, by their types
    unfold_store                        the registers of a contract's store
    type_of, matches                    the type of a value, and the node's check of it
    to_json, from_json, format_value    the neutral JSON form, and text for people
    types                               the types of FATE, which are values as well
    decode_code, encode_code            the code of a contract, or bare bytecode, and back
    disassemble, signature              code and the types of its functions as text (`code_to_json`)
    check_code, auth_function           what is wrong with code that a node takes
    decode_code_lenient                 code as the node takes it, with each deviation
    Contract                            all of these by the interface (ACI) of a contract, with names
    code, opcodes                       what code is made of: functions, blocks, instructions, operands

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
from .calls import Call, call, decode_call, decode_call_lenient
from .code import Code, function_id
from .code_checks import auth_function, check_code
from .code_json import code_to_json
from .codec import decode, decode_prefix, encode
from .contract import Contract, Event, NamedCall
from .contract_code import decode_code, encode_code, without_init
from .disassembly import disassemble, signature
from .events import decode_event, encode_event, event_id, is_indexed
from .formatting import format_type, format_value
from .inference import matches, type_of
from .lenient import LenientValue, decode_lenient
from .lenient_code import LenientCode, decode_code_lenient
from .names import STANDARD_NAMES, names_of
from .neutral_json import from_json, to_json
from .results import Result, decode_result
from .sophia_values import Constructor, Some
from .store import unfold_store

__all__ = [
    "STANDARD_NAMES",
    "Address",
    "Bits",
    "Bytearray",
    "Call",
    "Code",
    "Constructor",
    "Contract",
    "Event",
    "FateError",
    "LenientCode",
    "LenientValue",
    "Map",
    "NamedCall",
    "OracleQueryId",
    "Result",
    "Some",
    "StoreMap",
    "Value",
    "Variant",
    "auth_function",
    "call",
    "check_code",
    "code",
    "code_to_json",
    "decode",
    "decode_call",
    "decode_call_lenient",
    "decode_code",
    "decode_code_lenient",
    "decode_event",
    "decode_lenient",
    "decode_prefix",
    "decode_result",
    "disassemble",
    "encode",
    "encode_code",
    "encode_event",
    "event_id",
    "format_type",
    "format_value",
    "from_json",
    "function_id",
    "is_indexed",
    "matches",
    "names_of",
    "opcodes",
    "signature",
    "to_json",
    "type_of",
    "types",
    "unfold_store",
    "without_init",
]
