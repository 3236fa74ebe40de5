"""Commands over long files, from start to end, beside what the library takes for the same lines.

Both do all lines in one call, which lasts a tenth of a second, so noise of the machine is in both figures.
"""

from __future__ import annotations

import functools
import io
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

import aecodec
from aecodec.cli import main

from ..corpus import mixture
from ..founding import NETWORK
from ..race import Contestant, Race, ours, time_of

TEXTS: Final = mixture.transactions()
SIGNED: Final = mixture.signed_spends(500, NETWORK)
#: How often the lines of a file are repeated in it, for commands that do many together.
TIMES: Final = 50


def record(text: str) -> str:
    """Return the line that `decode --json` writes for a text, made by the standard library."""
    tx = aecodec.decode_tx(text)
    form = aecodec.to_json(tx, ints="safe")
    return json.dumps({"input": text, "object": form, "hash": aecodec.tx_hash(tx)})


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


@functools.cache
def file_of(lines: Callable[[], Sequence[str]], times: int) -> Path:
    """Write lines to a file, so many times, and return its path; it is gone when this process ends."""
    path = Path(_folder().name) / f"{lines.__name__}.txt"
    path.write_text("".join(f"{line}\n" for line in lines()) * times, encoding="utf-8")
    return path


def texts() -> Sequence[str]:
    return TEXTS


def records() -> Sequence[str]:
    return list(map(record, TEXTS))


def signed() -> Sequence[str]:
    return list(map(aecodec.encode_tx, SIGNED))


def run(arguments: Sequence[str], lines: Callable[[], Sequence[str]], times: int) -> int:
    """Run a command over a file, and discard what it writes."""
    with open(os.devnull, "w", encoding="utf-8") as out, redirect_stdout(out):
        return main([*arguments, f"@{file_of(lines, times)}"])


def written(arguments: Sequence[str], lines: Callable[[], Sequence[str]], times: int) -> list[str]:
    """Return the lines that the command writes."""
    out = io.StringIO()
    with redirect_stdout(out):
        main([*arguments, f"@{file_of(lines, times)}"])
    return out.getvalue().splitlines()


def command(
    *arguments: str, lines: Callable[[], Sequence[str]], times: int, convert: Callable[[list[str]], Any]
) -> Contestant:
    """Make a contestant of a command. convert: makes the answer of the race of the lines that it writes."""

    def answer(code: int) -> Any:
        return code, convert(written(arguments, lines, times))

    return ours(run, arguments, lines, times, convert=answer, units=len(lines()) * times)


def encode_each(txs: Sequence[Any]) -> list[str]:
    return [aecodec.encode_tx(tx) for tx in txs]


def verify_each(txs: Sequence[Any]) -> list[aecodec.Verification]:
    return [aecodec.verify(tx, NETWORK) for tx in txs]


def looped(name: str, call: Callable[[Any], Any], items: Sequence[Any], **details: Any) -> Contestant:
    return Contestant(name, call, (items,), convert=len, answer=len(items), units=len(items), **details)


def is_repeated(expected: Callable[[], Sequence[str]]) -> Callable[[list[str]], bool]:
    """Return a check of lines: these, and so on to the end."""
    return lambda found: found == [*expected()] * TIMES


def verified(found: list[str]) -> bool:
    return len(found) == len(SIGNED) and all(json.loads(line)["ok"] for line in found)


RACES: Final = (
    Race(
        f"decode --json, {len(TEXTS) * TIMES:,} lines",
        (0, True),
        command("decode", "--json", lines=texts, times=TIMES, convert=is_repeated(records)),
        (looped("decode_txs", aecodec.decode_txs, TEXTS * TIMES, floor=time_of(6), must=time_of(4)),),
    ),
    Race(
        f"encode, {len(TEXTS) * TIMES:,} lines",
        (0, True),
        command("encode", lines=records, times=TIMES, convert=is_repeated(texts)),
        (
            looped(
                "own loop of encode_tx",
                encode_each,
                list(map(aecodec.decode_tx, TEXTS)) * TIMES,
                floor=time_of(6),
                must=time_of(4),
            ),
        ),
    ),
    Race(
        f"verify --json, {len(SIGNED):,} lines",
        (0, True),
        command("verify", "--json", "--network", NETWORK, lines=signed, times=1, convert=verified),
        (looped("own loop of verify", verify_each, SIGNED, floor=time_of(3), must=time_of(4)),),
    ),
)
