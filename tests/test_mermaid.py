"""The sequence diagram of a session: what it draws, what it leaves out, and that text stays text."""

from __future__ import annotations

import re

import pytest

from aecodec.inspector import mermaid
from aecodec.inspector.mermaid import MAX_CHARS, MAX_MESSAGES, escape

from .command_line import run
from .recorded_sessions import CHANNEL, Session, at, founding_session, inspection_of

#: What may stand in text: nothing that is syntax of Mermaid, HTML or Markdown, but for entities.
_HARMLESS = re.compile(r"(?:[A-Za-z0-9 _.,()/+=-]|: |:$|#\d+;)*")


def drawn(records: list[dict[str, object]]) -> list[str]:
    return list(mermaid.lines(inspection_of(records)))


def arrows(lines: list[str]) -> list[str]:
    return [line for line in lines if re.match(r"  \w+--?(>>|x)\w+: ", line)]


def test_the_founding_session_is_a_code_block_with_its_participants_and_the_node_between() -> None:
    lines = drawn(founding_session())
    assert (lines[0], lines[-1]) == ("```mermaid", "```")
    assert lines[1:5] == [
        "sequenceDiagram",
        "  participant P0 as initiator",
        "  participant N as node",
        "  participant P1 as responder",
    ]
    assert f"  Note over P0,P1: channel {CHANNEL},<br/>local_iris_testnet" in lines
    assert "  P0->>N: initiator_sign, round 1 (tx 2)" in lines
    assert "  N-->>P1: sign.responder_sign, round 1 (tx 2)" in lines
    assert "  Note over P0: The local fsm has been started" in lines


def test_every_message_but_pings_is_drawn_and_pings_are_counted() -> None:
    lines = drawn(founding_session())
    messages = inspection_of(founding_session()).history.messages
    pings = [one for one in messages if "'ping'" in str(one.entry.frame) or "'pong'" in str(one.entry.frame)]
    assert len(arrows(lines)) == len(messages) - len(pings)
    assert lines[-2] == f"  Note over P0,P1: {len(pings)} pings and pongs left out"


def test_errors_and_warnings_stand_below_their_message_and_refusals_end_in_a_cross() -> None:
    records = founding_session()
    at(records, 667)["frame"]["result"][0]["balance"] += 1
    lines = drawn(records)
    place = next(index for index, line in enumerate(lines) if "balances: " in line)
    assert lines[place + 1].startswith("  Note over P0: error, line 667: the initiator has 7")
    session = Session().opening()
    session.send("initiator", "deposit", {}, id=9)
    session.answer("initiator", 9, error={"code": 3, "message": "Rejected"})
    assert drawn(session.records)[-2] == "  N--xP0: refused deposit: Rejected"


def test_a_long_session_is_bounded_and_says_what_is_left_out() -> None:
    session = Session()
    for number in range(MAX_MESSAGES + 17):
        session.receive("initiator", "info", {"event": f"event {number}"})
    lines = drawn(session.records)
    assert len(arrows(lines)) == MAX_MESSAGES
    assert lines[-2] == "  Note over P0: 17 more messages left out: select some with --round or --method"
    session = Session()
    for _ in range(MAX_MESSAGES):
        session.receive("initiator", "info", {"event": "ñ" * 180})
    text = "\n".join(drawn(session.records))
    assert MAX_CHARS - 2_000 < len(text) < MAX_CHARS
    assert "more messages left out" in text


def test_many_participants_are_drawn_as_a_few() -> None:
    session = Session()
    for number in range(50):
        session.add("close", f"watchtower {number}")
    lines = drawn(session.records)
    assert sum(line.startswith("  participant ") for line in lines) == 10
    assert "  participant P8 as others" in lines
    assert lines.count("  Note over P8: closes") == 42


def test_an_empty_capture_has_a_diagram() -> None:
    lines = drawn([{"kind": "summary", "participant": "", "line": 1}])
    assert lines[0] == "```mermaid"
    assert any(line.startswith("  participant ") for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "a; b",
        "a # b",
        "%%{init: {}}%%",
        "```\n# title",
        "<script>alert(1)</script>",
        "<br/>",
        "a\nNote over N: b",
        "$$x^2$$",
        "wrap: x",
        "style a:#b;c",
        "ﬂ°°60¶ß",
        "\x1b[31m",
        "\u202e\u2028",
        "&lt;",
        "->>",
    ],
)
def test_text_of_a_capture_is_escaped(text: str) -> None:
    assert _HARMLESS.fullmatch(escape(text))
    session = Session()
    session.add("close", text)
    session.send(text, text, {"info": text})
    for line in drawn(session.records)[1:-1]:
        words = re.fullmatch(
            r"(sequenceDiagram|  (?:participant \w+ as |Note over [\w,]+: |\w+--?(?:>>|x)\w+: ))(.*)", line
        )
        assert words
        assert all(_HARMLESS.fullmatch(part) for part in words[2].split("<br/>"))


def test_amounts_are_whole() -> None:
    session = Session().opening()
    session.query_balances("initiator", 10**34 + 7, 10**34 + 9)
    shown = "\n".join(drawn(session.records))
    assert f"initiator {10**34 + 7}, responder {10**34 + 9}" in shown


def test_the_command_prints_the_diagram_of_what_is_selected() -> None:
    found = run("inspect", "--sample", "--mermaid", "--participant", "responder")
    assert (found.returncode, found.err) == (0, "")
    lines = found.out.splitlines()
    assert (lines[0], lines[-1]) == ("```mermaid", "```")
    assert arrows(lines)
    assert all("P1" in line for line in arrows(lines))
