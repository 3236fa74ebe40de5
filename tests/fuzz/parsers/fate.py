"""Data of contracts: values, call data, results and code, strict and as the node takes them."""

from __future__ import annotations

from ..checking import DECODING, Checker

REFUSALS = (*DECODING, "FateError")


def check(data: bytes) -> set[str]:
    """Check the bytes as a value, as call data, as results, as code and as the entries of a store."""
    checker = Checker(len(data))
    _check_value(checker, data)
    _check_lenient(checker, data)
    call = checker.both(lambda aec: aec.fate.decode_call(data), refusals=REFUSALS, name="call")
    if call.good:
        again = checker.both(lambda aec, call: call.to_bytes(), call)
        checker.require(again.value == data, "call data gives back its bytes", again.value)
        checker.both(lambda aec, call: aec.fate.names_of(call.function_id), call)
    for how in ("ok", "revert", "error"):
        checker.both(lambda aec, how=how: aec.fate.decode_result(data, how), refusals=REFUSALS, name=how)
    _check_code(checker, data)
    half = len(data) // 2
    for entries in ({data[:half]: data[half:]}, {b"\0\0": data[:half], b"\0\1": data[half:]}):
        checker.both(
            lambda aec, entries=entries: aec.fate.unfold_store(entries), refusals=REFUSALS, name="store"
        )
    return checker.features


def _check_value(checker: Checker, data: bytes) -> None:
    value = checker.both(lambda aec: aec.fate.decode(data), refusals=REFUSALS, name="value")
    stored = checker.both(lambda aec: aec.fate.decode(data, store=True), refusals=REFUSALS, name="stored")
    checker.require(not value.good or stored.good, "what is a value is one in a store", data)
    begun = checker.both(lambda aec: aec.fate.decode_prefix(data, 0, store=True), refusals=REFUSALS)
    if stored.good:
        checker.require(begun.value[1] == len(data), "a value ends where it ends", begun.value)
        wire = checker.both(lambda aec, value: aec.fate.encode(value, store=True), stored)
        checker.require(wire.value == data, "encoding gives back the bytes", wire.value, data)
        form = checker.both(lambda aec, value: aec.fate.to_json(value), stored)
        back = checker.both(lambda aec, form: aec.fate.from_json(form), form)
        wire = checker.both(lambda aec, value: aec.fate.encode(value, store=True), back)
        checker.require(wire.value == data, "the JSON form is without loss", wire.value, data)
        checker.both(lambda aec, value: aec.fate.format_value(value), stored)
        kind = checker.both(lambda aec, value: aec.fate.type_of(value), stored, REFUSALS, "type")
        if kind.good:
            checker.both(lambda aec, kind: aec.fate.format_type(kind), kind)
            same = checker.both(lambda aec, value: aec.fate.matches(value, aec.fate.type_of(value)), stored)
            checker.require(same.value, "a value passes for its type", data)


def _check_lenient(checker: Checker, data: bytes) -> None:
    strict = checker.both(lambda aec: aec.fate.decode(data), refusals=REFUSALS)
    found = checker.both(lambda aec: aec.fate.decode_lenient(data), refusals=REFUSALS, name="lenient")
    if not found.good:
        checker.require(not strict.good, "lenient decoding takes what strict decoding takes", data)
        return
    _, deviations, original, canonical = found.value
    checker.require(
        strict.good == (not deviations), "a deviation is what strict decoding refuses", deviations
    )
    checker.require(original == data, "the original bytes are kept", original)
    checker.require(bool(deviations) or canonical == data, "without deviations nothing changes", canonical)
    checker.both(lambda aec: aec.fate.decode_call_lenient(data), refusals=REFUSALS, name="lenient call")


def _check_code(checker: Checker, data: bytes) -> None:
    code = checker.both(lambda aec: aec.fate.decode_code(data), refusals=REFUSALS, name="code")
    if code.good:
        wire = checker.both(lambda aec, code: aec.fate.encode_code(code), code)
        checker.require(wire.value == data, "code gives back its bytes", wire.value)
        checker.both(lambda aec, code: aec.fate.disassemble(code), code)
        checker.both(lambda aec, code: aec.fate.code_to_json(code), code)
        checker.both(lambda aec, code: [str(one) for one in aec.fate.check_code(code, 5)], code)
    found = checker.both(lambda aec: aec.fate.decode_code_lenient(data), refusals=REFUSALS, name="any code")
    checker.require(found.good or not code.good, "lenient decoding takes what strict decoding takes", data)
    if found.good:
        _, deviations, _, canonical = found.value
        checker.require(
            code.good == (not deviations), "a deviation is what strict decoding refuses", deviations
        )
        checker.require(
            bool(deviations) or canonical == data, "without deviations nothing changes", canonical
        )
