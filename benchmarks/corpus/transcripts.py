"""Captured transactions, read in place, as they are no part of this repository.

They are in `../shared/transcripts` beside it, or in the directory that AECODEC_TRANSCRIPTS names: any
text files that hold `tx_` texts. Where there are none, their races are absent.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Final

DIRECTORY: Final = Path(
    os.environ.get("AECODEC_TRANSCRIPTS") or Path(__file__).parents[3] / "shared" / "transcripts"
)
#: A text that can hold more than its checksum.
_TEXT: Final = re.compile(r"\btx_[A-Za-z0-9+/]{8,}=*")


@cache
def transactions() -> tuple[str, ...]:
    """Return every different `tx_` text, in the order of the files."""
    files = sorted(path for path in DIRECTORY.rglob("*") if path.suffix in (".md", ".txt", ".jsonl"))
    texts = (text for path in files for text in _TEXT.findall(path.read_text(encoding="utf-8")))
    return tuple(dict.fromkeys(texts))


def absent() -> str | None:
    """Return why there are none, or None."""
    return None if transactions() else "no captured transactions beside the repository"
