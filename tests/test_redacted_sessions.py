"""Secrets in pasted sessions come out of no report and no record."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import rpc
from aecodec.inspector import captures, findings, inspection, reconstruct, terminal

from .command_line import printed
from .conftest import examples
from .recorded_sessions import at, founding_session, sessions_with, text_of
from .secret_key import FORMS, SEED, TEXT, leaks
from .written_secrets import BY_FORM, BY_WORD, leaks_of


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


@pytest.mark.parametrize("form", FORMS)
def test_a_pasted_session_is_told_without_its_secrets(tmp_path: Path, form: str) -> None:
    path = tmp_path / "session"
    *alone, everywhere = sessions(FORMS[form])
    for session in (*alone, everywhere) if form in ("text", "seed") else (everywhere,):
        assert leaks(session)
        path.write_text(session, encoding="utf-8")
        report_, records = printed("inspect", str(path)), printed("inspect", "--json", str(path))
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
        assert leaks(printed("inspect", str(path)) + printed("inspect", "--json", str(path))) == []


def test_redaction_changes_nothing_else_of_a_session() -> None:
    entries = captures.read(captures.sample()).entries
    assert [*map(captures.to_line, captures.write(entries))] == captures.sample().splitlines()
    changed = founding_session()
    at(changed, 588)["frame"]["params"]["info"] = f"my key is {TEXT}"
    shown = captures.read(text_of(changed), "a name")
    at(changed, 588)["frame"]["params"]["info"] = "my key is sk_…"
    assert shown == captures.read(text_of(changed), "a name")
    history = reconstruct(shown)
    assert list(terminal.lines(inspection.inspect(history, findings(history))))


def test_a_frame_itself_is_never_changed() -> None:
    text = json.dumps({"jsonrpc": "2.0", "method": "m", "params": {"info": TEXT}}, separators=(",", ":"))
    assert rpc.encode(rpc.decode(text)) == text


@given(st.data(), st.sampled_from(sorted(BY_FORM | BY_WORD)))
@examples(40)
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
            assert leaks_of(printed("inspect", *options)) == []
    assert leaks_of(repr(capture)) == []


def _places(form: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the holder and the key of every text in a JSON value."""
    for key, item in form.items() if isinstance(form, dict) else enumerate(form):
        if isinstance(item, str) and key not in ("kind", "direction"):
            yield form, key
        elif isinstance(item, (dict, list)):
            yield from _places(item)
