"""Trees of text, plain and for terminals: nothing gets lost, no line is too long, and it stays a tree."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec._tree import Layout, Row, Value, aligned, fold, lines
from aecodec.cli import terminal
from aecodec.display import outline

from .conftest import founding

TX = aecodec.decode_tx(founding()["co_signed"])
ESCAPES = re.compile("\x1b\\[(?:1|2|22)m")

texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=90)
rows = st.recursive(
    st.builds(Row, st.text("abc_", min_size=1, max_size=20), st.tuples(st.builds(Value, texts, texts))),
    lambda below: st.builds(
        Row, st.text("abc_", min_size=1, max_size=9), st.just(()), st.tuples(below, below)
    ),
    max_leaves=6,
)


def columns(line: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line)


def values(tree: tuple[Row, ...]) -> Iterator[str]:
    for row in tree:
        yield row.name
        yield from (value.text for value in row.values)
        yield from values(row.below)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_transaction_fits_the_width_and_keeps_every_character(width: int) -> None:
    tree = outline(TX)
    shown = list(lines(tree, Layout(width)))
    assert max(map(columns, shown)) <= width
    letters = "".join("".join(shown).split())
    assert all("".join(value.split()) in letters for value in values(tree.below) if len(value) < 20)
    assert len(shown) > len(list(lines(tree))) or width == 120


def test_folded_values_stay_behind_their_names() -> None:
    row = Row("hash", (Value("th_" + "x" * 60),))
    first, second = aligned([row], Layout(40))
    assert first == "hash  th_" + "x" * 31
    assert second == "      " + "x" * 29


def test_values_stand_below_their_names_where_there_is_no_room_beside() -> None:
    assert list(aligned([Row("a_long_name_of_a_field", (Value("1000", "1 AE"),))], Layout(30))) == [
        "a_long_name_of_a_field",
        "  1000 (1 AE)",
    ]


def test_a_name_that_is_longer_than_the_terminal_is_folded() -> None:
    assert list(aligned([Row("n" * 35, (Value("1"),))], Layout(30))) == ["n" * 30, "n" * 5, "  1"]


def test_a_remark_that_does_not_fit_stands_on_a_line_of_its_own() -> None:
    row = Row("fee", (Value("1" * 30, "so many AE"),))
    assert list(aligned([row], Layout(36))) == ["fee  " + "1" * 30, "     (so many AE)"]


def test_remarks_are_left_out_on_request() -> None:
    assert list(aligned([Row("fee", (Value("5", "aettos"),))], Layout(notes=False))) == ["fee  5"]


@given(st.lists(rows, max_size=3), st.integers(20, 90))
def test_colors_change_nothing_but_the_look(tree: list[Row], width: int) -> None:
    colored = list(aligned(tree, Layout(width, colors=True)))
    assert [ESCAPES.sub("", line).rstrip() for line in colored] == [
        line.rstrip() for line in aligned(tree, Layout(width))
    ]


@given(texts, st.integers(2, 60))
def test_folding_keeps_the_text_and_the_width(text: str, room: int) -> None:
    folded = list(fold(text, room))
    assert all(columns(line) <= room for line in folded)
    assert "".join(folded).replace(" ", "") == text.replace(" ", "")


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("settings", "is_terminal", "colors"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colors_are_for_terminals_and_for_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], is_terminal: bool, colors: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert terminal.layout(Terminal() if is_terminal else io.StringIO()).colors is colors


def test_the_width_is_that_of_the_terminal_or_of_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert terminal.layout(Terminal()).width is None  # no file behind it
    leader, follower = os.openpty()
    with os.fdopen(leader, "r"), os.fdopen(follower, "w") as stream:
        os.environ["COLUMNS"] = "60"
        try:
            assert terminal.layout(stream).width == 60
        finally:
            del os.environ["COLUMNS"]
    assert terminal.layout(io.StringIO()).width is None
