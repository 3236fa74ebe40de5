"""Secrets among the inputs of any command come out of none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aecodec
from aecodec import build

from .command_line import printed
from .secret_key import FORMS, FOUNDING, SPEND, leaks, without_ids
from .written_secrets import BY_FORM, BY_WORD, PHRASE, leaks_of


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_command_repeats_a_secret(tmp_path: Path, form: str, options: list[str]) -> None:
    secret = FORMS[form]
    path = tmp_path / "lines"
    lines = (
        secret,
        f" {secret}",
        f"{secret} ",
        f"x={secret}",
        f"{secret},{secret}",
        f"ak_{secret}",
        f'"{secret}"',
    )
    path.write_text("\n".join(lines))
    shown = [printed(command, *options, *lines) for command in ("decode", "verify", "schema", "inspect")]
    shown += [printed(command, *options, f"@{path}") for command in ("decode", "verify")]
    shown += [printed("decode", *options, f"@/no/{secret}"), printed("inspect", *options, f"/no/{secret}")]
    shown += [
        printed("verify", *options, FOUNDING, f"--network={secret}"),
        printed(f"--{secret}"),
        printed(secret),
    ]
    shown += [printed("verify", *options, FOUNDING, "--participant", secret, "--participant", "x")]
    shown += [
        printed("inspect", *options, "--sample", f"--network={secret}"),
        printed("decode", "--ints", secret),
    ]
    assert leaks(without_ids("".join(shown))) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("word", ["seed", "secret key", "private_key"])
def test_no_command_shows_what_a_secret_with_a_word_before_it_could_be(form: str, word: str) -> None:
    for text in (f"{word}: {FORMS[form]}", f'{{"{word}": "{FORMS[form]}"}}', f"{word}={FORMS[form]}"):
        shown = [printed(*options, text) for options in ([], ["decode", "--json"], ["inspect"], ["hex"])]
        assert leaks("".join(shown)) == []


@pytest.mark.parametrize("form", FORMS)
def test_encode_repeats_no_secret_in_an_error(form: str) -> None:
    secret = FORMS[form]
    for text in (
        secret,
        f'{{"seed": {secret}}}',
        f'{{"type": "{secret}"}}',
        f'{{"{secret}": 1, "{secret}": 2}}',
        f'{{"prefix": "sk", "payload": "{secret}x"}}',
        f'{{"prefix": "{secret}", "payload": "00"}}',
        json.dumps({**aecodec.to_json(build.spend_tx(**SPEND)), "sender_id": secret}),
        json.dumps({**aecodec.to_json(build.spend_tx(**SPEND)), secret: 1}),
    ):
        assert leaks(printed("encode", text)) == []


@pytest.mark.parametrize("what", [*BY_FORM, *BY_WORD])
def test_no_command_repeats_a_secret_of_any_form(tmp_path: Path, what: str) -> None:
    secret = (BY_FORM | BY_WORD)[what].replace("\n", " ")
    path = tmp_path / "lines"
    path.write_text(f"{secret}\n x {secret}\n", encoding="utf-8")
    shown = [printed(command, secret, f"x {secret}") for command in ("decode", "verify", "encode", "schema")]
    shown += [printed(command, "--json", secret, f"@{path}") for command in ("decode", "verify")]
    shown += [
        printed("inspect", f"/no/{secret}"),
        printed(f"--{secret}"),
        printed(secret),
        printed("encode", f'{{"{secret}": 1}}'),
    ]
    shown += [printed("inspect", "--sample", f"--network={secret}"), printed("decode", "--ints", secret)]
    printed_at_all = "".join(shown)
    assert leaks_of(without_ids(printed_at_all) if what in BY_FORM else printed_at_all) == []


@pytest.mark.parametrize(
    "phrase", [PHRASE, PHRASE.title(), PHRASE.removesuffix(" onion"), f'"{PHRASE}"', f"{PHRASE} {PHRASE}"]
)
def test_no_error_repeats_a_recovery_phrase(phrase: str) -> None:
    for arguments in (
        [phrase],
        phrase.split(),
        ["--json", phrase],
        [f" {phrase} "],
        [phrase.replace(" ", ",")],
    ):
        shown = printed("decode", *arguments)
        assert leaks_of(shown) == []
        assert "…" in shown or "\\u2026" in shown
