"""Captured sessions changed line by line: JSON lines, and recordings of headings and fenced bodies."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from . import json_form, plain

_LINES: Final = (
    *(
        b"",
        b"```",
        b"```json",
        b"````",
        b"~~~",
        b"#### initiator ---> node",
        b"#### responder <--- node (10:00)",
    ),
    *(
        b"### initiator opens a WebSocket connection",
        b"#### responder closes WebSocket connection",
        b"# Session",
    ),
    *(
        b"#### responder info",
        b"#### node says",
        b"> a comment \x1b[31m",
        b"ws://localhost:3014/channel?role=initiator",
    ),
    *(
        b"{}",
        b'{"kind":"close","participant":"initiator"}',
        b'{"kind":"summary"}',
        b"\xef\xbb\xbf{}",
        b"\r",
        b"{",
    ),
)


def mutate(data: bytes, rng: Random, pool: Sequence[bytes] = ()) -> bytes:
    """Change one to three lines or bodies of a session."""
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 1, 2, 3))):
        _change(lines, rng, pool)
    wire = b"\n".join(lines)
    return plain.mutate(wire, rng) if rng.random() < 0.05 else wire


def _change(lines: list[bytes], rng: Random, pool: Sequence[bytes]) -> None:
    at = rng.randrange(len(lines))
    start, end = _body(lines, at)
    match rng.randrange(8):
        case 0:
            lines.insert(at, rng.choice(_LINES))
        case 1:
            lines[at] = plain.mutate(lines[at], rng)
        case 2:
            lines[start:end] = [b""] if end - start == len(lines) else []
        case 3:
            there = rng.randint(0, len(lines))
            lines[there:there] = lines[start:end]
        case 4 if pool:
            other = rng.choice(pool).split(b"\n")
            first = rng.randrange(len(other))
            lines[at:at] = other[first : first + rng.choice((1, 1, 3, 8))]
        case _:
            body = b"\n".join(lines[start:end])
            bodies = [line for line in rng.choice(pool).split(b"\n") if line[:1] == b"{"] if pool else []
            lines[start:end] = json_form.mutate(body, rng, bodies).split(b"\n")


def _body(lines: list[bytes], at: int) -> tuple[int, int]:
    """Find the lines around this one that make one JSON value: those within a fence, or the line alone."""
    start = end = at
    while start > 0 and at - start < 200 and not lines[start - 1].startswith((b"```", b"#", b"{")):
        start -= 1
    while end < len(lines) and end - at < 200 and not lines[end].startswith((b"```", b"#")):
        end += 1
    fenced = start > 0 and lines[start - 1].startswith(b"```") and end < len(lines)
    return (start, end) if fenced and start < end else (at, at + 1)
