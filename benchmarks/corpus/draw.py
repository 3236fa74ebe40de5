"""Random choices that are the same on every Python and machine.

All of them come from `Random.random`, the only sequence that the standard library promises to keep for
a seed, and from integer arithmetic; logarithms and `Random`'s other methods are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

_CHUNK = 6
_WORDS = ("aeon", "block", "channel", "coin", "delta", "epoch", "fate", "ledger", "oracle", "round", "state")


class Draw:
    """Choices, one after the other, that follow from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def below(self, limit: int) -> int:
        """Draw a number from 0 to limit - 1."""
        return int(self._random() * limit)

    def between(self, least: int, most: int) -> int:
        """Draw a number of this range, both ends included."""
        return least + self.below(most - least + 1)

    def number(self, least_bits: int, most_bits: int) -> int:
        """Draw a number of so many bits, every length with the same probability."""
        bits = self.between(least_bits, most_bits)
        return 1 << (bits - 1) | int.from_bytes(self.bytes(bits // 8 + 1), "big") % (1 << (bits - 1))

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def of(self, choices: Sequence[_T]) -> _T:
        return choices[self.below(len(choices))]

    def bytes(self, count: int) -> bytes:
        chunks = (int(self._random() * (1 << 8 * _CHUNK)) for _ in range(-(-count // _CHUNK)))
        return b"".join(chunk.to_bytes(_CHUNK, "big") for chunk in chunks)[:count]

    def text(self, words: int) -> str:
        """Draw so many words and a number."""
        return "-".join([*(self.of(_WORDS) for _ in range(words)), str(self.below(1_000_000))])

    def shuffled(self, items: Sequence[_T]) -> list[_T]:
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
