"""Chromium, and pages of reports in it.

    python -m pip install -e '.[browser]' && python -m pytest tests/browser

The browser is the Debian package `chromium`, or what AECODEC_CHROMIUM names; playwright drives it. Without
one of both, these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aecodec.inspector.html import to_html
from aecodec.inspector.inspection import Inspection

ARGUMENTS = (
    "--no-sandbox",  # which root cannot have
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("AECODEC_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in AECODEC_CHROMIUM")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def open_report(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open the report of an inspection from a file.

    Whatever the page does in the test: it says nothing on the console, raises nothing, and asks for nothing
    but itself.
    """
    said: list[str] = []
    requested: list[str] = []
    files: list[str] = []
    contexts = []

    def open_(inspected: Inspection | str, *, fragment: str = "", **options: Any) -> Any:
        content = inspected if isinstance(inspected, str) else to_html(inspected)
        file = tmp_path / f"report-{len(contexts)}.html"
        file.write_text(content, encoding="utf-8")
        files.append(file.as_uri())
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: requested.append(request.url))
        page.goto(f"{file.as_uri()}#{fragment}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []
    assert set(requested) == set(files)
