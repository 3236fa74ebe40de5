"""The reports that the documents show, and the captures that they are of."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from aecodec.inspector import findings, read, reconstruct

from . import conflict_session
from .conftest import ROOT

CAPTURE = ROOT / "docs" / "captures" / "conflicts.jsonl"


def _reports() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reports", ROOT / "docs" / "reports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_capture_of_the_documents_is_what_its_module_makes() -> None:
    assert CAPTURE.read_text(encoding="utf-8") == conflict_session.text()


def test_the_session_has_the_conflicts_and_the_error_that_the_guide_tells_of() -> None:
    history = reconstruct(read(CAPTURE.read_text(encoding="utf-8")))
    (channel,) = history.channels
    errors = [(one.code, one.line) for one in findings(history) if one.severity == "error"]
    assert errors == [("state_hash_differs", 60)]
    assert [step.round for step in channel.steps if step.outcome == "conflict"] == [3, 3]
    assert [step.code for step in channel.steps if step.outcome == "refused"] == [147, 1]
    # 100 AE each, 3 aettos pushed, then 5 + 20 + 12 AE to the responder, who shares the fee of the close.
    assert channel.payouts is not None
    fee = 2 * 10**13
    assert list(channel.payouts.values()) == [63 * 10**18 - 3 - fee // 2, 137 * 10**18 + 3 - fee // 2]
    assert channel.status == "closed"


def test_both_reports_are_pages_and_the_guide_links_them() -> None:
    pages = _reports().pages()
    guide = (ROOT / "docs" / "guide" / "report.md").read_text(encoding="utf-8")
    assert set(pages) == {"founding-session.html", "conflicts.html"}
    for name, page in pages.items():
        assert f'href="../reports/{name}"' in guide
        assert page.startswith("<!doctype html>")


def test_the_picture_of_the_readme_is_there_and_of_modest_size() -> None:
    picture = ROOT / "docs" / "_static" / "report.png"
    assert "docs/_static/report.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 200_000
