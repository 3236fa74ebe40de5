"""The command line run in this process: what it prints, and its exit code."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace
from typing import Any

import pytest

from aecodec.cli import main


def run(*arguments: str, given: str | bytes = b"") -> Any:
    """Run the program with this standard input; return `code`, and `out` and `err` as text."""
    out, err = io.StringIO(), io.StringIO()
    stdin = given.encode() if isinstance(given, str) else given
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(stdin), isatty=lambda: False))
        code = main(list(arguments))
    found = SimpleNamespace(code=code, out=out.getvalue(), err=err.getvalue())
    assert "Traceback" not in found.err
    return found


def output(*arguments: str, given: str | bytes = b"") -> str:
    """Return what a run prints in which nothing is wrong."""
    found = run(*arguments, given=given)
    assert (found.code, found.err) == (0, "")
    return str(found.out)


def records(*arguments: str, given: str | bytes = b"", code: int = 0) -> list[Any]:
    """Return the JSON objects that a run prints, one a line."""
    found = run(*arguments, given=given)
    assert found.code == code
    return [json.loads(line) for line in found.out.splitlines()]
