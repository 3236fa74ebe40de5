"""The report of a session in a browser: what it shows at once, and what entries open to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aecodec.byte_map import map_bytes
from aecodec.text import decode

from ..recorded_sessions import ALICE, Session, founding_session, inspection_of

INITIATOR = "ak_2TYAjeSxPXcs6y3PBSo8zo947Xb7yPCnpXQZkJxqspcR8JzLu7"
CHANNEL = "ch_EeYbtmghnbRqhBctcEh9ABRNLuCwEXL166P6JeE3H9fBC2U8R"


def entry_on(page: Any, line: int) -> Any:
    """The entry on a line of the recording."""
    return page.locator("li.entry").filter(has=page.locator(f"summary .line:text-matches('^\\\\D*{line}$')"))


def test_the_founding_session_shows_its_channel_participants_and_balances(open_report: Any) -> None:
    page = open_report(inspection_of(founding_session()))
    assert page.title() == "session · channel session"
    assert page.inner_text(".summary") == "60 messages · 10 transactions (3 different) · 1 channel"
    channel = page.inner_text("#channels")
    for shown in (INITIATOR, CHANNEL, "local_iris_testnet", "both signatures valid", "ended without closing"):
        assert shown in channel
    assert "69999999999999" in channel  # in groups by margins, so that the digits can be copied
    assert page.inner_text("#findings") == "Findings\n\nNo findings."


def test_messages_are_arrows_between_a_participant_and_the_node(open_report: Any) -> None:
    page = open_report(inspection_of(founding_session()))
    places = "(item) => { const box = item.getBoundingClientRect(); return [box.left, box.right]; }"
    left, node, right = page.eval_on_selector_all(".lane", f"(all) => all.map({places})")
    sent = entry_on(page, 212).locator(".step").evaluate(places)
    asked = entry_on(page, 261).locator(".step").evaluate(places)
    assert left[0] < sent[0] < left[1]
    assert abs(sent[1] - sum(node) / 2) < 2
    assert abs(asked[0] - sum(node) / 2) < 2
    assert right[0] < asked[1] < right[1]


def test_an_entry_opens_to_its_transaction_field_by_field(open_report: Any) -> None:
    page = open_report(inspection_of(founding_session()))
    row = entry_on(page, 320)
    assert row.locator(".body").count() == 0
    row.locator("summary").first.click()
    fields = dict(
        re.split(r"\n+", field, maxsplit=1) for field in row.locator(".tree .tree .row").all_inner_texts()
    )
    assert fields["initiator_id"] == f"{INITIATOR} initiator"
    assert row.locator(".adds").inner_text() == "Like tx 2 with 1 signature more:"
    assert fields["initiator_amount"] == "70000000000000 0.00007 AE"
    assert fields["lock_period"] == "10 key blocks"
    assert row.locator("h3").inner_text() == "tx 3 ChannelCreateTx"


def test_the_bytes_of_a_transaction_stand_beside_their_fields(open_report: Any) -> None:
    records = founding_session()
    page = open_report(inspection_of(records))
    row = entry_on(page, 320)
    row.locator("summary").first.click()
    row.get_by_text("Bytes", exact=True).click()
    cells = row.locator(".bytes tbody tr").evaluate_all(
        "(rows) => rows.map((r) => [...r.cells].map((c) => c.innerText))"
    )
    row.get_by_text("Text", exact=True).click()
    text = row.locator("pre").first.inner_text()
    wire = decode(text, "tx")
    assert bytes.fromhex("".join(cell[1] for cell in cells)) == wire
    named = {path.rpartition(".")[2]: offset for offset, _, path, *_ in map_bytes(text).spans if path}
    fee = next(cell for cell in cells if cell[2] == "fee")
    assert wire[int(fee[0])] == 0x86  # the header of six bytes in front of the fee
    assert int(fee[0]) == named["fee"] - 1
    assert int.from_bytes(bytes.fromhex(fee[1])[1:]) == 17_620_000_000_000


def test_an_entry_shows_its_frame_with_every_integer_as_it_was_written(open_report: Any) -> None:
    session = Session().opening()
    amount = 2**80 + 1
    line = session.send("initiator", "update.new", {"from": str(ALICE.address), "amount": amount})
    page = open_report(inspection_of(session.records))
    row = entry_on(page, line)
    row.locator("summary").first.click()
    assert f'"amount": {amount}\n' in row.locator("pre").inner_text()
    # 2**53 + 1 is the first integer that a JavaScript number cannot hold.
    assert str(amount) in row.locator("summary").first.inner_text()


def test_findings_lead_to_the_entry_that_they_are_about(open_report: Any) -> None:
    session = Session().opening()
    line = session.send("initiator", "get.balances", {"accounts": []}, id=77)
    page = open_report(inspection_of(session.records))
    finding = page.locator(".findings li").filter(has_text="request_unanswered")
    assert "warning" in finding.inner_text()
    row = entry_on(page, line)
    assert row.locator(".mark").count() == 1
    finding.get_by_role("link", name=str(line)).click()
    row.locator(".body .finding").wait_for()
    assert row.evaluate("(row) => row.contains(document.activeElement)")


def test_answers_and_requests_are_linked(open_report: Any) -> None:
    page = open_report(inspection_of(founding_session()))
    asked, answered = entry_on(page, 212), entry_on(page, 224)
    asked.locator("summary").first.click()
    asked.get_by_role("link", name="line 224").click()
    answered.get_by_role("link", name="line 212").wait_for()


def test_a_link_with_an_entry_opens_it(open_report: Callable[..., Any]) -> None:
    page = open_report(inspection_of(founding_session()))
    number = entry_on(page, 320).get_attribute("id")
    page = open_report(inspection_of(founding_session()), fragment=number)
    entry_on(page, 320).locator(".body h3").wait_for()


def test_one_side_alone_has_the_node_at_the_right(open_report: Any) -> None:
    records = [record for record in founding_session() if record["participant"] == "responder"]
    page = open_report(inspection_of(records))
    assert page.locator(".lane").all_inner_texts() == ["responder", "node"]
