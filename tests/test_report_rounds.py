"""The table of rounds of a report: what was agreed, the balances after it, and what came between."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aecodec._tree import PLAIN
from aecodec.inspector import checks, inspection, terminal
from aecodec.inspector.checks import SEVERITIES
from aecodec.inspector.formatting import grouped
from aecodec.inspector.terminal.header import ABOUT

from .command_line import run
from .recorded_sessions import ALICE, BOB, Session, at, founding_session, text_of
from .recordings import FOLDER, RECORDINGS, needs_recordings, recorded_history
from .reports import lines_of


def rows_of(lines: list[str]) -> list[list[str]]:
    """The cells of each round, as they are separated by at least two blanks."""
    return [
        re.split(r" {2,}", line[2:].strip()) for line in lines if re.match(r"[ ✗!] (round )?\d+ +[a-z]", line)
    ]


def report_of(name: str, width: int | None = None) -> list[str]:
    (path,) = (path for path in RECORDINGS if str(path.relative_to(FOLDER)) == name)
    history = recorded_history(path)
    inspected = inspection.inspect(history, checks.findings(history))
    return list(terminal.lines(inspected, PLAIN._replace(width=width)))


# --- rounds ---------------------------------------------------------------------------------------


def test_a_row_tells_the_round_its_balances_what_moved_who_signed_and_where() -> None:
    session = Session().opening()
    opened = session.line
    lines = lines_of(session.update(2, 5).records)
    heading = next(line for line in lines if "moved" in line)
    assert heading.split() == ["initiator", "responder", "moved", "signed", "lines"]
    before, after = 10**20 - 3, 10**20 + 3
    assert rows_of(lines) == [
        [
            "round 1",
            "open",
            f"{before:,}".replace(",", " "),
            f"{after:,}".replace(",", " "),
            "3 →",
            "i r",
            f"5-{opened}",
        ],
        [
            *("round 2", "update", f"{before - 5:,}".replace(",", " "), f"{after + 5:,}".replace(",", " ")),
            *("5 →", "i r", f"{opened + 1}-{session.line}"),
        ],
    ]


def test_an_arrow_shows_which_way_coins_went() -> None:
    session = Session().opening()
    session.transfer = lambda amount: {  # type: ignore[method-assign]
        "op": "OffChainTransfer",
        "from": str(BOB.address),
        "to": str(ALICE.address),
        "amount": -amount,
    }
    assert rows_of(lines_of(session.update(2, -7).records))[1][4] == "7 ←"


def test_columns_are_aligned() -> None:
    session = Session().opening()
    for number in range(2, 14):
        session.update(number, 10**number)
    lines = [line for line in lines_of(session.records) if "round " in line[:8]]
    ends = {line.index(" i r ") for line in lines}
    assert len(lines) == 13
    assert len(ends) == 1


@needs_recordings
def test_the_example_of_a_session_with_refusals() -> None:
    lines = report_of("json-rpc/sc_ws_basic_open_close.md")
    rows = rows_of(lines)
    assert [row[:2] for row in rows] == [
        ["round 1", "open"],
        *([f"round {number}", "update"] for number in range(2, 7)),
    ]
    assert rows[0][2:] == ["69 999 999 999 999", "40 000 000 000 001", "1 →", "i r", "88-488"]
    assert rows[1][2:] == ["69 999 999 999 998", "40 000 000 000 002", "1 →", "i r", "708-843"]
    assert rows[5][2:6] == ["70 000 000 000 000", "40 000 000 000 000", "1 ←", "i r"]
    between = next(line for line in lines if "requests refused" in line)
    assert re.fullmatch(r"  · +4 requests refused: not a number, broken encoding: .* +538-678", between)


@needs_recordings
def test_conflicts_leaves_and_closes_are_told() -> None:
    shown = "\n".join(report_of("json-rpc/reconnect/sc_ws_basic_client_reconnect_r.md", 120))
    assert "update of round 2 by initiator dropped: conflict (2), back to round 1" in shown
    assert "returned: responder" in shown
    close = next(row for row in rows_of(shown.splitlines()) if row[1] == "mutual close")
    assert close[2:] == ["61 549 999 999 998", "31 550 000 000 002", "paid out", "i r", "768-1013"]
    assert "61 549 999 999 998 paid out" in shown
    assert "state      round 2, closed" in shown


@needs_recordings
def test_deposits_and_contracts_have_their_own_words() -> None:
    rows = rows_of(report_of("json-rpc/continuous/sc_ws_deposit.md"))
    assert [row[:4] for row in rows] == [
        ["round 2", "deposit", "+2 i", "i r"],
        ["round 3", "deposit", "+2 r", "i r"],
    ]
    rows = rows_of(report_of("json-rpc/contracts/sc_ws_oracle_contract.md"))
    assert {row[1] for row in rows} == {"new contract", "call"}


# --- findings -------------------------------------------------------------------------------------


def test_the_row_that_a_finding_is_about_carries_its_mark_and_the_head_agrees() -> None:
    session = Session().opening().update(2, 5)
    first = session.line
    session.update(3, 5, lambda tx: Session.round(session, 3, 1))
    lines = lines_of(session.records)
    marked = [row for row in lines if row.startswith("✗ round")]
    assert [line.split()[:4] for line in marked] == [["✗", "round", "3", "update"]]
    assert any(line.startswith("findings   ✗ ") for line in lines)
    assert int(marked[0].rsplit(maxsplit=1)[1].partition("-")[0]) == first + 1


@pytest.mark.parametrize(
    ("line", "change", "name"),
    [
        (667, lambda frame: frame["result"][0].update(balance=1), ""),
        (
            777,
            lambda frame: frame["params"]["data"].update(
                state=at(founding_session(), 212)["frame"]["params"]["signed_tx"]
            ),
            "signed",
        ),
    ],
)
def test_what_a_finding_contradicts_in_the_head_has_its_mark(line: int, change: Any, name: str) -> None:
    records = founding_session()
    change(at(records, line)["frame"])
    lines = lines_of(records)
    head = [text for text in lines[: lines.index("", 2)] if "✗" in text and not text.startswith("findings")]
    assert head
    assert all(text.startswith(name or " ") and f"(see line {line})" in text for text in head)


# --- widths ---------------------------------------------------------------------------------------


def test_a_narrow_terminal_has_each_round_on_several_lines() -> None:
    lines = lines_of(Session().opening().update(2, 5).records, width=60)
    at_round = next(index for index, line in enumerate(lines) if line.startswith("  round 2  update"))
    assert lines[at_round].split()[3:5] == ["i", "r"]
    assert lines[at_round + 1].split(maxsplit=1) == ["initiator", grouped(10**20 - 8)]
    assert lines[at_round + 2].split(maxsplit=1) == ["responder", grouped(10**20 + 8)]
    assert lines[at_round + 3].split() == ["moved", "5", "from", "initiator", "to", "responder"]


@needs_recordings
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_report_is_wider_than_the_terminal_and_every_amount_is_whole(width: int) -> None:
    for path in RECORDINGS:
        history = recorded_history(path)
        inspected = inspection.inspect(history, checks.findings(history))
        lines = list(terminal.lines(inspected, PLAIN._replace(width=width), messages=width == 60))
        assert max(map(len, lines)) <= width, path
        shown = "\n".join(lines)
        states = [
            step for channel in history.channels for step in channel.steps if step.after and step.counts
        ]
        for step in states:
            if step.tx is not None:
                assert all(grouped(held) in shown for held in step.after.values()), path


# --- what is selected -----------------------------------------------------------------------------


def test_rounds_and_who_began_them_are_selected() -> None:
    session = Session().opening().update(2, 5).update(3, 5)
    found = run("inspect", "--round", "2", given=text_of(session.records))
    assert [row[0] for row in rows_of(found.out.splitlines())] == ["round 2"]
    found = run("inspect", "--round", "2-3", "--participant", "initiator", given=text_of(session.records))
    assert [row[0] for row in rows_of(found.out.splitlines())] == ["round 2", "round 3"]


# --- what the head says of findings ---------------------------------------------------------------

#: Errors that say nothing of what the head tells, but that something is wrong.
_ELSEWHERE = {"entry_unreadable"}


def test_every_error_has_a_line_of_the_head_that_it_marks() -> None:
    marked = set(ABOUT)
    errors = {code for code, severity in SEVERITIES.items() if severity == "error"}
    assert errors - marked == _ELSEWHERE
    assert marked <= SEVERITIES.keys()
    assert all(ABOUT.values())


def test_findings_about_rows_are_marked_there_and_nowhere_else() -> None:
    session = Session().opening().update(2, 5).update(3, 5)
    session.balances[BOB.address] += 1
    lines = lines_of(session.update(4, 5).records)
    marked = [line[:9] for line in lines if line.startswith(("✗ round", "! round"))]
    assert marked == ["✗ round 4"]
