"""Secrets in what people paste are masked: in sessions, in wrong inputs, in errors; and nothing else is."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import build, rpc
from aecodec.cli import main
from aecodec.inspector import captures, findings, reconstruct, report
from aecodec.redaction import redact, redact_json, redact_within

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


@pytest.mark.parametrize("what", WRITTEN)
def test_a_secret_is_masked_as_it_is_written(what: str) -> None:
    shown = redact_within(WRITTEN[what])
    assert leaks(shown) == []
    assert "fzsZ" not in shown
    assert "abandon" not in shown
    assert "…" in shown


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
    plain = captures.read(captures.sample())
    assert captures.without_secrets(plain) is plain
    changed = founding_session()
    at(changed, 588)["frame"]["params"]["info"] = f"my key is {TEXT}"
    shown = captures.without_secrets(captures.read(text_of(changed), "a name"))
    at(changed, 588)["frame"]["params"]["info"] = "my key is sk_…"
    assert shown == captures.read(text_of(changed), "a name")
    history = reconstruct(shown)
    assert list(report.lines(report.inspection(history, findings(history))))


def test_a_frame_itself_is_never_changed() -> None:
    text = json.dumps({"jsonrpc": "2.0", "method": "m", "params": {"info": TEXT}}, separators=(",", ":"))
    assert rpc.encode(rpc.decode(text)) == text


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
