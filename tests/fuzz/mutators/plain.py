"""Changes without structure: bytes flipped, inserted, doubled, removed."""

from __future__ import annotations

from random import Random
from typing import Final

#: Bytes at which formats turn: headers of RLP, digits and brackets of text, ends of ranges.
TELLING: Final = bytes.fromhex(
    "00 01 02 0a 22 2d 30 31 37 38 3d 5b 5f 7b 7f 80 81 a0 b7 b8 b9 bf c0 c1 f7 f8 f9 ff"
)


def mutate(data: bytes, rng: Random) -> bytes:
    """Make one to four small changes."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        _change(changed, rng)
    return bytes(changed)


def _change(data: bytearray, rng: Random) -> None:
    at = rng.randint(0, len(data))
    end = min(len(data), at + rng.choice((1, 1, 2, 4, 16, 64)))
    match rng.randrange(8):
        case 0 if at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        case 1 if at < len(data):
            data[at] = (data[at] + rng.choice((1, -1))) % 256
        case 2:
            data[at:end] = byte(rng)
        case 3:
            data[at:at] = byte(rng) * rng.choice((1, 1, 2, 4, 33))
        case 4:
            del data[at:end]
        case 5:
            data[at:at] = data[at:end]
        case 6:
            del data[at:]
        case _:
            start = rng.randint(0, len(data))
            data[at:at] = data[start : start + rng.choice((1, 4, 32))]


def byte(rng: Random) -> bytes:
    """Draw one byte, mostly one of TELLING."""
    return bytes([rng.choice(TELLING) if rng.random() < 0.7 else rng.randrange(256)])
