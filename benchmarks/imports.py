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

#: Cryptography and the upper floors: `import aecodec` does not load them.
_LATE = ("nacl", "aecodec.rpc", "aecodec.inspector", "aecodec.cli")

_CHILD = """
import json, sys, time
sys.path[:] = json.loads(sys.argv[2])
now = getattr(time, "thread_time_ns", time.perf_counter_ns)
start = now()
__import__(sys.argv[1])
print(json.dumps([now() - start, sorted(sys.modules)]))
"""


def import_ns(name: str, count: int = 1) -> int:
    """Measure how long importing this takes in a new interpreter, in ns; the sum of `count` times."""
    return sum(_imported(name)[0] for _ in range(count))


def early(name: str) -> list[str]:
    """List what importing this loads of the modules that must wait for their first use."""
    return [loaded for loaded in _imported(name)[1] if loaded in _LATE]


def _imported(name: str) -> tuple[int, list[str]]:
    """Import in a new interpreter; return the time in ns and the modules that are loaded then."""
    child = [sys.executable, "-c", _CHILD, name, json.dumps(sys.path)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = _bytecode().name
    run = subprocess.run(child, check=True, capture_output=True, env=environment)
    elapsed, modules = json.loads(run.stdout)
    return elapsed, modules


@functools.cache
def _bytecode() -> tempfile.TemporaryDirectory[str]:
    """Make the folder in which the interpreters keep bytecode, until this process ends."""
    return tempfile.TemporaryDirectory()


def _importing(name: str, peer: str | None = None, **details: Any) -> Contestant:
    who = peers.load(peer) if peer else None
    return Contestant(
        f"import {name}",
        early,
        (name,),
        own_clock=functools.partial(import_ns, name),
        absent=who.version if who is not None and who.module is None else None,
        **details,
    )


RACES = (
    Race(
        "import aecodec",
        [],
        _importing("aecodec"),
        (_importing("rlp", "rlp_installed", must=faster(4)), _importing("msgspec")),
    ),
)
