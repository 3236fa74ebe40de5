"""Captured sessions as text, and the entries and errors that come of them."""

from __future__ import annotations

from aecodec.inspector.captures import Entry, read, to_line, write

PING = '{"jsonrpc":"2.0","method":"channels.system","params":{"action":"ping"}}'
URL = "ws://localhost:3014/channel?"


def join_blocks(*blocks: str) -> str:
    return "\n".join(blocks)


def block(heading: str, body: str, language: str = "javascript") -> str:
    return f"#### {heading}\n```{language}\n{body}\n```\n"


def read_one(text: str) -> Entry:
    entries = read(text).entries
    assert len(entries) == 1, entries
    return entries[0]


def problem_code(entry: Entry) -> str | None:
    return entry.problem.code if entry.problem else None


def as_jsonl(text: str) -> str:
    return "\n".join(to_line(record) for record in write(read(text).entries))
