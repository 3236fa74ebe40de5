"""`aecodec channel`: the demonstration, and two participants as processes of their own."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("websockets", reason="the package websockets is missing (pip install 'aecodec[ws]')")

from aecodec.cli import main
from aecodec.inspector import captures, findings, reconstruct

from .channel_requests import A, B
from .conftest import ROOT

SEEDS = {
    "initiator": b"a test seed: alice, initiator ..".hex(),
    "responder": b"a test seed: bob, responder ....".hex(),
}


def test_the_demonstration_is_reported_without_a_finding(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    record, page = tmp_path / "session.jsonl", tmp_path / "report.html"
    assert main(["channel", "demo", "--record", str(record), "--html", str(page)]) == 0
    shown = capsys.readouterr().out
    assert "no findings" in shown
    # 7 and 4 times 10^13 aettos, of which one is pushed.
    assert re.search(r"round 1 +open +69 999 999 999 999 +40 000 000 000 001", shown)
    assert re.search(r"round 2 +update +67 999 999 999 999 +42 000 000 000 001", shown)
    history = reconstruct(captures.read(record.read_text()), ["ae_sim"])
    (channel,) = history.channels
    assert [step.kind for step in channel.steps if step.counts] == [
        "open",
        "update",
        "update",
        "close_mutual",
    ]
    assert list(findings(history)) == []
    assert page.read_text().startswith("<!doctype html>")


def start(*arguments: str, script: str, **environment: str) -> subprocess.Popen[str]:
    import os

    program = subprocess.Popen(
        [sys.executable, "-m", "aecodec", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    program.stdin.write(script)
    program.stdin.close()
    program.stdin = None
    return program


def take_part(url: str, role: str, peer: str, script: str, *more: str) -> subprocess.Popen[str]:
    arguments = ["channel", "open", url, f"--{role}", "--peer", peer, "--network", "ae_sim", "--depth", "0"]
    arguments += ["--mine", "0.0007AE", "--theirs", "0.0007AE", "--key-env", "SEED", *more]
    return start(*arguments, script=script, SEED=SEEDS[role])


@pytest.fixture
def url() -> object:
    with subprocess.Popen(
        [sys.executable, "-m", "aecodec", "simulate", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def test_a_script_ends_at_its_first_failure(url: str) -> None:
    alice = take_part(url, "initiator", str(B), "# a comment\npay 1000 coffee\nuntil 9\n")
    bob = take_part(url, "responder", str(A), "until 2\npay 1AE\npay 400\n")
    _, errors = bob.communicate(timeout=30)
    # Nobody has so many coins in this channel.
    assert "Insufficient balance" in errors
    assert bob.returncode == 1
    alice.kill()
    alice.communicate()


def test_messages_and_a_close_are_shown(url: str) -> None:
    alice = take_part(url, "initiator", str(B), "pay 1000 coffee\nuntil 3\nsay hello\nhear\nshutdown\n")
    bob = take_part(url, "responder", str(A), "until 2\npay 400\nhear\nsay hello back\nuntil 9\n")
    told, errors = alice.communicate(timeout=30)
    assert (alice.returncode, errors) == (0, "")
    assert "round 2   mine 699999999999000 (0.000699999999999 AE), theirs 700000000001000" in told
    assert "heard     hello back" in told
    assert "closed    ch_" in told
    told, errors = bob.communicate(timeout=30)
    assert "heard     hello" in told
    assert (bob.returncode, "ended" in errors) == (1, True), "round 9 never came"


def test_a_channel_is_taken_up_again_from_its_file(url: str, tmp_path: Path) -> None:
    stores = [("--store", str(tmp_path / name)) for name in ("alice.json", "bob.json")]
    opened: str | None = None
    for rounds in (2, 3):
        bob = take_part(url, "responder", str(A), f"until {rounds}\nquit\n", *stores[1])
        if opened is not None:  # a payment to somebody who is away ends in a conflict
            assert bob.stdout is not None
            assert bob.stdout.readline() == opened
        alice = take_part(url, "initiator", str(B), "pay 1000\nquit\n", *stores[0])
        shown, errors = alice.communicate(timeout=30)
        assert (alice.returncode, errors) == (0, "")
        opened = shown.splitlines(keepends=True)[0]
        _, errors = bob.communicate(timeout=30)
        assert (bob.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["open"], "arguments are required: URL"),
        (["opne"], "Did you mean open?"),
        ([], "demo | open"),
    ],
)
def test_wrong_usage_is_one_clear_error(
    arguments: list[str], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["channel", *arguments]) == 2
    assert fault in capsys.readouterr().err.splitlines()[-1]


def test_nobody_at_the_url_is_one_clear_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEED", SEEDS["initiator"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    arguments = ["open", "ws://127.0.0.1:9/channel", "--initiator", "--peer", str(B), "--network", "ae_sim"]
    assert main(["channel", *arguments, "--mine", "1AE", "--theirs", "1AE", "--key-env", "SEED"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("aecodec channel: ")
    assert SEEDS["initiator"] not in lines[0]
