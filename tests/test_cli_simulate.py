"""`aecodec simulate`: replay of recordings, and the server."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aecodec.inspector import captures

from .command_line import run
from .conftest import ROOT


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = tmp_path / "session.jsonl"
    path.write_text(captures.sample(), "utf-8")
    return path


def test_a_replay_says_how_many_frames_agree(session: Path) -> None:
    found = run("simulate", "--replay", str(session))
    assert (found.returncode, found.err) == (0, "")
    assert found.out == f"{session}: 41 frames of the node agree, 19 were sent\n"


def test_the_first_difference_is_shown_side_by_side(session: Path) -> None:
    session.write_text(captures.sample().replace("69999999999999", "69999999999998"), "utf-8")
    found = run("simulate", "--replay", str(session))
    assert (found.returncode, found.err) == (1, "")
    first, where, recorded, simulated = found.out.splitlines()
    assert "frames of the node agree" in first
    assert "to the initiator at result[0].balance" in where
    assert recorded.startswith("  recorded   {")
    assert "69999999999998" in recorded
    assert simulated.startswith("  simulated  {")
    assert "69999999999999" in simulated


def test_of_several_recordings_each_is_told(session: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.jsonl"
    changed.write_text(captures.sample().replace('"event":"open"', '"event":"closing"', 1), "utf-8")
    assert changed.read_text("utf-8") != captures.sample()
    found = run("simulate", "--replay", str(changed), str(session))
    assert found.returncode == 1
    assert str(changed) in found.out
    assert f"{session}: 41 frames" in found.out


def test_a_file_that_is_no_capture_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "other.md"
    path.write_text("# nothing\n", "utf-8")
    found = run("simulate", "--replay", str(path))
    assert found.returncode == 2
    assert found.out == ""
    assert found.err.count("\n") == 1


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    found = run("simulate", "--replay", str(tmp_path / "missing"))
    assert found.returncode == 2
    assert "missing" in found.err


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_a_port_is_a_port(port: str) -> None:
    assert run("simulate", "--port", port).returncode == 2


def test_the_server_prints_its_url_and_records_what_happens(tmp_path: Path) -> None:
    pytest.importorskip("websockets", reason="the extra ws is not installed")
    from websockets.sync.client import connect

    path = tmp_path / "recorded.jsonl"
    program = subprocess.Popen(
        [sys.executable, "-m", "aecodec", "simulate", "--port", "0", "--record", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    with program:
        assert program.stdout is not None
        assert program.stderr is not None
        try:
            url = program.stdout.readline().decode().strip()
            with connect(f"{url}?protocol=json-rpc&role=nobody") as socket:
                assert list(socket) == []  # closed without a word
        finally:
            program.send_signal(signal.SIGINT)
        assert program.stderr.read() == b""
        assert program.wait(timeout=10) == 130
    kinds = [entry.kind for entry in captures.read(path.read_text("utf-8")).entries]
    assert kinds == ["open", "close"]
