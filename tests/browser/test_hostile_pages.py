"""Whatever a capture holds is text in the report: nothing of it runs, loads or turns the line around."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec import encode_tx, replace
from aecodec.build import spend_tx
from aecodec.text import encode

from ..recorded_sessions import ALICE, BOB, Session, inspection_of

SCRIPTS = [
    "<script>ran = 1</script>",
    "</script><script>ran = 1</script>",
    "<!--<script>",
    "--><img src=x onerror='ran = 1'>",
    "<svg/onload=ran=1>",
    "'\"><iframe srcdoc='<script>parent.ran=1</script>'>",
    "javascript:ran=1",
    "{{content}} {{script}}",
    "<link rel=stylesheet href=http://203.0.113.7/x.css>",
    "&lt;script&gt;",
]
MARKS = [
    "\u202egnp.exe",
    "\u2066isolated\u2069",
    "\u2028line\u2029",
    "nul\x00bell\x07esc\x1b[31m",
    "\u200bzero\ufeff",
    "\ud800",
]


def hostile(words: str) -> Session:
    """A session in which every text that a capture can carry is this one."""
    session = Session().opening()
    session.open(words)
    session.send("initiator", f"x{words}", {words: words, "info": words})
    session.send(words, "message", {"to": words, "info": words})
    session.receive(words, "info", {"event": words})
    session.receive("responder", words, {"signed_tx": f"tx_{words}", "info": words})
    session.answer("initiator", words, error={"code": 3, "message": words, "data": [{"message": words}]})
    session.add("comment", words, text=words, time=words)
    session.add("close", words)
    tx = spend_tx(
        sender_id=ALICE.address,
        recipient_id=BOB.address,
        amount=1,
        nonce=1,
        payload=words.encode("utf-8", "replace"),
    )
    session.send("initiator", "update", {"signed_tx": encode_tx(tx)})
    return session


def open_everything(page: Any) -> None:
    """Open every entry, and every part in it."""
    page.evaluate(
        "() => { for (const row of document.querySelectorAll('.entry > details')) row.open = true; }"
    )
    page.locator(".entry .body").last.wait_for()
    page.evaluate(
        "() => { for (const part of document.querySelectorAll('.body details')) part.open = true; }"
    )
    page.wait_for_timeout(100)


@pytest.mark.parametrize("words", SCRIPTS)
def test_markup_is_shown_as_text(open_report: Any, words: str) -> None:
    page = open_report(inspection_of(hostile(words).records))
    open_everything(page)
    assert page.evaluate("typeof ran") == "undefined"
    assert page.locator("main script, main img, main iframe, main svg:not(.chart), main link").count() == 0
    assert page.locator("script").count() == 4
    assert words in page.evaluate("document.querySelector('#sequence').textContent")


@pytest.mark.parametrize("words", MARKS, ids=ascii)
def test_characters_that_show_nothing_or_turn_the_line_are_escapes(open_report: Any, words: str) -> None:
    page = open_report(inspection_of(hostile(words).records))
    open_everything(page)
    texts = page.locator("h1, main").evaluate_all("(all) => all.map((one) => one.textContent).join('')")
    assert len(texts) > 5_000
    assert {char for char in texts if not char.isprintable()} <= {"\n"}
    assert page.title().isprintable()


def test_the_policy_of_the_page_lets_nothing_else_run(browser: Any, open_report: Any) -> None:
    page = open_report(inspection_of(Session().opening().records))
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    page.context.close()
    # The same page with a script put into it: that is refused.
    other = browser.new_page()
    refused: list[str] = []
    other.on("console", lambda message: refused.append(message.text))
    other.set_content(f'<meta http-equiv=Content-Security-Policy content="{policy}"><script>ran = 1</script>')
    assert other.evaluate("typeof ran") == "undefined"
    assert "Content Security Policy" in refused[0]
    other.close()


def test_deep_and_long_frames_are_shown_with_bounds(open_report: Any) -> None:
    session = Session().opening()
    deep: Any = "end"
    for _ in range(55):
        deep = [deep]
    session.send("initiator", "update.new", {"meta": deep})
    session.send("initiator", "update.new", {"meta": ["x" * 1_000_000]})
    session.send("initiator", "update.new", {"amount": 10**2000})
    session.send("initiator", "update.new", {"meta": list(range(60_000))})
    page = open_report(inspection_of(session.records))
    open_everything(page)
    *_, first, second, third, fourth = page.locator(".entry pre").all_inner_texts()
    assert json.loads(first)["params"]["meta"] == deep
    assert "(1000002 characters)" in second
    assert len(second) < 5_000
    assert str(10**2000) in third
    assert fourth.endswith("the rest is not shown; the button copies all")


def test_a_transaction_with_a_fault_shows_it_at_its_byte(open_report: Any) -> None:
    session = Session().opening()
    session.send("initiator", "update", {"signed_tx": encode("tx", bytes.fromhex("ca0c01c0c0"))})
    page = open_report(inspection_of(session.records))
    open_everything(page)
    block = page.locator(".transaction").last
    assert block.locator(".error").inner_text() != ""
    assert block.locator(".fault").count() >= 1


def test_a_thousand_participants_and_channels_are_shown(open_report: Any) -> None:
    session = Session().opening()
    for number in range(1000):
        session.receive(f"client {number}", "info", {"event": "open"}, f"ch_{number}")
    page = open_report(inspection_of(session.records))
    assert page.locator("li.entry").count() == len(session.records)
    assert "client 999: info open" in page.locator("li.entry").last.evaluate("(row) => row.textContent")


def test_a_create_transaction_with_the_largest_amounts_is_exact(open_report: Any) -> None:
    session = Session()
    most = 2**256 - 1
    session.create = replace(session.create, initiator_amount=most)
    session.opening()
    page = open_report(inspection_of(session.records))
    open_everything(page)
    assert str(most) in page.locator(".transaction").first.inner_text()
