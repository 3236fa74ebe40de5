"""The JSON form of objects: text to object, and the object back. The reference is Python's own `json`."""

from __future__ import annotations

from typing import Any

from aecodec.cli.encode import text_of
from aecodec.errors import AecodecError

from ..checking import Checker, Outcome
from .bulk import check_form_line
from .frames import check_against_json


def check(data: bytes) -> set[str]:
    """Check the bytes as the UTF-8 of a JSON form."""
    text = data.decode("utf-8", "surrogateescape")
    checker = Checker(len(text))
    form = checker.both(lambda aec: aec.json_form.parse_json(text), name="parse")
    if form.good or form.error.code != "field_type":
        check_against_json(checker, text, form)
    if form.good:
        _check_form(checker, form)
    check_form_line(checker, data, _text_of(text))
    return checker.features


def _text_of(line: str) -> str | None:
    """Return what `encode` makes of a line by itself; None for an error."""
    try:
        return text_of(line)
    except AecodecError:
        return None


def _check_form(checker: Checker, form: Outcome) -> None:
    obj = checker.both(lambda aec, form: aec.from_json(form), form, name="form")
    if not obj.good:
        checker.require(obj.error.offset is None, "a JSON form has places by path", obj.error)
        return
    written = checker.both(lambda aec, obj: aec.to_json(obj), obj)
    back = checker.both(lambda aec, form: aec.from_json(form), written)
    checker.require(back.good and back.value == obj.value, "the JSON form is lossless", written.value)
    again = checker.both(lambda aec, back: aec.to_json(back), back)
    checker.require(again.value == written.value, "the JSON form is one", again.value, written.value)
    checker.require(_exact(written.value), "the JSON form holds nothing inexact", written.value)
    wire = checker.both(lambda aec, obj: aec.to_bytes(obj), obj)
    strict = checker.both(lambda aec, obj: _decode(aec, obj), obj)
    checker.require(
        strict.good and strict.value == obj.value, "what a form makes is valid on the wire", wire.value
    )


def _decode(aec: Any, obj: Any) -> Any:
    wire = aec.to_bytes(obj)
    return aec.decode_object(wire) if isinstance(obj, aec.ChainObject) else aec.decode_header(wire)


def _exact(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and _exact(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_exact, value))
    return value is None or type(value) in (bool, int, str)
