"""The JSON form of objects: text to object, and the object back. The witness is Python's own `json`."""

from __future__ import annotations

from typing import Any

from ..judging import Judge, Outcome
from .frames import check_against_json


def check(data: bytes) -> set[str]:
    """Judges the bytes as the UTF-8 of a JSON form."""
    text = data.decode("utf-8", "surrogateescape")
    judge = Judge(len(text))
    form = judge.both(lambda aec: aec.json_form.parse_json(text), name="parse")
    if form.good or form.error.code != "field_type":
        check_against_json(judge, text, form)
    if form.good:
        _check_form(judge, form)
    return judge.features


def _check_form(judge: Judge, form: Outcome) -> None:
    obj = judge.both(lambda aec, form: aec.from_json(form), form, name="form")
    if not obj.good:
        judge.require(obj.error.offset is None, "a JSON form has places by path", obj.error)
        return
    told = judge.both(lambda aec, obj: aec.to_json(obj), obj)
    back = judge.both(lambda aec, told: aec.from_json(told), told)
    judge.require(back.good and back.value == obj.value, "the JSON form is lossless", told.value)
    again = judge.both(lambda aec, back: aec.to_json(back), back)
    judge.require(again.value == told.value, "the JSON form is one", again.value, told.value)
    judge.require(_exact(told.value), "the JSON form holds nothing inexact", told.value)
    wire = judge.both(lambda aec, obj: aec.to_bytes(obj), obj)
    strict = judge.both(lambda aec, obj: _decoded(aec, obj), obj)
    judge.require(
        strict.good and strict.value == obj.value, "what a form makes is valid on the wire", wire.value
    )


def _decoded(aec: Any, obj: Any) -> Any:
    wire = aec.to_bytes(obj)
    return aec.decode_object(wire) if isinstance(obj, aec.ChainObject) else aec.decode_header(wire)


def _exact(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and _exact(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_exact, value))
    return value is None or type(value) in (bool, int, str)
