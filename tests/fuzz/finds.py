"""What is left of an input that broke a rule: a file, the way to try it again, and its shortest form.

The input that is being tried stands in a file mapped to memory, so that it outlives even a crash.
"""

from __future__ import annotations

import ast
import mmap
import os
import struct
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from .targets import Target

_HEAD: Final = struct.Struct("<QQ")
_LONGEST_LITERAL: Final = 1000

#: After so many tries without one that is shorter, there is none.
_PATIENCE: Final = 3000


class Last(NamedTuple):
    """How many inputs were tried, and the last one."""

    executions: int
    data: bytes


class Diary:
    """Notes every input before it is tried. `read` is for another process, after this one has ended."""

    def __init__(self, path: Path, most: int) -> None:
        with path.open("wb") as file:
            file.truncate(_HEAD.size + most)
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _HEAD.size + most)
        self._most = most
        self.executions = 0

    def note(self, data: bytes) -> None:
        """Notes an input; what is longer than the longest is cut."""
        self.executions += 1
        length = min(len(data), self._most)
        self._map[: _HEAD.size + length] = _HEAD.pack(self.executions, length) + data[:length]

    @staticmethod
    def read(path: Path) -> Last | None:
        """What was noted last; None if nothing was."""
        content = path.read_bytes() if path.exists() else b""
        if len(content) < _HEAD.size:
            return None
        executions, length = _HEAD.unpack_from(content)
        return Last(executions, content[_HEAD.size : _HEAD.size + length]) if executions else None


def tried(target: Target, data: bytes, folder: Path) -> set[str]:
    """What the target says of an input. One that breaks a rule is reported and written to the folder."""
    try:
        return target.check(data)
    except Exception as error:
        report(target.name, data, f"{type(error).__name__}: {error}", folder)
        short = minimised(target, data, error)
        if short != data:
            report(target.name, short, "the same, shorter", folder)
        raise


def report(name: str, data: bytes, words: str, folder: Path) -> None:
    """Says how to try an input again, and keeps it in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = place(name, data, folder)
    path.write_bytes(data)
    literal = ascii(data)
    print(f"\nfind in {name}, {len(data)} bytes: {words}", flush=True)
    if len(literal) <= _LONGEST_LITERAL and "'" not in literal[2:-1]:
        print(f'  python -m tests.fuzz {name} --input "{literal}"', flush=True)
    print(f"  python -m tests.fuzz {name} --input {path}", flush=True)


def place(name: str, data: bytes, folder: Path) -> Path:
    """The file that an input is kept in."""
    return folder / f"{name}-{sha256(data).hexdigest()[:12]}"


def given(literal_or_path: str) -> bytes:
    """The input that an argument stands for: the bytes of a file, or a literal as Python writes bytes.

    Raises ValueError for what is neither.
    """
    if os.path.exists(literal_or_path):
        return Path(literal_or_path).read_bytes()
    try:
        value = ast.literal_eval(literal_or_path)
    except (SyntaxError, ValueError):
        value = None
    if not isinstance(value, bytes):
        raise ValueError(f"neither a file nor a literal of bytes: {literal_or_path!a}")
    return value


def minimised(target: Target, data: bytes, error: Exception, seconds: float = 10) -> bytes:
    """A short input with the same fault, found by the target's own mutator and by cutting pieces out."""
    rng, end = Random(0), time.monotonic() + seconds
    fault, fruitless = _fault(error), 0
    while fruitless < _PATIENCE and time.monotonic() < end:
        candidate = target.mutate(data, rng, ()) if rng.random() < 0.5 else _cut(data, rng)
        fruitless += 1
        if len(candidate) < len(data) and _faults(target.check, candidate) == fault:
            data, fruitless = candidate, 0
    return data


def _cut(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + data[at + rng.choice((1, 2, 8, 64, 512)) :]


def _faults(check: Callable[[bytes], object], data: bytes) -> str:
    try:
        check(data)
    except Exception as error:
        return _fault(error)
    return ""


def _fault(error: Exception) -> str:
    """What kind of fault it is, whatever the evidence."""
    return f"{type(error).__name__} {str(error).partition(':')[0]}"
