"""What must not reach a terminal: secret keys, and escapes that it would obey."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.redaction import redact

from .command_line import one_error, records, run
from .conftest import founding

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]
TX_NAMES = ["unsigned", "half_signed", "co_signed"]
SECRET = aecodec.encode("sk", bytes(range(32)))


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        SECRET[:-1],
        SECRET + "x",
        SECRET.replace("_", "_!"),
        " " + SECRET,
        "SK" + SECRET[2:],
        "x=" + SECRET,
    ],
)
def test_a_secret_key_is_never_shown(text: str, options: list[str]) -> None:
    for command in "decode", "encode", "verify":
        if command == "encode" and options:
            continue
        found = run(command, *options, text)
        for part in (SECRET[3:], SECRET[4:-1], bytes(range(32)).hex(), SECRET[3:13]):
            assert part not in found.out + found.err


@pytest.mark.parametrize("dress", ["{}", " {}", "key={};", '"{}"'])
def test_a_secret_key_gives_a_warning_and_nothing_of_it(dress: str) -> None:
    text = dress.format(SECRET)
    found = run("decode", text)
    assert (found.returncode, found.out) == (1, "")
    assert one_error(found).startswith("sk_…: a secret, which is not shown (")
    (record,) = records(run("decode", "--json", text).out)
    assert record["input"] == "sk_…"
    assert (record["error"]["code"], record["recognised"]["kind"]) == ("secret_given", "secret")


def test_a_secret_among_other_things_takes_nothing_away_from_them() -> None:
    found = run("decode", given=f"my key: {SECRET}\nchannel: {FACTS['channel_id']}\n")
    assert found.returncode == 0
    assert found.out == f"line 2, column 10: channel id {FACTS['channel_id']}\n"
    assert "a secret, which is not shown" in found.err
    assert SECRET[3:13] not in found.err


def test_words_of_a_recovery_phrase_are_one_secret_with_and_without_quotes() -> None:
    words = (
        "legal winner thank year wave sausage worth useful legal winner thank yellow"  # BIP 39, a test vector
    )
    for arguments in ([words], words.split(), ["decode", words], ["decode", *words.split()]):
        found = run(*arguments)
        assert (found.returncode, found.out) == (1, "")
        assert not any(word in found.err for word in words.split())


def test_a_secret_key_in_wrong_usage_is_not_repeated() -> None:
    assert SECRET[3:13] not in run("decode", f"--key={SECRET}").err
    assert SECRET[3:13] not in run("verify", CO_SIGNED, *["--participant", SECRET, "--participant", "x"]).err


HOSTILE = "\x1b[2J\u202e\u2066\r\nx"


@pytest.mark.parametrize(
    "args", [["decode", HOSTILE], ["decode", f"@{HOSTILE}"], [HOSTILE], ["encode", HOSTILE]]
)
def test_what_a_terminal_would_obey_is_escaped_in_errors(args: list[str]) -> None:
    found = run(*args)
    assert found.returncode in (1, 2)
    assert "\x1b" not in found.err
    assert "\u202e" not in found.err
    assert "\\x1b[2J" in found.err


def test_what_a_terminal_would_obey_is_escaped_in_a_tree() -> None:
    tx = aecodec.SpendTx(
        sender_id=FACTS["initiator_id"],
        recipient_id=FACTS["responder_id"],
        amount=10**18 + 5,
        fee=1,
        ttl=0,
        nonce=1,
        payload=HOSTILE.encode(),
    )
    found = run("decode", aecodec.encode_tx(tx))
    assert found.out.replace("\n", "").isprintable()
    plain = run("decode", aecodec.encode_tx(aecodec.replace(tx, payload=b'say "hi"')))
    assert '("say \\"hi\\"")' in plain.out
    assert "1000000000000000005 (1.000000000000000005 AE)" in plain.out


@given(st.text(), st.text(min_size=1))
def test_redaction_leaves_nothing_of_what_follows(before: str, secret: str) -> None:
    assert redact(f"{before}sk_{secret}") == redact(f"{before}sk_")
