"""Proposals of both participants at once in the simulated node, and refusals that come late."""

from __future__ import annotations

import pytest

from aecodec.simulator import Behaviour

from .simulated_channel import Channel, preset


def test_two_proposals_at_once_are_a_conflict_for_both_when_the_first_is_signed():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.propose(channel.responder, 2)
    channel.initiator.sign("update")
    channel.settle()
    assert channel.initiator.news() == ["conflict 2"]
    assert channel.responder.news() == ["sign.update", "conflict 2"]
    channel.transfer(channel.responder, 5)
    assert channel.balances() == (70_004, 39_996)


def test_two_signed_updates_are_two_conflicts_for_each():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.propose(channel.responder, 2)
    for client in channel.both:
        client.sign("update")
    channel.settle()
    assert channel.news() == (["conflict 2", "conflict 2"], ["conflict 2", "conflict 2"])
    channel.transfer(channel.responder, 5)
    assert channel.balances() == (70_004, 39_996)


def test_only_the_end_of_a_signed_update_is_told_again_and_not_that_of_a_deposit():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.responder.send("deposit", {"amount": 2})
    channel.initiator.sign("update")
    channel.responder.sign("deposit_tx")
    channel.settle()
    assert channel.news() == (["conflict 2", "conflict 2"], ["conflict 2"])


def test_a_proposal_during_an_acknowledgement_drops_both():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.settle()
    channel.responder.read()
    channel.propose(channel.responder, 2, id=1)
    channel.settle()
    assert channel.responder.news() == ["ok", "conflict 2"]
    assert channel.initiator.news() == ["conflict 2"]


def test_an_old_refusal_does_not_drop_the_next_proposal():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.propose(channel.responder, 2)
    channel.initiator.sign("update")
    channel.responder.sign("update")
    channel.node.deliver(channel.initiator.connection)  # conflict here; a refusal is on its way there
    channel.initiator.read()
    channel.propose(channel.initiator, 3)
    channel.settle()
    assert channel.initiator.news() == ["sign.update"]


def test_a_close_waits_while_the_other_side_signs():
    channel = Channel(initiator_amount=10**18, responder_amount=10**18).open()
    channel.propose(channel.initiator, 1)
    channel.responder.send("shutdown")
    channel.responder.sign("shutdown_sign")
    channel.settle()
    assert channel.initiator.news() == ["sign.update"]
    channel.initiator.send("update", {"error": 1})
    assert channel.initiator.news() == ["aborted_update", "shutdown", "sign.shutdown_sign_ack"]


@pytest.mark.parametrize(("waits", "seen"), [(True, []), (False, ["conflict 2"])])
def test_a_pending_snapshot_loses_against_an_update_in_older_nodes(waits: bool, seen: list[str]):
    channel = preset(3, like=Behaviour(solo_waits=waits))
    channel.initiator.send("snapshot_solo")
    assert channel.initiator.news() == ["sign.snapshot_solo_tx"]
    channel.propose(channel.responder, 1)
    channel.responder.sign("update")
    channel.settle()
    assert channel.initiator.news() == seen


def test_a_proposal_that_waits_is_forgotten_when_it_was_dropped():
    channel = Channel(initiator_amount=10**18, responder_amount=10**18).open()
    channel.responder.send("snapshot_solo")  # refused: round 1 is on chain
    channel.propose(channel.responder, 1)
    channel.initiator.send("shutdown")
    channel.initiator.sign("shutdown_sign")
    channel.settle()  # held back: the responder has not signed its own update
    channel.node.expire(channel.initiator.connection)
    channel.settle()
    channel.responder.send("update", {"error": 1})
    assert "shutdown" not in channel.responder.news()


def test_a_responder_that_stays_in_a_channel_in_closing_does_not_open_it_again():
    channel = Channel(initiator_amount=10**18, responder_amount=10**18).open()
    channel.initiator.send("close_solo")
    channel.initiator.sign("close_solo_sign")
    channel.node.mine()
    channel.responder.send("shutdown")
    channel.initiator.send("system", {"action": "stop"})
    channel.settle()
    machine = channel.responder.connection.machine
    assert channel.responder.news()[-1] == "peer_disconnected"
    assert machine.state == "channel_closing"
    channel.responder.send("settle")
    assert channel.responder.news() == ["sign.settle_sign"]
