"""The bundled session as a file, as it is and with a finding."""

from __future__ import annotations

from pathlib import Path

from aecodec.inspector import captures

from .recorded_sessions import at, founding_session, text_of


def sample_file(folder: Path) -> Path:
    """Write the bundled session into a folder."""
    path = folder / "session.jsonl"
    path.write_text(captures.sample(), encoding="utf-8")
    return path


def broken_file(folder: Path) -> Path:
    """Write the bundled session with one finding of severity error."""
    changed = founding_session()
    at(changed, 667)["frame"]["result"][0]["balance"] += 1
    path = folder / "broken.jsonl"
    path.write_text(text_of(changed), encoding="utf-8")
    return path
