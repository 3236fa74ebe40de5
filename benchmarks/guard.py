"""The guard: has an operation of ours become slower than it was when guard.json was written?

    python -m benchmarks --guard            exit code 1 if one has; ten seconds, after an alarm thirty
    python -m benchmarks --guard record     what is now is as it should be: commit guard.json with the change

It compares ratios. Each operation is measured beside a yardstick: work of the same sort that this library
has no hand in, done by the standard library or by libsodium, on the same core, in turns of less than half
a millisecond of CPU time, of which the least counts on both sides. Load, clock frequency and a slow host
cost turns, or move both sides alike. What does not cancel is how a kind of machine is built. So guard.json
holds the ratios of every kind (processor, route of SHA-256, Python) on which they were recorded; there an
operation may be MARGIN above its ratio. Elsewhere it is measured against the most similar kind, with more
patience (STRANGER), and where not even the route is known, nothing is judged. What is recorded is the
middle of several interpreters, because where a program happens to lie in memory makes some percent; and
an alarm is believed only if the next interpreters agree: luck changes, a slower operation stays slow.
In forty runs on busy cores the worst of twenty ratios was mostly less than a tenth above the recorded
one, once a fifth, and nothing rang; 30 % more time in `decode_tx` rang every time.

Why not count instructions, which never vary? Guests of virtual machines are seldom given the processor's
counters. Valgrind counts without them, but on a processor of its own, which has no SHA instructions: it
runs the portable hash, which nobody does on such a machine and which is most of what it then counts. It
sees no stall, no cache miss and no lock, its counts change with compiler and interpreter as well, and
where it is not installed there would be no guard at all.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from nacl.signing import VerifyKey

from . import clock, machine
from .founding import CO_SIGNED, INNER_WIRE, NETWORK, RESPONDER_KEY, SIGNATURES, WIRE
from .peers import pynacl, stdlib
from .race import Contestant, Race

FILE: Final = Path(__file__).with_name("guard.json")

#: By how much a ratio may be above the recorded one, on a known kind of machine and on a similar one.
MARGIN: Final = 1.20
STRANGER: Final = 1.75

#: Interpreters that are asked: of which the middle is recorded, and that must agree on an alarm.
RECORDS: Final = 5
ALARMS: Final = 3

#: Passes over all operations, and seconds for one of them in each.
PASSES: Final = 3
SECONDS: Final = 0.12

_PARSED: Final = {"items": list(range(30)), "text": "a" * 90, "more": [{"key": None}, {}, []]}
_JSON: Final = json.dumps(_PARSED)
_MESSAGE: Final = NETWORK.encode() + INNER_WIRE

#: Base64 and two hashes; objects made by a parser in C; a signature.
TEXT: Final = Contestant("binascii + hashlib", stdlib.decode_text, (CO_SIGNED,), answer=WIRE)
PARSER: Final = Contestant("json.loads", json.loads, (_JSON,), answer=_PARSED)
CURVE: Final = Contestant(
    "PyNaCl", pynacl.verify, (SIGNATURES[0], _MESSAGE, VerifyKey(RESPONDER_KEY)), answer=True
)

#: The races whose first contestant is guarded, with his yardstick; None where his own rival is a good one.
GUARDED: Final[dict[str, Contestant | None]] = {
    "decode ak_": TEXT,
    "encode ak_": TEXT,
    "decode tx_, to payload": TEXT,
    "encode tx_, from payload": TEXT,
    "rlp.decode, inner": PARSER,
    "rlp.encode, inner": PARSER,
    "decode_tx": TEXT,
    "decode_tx, a KB of a 1 MB payload": None,
    "encode_tx": TEXT,
    "encode_tx, a KB of a 1 MB payload": None,
    "decode_tx, generated transactions": TEXT,
    "decode_object, generated states": PARSER,
    "decode_txs, generated transactions": TEXT,
    "columns, of 1,000 spends": TEXT,
    "ChannelCreateTxV2(...), checked": PARSER,
    "tx_hash, of text": TEXT,
    "channel_id, to text": TEXT,
    "verify_signature": CURVE,
    "verify, a co-signed transaction": CURVE,
    "decode_tx, peak memory for a 1 MB payload": None,
    "encode_tx, peak memory for a 1 MB payload": None,
}

Ratios = Mapping[str, float]


@dataclass(frozen=True)
class Kind:
    """A kind of machine: what moves ratios although nobody has changed the library."""

    processor: str
    route: str
    python: str

    @classmethod
    def here(cls) -> Kind:
        facts = machine.facts(None)
        python = ".".join(facts["python"].split(".")[:2])
        return cls(facts["processor"], facts["sha256 route"], python)

    def likeness(self, other: Kind) -> int:
        """How similar the two are; 0 where another route hashes."""
        if self.route != other.route:
            return 0
        return 1 + 2 * (self.processor == other.processor) + (self.python == other.python)

    def __str__(self) -> str:
        return f"{self.processor}, {self.route}, {self.python}"


def main(races: Sequence[Race], task: str) -> int:
    """`check`, `record`, or `print` what this interpreter measures; the exit code."""
    try:
        if task == "print":
            print(json.dumps(measured(races)))
            return 0
        return record() if task == "record" else check()
    except subprocess.CalledProcessError as error:
        # The interpreter that was asked has said why.
        return error.returncode


def check() -> int:
    """Whether everything is within its limit."""
    kind, known = Kind.here(), recorded()
    nearest = max(known, key=kind.likeness, default=None)
    if nearest is None or not kind.likeness(nearest):
        print(f"guard: no ratios are recorded for a machine like {kind}: not judged")
        return 0
    margin = MARGIN if nearest == kind else STRANGER
    before = known[nearest]
    print(f"guard: {kind}\nlimit: {margin:.2f} times the ratios of {nearest}\n", flush=True)
    now = dict(asked())
    for _ in range(ALARMS - 1):
        if not _slow(now, before, margin):
            break
        now = {name: min(ratio, now[name]) for name, ratio in asked().items()}
    print("\n".join(_table(now, before, margin)))
    return 1 if _slow(now, before, margin) else 0


def record() -> int:
    """Writes what this machine measures into guard.json, beside the ratios of other kinds."""
    kind = Kind.here()
    runs = [asked() for _ in range(RECORDS)]
    middle = {name: round(statistics.median(run[name] for run in runs), 4) for name in runs[0]}
    rows = [{"kind": asdict(one), "ratios": ratios} for one, ratios in ({**recorded(), kind: middle}).items()]
    FILE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"guard: recorded for {kind}")
    for name, ratio in middle.items():
        ratios = [run[name] for run in runs]
        print(f"{name:<45}{ratio:8.4f}  from {min(ratios):.4f} to {max(ratios):.4f}")
    return 0


def recorded() -> dict[Kind, Ratios]:
    """What guard.json holds."""
    rows = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    return {Kind(**row["kind"]): row["ratios"] for row in rows}


def asked() -> Ratios:
    """What a new interpreter measures."""
    child = [sys.executable, "-m", str(__package__), "--guard", "print"]
    # Nobody asks the JavaScript SDK here, and starting it takes longer than all the rest.
    environment = {name: value for name, value in os.environ.items() if name != "AECODEC_JS_SDK"}
    run = subprocess.run(child, check=True, stdout=subprocess.PIPE, cwd=FILE.parent.parent, env=environment)
    ratios: Ratios = json.loads(run.stdout)
    return ratios


def measured(races: Sequence[Race]) -> Ratios:
    """What an operation takes, in units of its yardstick, for all that are guarded."""
    pairs = list(_pairs(races))
    gc.collect()
    gc.freeze()
    results = clock.measure(pairs, PASSES, SECONDS)
    return {result.race.name: result.timed[0].least / result.timed[1].least for result in results}


def _pairs(races: Sequence[Race]) -> Iterator[Race]:
    for race in races:
        if race.name in GUARDED and race.ours.absent is None:
            yardstick = GUARDED[race.name] or race.rivals[0]
            if yardstick.absent is None:
                yield replace(race, rivals=(yardstick,))


def _table(now: Ratios, before: Ratios, margin: float) -> Iterator[str]:
    yield f"{'what':<45}{'recorded':>10}{'now':>10}{'change':>10}"
    for name, ratio in now.items():
        if name not in before:
            yield f"{name:<45}{'new':>10}{ratio:>10.4f}            record it"
            continue
        change = ratio / before[name]
        word = "  slower" if change > margin else "  faster: record it" if change < 1 / margin else ""
        yield f"{name:<45}{before[name]:>10.4f}{ratio:>10.4f}{100 * (change - 1):>+8.0f} %{word}"
    yield from (f"{name:<45}{before[name]:>10.4f}{'absent':>10}" for name in before if name not in now)


def _slow(now: Ratios, before: Ratios, margin: float) -> bool:
    return any(ratio > before[name] * margin for name, ratio in now.items() if name in before)
