"""Typing errors of every kind, at every place of texts of every prefix: the text that was meant is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import aecodec
from aecodec.predicates import is_valid
from aecodec.protocol import HASH_BYTES, PREFIXES
from aecodec.recognition.typos import Suggestion, suggest

from .conftest import examples

PUBLIC = sorted(PREFIXES.keys() - {"sk"})
#: What people type by mistake; some of it is in neither alphabet.
TYPED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ .öя"

Mistake: TypeAlias = Callable[[str, int, str], str]


@st.composite
def right_texts(draw: st.DrawFn, prefix: str) -> str:
    rule = PREFIXES[prefix]
    length = rule.length or (HASH_BYTES if rule.base58 else draw(st.integers(0, 200)))
    return aecodec.encode(prefix, draw(st.binary(min_size=length, max_size=length)))


def substituted(text: str, place: int, typed: str) -> str:
    return text[:place] + typed + text[place + 1 :]


def missing(text: str, place: int, typed: str) -> str:
    return text[:place] + text[place + 1 :]


def doubled(text: str, place: int, typed: str) -> str:
    return text[:place] + text[place] + text[place:]


def inserted(text: str, place: int, typed: str) -> str:
    return text[:place] + typed + text[place:]


def swapped(text: str, place: int, typed: str) -> str:
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


def in_wrong_case(text: str, place: int, typed: str) -> str:
    return text[:place] + text[place].swapcase() + text[place + 1 :]


ERRORS = (substituted, missing, doubled, inserted, swapped, in_wrong_case)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
@pytest.mark.parametrize("prefix", PUBLIC)
@examples(12)
@given(data=st.data())
def test_the_text_that_was_meant_is_found(prefix: str, error: Mistake, data: st.DataObject) -> None:
    right = data.draw(right_texts(prefix))
    place = data.draw(st.integers(3, len(right) - 1))
    wrong = error(right, place, data.draw(st.sampled_from(TYPED)))
    assume(not is_valid(wrong))
    found = suggest(wrong)
    assert isinstance(found, Suggestion)
    assert found.text == right
    same = next((at for at, pair in enumerate(zip(wrong, right, strict=False)) if pair[0] != pair[1]), None)
    assert same is None or found.position <= same


@examples(60)
@given(data=st.data(), prefix=st.sampled_from(PUBLIC))
def test_what_is_suggested_is_valid_and_one_error_away(prefix: str, data: st.DataObject) -> None:
    right = data.draw(right_texts(prefix))
    wrong = right
    for _ in range(data.draw(st.integers(1, 3))):
        error = data.draw(st.sampled_from(ERRORS))
        place = data.draw(st.integers(3, len(wrong) - 1))
        wrong = error(wrong, place, data.draw(st.sampled_from(TYPED)))
    found = suggest(wrong)
    if found is not None:
        assert is_valid(found.text, prefix)
        assert found.text != wrong
        assert abs(len(found.text) - len(wrong)) <= 1


@examples(300)
@given(st.text())
def test_any_text_gets_a_suggestion_or_none(source: str) -> None:
    for text in (source, f"ak_{source}", f"tx_{source}", f"ak${source}"):
        found = suggest(text)
        assert found is None or is_valid(found.text)


@examples(200)
@given(
    st.sampled_from(ERRORS), st.binary(min_size=32, max_size=32), st.integers(3, 50), st.sampled_from(TYPED)
)
def test_no_secret_key_is_restored(error: Mistake, seed: bytes, place: int, typed: str) -> None:
    wrong = error(aecodec.encode("sk", seed), place, typed)
    assert suggest(wrong) is None
