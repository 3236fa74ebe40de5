"""Checks: one thing changed in a session gives one finding, that says what, where and with what evidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import aecodec
from aecodec import replace
from aecodec.errors import RULES
from aecodec.inspector.checks import SEVERITIES, findings
from aecodec.signing import sign

from . import altered_closings, altered_sessions
from .altered_sessions import Case
from .conftest import founding
from .recorded_sessions import (
    ALICE,
    BOB,
    CHANNEL,
    OTHER_CHANNEL,
    OTHER_KEY,
    Session,
    at,
    change_url,
    findings_of,
    founding_session,
    only_finding,
    without,
)
from .recordings import OPENING, needs_recordings, recorded_history

FACTS = founding()
INITIATOR, RESPONDER = FACTS["initiator_id"], FACTS["responder_id"]


def body_is_no_json() -> Case:
    records = founding_session()
    record = at(records, 810)
    del record["frame"]
    record["text"] = '{"jsonrpc": "2.0",\n"method": oops}'
    return records, 811, [RULES["json_syntax"], "oops"]


def message_is_a_greeting() -> Case:
    records = founding_session()
    record = at(records, 810)
    del record["frame"]
    record["text"] = "HAPPY world!"
    return records, 810, [RULES["json_syntax"], "HAPPY"]


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
    line = session.receive("initiator", "error", {"message": [aecodec.encode_tx(session.create)] * 105})
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
    forged = aecodec.encode_tx(sign(half, OTHER_KEY, FACTS["network_id"]))
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
    session = Session().opening().update(2, 7).update(3, 7).update(2, 1)
    (line, _) = (one["line"] for one in session.records[-2:])
    return session.records, line, ["round 2 goes before round 3"]


def account_falls_below_the_reserve() -> Case:
    session = Session().opening()
    line = session.line + 1
    session = session.update(2, session.balances[ALICE.address] - 1)
    return session.records, line, [f"{ALICE.address} has 1, less than the reserve of 2"]


CASES: dict[str, Callable[[], Case]] = {
    "entry_unreadable": body_is_no_json,
    "message_unknown": message_is_a_greeting,
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
    **altered_sessions.CASES,
    **altered_closings.CASES,
}
INFOS = {"request_refused", "transaction_refused", "signature_refused", "conflicts", "timed_out"}
#: What is worth a look, and may have a reason that the capture does not show.
WARNINGS = {
    *("frame_unknown", "message_unknown", "address_malformed", "params_malformed", "transactions_unopened"),
    *("transaction_unknown", "transaction_not_canonical", "fee_too_low", "fee_surprising", "ttl_limited"),
    *("delegates_present", "network_unknown", "request_unanswered", "answer_unexpected"),
    *("signature_unanswered", "request_unexpected", "round_skipped", "round_signed_twice"),
    *("half_signed_out", "dropped_after_both_signed", "shares_differ", "payload_outdated"),
    "older_state_on_chain",
}


def test_every_code_has_its_case_here_and_the_severity_that_it_is_known_by() -> None:
    # What makes a check fail is mended as soon as it is known; test_inspector_total has the finding.
    assert set(CASES) == set(SEVERITIES) - {"check_failed"}
    assert {code for code, severity in SEVERITIES.items() if severity == "warning"} == WARNINGS
    assert {code for code, severity in SEVERITIES.items() if severity == "info"} == INFOS


@pytest.mark.parametrize("code", CASES)
def test_one_change_gives_one_finding_that_names_the_evidence(code: str) -> None:
    records, line, evidence = CASES[code]()
    found = findings_of(records)
    if code == "transaction_refused":  # of which the refusal itself is reported as well
        assert [one.code for one in found] == ["transaction_refused", "request_refused"]
        found = found[:1]
    assert only_finding(found) == (code, SEVERITIES[code], line)
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
