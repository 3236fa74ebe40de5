"""Values in any notation, changed by tokens: brackets, quotes, signs, words, what printers leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Final

from . import plain

_TOKENS: Final = tuple(
    part.encode()
    for part in (
        *(
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "%{",
            "#{",
            "<<",
            ">>",
            ",",
            ":",
            "=>",
            '"',
            "'",
            "`",
            "\\",
            "\n",
            " ",
        ),
        *(
            "null",
            "None",
            "nil",
            "True",
            "undefined",
            "NaN",
            ":ok",
            "jsonrpc",
            "method",
            "1",
            "-0",
            "1e9",
            "0x1f",
        ),
        *(
            "[Object]",
            "... 2 more items",
            "...",
            "<Buffer 00 ff>",
            "// x\n",
            "/* x */",
            "b'\\xff'",
            "<<1, 2>>",
        ),
        *(
            '"2.0"',
            '"method"',
            '"channels.info"',
            '"a": 1',
            "'a': 1",
            "a: 1",
            "Map(1) {",
            "Some(",
            "'a'\n'b'",
        ),
        *(
            '"{\\"jsonrpc\\": \\"2.0\\", \\"method\\": \\"x\\"}"',
            "> ",
            "< ",
            *(
                "#### initiator ---> node",
                "https://",
                "ws://h/channel?",
                "&existing_fsm_id=",
                "?token=",
                "%2B",
            ),
            "\\ud83d\\ude00",
            "\\u{41}",
            "\xa0",
        ),
    )
)
_PART: Final = re.compile(rb"\w+|\s+|[^\w\s]")


def mutate(data: bytes, rng: Random, pool: Sequence[bytes] = ()) -> bytes:
    """Change one to four tokens, or put a part of another value in."""
    if rng.random() < 0.2:
        return plain.mutate(data, rng)
    parts: list[bytes] = _PART.findall(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randint(0, len(parts))
        end = min(len(parts), at + rng.choice((0, 1, 1, 3)))
        if pool and rng.random() < 0.1:
            other = _PART.findall(rng.choice(pool))
            start = rng.randint(0, len(other))
            parts[at:end] = other[start : start + rng.choice((1, 8, 40))]
        else:
            parts[at:end] = [rng.choice(_TOKENS)] if rng.random() < 0.8 else []
    return b"".join(parts)
