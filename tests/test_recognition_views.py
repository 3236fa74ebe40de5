"""A text made from a source knows where each of its characters stands there, and what was done to it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec.recognition import Confidence, Kind
from aecodec.recognition.levels import levels
from aecodec.recognition.view import View

CHARS = st.text(st.characters(codec="utf-8"), max_size=30)
#: Pieces of a text, each with what it is replaced by; None: it stays.
PIECES = st.lists(st.tuples(st.text("ab%é", min_size=1, max_size=4), st.none() | st.text("xyz", max_size=3)))


def replace(view: View, pieces: list[tuple[str, str | None]], step: str) -> View:
    """Replace the pieces of a view, of which it is made."""
    parts, at = [], 0
    for old, new in pieces:
        if new is not None:
            parts.append((at, at + len(old), new))
        at += len(old)
    return view.replace(parts, step)


@given(PIECES)
def test_characters_that_stay_keep_their_place(pieces: list[tuple[str, str | None]]) -> None:
    source = "".join(old for old, _ in pieces)
    view = replace(View(source), pieces, "replaced")
    assert view.text == "".join(old if new is None else new for old, new in pieces)
    at = index = 0
    for old, new in pieces:
        width = len(old) if new is None else len(new)
        if new is None:
            assert [view.place(index + step) for step in range(width)] == list(range(at, at + width))
        else:
            assert all(at <= view.place(index + step) <= at + len(old) for step in range(width))
        at, index = at + len(old), index + width
    assert view.place(len(view.text)) == len(source)


@given(PIECES, st.data())
def test_a_part_of_a_view_has_the_places_that_it_had(
    pieces: list[tuple[str, str | None]], data: st.DataObject
) -> None:
    view = replace(View("".join(old for old, _ in pieces)), pieces, "replaced")
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    part = view.cut(start, end)
    assert part.text == view.text[start:end]
    places = [view.place(index) for index in range(start, end + 1)]
    assert [part.place(index) for index in range(end - start)] == places[:-1]
    assert part.place(end - start) == places[-1]


@given(st.lists(st.tuples(st.sampled_from("ab%é"), st.none() | st.text("xyz", max_size=1))))
def test_two_replacements_lead_to_the_place_through_both(pieces: list[tuple[str, str | None]]) -> None:
    text = "".join(old for old, _ in pieces)
    doubled = View("".join(2 * char for char in text))
    single = doubled.replace([(2 * at, 2 * at + 2, char) for at, char in enumerate(text)], "halved")
    view = replace(single, pieces, "replaced")
    once = replace(View(text), pieces, "replaced")
    assert view.text == once.text
    indexes = range(len(view.text) + 1)
    assert [view.place(index) for index in indexes] == [2 * once.place(index) for index in indexes]


def test_a_step_belongs_to_the_readings_that_hold_what_it_replaced() -> None:
    view = View("a%41b%41%41c").replace([(1, 4, "A"), (5, 8, "A"), (8, 11, "A")], "decoded {count} signs")
    assert view.text == "aAbAAc"
    members = {"kind": Kind.NAME, "confidence": Confidence.LIKELY, "why": "it is an example"}
    assert view.reading(2, 3, **members).steps == ()
    assert view.reading(1, 3, **members).steps == ("decoded 1 signs",)
    reading = view.reading(2, 6, **members, steps=("unquoted",))
    assert reading.steps == ("decoded 2 signs", "unquoted")
    assert (reading.start, reading.end) == (4, 12)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_places_in_a_file_are_bytes(encoding: str) -> None:
    before = "plain words" if encoding[-2:] in ("le", "be") else "1 € and 1 𝄞 before"
    data = f"{before}, end".encode(encoding)
    view = next(levels(data))
    assert view.text.endswith(f"{before}, end")
    end = "end".encode("utf-16-le" if encoding == "utf-16" else encoding.removesuffix("-sig"))
    place = view.place(len(view.text) - 3)
    assert data[place:] == end
    assert view.place(len(view.text)) == len(data)


@given(CHARS)
def test_a_percent_encoded_text_is_itself_at_the_next_level(text: str) -> None:
    plain = "".join(char for char in text if " " <= char <= "~" and char not in "%\\&") + "%"
    found = list(levels(quote(plain, safe="")))
    assert plain in [view.text for view in found]


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("a%2Bb", "a+b"),
        ("a%252Bb", "a+b"),
        (r"a\u002Bb", "a+b"),
        (r"a\\u002bb", "a+b"),
        (r"\"a\/b\"", '"a/b"'),
        (r"a\x2bb", "a+b"),
        (r"a\nb", "a\nb"),
        ("a&#43;b&plus;c&#x2F;d", "a+b+c/d"),
        ("a&amp;plus;b", "a+b"),
        ("\ufeffa\u200bb\xadc", "abc"),
        (r"a\u200bb\ufeff\xa0", "ab\xa0"),
        ("a%E2%80%8Bb%C3%A4", "abä"),
        ("a&#8203;b&#x20AC;", "ab€"),
        # ECMA-48, as grep, jq and ls write it; as pagers show it; as JSON and C write it; as CI logs keep it
        ("\x1b[01;31m\x1b[Ka\x1b[m\x1b[Kb", "ab"),
        ("\x1b[38;2;255;0;0ma\x1b[39;49mb\x1b[0J", "ab"),
        ("\x1b]8;;https://example.org/x\x1b\\ab\x1b]8;;\x07", "ab"),
        ("^[[32ma^[[0mb", "ab"),
        ("ESC[32ma\u241b[0mb", "ab"),
        (r"\u001b[32ma\x1b[0mb\033[1m\e[m", "ab"),
        ("[32mINFO[0m a[1;33mb", "INFO ab"),
    ],
)
def test_escapes_are_decoded(source: str, meant: str) -> None:
    assert [view.text for view in levels(source)][-1] == meant


@pytest.mark.parametrize(
    "source",
    [
        "100 %",
        "%zz",
        "\\q",
        "&nothing;",
        "&#99999;",
        "&#xD800;",
        "%80",
        "%C3%zz",
        "\\xf8",
        "\\ud800",
        "a[12]",
        "[m",
        "\x1b",
    ],
)
def test_what_is_no_escape_stays(source: str) -> None:
    assert [view.text for view in levels(source)] == [source]


@pytest.mark.parametrize("encode", [quote, lambda text: text.replace("%", "%25")])
def test_levels_are_few_whatever_the_number_of_layers(encode: Callable[[str], str]) -> None:
    source = "%2B"
    for _ in range(20):
        source = encode(source)
    assert len(list(levels(source))) == 7
