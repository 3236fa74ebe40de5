"""From the many inputs of a long run to the few that are kept in the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from .targets import Target, corpus_file, kept

#: Bytes of the longest input that is kept, and of all that are kept for one target.
_LONGEST: Final = 1500
_ALL: Final = 16_000


def distil(target: Target, folder: Path) -> str:
    """Keeps of these inputs the shortest that make the library say what no other one does.

    Returns in words what was kept. What is kept already comes in again, if it still has something to say.
    """
    said: set[str] = set()
    for data in target.seeds():
        said |= target.check(data)
    found = {path.read_bytes() for path in folder.iterdir()} | set(kept(target.name))
    chosen: list[bytes] = []
    for data in sorted(found, key=lambda data: (len(data), data)):
        if len(data) > _LONGEST or sum(map(len, chosen)) + len(data) > _ALL:
            break
        new = target.check(data) - said
        if new:
            said |= new
            chosen.append(data)
    path = corpus_file(target.name)
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{data!a}\n" for data in chosen), "ascii")
    return f"{target.name}: {len(chosen)} of {len(found)} inputs kept, {sum(map(len, chosen))} bytes"
