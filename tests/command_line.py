"""Runs of the command line: in this process, which is quick, or as a program of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple
from unittest import mock

from aecodec.cli import main

from .conftest import ROOT


class Finished(NamedTuple):
    """The exit code of a run and what it printed."""

    returncode: int
    out: str
    err: str


def run(*arguments: str, given: str | bytes = "") -> Finished:
    """Run a command here; `given` is its standard input, and no stream escapes what it prints."""
    stdin = io.TextIOWrapper(io.BytesIO(given if isinstance(given, bytes) else given.encode()))
    out, err = io.StringIO(), io.StringIO()
    with mock.patch("sys.stdin", stdin), redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    assert "Traceback" not in err.getvalue()
    return Finished(code, out.getvalue(), err.getvalue())


def printed(*arguments: str) -> str:
    """Return everything that a command prints."""
    found = run(*arguments)
    return found.out + found.err


def run_program(*arguments: str, given: str = "", env: dict[str, str] | None = None) -> Finished:
    """Run a command as a program."""
    found = subprocess.run(
        [sys.executable, "-m", "aecodec", *arguments],
        input=given.encode(),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | (env or {}),
        timeout=60,
    )
    assert b"Traceback" not in found.stderr
    return Finished(found.returncode, found.stdout.decode(), found.stderr.decode())


def output(*arguments: str, given: str | bytes = "") -> str:
    """Return what a run prints in which nothing is wrong."""
    found = run(*arguments, given=given)
    assert (found.returncode, found.err) == (0, "")
    return found.out


def forms(*arguments: str, given: str | bytes = "", code: int = 0) -> list[Any]:
    """Return the JSON values that a run with this exit code prints, one a line."""
    found = run(*arguments, given=given)
    assert found.returncode == code
    return [json.loads(line) for line in found.out.splitlines()]


def records(out: str) -> list[dict[str, Any]]:
    """Parse output of `--json`."""
    return [json.loads(line) for line in out.splitlines()]


def one_error(found: Finished) -> str:
    """Return the one line that a failed run says, without the program's name."""
    assert found.returncode == 1
    assert found.err.startswith("aecodec: ")
    assert found.err.count("\n") == 1
    return found.err.removeprefix("aecodec: ").rstrip("\n")
