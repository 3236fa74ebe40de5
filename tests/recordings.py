"""The captured sessions beside this repository, each read once, and the objects that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from aecodec import ChainObject, decode_object
from aecodec.inspector import captures
from aecodec.inspector.history import ChannelHistory, reconstruct

from .conftest import SHARED

FOLDER: Final = SHARED / "transcripts"
RECORDINGS: Final = sorted(FOLDER.rglob("*.md"))
OPENING: Final = FOLDER / "seed_opening_ping_pong.md"

needs_recordings = pytest.mark.skipif(
    not RECORDINGS, reason="the captured sessions are not beside this repository (../shared/transcripts)"
)


@cache
def recorded_history(path: Path) -> ChannelHistory:
    """Read a recording and reconstruct its channels."""
    return reconstruct(captures.read(path.read_bytes(), path.name))


@cache
def recorded_objects() -> list[tuple[str, ChainObject]]:
    """Return every transaction, proof and set of trees, each once, with the name of its recording."""
    found: dict[str, str] = {}
    for path in RECORDINGS:
        for item in re.findall(r'"((?:tx|pi|ss|cs)_[A-Za-z0-9+/]{20,}=*)"', path.read_text(encoding="utf-8")):
            found.setdefault(item, path.name)
    return [(name, decode_object(item)) for item, name in found.items()]


def within(value: Any) -> Iterator[ChainObject]:
    """Yield a chain object and all that it holds."""
    if isinstance(value, ChainObject):
        yield value
        value = tuple(getattr(value, name) for name in value.__struct_fields__)
    if isinstance(value, tuple):
        for item in value:
            yield from within(item)
