"""Values in any notation, and what they are read as. References: Python's own `json` and `ast.literal_eval`.

Nothing here is compiled, so one twin is enough.
"""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from ..checking import Checker
from ..twins import PLAIN
from .frames import check_against_json

_FLOAT = PLAIN._strict_json.Float

_SECRET = re.compile(r"sk_[1-9A-HJ-NP-Za-km-z]{40,}")


def check(data: bytes) -> set[str]:
    """Check the bytes as text that may hold values."""
    text = data.decode("utf-8", "surrogateescape")
    checker = Checker(len(data), (PLAIN,))
    found = checker.both(lambda aec: list(aec.recognition.literals.find_literals(text)), name="literals")
    start = 0
    for literal, texts, _ in found.value:
        checker.require(start <= literal.start < literal.end <= len(text), "values stand in order", text)
        inside = all(literal.start < one.start <= one.end <= len(text) for one in texts)
        checker.require(inside, "strings stand in their value", text)
        start = literal.start + 1
        _check_literal(checker, text[literal.start : literal.end], literal)
    _check_readings(checker, text)
    return checker.features


def _check_literal(checker: Checker, source: str, literal: Any) -> None:
    checker.features.add(
        f"literal {literal.notation} {literal.features:d} {literal.fault} {len(literal.cuts)}"
    )
    for key, child in literal.children():
        checker.require(
            literal.place(key) == (child.start, child.end) or child.start > 0, "a child has a place"
        )
    if literal.fault is not None:
        return
    if literal.is_json and not literal.cuts:
        loaded = checker.both(lambda aec: aec._strict_json.load(source), refusals=("RpcError",), name="json")
        check_against_json(checker, source, loaded)
        same = not loaded.good or loaded.value == literal.value
        checker.require(same, "a value in JSON is that of strict reading", source)
        refused = loaded.good or loaded.error.code in ("json_repeated_key", "json_too_many_values")
        checker.require(refused, "what is JSON is read as such", source, loaded.error)
    elif not literal.cuts and literal.repeated is None and _is_python(literal):
        try:
            value = ast.literal_eval(source)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return
        checker.require(_plain(value) == _plain(literal.value), "a value in Python is Python's own", source)


def _is_python(literal: Any) -> bool:
    feature = PLAIN.recognition.tokens.Feature
    return not literal.features & ~(feature.PYTHON | feature.SINGLE_QUOTES)


def _plain(value: Any) -> Any:
    """Return a value of Python as JSON has it."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set():
            return [_plain(item) for item in sorted(value, key=repr)]
        case float():
            return ("float", value)
        case _FLOAT():
            return ("float", float(value.text))
    return value


def _check_readings(checker: Checker, text: str) -> None:
    """Check what the values and URLs of a text are read as."""
    view = PLAIN.recognition.view.View(text)
    for part in ("structured", "captures", "urls"):
        found = checker.both(
            lambda aec, part=part: list(getattr(aec.recognition, part).find(view)), name=part
        )
        for reading in found.value:
            _check_reading(checker, text, reading)


def _check_reading(checker: Checker, text: str, reading: Any) -> None:
    checker.features.add(f"{reading.kind} {reading.confidence} {getattr(reading.error, 'code', None)}")
    inside = 0 <= reading.start < reading.end <= len(text)
    checker.require(inside, "a reading stands in the source", reading)
    checker.require(not _SECRET.search(repr(reading)), "a reading shows no secret", reading)
    for words in (reading.why, *reading.notes, *reading.steps):
        checker.require(words.isprintable(), "what is said is one printable line", words)
    if reading.kind == "JSON-RPC frame" and reading.text is not None:
        again = checker.both(lambda aec: aec.rpc.decode(reading.text))
        same = again.value.value == reading.value.value
        checker.require(same, "the text of a frame is the frame", reading.text)
        json.loads(reading.text)
