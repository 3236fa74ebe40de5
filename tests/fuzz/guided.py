"""The fuzzer that is guided by coverage: libFuzzer through atheris, with the targets' own mutators.

It watches the plain twin; whatever the compiled one does otherwise is a find.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Final

#: Seconds that one input may take, and megabytes that the process may have.
_SLOWEST: Final = 30
_MEMORY: Final = 4096


def run(name: str, seconds: float, seed: int, finds: Path, corpus: Path | None) -> None:
    """Fuzz a target for so many seconds and end the process; new inputs go to `corpus`."""
    import atheris

    # twins.PLAIN_NAME; to import that here would load it unwatched.
    with atheris.instrument_imports(include=["aecodec_plain"]):
        from .targets import TARGETS
    target = TARGETS[name]
    pool = target.inputs()
    work = Path(tempfile.mkdtemp(prefix="aecodec-fuzz-"))
    for number, data in enumerate(pool):
        (work / f"{number:04}").write_bytes(data)
    found = corpus or Path(tempfile.mkdtemp(prefix="aecodec-fuzz-"))
    for folder in (found, finds):
        folder.mkdir(parents=True, exist_ok=True)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        rng = Random(seed)
        changed = target.mutate(data, rng, pool) if rng.random() < 0.9 else b""
        return changed if 0 < len(changed) <= most else bytes(atheris.Mutate(data, most))

    options = {
        "max_total_time": max(1, round(seconds)),
        "max_len": target.most,
        "seed": seed % (1 << 32) or 1,
        "timeout": _SLOWEST,
        "rss_limit_mb": _MEMORY,
        "artifact_prefix": f"{finds}/{name}-",
    }
    arguments = [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(found), str(work)]
    atheris.Setup(arguments, target.check, custom_mutator=mutate)
    atheris.Fuzz()
