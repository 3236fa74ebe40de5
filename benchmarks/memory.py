"""The memory that decoding or encoding a long transaction needs: the smallest limit under which it succeeds.

A fresh interpreter limits its own address space and finds that minimum by bisection, to a page. Unlike a
high-water mark of resident memory this counts all that is reserved, by whichever allocator, and comes out
the same every time; `tracemalloc` would miss what the compiled engine takes from malloc. Large blocks are
kept mappings of their own (MALLOC_MMAP_THRESHOLD_), or malloc would serve them from what it freed before.
Only Linux holds a process to such a bound.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from typing import Any, Final

from .race import OURS, Contestant, Race, time_of

PAYLOAD_BYTES: Final = 1 << 20
_ABSENT: Final = None if sys.platform == "linux" else "only Linux bounds an address space"

_CHILD: Final = """
import json, resource, sys
sys.path[:] = json.loads(sys.argv[1])
import aecodec
from aecodec import Id, IdKind, SpendTx

someone = Id.of(IdKind.ACCOUNT, bytes(range(32)))
content = bytes(range(256)) * (int(sys.argv[2]) // 256)
tx = SpendTx(
    sender_id=someone, recipient_id=someone, amount=1, fee=2 * 10**13, ttl=0, nonce=1, payload=content
)
text = aecodec.encode_tx(tx)
page = resource.getpagesize()

def succeeds(call, argument, extra):
    with open("/proc/self/statm") as counts:
        used = int(counts.read().split()[0]) * page
    resource.setrlimit(resource.RLIMIT_AS, (used + extra, resource.RLIM_INFINITY))
    try:
        call(argument)
    except MemoryError:
        return False
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return True

def least_memory(call, argument):
    short, enough = 0, 16 * len(text)
    assert succeeds(call, argument, enough)
    while enough - short > page:
        middle = (short + enough) // 2
        if succeeds(call, argument, middle):
            enough = middle
        else:
            short = middle
    return enough

decoded = aecodec.decode_tx(text)
parts = [getattr(decoded, name) for name in decoded.__struct_fields__]
print(json.dumps({
    "decode_tx": [least_memory(aecodec.decode_tx, text), sum(map(sys.getsizeof, (decoded, *parts)))],
    "encode_tx": [least_memory(aecodec.encode_tx, tx), sys.getsizeof(text)],
}))
"""


@functools.cache
def measure() -> dict[str, list[int]]:
    """Measure the memory that each call needs, and the size of its result."""
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TOP_PAD_": "0"}
    child = [sys.executable, "-c", _CHILD, json.dumps(sys.path), str(PAYLOAD_BYTES)]
    run = subprocess.run(child, check=True, capture_output=True, env=environment)
    counts: dict[str, list[int]] = json.loads(run.stdout)
    return counts


def bytes_of(call: str, which: int, times: int = 1) -> int:
    return measure()[call][which] * times


def _race(call: str, **goal: Any) -> Race:
    peak, size = _contestant(OURS, call, 0), _contestant("size of the result", call, 1, **goal)
    return Race(f"{call}, peak memory for a 1 MB payload", True, peak, (size,), unit="B")


def _contestant(name: str, call: str, which: int, **details: Any) -> Contestant:
    return Contestant(
        name,
        bytes_of,
        (call, which),
        convert=lambda count: count > PAYLOAD_BYTES,
        own_clock=functools.partial(bytes_of, call, which),
        absent=_ABSENT,
        **details,
    )


RACES = (_race("decode_tx", must=time_of(2.2)), _race("encode_tx"))
