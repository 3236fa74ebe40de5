"""The line about the progress of a long input: on a terminal alone, and gone before all other output."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from aecodec.cli import progress, sources
from aecodec.cli.progress import Progress

from .command_line import run
from .shared_vectors import SPEND_TEXT


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True

    def screen(self) -> str:
        """Return the last line as it is seen."""
        shown = ""
        for part in self.getvalue().rpartition("\n")[2].split("\r"):
            shown = part + shown[len(part) :]
        return shown.rstrip()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the line knows, which tests set."""
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def test_lines_their_rate_and_percent_of_a_file_are_shown(tmp_path: Path, clock: list[float]) -> None:
    file, err = tmp_path / "lines", Terminal()
    file.write_bytes(b"x" * 1000)
    with open(file, "rb") as stream:
        shown = Progress(stream, err)
        stream.read(250)
        shown.note(500)
        assert err.getvalue() == ""  # not in the first second
        clock[0] = 2.0
        shown.note(1500)
        assert err.screen() == "aecodec: 2,000 lines, 1,000 a second, 25 %"
        clock[0] = 2.1
        shown.note(9000)
        assert err.screen().startswith("aecodec: 2,000 lines")  # nobody reads quicker
        shown.clear()
        assert err.screen() == ""


def test_a_pipe_has_no_percent(clock: list[float]) -> None:
    err = Terminal()
    shown = Progress(io.BytesIO(b""), err)
    clock[0] = 4.0
    shown.note(8)
    assert err.screen() == "aecodec: 8 lines, 2 a second"


@pytest.mark.parametrize("results", [False, True])
def test_nothing_is_shown_unless_a_person_watches(
    results: bool, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    err: Any = Terminal() if results else io.StringIO()
    monkeypatch.setattr("sys.stdout", Terminal() if results else io.StringIO())
    shown = Progress(io.BytesIO(b""), err)
    clock[0] = 10.0
    shown.note(8)
    shown.clear()
    assert err.getvalue() == ""


def test_the_line_is_gone_before_an_error_and_at_the_end(clock: list[float]) -> None:
    err = Terminal()
    given = f"{SPEND_TEXT}\n" * 3 + "ak_zzz\n" + f"{SPEND_TEXT}\n" * 3
    real = progress.Progress.note

    def note(self: Progress, lines: int) -> None:
        clock[0] += 10
        real(self, lines)

    with (
        mock.patch.object(sources, "_HEAD_BYTES", 0),
        mock.patch("aecodec.cli.inputs._BLOCK", 400),
        mock.patch.object(Progress, "note", note),
        mock.patch("aecodec.cli._writable", lambda stream: err if stream is not None else stream),
    ):
        run("decode", "--json", given=given)
    assert "lines, " in err.getvalue()
    assert err.screen() == ""
