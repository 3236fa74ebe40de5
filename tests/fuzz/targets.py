"""The targets by name: the check, the mutator and the seeds of each parser."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from . import seeds
from .mutators import dressed as change_dress
from .mutators import json_form as change_json
from .mutators import lines as change_lines
from .mutators import literals as change_literals
from .mutators import plain
from .mutators import rlp as change_rlp
from .mutators import text as change_text
from .parsers import (
    capture_forms,
    captures,
    fate,
    frames,
    json_form,
    literals,
    node_json,
    objects,
    recognition,
    rlp,
    session,
    simulator,
    text,
)

_CORPUS: Final = Path(__file__).parent / "corpus"


class Target(NamedTuple):
    """A parser to be fuzzed.

    check: checks an input; raises for one that breaks a rule, and returns the features that it saw. mutate:
    changes an input a little, with parts of others from a pool. seeds: the inputs to begin with.
    most: bytes of the longest input that is tried.
    """

    name: str
    check: Callable[[bytes], set[str]]
    mutate: Callable[[bytes, Random, Sequence[bytes]], bytes]
    seeds: Callable[[], tuple[bytes, ...]]
    most: int

    def inputs(self) -> list[bytes]:
        """List the seeds and the kept corpus, none twice."""
        return list(dict.fromkeys((*self.seeds(), *kept(self.name))))


def kept(name: str) -> list[bytes]:
    """Read the kept corpus of a target: a line for each input, as Python writes bytes."""
    path = _CORPUS / f"{name}.txt"
    return [ast.literal_eval(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []


def _text(data: bytes, rng: Random, pool: Sequence[bytes]) -> bytes:
    if rng.random() < 0.05:
        return plain.mutate(data, rng)
    changed = change_text.mutate(
        data.decode("utf-8", "surrogateescape"), rng, lambda payload, rng: change_rlp.mutate(payload, rng)
    )
    try:
        return changed.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate was put in: it gets the bytes that it would have
        return changed.encode("utf-8", "surrogatepass")


def _plain(data: bytes, rng: Random, pool: Sequence[bytes]) -> bytes:
    return plain.mutate(data, rng)


def _objects(data: bytes, rng: Random, pool: Sequence[bytes]) -> bytes:
    return change_rlp.mutate(data, rng, pool, objects.HEADS)


def _forms(data: bytes, rng: Random, pool: Sequence[bytes]) -> bytes:
    if data[:1].isdigit() or rng.random() < 0.1:
        return plain.mutate(data, rng)
    if data.startswith(b"{") and rng.random() < 0.7:
        return change_json.mutate(data, rng, pool)
    return change_lines.mutate(data, rng, pool)


TARGETS: Final = {
    target.name: target
    for target in (
        Target("text", text.check, _text, seeds.texts, 12_000),
        Target("rlp", rlp.check, change_rlp.mutate, seeds.items, 4096),
        Target("objects", objects.check, _objects, seeds.wires, 8192),
        Target("json_form", json_form.check, change_json.mutate, seeds.forms, 16384),
        Target("node_json", node_json.check, change_json.mutate, seeds.answers, 16384),
        Target("frames", frames.check, change_json.mutate, seeds.frames, 8192),
        Target("captures", captures.check, change_lines.mutate, seeds.captures, 32768),
        Target("capture_forms", capture_forms.check, _forms, seeds.forms_of_captures, 16384),
        Target("recognition", recognition.check, change_dress.mutate, seeds.sources, 4096),
        Target("simulator", simulator.check, change_lines.mutate, seeds.simulated, 16384),
        Target("session", session.check, change_lines.mutate, seeds.played, 16384),
        Target("fate", fate.check, _plain, seeds.contract_data, 4096),
        Target("literals", literals.check, change_literals.mutate, seeds.literals, 8192),
    )
}
