"""aepp-calldata reads what we write as we read it; where it does not, its fault is one that is known.

    AECODEC_JS_SDK=DIRECTORY python -m pytest tests/javascript/test_fate.py

The directory holds `node_modules` with @aeternity/aepp-calldata, as that of the benchmarks does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import Id, fate

from ..conftest import examples
from ..fate_vectors import LEAVES, all_wires, keys_of, rows, values_of

DIRECTORY = Path(os.environ.get("AECODEC_JS_SDK", ".")).absolute()
PACKAGE = DIRECTORY / "node_modules" / "@aeternity" / "aepp-calldata"
NODE = shutil.which("node")
pytestmark = [
    pytest.mark.skipif(NODE is None, reason="no node on the path"),
    pytest.mark.skipif(
        "AECODEC_JS_SDK" not in os.environ or not PACKAGE.is_dir(),
        reason="AECODEC_JS_SDK names no directory with @aeternity/aepp-calldata",
    ),
]
PROGRAM = Path(__file__).with_name("fate.mjs").read_text(encoding="utf-8")


def read(wires: list[bytes]) -> list[dict[str, Any]]:
    """Let the JavaScript library read values: of each the value or the error."""
    command = [str(NODE), "--input-type=module", "--eval", PROGRAM]
    lines = "".join(f"{aecodec.encode('cb', wire)}\n" for wire in wires)
    run = subprocess.run(
        command, cwd=DIRECTORY, input=lines, capture_output=True, text=True, timeout=120, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def expected(value: Any) -> Any:
    """Return what the program prints of a value."""
    match value:
        case bool():
            return value
        case int():
            return {"number": str(value)}
        case fate.Bits(number):
            return {"number": str(number)}
        case bytes():
            return {"bytes": value.hex()}
        case str():
            raw = value.encode("utf-8", "surrogateescape")
            return {"bytes": raw.hex()} if "string_hex" in fate.to_json(value) else value
        case list() | tuple():
            return [expected(one) for one in value]
        case dict() | fate.Map():
            return {"map": [[expected(key), expected(item)] for key, item in value.items()]}
        case fate.Variant(_, tag, values):
            return {"tag": str(tag), "values": expected(values)}
        case Id() | fate.OracleQueryId():
            return str(value)
    raise AssertionError(value)


def readable(value: Any) -> bool:
    """Tell whether the library reads a value: it shows no types, and parses a contract bytearray."""
    form = json.dumps(fate.to_json(value))
    return not any(f'"{kind}"' in form for kind in ("type", "contract_bytearray", "store_map"))


def compare(values: list[Any]) -> None:
    wires = [fate.encode(value) for value in values]
    for wire, answer in zip(wires, read(wires), strict=True):
        assert answer == {"value": expected(fate.decode(wire))}  # with maps in key order


def test_it_reads_the_valid_vectors_as_we_do() -> None:
    values = [fate.decode(wire) for wire, store in all_wires() if not store and len(wire) < 250]
    compare([value for value in values if readable(value)])


@examples(60)
@given(st.lists(values_of(LEAVES, keys_of(LEAVES)), max_size=8))
def test_it_reads_any_value_as_we_do(values: list[Any]) -> None:
    compare(values)


#: Rules that it lets inputs break, each measured with version 1.9.1.
NOT_CHECKED = {
    *("truncated", "trailing-bytes", "int-not-canonical", "size-not-natural", "negative-zero"),
    *("negative-zero-bits", "map-key-order", "map-key-duplicate", "map-key-map", "bytes-not-string"),
    *("arities-not-bytes", "variant-tag", "variant-not-tuple", "variant-arity"),
}


def test_what_it_takes_of_the_invalid_vectors_breaks_rules_that_it_is_known_not_to_check() -> None:
    # Counts near 2^64 are left out: it does not come back from those.
    invalid = [row for row in rows("invalid") if row["as"] == "value" and "ff" * 7 not in row["hex"]]
    answers = read([bytes.fromhex(row["hex"]) for row in invalid])
    taken = {row["strict"] for row, answer in zip(invalid, answers, strict=True) if "value" in answer}
    assert taken == NOT_CHECKED
