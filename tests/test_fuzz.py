"""What the fuzzers begin with and what they have kept, each input once; and the fuzzers' own parts.

The fuzzers are in tests/fuzz.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from .conftest import ROOT
from .fuzz import plain as plain_fuzzer
from .fuzz.__main__ import NAMES
from .fuzz.checking import Find
from .fuzz.mutators import json_form, lines, literals, plain, rlp, text
from .fuzz.targets import TARGETS, Target, kept

targets = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


# --- the inputs ---------------------------------------------------------------------------------


@targets
def test_every_seed_keeps_the_rules_of_its_parser(target: Target) -> None:
    said = [target.check(data) for data in target.seeds()]
    assert all(said)


@targets
def test_every_kept_input_keeps_the_rules_of_every_parser(target: Target) -> None:
    for name in NAMES:
        for data in kept(name):
            assert target.check(data)


@targets
def test_an_empty_input_and_any_bytes_keep_the_rules(target: Target) -> None:
    rng = Random(5)
    for length in (0, 1, 2, 3, 8, 40, 300):
        assert target.check(rng.randbytes(length))


@targets
def test_what_is_kept_is_small_and_sorted(target: Target) -> None:
    inputs = kept(target.name)
    assert inputs == sorted(set(inputs), key=lambda data: (len(data), data))
    assert sum(map(len, inputs)) < 50_000


def test_the_names_of_the_command_are_those_of_the_targets() -> None:
    assert tuple(TARGETS) == NAMES


# --- mutators -----------------------------------------------------------------------------------


@targets
def test_a_mutator_gives_the_same_for_the_same_and_does_not_stand_still(target: Target) -> None:
    seeds = target.seeds()
    for number, data in enumerate(seeds[:20]):
        changed = [target.mutate(data, Random(number), seeds) for _ in range(2)]
        assert changed[0] == changed[1]
    assert len({target.mutate(seeds[0], Random(number), seeds) for number in range(50)}) > 25


@pytest.mark.parametrize(
    "mutate", [plain.mutate, rlp.mutate, json_form.mutate, lines.mutate, literals.mutate]
)
def test_a_mutator_takes_any_bytes(mutate: Callable[..., bytes]) -> None:
    rng = Random(7)
    for length in (0, 1, 2, 5, 70):
        for _ in range(40):
            assert isinstance(mutate(rng.randbytes(length), rng), bytes)


def test_the_mutator_of_rlp_writes_what_it_read() -> None:
    for wire in (*TARGETS["objects"].seeds(), *TARGETS["rlp"].seeds()):
        tree = rlp.parse(wire)
        assert tree is None or rlp.encode_tree(tree) == wire


def test_most_changes_of_an_object_keep_lengths_and_checksums_right() -> None:
    """Otherwise the fuzzer would only ever see the first lines of the decoder."""
    said: list[str] = []
    seeds = TARGETS["objects"].seeds()
    rng = Random(11)
    for _ in range(150):
        said += TARGETS["objects"].check(TARGETS["objects"].mutate(rng.choice(seeds), rng, seeds))
    as_object = [words for words in said if words.startswith("object ")]
    assert sum("rlp_" in words for words in as_object) < len(as_object) / 3
    texts = [text.mutate(seed.decode(), rng) for seed in TARGETS["text"].seeds() for _ in range(3)]
    checked = [TARGETS["text"].check(changed.encode("utf-8", "surrogatepass")) for changed in texts]
    assert sum("text bad_checksum " in words for words in checked) < len(checked) / 3


# --- fuzzers ------------------------------------------------------------------------------------


def broken(data: bytes) -> set[str]:
    """A parser with a fault: it cannot stand two bytes ff in a row."""
    if b"\xff\xff" in data:
        raise Find(f"two in a row: {data!r}")
    return set()


BROKEN = Target(
    "broken", broken, lambda data, rng, pool: plain.mutate(data, rng), lambda: (b"\xff" + bytes(9),), 64
)


def test_the_plain_fuzzer_finds_a_fault_and_keeps_the_input(tmp_path: Path) -> None:
    with pytest.raises(Find):
        plain_fuzzer.run(BROKEN, 60, 1, tmp_path / "finds")
    (find,) = (tmp_path / "finds").iterdir()
    assert b"\xff\xff" in find.read_bytes()


def test_the_plain_fuzzer_keeps_nothing_where_nothing_is_found(tmp_path: Path) -> None:
    sound = BROKEN._replace(check=lambda data: set())
    assert plain_fuzzer.run(sound, 0.2, 1, tmp_path / "finds") > 0
    assert list((tmp_path / "finds").iterdir()) == []


# --- the command --------------------------------------------------------------------------------


def test_the_command_fuzzes_a_target_for_a_bounded_time(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "frames", "--plain", "--seconds", "0.3", "--seed", "1"]
    run = subprocess.run(
        [*command, "--finds", str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "no find" in run.stdout


def test_the_command_tries_one_input(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"\xc1")
    command = [sys.executable, "-m", "tests.fuzz", "rlp", "--input", str(tmp_path / "input")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "rlp rlp_truncated" in run.stdout
