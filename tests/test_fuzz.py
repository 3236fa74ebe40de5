"""What the fuzzers begin with and what they have kept, each input once; and the fuzzers' own parts.

The fuzzers themselves are in tests/fuzz.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from .conftest import ROOT
from .fuzz import finds, loop
from .fuzz.__main__ import NAMES
from .fuzz.distil import distil
from .fuzz.judging import Find
from .fuzz.mutators import json_form, lines, plain, rlp, text
from .fuzz.targets import TARGETS, Target, corpus_file, kept

targets = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


# --- the inputs ---------------------------------------------------------------------------------


@targets
def test_every_seed_keeps_the_rules_of_its_border(target: Target) -> None:
    said = [target.check(data) for data in target.seeds()]
    assert all(said)


@targets
def test_every_kept_input_keeps_the_rules_of_every_border(target: Target) -> None:
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


@pytest.mark.parametrize("mutate", [plain.mutate, rlp.mutate, json_form.mutate, lines.mutate])
def test_a_mutator_takes_any_bytes(mutate: Callable[..., bytes]) -> None:
    rng = Random(7)
    for length in (0, 1, 2, 5, 70):
        for _ in range(40):
            assert isinstance(mutate(rng.randbytes(length), rng), bytes)


def test_the_mutator_of_rlp_writes_what_it_read() -> None:
    for wire in (*TARGETS["objects"].seeds(), *TARGETS["rlp"].seeds()):
        tree = rlp.parse(wire)
        assert tree is None or rlp.written(tree) == wire


def test_most_changes_of_an_object_keep_lengths_and_checksums_right() -> None:
    """Otherwise the fuzzer would only ever see the first lines of the decoder."""
    said: list[str] = []
    seeds = TARGETS["objects"].seeds()
    rng = Random(11)
    for _ in range(150):
        said += TARGETS["objects"].check(TARGETS["objects"].mutate(rng.choice(seeds), rng, seeds))
    judged_as_object = [words for words in said if words.startswith("object ")]
    assert sum("rlp_" in words for words in judged_as_object) < len(judged_as_object) / 3
    texts = [text.mutate(seed.decode(), rng) for seed in TARGETS["text"].seeds() for _ in range(3)]
    checked = [TARGETS["text"].check(changed.encode("utf-8", "surrogatepass")) for changed in texts]
    assert sum("text bad_checksum " in words for words in checked) < len(checked) / 3


# --- finds --------------------------------------------------------------------------------------


def broken(data: bytes) -> set[str]:
    """A border with a fault: it cannot stand two bytes ff in a row."""
    if b"\xff\xff" in data:
        raise Find(f"two in a row: {data!r}")
    return {f"{len(data)} bytes"} if len(data) < 6 else set()


BROKEN = Target(
    "broken",
    broken,
    lambda data, rng, pool: plain.mutate(data, rng),
    lambda: (b"\xff" + bytes(30), b"abc"),
    64,
)


def test_the_plain_loop_finds_a_fault_and_says_how_to_see_it_again(tmp_path: Path, capsys: Any) -> None:
    diary = finds.Diary(tmp_path / "last", 64)
    (tmp_path / "corpus").mkdir()
    with pytest.raises(Find):
        loop.run(BROKEN, 60, 1, diary, tmp_path / "finds", tmp_path / "corpus")
    told = capsys.readouterr().out
    assert "find in broken, " in told
    assert "the same, shorter" in told
    assert "--input \"b'\\xff\\xff'\"" in told
    assert finds.place("broken", b"\xff\xff", tmp_path / "finds").read_bytes() == b"\xff\xff"
    last = finds.Diary.read(tmp_path / "last")
    assert last is not None
    assert b"\xff\xff" in last.data
    assert last.executions == diary.executions > 2
    assert any(broken(path.read_bytes()) for path in (tmp_path / "corpus").iterdir())


def test_an_input_outlives_a_crash(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from tests.fuzz.finds import Diary;"
        "diary = Diary(pathlib.Path(sys.argv[1]), 8); diary.note(b'one'); diary.note(b'two'); os.abort()"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path / "last")], cwd=ROOT, check=False)
    assert run.returncode != 0
    assert finds.Diary.read(tmp_path / "last") == (2, b"two")
    assert finds.Diary.read(tmp_path / "nothing") is None


def test_an_input_is_given_as_a_file_or_as_a_literal(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"\0\xff")
    assert finds.given(str(tmp_path / "input")) == b"\0\xff"
    assert finds.given(ascii(b"\0'\xff")) == b"\0'\xff"
    for wrong in ("'text'", "b'", "1", "nowhere"):
        with pytest.raises(ValueError, match="neither a file nor a literal"):
            finds.given(wrong)


def test_a_distilled_corpus_holds_the_shortest_input_for_everything_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fuzz.targets._CORPUS", tmp_path / "kept")
    (tmp_path / "found").mkdir()
    for data in (b"abcd", b"dcba", b"a", b"\n", b"more than six"):
        (tmp_path / "found" / data.hex()).write_bytes(data)
    assert distil(BROKEN, tmp_path / "found") == "broken: 2 of 5 inputs kept, 5 bytes"
    assert corpus_file("broken").read_text() == "b'\\n'\nb'abcd'\n"
    assert kept("broken") == [b"\n", b"abcd"]


# --- the command --------------------------------------------------------------------------------


def test_the_command_fuzzes_a_target_for_a_bounded_time(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "frames", "--plain", "--seconds", "0.3", "--seed", "1"]
    run = subprocess.run(
        [*command, "--corpus", str(tmp_path / "corpus"), "--finds", str(tmp_path / "finds")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "no find" in run.stdout
    assert list((tmp_path / "corpus" / "frames").iterdir())


def test_the_command_tries_one_input() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "rlp", "--input", "b'\\xc1'"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "rlp rlp_truncated" in run.stdout
