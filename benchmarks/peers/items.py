"""Any object as its RLP items, objects in it as lists of items: what a composition can do without schemas.

It knows only where objects stand within objects. No item is named, no number is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

#: By tag: the items that are an object, nothing, or a list of objects. Their places differ by version
#: where that is given.
_INNER: Final[dict[int | tuple[int, int], tuple[int, ...]]] = {
    11: (3,), 54: (4, 5), 55: (4, 5), (57, 1): (4,), 59: (4,), 62: (2, 3, 4, 5, 6, 7), (81, 1): (9,),
    (81, 2): (8,), 82: (5,), 501: (6,), 521: (4, 6, 8), **dict.fromkeys((63, *range(621, 627)), (2,)),
}  # fmt: skip


def _wire(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


_BY_TAG: Final = {_wire(key): places for key, places in _INNER.items() if isinstance(key, int)}
_BY_VERSION: Final = {
    (_wire(key[0]), _wire(key[1])): places for key, places in _INNER.items() if isinstance(key, tuple)
}


def decode_nested(wire: bytes, decode_rlp: Callable[[bytes], Any]) -> list[Any]:
    """Decode the items of an object, and in them those of the objects that it holds."""
    items: list[Any] = decode_rlp(wire)
    places = _BY_TAG.get(items[0]) or _BY_VERSION.get((items[0], items[1])) or ()
    for place in places:
        inner = items[place]
        if isinstance(inner, list):
            items[place] = [decode_nested(one, decode_rlp) for one in inner]
        elif inner:
            items[place] = decode_nested(inner, decode_rlp)
    return items
