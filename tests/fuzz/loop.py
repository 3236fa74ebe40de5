"""The fuzzer that needs nothing: a seeded loop that goes on from what made the library say something new."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path
from random import Random

from . import finds
from .targets import Target


def run(
    target: Target, seconds: float, seed: int, diary: finds.Diary, folder: Path, corpus: Path | None
) -> None:
    """Tries inputs for so long. corpus: where new inputs are kept, and those of earlier runs are found."""
    rng = Random(seed)
    pool = target.inputs()
    if corpus is not None:
        pool += [path.read_bytes() for path in sorted(corpus.iterdir())]
    said: set[str] = set()
    for data in pool:
        diary.note(data)
        said |= finds.tried(target, data, folder)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        # Half of the time from what was found last: it has been tried least.
        start = 0 if rng.random() < 0.5 else len(pool) * 3 // 4
        data = target.mutate(pool[rng.randrange(start, len(pool))], rng, pool)[: target.most]
        diary.note(data)
        new = finds.tried(target, data, folder) - said
        if new:
            said |= new
            pool.append(data)
            if corpus is not None:
                (corpus / sha256(data).hexdigest()[:20]).write_bytes(data)
    print(f"{target.name}: the library said {len(said)} different things", flush=True)
