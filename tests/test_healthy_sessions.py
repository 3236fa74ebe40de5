"""Sessions in which nothing is wrong, whole or cut, give no finding."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import aecodec
from aecodec.inspector import captures
from aecodec.inspector.checks import CHECKS, findings
from aecodec.inspector.history import reconstruct

from .conftest import founding
from .recorded_sessions import (
    Session,
    at,
    findings_of,
    founding_session,
    without,
)
from .recordings import RECORDINGS, needs_recordings, recorded_history

FACTS = founding()


# --- what is no finding ---------------------------------------------------------------------------


def test_an_answer_that_arrives_after_died_is_no_finding() -> None:
    records = founding_session()
    assert at(records, 880)["frame"]["params"]["data"] == {"event": "died"}
    assert at(records, 895)["frame"]["result"] == "ok"  # which the session itself has
    late = at(records, 667)
    records = [*without(records, 667), late]
    assert findings_of(records) == ()


def test_a_stop_that_was_never_answered_is_no_finding() -> None:
    assert findings_of(without(founding_session(), 895)) == ()


@pytest.mark.parametrize("text", [None, "", "the connection was lost"])
def test_what_a_closing_says_or_does_not_is_no_finding(text: str | None) -> None:
    records = founding_session()
    if text is not None:
        at(records, 906)["text"] = text
    assert findings_of(records) == ()


def test_an_empty_closing_of_a_recording_is_no_finding() -> None:
    text = "#### a ---> node\n```\n{}\n```\n#### a closes WebSocket connection\n```\n\n```\n"
    assert [one.code for one in findings(reconstruct(captures.read(text)))] == ["frame_unknown"]


def test_comments_are_no_finding() -> None:
    records = founding_session()
    comment = {"kind": "comment", "participant": "initiator", "line": 907, "text": "tx_nonsense, ERROR {"}
    assert findings_of([*records, comment]) == ()


@pytest.mark.parametrize("result", ["ok", "something else", [], [1, "a"], {"a": 1}, None, 5, True])
def test_a_result_may_be_text_or_a_list(result: Any) -> None:
    session = Session().opening()
    session.send("initiator", "some.query", {}, id=1)
    session.answer("initiator", 1, result=result)
    assert findings_of(session.records) == ()


def test_a_version_1_create_transaction_on_an_iris_network_is_no_finding() -> None:
    created = aecodec.decode_tx(FACTS["co_signed"]).transaction
    assert (created.VERSION, FACTS["network_id"]) == (1, "local_iris_testnet")
    assert not any("version" in check.__name__ or "protocol" in check.__name__ for check in CHECKS)
    assert findings_of(founding_session()) == ()


def test_a_capture_that_begins_in_the_middle_accuses_nobody() -> None:
    session = Session().opening().update(2, 5).update(3, 5)
    session.query_balances("initiator", 10**20 - 13, 10**20 + 13)
    for start in range(len(session.records)):
        assert {one.code for one in findings_of(session.records[start:])} <= {"answer_unexpected"}, start
    records = founding_session()
    for start in range(len(records)):
        assert {one.code for one in findings_of(records[start:])} <= {"answer_unexpected"}, start


def test_a_capture_that_ends_early_accuses_nobody() -> None:
    session = Session().opening().update(2, 5)
    session.query_balances("initiator", 10**20 - 8, 10**20 + 8)
    for records in (session.records, founding_session()):
        for end in range(1, len(records)):
            assert {one.code for one in findings_of(records[:end])} <= {
                "request_unanswered",
                "half_signed_out",  # which at this place it is
            }, end


@pytest.mark.parametrize("who", ["initiator", "responder"])
def test_one_side_alone_has_no_finding(who: str) -> None:
    for records in (Session().opening().update(2, 5).records, founding_session()):
        assert findings_of([record for record in records if record["participant"] == who]) == ()


# --- all recordings -------------------------------------------------------------------------------


@needs_recordings
def test_no_recording_has_an_error_and_every_refusal_is_told() -> None:
    count: Counter[str] = Counter()
    hashes = 0
    for path in RECORDINGS:
        history = recorded_history(path)
        found = findings(history)
        assert [one for one in found if one.severity == "error"] == [], path
        count.update(one.code for one in found)
        hashes += sum(
            proposal.state_hash is not None for channel in history.channels for proposal in channel.proposals
        )
    assert count == {
        "request_refused": 1279,
        "signature_refused": 12,
        "conflicts": 6,
        "half_signed_out": 17,  # what was signed before a conflict or a refusal, and never agreed later
        "older_state_on_chain": 12,  # a close of an old state that was posted past the socket
        "timed_out": 1,
    }
    assert hashes > 200  # so many states were recomputed, each from amounts and updates alone
