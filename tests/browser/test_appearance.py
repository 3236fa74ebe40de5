"""The report on a phone, in dark colours, and of a long session."""

from __future__ import annotations

import time
from typing import Any

import pytest

from aecodec.inspector.html import to_frame, to_html

from ..recorded_sessions import Session, founding_session, inspection_of
from .test_hostile_pages import open_everything

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_nothing_is_wider_than_a_phone(open_report: Any) -> None:
    session = Session().opening().update(2, 5)
    session.send("initiator", "message", {"to": "x", "info": "w" * 500})
    session.add("comment", "a participant with a long name, " * 5, text="x" * 300)
    page = open_report(inspection_of(session.records), **PHONE)
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    beyond = (
        "(all) => all.filter((one) => one.getBoundingClientRect().right > 391).map((one) => one.className)"
    )
    assert page.eval_on_selector_all("main *:not(.scroll *, .spoken, .spoken *)", beyond) == []


def test_the_arrows_of_a_phone_end_at_the_node(open_report: Any) -> None:
    session = Session().opening()
    session.send("initiator", "update.new", {"amount": 12 * 10**25 + 1})
    page = open_report(inspection_of(session.records), **PHONE)
    box = page.locator(".lane-1").bounding_box()
    middle = box["x"] + box["width"] / 2
    edges = "(all) => all.map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"
    assert all(abs(right - middle) < 2 for _, right in page.eval_on_selector_all(".left .step", edges))
    assert all(abs(left - middle) < 2 for left, _ in page.eval_on_selector_all(".right .step", edges))
    assert "120000000000000000000000001" in page.locator(".words").last.inner_text()


def test_filters_of_a_phone_are_behind_a_button(open_report: Any) -> None:
    page = open_report(inspection_of(founding_session()), **PHONE)
    assert not page.locator("[name=participant]").is_visible()
    page.get_by_role("button", name="Filters").tap()
    page.select_option("[name=participant]", label="responder")
    assert page.locator("li.entry.left:not([hidden])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_reader_and_can_be_read(open_report: Any, scheme: str) -> None:
    page = open_report(inspection_of(founding_session()), color_scheme=scheme)
    texts = [
        ".summary",
        "#channels .id",
        "#channels dt",
        ".initiator .role",
        ".responder .role",
        ".entry .words",
        ".entry .line",
    ]
    for selector in texts:
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector
    brightness = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
    )
    assert (brightness > 200) == (scheme == "light")


#: The contrast of a text with what is behind it, as WCAG 2 computes it.
CONTRAST = """(selector) => {
  const linear = (x) => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  const channel = (part) => linear(part / 255);
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  const element = document.querySelector(selector);
  let behind = element;
  while (/, 0\\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  const both = [light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor)];
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}"""


def long_session(messages: int) -> Session:
    """A session with a round of two transactions for every nine messages."""
    session = Session().opening()
    number = 2
    while len(session.records) < messages:
        session.update(number, 1)
        number += 1
    return session


def test_ten_thousand_messages_open_within_two_seconds(open_report: Any) -> None:
    content = to_html(inspection_of(long_session(10_000).records))
    page = open_report(content)
    opened = []
    for _ in range(3):  # another process may take the cores during one of them
        page.reload()
        page.wait_for_selector("li.entry")
        opened.append(page.evaluate("() => new Promise((done) => requestAnimationFrame(done))"))
    assert page.locator("li.entry").count() >= 10_000
    assert min(opened) < 2000  # milliseconds since the page was asked for
    started = time.perf_counter()
    page.locator("input[name=search]").fill("nothing of this kind")
    page.locator("#count").get_by_text("0 of").wait_for()
    assert time.perf_counter() - started < 2


def test_one_of_many_rounds_is_typed(open_report: Any) -> None:
    page = open_report(inspection_of(long_session(2_000).records))
    page.locator("input[name=round]").fill("77")
    page.locator("li.entry:not([hidden]) .words").get_by_text("sign.update_ack").wait_for()
    assert 4 <= page.locator("li.entry:not([hidden])").count() <= 9


def test_a_frame_within_another_page_works_and_cannot_reach_it(open_report: Any) -> None:
    inspected = inspection_of(founding_session())
    page = open_report(f"<!doctype html><meta charset=utf-8><title>a notebook</title>{to_frame(inspected)}")
    frame = page.frame_locator("iframe")
    assert "60 messages" in frame.locator(".summary").inner_text()
    frame.locator("li.entry").nth(7).locator("summary").click()
    frame.locator("li.entry").nth(7).locator(".body").wait_for()
    assert page.title() == "a notebook"
    inner = page.frames[1]
    assert (
        inner.evaluate("(() => { try { return parent.document.title; } catch { return 'out of reach'; } })()")
        == "out of reach"
    )
