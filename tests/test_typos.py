"""Typing errors in prefixed texts: what was meant is suggested, if just one text fits."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import aecodec
from aecodec.recognition import typos
from aecodec.recognition.edits import Edit, Error
from aecodec.recognition.typos import Suggestion, is_of_one_case, suggest

from .conftest import founding
from .error_of import checked58, checked64
from .growth import thread_seconds

#: Its text has a few characters that people take for others.
KEY = bytes.fromhex("3c98938b37e13c83562be156fb7a7bf3b09db5947f9e0e4b9c2e53f512a6035a")
ACCOUNT = checked58("ak", KEY)
assert ACCOUNT == "ak_Tgqvd1JFfpQYf5ZXdrBuxdR5AwG1yNZoioPDLrB1V2tsELD6d"
CO_SIGNED: str = founding()["co_signed"]


def meant(source: str) -> Suggestion:
    """Return the suggestion for a text; check that its sentence says all of it in one line."""
    found = suggest(source)
    assert found is not None
    assert found.text in found.sentence
    assert found.change[1:] in found.sentence
    assert found.sentence.isprintable()
    return found


@pytest.mark.parametrize(
    ("wrong", "right", "position"),
    [
        pytest.param(
            "ak_2iK7D3t5xyN8GHxQktvBnfoC3tpq1eVMzTpABQY72FXRfg3HMZ",
            "ak_2iK7D3t5xyN8GHxQktvBnfoC3tpq1eVMzTpABQY72FXRfg3HMW",
            52,
            id="aeternity/ae_mdw test/ae_mdw/websocket/subscriptions_test.exs",
        ),
        pytest.param(
            "ok_JcUaMCu9FzTwonCZkFE5BXsgxueagub9fVzywuQRDiCogTzse",
            "ok_2JcUaMCu9FzTwonCZkFE5BXsgxueagub9fVzywuQRDiCogTzse",
            3,
            id="aeternity/ae_mdw README.md",
        ),
        pytest.param(
            "ak_me6L5SSXL4NLWv5EkQ7a18xaA145Br7oV4sz9JphZgsTsYwGC",
            "ak_me6L5SSXL4NLWv5EkQ7a16xaA145Br7oV4sz9JphZgsTsYwGC",
            24,
            id="aeternity/aepp-sdk-python tests/test_signing.py",
        ),
    ],
)
def test_errors_in_published_texts_are_found(wrong: str, right: str, position: int) -> None:
    found = meant(wrong)
    assert (found.text, found.position) == (right, position)


def test_a_published_text_with_more_than_one_error_gets_no_suggestion() -> None:
    # aeternity/ae_mdw priv/static/swagger/swagger.json
    assert suggest("nm_6oqHuqaHZcTTMMNRXiDpqek1jHqz1cxTtLUeVTdJH8Vs") is None


@pytest.mark.parametrize(
    ("start", "end", "new", "change"),
    [
        (10, 10, "x", "character 10 (x) is one too many"),
        (10, 10, "-", "character 10 (-) is one too many"),
        (10, 10, "\n", "character 10 ('\\n') is one too many"),
        (10, 11, " ", "character 10 is ' ' instead of F"),
        (10, 11, "\u0444", "character 10 is '\\u0444' instead of F"),
        (10, 11, "", "F is missing at character 10"),
        (10, 11, "FF", "character 10 (F) is there twice"),
        (10, 12, "fF", "characters 10 and 11 (fF) are swapped"),
        (10, 11, "x", "character 10 is x instead of F"),
        (10, 11, "f", "character 10 is f instead of F (wrong case)"),
        (8, 9, "l", "character 8 is l instead of 1"),
        (8, 9, "/", "character 8 is / instead of 1"),
        (51, 52, "", "d is missing at character 51"),
    ],
)
def test_what_is_wrong_in_base58_is_said_with_its_place(start: int, end: int, new: str, change: str) -> None:
    found = meant(ACCOUNT[:start] + new + ACCOUNT[end:])
    assert (found.text, found.change, found.position) == (ACCOUNT, change, start)


#: "hello you!", 19 characters and a sign of padding.
HELLO = checked64("ba", b"hello you!")


@pytest.mark.parametrize(
    ("start", "end", "new", "change"),
    [
        (5, 5, "x", "character 5 (x) is one too many"),
        (5, 5, "-", "character 5 (-) is one too many"),
        (5, 6, "", "V is missing at character 5"),
        (5, 6, "VV", "character 5 (V) is there twice"),
        (5, 7, "sV", "characters 5 and 6 (sV) are swapped"),
        (5, 6, "+", "character 5 is + instead of V"),
        (5, 6, "v", "character 5 is v instead of V (wrong case)"),
        (22, 23, "", "= is missing at character 22"),
        (22, 23, "==", "character 22 (=) is there twice"),
        (22, 23, "A", "character 22 is A instead of ="),
    ],
)
def test_what_is_wrong_in_base64_is_said_with_its_place(start: int, end: int, new: str, change: str) -> None:
    assert HELLO[5:7] == "Vs"
    assert (len(HELLO), HELLO[22]) == (23, "=")
    found = meant(HELLO[:start] + new + HELLO[end:])
    assert (found.text, found.change, found.position) == (HELLO, change, start)


def test_characters_that_base58_does_not_have_are_taken_for_those_that_look_alike() -> None:
    wrong = ACCOUNT.replace("1", "l").replace("o", "0").replace("L", "I")
    assert sum(a != b for a, b in zip(wrong, ACCOUNT, strict=True)) == 7
    assert suggest(wrong) is None  # no one takes I for L
    found = meant(wrong.replace("I", "L"))
    assert (found.text, found.position) == (ACCOUNT, ACCOUNT.index("1"))
    assert "character 8 is l instead of 1, character 30 is l instead of 1" in found.change
    assert "character 34 is 0 instead of o" in found.change


@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_where_all_letters_have_one_case_nothing_can_be_restored(change: Callable[[str], str]) -> None:
    wrong = f"ak_{change(ACCOUNT[3:])}"
    assert is_of_one_case(wrong)
    assert suggest(wrong) is None
    assert not is_of_one_case(ACCOUNT)
    assert not is_of_one_case("th_3jq")


@pytest.mark.parametrize("right", [ACCOUNT, HELLO, CO_SIGNED, checked58("sg", KEY + KEY)])
def test_a_right_text_needs_no_suggestion(right: str) -> None:
    assert suggest(right) is None


@pytest.mark.parametrize(
    "wrong", ["", "_", "ak_", "ak_1", "tx_", "tx_=", "tx_====", "xx_abc", "ak_0OIl", "é_é", "tx_é"]
)
def test_what_is_hardly_a_text_gets_no_suggestion(wrong: str) -> None:
    assert suggest(wrong) is None


def test_no_suggestion_where_several_texts_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    others = [ACCOUNT[3:], checked58("ak", KEY[::-1])[3:]]
    whole = [Edit(Error.SUBSTITUTED, 0, 50, other) for other in others]
    monkeypatch.setattr(typos, "_base58_edits", lambda prefix, body: iter(whole[:1]))
    assert meant(f"{ACCOUNT[:-1]}x").text == ACCOUNT
    monkeypatch.setattr(typos, "_base58_edits", lambda prefix, body: iter(whole))
    assert suggest(f"{ACCOUNT[:-1]}x") is None


@pytest.mark.parametrize("prefix", ["sk_", "SK_", " sk_", "sk$", "s k_"])
def test_a_secret_key_gets_no_suggestion(prefix: str) -> None:
    secret = prefix + ACCOUNT[3:]
    for wrong in (secret, secret[:-1], secret.replace("F", "f", 1), secret.replace("1", "l")):
        assert suggest(wrong) is None


def test_a_suggestion_is_never_applied() -> None:
    for wrong in (f"{ACCOUNT[:-1]}x", ACCOUNT.replace("1", "l")):
        assert suggest(wrong) is not None
        with pytest.raises(aecodec.TextError):
            aecodec.decode(wrong)
        with pytest.raises(aecodec.AecodecError):
            aecodec.Id(wrong)


def test_random_bodies_get_no_suggestion() -> None:
    """None of 100,000 such bodies got one when they were counted. By chance one of 700,000 does."""
    chance = random.Random(20181128)
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    for _ in range(200):
        assert suggest(f"ak_{''.join(chance.choices(alphabet, k=50))}") is None
        assert suggest(f"ba_{''.join(chance.choices(alphabet, k=60))}") is None


@pytest.mark.parametrize(
    ("source", "most"),
    [
        pytest.param(f"{ACCOUNT[:-1]}x", 0.05, id="base58 of 32 bytes"),
        pytest.param(f"{checked58('sg', KEY + KEY)[:-1]}x", 0.05, id="base58 of 64 bytes"),
        pytest.param(f"ak_{'0OIlIlO' + ACCOUNT[10:]}", 0.2, id="as many look-alikes as are searched for"),
        pytest.param(f"tx_{'+AbC' * 160}", 0.3, id="base64 of 640 characters"),
        pytest.param(f"tx_{'+AbC' * 550}", 0.3, id="base64 of 2,200 characters"),
        pytest.param(f"tx_{'+AbC' * 1000}", 0.3, id="base64 of 4,000 characters"),
        pytest.param(f"tx_{'+AbC' * 1600}", 0.3, id="base64 of 6,400 characters"),
        pytest.param(f"tx_{'+AbC' * 4000}", 0.3, id="base64 of 16,000 characters"),
        pytest.param(f"tx_{'+AbC' * 1_000_000}", 0.3, id="base64 of 4,000,000 characters"),
        pytest.param(f"ak_{'2' * 1_000_000}", 0.3, id="base58 of 1,000,000 characters"),
        pytest.param(f"tx_{'2' * 1_000_000}", 0.3, id="base58 where base64 belongs"),
    ],
)
def test_the_search_is_bounded_whatever_the_text(source: str, most: float) -> None:
    assert min(thread_seconds(lambda: suggest(source)) for _ in range(3)) < most
