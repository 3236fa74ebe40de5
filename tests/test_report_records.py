"""The records of an inspection, which are a capture again."""

from __future__ import annotations

import aecodec
from aecodec.derived import tx_hash
from aecodec.inspector import captures, checks, inspection, terminal
from aecodec.inspector.history import reconstruct
from aecodec.json_form import from_json

from .conftest import founding
from .recorded_sessions import (
    CHANNEL,
    Session,
    at,
    founding_session,
    history_of,
    inspection_of,
)
from .recordings import RECORDINGS, needs_recordings, recorded_history
from .reports import records_of

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]


def test_records_are_of_the_documented_kinds_and_the_summary_is_last() -> None:
    shown = records_of(inspection_of(founding_session()))
    kinds = [record["kind"] for record in shown]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "open": 2,
        "close": 2,
        "comment": 10,
        "message": 60,
        "transaction": 10,
        "channel": 1,
        "step": 3,
        "summary": 1,
    }
    assert shown[-1] == {"kind": "summary", "messages": 60, "transactions": 10, "errors": 0, "warnings": 0}
    assert all(type(value) is int for name, value in shown[-1].items() if name != "kind")


def test_a_message_says_its_method_whether_that_is_known_and_its_partner() -> None:
    shown = records_of(inspection_of(founding_session()))
    by_line = {record["line"]: record for record in shown if record["kind"] == "message"}
    asked, answered = by_line[652], by_line[667]
    assert (asked["method"], asked["known"], asked["partner"]) == ("channels.get.balances", True, 667)
    assert (answered["method"], answered["known"], answered["partner"]) == (asked["method"], True, 652)
    assert by_line[28]["channel_id"] is None
    assert asked["channel_id"] == CHANNEL
    session = Session()
    session.send("initiator", "novelty")
    assert records_of(inspection_of(session.records))[0]["known"] is False


def test_a_transaction_record_has_the_object_and_what_was_verified() -> None:
    shown = records_of(inspection_of(founding_session()))
    last = [record for record in shown if record["kind"] == "transaction"][-1]
    assert (last["line"], last["participant"], last["path"]) == (810, "initiator", "params.data.state")
    assert last["text"] == CO_SIGNED
    assert last["hash"] == tx_hash(CO_SIGNED)
    assert last["network_id"] == "local_iris_testnet"
    assert last["signatures"] == [
        {"signer": FACTS["responder_id"], "form": "raw", "ok": True},
        {"signer": FACTS["initiator_id"], "form": "raw", "ok": True},
    ]
    assert aecodec.encode_tx(from_json(last["object"])) == CO_SIGNED


def test_a_transaction_that_does_not_decode_has_its_error_in_the_record() -> None:
    records = founding_session()
    at(records, 810)["frame"]["params"]["data"]["state"] = "tx_!"
    shown = records_of(inspection_of(records))
    (broken,) = (one for one in shown if one["kind"] == "transaction" and "error" in one)
    assert broken["error"]["code"] == "bad_base64"
    assert set(broken["error"]) == {"code", "path", "offset", "message"}
    (finding,) = (one for one in shown if one["kind"] == "finding")
    assert (finding["code"], finding["severity"], finding["line"]) == ("transaction_invalid", "error", 810)
    assert (shown[-1]["errors"], shown[-1]["transactions"]) == (1, 10)


def test_a_channel_record_has_the_facts() -> None:
    shown = records_of(inspection_of(founding_session()))
    both = [FACTS["initiator_id"], FACTS["responder_id"]]
    assert [one for one in shown if one["kind"] == "channel"] == [
        {
            "kind": "channel",
            "channel_id": CHANNEL,
            "network_id": "local_iris_testnet",
            "initiator_id": both[0],
            "responder_id": both[1],
            "participants": both,
            "balances": FACTS["balances"],
            "round": 1,
            "status": "died",
        }
    ]


def test_the_output_is_a_capture_again_with_the_same_messages_and_summary() -> None:
    broken = founding_session()
    at(broken, 39)["frame"] = [1.5, {"a": 10**30}]
    del at(broken, 79)["frame"]
    at(broken, 79)["text"] = '{"jsonrpc": oops \ud800'
    at(broken, 777)["frame"]["params"]["data"]["state"] = "tx_!"
    for records in (founding_session(), broken, Session().opening().update(2, 5).records):
        once = inspection.to_records(inspection_of(records))
        again = [captures.to_line(record) for record in once]
        history = reconstruct(captures.read("\n".join(again), "session"))
        inspected = inspection.inspect(history, checks.findings(history))
        assert [captures.to_line(record) for record in inspection.to_records(inspected)] == again
        assert history.capture.entries == history_of(records).capture.entries


@needs_recordings
def test_every_recording_comes_back_from_its_records() -> None:
    for path in RECORDINGS:
        history = recorded_history(path)
        first = inspection.inspect(history, checks.findings(history))
        shown = [captures.to_line(record) for record in inspection.to_records(first)]
        history = reconstruct(captures.read("\n".join(shown), path.name))
        second = inspection.inspect(history, checks.findings(history))
        assert [captures.to_line(record) for record in inspection.to_records(second)] == shown, path
        assert first.summary == second.summary, path
        assert list(terminal.lines(first, messages=True)) == list(terminal.lines(second, messages=True)), path
