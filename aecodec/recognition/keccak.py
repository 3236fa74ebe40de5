"""Keccak-256 of a short text: the hash behind the checksum of Ethereum's addresses, and of nothing else here.

The standard library has SHA-3, which pads otherwise. Source: the Keccak reference, version 3.0.
"""

from __future__ import annotations

from typing import Final

__all__ = ["keccak256"]

#: Bytes that one permutation takes in, of the 200 of the state.
_RATE: Final = 136
_MASK: Final = (1 << 64) - 1
_ROUNDS: Final = 24


def keccak256(data: bytes) -> bytes:
    """Hash less than 136 bytes."""
    block = data + b"\1" + bytes(_RATE - 1 - len(data))
    block = block[:-1] + bytes([block[-1] | 0x80])
    lanes = [int.from_bytes(block[at : at + 8], "little") for at in range(0, _RATE, 8)]
    state = _permute([*lanes, *[0] * (25 - len(lanes))])
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permute(state: list[int]) -> list[int]:
    """Apply Keccak-f[1600]; lane (x, y) stands at x + 5 * y."""
    for constant in _CONSTANTS:
        columns = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] for x in range(5)]
        parity = [columns[x - 1] ^ _rotate(columns[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * 25
        for at, lane in enumerate(state):
            moved[_TARGETS[at]] = _rotate(lane ^ parity[at % 5], _OFFSETS[at])
        state = [
            moved[at] ^ (~moved[at - at % 5 + (at + 1) % 5] & moved[at - at % 5 + (at + 2) % 5] & _MASK)
            for at in range(25)
        ]
        state[0] ^= constant
    return state


def _rotate(lane: int, count: int) -> int:
    return (lane << count | lane >> 64 - count) & _MASK


def _offsets() -> list[int]:
    """Return by how many bits each lane is rotated."""
    offsets, x, y = [0] * 25, 1, 0
    for step in range(24):
        offsets[x + 5 * y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return offsets


def _constants() -> list[int]:
    """Return the constants of the rounds, of bits from a linear feedback shift register."""
    constants, register = [], 1
    for _ in range(_ROUNDS):
        constant = 0
        for power in range(7):
            constant |= (register & 1) << (1 << power) - 1
            register = register << 1 ^ (register >> 7) * 0x171
        constants.append(constant)
    return constants


_OFFSETS: Final = _offsets()
_CONSTANTS: Final = _constants()
#: Where each lane moves.
_TARGETS: Final = [at // 5 + 5 * ((2 * (at % 5) + 3 * (at // 5)) % 5) for at in range(25)]
