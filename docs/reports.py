"""Sphinx extension: the HTML reports that the guide shows, written when the documents are built.

python docs/reports.py FOLDER       write them without Sphinx
python docs/reports.py PICTURE.png  take the picture of the README, with playwright and Chromium
"""

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aecodec.inspector import findings, inspect, read, reconstruct, sample
from aecodec.inspector.html import to_html

CAPTURES = Path(__file__).parent / "captures"


def pages() -> dict[str, str]:
    """Return each report by the name of its file."""
    sessions = {
        "founding-session": (sample(), "founding session"),
        "conflicts": ((CAPTURES / "conflicts.jsonl").read_text(encoding="utf-8"), "conflicts"),
    }
    histories = {name: reconstruct(read(text, title)) for name, (text, title) in sessions.items()}
    return {f"{name}.html": to_html(inspect(one, findings(one))) for name, one in histories.items()}


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages().items():
        (folder / name).write_text(page, encoding="utf-8", newline="\n")


def take_picture(file: Path) -> None:
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("AECODEC_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1160, "height": 1000})
        page.set_content(pages()["conflicts.html"])
        page.locator("svg.chart").nth(1).wait_for()
        page.screenshot(path=file, clip={"x": 0, "y": 0, "width": 1160, "height": 1000})
        browser.close()


def after_build(app, failure) -> None:
    if failure is None and app.builder.format == "html":
        write(Path(app.outdir) / "reports")


def setup(app) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("build-finished", after_build)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    take_picture(target) if target.suffix == ".png" else write(target)
