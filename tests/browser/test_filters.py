"""Search, filters, keys and copying in the report of a session."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import decode_tx, tx_hash
from aecodec.text import encode

from ..recorded_sessions import Session, at, founding_session, inspection_of
from .test_opening import CHANNEL, entry_on


@pytest.fixture
def page(open_report: Any) -> Any:
    return open_report(inspection_of(founding_session()))


def shown_lines(page: Any) -> list[int]:
    page.evaluate("() => new Promise((done) => setTimeout(done, 20))")  # a choice counts a moment later
    lines = page.locator("li.entry:not([hidden]) > details > summary .line").all_inner_texts()
    return [int(line.lstrip("✕!i")) for line in lines]


def search(page: Any, words: str, count: str) -> None:
    page.locator("input[name=search]").fill(words)
    page.locator("#count").get_by_text(count, exact=True).wait_for()


def lines_of(method: str, kinds: tuple[str, ...] = ("message",)) -> list[int]:
    records = founding_session()
    return [
        r["line"] for r in records if r["kind"] in kinds and r["frame"].get("method") == f"channels.{method}"
    ]


def test_pings_and_pongs_are_hidden_until_they_are_asked_for(page: Any) -> None:
    stops = [line for line in lines_of("system") if "stop" in str(at(founding_session(), line))]
    pings = [line for line in lines_of("system") + lines_of("system.pong") if line not in stops]
    assert len(pings) == 24
    assert set(pings).isdisjoint(shown_lines(page))
    assert page.inner_text("#count") == "50 of 74 shown"
    page.get_by_label("24 pings and pongs").check()
    page.locator("#count").get_by_text("all 74 shown").wait_for()
    assert set(pings) <= set(shown_lines(page))


def test_a_participant_and_a_method_can_be_chosen(page: Any) -> None:
    page.select_option("[name=participant]", label="responder")
    page.select_option("[name=method]", "channels.on_chain_tx")
    mine = [
        line for line in lines_of("on_chain_tx") if at(founding_session(), line)["participant"] == "responder"
    ]
    assert len(mine) == 2
    assert shown_lines(page) == mine


def test_a_method_that_is_chosen_shows_its_pings(page: Any) -> None:
    page.select_option("[name=method]", "channels.system.pong")
    assert shown_lines(page) == lines_of("system.pong")


def test_a_round_can_be_chosen(open_report: Any) -> None:
    session = Session().opening().update(2, 5)
    page = open_report(inspection_of(session.records))
    page.select_option("[name=round]", label="round 2")
    shown = shown_lines(page)
    assert len(shown) >= 4
    assert min(shown) > session.line - 8


def test_entries_with_findings_of_a_severity_can_be_chosen(open_report: Any) -> None:
    session = Session().opening()
    line = session.send("initiator", "get.balances", {"accounts": []}, id=77)
    page = open_report(inspection_of(session.records))
    page.select_option("[name=severity]", "warning")
    assert shown_lines(page) == [line]


def test_a_search_looks_into_words_frames_and_hashes_of_transactions(page: Any) -> None:
    search(page, "hello", "4 of 74 shown")
    assert len(shown_lines(page)) == 4
    search(page, CHANNEL[:20].upper(), f"{sum(CHANNEL in str(r) for r in founding_session())} of 74 shown")
    text = at(founding_session(), 320)["frame"]["params"]["signed_tx"]
    carrying = [record["line"] for record in founding_session() if text in str(record)]
    search(page, tx_hash(decode_tx(text))[:30], f"{len(carrying)} of 74 shown")
    assert shown_lines(page) == carrying
    search(page, "nothing of this kind", "0 of 74 shown")
    page.locator("input[name=search]").press("Escape")
    assert page.inner_text("#count") == "50 of 74 shown"


def test_a_link_to_an_entry_that_is_hidden_shows_it(page: Any) -> None:
    row = entry_on(page, 28)
    row.locator("summary").first.dispatch_event("click")
    page.select_option("[name=participant]", label="responder")
    page.evaluate("(id) => goTo(Number(id.slice(1)))", row.get_attribute("id"))
    assert 28 in shown_lines(page)


def test_keys_search_move_and_open(page: Any) -> None:
    focused = "document.activeElement.closest('.entry')?.querySelector('.line').innerText"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "4"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(focused) == "9"
    page.keyboard.press("Enter")
    entry_on(page, 9).locator(".body").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("njk")
    assert page.input_value("input[name=search]") == "njk"
    page.locator("#count").get_by_text("0 of 74 shown").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.inner_text("#count") == "50 of 74 shown"


def test_keys_lead_from_finding_to_finding(open_report: Any) -> None:
    session = Session().opening()
    lines = [session.send("initiator", "get.balances", {"accounts": []}, id=n) for n in (7, 8)]
    page = open_report(inspection_of(session.records))
    found = []
    for key in "nnp":
        page.keyboard.press(key)
        found.append(page.evaluate("document.activeElement.querySelector('.line').innerText"))
    assert [int(line[1:]) for line in found] == [lines[0], lines[1], lines[0]]


@pytest.mark.parametrize("clipboard", [True, False])
def test_one_click_copies_the_text_of_a_transaction(open_report: Any, clipboard: bool) -> None:
    session = Session().opening()
    page = open_report(inspection_of(session.records))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not clipboard:  # as in the frame of a notebook
        page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }"
        )
    row = page.locator("li.carries").last
    row.locator("summary").first.click()
    button = row.get_by_role("button", name="Copy transaction", exact=True)
    button.click()
    row.get_by_text("copied", exact=True).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == session.records[-1]["frame"]["params"]["data"]["state"]


def test_digits_that_are_selected_are_copied_without_gaps(page: Any) -> None:
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.balance .number'))")
    assert page.evaluate("String(getSelection())") == "69999999999999"


def test_texts_of_other_prefixes_are_no_transactions(open_report: Any) -> None:
    session = Session().opening()
    session.send("initiator", "update.new", {"data": encode("cb", b"contract"), "meta": ["tx_"]})
    page = open_report(inspection_of(session.records))
    row = page.locator("li.entry").last
    row.locator("summary").first.click()
    assert "not a transaction" in row.locator("h3").inner_text()
    assert row.locator(".bytes").count() == 0
