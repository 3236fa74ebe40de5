"""Run each code block of the README and the documents, and compare its output with what the page shows.

Blocks of `pycon` are doctests, those of `python` are executed; all of a page share their names. Blocks of
`console` are run by bash in a folder of the page, where `aecodec` is this package. A block is not run only
below a comment `<!-- no-run: REASON -->`, or one that names the purpose for which .ci runs it. Blocks of
`text` are pictures, no code.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .conftest import ROOT

PAGES = sorted(
    path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if "_build" not in path.parts
)
FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*?) -->\n+)?```(?P<language>[\w{}-]*)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
#: The purposes for which .ci/readme.py reads a command.
PURPOSES = ("sample", "tests")


class Block(NamedTuple):
    """A fenced block with the comment above it and the line where it begins."""

    page: str
    line: int
    language: str
    code: str
    mark: str


def blocks(path: Path) -> list[Block]:
    """Find the fenced blocks of a page; those of Sphinx's directives are no code."""
    text = path.read_text(encoding="utf-8")
    return [
        Block(
            path.relative_to(ROOT).as_posix(),
            text.count("\n", 0, match.start("code")) + 1,
            match["language"],
            match["code"],
            match["mark"] or "",
        )
        for match in FENCE.finditer(text)
        if not match["language"].startswith("{")
    ]


BLOCKS = {path: blocks(path) for path in PAGES}
NAMES = {path: path.relative_to(ROOT).as_posix() for path in PAGES}


def runs(block: Block) -> bool:
    return not block.mark.startswith("no-run: ") and block.language in ("pycon", "python", "console")


@pytest.mark.parametrize("path", PAGES, ids=NAMES.get)
def test_each_block_is_run_or_says_why_not(path: Path) -> None:
    for block in BLOCKS[path]:
        excused = re.fullmatch(r"no-run: \w.{9,}", block.mark) or block.mark in PURPOSES
        assert runs(block) or block.language == "text" or excused, block


def test_the_pages_hold_examples_of_each_kind() -> None:
    languages = [block.language for page in BLOCKS.values() for block in page if runs(block)]
    assert languages.count("pycon") > 20
    assert languages.count("console") > 5


WITH_EXAMPLES = [path for path in PAGES if any(map(runs, BLOCKS[path]))]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=NAMES.get)
def test_python_gives_what_it_shows(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known: dict[str, Any] = {"__name__": "example"}
    for block in BLOCKS[path]:
        if block.language == "python" and runs(block):
            exec(compile(block.code, f"{block.page}, line {block.line}", "exec"), known)
        if block.language == "pycon" and runs(block):
            example = doctest.DocTestParser().get_doctest(
                block.code, known, block.page, str(path), block.line
            )
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            runner.run(example, clear_globs=False)
            assert runner.failures == 0, capsys.readouterr().out
            known = example.globs


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `aecodec` is this package and `python3` this interpreter."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, command in (("aecodec", "-m aecodec"), ("python3", "")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {command} "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return kept | {"PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUTF8": "1"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=NAMES.get)
def test_command_lines_print_what_they_show(path: Path, shell: dict[str, str], tmp_path: Path) -> None:
    for block in BLOCKS[path]:
        if block.language != "console" or not runs(block):
            continue
        for part in re.split(r"^\$ ", block.code, flags=re.MULTILINE)[1:]:
            command = re.match(r"(?:.*\\\n)*.*\n", part)
            assert command is not None
            run = subprocess.run(
                ["bash", "-c", command[0]],
                env=shell,
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            assert run.stdout == part[command.end() :], f"{block.page}, line {block.line}: {command[0]}"


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 160
    for path in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_pages_that_the_code_cites_are_there() -> None:
    sources = [path for path in (ROOT / "aecodec").rglob("*") if path.suffix in (".py", ".pyx", ".pxd", ".h")]
    cited = {page for path in sources for page in re.findall(r"docs/[\w/-]+\.md", path.read_text("utf-8"))}
    assert len(cited) >= 4
    assert all((ROOT / page).is_file() for page in cited), cited


def test_the_map_of_the_architecture_names_each_file_and_no_other() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = page.partition("```text\n")[2].partition("```")[0]
    named = set(re.findall(r"(?<![\w-])(\w[\w.]*(?:\.py\b|/))", tree))
    package = ROOT / "aecodec"
    here = {f"{path.parent.name}/" for path in package.glob("*/**/__init__.py")}
    assert named == here | {path.name for path in package.glob("*.py")} - {"__init__.py"}


def test_the_measured_ratios_name_where_they_were_measured() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## How fast")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    assert len(rows) == 7
    table = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert all(row in table for row in rows[2:])  # which has one column more
    assert re.search(r"\d{4}-\d\d-\d\d", section)
    assert "sha-ni" in section
    assert "CPython" in section
