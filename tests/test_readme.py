"""The README shows real output: every example in it is run, and its commands are those that are tested."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys

import pytest

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def test_python_examples_give_what_they_show() -> None:
    examples = "\n".join(re.findall(r"```pycon\n(.*?)```", README, re.DOTALL))
    parsed = doctest.DocTestParser().get_doctest(examples, {}, "README", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(parsed)
    assert runner.tries > 10
    assert runner.failures == 0


def test_the_measured_ratios_name_where_they_were_measured() -> None:
    section = README.partition("## How fast")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    assert len(rows) >= 10
    assert all("×" in row or "of" in row for row in rows[2:])
    assert re.search(r"\d{4}-\d\d-\d\d", section)
    assert "sha-ni" in section
    assert "CPython" in section


@pytest.mark.parametrize("block", BLOCKS, ids=[block.splitlines()[0][2:] for block in BLOCKS])
def test_command_lines_print_what_they_show(block: str) -> None:
    command, _, shown = block.removeprefix("$ ").partition("\n")
    aecodec, _, head = command.partition(" | head -n ")
    run = subprocess.run(
        [sys.executable, "-m", *shlex.split(aecodec)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    lines = run.stdout.splitlines(keepends=True)
    assert "".join(lines[: int(head)] if head else lines) == shown
