"""Recognition does bounded work, whatever is repeated, and says what it left unsearched."""

from __future__ import annotations

import os

import pytest

import aecodec
from aecodec.limits import CHARS_OF_UNKNOWN_VALUE, MAX_UNKNOWN_VALUES
from aecodec.recognition import Kind

from .conftest import founding
from .growth import thread_seconds

FACTS = founding()
TX: str = FACTS["co_signed"]
FRAME = (
    '{"jsonrpc": "2.0", "method": "channels.info", "params": {"channel_id": null, "data": {"event": "died"}}}'
)
MEGABYTE = 1 << 20

#: Megabytes of each unit; a long run is asked for by the variable.
SIZE = float(os.environ.get("AECODEC_MEGABYTES", "0.0625"))
#: A second a megabyte on a machine of 2020, and three for one that is slower or does other things.
SECONDS = 3.0
#: What the bound of values alone may cost, in seconds, whatever the size.
BASE = 2.0

UNITS = [
    *(
        "[",
        "{",
        "(",
        '{"a":',
        '{"a":[',
        "[1,",
        '{"a":"',
        '"{\\"a\\":',
        "{a=",
        "map[a:",
        "&{A:",
        "%{",
        "#{",
        "=> [\n",
    ),
    *(
        "tx_",
        "ak_",
        "tx_+",
        "ba_K\n",
        "th_1...",
        "<<",
        "0x",
        "0x0",
        "f8",
        '"',
        "'",
        "`",
        "\\",
        '\\"',
        "%",
        "%25",
    ),
    *(
        " ",
        "\n",
        "\u200b",
        "&amp;",
        "\\u0041",
        "\x1b[",
        "[0m",
        "1 ",
        "1,",
        ".",
        "/",
        "https://",
        "wss://a?b=",
    ),
    *("name.chain ", "1 AE ", "A", "-", "=", "a: ", "  a:\n", "- ", "Array\n(\n", "array(1) {\n", "abandon "),
]


@pytest.mark.skipif(aecodec.BACKEND != "fast", reason="the bound is stated of the compiled modules")
@pytest.mark.parametrize("unit", UNITS, ids=map(repr, UNITS))
def test_a_megabyte_of_anything_repeated_takes_about_a_second(unit: str) -> None:
    size = int(SIZE * MEGABYTE)
    source = unit * (size // len(unit.encode()))
    assert thread_seconds(lambda: aecodec.recognize(source)) < BASE + SECONDS * SIZE


@pytest.mark.parametrize("opening", ["[", "{", '{"a":', "{'a': [", "%{a: ", '{"a":[{"b":\n'])
@pytest.mark.parametrize("depth", [1, 7, 23, 24, 60, 70, 5_000])
def test_a_frame_is_found_however_deep_it_stands(opening: str, depth: int) -> None:
    source = f"{opening * depth}{FRAME} and {TX}"
    frames = [one for one in aecodec.recognize(source) if one.kind is Kind.FRAME]
    assert [source[one.start : one.end] for one in frames] == [FRAME]


def test_what_is_not_searched_any_more_is_said() -> None:
    count = MAX_UNKNOWN_VALUES + 1_000
    useless = "[7," * count
    source = f"{useless}]{FRAME}\n{TX}"
    most = MAX_UNKNOWN_VALUES + len(source) // CHARS_OF_UNKNOWN_VALUE
    *known, last = aecodec.recognize(source)
    assert [source[one.start : one.end] for one in known if one.kind is not Kind.BYTES] == [TX]
    assert (last.kind, last.end) == (Kind.UNSEARCHED, len(source))
    assert last.error is not None
    assert (last.error.code, last.error.offset) == ("too_many_values", last.start)
    assert last.error.expected == f"at most {most}"


def test_values_that_are_known_are_no_part_of_the_bound() -> None:
    frames = 3_000
    source = "\n".join([FRAME] * frames)
    found = aecodec.recognize(source)
    assert sum(one.kind is Kind.FRAME for one in found) == frames
    assert all(one.kind is not Kind.UNSEARCHED for one in found)
