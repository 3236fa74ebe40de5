"""The time that JSON of nodes takes grows in proportion to its size, whatever is wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import aecodec
from aecodec import (
    FieldError,
    SignedTx,
    detect_node_json,
    from_node_json,
    iter_node_json,
    read_node_json,
    replace,
    to_node_json,
)

from .conftest import spec_rows
from .growth import assert_linear

ROWS = [row.values[0] for row in spec_rows("node_json.jsonl")]


def answer(name: str, **changes: Any) -> Any:
    """The answer of a node for a transaction of this type, with members of `tx` changed."""
    rows = (row for row in ROWS if row.get("object") == name and row["dialect"] == "node")
    form = copy.deepcopy(
        next(row["json"] for row in rows if row["kind"] == "answer" and not row.get("lossy"))
    )
    form["tx"] |= changes
    return form | {"encoded_tx": None}


def outcome(form: Any) -> Any:
    try:
        return read_node_json(form, candidates=())
    except FieldError as error:
        return error


def numbers(count: int) -> dict[str, Any]:
    return {f"member_{number}": number for number in range(count)}


SPEND, BAD = answer("spend_tx"), answer("spend_tx", amount=2**60, fee=2**61, nonce=2**62)

GROWING: dict[str, tuple[int, Callable[[int], Any], Callable[[Any], object]]] = {
    "many answers": (20, lambda n: [SPEND] * n, lambda form: list(iter_node_json(form))),
    "many answers with another hash": (
        *(40, lambda n: [BAD] * n),
        lambda form: list(iter_node_json(form, candidates=())),
    ),
    "many answers, one wanted": (200, lambda n: [SPEND] * n, outcome),
    "many members that nobody knows": (500, lambda n: SPEND | numbers(n), outcome),
    "many members that nobody knows in a transaction": (
        *(500, lambda n: answer("spend_tx", **numbers(n))),
        outcome,
    ),
    "many objects without anything known": (1000, lambda n: [{"a": {}}] * n, outcome),
    "many signatures": (200, lambda n: SPEND | {"signatures": SPEND["signatures"] * n}, outcome),
    "many pointers": (
        *(100, lambda n: answer("name_update_tx", pointers=[{"key": "YQ==", "id": "ak_1"}] * n)),
        outcome,
    ),
    "a large payload with another hash": (
        *(3_000, lambda n: answer("spend_tx", payload=aecodec.encode("ba", bytes(n)), nonce=2**60)),
        outcome,
    ),
    "a long text": (20_000, lambda n: answer("oracle_query_tx", query="aaaa" * n), outcome),
    "a value of many members to detect": (1000, numbers, detect_node_json),
}


@pytest.mark.parametrize("what", GROWING)
def test_ten_times_the_json_takes_about_ten_times_as_long(what: str) -> None:
    size, make, act = GROWING[what]
    size = size if aecodec.BACKEND == "fast" else max(2, size // 10)
    assert_linear(act, make(size), make(10 * size))


def test_only_of_the_first_errors_the_wrong_member_is_searched_for() -> None:
    signed = from_node_json(SPEND)
    assert isinstance(signed, SignedTx)
    endless = replace(signed, transaction=replace(signed.transaction, ttl=0))
    form: Any = to_node_json(endless) | {"encoded_tx": None}
    form["tx"]["ttl"] = 9
    errors = [error for error in iter_node_json([form] * 20) if isinstance(error, FieldError)]
    assert [error.path for error in errors] == [
        f"[{index}].{'tx.ttl' if index < 16 else 'hash'}" for index in range(20)
    ]
