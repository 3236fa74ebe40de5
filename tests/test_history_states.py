"""Histories of channels: states, rounds, balances, and how a channel ends."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec.inspector.balances import opening_balances
from aecodec.rpc import Connection
from aecodec.state import OffChainTransfer
from aecodec.state_tree import state_hash

from .recorded_sessions import (
    ALICE,
    BOB,
    Session,
    channel_of,
    findings_of,
    history_of,
)
from .recordings import FOLDER, RECORDINGS, needs_recordings, recorded_history

A, B = ALICE.address, BOB.address


@pytest.mark.parametrize("query", ["", "initiator_amount=5&responder_amount=5", "push_amount=1"])
def test_without_all_amounts_of_the_address_the_opening_balances_are_not_known(query: str) -> None:
    connection = Connection.parse(f"ws://x?{query}")
    assert opening_balances(Session().create, connection) is None


@pytest.mark.parametrize(("push", "after"), [(0, (5, 6)), (5, (0, 11)), (-6, (11, 0)), (6, None), (-7, None)])
def test_the_push_moves_coins_either_way_within_what_there_is(push: int, after: Any) -> None:
    url = f"ws://x?initiator_amount=5&responder_amount=6&push_amount={push}"
    balances = opening_balances(Session().create, Connection.parse(url))
    assert balances == (None if after is None else dict(zip((A, B), after, strict=True)))


def test_every_round_has_its_balances_and_the_last_one_counts() -> None:
    session = Session().opening().update(2, 5).update(3, 7)
    channel = channel_of(session.records)
    assert channel.round == 3
    assert channel.last_balances == session.balances == {A: 10**20 - 15, B: 10**20 + 15}
    assert len(channel.balances) == 3
    assert channel.balances[aecodec.decode(state_hash(session.balances), "st")] == session.balances
    assert [proposal.state_hash is not None for proposal in channel.proposals] == [True] * 6


def test_the_state_that_anybody_saw_last_counts() -> None:
    session = Session().opening().update(2, 5)
    records = session.records[:]
    told_the_responder = records.pop(-2)
    assert told_the_responder["participant"] == "responder"
    assert channel_of(records).last_balances == session.balances
    records = session.records[:-1]
    assert records[-1]["participant"] == "responder"
    assert channel_of(records).last_balances == session.balances


@pytest.mark.parametrize(
    "wrong", [1, None, [], {}, {"op": []}, {"op": "OffChainMeta"}, {"op": "OffChainDeposit"}]
)
def test_a_list_with_something_else_than_updates_shows_none(wrong: Any) -> None:
    session = Session().opening()
    transfer = session.transfer(1)
    session.ask("initiator", "update", session.round(2, 1), updates=[transfer])
    session.ask("responder", "update_ack", session.round(2, 1), updates=[transfer, wrong])
    read, unread = [message for message in history_of(session.records).messages if message.asks][-2:]
    assert read.updates == (OffChainTransfer(from_=A, to=B, amount=1),)
    assert unread.updates is None
    (finding,) = (one for one in findings_of(session.records) if one.code == "params_malformed")
    assert "params.data.updates[1]" in finding.message


def test_a_proposal_that_came_to_nothing_changes_nothing() -> None:
    session = Session().opening().update(2, 5)
    agreed = dict(session.balances)
    tx = session.round(3, 50)
    session.ask("initiator", "update", tx, updates=[session.transfer(50)])
    session.send("initiator", "update", {"error": 42})
    conflict = {"channel_id": session.channel, "round": 2, "error_code": 2, "error_msg": "conflict"}
    session.receive("initiator", "conflict", conflict)
    channel = channel_of(session.records)
    assert (channel.round, channel.last_balances) == (2, agreed)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], None),
        (["own_funding_locked", "news of a later node"], None),
        (["open"], "open"),
        (["open", "closing"], "closing"),
        (["open", "closing", "closed_confirmed", "died"], "closed"),
        (["open", "died"], "died"),
        (["open", "leave", "died"], "left"),
        (["open", "leave", "died", "channel_reestablished", "open"], "open"),
    ],
)
def test_the_status_is_what_was_seen_last(events: list[str], status: str | None) -> None:
    session = Session()
    session.receive("initiator", "info", {"event": "fsm_up"})
    for event in events:
        if event == "leave":
            session.receive("initiator", "leave", {"state": "tx_"})
        else:
            session.receive("initiator", "info", {"event": event})
    assert channel_of(session.records).status == status


@needs_recordings
def test_a_forced_progress_is_the_state_from_then_on() -> None:
    name = "force_progress/sc_ws_force_progress_based_on_offchain_state.md"
    assert {channel.round for channel in recorded_history(FOLDER / "json-rpc" / name).channels} == {11}


@needs_recordings
def test_every_recording_with_transactions_knows_its_participants_and_network() -> None:
    for path in RECORDINGS:
        for channel in recorded_history(path).channels:
            if any(carried.signatures for message in channel.messages for carried in message.evidence):
                assert channel.participants is not None, path
                assert channel.network_id in ("local_iris_testnet", "local_lima_testnet"), path
                assert channel.roles_known, path
