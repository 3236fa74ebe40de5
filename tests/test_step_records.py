"""Records of steps and findings: all that a step says, in JSON with exact integers."""

from __future__ import annotations

import json
from typing import Any

import pytest

import aecodec
from aecodec.inspector import captures, inspection
from aecodec.rpc import UnknownUpdate

from .altered_sessions import more_is_paid_than_asked_for
from .recorded_sessions import ALICE, BOB, Record, Session, inspection_of
from .recordings import FOLDER, needs_recordings, recorded_history

A, B = str(ALICE.address), str(BOB.address)


def records_of(records: list[Record], **options: Any) -> list[Record]:
    shown = inspection.to_records(inspection_of(records), **options)
    return [json.loads(captures.to_line(record)) for record in shown]


def steps_among(records: list[Record]) -> list[Record]:
    return [record for record in records if record["kind"] == "step"]


def test_a_step_is_one_record_with_all_that_is_known() -> None:
    session = Session().opening()
    first = session.line + 1
    session.update(2, 5)
    _, step = steps_among(records_of(session.records))
    assert step == {
        "kind": "step",
        "channel_id": session.channel,
        "position": 1,
        "step": "update",
        "outcome": "agreed",
        "round": 2,
        "participant": "initiator",
        "proposer": A,
        "signers": [A, B],
        "method": None,
        "hash": aecodec.tx_hash(session.records[-1]["frame"]["params"]["data"]["state"]),
        "updates": [{"op": "OffChainTransfer", "from": A, "to": B, "amount": 5}],
        "moves": [{"from": A, "to": B, "amount": 5}],
        "before": {A: 10**20 - 3, B: 10**20 + 3},
        "after": {A: 10**20 - 8, B: 10**20 + 8},
        "fee": None,
        "on_chain": False,
        "code": None,
        "reason": None,
        "lines": list(range(first, first + 6)),
    }


@pytest.mark.parametrize(
    ("ints", "amount", "balance"),
    [("number", 5, 10**20 - 8), ("safe", 5, str(10**20 - 8)), ("string", "5", str(10**20 - 8))],
)
def test_amounts_are_exact_in_every_form(ints: Any, amount: Any, balance: Any) -> None:
    _, step = steps_among(records_of(Session().opening().update(2, 5).records, ints=ints))
    assert step["moves"] == [{"from": A, "to": B, "amount": amount}]
    assert step["after"][A] == balance


def test_a_request_without_a_channel_is_a_record_without_a_position() -> None:
    session = Session()
    error = {"code": 3, "message": "Rejected", "data": [{"code": 105, "message": "x"}], "request": {}}
    frame = {"jsonrpc": "2.0", "id": None, "error": error, "version": 1}
    line = session.add("message", "initiator", direction="receive", frame=frame)
    (step,) = steps_among(records_of(session.records))
    assert (step["channel_id"], step["position"], step["lines"]) == (None, None, [line])
    assert (step["outcome"], step["code"]) == ("rejected", 105)
    assert step["reason"] == "an amount of the opening is negative or below the channel reserve"


def test_an_update_that_no_class_holds_is_named() -> None:
    session = Session().opening()
    session.ask("initiator", "update", session.round(2, 5), updates=[{"op": "OffChainDance", "with": A}])
    _, step = steps_among(records_of(session.records))
    assert step["updates"] == [{"op": "OffChainDance"}]
    (channel,) = inspection_of(session.records).history.channels
    assert isinstance((channel.steps[1].updates or ())[0], UnknownUpdate)


def test_a_finding_names_its_step_participant_and_path() -> None:
    records, line, _ = more_is_paid_than_asked_for()
    shown = records_of(records)
    (finding,) = (record for record in shown if record["kind"] == "finding")
    assert {name: finding[name] for name in ("line", "participant", "step")} == {
        "line": line,
        "participant": "initiator",
        "step": 1,
    }
    step = steps_among(shown)[finding["step"]]
    assert (step["channel_id"], step["position"]) == (finding["channel_id"], 1)
    assert line in step["lines"]
    assert "path" not in finding


@needs_recordings
def test_balances_of_contracts_come_from_trees_that_have_the_signed_hash() -> None:
    name = "force_progress/sc_ws_force_progress_based_on_offchain_state.md"
    for channel in recorded_history(FOLDER / "json-rpc" / name).channels:
        before, forced = (step for step in channel.steps if step.round in (10, 11) and step.tx is not None)
        assert forced.kind == "force_progress"
        assert forced.before == before.after is not None
        assert sum(before.after.values()) == 110_000_000_000_000  # what both have locked
        assert [account.kind.name for account in before.after] == ["ACCOUNT", "ACCOUNT", "CONTRACT"]
