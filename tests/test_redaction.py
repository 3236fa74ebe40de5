"""Secrets in what people paste are masked: in sessions, in wrong inputs, in errors; and nothing else is."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import aecodec
from aecodec import build, rpc
from aecodec.cli import main
from aecodec.inspector import captures, findings, inspection, reconstruct, report
from aecodec.redaction import redact, redact_json, redact_within

from .growth import assert_linear
from .recorded_sessions import at, founding_session, sessions_with, text_of
from .test_secrets import FORMS, FOUNDING, KEY, SEED, SPEND, TEXT, WHOLE, leaks

# --- forms of a secret --------------------------------------------------------------------------


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

B64, B64_WHOLE, URLSAFE = (
    base64.b64encode(SEED).decode(),
    base64.b64encode(WHOLE).decode(),
    base64.urlsafe_b64encode(WHOLE).decode().rstrip("="),
)
PHRASE = "zebra orbit lunch cactus vivid ribbon salad enjoy pistol humor gadget onion"
PASSWORD = "Tr0ub4dor+3"

#: Secrets that show by their form, wherever they stand.
BY_FORM = {
    "an Erlang binary": f"<<{','.join(map(str, WHOLE))}>>",
    "an Elixir binary": f"<<{', '.join(map(str, SEED))}>>",
    "an Elixir binary that was cut": f"<<{', '.join(map(str, WHOLE[:50]))}, ...>>",
    "a Buffer": f"<Buffer {SEED.hex(' ')}>",
    "a Buffer that was cut": f"<Buffer {WHOLE[:50].hex(' ')} ... 14 more bytes>",
    "a Uint8Array": f"Uint8Array(64) [ {', '.join(map(str, WHOLE))} ]",
    "hexadecimal bytes": f"{{{', '.join(map(hex, SEED))}}}",
    "percent signs": f"%73k_{TEXT[3:]}",
    "percent signs everywhere": "".join(f"%{ord(char):02X}" for char in TEXT),
    "percent signs twice": f"s%256b%255F{TEXT[3:]}",
    "percent signs in digits": "".join(f"%{ord(char):02x}" for char in SEED.hex()),
    "a blank after the prefix": f"sk_ {TEXT[3:]}",
    "a plus sign after the prefix": f"sk_+{TEXT[3:]}",
    "a blank within the prefix": f"s k_{TEXT[3:]}",
    "a line that was broken": f"{TEXT[:24]}\n{TEXT[24:]}",
    **{
        f"U+{ord(no):04X} in it": f"s{no}k_{no}{TEXT[3:20]}{no}{TEXT[20:]}" for no in "\u200b\u2060\ufeff\xad"
    },
}

#: Secrets that show by the word before them.
BY_WORD = {
    **{
        f"base64 of a {word}": f"{word}: {B64}"
        for word in ("key", "secret", "seed", "private key", "mnemonic")
    },
    "base64 of a whole key": f"privateKey={B64_WHOLE}",
    "base64 for URLs": f"my secret key is {URLSAFE}",
    "base64 without a sign": f"seed {B64}",
    "base64 as an Erlang map": f'#{{secret_key => <<"{B64}">>}}',
    "base64 in JSON text": json.dumps(json.dumps({"seed": B64}))[1:-1],
    "one byte lost": f"seed: {[*SEED[1:]]}",
    "a password": f"password: {PASSWORD}",
    "a password with blanks": f'passphrase = "{PASSWORD} and more"',
    "a parameter of a URL": f"wss://h/channel?role=initiator&password={PASSWORD}&x=1",
    "the login of a URL": f"wss://me:{PASSWORD}@h/channel?x=1",
    "a phrase": f"my seed phrase: {PHRASE}",
    "a longer phrase": f"mnemonic = {PHRASE} {PHRASE}",
    "a phrase in lines": "recovery phrase\n"
    + "\n".join(f"{n}. {w}" for n, w in enumerate(PHRASE.split(), 1)),
}


def leaks_of(text: str) -> list[str]:
    """Return the parts of secrets in a text, in every form of this module."""
    low = text.lower()
    rows = [" ".join(f"{byte:02x}" for byte in WHOLE[at : at + 3]) for at in range(60)]
    rows += [f"%{ord(TEXT[at]):02x}%{ord(TEXT[at + 1]):02x}" for at in range(3, len(TEXT) - 1)]
    rows += [form[at : at + 8].lower() for form in (B64, B64_WHOLE, URLSAFE) for at in range(len(form) - 8)]
    rows += [", ".join(map(hex, SEED[at : at + 3])) for at in range(30)]
    rows += [",".join(map(str, WHOLE[at : at + 3])) for at in range(60)]
    words = [PASSWORD[2:].lower(), *(word for word in PHRASE.split() if word != "orbit")]
    return leaks(text) + [row for row in [*rows, *words] if row in low]


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


# --- pasted sessions ----------------------------------------------------------------------------


def sessions(secret: str) -> Iterator[str]:
    """The bundled session with a secret in every place where text can stand, one after the other."""
    frame = {"jsonrpc": "2.0", "method": "channels.x"}
    changes: dict[int, Callable[[Any], object]] = {
        4: lambda one: one.update(url=one["url"] + f"&a={secret}&lock_period={secret}"),
        9: lambda one: one.update(time=secret),
        28: lambda one: one["frame"].update(method=f"channels.{secret}"),
        39: lambda one: one["frame"]["params"].update(channel_id=secret),
        60: lambda one: one.update(participant=secret),
        79: lambda one: (one.pop("frame"), one.update(text="{" + secret)),
        90: lambda one: one["frame"].update({"extra": {secret: [secret]}}),
        124: lambda one: one["frame"]["params"]["data"].update(event=secret),
        588: lambda one: one["frame"]["params"].update(info=f"{'x' * 200} {secret}"),
        652: lambda one: one["frame"].update(id=secret),
        667: lambda one: one.update(
            frame={"jsonrpc": "2.0", "id": secret, "error": {"code": 1, "message": secret, "data": [secret]}}
        ),
        810: lambda one: one["frame"]["params"]["data"].update(state=f"tx_!{secret}"),
        185: lambda one: one.update(frame={**frame, "params": {"secretKey": secret, "a": [*SEED]}}),
    }
    return sessions_with(changes)


def run(*arguments: str) -> str:
    """Everything that the program prints."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        main(list(arguments))
    assert "Traceback" not in err.getvalue()
    return out.getvalue() + err.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_a_pasted_session_is_told_without_its_secrets(tmp_path: Path, form: str) -> None:
    path = tmp_path / "session"
    for session in sessions(FORMS[form]):
        assert leaks(session)
        path.write_text(session, encoding="utf-8")
        report_, records = run("inspect", str(path)), run("inspect", "--json", str(path))
        assert leaks(report_) == []
        assert leaks(records) == []
        assert "…" in report_ + json.dumps(records) or "\\u2026" in records
        assert [json.loads(line) for line in records.splitlines()][-1]["kind"] == "summary"


def test_a_pasted_recording_is_told_without_its_secrets(tmp_path: Path) -> None:
    path = tmp_path / "recording.md"
    for secret in FORMS.values():
        frame = {"jsonrpc": "2.0", "method": "channels.message", "params": {"info": secret, "to": secret}}
        parts = [
            f"#### {secret} ---> node\n```\n{json.dumps(frame)}\n```\n",
            f"#### initiator info\n> {secret}\n",
            f"#### initiator opens a WebSocket connection\n```\nws://h/channel?a={secret}\n```\n",
            f"#### initiator ---> node\n```\n{{{secret}\n```\nstray {secret}\n",
            f"#### what is {secret}\n",
            f"#### initiator <--- node ({secret})\n```\n[{json.dumps(secret)}]\n```\n",
        ]
        path.write_text("".join(parts), encoding="utf-8")
        assert leaks(run("inspect", str(path)) + run("inspect", "--json", str(path))) == []


def test_redaction_changes_nothing_else_of_a_session() -> None:
    entries = captures.read(captures.sample()).entries
    assert [*map(captures.to_line, captures.write(entries))] == captures.sample().splitlines()
    changed = founding_session()
    at(changed, 588)["frame"]["params"]["info"] = f"my key is {TEXT}"
    shown = captures.read(text_of(changed), "a name")
    at(changed, 588)["frame"]["params"]["info"] = "my key is sk_…"
    assert shown == captures.read(text_of(changed), "a name")
    history = reconstruct(shown)
    assert list(report.lines(inspection.inspect(history, findings(history))))


def test_a_frame_itself_is_never_changed() -> None:
    text = json.dumps({"jsonrpc": "2.0", "method": "m", "params": {"info": TEXT}}, separators=(",", ":"))
    assert rpc.encode(rpc.decode(text)) == text


@given(st.data(), st.sampled_from(sorted(BY_FORM | BY_WORD)))
@settings(max_examples=40)
def test_no_inspection_repeats_a_secret_from_any_place(data: st.DataObject, what: str) -> None:
    secret = (BY_FORM | BY_WORD)[what]
    lines = [json.loads(line) for line in captures.sample().splitlines()[:40]]
    places = [*_places(lines)]
    for _ in range(3):
        holder, key = data.draw(st.sampled_from(places))
        holder[key] = data.draw(st.sampled_from(["{}", "a {} b", "{{{}", "tx_{}", '"{}"'])).format(secret)
    source = "\n".join(json.dumps(line, ensure_ascii=data.draw(st.booleans())) for line in lines)
    capture = captures.read(source)
    records = [*captures.write(capture.entries)]
    if records:
        assert captures.read("\n".join(map(captures.to_line, records))).entries == capture.entries
    for options in ([], ["--json"]):
        with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(source.encode()))):
            assert leaks_of(run("inspect", *options)) == []
    assert leaks_of(repr(capture)) == []


def _places(form: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the holder and the key of every text in a JSON value."""
    for key, item in form.items() if isinstance(form, dict) else enumerate(form):
        if isinstance(item, str) and key not in ("kind", "direction"):
            yield form, key
        elif isinstance(item, (dict, list)):
            yield from _places(item)


# --- the other commands -------------------------------------------------------------------------


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
    shown = [run(command, *options, *lines) for command in ("decode", "verify", "schema", "inspect")]
    shown += [run(command, *options, f"@{path}") for command in ("decode", "verify")]
    shown += [run("decode", *options, f"@/no/{secret}"), run("inspect", *options, f"/no/{secret}")]
    shown += [run("verify", *options, FOUNDING, f"--network={secret}"), run(f"--{secret}"), run(secret)]
    shown += [run("verify", *options, FOUNDING, "--participant", secret, "--participant", "x")]
    shown += [run("inspect", *options, "--sample", f"--network={secret}"), run("decode", "--ints", secret)]
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
        assert leaks(run("encode", text)) == []


@pytest.mark.parametrize("what", [*BY_FORM, *BY_WORD])
def test_no_command_repeats_a_secret_of_any_form(tmp_path: Path, what: str) -> None:
    secret = (BY_FORM | BY_WORD)[what].replace("\n", " ")
    path = tmp_path / "lines"
    path.write_text(f"{secret}\n x {secret}\n", encoding="utf-8")
    shown = [run(command, secret, f"x {secret}") for command in ("decode", "verify", "encode", "schema")]
    shown += [run(command, "--json", secret, f"@{path}") for command in ("decode", "verify")]
    shown += [
        run("inspect", f"/no/{secret}"),
        run(f"--{secret}"),
        run(secret),
        run("encode", f'{{"{secret}": 1}}'),
    ]
    shown += [run("inspect", "--sample", f"--network={secret}"), run("decode", "--ints", secret)]
    assert leaks_of("".join(shown)) == []


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
        shown = run("decode", *arguments)
        assert leaks_of(shown) == []
        assert "…" in shown or "\\u2026" in shown
