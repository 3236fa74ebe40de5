"""JSON changed as a tree, in ways that a strict reader must refuse: repeated keys, odd numbers.

Strings that are prefixed text change with their checksum made right again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final, TypeAlias

from . import plain, rlp, text

#: None, bool, str, Number, list, Members. The text of a tree need not be JSON.
Tree: TypeAlias = Any

_NUMBERS: Final = (
    "0", "1", "-1", "-0", "00", "01", "1.0", "1e18", "1E400", "7.42e+76", "-1.5", ".5", "NaN", "Infinity",
    "0x10", "255", "256", "4294967296", "9007199254740993", "18446744073709551616", "9" * 100, "9" * 2500,
    "9" * 2501,
)  # fmt: skip
_STRINGS: Final = (
    "", "0", "12", "ba_", "ak_", "tx_", "ba_Xfbg4g==", "tx_+", "sk_1", "SpendTx", "ok", "null",
    "channels.update", "\0", "\n", "\x1b[31m", "\u202e", "\u2028", "\ud800", "\U0001f600", "é", "a" * 70,
    "2.0", "__class__",
)  # fmt: skip
_SPACES: Final = ("", "", "", " ", "\n", "\t", "\r", "\v", "\ufeff", "/**/")


class Number(str):
    """A number as it stands in the text."""


class Members(list[Any]):
    """The members of an object, pairs of key and value; a key may come twice."""


def mutate(data: bytes, rng: Random, pool: Sequence[bytes] = ()) -> bytes:
    """Change the tree of a JSON text one to three times; change what is no JSON byte by byte."""
    tree = parse(data)
    if tree is None or rng.random() < 0.06:
        return plain.mutate(data, rng)
    holder = [tree]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        _change(holder, rng, pool)
    wire = encode_tree(holder[0], rng if rng.random() < 0.05 else None).encode("utf-8", "surrogatepass")
    return plain.mutate(wire, rng) if rng.random() < 0.04 else wire


def parse(data: bytes) -> Tree | None:
    """Parse a JSON text; return None if it is none, or too deep for Python's own parser."""
    try:
        return json.loads(
            data.decode("utf-8", "surrogatepass"),
            object_pairs_hook=Members,
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
        )
    except (ValueError, RecursionError):
        return None


def encode_tree(item: Tree, rng: Random | None = None) -> str:
    """Write the text of a tree; with `rng`, odd spaces between its parts."""
    space = "" if rng is None else rng.choice(_SPACES)
    if isinstance(item, Number):
        return str(item)
    if isinstance(item, Members):
        return (
            "{" + ",".join(f"{space}{json.dumps(key)}:{encode_tree(value, rng)}" for key, value in item) + "}"
        )
    if isinstance(item, list):
        return "[" + ",".join(encode_tree(value, rng) + space for value in item) + "]"
    # Escapes in one half of the texts, characters as they are in the other: by length, to stay repeatable.
    return json.dumps(item, ensure_ascii=isinstance(item, str) and len(item) % 2 == 0)


# --- changes ------------------------------------------------------------------------------------


def _places(holder: list[Tree]) -> list[tuple[list[Tree], int]]:
    """List every value below, as the list that holds it and its index there; a pair's value has index 1."""
    places: list[tuple[list[Tree], int]] = []
    lists: list[Any] = [holder]
    for inside in lists:
        for index, item in enumerate(inside):
            if isinstance(inside, Members):
                inside[index] = list(item)
            where, at = (inside[index], 1) if isinstance(inside, Members) else (inside, index)
            places.append((where, at))
            if isinstance(where[at], list):
                lists.append(where[at])
    return places


def _change(holder: list[Tree], rng: Random, pool: Sequence[bytes]) -> None:
    inside, index = rng.choice(_places(holder))
    item = inside[index]
    match rng.randrange(9):
        case 0 | 1 | 2 if isinstance(item, str):
            inside[index] = _string(item, rng)
        case 3 | 4 if isinstance(item, Members):
            _members(item, rng)
        case 5 if isinstance(item, list) and item:
            at = rng.randrange(len(item))
            item[at : at + 1] = rng.choice(([], [item[at]] * 2, [item[at], item[rng.randrange(len(item))]]))
        case 6 if pool:
            other = parse(rng.choice(pool))
            there, at = rng.choice(_places([other]))
            inside[index] = there[at]
        case 7:
            inside[index] = [item] * rng.choice((1, 2)) if rng.random() < 0.5 else Members([["data", item]])
            if rng.random() < 0.1:
                for _ in range(rng.choice((8, 31, 32, 63, 64, 65))):
                    inside[index] = [inside[index]]
        case _:
            inside[index] = fresh(rng)


def _string(item: str, rng: Random) -> str:
    """A string that is nearly this one, a number that is nearly this one."""
    if isinstance(item, Number):
        if rng.random() < 0.5 or not item.removeprefix("-").isdecimal() or len(item) > 1000:
            return Number(rng.choice(_NUMBERS))
        return Number(int(item) + rng.choice((1, -1, 256, 1 << 64)))
    if rng.random() < 0.8:
        return text.mutate(item, rng, _payload)
    return rng.choice((str(rng.choice(_STRINGS)), Number(rng.choice(_NUMBERS)), Number(item[:20] or "0")))


def _payload(payload: bytes, rng: Random) -> bytes:
    return rlp.mutate(payload, rng)


def _members(members: Members, rng: Random) -> None:
    """Changes one member: gone, twice, under another key, or a new one."""
    at = rng.randint(0, len(members))
    if at == len(members):
        members.append([rng.choice(_STRINGS), fresh(rng)])
        return
    key, value = members[at]
    changes: tuple[Callable[[], list[Any]], ...] = (
        list,
        lambda: [[key, value], [key, fresh(rng)]],
        lambda: [[rng.choice(_STRINGS), value]],
        lambda: [[key, fresh(rng)]],
        lambda: [[key, rng.choice(members)[1]]],
    )
    members[at : at + 1] = rng.choice(changes)()


def fresh(rng: Random) -> Tree:
    """A small new value."""
    kinds: tuple[Tree, ...] = (
        None,
        True,
        False,
        Number(rng.choice(_NUMBERS)),
        rng.choice(_STRINGS),
        [],
        Members(),
    )
    return kinds[rng.randrange(len(kinds))]
