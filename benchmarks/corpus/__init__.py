"""The inputs of the races, and where they come from.

founding.json     a real transaction, with its source and what it says
mixture.py        a thousand transactions of all types, made from a fixed seed (draw.py, maker.py)
transcripts.py    captured transactions, read where they lie beside the repository
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    """Read a file of the corpus."""
    content: dict[str, Any] = json.loads((_HERE / f"{name}.json").read_text(encoding="utf-8"))
    return content


#: The channel that the project was founded on: its create transaction unsigned, half and co-signed.
FOUNDING: Final = read("founding")
