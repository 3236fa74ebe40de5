"""`aecodec inspect --html`: a file that is complete or not there, and one clear line for wrong usage."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from unittest import mock

import pytest

from aecodec.cli.files import write_file

from .command_line import output, run
from .inspected_files import sample_file
from .recorded_sessions import Session, text_of


def test_the_page_is_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert output("inspect", "--sample", "--html", str(file)) == ""
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert output("inspect", "--sample", "--html", "-") == page
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_the_exit_code_tells_of_errors_in_the_capture(tmp_path: Path) -> None:
    session = Session().opening()
    session.receive("initiator", "update", {"state": "tx_broken"})
    found = run("inspect", "--html", str(tmp_path / "report.html"), given=text_of(session.records))
    assert (found.returncode, found.out, found.err) == (1, "", "")
    assert "transaction_invalid" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_that_is_replaced_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    file, link = tmp_path / "report.html", tmp_path / "link.html"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    output("inspect", "--sample", "--html", str(link))
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("before")
    with mock.patch("os.replace", side_effect=OSError(28, "No space left on device")):
        found = run("inspect", "--sample", "--html", str(file))
    assert (found.returncode, found.out) == (2, "")
    assert found.err == f"aecodec: {file}: No space left on device\n"
    assert file.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_device_is_written_to_and_not_replaced() -> None:
    found = run("inspect", "--sample", "--html", "/dev/full")
    assert (found.returncode, found.err) == (2, "aecodec: /dev/full: No space left on device\n")
    assert not os.path.isfile("/dev/full")
    write_file("/dev/null", "nothing")


@pytest.mark.parametrize("name", ["no/such/folder/report.html", "a\0b"])
def test_a_file_that_cannot_be_written_is_one_line(name: str) -> None:
    found = run("inspect", "--sample", "--html", name)
    assert (found.returncode, found.out) == (2, "")
    assert found.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--json", "--html", "x"), "--json and --html exclude each other"),
        (("--mermaid", "--html", "x"), "--mermaid and --html exclude each other"),
        (("--sample", "--round", "2", "--html", "x"), "--html shows everything: the page itself has filters"),
    ],
)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...], words: str) -> None:
    found = run("inspect", *arguments)
    assert (found.returncode, found.out, found.err) == (2, "", f"aecodec inspect: {words}\n")


def test_a_page_shows_the_captures_of_one_channel(tmp_path: Path) -> None:
    session, other = sample_file(tmp_path), tmp_path / "other.jsonl"
    other.write_text(text_of(Session().opening().records), encoding="utf-8")
    found = run("inspect", str(session), str(other), "--html", "-")
    words = "aecodec inspect: --html takes the captures of one channel\n"
    assert (found.returncode, found.out, found.err) == (2, "", words)
