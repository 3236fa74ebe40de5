"""What importing costs: a fresh interpreter for every repeat, which times its own import statement.

Bytecode is cached, as it is where a package was installed and used once; the first repeat fills the cache.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from . import peers
from .race import Contestant, Race, faster

_CHILD = """
import json, sys, time
sys.path[:] = json.loads(sys.argv[2])
now = getattr(time, "thread_time_ns", time.perf_counter_ns)
start = now()
__import__(sys.argv[1])
print(now() - start)
"""


def import_ns(name: str, count: int = 1) -> int:
    """How long importing this takes in a new interpreter, in ns. Raises if it cannot be imported."""
    child = [sys.executable, "-c", _CHILD, name, json.dumps(sys.path)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = _bytecode().name
    runs = (subprocess.run(child, check=True, capture_output=True, env=environment) for _ in range(count))
    return sum(int(run.stdout) for run in runs)


@functools.cache
def _bytecode() -> tempfile.TemporaryDirectory[str]:
    """Where the interpreters keep their bytecode, until this process ends."""
    return tempfile.TemporaryDirectory()


def _importing(name: str, peer: str | None = None, **details: Any) -> Contestant:
    who = peers.load(peer) if peer else None
    return Contestant(
        f"import {name}",
        import_ns,
        (name,),
        told=lambda ns: ns > 0,
        own_clock=functools.partial(import_ns, name),
        absent=who.version if who is not None and who.module is None else None,
        **details,
    )


RACES = (
    Race(
        "import aecodec",
        True,
        _importing("aecodec"),
        (_importing("rlp", "rlp_installed", must=faster(4)), _importing("msgspec")),
    ),
)
