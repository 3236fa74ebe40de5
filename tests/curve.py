"""The curve of Ed25519 in plain integers, slow and open: what RFC 8032 says in sections 5.1 to 5.1.7.

Tests make bad keys and bad signatures with it. Points are pairs of x and y.
"""

from __future__ import annotations

import hashlib
from itertools import count

#: The field, the constant of the curve, and the order of its base point.
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
L = 2**252 + 27742317777372353535851937790883648493

Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


def added(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    t = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + t, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - t, -1, P)
    return x % P, y % P


def times(scalar: int, point: Point) -> Point:
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = added(result, point)
        point = added(point, point)
        scalar >>= 1
    return result


def x_of(y: int, odd: int) -> int | None:
    """The x of a point with this y, if there is one; an x of 0 is even, whatever is asked for."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    return -x % P if x and x & 1 != odd else x


def written(point: Point) -> bytes:
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE: Point = (x_of(4 * pow(5, -1, P) % P, 0) or 0, 4 * pow(5, -1, P) % P)


def torsion() -> list[Point]:
    """The eight points of small order: what is left of any point when the large order is taken out of it."""
    for y in count(2):
        x = x_of(y, 0)
        if x is not None:
            generator = times(L, (x, y))
            group = [times(factor, generator) for factor in range(8)]
            if len(set(group)) == 8:
                return group
    raise AssertionError


def forms(point: Point) -> list[bytes]:
    """Every 32 bytes that a lenient reader takes for this point: y beyond the field, a sign where x is 0."""
    x, y = point
    signs = (0, 1) if x == 0 else (x & 1,)
    ys = [value for value in (y, y + P) if value < 2**255]
    return [(value | sign << 255).to_bytes(32, "little") for value in ys for sign in signs]


def challenge(r: bytes, key: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L


def secret_of(seed: bytes) -> int:
    """The secret scalar of a seed."""
    low = bytearray(hashlib.sha512(seed).digest()[:32])
    low[0] &= 248
    low[31] = low[31] & 127 | 64
    return int.from_bytes(low, "little")
