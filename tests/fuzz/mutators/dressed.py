"""Texts changed as people and programs change them: wrapped, escaped, quoted, and put beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ...dresses import AROUND, BASE64, BODY
from . import lines, plain

_DRESSES = [*AROUND.values(), *BODY.values(), *BASE64.values()]


def mutate(data: bytes, rng: Random, pool: Sequence[bytes] = ()) -> bytes:
    """Change a source a little."""
    match rng.randrange(6):
        case 0 if pool:
            at = rng.randint(0, len(data))
            gap = rng.choice((b"", b" ", b"\n", b'"', b"="))
            return data[:at] + gap + rng.choice(pool) + gap + data[at:]
        case 1:
            return lines.mutate(data, rng, pool)
        case 2:
            start = rng.randint(0, len(data))
            return data[start : start + rng.choice((20, 200, 2000))] or data[:1]
        case 3:
            return plain.mutate(data, rng)
    try:
        return rng.choice(_DRESSES)(data.decode("utf-8")).encode()
    except UnicodeError:
        return plain.mutate(data, rng)
