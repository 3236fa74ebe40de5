"""`aecodec inspect` on a terminal: its width, its colors, and the pager for what is longer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
fcntl = pytest.importorskip("fcntl", reason="there are no pseudo-terminals here")
termios = pytest.importorskip("termios", reason="there are no pseudo-terminals here")

_ESCAPE = re.compile(r"\x1b\[\d+m")


def on_terminal(*arguments: str, columns: int = 80, rows: int = 24, **env: str) -> tuple[int, str]:
    """Run the program on a terminal of this size; return its exit code and what it writes to the terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(
        slave,
        termios.TIOCSWINSZ,
        rows.to_bytes(2, sys.byteorder) + columns.to_bytes(2, sys.byteorder) + bytes(4),
    )
    unset = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PAGER", "AECODEC_PAGER", "LESS")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    process = subprocess.Popen(
        [sys.executable, "-m", "aecodec", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        env=kept | {"TERM": "xterm", "PYTHONUTF8": "1"} | env,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 1 << 16)
        except OSError:  # how Linux tells that the program has ended
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    return process.wait(60), shown.decode().replace("\r\n", "\n")


def pager_to(path: Path) -> str:
    return f"cat > '{path}'"


def test_what_is_longer_than_the_terminal_goes_to_the_pager(tmp_path: Path) -> None:
    code, shown = on_terminal("inspect", "--sample", "--messages", PAGER=pager_to(tmp_path / "paged"))
    assert (code, shown) == (0, "")
    paged = (tmp_path / "paged").read_text(encoding="utf-8")
    assert "founding session" in paged
    assert paged.count("\n") > 24


def test_what_fits_is_printed(tmp_path: Path) -> None:
    code, shown = on_terminal("inspect", "--sample", rows=200, PAGER=pager_to(tmp_path / "paged"))
    assert code == 0
    assert "founding session" in shown
    assert not (tmp_path / "paged").exists()


@pytest.mark.parametrize(
    ("arguments", "env"),
    [(["--no-pager"], {}), ([], {"AECODEC_PAGER": ""}), ([], {"AECODEC_PAGER": "cat"}), (["--json"], {})],
)
def test_nobody_is_made_to_use_a_pager(arguments: list[str], env: dict[str, str], tmp_path: Path) -> None:
    told = {"PAGER": pager_to(tmp_path / "paged")} | env
    code, shown = on_terminal("inspect", "--sample", "--messages", *arguments, rows=5, **told)
    assert code == 0
    assert shown.count("\n") > 24
    assert not (tmp_path / "paged").exists()


def test_our_own_variable_comes_before_that_of_all(tmp_path: Path) -> None:
    env = {"PAGER": pager_to(tmp_path / "all"), "AECODEC_PAGER": pager_to(tmp_path / "own")}
    on_terminal("inspect", "--sample", rows=5, **env)
    assert (tmp_path / "own").exists()
    assert not (tmp_path / "all").exists()


def test_a_pager_that_cannot_be_run_or_stops_reading_loses_nothing_and_changes_no_exit_code() -> None:
    code, shown = on_terminal("inspect", "--sample", rows=5, PAGER="/no/such/pager")
    assert code == 0
    assert "both signatures valid" in shown
    code, shown = on_terminal("inspect", "--sample", "--messages", rows=5, PAGER="head -n 1")
    assert code == 0
    assert _ESCAPE.sub("", shown).startswith("founding session")
    assert "Traceback" not in shown


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    _, shown = on_terminal("inspect", "--sample", "--messages", "--no-pager", columns=columns)
    plain = _ESCAPE.sub("", shown).splitlines()
    assert columns - 12 < max(map(len, plain)) <= columns


def test_a_terminal_has_colors_unless_they_are_turned_off() -> None:
    _, colored = on_terminal("inspect", "--sample", "--messages", "--no-pager")
    assert _ESCAPE.search(colored)
    _, plain = on_terminal("inspect", "--sample", "--messages", "--no-pager", NO_COLOR="1")
    assert not _ESCAPE.search(plain)
    assert plain == _ESCAPE.sub("", colored)
