"""The line about the progress of a long input: on a terminal alone, and gone before all other output."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from aecodec.cli import main, progress, sources
from aecodec.cli.progress import Notices, Progress

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
        shown = Progress(stream, Notices(err))
        stream.read(250)
        shown.note(500)
        assert err.getvalue() == ""  # not in the first second
        clock[0] = 2.0
        shown.note(1500)
        assert err.screen() == "aecodec: 2,000 lines, 1,000 a second, 25 %"
        clock[0] = 2.1
        shown.note(9000)
        assert err.screen().startswith("aecodec: 2,000 lines")  # nobody reads quicker
        shown.end()
        assert err.screen() == ""


def test_a_pipe_has_no_percent(clock: list[float]) -> None:
    err = Terminal()
    shown = Progress(io.BytesIO(b""), Notices(err))
    clock[0] = 4.0
    shown.note(8)
    assert err.screen() == "aecodec: 8 lines, 2 a second"


def test_notices_take_the_place_of_the_line() -> None:
    err = Terminal()
    notices = Notices(err)
    notices.show("aecodec: 2,000 lines")
    notices.show("aecodec: 9 lines")
    assert err.screen() == "aecodec: 9 lines"
    print("aecodec: a notice", file=notices)  # type: ignore[call-overload]
    assert err.screen() == ""
    assert err.getvalue().endswith("\raecodec: a notice\n")
    assert notices.isatty()


def watched(out: Any, err: Any, clock: list[float]) -> None:
    """Run a command over canonical lines with an error among them, each of which takes ten seconds."""
    real = Progress.note

    def note(self: Progress, lines: int) -> None:
        clock[0] += 10
        real(self, lines)

    given = f"{SPEND_TEXT}\n" * 3 + "ak_zzz\n" + f"{SPEND_TEXT}\n" * 3
    stdin = io.TextIOWrapper(io.BytesIO(given.encode()))
    with (
        mock.patch.object(sources, "_HEAD_BYTES", 0),
        mock.patch("aecodec.cli.inputs._BLOCK", 1),
        mock.patch.object(Progress, "note", note),
        mock.patch("sys.stdin", stdin),
        mock.patch("sys.stdout", out),
        mock.patch("sys.stderr", err),
    ):
        main(["decode"])


def test_the_line_is_gone_before_an_error_and_at_the_end(clock: list[float]) -> None:
    err = Terminal()
    watched(io.StringIO(), err, clock)
    assert "aecodec: 2 lines, " in err.getvalue()
    assert err.screen() == ""
    seen = [line.rpartition("\r")[2] for line in err.getvalue().split("\n")]
    assert next(line for line in seen if line).startswith("aecodec: ak_zzz: ")


@pytest.mark.parametrize(("out", "err"), [(io.StringIO(), io.StringIO()), (Terminal(), Terminal())])
def test_nothing_is_shown_unless_a_person_watches(out: Any, err: Any, clock: list[float]) -> None:
    watched(out, err, clock)
    assert "\r" not in err.getvalue()
    assert " lines, " not in err.getvalue()
