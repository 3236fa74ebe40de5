"""Checks: one thing changed in a session gives one finding, that says what, where and with what evidence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

import aecodec
from aecodec import replace
from aecodec.errors import RULES
from aecodec.inspector import captures
from aecodec.inspector.checks import CHECKS, SEVERITIES, Finding, findings
from aecodec.inspector.history import reconstruct
from aecodec.signing import sign
from aecodec.tx import ChannelDepositTx, ChannelSettleTx, SpendTx

from .conftest import founding
from .recorded_sessions import (
    ALICE,
    BOB,
    CHANNEL,
    OTHER_CHANNEL,
    STRANGER,
    Record,
    Session,
    at,
    change_url,
    findings_of,
    founding_session,
    without,
)
from .recordings import OPENING, RECORDINGS, needs_recordings, recorded_history

FACTS = founding()
INITIATOR, RESPONDER = FACTS["initiator_id"], FACTS["responder_id"]


def only(found: tuple[Finding, ...]) -> tuple[str, str, int]:
    """The only finding, as code, severity and line."""
    assert len(found) == 1, found
    return found[0].code, found[0].severity, found[0].line


# --- one case for each code ---------------------------------------------------------------------

#: A changed session, the line of its finding and what the message must name.
Case = tuple[list[Record], int, list[str]]


def body_is_no_json() -> Case:
    records = founding_session()
    record = at(records, 810)
    del record["frame"]
    record["text"] = '{"jsonrpc": "2.0",\n"method": oops}'
    return records, 811, [RULES["json_syntax"], "oops"]


def frame_is_a_batch() -> Case:
    records = founding_session()
    at(records, 250)["frame"] = [1, 2]
    return records, 250, [RULES["frame_batch"]]


def address_has_a_word_for_a_number() -> Case:
    records = founding_session()
    change_url(records, 4, "lock_period=10", "lock_period=ten")
    return records, 4, [RULES["url_parameter"], "lock_period", "'ten'"]


def event_is_a_number() -> Case:
    records = founding_session()
    at(records, 124)["frame"]["params"]["data"]["event"] = 5
    return records, 124, ["'channels.info'", "params.data.event", "expected string, found integer"]


def node_refuses_a_query() -> Case:
    records = founding_session()
    frame = at(records, 667)["frame"]
    del frame["result"]
    data = [{"code": 1005, "message": "Broken encoding: account pubkey"}]
    frame["error"] = {"code": 3, "message": "Rejected", "data": data, "request": {}}
    return records, 667, ["'channels.get.balances'", "'Rejected'; 'Broken encoding: account pubkey'"]


def answer_is_missing() -> Case:
    records = founding_session()
    return without(records, 667), 652, ["'channels.get.balances'", f"{at(records, 652)['frame']['id']}"]


def request_is_missing() -> Case:
    records = founding_session()
    return without(records, 652), 667, [f"{at(records, 667)['frame']['id']}", "nobody asked"]


def one_character_is_flipped() -> Case:
    records = founding_session()
    data = at(records, 810)["frame"]["params"]["data"]
    data["state"] = data["state"].replace("QENC", "QENB")
    return records, 810, ["params.data.state: ", RULES["bad_checksum"], "found a8 4e 3b a1"]


def frame_is_full_of_transactions() -> Case:
    session = Session().opening()
    line = session.receive("initiator", "error", {"txs": [aecodec.encode_tx(session.create)] * 105})
    return session.records, line, ["5 more transactions"]


def node_refuses_a_broken_transaction() -> Case:
    session = Session().opening()
    line = session.send("initiator", "update", {"signed_tx": "tx_AAAA"}, id=1)
    session.answer("initiator", 1, error={"code": 3, "message": "Rejected", "request": {}})
    return session.records, line, ["params.signed_tx: "]


def object_is_of_another_age() -> Case:
    records = founding_session()
    strange = aecodec.encode("tx", aecodec.rlp.encode([b"\x03\xe7", b"\1"]))
    at(records, 810)["frame"]["params"]["data"]["state"] = strange
    return records, 810, ["params.data.state: ", "999"]


def network_is_private() -> Case:
    session = Session(network="my_own_network").opening()
    return session.records, 6, ["no known network fits", "name its network"]


def stranger_signs_too() -> Case:
    records = founding_session()
    half = aecodec.decode_tx(FACTS["half_signed"])
    forged = aecodec.encode_tx(sign(half, STRANGER, FACTS["network_id"]))
    at(records, 810)["frame"]["params"]["data"]["state"] = forged
    return records, 810, ["params.data.state: ", "SignedTx.signatures[", "'local_iris_testnet'"]


def state_is_half_signed() -> Case:
    records = founding_session()
    at(records, 810)["frame"]["params"]["data"]["state"] = FACTS["half_signed"]
    return records, 810, ["params.data.state: ", RESPONDER]


def message_names_another_channel() -> Case:
    records = founding_session()
    at(records, 810)["frame"]["params"]["channel_id"] = OTHER_CHANNEL
    return records, 810, [OTHER_CHANNEL, CHANNEL]


def lock_period_was_agreed_otherwise() -> Case:
    records = founding_session()
    change_url(records, 55, "lock_period=10", "lock_period=11")
    return records, 261, ["lock_period is 10 in the create transaction, 11 in the connection URL"]


def push_was_agreed_otherwise() -> Case:
    records = founding_session()
    change_url(records, 4, "push_amount=1", "push_amount=2")
    wrong = aecodec.decode(
        aecodec.state_hash({INITIATOR: 70000000000000 - 2, RESPONDER: 40000000000000 + 2}), "st"
    )
    signed = "st_aEYX/Veu9he4zSlaDag6hDX9eSXAZf9Vc+j2TV40wnZM98qZ"
    return records, 142, [signed, aecodec.encode("st", wrong)]


def fee_is_a_thousandth() -> Case:
    session = Session()
    session = Session(fee=session.create.fee // 1000).opening()
    return session.records, 5, ["params.data.signed_tx: fee ", f"{session.create.fee} ", "do not relay"]


def balance_is_answered_wrong() -> Case:
    records = founding_session()
    at(records, 667)["frame"]["result"][1]["balance"] += 1
    return records, 667, [RESPONDER, "40000000000002", "40000000000001"]


def reply_signs_another_lock_period() -> Case:
    session = Session().opening()
    other = replace(session.create, lock_period=1)
    signed = session.signed(other, ALICE)
    at(session.records, 6)["frame"]["params"]["signed_tx"] = signed
    return session.records, 6, ["params.signed_tx: ", "lock_period is 1, not 10"]


def chain_holds_another_lock_period() -> Case:
    session = Session().opening()
    other = replace(session.create, lock_period=1)
    line = session.chain("initiator", "channel_changed", other, ALICE, BOB)
    return session.records, line, ["params.data.tx: ", "lock_period is 1, not 10"]


def round_goes_back() -> Case:
    session = Session().opening().update(5, 7).update(3, 1)
    (line, _) = (one["line"] for one in session.records[-2:])
    return session.records, line, ["round 3 goes before round 5"]


def account_falls_below_the_reserve() -> Case:
    session = Session().opening()
    session = session.update(2, session.balances[ALICE.address] - 1)
    (line, _) = (one["line"] for one in session.records[-2:])
    return session.records, line, [f"{ALICE.address} has 1, less than the reserve of 2"]


CASES: dict[str, Callable[[], Case]] = {
    "entry_unreadable": body_is_no_json,
    "frame_unknown": frame_is_a_batch,
    "address_malformed": address_has_a_word_for_a_number,
    "params_malformed": event_is_a_number,
    "request_refused": node_refuses_a_query,
    "request_unanswered": answer_is_missing,
    "answer_unexpected": request_is_missing,
    "transaction_invalid": one_character_is_flipped,
    "transaction_refused": node_refuses_a_broken_transaction,
    "transaction_unknown": object_is_of_another_age,
    "network_unknown": network_is_private,
    "signature_foreign": stranger_signs_too,
    "signature_missing": state_is_half_signed,
    "channel_id_differs": message_names_another_channel,
    "create_differs": lock_period_was_agreed_otherwise,
    "state_hash_differs": push_was_agreed_otherwise,
    "fee_too_low": fee_is_a_thousandth,
    "balance_differs": balance_is_answered_wrong,
    "round_backwards": round_goes_back,
    "reserve_broken": account_falls_below_the_reserve,
    "reply_differs": reply_signs_another_lock_period,
    "chain_differs": chain_holds_another_lock_period,
    "transactions_unopened": frame_is_full_of_transactions,
}

ERRORS = {
    *("entry_unreadable", "transaction_invalid", "signature_foreign", "signature_missing"),
    *("channel_id_differs", "create_differs", "state_hash_differs", "balance_differs"),
    *("round_backwards", "reserve_broken", "reply_differs", "chain_differs", "check_failed"),
}
INFOS = {"request_refused", "transaction_refused"}


def test_every_code_has_its_case_here_and_the_severity_that_it_is_known_by() -> None:
    # What makes a check fail is mended as soon as it is known; test_inspector_total has the finding.
    assert set(CASES) == set(SEVERITIES) - {"check_failed"}
    assert {code for code, severity in SEVERITIES.items() if severity == "error"} == ERRORS
    assert {code for code, severity in SEVERITIES.items() if severity == "info"} == INFOS


@pytest.mark.parametrize("code", CASES)
def test_one_change_gives_one_finding_that_names_the_evidence(code: str) -> None:
    records, line, evidence = CASES[code]()
    found = findings_of(records)
    if code == "transaction_refused":  # of which the refusal itself is told as well
        assert [one.code for one in found] == ["transaction_refused", "request_refused"]
        found = found[:1]
    assert only(found) == (code, SEVERITIES[code], line)
    for words in evidence:
        assert words in found[0].message
    assert "\n" not in found[0].message


def test_the_sessions_without_the_change_have_no_finding_at_all() -> None:
    assert findings_of(founding_session()) == ()
    assert findings_of(Session().opening().records) == ()
    assert findings_of(Session(network="my_own_network").opening().records, "my_own_network") == ()


@needs_recordings
def test_the_founding_recording_itself_has_no_finding() -> None:
    assert findings(recorded_history(OPENING)) == ()


# --- transactions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tail", "rule"),
    [(1, "bad_base64"), (4, "bad_checksum"), (200, "bad_checksum")],
    ids=["a character", "a group", "most of it"],
)
def test_a_transaction_whose_tail_is_cut_is_invalid(tail: int, rule: str) -> None:
    records = founding_session()
    at(records, 777)["frame"]["params"]["data"]["state"] = FACTS["co_signed"][:-tail]
    found = findings_of(records)
    assert only(found) == ("transaction_invalid", "error", 777)
    assert RULES[rule] in found[0].message


def test_an_invalid_transaction_deep_in_a_message_is_found_with_its_path() -> None:
    records = founding_session()
    at(records, 810)["frame"]["params"]["data"]["a list"] = [{"x": "tx_!"}]
    found = findings_of(records)
    assert {one.code for one in found} == {"transaction_invalid"}
    assert found[0].message.startswith("params.data['a list'][0].x: ")


@pytest.mark.parametrize("line", [212, 261, 320, 343, 429, 500, 517, 777, 810])
def test_a_strangers_signature_is_foreign_wherever_it_stands(line: int) -> None:
    records = founding_session()
    bare = aecodec.decode_tx(FACTS["unsigned"])
    forged = aecodec.encode_tx(sign(bare, STRANGER, FACTS["network_id"]))
    text = json.dumps(at(records, line)["frame"])
    for mine in (FACTS["co_signed"], FACTS["half_signed"]):
        text = text.replace(mine, forged)
    at(records, line)["frame"] = json.loads(text)
    assert only(findings_of(records)) == ("signature_foreign", "error", line)


def test_a_signature_for_another_network_is_foreign() -> None:
    session = Session(network="ae_uat").opening()
    replayed = session.signed(session.create, ALICE, BOB, network="ae_mainnet")
    line = session.receive("initiator", "update", {"state": replayed})
    found = findings_of(session.records)
    assert only(found) == ("signature_foreign", "error", line)
    assert "'ae_uat'" in found[0].message


def test_the_same_signature_twice_counts_once() -> None:
    session = Session().opening()
    both = aecodec.decode_tx(session.signed(session.create, ALICE))
    twice = replace(both, signatures=both.signatures * 2)
    line = session.receive("initiator", "update", {"state": aecodec.encode_tx(twice)})
    found = findings_of(session.records)
    assert only(found) == ("signature_foreign", "error", line)
    assert "duplicate signature of one account" in found[0].message


def test_a_solo_transaction_needs_one_signature_and_only_its_own() -> None:
    session = Session().opening()
    settle = ChannelSettleTx(
        channel_id=session.channel,
        from_id=BOB.address,
        initiator_amount_final=1,
        responder_amount_final=1,
        ttl=0,
        fee=10**15,
        nonce=1,
    )
    session.chain("initiator", "channel_closed", settle, BOB)
    assert findings_of(session.records) == ()
    line = session.chain("initiator", "channel_closed", settle, ALICE)
    assert only(findings_of(session.records)) == ("signature_foreign", "error", line)


def test_a_fee_that_no_block_may_hold_is_called_so_and_told_once() -> None:
    found = findings_of(Session(fee=1).opening().records)
    assert only(found) == ("fee_too_low", "warning", 5)
    assert "fee 1 is below" in found[0].message
    assert "no node takes it" in found[0].message


def test_what_people_write_to_each_other_is_never_judged() -> None:
    session = Session().opening()
    spend = SpendTx(
        sender_id=STRANGER.address,
        recipient_id=STRANGER.address,
        amount=1,
        fee=1,
        ttl=0,
        nonce=1,
        payload=b"",
    )
    for words in ("tx_ is how they begin", session.signed(spend, STRANGER), session.signed(session.create)):
        session.send("initiator", "message", {"to": str(BOB.address), "info": words})
        message = {
            "channel_id": session.channel,
            "from": str(ALICE.address),
            "to": str(BOB.address),
            "info": words,
        }
        session.receive("responder", "message", {"message": message})
    assert findings_of(session.records) == ()


# --- channels, states and balances --------------------------------------------------------------


def test_a_transaction_of_another_channel_is_found_by_its_own_field() -> None:
    session = Session().opening()
    tx = replace(session.round(2, 1), channel_id=OTHER_CHANNEL)
    line = session.receive("initiator", "update", {"state": session.signed(tx, ALICE, BOB)})
    found = findings_of(session.records)
    assert ("channel_id_differs", line) in {(one.code, one.line) for one in found}
    assert any(OTHER_CHANNEL in one.message and session.channel in one.message for one in found)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (f"initiator_id={INITIATOR}", f"initiator_id={ALICE.address}", {"create_differs"}),
        ("channel_reserve=2", "channel_reserve=3", {"create_differs"}),
        ("initiator_amount=7", "initiator_amount=8", {"create_differs", "state_hash_differs"}),
        ("responder_amount=4", "responder_amount=5", {"create_differs", "state_hash_differs"}),
        ("push_amount=1", "push_amount=-1", {"state_hash_differs"}),
        (f"responder_id={RESPONDER}", "responder_id=any", set()),
        ("&push_amount=1", "", set()),
        ("&lock_period=10", "", set()),
    ],
)
def test_the_create_transaction_is_held_against_the_address(old: str, new: str, codes: set[str]) -> None:
    records = founding_session()
    change_url(records, 4, old, new)
    found = findings_of(records)
    assert {one.code for one in found} == codes
    assert {one.line for one in found} <= {142}


def test_a_state_hash_that_does_not_follow_from_the_updates_is_found_on_both_sides() -> None:
    session = Session().opening()
    session.update(2, 5)
    assert findings_of(session.records) == ()
    session.update(3, 5, spoil=lambda tx: replace(tx, state_hash=bytes(32)))
    found = findings_of(session.records)
    assert [(one.code, one.line) for one in found] == [
        ("state_hash_differs", session.line - 5),
        ("state_hash_differs", session.line - 3),
    ]


def test_balances_are_held_against_the_state_that_their_participant_has_seen() -> None:
    session = Session().opening().update(2, 5)
    session.told("initiator", 10**20 - 8, 10**20 + 8)
    assert findings_of(session.records) == ()
    line = session.told("responder", 10**20 - 3, 10**20 + 3)
    found = findings_of(session.records)
    assert [(one.code, one.line) for one in found] == [("balance_differs", line)] * 2
    assert found[0].message == (
        f"{ALICE.address} has {10**20 - 3}, but by the agreed states {10**20 - 8}"
    )  # exact, beyond 64 bits too


def test_another_state_of_a_round_that_counts_already_is_found() -> None:
    session = Session().opening().update(2, 7)
    told = [findings_of(session.update(2, 1).records), findings_of(Session().opening().update(2, 7).records)]
    assert only(told[0])[0] == "round_backwards"
    assert "round 2 is another state of round 2, which counted already" in told[0][0].message
    assert told[1] == ()


def test_the_reserve_may_just_be_reached() -> None:
    session = Session().opening()
    assert findings_of(session.update(2, session.balances[ALICE.address] - 2).records) == ()


def test_deposits_and_withdrawals_change_the_expected_balances() -> None:
    session = Session().opening()
    session.balances[ALICE.address] += 10
    tx = ChannelDepositTx(
        channel_id=session.channel,
        from_id=ALICE.address,
        amount=10,
        ttl=0,
        fee=10**15,
        state_hash=aecodec.decode(aecodec.state_hash(session.balances), "st"),
        round=2,
        nonce=2,
    )
    deposit = {"op": "OffChainDeposit", "from": str(ALICE.address), "amount": 10}
    session.ask("initiator", "deposit_tx", tx, updates=[deposit, {"op": "OffChainMeta", "data": "for rent"}])
    assert findings_of(session.records) == ()
    withdrawal = {"op": "OffChainWithdrawal", "to": str(ALICE.address), "amount": 10}
    line = session.ask("initiator", "withdraw_tx", tx, updates=[withdrawal])
    assert only(findings_of(session.records)) == ("state_hash_differs", "error", line)


# --- replies and the chain ----------------------------------------------------------------------


def test_a_reply_is_held_against_the_last_request_of_its_own_operation() -> None:
    session = Session().opening().update(2, 5)
    old = session.records[-5]["frame"]["params"]["signed_tx"]
    tx = session.round(3, 1)
    session.ask("initiator", "update", tx, updates=[session.transfer(1)])
    line = session.send("initiator", "update", {"signed_tx": old})
    found = findings_of(session.records)
    assert only(found) == ("reply_differs", "error", line)
    assert "round is 2, not 3" in found[0].message


def test_a_reply_of_another_type_is_named_by_type() -> None:
    session = Session().opening()
    tx = session.round(2, 1)
    session.ask("initiator", "update", tx, updates=[session.transfer(1)])
    line = session.send("initiator", "update", {"signed_tx": session.signed(session.create, ALICE)})
    found = findings_of(session.records)
    assert only(found) == ("reply_differs", "error", line)
    assert "a ChannelCreateTx, not a ChannelOffchainTx" in found[0].message


def test_a_reply_that_the_node_refused_is_the_nodes_matter() -> None:
    session = Session().opening()
    session.ask("initiator", "update", session.round(2, 1), updates=[session.transfer(1)])
    session.send("initiator", "update", {"signed_tx": session.signed(session.create, ALICE)}, id=3)
    session.answer("initiator", 3, error={"code": 3, "message": "Rejected", "request": {}})
    assert [one.code for one in findings_of(session.records)] == ["request_refused"]


def test_a_reply_to_what_could_not_be_read_is_not_judged() -> None:
    session = Session().opening()
    asked = session.receive("initiator", "sign.update", {"signed_tx": "tx_!", "updates": []})
    session.send("initiator", "update", {"signed_tx": session.signed(session.round(2, 1), ALICE)})
    assert only(findings_of(session.records)) == ("transaction_invalid", "error", asked)


def test_params_that_the_node_refused_are_told_as_its_refusal_alone() -> None:
    session = Session().opening()
    session.send("initiator", "system", {"action": "dance"}, id=3)
    line = session.answer("initiator", 3, error={"code": 3, "message": "Rejected", "request": {}})
    assert only(findings_of(session.records)) == ("request_refused", "info", line)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({}, "the connection"),
        ({"method": "channels.deposit", "jsonrpc": "2.0"}, "'channels.deposit'"),
        ({"method": 5}, "something"),
        ([], "something"),
    ],
)
def test_a_refusal_of_what_was_not_captured_names_what_it_repeats(request_: Any, words: str) -> None:
    session = Session()
    error = {"code": 3, "message": "Rejected", "request": request_}
    line = session.answer("initiator", None, error=error)
    found = findings_of(session.records)
    assert only(found) == ("request_refused", "info", line)
    assert found[0].message == f"the node refused {words}: 'Rejected'"


def test_what_the_other_side_put_on_chain_alone_is_not_held_against_ours() -> None:
    session = Session().opening()

    def settle(key: Any, nonce: int) -> ChannelSettleTx:
        return ChannelSettleTx(
            channel_id=session.channel,
            from_id=key.address,
            initiator_amount_final=1,
            responder_amount_final=1,
            ttl=0,
            fee=10**15,
            nonce=nonce,
        )

    session.ask("initiator", "settle_sign", settle(ALICE, 2))
    session.send("initiator", "settle_sign", {"signed_tx": session.signed(settle(ALICE, 2), ALICE)})
    session.chain("initiator", "channel_closed", settle(BOB, 9), BOB)
    assert findings_of(session.records) == ()
    line = session.chain("initiator", "channel_closed", settle(ALICE, 3), ALICE)
    assert only(findings_of(session.records)) == ("chain_differs", "error", line)


# --- what is no finding (issue part 9) ----------------------------------------------------------


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
    session.told("initiator", 10**20 - 13, 10**20 + 13)
    for start in range(len(session.records)):
        assert {one.code for one in findings_of(session.records[start:])} <= {"answer_unexpected"}, start
    records = founding_session()
    for start in range(len(records)):
        assert {one.code for one in findings_of(records[start:])} <= {"answer_unexpected"}, start


def test_a_capture_that_ends_early_accuses_nobody() -> None:
    session = Session().opening().update(2, 5)
    session.told("initiator", 10**20 - 8, 10**20 + 8)
    for records in (session.records, founding_session()):
        for end in range(1, len(records)):
            assert {one.code for one in findings_of(records[:end])} <= {"request_unanswered"}, end


@pytest.mark.parametrize("who", ["initiator", "responder"])
def test_one_side_alone_has_no_finding(who: str) -> None:
    for records in (Session().opening().update(2, 5).records, founding_session()):
        assert findings_of([record for record in records if record["participant"] == who]) == ()


# --- all recordings -----------------------------------------------------------------------------


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
    assert count == {"request_refused": 1279}
    assert hashes > 200  # so many states were recomputed, each from amounts and updates alone
