"""`aecodec inspect` with captures of other programs: merged, with notices, and a line about its progress."""

from __future__ import annotations

import io
from pathlib import Path
from unittest import mock

from aecodec.cli import reading
from aecodec.cli.reading import ReadingLine

from .captured_forms import FOLDER, arrows, har, har_socket, side
from .command_line import run


def files(folder: Path) -> tuple[str, str]:
    """The sides of the bundled session, as a browser and a terminal wrote them."""
    browser, terminal = folder / "browser.har", folder / "terminal.txt"
    browser.write_text(har({"request": {"url": "https://x/"}}, har_socket(side("initiator"))), "utf-8")
    terminal.write_text(arrows(side("responder")), "utf-8")
    return str(browser), str(terminal)


def test_both_sides_of_a_channel_are_one_report_in_whatever_form(tmp_path: Path) -> None:
    browser, terminal = files(tmp_path)
    found = run("inspect", browser, terminal)
    assert found.returncode == 0
    assert found.out.startswith(
        f"{browser}, {terminal}: 60 messages, 10 transactions (3 different), 1 channel\n"
    )
    assert "both signatures valid" in found.out
    assert found.err == f"aecodec: {browser}, {terminal}: not shown: requests of HTTP (1)\n"
    records = run("inspect", "--json", browser, terminal).out.splitlines()
    assert f'"source":"{terminal}"' in "".join(records)
    again = run("inspect", "--json", given="\n".join(records))
    assert (again.returncode, again.err) == (0, "")


def test_a_har_without_a_channel_is_one_line(tmp_path: Path) -> None:
    page = tmp_path / "page.har"
    page.write_text(har({"request": {"url": "https://x.example/"}}), "utf-8")
    found = run("inspect", str(page))
    assert found.err.splitlines()[0] == (
        f"aecodec: capture has no messages of a channel at {page}, line 1: found no messages of a WebSocket"
    )


def test_a_capture_of_a_real_program_is_read_from_standard_input() -> None:
    found = run("inspect", given=(FOLDER / "wscat.txt").read_bytes())
    assert (found.returncode, found.err) == (0, "")
    assert found.out.startswith("<stdin>: 12 messages")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_says_how_far_it_is_and_goes_away() -> None:
    clock = iter([0.0, 0.5, 1.5, 1.6, 3.0])
    with mock.patch.object(reading, "monotonic", side_effect=clock):
        err = Terminal()
        line = ReadingLine(err)
        for size, entries in ((100_000, 5), (1_250_000, 1_000), (1_300_000, 1_100), (2_000_000, 2_000)):
            line(size, entries)
        line.clear()
        line.clear()
    first, second = "aecodec: 1.2 MB read, 1,000 entries", "aecodec: 2.0 MB read, 2,000 entries"
    assert err.getvalue() == f"\r{first}\r{second}\r{'':{len(second)}}\r"


def test_nothing_is_shown_where_nobody_watches() -> None:
    err = io.StringIO()
    line = ReadingLine(err)
    line(10**9, 10**6)
    line.clear()
    assert err.getvalue() == ""
