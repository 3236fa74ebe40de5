"""The table of rounds and the chart of balances in the report."""

from __future__ import annotations

import re
from typing import Any

from ..recorded_sessions import ALICE, BOB, Session, founding_session, inspection_of
from .test_opening import entry_on

START = {"initiator": 10**20 - 3, "responder": 10**20 + 3}


def conflict(session: Session) -> Session:
    """Both propose; the node drops both updates."""
    tx = session.round(3, 4)
    session.balances = {ALICE.address: 10**20 - 8, BOB.address: 10**20 + 8}
    for who in ("initiator", "responder"):
        session.ask(who, "update", tx, updates=[session.transfer(4)])
    session.send("initiator", "update", {"signed_tx": session.signed(tx, ALICE)})
    for who in ("initiator", "responder"):
        data = {"channel_id": session.channel, "round": 2, "error_code": 2, "error_msg": "conflict"}
        session.receive(who, "conflict", data)
    return session


def rows(page: Any) -> list[list[str]]:
    return page.locator(".steps tbody tr").evaluate_all(
        "(all) => all.map((r) => [...r.cells].map((c) => c.textContent))"
    )


def test_each_round_has_its_row_with_balances_and_signers(open_report: Any) -> None:
    session = Session().opening().update(2, 5).update(3, 7)
    page = open_report(inspection_of(session.records))
    opened, second, third = rows(page)
    assert opened[:1] + opened[2:5] == [
        "1",
        str(START["initiator"]),
        str(START["responder"]),
        "3 initiator → responder",
    ]
    assert second[:5] == ["2", "update", str(10**20 - 8), str(10**20 + 8), "5 initiator → responder"]
    assert third[:5] == ["3", "update", str(10**20 - 15), str(10**20 + 15), "7 initiator → responder"]
    names = (
        page.locator(".steps tbody tr")
        .nth(2)
        .locator("abbr")
        .evaluate_all("(all) => all.map((a) => a.title)")
    )
    assert names == ["initiator", "responder"]
    assert page.locator(".steps thead th").all_inner_texts()[2:4] == ["initiator", "responder"]


def test_what_changed_nothing_says_how_it_ended(open_report: Any) -> None:
    page = open_report(inspection_of(conflict(Session().opening().update(2, 5)).records))
    dropped = [row for row in rows(page) if "conflict (code 2)" in row[2]]
    assert dropped
    assert all(row[:2] == ["3", "update"] and "4 initiator → responder" in row[2] for row in dropped)
    assert page.locator(".steps tr.state").count() == 2


def test_requests_that_the_node_rejected_are_one_row(open_report: Any) -> None:
    session = Session().opening()
    for number in range(3):
        session.send("initiator", "update.new", {"amount": "1"}, id=number)
        error = {"code": 3, "message": "Rejected", "data": [{"code": 1008, "message": "Not a number"}]}
        session.answer("initiator", number, error=error)
    page = open_report(inspection_of(session.records))
    *_, last = rows(page)
    assert last[2].startswith("3 requests rejected: ")
    assert last[2].endswith(" (3)")


def test_a_row_leads_to_the_first_message_of_its_step(open_report: Any) -> None:
    session = Session().opening()
    first = session.line + 1
    session.update(2, 5)
    page = open_report(inspection_of(session.records))
    page.locator(".steps tr").last.get_by_role("link").click()
    row = entry_on(page, first)
    row.locator(".body").wait_for()
    assert "round 2" in row.locator(".divider").inner_text()


def test_the_chart_has_a_line_for_each_participant_and_a_dot_for_each_round(open_report: Any) -> None:
    page = open_report(inspection_of(Session().opening().update(2, 5).update(3, 7).records))
    page.locator("svg.chart").nth(1).wait_for()
    assert page.locator("svg.chart").count() == 2
    titles = page.locator("svg.chart").first.locator("title").all_text_contents()
    assert titles == [
        f"round {n}, {k}: {10**20 - paid} aettos"
        for n, k, paid in ((1, "open", 3), (2, "update", 8), (3, "update", 15))
    ]
    heights = [
        float(dot.get_attribute("cy")) for dot in page.locator("svg.chart").first.locator("circle").all()
    ]
    assert heights == sorted(heights)  # downwards: the initiator pays
    # 8 is 5 of the 12 aettos below 3: exact, although the amounts are beyond what a JavaScript number holds.
    top, middle, bottom = heights
    assert abs((middle - top) / (bottom - top) - 5 / 12) < 0.01
    ranges = page.locator(".range").first.locator(".number").all_inner_texts()
    assert ranges == [str(10**20 - 3), str(10**20 - 15)]


def test_the_chart_fits_the_width_that_there_is(open_report: Any) -> None:
    page = open_report(inspection_of(Session().opening().update(2, 5).records))
    page.locator("svg.chart").first.wait_for()
    wide = page.locator("svg.chart").first.bounding_box()["width"]
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function(
        f"document.querySelector('svg.chart').getBoundingClientRect().width < {wide - 200}"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_session_with_one_state_has_no_chart(open_report: Any) -> None:
    page = open_report(inspection_of(founding_session()))
    assert page.locator(".steps tr.state").count() == 1
    assert page.locator("figure").count() == 0


def test_several_channels_have_a_table_each_and_a_choice(open_report: Any) -> None:
    one, other = Session().opening().update(2, 5), Session(nonce=9).opening().update(2, 6)
    for record in other.records:
        record["line"] += one.line
    page = open_report(inspection_of(one.records + other.records))
    assert page.locator(".channel h2").all_inner_texts() == ["Channel 1", "Channel 2"]
    assert [table.locator("tr.state").count() for table in page.locator(".steps").all()] == [2, 2]
    page.select_option("[name=channel]", label="channel 2")
    lines = page.locator("li.entry:not([hidden]) summary .line").all_inner_texts()
    assert min(int(re.sub(r"\D", "", line)) for line in lines) > one.line


def test_a_long_table_shows_its_beginning_until_all_is_asked_for(open_report: Any) -> None:
    session = Session().opening()
    for number in range(2, 252):
        session.update(number, 1)
    page = open_report(inspection_of(session.records))
    assert page.locator(".steps tr.state").count() == 200
    page.get_by_role("button", name="Show all 251 rows").click()
    assert page.locator(".steps tr.state").count() == 251
