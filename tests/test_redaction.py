"""Secrets in any text are redacted by their form or by the word before them; and nothing else is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import aecodec
from aecodec.redaction import redact, redact_json, redact_within

from .growth import assert_linear
from .secret_key import FORMS, FOUNDING, KEY, SEED, TEXT, WHOLE, leaks
from .written_secrets import B64, B64_WHOLE, BY_FORM, BY_WORD, PASSWORD, PHRASE, leaks_of


def decimals(data: bytes, between: str = ", ") -> str:
    return f"[{between.join(map(str, data))}]"


#: A secret as people and programs write it.
WRITTEN = {
    **{f"{name} alone": form for name, form in FORMS.items()},
    **{f"{name} in words": f"My key is {form}, keep it!" for name, form in FORMS.items()},
    **{f"{name} in JSON": json.dumps({"a": [form]}) for name, form in FORMS.items()},
    **{f"{name} in a URL": f"wss://h/channel?x=1&key={form}&y=2" for name, form in FORMS.items()},
    **{f"{name} in brackets": f"({form}) <{form}> '{form}'" for name, form in FORMS.items()},
    "an array": f"secretKey: Uint8Array(64) {decimals(WHOLE)}",
    "an array over lines": f"Uint8Array(32) {decimals(SEED, f',{chr(10)}  ')}",
    "a dense array": decimals(SEED, ","),
    "a named base64": "private_key = " + "fzsZwtSo5l8LkXw9LopG8cBdm3LjofSGDVx7ni9KYYM=",
    "a mnemonic": "mnemonic: " + " ".join(["abandon"] * 11 + ["about"]),
}


@pytest.mark.parametrize("what", WRITTEN)
def test_a_secret_is_masked_as_it_is_written(what: str) -> None:
    shown = redact_within(WRITTEN[what])
    assert leaks(shown) == []
    assert "fzsZ" not in shown
    assert "abandon" not in shown
    assert "…" in shown


@pytest.mark.parametrize("what", [*BY_FORM, *BY_WORD])
def test_a_secret_is_redacted_alone_and_in_words_and_members(what: str) -> None:
    secret = (BY_FORM | BY_WORD)[what]
    for text in (secret, f"see {secret}, please", f"({secret})", f"é: {secret} ü"):
        assert leaks_of(text)
        for shown in (redact(text), redact_within(text), f"{redact_json({'a': [text], text: 1})}"):
            assert leaks_of(shown) == []
            assert "…" in shown


@pytest.mark.parametrize(
    "name", ["password", "passphrase", "Mnemonic", "pwd", "seed_phrase", "recoveryPhrase"]
)
def test_a_member_that_names_a_secret_is_redacted(name: str) -> None:
    for value in (PASSWORD, PHRASE, PHRASE.split(), {"a": PASSWORD}, 1234):
        assert redact_json({"to": [{name: value}]}) == {"to": [{name: "…"}]}


@given(st.text(), st.sampled_from(sorted(BY_FORM | BY_WORD)), st.text(), st.booleans())
def test_redaction_again_changes_nothing(before: str, what: str, after: str, glued: bool) -> None:
    blank = "" if glued else " "
    text = f"{before}{blank}{(BY_FORM | BY_WORD)[what]}{blank}{after}"
    for redaction in (redact, redact_within):
        shown = redaction(text)
        assert glued or re.search("hash|key", before, re.IGNORECASE) or leaks_of(shown) == []
        assert redaction(shown) == shown


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "sk_",
            "s k _ ",
            "sk_ aaaaaaaaaaaaaaaA ",
            "[1,",
            "<<1, ",
            "secret: <<1,",
            "<Buffer 11",
            " 11",
            "[ ",
        ),
        *(
            "0x",
            f"{'f' * 61}g",
            "abc ",
            "zebra,",
            "secret",
            "secret: ",
            "seed is ",
            "key   ",
            "password=",
            "pwd ",
        ),
        *("://a:", "%25", "%", "%41", "\u200b", "a", "A1", "0", " ", "-", '"', "public key ", "hash: "),
    ],
)
def test_redaction_takes_linear_time(unit: str) -> None:
    short, long = (unit * (length // len(unit)) for length in (2_000, 16_000))
    assert_linear(lambda text: (redact(text), redact_within(text)), short, long, times=8)


@pytest.mark.parametrize(
    "words",
    [
        FOUNDING,
        str(KEY.address),
        aecodec.encode("sg", bytes(64)),
        aecodec.encode("st", bytes(32)),
        "sk_",
        "task_id",
        "the secret is out",
        "a seed of issue",
        "private channel: ch_x",
        "[1, 2, 3]",
        "deadbeef",
        "0x" + "0" * 40,
        "f" * 59,
        f"public key: {SEED.hex()}",
        f"pubkey <<{','.join(map(str, SEED))}>>",
        f"public_key => <Buffer {SEED.hex(' ')}>",
        f"account key: {B64}",
        f"state_hash={SEED.hex()}",
        f"{B64} and {B64_WHOLE}",
        f"the key of {KEY.address}, the secret of ch_{'2' * 50}: ch_{'2' * 50}",
        "<<1,2,3>> <Buffer 01 02> Uint8Array(3) [ 1, 2, 3 ]",
        "wss://localhost:3014/channel?existing_channel_id=ch_x&role=initiator",
        "a password is needed",
        "now the other side has sent its offer and waits for mine until dawn",
        "100% of 7% and 41%",
        "f" * 200,
    ],
)
def test_what_is_no_secret_is_shown(words: str) -> None:
    assert redact_within(words) == words
    assert redact_json({"a": [words]}) == {"a": [words]}


def test_zeros_in_base64_are_no_digits_of_a_secret() -> None:
    for zeros in range(120):
        for end in (b"", b"\xff", b"\xff" * 9):
            text = aecodec.encode("ba", bytes(zeros) + end)
            assert redact_within(text) == redact(text) == text
            assert redact_within(f"ba {text}, {text}") == f"ba {text}, {text}"


@pytest.mark.parametrize("name", ["secretKey", "secret_key", "privateKey", "private_key", "SEED", "mnemonic"])
@pytest.mark.parametrize(
    "value", [TEXT, SEED.hex(), list(SEED), {"type": "Buffer", "data": [*SEED]}, 7, "hidden"]
)
def test_what_is_called_a_secret_is_masked_whatever_it_is(name: str, value: Any) -> None:
    assert redact_json({"a": {name: value, "b": 1}}) == {"a": {name: "…", "b": 1}}
    assert redact_json({name: None, "a": True}) == {name: None, "a": True}


def test_bytes_are_masked_as_arrays_and_as_objects_of_arrays() -> None:
    for data in (SEED, WHOLE):
        assert redact_json({"a": [*data]}) == {"a": ["…"]}
        assert redact_json({"a": {f"{at}": byte for at, byte in enumerate(data)}}) == {"a": "…"}
    for items in ([1] * 31, [1] * 33, [256] * 32, [True] * 32, ["1"] * 32):
        assert redact_json({"a": items}) == {"a": items}


@given(st.text(), st.sampled_from(sorted(FORMS)), st.text())
def test_a_secret_between_any_words_is_masked(before: str, name: str, after: str) -> None:
    assume(not re.search("hash|key", before, re.IGNORECASE))  # what is called public may be shown
    assert leaks(redact(f"{before} {FORMS[name]} {after}")) == []
    assert leaks(redact_within(f"{before} {FORMS[name]} {after}")) == []
