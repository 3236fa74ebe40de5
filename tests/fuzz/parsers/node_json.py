"""The JSON of nodes: text to answers, and their objects to JSON and back. Both twins do the same."""

from __future__ import annotations

from typing import Any

from ..checking import Checker, Outcome


def check(data: bytes) -> set[str]:
    """Check the bytes as the UTF-8 of JSON in which something of a node may stand."""
    text = data.decode("utf-8", "surrogateescape")
    checker = Checker(len(text))
    form = checker.both(lambda aec: aec.json_form.parse_json(text), name="parse")
    if not form.good:
        return checker.features
    checker.both(lambda aec, form: aec.detect_node_json(form), form, refusals=(), name="kind")
    whole = checker.both(lambda aec, form: aec.from_node_json(form), form, name="node_json")
    checker.require(whole.good or whole.error.offset is None, "JSON has places by path", whole.error)
    found = checker.both(lambda aec, form: list(aec.iter_node_json(form)), form, refusals=())
    for index in range(len(found.value)):
        answer = checker.both(lambda aec, found, at=index: _value(found[at]), found, name="answer")
        if answer.good:
            _check_answer(checker, answer)
    return checker.features


def _value(found: Any) -> Any:
    if isinstance(found, Exception):
        raise found
    return found


def _check_answer(checker: Checker, answer: Outcome) -> None:
    value = answer.value
    written = checker.both(lambda aec, one: aec.to_node_json(one.obj, previous=one.previous), answer)
    if not written.good:
        known = written.error.code == "node_json_none"
        checker.require(known, "an object is written or has no JSON", written.error)
        return
    checker.require(value.hash in (None, written.value.get("hash")), "the hash is that of the object", value)
    back = checker.both(lambda aec, form: aec.read_node_json(form, candidates=()), written)
    if back.good:
        checker.require(back.value.obj == value.obj, "what is written is read", written.value)
    else:
        lost = back.error.code in ("node_json_lossy", "node_json_hash")
        checker.require(lost and not value.from_encoded_tx, "only what is lost is not read", back.error)
