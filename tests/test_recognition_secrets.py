"""Secrets are recognized as such, warned of, and nothing of them is kept."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.recognition import Confidence, Kind, Reading
from aecodec.redaction import find_recovery_phrases

from .conftest import examples
from .dresses import AROUND, Dress
from .error_of import checked58
from .growth import assert_linear

#: A public test phrase: aeternity/aepp-sdk-js test/unit/metamask.ts.
PHRASE = "eye quarter chapter suit cruel scrub verify stuff volume control learn dust"
WORDS = PHRASE.split()
PAIRS = [f"{one} {other}" for one, other in pairwise(WORDS)]
SEED = bytes.fromhex("9aafaf2823" * 6 + "1d6c")
BODY = checked58("sk", SEED)[3:]
SEED64 = base64.b64encode(SEED).decode()


def only(source: str | bytes) -> Reading:
    """Return the only reading of a source; check that it says nothing of the secret."""
    (reading,) = aecodec.recognize(source)
    assert reading.kind is Kind.SECRET
    assert (reading.value, reading.text, reading.error, reading.suggestion) == (None, None, None, None)
    shown = repr(reading)
    assert not any(part in shown for part in (*PAIRS, BODY[3:12], SEED64[:12], SEED.hex()[:12]))
    return reading


@pytest.mark.parametrize(
    "source",
    [
        PHRASE,
        PHRASE.upper(),
        PHRASE.title(),
        f"  {PHRASE}\n",
        "\n".join(WORDS),
        ", ".join(WORDS),
        "\n".join(f"{number}. {word}" for number, word in enumerate(WORDS, 1)),
        "\n".join(f"{number}) {word}" for number, word in enumerate(WORDS, 1)),
        " ".join(WORDS[:6]) + "\n" + " ".join(WORDS[6:]),
    ],
)
def test_a_recovery_phrase_is_a_secret_as_a_whole(source: str) -> None:
    reading = only(source)
    assert (reading.start, reading.end) == (0, len(source))
    assert reading.confidence is Confidence.LIKELY
    assert "move everything to a new one" in reading.notes[0]


@pytest.mark.parametrize(
    "source",
    [
        f"mnemonic: {PHRASE}",
        f"The mnemonic is {PHRASE}.",
        f"a line\n{PHRASE}\nanother line of this text",
        f'MNEMONIC="{PHRASE}" npm start',
        f"['{PHRASE}']",
        f"<p>{PHRASE}</p>",
    ],
)
def test_a_recovery_phrase_is_found_in_a_text(source: str) -> None:
    reading = only(source)
    assert source[reading.start : reading.end].strip() in (PHRASE, f"{PHRASE}.")


@pytest.mark.parametrize(
    "source",
    [
        "this line has twelve words from which only some are long enough today",
        "the quick brown fox jumps over the lazy dog and then runs home",
        " ".join(WORDS[:11]),
        " ".join([*WORDS, "eye"]),
        " ".join([*WORDS[:11], "dust2"]),
        " ".join([*WORDS[:11], "an"]),
    ],
)
def test_other_words_are_no_recovery_phrase(source: str) -> None:
    assert aecodec.recognize(source) == ()


@pytest.mark.parametrize("count", [12, 15, 18, 21, 24])
def test_phrases_of_all_lengths_are_found(count: int) -> None:
    assert only(" ".join((WORDS * 2)[:count])).confidence is Confidence.LIKELY


@pytest.mark.parametrize("prefix", ["sk_", "sk$", "SK_", "sk-", "sk:", "sk", "ks_"])
def test_the_text_of_a_secret_key_is_one_however_its_prefix_is_spelt(prefix: str) -> None:
    reading = only(prefix + BODY)
    assert reading.confidence is Confidence.CERTAIN
    assert (reading.start, reading.end) == (0, len(prefix + BODY))


@pytest.mark.parametrize("dress", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("secret", [f"sk_{BODY}", f"sk_{BODY[:-1]}x", f"sk_{BODY[:30]}", f"sk_{BODY[:8]}..."])
def test_no_part_of_a_secret_key_is_shown_whatever_is_around_it(secret: str, dress: Dress) -> None:
    readings = aecodec.recognize(dress(secret))
    assert Kind.SECRET in {one.kind for one in readings}
    assert not any(BODY[at : at + 6] in repr(readings) for at in range(40))


@pytest.mark.parametrize(
    "source",
    [
        f"seed: {SEED64}",
        f"SECRET_KEY={SEED64}",
        f'"privateKey": "{SEED.hex()}"',
        f"the secret key is {SEED.hex()}",
        f'"secretKey": "{SEED.hex()}{SEED.hex()}"',
    ],
)
def test_a_key_behind_a_word_for_secrets_is_one(source: str) -> None:
    assert only(source).confidence is Confidence.LIKELY


@pytest.mark.parametrize("word", ["public key: ", "secret and pubkey256 = '", "key hash: "])
def test_a_key_behind_a_word_for_what_is_public_is_none(word: str) -> None:
    assert Kind.SECRET not in {one.kind for one in aecodec.recognize(f"{word}{SEED64}")}


@pytest.mark.parametrize(
    "source", ["secret: none", "seed_version = 1234567890123456", "private key of the node"]
)
def test_short_words_behind_a_word_for_secrets_are_none(source: str) -> None:
    assert Kind.SECRET not in {one.kind for one in aecodec.recognize(source)}


@pytest.mark.parametrize(
    "key",
    [
        # Bitcoin wiki, Wallet import format
        "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
        "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
    ],
)
def test_a_private_key_of_bitcoin_is_a_secret(key: str) -> None:
    (reading,) = aecodec.recognize(f"key {key}")
    assert (reading.kind, reading.confidence) == (Kind.SECRET, Confidence.CERTAIN)
    assert key[:8] not in repr(reading)


def test_what_a_checksum_proves_is_no_secret_whatever_stands_before_it() -> None:
    account = checked58("ak", SEED)
    (reading,) = aecodec.recognize(f"the seed: {account}")
    assert (reading.kind, reading.text) == (Kind.IDENTIFIER, account)


def test_public_texts_are_no_secrets() -> None:
    for prefix in ("ak_", "ks", "th_"):
        kinds = {one.kind for one in aecodec.recognize(f"{prefix}{checked58('ak', SEED)[3:-1]}2")}
        assert Kind.SECRET not in kinds


@examples(200)
@given(st.text(alphabet="abcd is\n12.:\"'skKS_$", max_size=300))
def test_recovery_phrases_are_looked_for_in_any_text(text: str) -> None:
    for start, end in find_recovery_phrases(text):
        assert len(text[start:end].split()) >= 12


@pytest.mark.parametrize("unit", ["is ", "abc ", "abc is ", "1. ", "abc\n", "abcdefgh", "word 'word' "])
def test_the_search_for_phrases_takes_linear_time(unit: str) -> None:
    assert_linear(lambda text: [*find_recovery_phrases(text)], f"{unit * 1000}!", f"{unit * 10_000}!")
