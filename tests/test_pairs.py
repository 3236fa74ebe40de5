"""Requests and their answers, paired by participant and id."""

from __future__ import annotations

import json
from typing import Any

from aecodec.inspector.captures import pairs, read


def conversation(*messages: tuple[str, str, dict[str, Any]]) -> tuple[int | None, ...]:
    lines = (
        json.dumps(
            {
                "kind": "message",
                "participant": who,
                "direction": direction,
                "frame": {"jsonrpc": "2.0", **frame},
            }
        )
        for who, direction, frame in messages
    )
    return pairs(read("\n".join(lines)).entries)


def ask(who: str, **frame: Any) -> tuple[str, str, dict[str, Any]]:
    return who, "send", {"method": "m", **frame}


def answer(who: str, frame_id: Any) -> tuple[str, str, dict[str, Any]]:
    return who, "receive", {"id": frame_id, "result": "ok"}


def refuse(who: str, frame_id: Any, **error: Any) -> tuple[str, str, dict[str, Any]]:
    return who, "receive", {"id": frame_id, "error": {"code": 3, "message": "Rejected", **error}}


def test_answers_find_the_requests_of_their_own_participant() -> None:
    assert conversation(ask("a", id=1), ask("b", id=1), answer("b", 1), refuse("a", 1)) == (3, 2, 1, 0)


def test_ids_are_compared_exactly() -> None:
    big = 2**53
    assert conversation(ask("a", id=big), ask("a", id=big + 1), answer("a", big)) == (2, None, 0)
    assert conversation(ask("a", id=1), ask("a", id="1"), answer("a", "1")) == (None, 2, 1)
    assert conversation(ask("a", id=-576460752303423488), answer("a", -576460752303423488)) == (1, 0)


def test_what_has_no_partner_has_none() -> None:
    assert conversation(answer("a", 1), ask("a", id=1), answer("a", 2), ask("a")) == (None,) * 4
    assert conversation(ask("a", id=1), answer("a", 1), answer("a", 1)) == (1, 0, None)


def test_an_id_used_again_belongs_to_the_latest_request() -> None:
    assert conversation(ask("a", id=1), ask("a", id=1), answer("a", 1)) == (None, 2, 1)


def test_a_refusal_without_id_finds_the_request_that_it_repeats() -> None:
    echo = {"params": {"y": 1, "x": [True]}, "method": "m", "jsonrpc": "2.0"}
    talk = [
        ask("a", params={"x": [1], "y": 1}),
        ask("a", params={"x": [True], "y": 1}),
        ask("a", id=None, params={}),
        refuse("a", None, request=echo),
        refuse("a", None, request={"jsonrpc": "2.0", "method": "m", "id": None, "params": {}}),
        refuse("a", None, request={}),
        refuse("a", None),
        ask("a", id=9),
        refuse("a", None, request={"jsonrpc": "2.0", "method": "m", "id": 9}),
    ]
    assert conversation(*talk) == (None, 3, 4, 1, 2, None, None, 8, 7)
