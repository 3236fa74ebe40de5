"""Diagrams in the parser of Mermaid itself: it finds each message with its words, and nothing else.

The parser comes from npm: `npm install --no-package-lock` in tests/mermaid.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec.inspector import checks, inspection, mermaid
from aecodec.inspector.formatting import clean
from aecodec.inspector.mermaid import escape

from .conftest import ROOT, examples
from .recorded_sessions import Session, founding_session, inspection_of
from .recordings import RECORDINGS, needs_recordings, recorded_history

FOLDER = ROOT / "tests" / "mermaid"

needs_mermaid = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules" / "mermaid").is_dir(),
    reason="Mermaid is not installed: `npm install --no-package-lock` in tests/mermaid",
)

_HARD = (
    *(
        "end",
        "end;",
        "end\nend",
        "a; b",
        "#",
        "#59;",
        "#35",
        "&lt;b&gt;",
        "<br/>",
        "<b>x</b>",
        "%%{init: {}}%%",
    ),
    *(
        "%% comment",
        "---",
        "```",
        "wrap: x",
        "nowrap: x",
        ":wrap: x",
        "style a:#b;c",
        "classDef x:#y;",
        "$$x$$",
    ),
    *(
        "ﬂ°°60¶ß",
        "Note over N: x",
        "a->>b: c",
        "participant x",
        "loop",
        "\x1b[2J",
        "→ ä 漢字 😀",
        "",
        " ",
        "::",
        "{",
        "}",
    ),
)


def parse(diagrams: list[str]) -> list[dict[str, Any]]:
    """What the parser finds in each diagram."""
    texts = [text.removeprefix("```mermaid\n").removesuffix("```") for text in diagrams]
    found = subprocess.run(
        ["node", "parse.mjs"],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=FOLDER,
        timeout=120,
    )
    assert found.returncode == 0, found.stderr[-2000:]
    parsed: list[dict[str, Any]] = json.loads(found.stdout)
    return parsed


def diagram_of(records: list[dict[str, Any]]) -> str:
    return "\n".join(mermaid.lines(inspection_of(records)))


@needs_mermaid
def test_the_founding_session_is_understood() -> None:
    (found,) = parse([diagram_of(founding_session())])
    assert found["participants"] == {"P0": "initiator", "N": "node", "P1": "responder"}
    said = [(one["from"], one["to"], one["text"]) for one in found["messages"] if not one["note"]]
    assert ("P0", "N", "initiator_sign, round 1 (tx 2)") in said
    assert ("N", "P1", "message: Hello") in said
    assert len(said) == 60 - 24  # pings and pongs


@needs_mermaid
@needs_recordings
def test_every_recording_is_understood() -> None:
    diagrams = []
    for path in RECORDINGS:
        history = recorded_history(path)
        diagrams.append("\n".join(mermaid.lines(inspection.inspect(history, checks.findings(history)))))
    for text, found in zip(diagrams, parse(diagrams), strict=True):
        assert len(found["messages"]) == sum(
            "->>" in line or "--x" in line or "Note" in line for line in text.split("\n")
        )


@needs_mermaid
def test_hard_text_is_text_to_the_parser() -> None:
    session = Session()
    for text in _HARD:
        session.send("initiator", "message", {"info": text, "to": "x"})
    (found,) = parse([diagram_of(session.records)])
    assert [one["text"] for one in found["messages"]] == [f"message: {clean(text)}".strip() for text in _HARD]
    diagrams = [
        f"sequenceDiagram\n  participant P0 as {words}\n  P0->>P0: {words}\n  Note over P0: {words}"
        for words in map(escape, _HARD)
    ]
    for text, one in zip(_HARD, parse(diagrams), strict=True):
        shown = clean(text).strip() or "\u200b"
        assert one["participants"] == {"P0": shown}
        assert [message["text"] for message in one["messages"]] == [shown, shown]


@needs_mermaid
@examples(3)
@given(st.lists(st.text(max_size=40), min_size=200, max_size=200))
def test_any_text_is_text_to_the_parser(texts: list[str]) -> None:
    diagram = "sequenceDiagram\n  participant N as node\n"
    diagram += "".join(f"  N->>N: {escape(text)}\n  Note over N: {escape(text)}\n" for text in texts)
    (found,) = parse([diagram])
    shown = [" ".join(clean(text).split()) or "\u200b" for text in texts for _ in range(2)]
    assert [" ".join(one["text"].split()) for one in found["messages"]] == shown
