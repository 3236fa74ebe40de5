"""How often text that holds nothing of this chain is taken for something: see docs/guide/decode.md."""

from __future__ import annotations

import random
import runpy
import string
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import aecodec
from aecodec.recognition import Confidence, Kind

BASE64 = string.ascii_letters + string.digits + "+/"
HEX = "0123456789abcdef"


def false_readings(texts: Iterator[str]) -> tuple[Counter[Kind], int]:
    """Count the readings above unlikely in texts that hold nothing, and the characters of the texts."""
    found: Counter[Kind] = Counter()
    size = 0
    for text in texts:
        size += len(text)
        found.update(one.kind for one in aecodec.recognize(text) if one.confidence > Confidence.UNLIKELY)
    return found, size


def printable(rng: random.Random) -> str:
    return "".join(rng.choices(string.printable[:95] + "\n", k=2_000))


def lines(alphabet: str, widths: tuple[int, int]) -> Callable[[random.Random], str]:
    def draw(rng: random.Random) -> str:
        return "\n".join("".join(rng.choices(alphabet, k=rng.randint(*widths))) for _ in range(20))

    return draw


def numbers(rng: random.Random) -> str:
    return f"[{', '.join(str(rng.randrange(256)) for _ in range(rng.randint(4, 200)))}]"


#: Random text, and the false readings that are allowed in a million characters of it. Base64 as long as a key
#: is one behind a word such as `key`, which other base64 can hold by chance; escapes in quotes are bytes.
RANDOM: dict[str, tuple[Callable[[random.Random], str], float]] = {
    "printable": (printable, 5),
    "base64 in lines of 76": (lines(BASE64, (76, 76)), 0),
    "base64 in lines of any length": (lines(BASE64, (8, 200)), 20),
    "hexadecimal in lines of 80": (lines(HEX, (80, 80)), 0),
    "hexadecimal in lines of any length": (lines(HEX, (8, 200)), 2),
    "numbers": (numbers, 0),
}


@pytest.mark.parametrize("name", RANDOM)
def test_random_text_is_nothing(name: str) -> None:
    draw, most = RANDOM[name]
    rng = random.Random(2026)
    found, size = false_readings(draw(rng) for _ in range(200))
    assert found.total() <= most * size / 1_000_000, found


def test_prose_is_nothing() -> None:
    # The manual of the language itself, some 700,000 characters of English with examples.
    topics = Path(sysconfig.get_path("stdlib")) / "pydoc_data" / "topics.py"
    if not topics.exists():
        pytest.skip("the manual of Python is not installed here")
    found, size = false_readings(iter(runpy.run_path(str(topics))["topics"].values()))
    assert size > 300_000
    # Bytes that an example shows are bytes.
    assert found.keys() <= {Kind.BYTES}, found
